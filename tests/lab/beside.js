// The labextension as it ships, activated in an empty page: what it needs of JupyterLab is played by the few lines here.
const signal = () => {
  const calls = [];
  return { connect: call => calls.push(call), emit: value => calls.forEach(call => call(undefined, value)) };
};

class Widget {
  node = document.createElement('div');
  disposed = signal();
  addClass(name) { this.node.classList.add(name); }
  dispose() { this.disposed.emit(); }
}

// A chat with its input, and a notebook with its kernel.
const chat = new Widget();
chat.node.innerHTML = '<div><div class="jp-chat-input-container"><textarea></textarea></div></div>';
chat.sent = [];
chat.told = {};
chat.model = {
  sendMessage: message => chat.sent.push(message),
  input: { send: content => chat.sent.push({ body: content, metadata: structuredClone(chat.told) }), updateMetadata: patch => Object.assign(chat.told, patch) }
};
const kernel = {
  anyMessage: signal(),
  heard: [],
  targets: {},
  registerCommTarget(name, opened) { this.targets[name] = opened; },
  requestCommInfo: async () => ({ content: { comms: { one: {} } } }),
  createComm: (name, id) => ({ commId: id, send: data => kernel.heard.push([name, id, data]) })
};
const book = new Widget();
Object.assign(book, { context: { path: 'a.ipynb' }, sessionContext: { session: { kernel }, kernelChanged: signal() } });
const tracker = widget => ({
  currentWidget: widget, currentChanged: signal(), widgetAdded: signal(), forEach: call => call(widget), find: test => [widget].find(test)
});

window.begin = async () => {
  document.body.replaceChildren(chat.node, book.node);
  const modules = {
    '@jupyter/chat': ['0.25.3', { IChatTracker: 'chats' }],
    '@jupyterlab/filebrowser': ['4.6.6', { IDefaultFileBrowser: 'files' }],
    '@jupyterlab/notebook': ['4.6.6', { INotebookTracker: 'notebooks' }],
    '@jupyterlab/rendermime': ['4.6.6', { IRenderMimeRegistry: 'rendering' }],
    '@jupyterlab/translation': ['4.6.6', { ITranslator: 'words' }],
    '@lumino/widgets': ['2.8.0', { Widget }]
  };
  const shared = {};
  for (const [name, [version, module]] of Object.entries(modules)) shared[name] = { [version]: { get: async () => () => module, from: '', loaded: 1 } };
  const container = window._JUPYTERLAB.kassei;
  await container.init(shared);
  const plugin = (await container.get('./extension'))().default;
  const factories = {};
  const services = {
    chats: tracker(chat),
    files: { model: { path: 'runs', pathChanged: signal() } },
    notebooks: tracker(book),
    rendering: { addFactory: factory => factory.mimeTypes.forEach(kind => (factories[kind] = factory)) },
    words: { languageCode: 'ja_JP' }
  };
  const commands = [];
  const app = {
    commands: { execute: async (id, options) => commands.push([id, options]) },
    serviceManager: { contents: { get: async () => ({ content: '{}' }) } }
  };
  plugin.activate(app, ...[...plugin.requires, ...plugin.optional].map(token => services[token]));
  const render = async (kind, data) => {
    const shown = factories[kind].createRenderer();
    chat.node.append(shown.node);
    await shown.renderModel({ data: { [kind]: data } });
    return shown.node;
  };
  const pick = (node, atom) => node.dispatchEvent(new CustomEvent('kassei-pick', { bubbles: true, detail: atom }));
  const chips = () => [...chat.node.querySelectorAll('.kassei-chip')].map(chip => chip.textContent);
  window.beside = { chat, book, kernel, commands, render, pick, chips };
};
