// jupyterlab-chat 0.25 sends the message when Enter confirms a kana-kanji conversion (jupyterlab/jupyter-chat#406): such keys stay with
// the input method.
export function mendComposing(page: Window): void {
  page.addEventListener(
    'keydown',
    event => {
      const target = event.target as HTMLElement | null;
      if ((event.isComposing || event.keyCode === 229) && target?.closest?.('.jp-chat-input-container')) {
        event.stopImmediatePropagation();
      }
    },
    true
  );
}
