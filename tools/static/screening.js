// One scene of many: a click on a candidate's name shows its path; the one before is taken down, so that one WebGL context is enough.
"use strict";
(() => {
  const block = document.querySelector(".batch-scenes");
  const place = document.querySelector(".kassei-choice");
  if (!block || !place) return;
  const scenes = JSON.parse(block.textContent);
  let shown = null;
  const show = (key) => {
    if (shown && shown.kassei) {
      const { stage } = shown.kassei;
      stage.viewer.renderer.forceContextLoss();
      stage.dispose();
    }
    shown = document.createElement("div");
    shown.className = "kassei-scene";
    place.replaceChildren(shown);
    window.kasseiScene(shown, scenes[key]);
    document.querySelectorAll("button.pick").forEach((button) => button.classList.toggle("shown", button.dataset.scene === key));
  };
  document.querySelectorAll("button.pick").forEach((button) =>
    button.addEventListener("click", () => { show(button.dataset.scene); place.scrollIntoView({ block: "nearest", behavior: "smooth" }); }));
  const first = Object.keys(scenes)[0];
  if (first) show(first);
})();
