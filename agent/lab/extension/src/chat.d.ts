// What is used of jupyterlab-chat 0.25; its packages of that version are not on npm.
declare module '@jupyter/chat' {
  import { Token } from '@lumino/coreutils';
  import { ISignal } from '@lumino/signaling';
  import { Widget } from '@lumino/widgets';

  export interface IInputModel {
    send: (content: string) => void;
    updateMetadata(patch: Record<string, unknown>): void;
  }
  export interface IChatModel {
    readonly input: IInputModel;
    sendMessage(message: { body: string; metadata?: Record<string, unknown> }): unknown;
  }
  export interface IChatPanel extends Widget {
    model: IChatModel;
  }
  export interface IChatTracker {
    readonly currentWidget: IChatPanel | null;
    readonly widgetAdded: ISignal<unknown, IChatPanel>;
    forEach(call: (panel: IChatPanel) => void): void;
    find(test: (panel: IChatPanel) => boolean): IChatPanel | undefined;
  }
  export const IChatTracker: Token<IChatTracker>;
}
