// Draws every chart of the page, with ink and ground that follow the page's light or dark, in a saved picture too.
"use strict";
(() => {
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "sendChartToCloud"], showSendToCloud: false, locale: document.documentElement.lang, toImageButtonOptions: { format: "svg", filename: "kassei" } };
  const japanese = { "Download plot": "画像を保存", Zoom: "拡大", Pan: "移動", "Reset axes": "元の範囲に戻す", "Double-click to zoom back out": "ダブルクリックで元の範囲に戻ります" };
  Plotly.register({ moduleType: "locale", name: "ja", dictionary: japanese, format: {} });
  const axes = (layout) => Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  const dressed = (layout) => {
    const ink = { "font.color": style("--ink"), "title.subtitle.font.color": style("--alarm"), "modebar.color": style("--soft"), paper_bgcolor: style("--card") };
    for (const key of axes(layout)) Object.assign(ink, { [`${key}.gridcolor`]: style("--line"), [`${key}.linecolor`]: style("--soft") });
    return ink;
  };
  document.querySelectorAll(".kassei-chart").forEach(async (box) => {
    const figure = JSON.parse(box.querySelector(".chart-data").textContent);
    const place = document.createElement("div");
    box.append(place);
    await Plotly.newPlot(place, figure.data, { ...figure.layout, autosize: true }, config);
    const dress = () => Plotly.relayout(place, dressed(figure.layout));
    await dress();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
  });
})();
