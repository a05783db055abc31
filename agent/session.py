"""One run from the command line: its parts are opened here, its answer is printed here."""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from langchain_core.language_models import BaseChatModel

from agent import stopping
from agent.artefacts import open_writers, versions, write_artefacts
from agent.edge import outcome_of, tell
from agent.errors import exit_code
from agent.loop import Parts, carry_out
from agent.messages import word
from agent.planned import in_words, set_aside
from agent.progress import progress
from agent.prompts import system_prompt
from agent.rows import Event
from agent.run import Outcome, Settings, held, make_folder, new_name, results, way_on, write_json
from agent.streams import OutputGone, note, out
from agent.work import Work, begun_work, provenance, resumed_work
from model.chat import describe, open_model
from sim.plan import Plan
from sim.potentials import POTENTIALS, is_cheap
from tools.kernel import open_kernel, prewarm
from tools.sandbox.levels import check_level
from tools.sandbox.pool import drain


def run_once(options: argparse.Namespace) -> int:
    """`agent run`."""
    folder = make_folder(Path(options.out) if options.out else Path("runs") / new_name())
    with _edge(folder, options) as end, held(folder):
        with progress() as shown:
            work = begin(options, folder, shown)
            try:
                # a sandbox gets ready while the model writes; a plan alone needs no potential
                learned = not options.dry_run and not is_cheap(work.record.settings.calculator or "chgnet")
                prewarm(level=options.isolation, learned=learned)
                outcome = asyncio.run(carried(work, parts_of(work, shown, **chosen(options))))
            finally:
                drain()
        end(work, outcome)
    return end.code


def resume(options: argparse.Namespace) -> int:
    """`agent resume`: the same script again; what is finished is not computed again."""
    folder = Path(options.run)
    options.instruction = ""
    with _edge(None, options) as end:
        work = resumed_work(folder)
        before = _said_before(folder) if work.record.status == "done" else None
        if before:
            note(word("nothing_to_resume"))
            out(json.dumps(before, ensure_ascii=False, indent=1) if options.json else before.get("answer") or "")
            return 0
        end.folder, options.instruction = folder, work.record.request.instruction
    if end.folder is None:
        return end.code
    if options.timeout:
        work.record.settings = replace(work.record.settings, timeout_s=options.timeout)
    with _edge(folder, options) as end, held(folder):
        with progress() as shown:
            outcome = asyncio.run(carried(work, parts_of(work, shown, **chosen(options))))
        end(work, outcome)
    return end.code


class Shown(Protocol):
    """Who tells of a run while it goes on."""

    def say(self, text: str) -> None: ...
    def take(self, event: Event) -> None: ...


def begin(options: argparse.Namespace, folder: Path, shown: Shown) -> Work:
    """The request of a command line or of a cell, with its files looked at and kept."""
    settings = Settings(options.model, _canonical(options.calculator), options.isolation, options.processes, options.timeout)
    given: dict[str, Any] = {"files": options.files, "picked": options.pick, "settings": settings, "here": Path()}
    after = Path(options.after) if getattr(options, "after", None) else None
    work, taken = begun_work(folder, options.instruction, after=after, **given)
    if taken:
        shown.say(word("path_taken", file=taken))
    return work


def _canonical(name: str | None) -> str | None:
    """A potential's name as ours is spelt, where it is one of ours."""
    return name.lower() if name and name.lower() in POTENTIALS else name


T = TypeVar("T")
Model = Callable[[], Awaitable[BaseChatModel]]


def chosen(options: argparse.Namespace) -> dict[str, Any]:
    """What a command line says about the parts of its run."""
    review = _review if getattr(options, "review", False) else None
    asks = sys.stdin is not None and sys.stdin.isatty() and not options.json
    chosen: dict[str, Any] = {
        "review": review,
        "confirm": _confirm if asks else None,
        "answer": _answer if asks else None,
        "dry_run": getattr(options, "dry_run", False),
    }
    return {"named_by": getattr(options, "named_by", "--model"), **chosen}


