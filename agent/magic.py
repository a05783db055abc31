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
from agent.cli import part_options, pick_option
from agent.edge import outcome_of
from agent.errors import AgentError
from agent.loop import carry_out
from agent.marks import Marks
from agent.remarks import picked
from agent.rows import Event, Rows
from agent.run import Outcome, held, make_folder, new_name
from agent.session import begin, parts_of
from agent.usage import Parser
from model.library import usual
from tools.outputs import WIDGET
from tools.sandbox.pool import drain

_last: list[Path] = []
_marks = Marks()


class _Widget:
    """Sentences and rows in a widget below the cell."""

    def __init__(self) -> None:
        from IPython.display import display
        from ipywidgets import HTML

        self.rows, self.widget = Rows(), HTML()
        self.said: list[str] = []
        display(self.widget)

    def say(self, text: str) -> None:
        self.said.append(text)
        self._draw()

    def take(self, event: Event) -> None:
        self.rows.take(event)
        self._draw()

    def _draw(self) -> None:
        lines = [*self.said, *(f"{row.label}: {row.state} ({row.force_calls})" for row in self.rows)]
        self.widget.value = "<br>".join(map(html.escape, lines))


def ask(
    instruction: str,
    *files: str,
    pick: Sequence[int] = (),
    after: str | Path | None = None,
    calculator: str | None = None,
    model: str | None = None,
    isolation: str = "strong",
    processes: int | None = None,
    timeout: float | None = None,
) -> Outcome:
    """Carries out one request, shows its charts, gives how it ended (`.answer`, `.records`).

    Args:
        pick: ASE indices of the atoms that 「この原子」 means; without, those that were clicked in this notebook
        after: the run that this one goes on with; "last" is the one before in this notebook
        timeout: of the computation [s]
    """
    options = argparse.Namespace(calculator=calculator, model=model, isolation=isolation, processes=processes, timeout=timeout)
    options.instruction, options.files, options.pick = instruction, files, tuple(pick) or _marks.taken()
    options.after = (_last[-1] if _last else None) if after == "last" else after
    folder, shown, work = make_folder(Path("runs") / new_name()), _Widget(), None
    try:
        named_by = "--model"
        if options.model is None:
            options.model, named_by = usual()
        work = begin(options, folder, shown)
        if said := picked(work.record.request.picked, work.structures):
            shown.say(said)
        with held(folder):
            outcome = _finished(carry_out(work, parts_of(work, shown, named_by=named_by)))
        write_artefacts(work, outcome)
    except Exception as error:  # the outermost edge of one request
        work, outcome = None, outcome_of(error, folder)
    finally:
        drain()
    _last.append(folder)
    _show(work.result.outputs if work else (), outcome)
    return outcome


def agent(line: str, cell: str) -> None:
    """`%%agent [FILE…] [--calculator NAME] [--pick I…] [--new]`: the cell is the request; it goes on with the one before."""
    options = Parser(prog="%%agent", add_help=False)
    options.add_argument("files", nargs="*")
    pick_option(options)
    part_options(options)
    options.add_argument("--new", action="store_true")
    try:
        chosen = vars(options.parse_args(shlex.split(line)))
    except AgentError as error:
        print(f"{error.message}\n{error.hint}".strip())
        return
    after = None if chosen.pop("new") else "last"
    ask(cell.strip(), *chosen.pop("files"), after=after, **chosen)


def load(shell: Any) -> None:
    """Registers the magic, and listens for clicks on atoms."""
    shell.register_magic_function(agent, "cell")
    shell.events.register("post_run_cell", _marks.watch)
    _marks.listen()


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
