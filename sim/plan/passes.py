"""A script executed for its plan, in forked children of this process: nothing that it does there stays.

Covered: each pass runs in a folder of its own with links to the person's files; two passes at once, with other made-up results and
another chance; time, memory and printed text are limited; pictures and displays go nowhere.
Not covered: what the sandbox is for. A script that finds out that it is only planned gains nothing: in the real run what was not
planned is refused.
"""

import ast
import contextlib
import io
import json
import os
import random
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path as FilePath
from typing import Any

import ase.io
import numpy as np

from sim.errors import SimError
from sim.plan import mode
from sim.plan.entry import Plan
from sim.progress import listen, report
from sim.settings import configure

CPU_S, WALL_S = 8, 25.0
PRINTED = 4000
ANSWER_BYTES = 5 << 20
SEEDS = (1, 2)


class QuestionError(BaseException):
    """The script asks the person something instead of computing."""


def plan(script: str, inputs: list[str], calculator: str | None = None) -> None:
    """Tells the listener of each pass over the script: the event "planned", with `passes`."""
    report({"event": "planned", "passes": passes(script, inputs, calculator)})


def passes(script: str, inputs: list[str], calculator: str | None = None) -> list[dict[str, Any]]:
    """The plan (as JSON) that each pass over the script gave."""
    here = FilePath.cwd()
    children: dict[int, tuple[int, FilePath]] = {}
    answers: dict[int, bytearray] = {}
    try:
        for seed in SEEDS:
            ours, theirs = os.pipe()
            folder = FilePath(tempfile.mkdtemp(prefix="plan-"))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a fork of a process with threads: the child uses none of theirs
                child = os.fork()
            if not child:
                os.close(ours)
                _child(script, inputs, calculator, here, folder, theirs, seed)
            os.close(theirs)
            children[ours], answers[ours] = (child, folder), bytearray()
        _listen(children, answers)
        return [_answered(bytes(answers[pipe])) for pipe in answers]
    finally:
        for pipe, (child, folder) in children.items():
            for end in (os.killpg, os.kill):
                with contextlib.suppress(OSError):
                    end(child, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, 0)
            os.close(pipe)
            shutil.rmtree(folder, ignore_errors=True)


def _listen(children: dict[int, tuple[int, FilePath]], answers: dict[int, bytearray]) -> None:
    """Reads what the children answer until they have all ended, or time is up."""
    open_, end = set(children), time.monotonic() + WALL_S
    while open_ and (left := end - time.monotonic()) > 0:
        for pipe in select.select(list(open_), [], [], left)[0]:
            piece = os.read(pipe, 1 << 16)
            answers[pipe] += piece
            if not piece or len(answers[pipe]) > ANSWER_BYTES:
                open_.discard(pipe)


def _answered(said: bytes) -> dict[str, Any]:
    try:
        return dict(json.loads(said))
    except ValueError:
        return Plan(error={"name": "TimeoutError", "message": "the script did not end", "line": 0, "code": "plan_slow"}).to_dict()


def _child(script: str, inputs: list[str], calculator: str | None, here: FilePath, folder: FilePath, pipe: int, seed: int) -> None:
    """One pass, in a process that ends with it."""
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        for name in inputs:
            (folder / name).symlink_to(here / name)
        os.chdir(folder)
        listen(None)
        mode.known_inputs(inputs)
        configure(calculator)
        said = json.dumps(_pass(script, inputs, seed).to_dict(), ensure_ascii=False, default=str).encode()
        with open(pipe, "wb", closefd=False) as stream:
            stream.write(said)
    finally:
        os._exit(0)


def _pass(script: str, inputs: list[str], seed: int) -> Plan:
    """The plan that one pass over the script gives."""
    random.seed(seed)
    np.random.seed(seed)
    os.environ["MPLBACKEND"] = "Agg"
    opened = _Opened(set(inputs))
    sys.addaudithook(opened)
    printed, displayed = _Printed(), _Displayed()
    displayed.take_over()
    time.sleep = lambda _seconds: None
    error: dict[str, Any] | None = None
    asked = ""
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), printed, io.StringIO()
    with mode.recorded(seed) as noted, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _read_made_up(noted)
        try:
            _execute(script, displayed)
        except QuestionError as question:
            asked = str(question)
        except SystemExit as end:
            error = _error(end) if end.code not in (None, 0) else None
        except BaseException as raised:  # the outermost edge: whatever a script raises is told
            error = _error(raised)
    figures = displayed.figures
    if "matplotlib.pyplot" in sys.modules:
        figures += len(sys.modules["matplotlib.pyplot"].get_fignums())
    written = sorted({str(file.relative_to(".")) for file in FilePath().rglob("*") if file.is_file() and not file.is_symlink()})
    return Plan(
        entries=tuple(noted.entries),
        shown=tuple(noted.shown),
        printed=printed.getvalue(),
        figures=figures,
        files=tuple(written[:100]),
        read=tuple(sorted(opened.read)),
        asked=asked,
        error=error,
    )


