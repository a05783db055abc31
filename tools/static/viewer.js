// Brings every .kassei-scene of the page to life with NGL (curve.js stands before this file); JupyterLab calls kasseiScene(box, data).
// A click on an atom is told to the page as "kassei-pick". Text goes in by textContent only;
// nothing is fetched.
"use strict";
(() => {
  // Distances below 1.25 times the sum of covalent radii are drawn as bonds, where a non-metal takes part.
  const BOND = 1.25;
  const NONMETALS = new Set(["H", "B", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Se", "Br", "I"]);
  const FRAME_MS = 260;
  // How much of the stage the atoms fill; nearer than so, NGL's camera would stand among them.
  const [FILLED, MOST_ENLARGED] = [0.84, 1.5];
  // A gap between atoms and their images that is no crystal any more [Å].
  const VACUUM = 6;
  // The height of the line between a tag and its atom [pixels], as in viewer.css.
  const TAG_LIFT = 24;

  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
  const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const signed = (energy) => `${Math.abs(energy) < 5e-4 ? "" : energy < 0 ? "−" : "+"}${Math.abs(energy).toFixed(3)} eV`;
  const style = (node, name) => getComputedStyle(node).getPropertyValue(name).trim();

  function flat(frame) {
    const out = new Float32Array(3 * frame.length);
    frame.forEach((atom, i) => out.set(atom, 3 * i));
    return out;
  }

  // Held atoms are paler than those that may move.
  function atomColour(data, held, i) {
    const colour = rgb(data.colours[data.symbols[i]]);
    return held.has(i) ? colour.map((part) => 0.42 * part + 0.58 * 0.72) : colour;
  }

  function addAtoms(stage, data) {
    const shape = new NGL.Shape("atoms", { sphereDetail: 2 });
    const held = new Set(data.fixed);
    data.frames[0].forEach((at, i) => shape.addSphere(at, atomColour(data, held, i), data.drawn[data.symbols[i]], String(i)));
    const component = stage.addComponentFromObject(shape);
    component.addRepresentation("buffer");
    return component;
  }

  function addHalo(stage, data) {
    if (!data.highlight.length) return null;
    const shape = new NGL.Shape("halo");
    data.highlight.forEach((i) => shape.addSphere(data.frames[0][i], rgb(data.halo), 1.32 * data.drawn[data.symbols[i]], `h${i}`));
    const component = stage.addComponentFromObject(shape);
    component.addRepresentation("buffer", { opacity: 0.42, depthWrite: false });
    return component;
  }

  // Coordinates in the cell's own axes, or null where there is no cell.
  function fractional(cell) {
    const [a, b, c] = cell;
    const cross = (u, v) => [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    const dot = (u, v) => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
    const volume = dot(a, cross(b, c));
    if (Math.abs(volume) < 1e-6) return null;
    const rows = [cross(b, c), cross(c, a), cross(a, b)].map((row) => row.map((x) => x / volume));
    return (at) => rows.map((row) => dot(row, at));
  }

  // A crystal's cell whole, of a slab the surface cell under its lowest atoms; nothing round a molecule in a box. Gives its corners.
  function addCell(stage, data) {
    const inside = data.pbc.some(Boolean) ? fractional(data.cell) : null;
    if (!inside) return [];
    const places = data.frames[0].map(inside);
    const ends = [0, 1, 2].map((x) => {
      const all = places.map((place) => place[x]);
      const [low, high] = [Math.min(...all), Math.max(...all)];
      return (1 - (high - low)) * Math.hypot(...data.cell[x]) > VACUUM ? [low] : [0, 1];
    });
    if (ends.filter((end) => end.length === 1).length > 1) return [];
    const point = (f) => [0, 1, 2].map((x) => f[0] * data.cell[0][x] + f[1] * data.cell[1][x] + f[2] * data.cell[2][x]);
    const shape = new NGL.Shape("cell");
    for (const x of [0, 1, 2]) {
      if (ends[x].length === 1) continue;
      const [y, z] = [0, 1, 2].filter((other) => other !== x);
      for (const j of ends[y]) for (const k of ends[z]) {
        const [from, to] = [[0, 0, 0], [0, 0, 0]];
        [from[x], from[y], from[z], to[x], to[y], to[z]] = [0, j, k, 1, j, k];
        shape.addCylinder(point(from), point(to), [0.52, 0.55, 0.6], 0.045, "");
      }
    }
    stage.addComponentFromObject(shape).addRepresentation("buffer");
    return ends[0].flatMap((i) => ends[1].flatMap((j) => ends[2].map((k) => point([i, j, k]))));
  }

  function bondsOf(data, frame) {
    const bonds = [];
    const light = [...frame.keys()].filter((i) => NONMETALS.has(data.symbols[i]));
    for (const i of light) {
      for (let j = 0; j < frame.length; j += 1) {
        if (j === i || (NONMETALS.has(data.symbols[j]) && j < i)) continue;
        const most = BOND * (data.radii[data.symbols[i]] + data.radii[data.symbols[j]]);
        const way = [0, 1, 2].map((x) => frame[j][x] - frame[i][x]);
        if (way[0] ** 2 + way[1] ** 2 + way[2] ** 2 < most * most) bonds.push([i, j]);
      }
    }
    return bonds;
  }

  function addBonds(stage, data, frame) {
    const bonds = bondsOf(data, frame);
    if (!bonds.length) return null;
    const shape = new NGL.Shape("bonds");
    for (const [i, j] of bonds) {
      const middle = [0, 1, 2].map((x) => (frame[i][x] + frame[j][x]) / 2);
      shape.addCylinder(frame[i], middle, rgb(data.colours[data.symbols[i]]), 0.13, "");
      shape.addCylinder(middle, frame[j], rgb(data.colours[data.symbols[j]]), 0.13, "");
    }
    const component = stage.addComponentFromObject(shape);
    component.addRepresentation("buffer");
    return component;
  }

  function buffers(component) {
    return component ? component.reprList.flatMap((element) => element.repr.bufferList) : [];
  }

  function moveSpheres(component, positions) {
    buffers(component).forEach((buffer) => buffer.setAttributes({ position: positions }));
  }

  function elements(data) {
    const box = make("div", "elements");
    Object.entries(data.colours).forEach(([symbol, colour]) => {
      const entry = make("span", "", symbol);
      const dot = make("i");
      dot.style.background = colour;
      entry.prepend(dot);
      box.append(entry);
    });
    if (data.fixed.length) box.append(make("span", "", data.words.pale));
    return box;
  }

  function readout(data, k) {
    const box = document.createDocumentFragment();
    const end = !data.energies_eV.length ? "" : k === 0 ? data.words.initial : k === data.frames.length - 1 ? data.words.final : "";
    const place = k === data.saddle ? data.words.saddle : end;
    box.append(`${data.words.frame} ${k} / ${data.frames.length - 1}${place ? `・${place}` : ""}`);
    if (data.energies_eV.length) box.append("  ", make("b", "", signed(data.energies_eV[k])));
    return box;
  }

  function alive(box, data) {
    const stageBox = make("div", "stage");
    box.append(make("div", "title", data.title), stageBox);
    let stage;
    try {
      stage = new NGL.Stage(stageBox, { backgroundColor: style(box, "--scene"), cameraType: "orthographic", quality: "high", sampleLevel: 1, ambientIntensity: 0.35, lightIntensity: 1.15, tooltip: false, clipNear: 0, clipDist: 0, fogNear: 100, fogFar: 100 });
    } catch (error) {
      stageBox.replaceWith(make("div", "none", data.words.no_webgl));
      return;
    }
    stage.mouseControls.remove("clickPick-left");
    const atoms = addAtoms(stage, data);
    const halo = addHalo(stage, data);
    const corners = addCell(stage, data);
    let bonds = null;
    const tags = data.highlight.map((i) => ({ atom: i, node: make("div", "tag", `${data.symbols[i]} ${i}`) }));
    const picked = { atom: -1, node: make("div", "tag picked") };
    picked.node.hidden = true;
    stageBox.append(elements(data), ...tags.map((tag) => tag.node), picked.node);

    let current = data.saddle ?? 0;
    const place = () => {
      for (const tag of [...tags, picked]) {
        if (tag.atom < 0) continue;
        const at = stage.viewerControls.getPositionOnCanvas(new NGL.Vector3(...data.frames[current][tag.atom]));
        const lift = data.drawn[data.symbols[tag.atom]] * 1.32 * pixelsPerAngstrom();
        const [x, y] = [at.x - tag.node.offsetWidth / 2, stageBox.clientHeight - at.y - lift - tag.node.offsetHeight - TAG_LIFT];
        tag.node.style.transform = `translate(${x.toFixed(1)}px, ${Math.max(2, y).toFixed(1)}px)`;
      }
    };
    const pixelsPerAngstrom = () => {
      const camera = stage.viewer.camera;
      return (stageBox.clientHeight * (camera.zoom || 1)) / Math.max(1e-6, camera.top - camera.bottom);
    };
    stage.viewer.signals.rendered.add(place);

    const bar = make("div", "bar");
    const play = make("button", "play", `▶ ${data.words.play}`);
    const slider = make("input");
    Object.assign(slider, { type: "range", min: 0, max: data.frames.length - 1, step: 1 });
    slider.setAttribute("aria-label", data.words.frame);
    const text = make("span", "readout");
    const reset = make("button", "", data.words.reset_view);
    const hint = make("div", "hint", data.words.pick_hint);
    let drawn = null;
    const show = (k) => {
      current = k;
      moveSpheres(atoms, flat(data.frames[k]));
      moveSpheres(halo, flat(data.highlight.map((i) => data.frames[k][i])));
      if (bonds) stage.removeComponent(bonds);
      bonds = addBonds(stage, data, data.frames[k]);
      slider.value = k;
      text.replaceChildren(readout(data, k));
      if (drawn) drawn.mark(k);
      stage.viewer.requestRender();
    };
    let timer = 0;
    const stop = () => { clearInterval(timer); timer = 0; play.textContent = `▶ ${data.words.play}`; };
    const start = () => {
      let step = current === data.frames.length - 1 ? -1 : 1;
      play.textContent = `❚❚ ${data.words.pause}`;
      timer = setInterval(() => {
        if (current + step < 0 || current + step >= data.frames.length) step = -step;
        show(current + step);
      }, FRAME_MS);
    };
    play.addEventListener("click", () => (timer ? stop() : start()));
    slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
    if (data.energies_eV.length > 1) {
      drawn = energyCurve(data, (k) => { stop(); show(k); });
      box.append(drawn.svg);
    }
    if (data.frames.length > 1) bar.append(play, slider, text);
    bar.append(reset);
    box.append(bar, hint);

    const view = () => {
      stage.viewerControls.rotate(new NGL.Quaternion(...data.view));
      atoms.autoView(0);
      stage.viewer.render();
      stage.viewerControls.zoom(1 - 1 / room());
    };
    // How much larger the picture could be: atoms and cell stay clear of the frame, and of the tags at the top.
    const room = () => {
      const [width, height, scale] = [stageBox.clientWidth / 2, stageBox.clientHeight / 2, pixelsPerAngstrom()];
      const drawn = [...data.frames[current].map((at, i) => [at, scale * data.drawn[data.symbols[i]]]), ...corners.map((at) => [at, 0])];
      const far = drawn.map(([at, size]) => {
        const seen = stage.viewerControls.getPositionOnCanvas(new NGL.Vector3(...at));
        return Math.max((Math.abs(seen.x - width) + size) / width, (Math.abs(seen.y - height) + size) / height);
      });
      return Math.min(MOST_ENLARGED, FILLED / Math.max(...far));
    };
    reset.addEventListener("click", view);
    stage.signals.clicked.add((proxy) => {
      const name = proxy && proxy.sphere ? proxy.sphere.name : "";
      const i = Number(name.replace("h", ""));
      if (!name || !Number.isInteger(i)) {
        picked.atom = -1;
        picked.node.hidden = true;
        hint.textContent = data.words.pick_hint;
        hint.classList.remove("found");
        return;
      }
      const words = { index: i, element: data.symbols[i], layer: data.layers[i], fixed: data.fixed.includes(i) ? data.words.is_fixed : data.words.is_free };
      hint.textContent = fill(data.words.picked, words);
      hint.classList.add("found");
      picked.atom = i;
      picked.node.hidden = data.highlight.includes(i);
      picked.node.textContent = `${data.symbols[i]} ${i}`;
      place();
      const atom = { index: i, element: data.symbols[i], layer: data.layers[i], fixed: data.fixed.includes(i) };
      box.dispatchEvent(new CustomEvent("kassei-pick", { bubbles: true, detail: atom }));
    });
    const recolour = () => stage.setParameters({ backgroundColor: style(box, "--scene") });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
    // A canvas made before its node has a size stays blank: look again whenever the size changes.
    let seen = false;
    new ResizeObserver(() => {
      if (!stageBox.clientWidth) return;
      stage.handleResize();
      if (!seen) { seen = true; view(); }
      place();
    }).observe(stageBox);
    show(current);
    box.kassei = { stage, show, recolour };
  }

  // For a page that shows one scene of many (screening.js).
  window.kasseiScene = alive;
  globalThis.kasseiScene = alive;
  document.querySelectorAll(".kassei-scene").forEach((box) => {
    const block = box.querySelector(".scene-data");
    if (block) alive(box, JSON.parse(block.textContent));
  });
})();
