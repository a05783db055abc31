"""request → script → plan → check → run → answer: the whole way of a request, on one screen.

The model writes, the script is executed for its plan, the check compares the plan with the request, the sandbox runs the script held
to its plan, the records answer. At most three scripts a request; then the person is asked, with the plan.
Everything that can go wrong ends in an Outcome; only our own bugs come out as exceptions.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from typing import Any, Protocol

from langchain_core.language_models import BaseChatModel

from agent.answer import answer, printed_answer
from agent.check import check, check_request, counted_from_one
from agent.complaint import Complaint
from agent.conversation import script_in
from agent.errors import QUESTIONS, REFUSALS, STATUS, AgentError, PersonQuestion, RequestRefused, RunFailure, ScriptRetry
from agent.messages import explain, folder_listing, word
from agent.planned import in_words, set_aside, undone, unplanned
from agent.pointing import Pointed, pointed
from agent.prompts import told
from agent.remarks import remarks
from agent.run import Outcome, finished_records, keep_candidate, kept_pictures, unwritable, write_plan, write_record
from agent.work import Work, point_at, told_more
from model.errors import ModelError
from sim.errors import SimError
from sim.plan import Plan
from sim.records import UNVERIFIED
from tools import checkpoints
from tools.cell import CellError, CellResult
from tools.errors import ToolsError
from tools.trajectories import write_whole

TRIES = 3
# a reader that is less sure of its script than this, of those that it has left, has its plan looked at first (model/LOG.md, 2026-12-01)
SURE_ENOUGH = 0.7
Event = dict[str, Any]


class Kernel(Protocol):
    """What the loop needs of a kernel."""

    async def plan(self, script: str) -> Plan: ...

    async def execute(
        self,
        code: str,
        *,
        plan: Plan | None = None,
        on_event: Callable[[Event], None] | None = None,
        timeout_s: float | None = None,
    ) -> CellResult: ...


@dataclass(frozen=True)
class Parts:
    """The parts that the command line chose: a model, a prompt, a kernel, where to say things, who looks at scripts and plans.

    review: gives the script as the person wants it, None for not at all; confirm: whether a plan that is in doubt is carried out;
    answer: what the person says to a question, "" for nothing
    """

    model: Callable[[], Awaitable[BaseChatModel]]
    system: str
    kernel: Callable[[], AbstractAsyncContextManager[Any]]
    say: Callable[[str], None]
    on_event: Callable[[Event], None]
    review: Callable[[str, Plan], Awaitable[str | None]] | None = None
    confirm: Callable[[str], Awaitable[bool]] | None = None
    answer: Callable[[str], Awaitable[str]] | None = None
    dry_run: bool = False


async def carry_out(work: Work, parts: Parts) -> Outcome:
    """A request from words to records."""
    try:
        async with _Bench(parts) as bench:
            return await _work(work, parts, bench)
    except (AgentError, ToolsError, ModelError, SimError) as error:
        return _ended(work, error)
    except asyncio.CancelledError:
        return _outcome(work, "failed", "interrupted", *explain("interrupted", count=len(finished_records(work.folder))))
    except OSError as error:
        return _outcome(work, "failed", "limit_disk", *unwritable(error, work.folder))


class _Bench:
    """The kernel of a request, opened when it is first wanted."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._stack = parts, AsyncExitStack()
        self._kernel: Kernel | None = None

    async def __aenter__(self) -> "_Bench":
        await self._stack.__aenter__()
        return self

    async def __aexit__(self, *why: Any) -> None:
        await self._stack.__aexit__(*why)

    async def kernel(self) -> Kernel:
        if self._kernel is None:
            self._parts.say(word("starting"))
            self._kernel = await self._stack.enter_async_context(self._parts.kernel())
        assert self._kernel is not None
        return self._kernel

    async def plan(self, script: str) -> Plan:
        return await (await self.kernel()).plan(script)


async def _work(work: Work, parts: Parts, bench: _Bench) -> Outcome:
    if not work.record.script:
        await _point(work, parts)
        check_request(work.ground, found=work.found)
        await _understand(work, parts, bench)
    elif work.plan is None:  # a run of before there were plans
        _accept(work, work.record.script, _sound(await bench.plan(work.record.script)))
    if parts.review:
        await _review(work, parts, bench)
    if parts.dry_run:
        return _outcome(work, "done", answer=_planned(work))
    return await _run(work, parts, bench)


