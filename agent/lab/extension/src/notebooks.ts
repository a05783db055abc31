// Atoms that are clicked in notebooks: in an nglview the chat hears of them; in a scene of ours the notebook's kernel does, too, where
// `%load_ext agent` listens there.
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { IComm, IKernelConnection } from '@jupyterlab/services';
import { Atom, isAtom } from './picks';

const TARGET = 'kassei.picks';
// nglview tells of one click once or twice
const TWICE_MS = 300;

export class Notebooks {
  constructor(private readonly tracker: INotebookTracker, private readonly mark: (node: Node, atom: Atom) => void) {
    tracker.forEach(panel => this.adopt(panel));
    tracker.widgetAdded.connect((_, panel) => this.adopt(panel));
  }

  // A click in one of our scenes: the kernel of its notebook hears of it.
  async tell(node: Node, atom: Atom): Promise<void> {
    const kernel = this.tracker.find(panel => panel.node.contains(node))?.sessionContext.session?.kernel;
    if (!kernel) return;
    const known = await kernel.requestCommInfo({ target_name: TARGET });
    const open = this.heard.get(kernel) ?? new Map<string, IComm>();
    for (const id of Object.keys(known.content.comms ?? {})) {
      if (!open.has(id)) open.set(id, kernel.createComm(TARGET, id)); // opened before this page was
      open.get(id)?.send({ index: atom.index });
    }
  }

  private adopt(panel: NotebookPanel): void {
    const hear = () => this.hear(panel, panel.sessionContext.session?.kernel);
    panel.sessionContext.kernelChanged.connect(hear);
    hear();
  }

  private hear(panel: NotebookPanel, kernel: IKernelConnection | null | undefined): void {
    if (!kernel || this.heard.has(kernel)) return;
    const open = new Map<string, IComm>();
    this.heard.set(kernel, open);
    kernel.registerCommTarget(TARGET, comm => void open.set(comm.commId, comm));
    let [before, at] = [-1, 0];
    kernel.anyMessage.connect((_, { direction, msg }) => {
      const atom = direction === 'send' ? pickedIn(msg) : undefined;
      if (!atom) return;
      const now = Date.now();
      const again = atom.index === before && now - at < TWICE_MS;
      [before, at] = [atom.index, now];
      if (!again) this.mark(panel.node, atom);
    });
  }

  private readonly heard = new WeakMap<IKernelConnection, Map<string, IComm>>();
}

// The atom of a message by which nglview tells its kernel of a click; its structure is in PDB, with symbols in capitals.
export function pickedIn(message: { header: { msg_type: string }; content: unknown }): Atom | undefined {
  if (message.header.msg_type !== 'comm_msg') return undefined;
  const data = (message.content as { data?: { method?: string; state?: { picked?: { atom1?: unknown } } } }).data;
  const found = data?.method === 'update' ? (data.state?.picked?.atom1 as { index: number; element: unknown } | undefined) : undefined;
  const symbol = typeof found?.element === 'string' ? found.element : '';
  const atom = { index: found?.index, element: symbol.slice(0, 1).toUpperCase() + symbol.slice(1).toLowerCase() };
  return isAtom(atom) ? atom : undefined;
}
