// The browser's side of kassei: Japanese input, structures, picked atoms, buttons; nothing is fetched from outside.
import { IChatPanel, IChatTracker } from '@jupyter/chat';
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator } from '@jupyterlab/translation';
import { ACTIONS, Actions, Press } from './actions';
import { mendComposing } from './composing';
import { fitCharts, showNewest } from './following';
import { Notebooks } from './notebooks';
import { Atom, isAtom, Picks } from './picks';
import { recolourAll, Scene, STRUCTURE } from './scene';
import { translateForeign } from './words';

const PERSONA = 'jupyter-ai-personas::agent::KasseiPersona';
// before live widgets (1) and pictures: ours is alive without a kernel
const RANK = -10;

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'kassei:plugin',
  description: 'kassei in JupyterLab',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [IChatTracker, IDefaultFileBrowser, INotebookTracker, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    rendering: IRenderMimeRegistry,
    chats: IChatTracker | null,
    browser: IDefaultFileBrowser | null,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ) => {
    document.documentElement.dataset.kassei = /^ja/i.test(translator?.languageCode ?? 'ja') ? 'ja' : 'en';
    mendComposing(window);
    const picks = new Map<IChatPanel, Picks>();

    const here = () => ({ folder: browser?.model.path ?? '', notebook: notebooks?.currentWidget?.context.path ?? '' });
    const tell = (panel: IChatPanel) => panel.model.input.updateMetadata({ kassei: { ...here(), picks: picks.get(panel)?.indices ?? [] } });
    const tellAll = () => picks.forEach((_, panel) => tell(panel));
    const adopt = (panel: IChatPanel) => {
      if (picks.has(panel)) return;
      const own = new Picks(panel);
      own.changed.push(() => tell(panel));
      picks.set(panel, own);
      own.sent.push(() => showNewest(panel));
      fitCharts(panel);
      panel.disposed.connect(() => picks.delete(panel));
      tell(panel);
    };
    chats?.forEach(adopt);
    chats?.widgetAdded.connect((_, panel) => adopt(panel));
    browser?.model.pathChanged.connect(tellAll);
    notebooks?.currentChanged.connect(tellAll);

    const chatOf = (node: Node) => chats?.find(panel => panel.node.contains(node)) ?? chats?.currentWidget ?? [...picks.keys()][0];
    const mark = (node: Node, atom: Atom) => {
      const panel = chatOf(node);
      if (!panel) return;
      adopt(panel);
      picks.get(panel)?.toggle(atom);
    };
    const beside = notebooks ? new Notebooks(notebooks, mark) : undefined;
    document.addEventListener('kassei-pick', event => {
      const atom = (event as CustomEvent<unknown>).detail;
      if (!isAtom(atom) || !(event.target instanceof Node)) return;
      mark(event.target, atom);
      void beside?.tell(event.target, atom);
    });

    const press = (node: HTMLElement, { name, label, run, script }: Press) => {
      if (name === 'notebook' || name === 'report') {
        const path = `${run}/${name === 'notebook' ? 'run.ipynb' : 'report.html'}`;
        void app.commands.execute('docmanager:open', { path, options: { mode: 'split-right' } });
        return;
      }
      const metadata = { to_persona: PERSONA, kassei: { ...here(), action: name, run, script } };
      chatOf(node)?.model.sendMessage({ body: label, metadata });
    };
    rendering.addFactory({ safe: true, mimeTypes: [STRUCTURE], createRenderer: () => new Scene(app.serviceManager.contents) }, RANK);
    rendering.addFactory({ safe: true, mimeTypes: [ACTIONS], createRenderer: () => new Actions(press) }, RANK);

    new MutationObserver(recolourAll).observe(document.body, { attributes: true, attributeFilter: ['data-jp-theme-light', 'data-jp-theme-name'] });
    if (document.documentElement.dataset.kassei === 'ja') {
      new MutationObserver(() => translateForeign(document)).observe(document.body, { childList: true, subtree: true });
    }
  }
};

export default plugin;
