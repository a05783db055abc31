// The energy along the frames, as a curve that is also a slider: `go(k)` is called for the frame under the pointer.
"use strict";
function energyCurve(data, go) {
  const space = "http://www.w3.org/2000/svg";
  const node = (tag, attributes) => {
    const made = document.createElementNS(space, tag);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  const svg = node("svg", { class: "profile", role: "img" });
  const dots = data.energies_eV.map((_, k) => node("circle", { r: k === data.saddle ? 4.5 : 3, fill: k === data.saddle ? "#e69f00" : "currentColor", opacity: 0.75 }));
  const now = node("circle", { r: 7, fill: "#0072b2", stroke: "#fff", "stroke-width": 2 });
  const curve = node("polyline", { class: "curve" });
  svg.append(curve, ...dots, now);
  let places = [];
  const arrange = () => {
    const [width, height] = [svg.clientWidth || 600, 92];
    const [low, high] = [Math.min(...data.energies_eV), Math.max(...data.energies_eV)];
    const span = high - low || 1;
    places = data.energies_eV.map((e, k) => [20 + ((width - 40) * k) / (data.energies_eV.length - 1 || 1), height - 14 - ((height - 28) * (e - low)) / span]);
    curve.setAttribute("points", places.map((p) => p.join(",")).join(" "));
    dots.forEach((dot, k) => { dot.setAttribute("cx", places[k][0]); dot.setAttribute("cy", places[k][1]); });
    mark(current);
  };
  let current = 0;
  const mark = (k) => { current = k; if (places[k]) { now.setAttribute("cx", places[k][0]); now.setAttribute("cy", places[k][1]); } };
  const seek = (event) => {
    const x = event.clientX - svg.getBoundingClientRect().left;
    go(places.reduce((best, place, k) => (Math.abs(place[0] - x) < Math.abs(places[best][0] - x) ? k : best), 0));
  };
  svg.addEventListener("pointerdown", (event) => { svg.setPointerCapture(event.pointerId); seek(event); });
  svg.addEventListener("pointermove", (event) => { if (event.buttons) seek(event); });
  new ResizeObserver(arrange).observe(svg);
  return { svg, mark };
}