def _read_made_up(noted: mode.Recording) -> None:
    """ASE's `read` finds the files that made-up records name."""
    original = ase.io.read

    def read(filename: Any, index: Any = None, *given: Any, **named: Any) -> Any:
        made = noted.made.get(str(filename))
        if made is None:
            return original(filename, index, *given, **named)
        copies = [atoms.copy() for atoms in made]
        return copies[-1 if index is None else index] if isinstance(index, int | None) else copies

    ase.io.read = read


def _execute(script: str, displayed: "_Displayed") -> None:
    """The script as a cell: its last expression is displayed."""
    from IPython.core.inputtransformer2 import TransformerManager

    tree = ast.parse(TransformerManager().transform_cell(script), mode.SCRIPT)
    end = tree.body[-1] if tree.body else None
    last = end if isinstance(end, ast.Expr) else None
    if last is not None:
        tree.body.pop()
    names: dict[str, Any] = {"__name__": "__main__", "ask": _ask, "display": displayed, "get_ipython": displayed.shell}
    exec(compile(tree, mode.SCRIPT, "exec"), names)
    if last is not None:
        displayed.last(eval(compile(ast.Expression(last.value), mode.SCRIPT, "eval"), names))


def _ask(code: str) -> None:
    raise QuestionError(code)


def _error(raised: BaseException) -> dict[str, Any]:
    """What went wrong, and the line of the script in which it did."""
    frames = [frame for frame in traceback.extract_tb(raised.__traceback__) if frame.filename == mode.SCRIPT]
    line = frames[-1].lineno if frames else getattr(raised, "lineno", 0)
    told: dict[str, Any] = {"name": type(raised).__name__, "message": str(raised)[:600], "line": line or 0}
    if isinstance(raised, SimError):
        given = raised.details.get("given")
        told |= {"code": raised.code, "message": raised.message, "hint": raised.hint}
        told |= {"given": given} if isinstance(given, str | int | float) else {}
    if isinstance(raised, AttributeError) and raised.obj is not None:
        told["fields"] = [name for name in dir(raised.obj) if not name.startswith("_")][:60]
    return told


class _Opened:
    """Which of the person's files a script opened."""

    def __init__(self, names: set[str]) -> None:
        self.names, self.read = names, set[str]()

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(given[0], str):
            name = given[0].rpartition("/")[2]
            if name in self.names and not mode.looking():
                self.read.add(name)


class _Printed(io.StringIO):
    """What a script prints, the first of it."""

    def write(self, text: str) -> int:
        if self.tell() < PRINTED:
            super().write(text[: PRINTED - self.tell()])
        return len(text)


class _Displayed:
    """What a script displays: records are noted, pictures counted, nothing goes anywhere."""

    def __init__(self) -> None:
        self.figures = 0

    def take_over(self) -> None:
        """Displays of IPython come here from now on, in this process."""
        from IPython.core.interactiveshell import InteractiveShell

        if InteractiveShell.initialized():
            InteractiveShell.instance().display_pub.publish = self.publish  # type: ignore[method-assign]
        with contextlib.suppress(ImportError):
            from plotly.basedatatypes import BaseFigure

            BaseFigure.show = lambda figure, *_, **__: self(figure)  # type: ignore[method-assign]

    def publish(self, data: dict[str, Any] | None = None, *_: Any, **__: Any) -> None:
        self.figures += bool(data) and any(kind.startswith(("image/", "application/vnd.plotly")) for kind in data or ())

    def shell(self) -> Any:
        from IPython import get_ipython

        return get_ipython()

    def __call__(self, *shown: Any, **_: Any) -> None:
        for one in shown:
            self.last(one)

    def last(self, shown: Any) -> None:
        """A value that is displayed."""
        if not mode.show("display", shown):
            module = type(shown).__module__
            self.figures += module.startswith(("plotly", "matplotlib"))
