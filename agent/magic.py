"""The same run in a notebook of the person's own: `from agent import ask`, or `%load_ext agent` and `%%agent`.

Covered: what is shown passed the output filter, widgets of the sandbox are left out; progress is one HTML widget, its words escaped.
Not covered: this notebook's own kernel is the person's and is not sandboxed; the generated script runs in a sandbox of its own.
"""

import argparse
import asyncio
import html
import shlex
import threading
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from agent.artefacts import write_artefacts
from agent.edge import outcome_of
from agent.loop import carry_out
from agent.rows import Event, Rows
from agent.run import Outcome, Settings, held, make_folder, new_name
from agent.session import parts_of
from agent.work import later_work, new_work
from tools.outputs import WIDGET
from tools.sandbox.pool import drain

_last: list[Path] = []


class _Shown:
    """Sentences and rows in a widget below the cell."""

    def __init__(self) -> None:
        from IPython.display import display
        from ipywidgets import HTML

        self.rows, self.said, self.widget = Rows(), "", HTML()
        display(self.widget)

    def say(self, text: str) -> None:
        self.said = text
        self._draw()

    def take(self, event: Event) -> None:
        self.rows.take(event)
        self._draw()

    def _draw(self) -> None:
        lines = [self.said, *(f"{row.label}: {row.state} ({row.force_calls})" for row in self.rows)]
        self.widget.value = "<br>".join(map(html.escape, lines))


def ask(
    instruction: str,
    *files: str,
    pick: Sequence[int] = (),
    after: str | Path | None = None,
    calculator: str | None = None,
    model: str = "embedded",
    isolation: str = "strong",
) -> Outcome:
    """Carries out one request, shows its charts, gives how it ended (`.answer`, `.records`).

    Args:
        pick: ASE indices of the atoms that 「この原子」 means
        after: the run that this one goes on with; "last" is the one before in this notebook
    """
    folder = make_folder(Path("runs") / new_name())
    given: dict[str, Any] = {"files": files, "picked": tuple(pick), "settings": Settings(model, calculator, isolation), "here": Path()}
    shown = _Shown()
    try:
        before = _last[-1] if after == "last" and _last else Path(after) if after and after != "last" else None
        work = later_work(folder, instruction, after=before, **given) if before else new_work(folder, instruction, **given)[0]
        options = argparse.Namespace(dry_run=False, review=False)
        with held(folder):
            outcome = _finished(carry_out(work, parts_of(model, work, shown, options)))  # type: ignore[arg-type]
        write_artefacts(work, outcome)
    except Exception as error:  # the outermost edge of one request
        work, outcome = None, outcome_of(error, folder)
    finally:
        drain()
    _last.append(folder)
    _show(work.result.outputs if work else (), outcome)
    return outcome


def agent(line: str, cell: str) -> Outcome:
    """`%%agent [FILE…] [--calculator NAME] [--pick I…] [--new]`: the cell is the request; it goes on with the one before."""
    options = argparse.ArgumentParser(prog="%%agent")
    options.add_argument("files", nargs="*")
    options.add_argument("--calculator")
    options.add_argument("--model", default="embedded")
    options.add_argument("--pick", type=int, nargs="+", default=[])
    options.add_argument("--new", action="store_true")
    chosen = options.parse_args(shlex.split(line))
    after = None if chosen.new else "last"
    return ask(cell.strip(), *chosen.files, pick=chosen.pick, after=after, calculator=chosen.calculator, model=chosen.model)


def load(shell: Any) -> None:
    """Registers the magic."""
    shell.register_magic_function(agent, "cell")


def _finished(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """A coroutine to its end in a thread of its own, for a notebook's loop runs already; an interrupt stops it in good order."""
    loop = asyncio.new_event_loop()
    task = loop.create_task(work)
    thread = threading.Thread(target=lambda: (loop.run_until_complete(asyncio.wait([task])), loop.close()), daemon=True)
    thread.start()
    while thread.is_alive():
        try:
            thread.join(0.1)
        except KeyboardInterrupt:
            loop.call_soon_threadsafe(task.cancel)
    return task.result()


def _show(outputs: Sequence[Any], outcome: Outcome) -> None:
    from IPython.display import display

    for output in outputs:
        data = {kind: value for kind, value in (output.get("data") or {}).items() if kind != WIDGET}
        if data:
            display(data, raw=True)
    print(outcome.answer or f"{outcome.message}\n{outcome.hint}".strip())
