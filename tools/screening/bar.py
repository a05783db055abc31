"""How far a batch is, as a bar below a notebook's cell; fed by the same events as the terminal's."""

import html
import time
from collections.abc import Callable
from typing import Any

from tools.screening.messages import word

Event = dict[str, Any]
MOST_ROWS, STALE_S, DRAWN_S = 8, 30.0, 0.2


class Bar:
    """Takes a batch's events; `total` candidates, `done` of them finished before."""

    def __init__(self, total: int, done: int) -> None:
        from ipywidgets import HTML, IntProgress, VBox

        self.bar, self.said = IntProgress(value=done, max=max(1, total)), HTML()
        self.widget = VBox([self.bar, self.said])
        self.total, self.before, self.failed, self.workers, self.last = total, done, 0, 0, ""
        self.running: dict[str, tuple[float, Event]] = {}
        self._started, self._drawn = time.monotonic(), 0.0

    def take(self, event: Event) -> None:
        """One event; called from the engine's thread and from Dask's."""
        kind, key = event["event"], str(event.get("key"))
        if kind == "done":
            self._finish(event["record"])
        elif kind == "stage":
            self.running[key] = time.monotonic(), event
        elif kind == "workers":
            self.workers = event["count"]
        elif kind == "again":
            self.running.pop(key, None)
        elif kind == "refused":
            self.last = f"{event['worker']}: {event['message']}"
        if kind == "done" or time.monotonic() - self._drawn > DRAWN_S:
            self._draw()

    def _finish(self, record: Event) -> None:
        self.bar.value += 1
        self.running.pop(record["key"], None)
        barriers = [found for found in record["records"] if found.get("kind") == "barrier"]
        self.failed += record["status"] != "done" or any(found.get("barrier_eV") is None for found in barriers)
        values = [f"{found['barrier_eV']:.3f} eV ({found['status']})" for found in barriers if found.get("barrier_eV") is not None]
        self.last = f"{record['label']}: {', '.join(values) or (record['error'] or {}).get('message', '-')}"
        if self.bar.value >= self.total:
            self.bar.bar_style = "warning" if self.failed else "success"

    def _draw(self) -> None:
        self._drawn = time.monotonic()
        lines = [word("bar", done=self.bar.value, count=self.total, failed=self.failed, workers=self.workers, left=self._left()), self.last]
        for told, event in list(self.running.values())[-MOST_ROWS:]:
            if self._drawn - told < STALE_S:
                lines.append(f"{event.get('label')}: {event.get('stage')} ({event.get('force_calls')})")
        self.said.value = "<br>".join(html.escape(line) for line in lines if line)

    def _left(self) -> str:
        """The time that is left, from what this session has finished."""
        new = self.bar.value - self.before
        return f"{(time.monotonic() - self._started) / new * (self.total - self.bar.value):.0f}" if new else "?"


def bar_in_a_notebook(total: int, done: int) -> Callable[[Event], None] | None:
    """A bar that is shown below the running cell; None where there is no notebook."""
    try:
        from IPython.core.getipython import get_ipython
        from IPython.display import display
    except ImportError:
        return None
    if getattr(get_ipython(), "kernel", None) is None:
        return None
    bar = Bar(total, done)
    display(bar.widget)
    return bar.take
