// What this side of the chat says, in Japanese and in English.
const WORDS: Record<string, [string, string]> = {
  held: ['固定', 'held'],
  free: ['可動', 'free'],
  layer: ['層目', 'layer'],
  remove: ['選択を外す', 'remove'],
  picked: ['選んだ原子', 'Picked atoms'],
  gone: ['表示するデータがありません。', 'The data of this scene are gone.'],
  show: ['三次元表示を動かす', 'Show in 3D'],
  stop: ['計算を止める', 'Stop'],
  nobody: ['だれにも送らない', 'No one'],
  more: ['ほかの設定', 'More'],
  wait: ['準備しています…', 'Getting ready…']
};

export function word(name: string): string {
  const english = document.documentElement.dataset.kassei === 'en';
  return WORDS[name][english ? 1 : 0];
}

// What extensions beside ours say in English alone.
const FOREIGN: Record<string, string> = { 'Stop generating': 'stop', 'No one': 'nobody', 'More settings': 'more' };

// Their words in the person's language, wherever they come up in a chat's input.
export function translateForeign(node: ParentNode): void {
  for (const button of node.querySelectorAll<HTMLElement>('.jp-chat-input-toolbar [title], .jp-chat-input-toolbar [aria-label]')) {
    for (const name of ['title', 'aria-label']) {
      const known = FOREIGN[button.getAttribute(name) ?? ''];
      if (known) button.setAttribute(name, word(known));
    }
  }
  for (const text of node.querySelectorAll<HTMLElement>('.MuiMenuItem-root span, .MuiTooltip-tooltip')) {
    const known = text.childElementCount ? undefined : FOREIGN[text.textContent ?? ''];
    if (known) text.textContent = word(known);
  }
}
