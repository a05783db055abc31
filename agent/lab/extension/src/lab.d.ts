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
  import { ISignal } from '@lumino/signaling';

  export interface INotebookTracker {
    readonly currentWidget: { readonly context: { readonly path: string } } | null;
    readonly currentChanged: ISignal<unknown, unknown>;
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
