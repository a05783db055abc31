"""How far a run is, drawn on stderr: a table that changes where there is a terminal, a line a stage where there is none."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from agent.messages import word
from agent.rows import Event, Rows


@dataclass
class Progress:
    """Takes events, draws rows. `say` puts a sentence above them."""

    console: Console
    live: Live | None
    rows: Rows = field(default_factory=Rows)

    def say(self, text: str) -> None:
        with suppress(OSError):  # that nobody can read it stops nothing
            self.console.print(escape(text), highlight=False, soft_wrap=True)

    def take(self, event: Event) -> None:
        """One progress event of the sandbox."""
        told = self.rows.take(event)
        if self.live:
            self.live.update(self.table())
        elif told:
            self.say(told)

    def table(self) -> Table:
        """The rows as they are now."""
        table = Table(box=None, pad_edge=False)
        for name in ("candidate", "stage", "calls", "fmax", "time"):
            table.add_column(word(f"col_{name}"), justify="left" if name in ("candidate", "stage") else "right")
        for row in self.rows:
            cells = (
                row.label,
                row.state,
                str(row.force_calls),
                "" if row.fmax is None else f"{row.fmax:.3f}",
                "" if row.elapsed_s is None else f"{row.elapsed_s:.0f} s",
            )
            table.add_row(*map(escape, cells))
        return table


@contextmanager
def progress(stream: TextIO | None = None) -> Iterator[Progress]:
    """A Progress on stderr for as long as a run takes."""
    console = Console(file=stream or sys.stderr, stderr=stream is None)
    if not console.is_terminal:
        yield Progress(console, None)
        return
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        yield Progress(console, live)