def parts_of(
    work: Work,
    shown: Shown,
    *,
    model: Model | None = None,
    named_by: str = "--model",
    review: Callable[[str, Plan], Awaitable[str | None]] | None = None,
    confirm: Callable[[str], Awaitable[bool]] | None = None,
    answer: Callable[[str], Awaitable[str]] | None = None,
    dry_run: bool = False,
) -> Parts:
    """The parts of one run: which model (one that is open already, where there is one), which kernel, who says what."""
    settings = work.record.settings
    if settings.isolation != "strong":
        shown.say(word("isolation_reduced", level=settings.isolation))
    provenance(work, isolation=check_level(settings.isolation).to_dict(), versions=versions())
    finished = work.folder / "candidates"

    def kernel() -> Any:
        threading.Thread(target=open_writers, daemon=True).start()
        return open_kernel(
            inputs=work.inputs,
            folder=work.folder,
            isolation=settings.isolation,
            calculator=settings.calculator,
            finished=finished if finished.is_dir() else None,
            processes=settings.processes,
        )

    opening = model or opened(settings.model)

    async def described() -> BaseChatModel:
        found = await opening()
        provenance(work, model={**describe(found), "named_by": named_by})
        return found

    return Parts(
        model=described,
        system=system_prompt(),
        kernel=kernel,
        say=shown.say,
        on_event=shown.take,
        review=review,
        confirm=confirm,
        answer=answer,
        dry_run=dry_run,
    )


def opened(name: str) -> Model:
    """Opens the model when it is first wanted, off the loop's thread, once, whoever else waits for it; one that failed is tried again."""
    opening: list[asyncio.Future[BaseChatModel]] = []

    async def model() -> BaseChatModel:
        if not opening or (opening[0].done() and opening[0].exception()):
            opening[:] = [_apart(lambda: _ready(name))]
        return await asyncio.shield(opening[0])  # one who is stopped leaves it to the others

    return model


def _ready(name: str) -> BaseChatModel:
    """The model of this name, loaded."""
    model = open_model(name)
    if hasattr(model, "prepare"):
        model.prepare()
    return model


def _apart(call: Callable[[], T]) -> "asyncio.Future[T]":
    """What a call gives, in a thread that nobody waits for: a large file or a silent server must not hold up a Ctrl-C."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: Exception | None) -> None:
        if not future.done():
            future.set_exception(error) if error else future.set_result(cast(T, result))

    def work() -> None:
        try:
            done: tuple[T | None, Exception | None] = (call(), None)
        except Exception as error:  # handed to whoever awaits it
            done = (None, error)
        with suppress(RuntimeError):  # the loop has gone
            loop.call_soon_threadsafe(tell, *done)

    threading.Thread(target=work, daemon=True).start()
    return future


async def carried(work: Work, parts: Parts) -> Outcome:
    """The loop, stopped in good order by a signal."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    with stopping.ends_by(lambda: loop.call_soon_threadsafe(task.cancel)):
        return await carry_out(work, parts)


async def _review(script: str, plan: Plan) -> str | None:
    """The script as the person wants it, None for not at all. Asks on the terminal; nothing has been computed yet."""
    try:
        with stopping.ends_by(None):
            while True:
                print("\n".join([script, *in_words(plan), *set_aside(plan)]), file=sys.stderr)
                print(word("review_question"), end="", file=sys.stderr, flush=True)
                said = sys.stdin.readline().strip().lower()
                if said in ("y", "yes", "はい"):
                    return script
                if said in ("", "n", "no", "いいえ"):
                    return None
                if said in ("e", "edit"):
                    return _edited(script)
    except KeyboardInterrupt:
        raise asyncio.CancelledError from None