async def _understand(work: Work, parts: Parts, bench: _Bench) -> None:
    """The script of a request; what is missing is asked for, where somebody is there to say it."""
    for _ in range(TRIES):
        try:
            await _write(work, parts, bench)
        except PersonQuestion as question:
            answer = await parts.answer(f"{question.message} {question.hint}") if parts.answer and question.code in QUESTIONS else ""
            if not answer.strip():
                raise
            told_more(work, answer.strip())
            check_request(work.ground, found=work.found)
        else:
            return
    raise PersonQuestion("script_rejected", why="?")


async def _review(work: Work, parts: Parts, bench: _Bench) -> None:
    """Shows script and plan until the person takes them as they are; an edited script is planned anew."""
    assert parts.review is not None
    failed = ""
    while work.plan is not None:
        kept = await parts.review(work.record.script, work.plan)
        if kept == work.record.script:
            return
        if not kept:
            raise RequestRefused("reviewed_away", folder=work.folder)
        plan = await bench.plan(kept)
        if plan.error is not None:
            if kept == failed:  # nobody is there to edit it again
                _sound(plan)
            failed = kept
            parts.say(explain("script_failed", why=_error_words(plan))[0])
            continue
        work.record.attempts.append((kept, ""))
        _accept(work, kept, plan)


def _planned(work: Work) -> str:
    """What a dry run answers: where the script is, what it would compute."""
    assert work.plan is not None
    lines = [word("dry_run", file=work.folder / "script.py"), *in_words(work.plan, work.sizes), *set_aside(work.plan)]
    return "\n".join(lines)


def _sound(plan: Plan) -> Plan:
    """A plan of a script that nobody checks again. Raises RunFailure for a script that fails."""
    if plan.error is not None:
        raise RunFailure("script_failed", *explain("script_failed", why=_error_words(plan)))
    return plan


def _error_words(plan: Plan) -> str:
    error = plan.error or {}
    return f"{error.get('line') or '?'}: {error.get('name')}: {error.get('message')}"


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


async def _run(work: Work, parts: Parts, bench: _Bench) -> Outcome:
    """Executes the script, held to its plan; one that fails goes back to the model with its error while there are tries left."""
    for remark in remarks(work.plan, work.structures):
        parts.say(remark)
    kernel = await bench.kernel()
    while True:
        parts.say(word("computing"))
        script, timeout_s = work.record.script, work.record.settings.timeout_s
        work.result = await kernel.execute(script, plan=work.plan, on_event=_keeper(work, parts), timeout_s=timeout_s)
        error = work.result.error
        if error is None:
            break
        if error.code in REFUSALS:
            raise RequestRefused(error.code, error.message, error.hint)
        if error.code != "script_failed" or len(work.record.attempts) >= TRIES:
            raise RunFailure(error.code, error.message, error.hint)
        try:
            await _write(work, parts, bench, failed=error)
        except (AgentError, ModelError):
            raise RunFailure(error.code, error.message, error.hint) from None
    return _answered(work)


def _answered(work: Work) -> Outcome:
    records = work.result.records
    if work.plan is not None and (strange := unplanned(records, work.plan)):
        raise RunFailure("not_planned", what=", ".join(strange))
    text = _answer(work, records)
    if not text:
        raise RunFailure("script_failed", why=word("nothing"))
    if records and all(r["kind"] == "barrier" and r["status"] == "failed" for r in records):
        return _outcome(work, "failed", "script_failed", *explain("all_failed", why=_reasons(records)), answer=text)
    return _outcome(work, "done", answer=text)


def _reasons(records: Any) -> str:
    """Why nothing gave a value, each reason once."""
    texts = [str((record.get("reason") or {}).get("text", "")).rstrip("。.") for record in records]
    return " / ".join(dict.fromkeys(filter(None, texts))) or "?"


def _answer(work: Work, records: Any) -> str:
    """The records in words, then what the script printed where nothing else speaks, what was set aside, what did not happen."""
    plan = work.plan or Plan()
    from_one = counted_from_one(plan, work.ground)
    said = [answer(records, asked=_named_settings(work), from_one=from_one)] if records else []
    if all(record["kind"] in UNVERIFIED for record in records):
        result = work.result
        said.append(printed_answer(result.outputs, files=result.files, files_left=result.files_left))
    more = [*set_aside(plan), *undone(plan, work.result.begun), *(Pointed(**one).words for one in work.record.pointed)]
    said = [one for one in said if one]
    return "\n".join([*said, *more]) if said else ""


