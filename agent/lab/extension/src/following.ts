// The chat's own view, mended in two places: charts are told of their width, and the person's own message is brought into sight.
import { IChatPanel } from '@jupyter/chat';

const CHART = '.js-plotly-plot';
const LIST = '.jp-chat-messages-container';
const ARRIVES_MS = 1500;

// A chart is drawn before its message is on the page, 700 px wide then, and no message of the chat tells it of another width: charts
// that are `responsive` listen to the window.
export function fitCharts(panel: IChatPanel): void {
  const widths = new WeakMap<Element, number>();
  const sizes = new ResizeObserver(entries => {
    const changed = entries.filter(({ target, contentRect }) => contentRect.width > 0 && widths.get(target) !== contentRect.width);
    changed.forEach(({ target, contentRect }) => widths.set(target, contentRect.width));
    if (changed.length) requestAnimationFrame(() => window.dispatchEvent(new Event('resize')));
  });
  const adopt = () =>
    panel.node.querySelectorAll(CHART).forEach(chart => {
      if (widths.has(chart)) return;
      widths.set(chart, 0);
      sizes.observe(chart);
    });
  const seen = new MutationObserver(adopt);
  seen.observe(panel.node, { childList: true, subtree: true });
  panel.disposed.connect(() => {
    seen.disconnect();
    sizes.disconnect();
  });
  adopt();
}

// Whoever has scrolled up and sends a message wants to see what comes of it. The message arrives a moment later, its answer after it.
export function showNewest(panel: IChatPanel): void {
  const show = () => {
    let list = panel.node.querySelector(LIST);
    while (list && list !== panel.node && list.scrollHeight <= list.clientHeight) list = list.parentElement;
    list?.scrollTo({ top: list.scrollHeight });
  };
  const arriving = new MutationObserver(show);
  arriving.observe(panel.node, { childList: true, subtree: true });
  setTimeout(() => arriving.disconnect(), ARRIVES_MS);
  show();
}