async def _confirm(question: str) -> bool:
    """Whether a plan that is in doubt is carried out. Asks on the terminal."""
    try:
        with stopping.ends_by(None):
            print(word("confirm_question", question=question), end="", file=sys.stderr, flush=True)
            return sys.stdin.readline().strip().lower() in ("y", "yes", "はい")
    except KeyboardInterrupt:
        raise asyncio.CancelledError from None


async def _answer(question: str) -> str:
    """What the person says to a question, "" for nothing. Asks on the terminal."""
    try:
        with stopping.ends_by(None):
            print(word("answer_question", question=question), end="", file=sys.stderr, flush=True)
            return sys.stdin.readline().strip()
    except KeyboardInterrupt:
        raise asyncio.CancelledError from None


def _edited(script: str) -> str:
    """The script after a visit to the person's editor."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "script.py"
        file.write_text(script, encoding="utf-8")
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        subprocess.run(["/bin/sh", "-c", f'{editor} "$1"', "sh", str(file)], check=False)
        return file.read_text(encoding="utf-8")


_LEFT = ("results.json", "run.ipynb", "report.html", "script.py", "plan.json", "paths", "exports", "files")


class _End:
    """Takes the outcome of a run, leaves its artefacts, prints its answer; `code` is the exit code then. No folder: nothing is left."""

    def __init__(self, folder: Path | None, options: argparse.Namespace) -> None:
        self.folder, self.options, self.code = folder, options, 1

    def __call__(self, work: Work, outcome: Outcome) -> None:
        outcome = way_on(outcome, self.folder)
        with stopping.ends_by(lambda: None):
            try:
                said = write_artefacts(work, outcome)
            except OSError as error:  # the records are worth more than the disk: they go to stdout all the same
                failed = way_on(outcome_of(error, self.folder), self.folder)
                outcome = replace(outcome, status="failed", code=failed.code, message=failed.message, hint=failed.hint)
                said = self._kept(outcome)
            self._print(said, outcome, script=work.record.script)

    def failed(self, error: BaseException) -> None:
        """An error outside of the loop: before it began, or while the artefacts were written."""
        outcome = way_on(outcome_of(error, self.folder), self.folder)
        self._print(self._kept(outcome), outcome)

    def _kept(self, outcome: Outcome) -> dict[str, Any]:
        """What results.json holds, written where it can be."""
        said = results(outcome, instruction=self.options.instruction, folder=self.folder)
        with suppress(OSError):  # the disk is what failed; the message says so
            if self.folder is not None and self.folder.is_dir():
                write_json(self.folder / "results.json", said)
        return said

    def _print(self, said: dict[str, Any], outcome: Outcome, *, script: str = "") -> None:
        self.code = exit_code(outcome.status, outcome.code)
        if self.options.json:
            out(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            if getattr(self.options, "dry_run", False) and outcome.status == "done":
                out(f"{script.rstrip()}\n\n{outcome.answer}")
            elif outcome.answer:
                out(outcome.answer)
            if self.folder is not None and outcome.status in ("done", "failed"):
                there = [name for name in _LEFT if (self.folder / name).exists()]
                note(word("where", folder=self.folder, files=", ".join(there) or "-"))
        if outcome.status != "done":
            tell(outcome)


@contextmanager
def _edge(folder: Path | None, options: argparse.Namespace) -> Iterator[_End]:
    """The edge of one run: whatever comes out of it is said, and kept in the run folder (None: there is none that is a run's)."""
    end = _End(folder, options)
    try:
        yield end
    except OutputGone:  # no failure of the run
        raise
    except (Exception, KeyboardInterrupt) as error:  # the outermost edge of a run; a bug of ours goes into a file there
        end.failed(error)


def _said_before(folder: Path) -> dict[str, Any] | None:
    """The results of a run that is done; None where they are gone or damaged (it is taken up again then, and computes nothing anew)."""
    try:
        said = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) and said.get("status") == "done" else None
