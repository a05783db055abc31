"""How far a run is, drawn on stderr: a table that changes where there is a terminal, a line a stage where there is none."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, TextIO

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from agent.messages import word
from agent.phrases import phrase

Event = dict[str, Any]
STATUSES = ("converged", "unconverged", "barrierless", "failed")


@dataclass(frozen=True)
class Row:
    """One candidate as far as it is."""

    label: str
    stage: str = "waiting"
    force_calls: int = 0
    fmax: float | None = None
    started: float | None = None
    wall_s: float | None = None
    line: str = ""


@dataclass
class Progress:
    """Takes events, draws rows. `say` puts a sentence above them."""

    console: Console
    live: Live | None
    rows: dict[str, Row] = field(default_factory=dict)

    def say(self, text: str) -> None:
        with suppress(OSError):  # that nobody can read it stops nothing
            self.console.print(escape(text), highlight=False, soft_wrap=True)

    def take(self, event: Event) -> None:
        """One progress event of the sandbox; whatever it holds, it only changes what is drawn."""
        label = str(event.get("label", ""))[:80]
        kind = event.get("event")
        if kind == "plan" and isinstance(event.get("labels"), list):
            self.rows |= {str(name)[:80]: Row(str(name)[:80]) for name in event["labels"][:1000] if str(name)[:80] not in self.rows}
        elif kind == "stage":
            self._enter(label, event)
        elif kind == "finished" and isinstance(event.get("record"), dict):
            self._finish(label, event["record"])
        if self.live:
            self.live.update(self.table())

    def _enter(self, label: str, event: Event) -> None:
        row, stage = self.rows.get(label, Row(label)), str(event.get("stage", ""))[:20]
        self.rows[label] = replace(
            row, stage=stage, force_calls=_whole(event.get("force_calls")), fmax=_number(event.get("fmax")),
            started=row.started or time.monotonic() - (_number(event.get("wall_s")) or 0.0),
        )  # fmt: skip
        if not self.live and stage != row.stage:
            self.say(word("stage_line", label=label, stage=_named(stage), calls=_whole(event.get("force_calls"))))

    def _finish(self, label: str, record: dict[str, Any]) -> None:
        row = self.rows.get(label, Row(label))
        wall_s, calls = _number(record.get("wall_s")), _whole(record.get("force_calls"))
        value = _number(record.get("barrier_eV"))
        status = str(record.get("status", ""))
        state = phrase(status) if status in STATUSES else status[:20]
        line = f"{label}: {state}" + (f" {value:.3f} eV" if value is not None else "")
        self.rows[label] = replace(row, stage="done", force_calls=calls, fmax=_number(record.get("fmax_reached")), wall_s=wall_s, line=line)
        if not self.live:
            self.say(word("finished_line", line=line, calls=calls, wall=wall_s or 0.0))

    def table(self) -> Table:
        """The rows as they are now."""
        table = Table(box=None, pad_edge=False)
        for name in ("candidate", "stage", "calls", "fmax", "time"):
            table.add_column(word(f"col_{name}"), justify="left" if name in ("candidate", "stage") else "right")
        now = time.monotonic()
        for row in self.rows.values():
            stage = row.line.partition(": ")[2] if row.stage == "done" else _named(row.stage)
            elapsed = row.wall_s if row.wall_s is not None else now - row.started if row.started is not None else None
            cells = (
                row.label,
                stage,
                str(row.force_calls),
                "" if row.fmax is None else f"{row.fmax:.3f}",
                "" if elapsed is None else f"{elapsed:.0f} s",
            )
            table.add_row(*map(escape, cells))
        return table


def _named(stage: str) -> str:
    return word(f"stage_{stage}") if stage in ("ends", "band", "climb", "verify", "waiting", "relax") else stage


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


@contextmanager
def progress(stream: TextIO | None = None) -> Iterator[Progress]:
    """A Progress on stderr for as long as a run takes."""
    console = Console(file=stream or sys.stderr, stderr=stream is None)
    if not console.is_terminal:
        yield Progress(console, None)
        return
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        yield Progress(console, live)


Say = Callable[[str], None]
