"""How well requests are understood, without computing: `python -m agent.understanding SET.jsonl [--files DIR]`.

The set is that of `agent eval`, or has the form of the reader's corpus (a script for each request: what its plan computes is expected); the
whole way up to the checked plan is the product's own, and the plan is judged as the records that
it will give. Counted a family: right at once (the model's first script), right after the check, wrong and let through,
asked or refused though it could be done, and how often the check turned a right script down.
Without --files the structures are those of our own sets: an atom of Cu hops on Cu(100), 28 atoms, 7 images.
"""

import argparse
import asyncio
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ase.build import add_adsorbate, fcc100
from ase.io import write
from langchain_core.language_models import BaseChatModel

from agent.check.question import NOT_OFFERED
from agent.errors import AgentError, exit_code
from agent.evaluation import judge, read_set, wilson
from agent.inputs import structure_files
from agent.loop import Parts, carry_out
from agent.prompts import system_prompt
from agent.run import Outcome, Settings, write_record
from agent.work import Work, begun_work
from model.chat import open_model
from sim.plan import Plan
from tools.cell import CellResult
from tools.kernel import Kernel, open_kernel

LETTER = 150  # characters


@dataclass(frozen=True)
class Understood:
    """One request of the set: whether its first script and the one that would run are right, and what went wrong."""

    id: str
    family: str
    said: str
    first: bool
    right: bool
    ran: bool
    turned_down: bool
    seconds: float
    why: str


@dataclass
class Planner:
    """One kernel for many requests: each sees its own files; the plans that it gave, in order."""

    kernel: Kernel
    names: Sequence[str] = ()
    calculator: str | None = None
    seen: list[Plan] = field(default_factory=list)

    async def plan(self, script: str) -> Plan:
        self.seen.append(await self.kernel.plan(script, inputs=self.names, calculator=self.calculator))
        return self.seen[-1]

    async def execute(self, code: str, **_: Any) -> CellResult:  # noqa: ARG002 (a kernel's signature)
        raise AssertionError("nothing is computed here")


async def understand(item: Mapping[str, Any], model: BaseChatModel, files: Path, calculator: str, kernel: Kernel) -> Understood:
    """One request with all its turns, up to the plan that would be carried out."""
    if "script" in item["expect"]:
        item = {**item, "expect": await _expected(item, calculator, kernel)}
    turns = list(item.get("turns") or [item["instruction"]])
    named = any("calculator" in record for record in item["expect"].get("records", ()))
    settings = Settings(calculator=calculator if item["family"] != "other" and not named else None)
    with tempfile.TemporaryDirectory(prefix="kassei-understanding-") as place:
        folder = Path(place)
        for name in item["files"]:
            shutil.copy(files / name, folder / name)
        given: dict[str, Any] = {"files": item["files"], "picked": item.get("picked") or (), "settings": settings, "here": folder}
        began = time.perf_counter()
        for number, said in enumerate(turns):
            out = folder / f"run{number}"
            out.mkdir()
            began = time.perf_counter()
            try:
                work, _ = begun_work(out, said, after=folder / f"run{number - 1}" if number else None, **given)
            except AgentError as error:
                right, why = _judged(item, Outcome("refused", error.code))
                return _result(item, turns, right, right, seconds=time.perf_counter() - began, why=why)
            planner = Planner(kernel, work.record.request.files, settings.calculator)
            outcome = await carry_out(work, _parts(model, planner))
            write_record(out, work.record)
        attempts = [Outcome("question" if plan.asked else "done", plan.asked, plan=plan) for plan in planner.seen]
        return _of(item, turns, work, outcome, attempts, time.perf_counter() - began)


def from_corpus(number: int, item: Mapping[str, Any]) -> dict[str, Any]:
    """A conversation of a corpus as an item of a set; its family is its length, or what it is for."""
    texts, last = [turn["text"] for turn in item["turns"]], item["turns"][-1]
    family = (
        "conversation"
        if len(texts) > 1
        else "ask"
        if last["script"].startswith("ask(")
        else "letter"
        if len(texts[0]) > LETTER
        else "short"
    )
    return {
        "id": f"{item['hand']}-{number}", "family": family, "turns": texts, "files": item["files"], "picked": item["picked"],
        "expect": {"script": last["script"]},
    }  # fmt: skip


async def _expected(item: Mapping[str, Any], calculator: str, kernel: Kernel) -> dict[str, Any]:
    """What the set's own script computes, as the records of its plan; the code of its question."""
    script = f"from kassei import *\n{item['expect']['script']}"
    plan = await kernel.plan(script, inputs=item["files"], calculator=calculator)
    if plan.asked or plan.error is not None:
        code = plan.asked or str((plan.error or {}).get("code"))
        return {"error": {"label_unclear": "index_missing", **dict.fromkeys(NOT_OFFERED, "out_of_scope")}.get(code, code)}
    dull = ("label", "structures", "exact", "alike", "line", "from_results", "varies", "conditional")
    return {"records": [{k: v for k, v in one.items() if k not in dull} for one in foretold(plan)]}


