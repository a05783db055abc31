// Buttons of an answer. What they do is a message of the person to the persona, so that the chat file tells all of it; a notebook or a
// report is opened here.
import { IRenderMime } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';

export const ACTIONS = 'application/vnd.kassei.actions+json';
export type Press = { name: string; label: string; run: string; script: string };

export class Actions extends Widget implements IRenderMime.IRenderer {
  constructor(private readonly press: (node: HTMLElement, press: Press) => void) {
    super();
    this.addClass('kassei-actions');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const data = model.data[ACTIONS] as { actions?: { name: string; label: string }[]; run?: string; script?: string };
    const [run, script] = [String(data.run ?? ''), String(data.script ?? '')];
    const area = document.createElement('textarea');
    Object.assign(area, { className: 'kassei-script', value: script, hidden: true, spellcheck: false, rows: script.split('\n').length + 1 });
    this.node.replaceChildren(area);
    for (const { name, label } of data.actions ?? []) {
      const button = document.createElement('button');
      Object.assign(button, { type: 'button', textContent: label, className: name === 'run' || name === 'resume' ? 'jp-mod-styled jp-mod-accept' : 'jp-mod-styled' });
      button.dataset.name = name;
      button.addEventListener('click', () => {
        if (name === 'edit' && area.hidden) {
          area.hidden = false;
          area.focus();
          return;
        }
        this.press(this.node, { name: name === 'edit' ? 'run' : name, label, run, script: name === 'edit' ? area.value : '' });
      });
      this.node.append(button);
    }
  }
}
