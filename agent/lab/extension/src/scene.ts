// Structures in the chat and in notebooks, drawn by the viewer of our reports (tools/static), a few of them alive at a time.
import { IRenderMime } from '@jupyterlab/rendermime';
import { Contents } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';
import { word } from './words';

export const STRUCTURE = 'application/vnd.kassei.structure+json';
// Firefox keeps 16 WebGL contexts alive on a page.
const MOST_ALIVE = 4;
// of our reports; the build lays them beside this bundle
const SCRIPTS = ['ngl.js', 'curve.js', 'viewer.js'];
declare const __webpack_public_path__: string;

type Viewer = { stage: { dispose(): void; handleResize(): void; viewer: { renderer: { forceContextLoss(): void } } }; recolour(): void };
type Box = HTMLElement & { kassei?: Viewer };
declare const kasseiScene: (box: Box, data: unknown) => void;

let loading: Promise<void> | undefined;
function load(): Promise<void> {
  loading ??= SCRIPTS.reduce((before, name) => before.then(() => script(__webpack_public_path__ + name)), Promise.resolve());
  return loading;
}

function script(address: string): Promise<void> {
  return new Promise((done, failed) => {
    const node = document.createElement('script');
    Object.assign(node, { src: address, onload: () => done(), onerror: () => failed(new Error(address)) });
    document.head.append(node);
  });
}

const alive: Scene[] = [];

export function recolourAll(): void {
  alive.forEach(scene => scene.box.kassei?.recolour());
}

// Drawn when it comes into sight; the one that was seen longest ago makes room.
export class Scene extends Widget implements IRenderMime.IRenderer {
  constructor(private readonly contents: Contents.IManager) {
    super();
    this.addClass('kassei-structure');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const given = model.data[STRUCTURE] as Record<string, unknown> | undefined;
    this.data = given;
    this.rest();
    const seen = new IntersectionObserver(entries => {
      if (entries.some(entry => entry.isIntersecting)) void this.wake();
    });
    seen.observe(this.node);
  }

  dispose(): void {
    this.sleep();
    super.dispose();
  }

  box: Box = document.createElement('div');

  private async wake(): Promise<void> {
    if (this.box.kassei || this.waking) return;
    this.waking = true;
    try {
      const data = await this.fetched();
      await load();
      if (!isScene(data)) throw new Error('no scene');
      while (alive.length >= MOST_ALIVE) alive[0].sleep();
      this.box = document.createElement('div');
      this.box.className = 'kassei-scene';
      this.node.replaceChildren(this.box);
      kasseiScene(this.box, data);
      alive.push(this);
    } catch {
      this.node.textContent = word('gone');
    } finally {
      this.waking = false;
    }
  }

  private sleep(): void {
    const at = alive.indexOf(this);
    if (at >= 0) alive.splice(at, 1);
    this.box.kassei?.stage.viewer.renderer.forceContextLoss();
    this.box.kassei?.stage.dispose();
    this.rest();
  }

  // A place of the same height, with a button where somebody wants it back while it is in sight.
  private rest(): void {
    this.box = document.createElement('div');
    const back = document.createElement('button');
    back.className = 'kassei-wake';
    back.textContent = word('show');
    back.addEventListener('click', () => void this.wake());
    this.node.replaceChildren(back);
  }

  private async fetched(): Promise<unknown> {
    if (typeof this.data?.file !== 'string') return this.data;
    const file = await this.contents.get(this.data.file, { content: true, format: 'text', type: 'file' });
    return JSON.parse(file.content as string);
  }

  private data: Record<string, unknown> | undefined;
  private waking = false;
}

// The shape that the viewer relies on; what a kernel shows may be anything.
function isScene(data: unknown): boolean {
  const scene = data as Record<string, unknown>;
  const lists = ['symbols', 'frames', 'cell', 'pbc', 'highlight', 'energies_eV', 'fixed', 'layers', 'view'];
  const tables = ['colours', 'radii', 'drawn', 'words'];
  const fine = !!scene && lists.every(name => Array.isArray(scene[name])) && tables.every(name => scene[name] && typeof scene[name] === 'object');
  if (!fine) return false;
  const symbols = scene.symbols as unknown[];
  const numbers = (row: unknown): boolean => Array.isArray(row) && row.length === 3 && row.every(Number.isFinite);
  return (
    symbols.every(symbol => /^[A-Z][a-z]?$/.test(String(symbol))) &&
    Object.values(scene.colours as object).every(colour => /^#[0-9a-f]{6}$/i.test(String(colour))) &&
    (scene.frames as unknown[][]).every(frame => Array.isArray(frame) && frame.length === symbols.length && frame.every(numbers))
  );
}
