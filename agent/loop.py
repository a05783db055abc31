"""ask → check → run → answer: the whole way of a request, on one screen.

The model writes, the check compares, the sandbox runs, the records answer. At most three scripts a request; then the person is asked.
Everything that can go wrong ends in an Outcome; only our own bugs come out as exceptions.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from typing import Any, Protocol

from langchain_core.language_models import BaseChatModel

from agent.answer import answer
from agent.check import check, check_request
from agent.conversation import script_in
from agent.errors import QUESTIONS, REFUSALS, STATUS, AgentError, PersonQuestion, RequestRefused, RunFailure, ScriptRetry
from agent.intent import counts_from_one
from agent.mending import mended
from agent.messages import explain, folder_listing, word
from agent.phrases import understood
from agent.pointing import Pointed, pointed
from agent.prompts import told
from agent.remarks import remarks
from agent.run import Outcome, finished_records, keep_candidate, kept_pictures, unwritable, write_record
from agent.use import Use
from agent.work import Work, point_at
from model.errors import ModelError
from sim.errors import SimError
from tools import checkpoints
from tools.cell import CellError, CellResult
from tools.errors import ToolsError
from tools.trajectories import write_whole

TRIES = 3
Event = dict[str, Any]


class Kernel(Protocol):
    """What the loop needs of a kernel."""

    async def execute(
        self, code: str, *, on_event: Callable[[Event], None] | None = None, timeout_s: float | None = None
    ) -> CellResult: ...


@dataclass(frozen=True)
class Parts:
    """The parts that the command line chose: a model, a prompt, a kernel, where to say things, who looks at scripts."""

    model: Callable[[], Awaitable[BaseChatModel]]
    system: str
    kernel: Callable[[], AbstractAsyncContextManager[Any]]
    say: Callable[[str], None]
    on_event: Callable[[Event], None]
    review: Callable[[str], Awaitable[str | None]] | None = None
    dry_run: bool = False


async def carry_out(work: Work, parts: Parts) -> Outcome:
    """A request from words to records."""
    try:
        return await _work(work, parts)
    except (AgentError, ToolsError, ModelError, SimError) as error:
        return _ended(work, error)
    except asyncio.CancelledError:
        return _outcome(work, "failed", "interrupted", *explain("interrupted", count=len(finished_records(work.folder))))
    except OSError as error:
        return _outcome(work, "failed", "limit_disk", *unwritable(error, work.folder))


async def _work(work: Work, parts: Parts) -> Outcome:
    if not work.record.script:
        await _point(work, parts)
        check_request(work.ground, work.structures, found=work.found)
        await _write(work, parts, complaint="")
    if parts.review and work.record.script != (kept := await parts.review(work.record.script) or ""):
        if not kept:
            raise RequestRefused("reviewed_away", folder=work.folder)
        work.record.attempts.append((kept, ""))
        _accept(work, kept)
    if parts.dry_run:
        return _outcome(work, "done", answer=word("dry_run", file=work.folder / "script.py"))
    return await _run(work, parts)


async def _point(work: Work, parts: Parts) -> None:
    """The atoms that arrows in pictures point at, as if they had been clicked."""
    request = work.record.request
    if not work.record.pictures or work.record.pointed:
        return
    if not work.inputs:
        raise PersonQuestion("file_missing", *explain("file_wanted", found=folder_listing(work.found)))
    named = frozenset(request.picked) | work.ground.last.indices
    shown = kept_pictures(work.folder, work.record)
    found = [await pointed(name, file, work.inputs, named=named, model=parts.model, say=parts.say) for name, file in shown.items()]
    work.record.pointed = [one.to_dict() for one in found if one]
    if not named:
        point_at(work, list(dict.fromkeys(one.index for one in found if one)))
    write_record(work.folder, work.record)


async def _run(work: Work, parts: Parts) -> Outcome:
    """Executes the script; one that fails goes back to the model with its error while there are tries left."""
    for remark in remarks(work.use, work.structures):
        parts.say(remark)
    async with AsyncExitStack() as stack:
        parts.say(word("starting"))
        kernel: Kernel = await stack.enter_async_context(parts.kernel())
        while True:
            parts.say(word("computing"))
            work.result = await kernel.execute(work.record.script, on_event=_keeper(work, parts), timeout_s=work.record.settings.timeout_s)
            error = work.result.error
            if error is None:
                break
            if error.code in REFUSALS:
                raise RequestRefused(error.code, error.message, error.hint)
            if error.code != "script_failed" or len(work.record.attempts) >= TRIES:
                raise RunFailure(error.code, error.message, error.hint)
            try:
                await _write(work, parts, complaint=_traceback(error))
            except (AgentError, ModelError):
                raise RunFailure(error.code, error.message, error.hint) from None
    return _answered(work)


def _answered(work: Work) -> Outcome:
    records = work.result.records
    if not records:
        raise RunFailure("script_failed", why=word("nothing"))
    text = _answer(work, records)
    if all(r["kind"] == "barrier" and r["status"] == "failed" for r in records):
        return _outcome(work, "failed", "script_failed", *explain("all_failed", why=_reasons(records)), answer=text)
    return _outcome(work, "done", answer=text)


def _reasons(records: Any) -> str:
    """Why nothing gave a value, each reason once."""
    texts = [str((record.get("reason") or {}).get("text", "")).rstrip("。.") for record in records]
    return " / ".join(dict.fromkeys(filter(None, texts))) or "?"


def _answer(work: Work, records: Any) -> str:
    use = work.use
    asked = [("n_images", use and use.images), ("fmax", use and use.fmax), ("calculator", use and use.calculators)]
    named = {name for name, given in asked if given} | ({"calculator"} if work.record.settings.calculator else set())
    said = answer(records, asked=frozenset(named), from_one=counts_from_one(work.ground.last.text))
    return "\n".join([said, *(Pointed(**one).words for one in work.record.pointed)])


async def _write(work: Work, parts: Parts, *, complaint: str) -> None:
    """A script that the check lets through, at most TRIES in all. `complaint` is about the last one, where there was one."""
    attempts, code = work.record.attempts, "script_rejected"
    if complaint:
        attempts[-1] = (attempts[-1][0], complaint)
    else:
        parts.say(word("model_opening"))
    model = await parts.model()
    while len(attempts) < TRIES:
        parts.say(word("writing_again", count=len(attempts) + 1) if complaint else word("writing"))
        said = [(f"```python\n{script}```", why) for script, why in attempts]
        try:
            reply = await model.ainvoke(told(model, parts.system, work.record.earlier, work.record.request, said, work.structures))
        except ModelError:
            if not attempts:
                raise
            break
        script = script_in(str(reply.text if isinstance(reply.text, str) else reply.content))
        try:
            use = _checked(work, script)
        except ScriptRetry as retry:
            complaint, code = retry.complaint, retry.code if code == "script_rejected" else code
            attempts.append((script, complaint))
            repaired = _mended(work, script, complaint)
            if repaired is None:
                continue
            script, use = repaired
        except AgentError:
            attempts.append((script, ""))
            raise
        attempts.append((script, ""))
        _accept(work, script, use)
        return
    raise _puzzled(work, code, complaint)


def _mended(work: Work, script: str, complaint: str) -> tuple[str, Use] | None:
    """The script with its options as the complaint wants them, if that was all that was wrong with it."""
    better = mended(script, complaint)
    try:
        return (better, _checked(work, better)) if better != script else None
    except AgentError:
        return None


def _checked(work: Work, script: str) -> Use:
    return check(script, work.ground, work.structures, default_calculator=work.record.settings.calculator or "chgnet")


def _accept(work: Work, script: str, use: Use | None = None) -> None:
    work.record.script, work.use = script, use
    write_whole(work.folder / "script.py", script.encode())
    write_record(work.folder, work.record)


def _puzzled(work: Work, code: str, complaint: str) -> PersonQuestion:
    """The question to the person when no script was right."""
    if not work.record.request.files and code in ("file_missing", "script_rejected") and "file" in complaint:
        return PersonQuestion("file_missing", *explain("file_wanted", found=folder_listing(work.found)))
    if code in QUESTIONS:
        return PersonQuestion(code)
    if code == "file_missing":
        return PersonQuestion("file_missing", *explain("file_wanted", found=folder_listing(work.record.request.files)))
    return PersonQuestion("script_rejected", why=understood(work.ground.last))


def _traceback(error: CellError) -> str:
    """What the model reads about a cell that failed: its last line."""
    return f"the script failed: {error.ename}: {error.message}"


def _keeper(work: Work, parts: Parts) -> Callable[[Event], None]:
    """Keeps finished candidates on disk, then hands the event on."""

    def take(event: Event) -> None:
        if event.get("event") == "finished":
            keep_candidate(work.folder, event)
        elif event.get("event") == "forces":
            checkpoints.append(work.folder / "candidates", event)
        parts.on_event(event)

    return take


def _ended(work: Work, error: AgentError | ToolsError | ModelError | SimError) -> Outcome:
    code = error.code
    if isinstance(error, AgentError):
        status = next(s for kind, s in STATUS.items() if isinstance(error, kind))
    else:
        status = "refused" if code in REFUSALS else "failed"
    if isinstance(error, PersonQuestion) and code == "file_missing" and not work.record.request.files:
        error.message, error.hint = explain("file_wanted", found=folder_listing(work.found))
    return _outcome(work, status, code, error.message, error.hint)


def _outcome(work: Work, status: str, code: str = "", message: str = "", hint: str = "", *, answer: str = "") -> Outcome:
    records = work.result.records if status == "done" or work.result.records else tuple(finished_records(work.folder))
    if records and not answer and status == "failed":
        answer = _answer(work, records)
    records = () if status in ("question", "refused") else records
    work.record.status = status
    question = f"{message} {hint}".strip() if status == "question" else ""
    return Outcome(status, code, message, hint, question, answer, records, work.record.script, work.record.pointed)
