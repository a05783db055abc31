"""How far a batch is: a bar, the time that is left, and the candidates under way; without a terminal a line for each that is done."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from agent.batch.messages import duration, word
from agent.phrases import phrase
from agent.rows import named

Event = dict[str, Any]
MOST_ROWS, STALE_S = 16, 30.0


@dataclass
class BatchProgress:
    """Takes a batch's events; `total` is known before anything begins."""

    console: Console
    live: Live | None
    total: int = 0
    done: int = 0
    failed: int = 0
    before: int = 0
    workers: int = 0
    started: float = field(default_factory=time.monotonic)
    running: dict[str, tuple[float, Event]] = field(default_factory=dict)

    def begin(self, total: int, done: int) -> None:
        self.total, self.done, self.before, self.started = total, done, done, time.monotonic()

    def say(self, text: str) -> None:
        with suppress(OSError):  # that nobody can read it stops nothing
            self.console.print(escape(text), highlight=False, soft_wrap=True)

    def take(self, event: Event) -> None:
        """One event; called from the engine's thread and from Dask's."""
        kind = event["event"]
        if kind == "done":
            self._finish(event["record"])
        elif kind == "stage":
            self.running[str(event.get("key"))] = time.monotonic(), event
        elif kind == "workers":
            self.workers = event["count"]
        elif kind == "cluster" and event.get("dashboard"):
            self.say(word("dashboard", link=event["dashboard"]))
        elif kind == "again":
            self.running.pop(event["key"], None)
            self.say(word("again", label=event["label"], count=event["attempt"], code=event["code"]))
        elif kind in ("scheduler_lost", "waiting"):
            self.say(word(kind))
        elif kind == "refused":
            self.say(word("refused", worker=event["worker"], why=event["message"]))
        if self.live:
            self.live.update(self.drawing())

    def _finish(self, record: Event) -> None:
        self.done += 1
        self.running.pop(record["key"], None)
        line = line_of(record)
        self.failed += record["status"] != "done" or any(
            r.get("kind") == "barrier" and r.get("barrier_eV") is None for r in record["records"]
        )
        if not self.live and (self.total <= 200 or self.done % max(1, self.total // 100) == 0):
            self.say(word("finished_line", done=self.done, count=self.total, line=line))

    @property
    def left_s(self) -> float | None:
        """Time that is left, from what this session has finished [s]."""
        new = self.done - self.before
        return (time.monotonic() - self.started) / new * (self.total - self.done) if new else None

    def drawing(self) -> Group:
        """Bar and rows as they are now."""
        said = [f"{self.done}/{self.total}", word("workers", count=self.workers)]
        said += [word("failures", count=self.failed)] if self.failed else []
        said += [word("left", time=duration(self.left_s))] if self.left_s is not None else []
        table = Table(box=None, pad_edge=False, show_header=False)
        now = time.monotonic()
        shown = [event for told, event in list(self.running.values()) if now - told < STALE_S]
        for event in shown[:MOST_ROWS]:
            table.add_row(escape(str(event.get("label"))[:60]), escape(named(str(event.get("stage"))[:20])), str(event.get("force_calls")))
        return Group(ProgressBar(total=max(1, self.total), completed=self.done, width=40), Text(" · ".join(said)), table)


def line_of(record: Event) -> str:
    """A finished candidate in one line."""
    if record["status"] != "done":
        return f"{record['label']}: {word('set_aside', why=(record['error'] or {}).get('message', ''))}"
    barriers = [found for found in record["records"] if found.get("kind") == "barrier"]
    values = [
        f"{phrase(found['status'])}" + (f" {found['barrier_eV']:.3f} eV" if found.get("barrier_eV") is not None else "")
        for found in barriers
    ]
    return f"{record['label']}: {', '.join(values) or '-'}"


@contextmanager
def batch_progress() -> Iterator[BatchProgress]:
    """A BatchProgress on stderr for as long as a batch takes."""
    console = Console(file=sys.stderr, stderr=False)
    if not console.is_terminal:
        yield BatchProgress(console, None)
        return
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        yield BatchProgress(console, live)
