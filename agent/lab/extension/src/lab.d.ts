// What is used of JupyterLab 4.6 (all of it comes from the running JupyterLab; its types of that version are not all on npm).
declare module '@jupyterlab/rendermime' {
  import { Token } from '@lumino/coreutils';
  import { Widget } from '@lumino/widgets';

  export namespace IRenderMime {
    interface IMimeModel {
      readonly data: Record<string, unknown>;
    }
    interface IRenderer extends Widget {
      renderModel(model: IMimeModel): Promise<void>;
    }
  }
  export interface IRenderMimeRegistry {
    addFactory(factory: { safe: boolean; mimeTypes: string[]; createRenderer: () => IRenderMime.IRenderer }, rank?: number): void;
  }
  export const IRenderMimeRegistry: Token<IRenderMimeRegistry>;
}

declare module '@jupyterlab/services' {
  import { ISignal } from '@lumino/signaling';

  export interface IComm {
    readonly commId: string;
    send(data: Record<string, unknown>): unknown;
  }
  export interface IKernelConnection {
    readonly anyMessage: ISignal<unknown, { direction: 'send' | 'recv'; msg: { header: { msg_type: string }; content: unknown } }>;
    registerCommTarget(name: string, opened: (comm: IComm) => void): void;
    requestCommInfo(content: { target_name: string }): Promise<{ content: { comms?: Record<string, unknown> } }>;
    createComm(name: string, id: string): IComm;
  }
  export namespace Contents {
    interface IManager {
      get(path: string, options: { content: boolean; format: 'text'; type: 'file' }): Promise<{ content: unknown }>;
    }
  }
}

declare module '@jupyterlab/application' {
  import { Contents } from '@jupyterlab/services';
  import { Token } from '@lumino/coreutils';

  export interface JupyterFrontEnd {
    readonly commands: { execute(id: string, args: Record<string, unknown>): Promise<unknown> };
    readonly serviceManager: { readonly contents: Contents.IManager };
  }
  export interface JupyterFrontEndPlugin<T> {
    id: string;
    description: string;
    autoStart: boolean;
    requires: Token<any>[];
    optional: Token<any>[];
    activate: (app: JupyterFrontEnd, ...services: any[]) => T;
  }
}

declare module '@jupyterlab/filebrowser' {
  import { Token } from '@lumino/coreutils';
  import { ISignal } from '@lumino/signaling';

  export interface IDefaultFileBrowser {
    readonly model: { readonly path: string; readonly pathChanged: ISignal<unknown, unknown> };
  }
  export const IDefaultFileBrowser: Token<IDefaultFileBrowser>;
}

declare module '@jupyterlab/notebook' {
  import { Token } from '@lumino/coreutils';
  import { IKernelConnection } from '@jupyterlab/services';
  import { ISignal } from '@lumino/signaling';
  import { Widget } from '@lumino/widgets';

  export interface NotebookPanel extends Widget {
    readonly context: { readonly path: string };
    readonly sessionContext: {
      readonly session: { readonly kernel: IKernelConnection | null } | null;
      readonly kernelChanged: ISignal<unknown, unknown>;
    };
  }
  export interface INotebookTracker {
    readonly currentWidget: NotebookPanel | null;
    readonly currentChanged: ISignal<unknown, unknown>;
    readonly widgetAdded: ISignal<unknown, NotebookPanel>;
    forEach(call: (panel: NotebookPanel) => void): void;
    find(test: (panel: NotebookPanel) => boolean): NotebookPanel | undefined;
  }
  export const INotebookTracker: Token<INotebookTracker>;
}

declare module '@jupyterlab/translation' {
  import { Token } from '@lumino/coreutils';

  export interface ITranslator {
    readonly languageCode: string;
  }
  export const ITranslator: Token<ITranslator>;
}