def _named_settings(work: Work) -> frozenset[str]:
    """Settings of the plan that the request names; the others are marked as defaults."""
    ground, entries = work.ground, list(work.plan or ())
    numbers = {n + more for n in ground.numbers for more in (0, 2)} | {n / 1000 for n in ground.numbers}
    named = {name for name in ("n_images", "fmax") if any(entry.get(name) in numbers for entry in entries)}
    potentials = frozenset().union(*(one.calculators for one in ground.everything))
    asked = work.record.settings.calculator or any(entry.get("calculator") in potentials for entry in entries)
    return frozenset(named | ({"calculator"} if asked else set()))


async def _write(work: Work, parts: Parts, bench: _Bench, *, failed: CellError | None = None) -> None:
    """A script whose plan the check lets through, at most TRIES in all. `failed` is the end of the last one, where there was one."""
    attempts, complaints = work.record.attempts, list[Complaint]()
    if failed is not None:
        complaints = [Complaint(f"the script failed: {failed.ename}: {failed.message}", code="script_failed")]
        attempts[-1] = (attempts[-1][0], str(complaints[0]))
    else:
        parts.say(word("model_opening"))
    model, doubted, left = await parts.model(), list[tuple[str, Plan]](), 1.0
    tries = getattr(model, "tries", TRIES)
    while len(attempts) < tries:
        if not complaints or tries == TRIES:  # a model that only takes its next thought is quick, and says nothing new
            parts.say(word("writing_again", count=len(attempts) + 1) if complaints else word("writing"))
        said = [(f"```python\n{script}```", why) for script, why in attempts]
        try:
            reply = await model.ainvoke(told(model, parts.system, work.record.earlier, work.record.request, said, work.structures))
        except ModelError:
            if not attempts:
                raise
            break
        script = script_in(str(reply.text if isinstance(reply.text, str) else reply.content))
        chance = float(reply.response_metadata.get("sure", 1.0))
        sure, left = min(1.0, chance / max(left, SURE_ENOUGH)), left - chance
        plan = await bench.plan(script)
        try:
            checked = check(script, plan, work.ground)
        except ScriptRetry as retry:
            complaints = list(retry.complaints)
            attempts.append((script, retry.complaint))
            if plan.error is None and plan.entries:
                doubted.append((script, plan))
            if [one for one, _ in attempts].count(script) > 1:  # it insists
                break
            continue
        except AgentError:
            attempts.append((script, ""))
            raise
        attempts.append((script, ""))
        if sure < SURE_ENOUGH:
            doubted = [(script, checked)]
            break
        _accept(work, script, checked)
        return
    await _ask(work, parts, doubted, complaints)


async def _ask(work: Work, parts: Parts, doubted: Sequence[tuple[str, Plan]], complaints: Sequence[Complaint]) -> None:
    """The plan as a question, where there is one; a yes accepts it. Raises PersonQuestion."""
    code = next((one.code for one in complaints if one.code not in ("script_rejected", "script_failed")), "script_rejected")
    if code in QUESTIONS:
        raise PersonQuestion(code)
    if not work.record.request.files and code == "file_missing":
        raise PersonQuestion("file_missing", *explain("file_wanted", found=folder_listing(work.found)))
    if not doubted:
        raise PersonQuestion("script_rejected", why="; ".join(map(str, complaints)) or "?")
    script, plan = min(doubted, key=lambda one: _doubts(work, *one))
    _accept(work, script, plan)
    question = explain("plan_doubted", plan="\n".join(in_words(plan, work.sizes)), folder=work.folder)
    if parts.confirm is None or not await parts.confirm(question[0]):
        raise PersonQuestion("script_rejected", *question)


def _doubts(work: Work, script: str, plan: Plan) -> int:
    """How much is wrong with a plan."""
    try:
        check(script, plan, work.ground)
    except ScriptRetry as retry:
        return len(retry.complaints)
    return 0


def _accept(work: Work, script: str, plan: Plan) -> None:
    work.record.script, work.record.plan = script, plan
    write_whole(work.folder / "script.py", script.encode())
    write_plan(work.folder, plan)
    write_record(work.folder, work.record)


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
    plan = work.plan if status != "refused" else None
    return Outcome(status, code, message, hint, question, answer, records, work.record.script, work.record.pointed, plan)