def _parts(model: BaseChatModel, planner: Planner) -> Parts:
    async def opened() -> BaseChatModel:
        return model

    @asynccontextmanager
    async def kernel() -> AsyncIterator[Planner]:
        yield planner

    def nothing(_: object) -> None:
        pass

    return Parts(opened, system_prompt(), kernel, say=nothing, on_event=nothing, dry_run=True)


def _of(
    item: Mapping[str, Any], turns: Sequence[str], work: Work, outcome: Outcome, attempts: Sequence[Outcome], seconds: float
) -> Understood:
    """What the last turn's attempts and its outcome are worth."""
    worth = [_judged(item, one)[0] for one in attempts]
    right, why = _judged(item, outcome)
    tried = "".join(f"\n    {script.strip().splitlines()[-3:]} <- {complaint}" for script, complaint in work.record.attempts)
    down = any(good for good, (_, complaint) in zip(worth, work.record.attempts, strict=False) if complaint)
    first = worth[0] if worth else right
    return _result(item, turns, first, right, ran=outcome.status == "done", down=down, seconds=seconds, why=why and why + tried)


def _judged(item: Mapping[str, Any], outcome: Outcome) -> tuple[bool, str]:
    """Whether an outcome is what was expected: its plan, where it has one, against the records."""
    records = foretold(outcome.plan) if outcome.status == "done" and outcome.plan is not None else []
    code = exit_code(outcome.status, outcome.code)
    return judge(item["expect"], code, {"status": outcome.status, "error": {"code": outcome.code}, "records": records})


def foretold(plan: Plan) -> list[dict[str, Any]]:
    """The records that a plan will give, as far as they are known; numbers stand as 0.0 where a record must have one."""
    return [{**entry.to_dict(), **({"barrier_eV": 0.0} if entry.kind == "barrier" else {})} for entry in plan]


def _result(
    item: Mapping[str, Any],
    turns: Sequence[str],
    first: bool,
    right: bool,
    *,
    ran: bool = False,
    down: bool = False,
    seconds: float,
    why: str,
) -> Understood:
    return Understood(str(item["id"]), str(item["family"]), " / ".join(turns), first, right, ran, down, seconds, why)


def table(rows: Sequence[Understood]) -> str:
    """The counts by family as a Markdown table, the sum last."""
    lines = [
        "| family | n | right | 95 % | at once | wrong and run | asked or refused wrongly | right turned down |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for family in [*dict.fromkeys(row.family for row in rows), "all"]:
        group = [row for row in rows if family in (row.family, "all")]
        n, right = len(group), sum(row.right for row in group)
        low, high = wilson(right, n)
        ran = sum(row.ran and not row.right for row in group)
        asked = sum(not row.ran and not row.right for row in group)
        lines.append(
            f"| {family} | {n} | {right / n:.1%} | {low:.0%}–{high:.0%} | {sum(row.first for row in group) / n:.1%} "
            f"| {ran} | {asked} | {sum(row.turned_down for row in group)} |"
        )
    return "\n".join(lines)


def hop(folder: Path) -> Path:
    """The folder with path.extxyz, start.extxyz and end.extxyz in it: 7 images of an atom that moves over to the next hollow."""
    slab = fcc100("Cu", size=(3, 3, 3), vacuum=8.0)
    add_adsorbate(slab, "Cu", 1.7, "hollow")
    images = [slab.copy() for _ in range(7)]
    for number, image in enumerate(images):
        image.positions[-1, 0] += number / 6 * slab.cell[0, 0] / 3
        image.info.clear()
    for name, part in (("path", images), ("start", images[:1]), ("end", images[-1:])):
        write(folder / f"{name}.extxyz", part)
    return folder


async def _all(given: argparse.Namespace) -> list[Understood]:
    """Every request of the set, planned in one kernel."""
    model = open_model(given.model)
    with tempfile.TemporaryDirectory(prefix="kassei-structures-") as place:
        files = given.files or hop(Path(place))
        inputs = {file.name: file for file in structure_files(files)}
        async with open_kernel(inputs=inputs, folder=Path(place)) as kernel:
            lines = [line for line in given.set.read_text(encoding="utf-8").splitlines() if line.strip()]
            taught = lines and "hand" in json.loads(lines[0])
            items = [from_corpus(k, json.loads(line)) for k, line in enumerate(lines)] if taught else read_set(given.set)
            return [await understand(item, model, files, given.calculator, kernel) for item in items]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("--files", type=Path, help="folder of the structure files that the set names")
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--calculator", default="emt")
    parser.add_argument("--wrong", action="store_true", help="show every request that went wrong, with its attempts")
    given = parser.parse_args()
    rows = asyncio.run(_all(given))
    for row in rows:
        if given.wrong and not row.right:
            print(f"--- {row.id} {row.family} {'RAN' if row.ran else 'asked'} {row.said}\n    {row.why}")
    print(f"\n{given.model}: median {statistics.median(row.seconds for row in rows):.3f} s from request to checked script\n\n{table(rows)}")


if __name__ == "__main__":
    main()
