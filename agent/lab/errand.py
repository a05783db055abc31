"""One request of the chat carried out: the same loop as the command line's, told in a Reply."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.artefacts import write_artefacts
from agent.edge import outcome_of
from agent.lab import shown
from agent.lab.asked import Asked
from agent.lab.markdown import plain
from agent.lab.messages import hint, word
from agent.lab.reply import Reply
from agent.lab.warmth import model
from agent.loop import carry_out
from agent.messages import word as said
from agent.remarks import picked
from agent.run import Outcome, Settings, held, make_folder, new_name, read_record, write_record
from agent.session import parts_of
from agent.work import Work, begun_work, resumed_work
from sim.plan import Plan
from tools.kernel import prewarm

# ends after which the same run can be taken up again
TAKEN_UP = frozenset(("interrupted", "kernel_died", "timeout", "limit_memory", "limit_disk", "limit_output"))


@dataclass(frozen=True)
class Manner:
    """How the persona computes."""

    language_model: str = "embedded"
    calculator: str | None = None
    isolation: str = "strong"
    processes: int | None = None
    timeout_s: float | None = None
    review: bool = False

    @property
    def settings(self) -> Settings:
        return Settings(self.language_model, self.calculator, self.isolation, self.processes, self.timeout_s)


@dataclass
class Errand:
    """A message on its way to an answer. `after` is the run that the conversation has come to; `folder` the run's own."""

    asked: Asked
    manner: Manner
    reply: Reply
    root: Path
    after: Path | None = None
    folder: Path | None = None
    _sizes: dict[str, int] = field(default_factory=dict)

    async def go(self) -> None:
        """All of it; whatever happens ends in the reply."""
        try:
            work, taken = await asyncio.to_thread(self._begun)
            assert self.folder is not None
            if taken:
                self.reply.say(said("path_taken", file=taken))
            self.reply.mark(run=self._name(self.folder), state="running")
            self._tell(work)
            waits = self.manner.review and not self.asked.action and not self.asked.wants_more
            with held(self.folder):
                outcome = await self._carried(work, waits=waits)
                if waits and outcome.status == "done":
                    self._ask(work)
                    return
                await asyncio.shield(asyncio.to_thread(write_artefacts, work, outcome))
            self._answer(work, outcome)
        except (Exception, asyncio.CancelledError) as error:  # the outermost edge of one message; the conversation goes on
            stopped = isinstance(error, asyncio.CancelledError)
            self._answer(None, outcome_of(KeyboardInterrupt() if stopped else error, self.folder))
        finally:
            self.reply.close()
            prewarm(level=self.manner.isolation)

    def _begun(self) -> tuple[Work, str]:
        """The work of this message: new, going on with the conversation, or stopped before; and the file that was chosen for it."""
        asked, settings = self.asked, self.manner.settings
        before = asked.run or self.after
        if before is not None and (asked.action == "run" or (asked.wants_more and _stopped(before))):
            self.folder = before
            return resumed_work(before), ""
        self.folder = make_folder(asked.here / "runs" / new_name())
        given: dict[str, Any] = {"files": asked.files, "picked": asked.picked, "settings": settings, "here": asked.here}
        after = before if before is not None and (before / "run.json").is_file() else None
        return begun_work(self.folder, asked.words, after=after, **given)

    def _tell(self, work: Work) -> None:
        """What was read: files and picked atoms."""
        request = work.record.request
        if request.files:
            self.reply.say(word("read_files", files=", ".join(request.files)))
        if said_picks := picked(request.picked, work.structures):
            self.reply.say(said_picks)

    async def _carried(self, work: Work, *, waits: bool) -> Outcome:
        self._sizes = work.sizes
        parts = parts_of(work, self.reply, model=model(self.manner.language_model), review=self._look, dry_run=waits)
        return await carry_out(work, parts)

    async def _look(self, script: str, plan: Plan) -> str:
        """Shows script and plan on their way to the kernel; the script that the person edited takes its place, and is planned anew."""
        edited = self.asked.script.strip()
        chosen = f"{edited}\n" if edited else script
        if chosen == script:
            self.reply.show_script(chosen, plan, self._sizes)
        return chosen

    def _ask(self, work: Work) -> None:
        """The script waits for the person; the run is as it is on disk, for a button that may be pressed after a restart."""
        assert self.folder is not None
        work.record.status = "running"
        write_record(self.folder, work.record)
        self.reply.end(word("waiting_review"))
        self.reply.mark(state="waiting")
        self.reply.close()
        if work.plan is not None:
            for scene in shown.scenes(shown.of_plan(work.plan, work.inputs), self.folder, root=self.root, name="plan"):
                self.reply.show(scene)
        self.reply.offer("run", "edit", "leave", run=self._name(self.folder), script=work.record.script)

    def _answer(self, work: Work | None, outcome: Outcome) -> None:
        """What came of it: words, charts, scenes, what can be done next."""
        self.reply.mark(state=outcome.status)
        self.reply.end(outcome.answer)
        if outcome.status != "done":
            title = said("question" if outcome.status == "question" else "error")
            message = plain(outcome.message).replace("\n", "  \n")
            self.reply.end(f"**{title}**: {message}  \n{plain(hint(outcome.code, outcome.hint))}".strip(), as_prose=False)
        self.reply.close()
        doubted = outcome.status == "question" and work is not None and work.record.script
        if doubted and work is not None and self.folder is not None:
            self.reply.offer("run", "edit", "leave", run=self._name(self.folder), script=work.record.script)
        outputs = work.result.outputs if work else ()
        for chart in shown.charts(outputs):
            self.reply.show(chart) if chart else self.reply.end(word("chart_large"))
        if self.folder is None:
            return
        for scene in shown.scenes(outputs, self.folder, root=self.root):
            self.reply.show(scene)
        stopped = outcome.code in TAKEN_UP and work is not None and bool(work.record.script)
        files = [name for name, file in (("notebook", "run.ipynb"), ("report", "report.html")) if (self.folder / file).is_file()]
        self.reply.offer(*(["resume"] if stopped else []), *files, run=self._name(self.folder))

    def _name(self, folder: Path) -> str:
        """A run as the browser names it."""
        return folder.resolve().relative_to(self.root.resolve()).as_posix()


def _stopped(folder: Path) -> bool:
    """Whether a run was stopped on its way and has a script to go on with."""
    if not (folder / "run.json").is_file():
        return False
    record = read_record(folder)
    return bool(record.script) and record.status in ("running", "failed")
