// The atoms that were clicked: chips above the input of the chat, and what goes with its next message.
import { IChatPanel } from '@jupyter/chat';
import { word } from './words';

export type Atom = { index: number; element: string; layer?: number; fixed?: boolean };

const MOST = 100;

export function isAtom(value: unknown): value is Atom {
  const atom = value as Atom | null;
  return !!atom && Number.isInteger(atom.index) && atom.index >= 0 && /^[A-Z][a-z]?$/.test(atom.element);
}

export class Picks {
  constructor(private readonly panel: IChatPanel) {
    this.row.className = 'kassei-picks';
    this.row.setAttribute('aria-label', word('picked'));
    // The atoms go with the message, and are gone with it.
    const send = panel.model.input.send;
    panel.model.input.send = content => {
      this.changed.forEach(call => call());
      send(content);
      this.clear();
      this.sent.forEach(call => call());
    };
    new MutationObserver(() => this.place()).observe(panel.node, { childList: true, subtree: true });
    this.place();
  }

  // A click on an atom marks it, a second one takes the mark away.
  toggle(atom: Atom): void {
    const there = this.atoms.findIndex(known => known.index === atom.index);
    if (there >= 0) this.atoms.splice(there, 1);
    else if (this.atoms.length < MOST) this.atoms.push(atom);
    this.draw();
  }

  clear(): void {
    this.atoms.length = 0;
    this.draw();
  }

  get indices(): number[] {
    return this.atoms.map(atom => atom.index);
  }

  readonly changed: (() => void)[] = [];
  readonly sent: (() => void)[] = [];

  private draw(): void {
    this.row.replaceChildren(...this.atoms.map(atom => this.chip(atom)));
    this.changed.forEach(call => call());
  }

  private chip(atom: Atom): HTMLElement {
    const chip = document.createElement('button');
    const about = [atom.layer ? `${atom.layer} ${word('layer')}` : '', atom.fixed === undefined ? '' : word(atom.fixed ? 'held' : 'free')];
    chip.type = 'button';
    chip.className = 'kassei-chip';
    chip.title = word('remove');
    chip.dataset.index = String(atom.index);
    chip.textContent = `${atom.element} ${atom.index}${about.some(Boolean) ? `(${about.filter(Boolean).join('・')})` : ''} ×`;
    chip.addEventListener('click', () => this.toggle(atom));
    return chip;
  }

  // The chat draws its input anew: the chips stand before the last one there is.
  private place(): void {
    const inputs = this.panel.node.querySelectorAll('.jp-chat-input-container');
    const box = inputs[inputs.length - 1];
    if (box && box.previousElementSibling !== this.row) box.parentElement?.insertBefore(this.row, box);
  }

  private readonly atoms: Atom[] = [];
  private readonly row = document.createElement('div');
}
