"""How well requests are understood, without computing: `python -m agent.understanding SET.jsonl [--files DIR]`.

The set is that of `agent eval`; the whole way up to the checked script is the product's own. A script is judged by the records that it
foretells (`foretold.py`). Counted a family: right at once (the model's first script), right after the check, wrong and let through,
asked or refused though it could be done, and how often the check turned a right script down.
Without --files the structures are those of our own sets: an atom of Cu hops on Cu(100), 28 atoms, 7 images.
"""

import argparse
import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ase.build import add_adsorbate, fcc100
from ase.io import write
from langchain_core.language_models import BaseChatModel

from agent.errors import AgentError, exit_code
from agent.evaluation import judge, read_set, wilson
from agent.foretold import foretold
from agent.loop import Parts, carry_out
from agent.prompts import system_prompt
from agent.reading import read_script
from agent.run import Outcome, Settings, write_record
from agent.work import Work, begun_work
from model.chat import open_model


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


def understand(item: Mapping[str, Any], model: BaseChatModel, files: Path, calculator: str) -> Understood:
    """One request with all its turns, up to the script that would run."""
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
                right, why = _judged(item, Outcome("refused", error.code), [])
                return _result(item, turns, right, right, seconds=time.perf_counter() - began, why=why)
            outcome = asyncio.run(carry_out(work, _parts(model)))
            write_record(out, work.record)
        return _of(item, turns, work, outcome, time.perf_counter() - began)


def _parts(model: BaseChatModel) -> Parts:
    async def opened() -> BaseChatModel:
        return model

    def kernel() -> AbstractAsyncContextManager[Any]:
        raise AssertionError("nothing is computed here")

    def nothing(_: object) -> None:
        pass

    return Parts(opened, system_prompt(), kernel, say=nothing, on_event=nothing, dry_run=True)


def _of(item: Mapping[str, Any], turns: Sequence[str], work: Work, outcome: Outcome, seconds: float) -> Understood:
    """What the last turn's attempts and its outcome are worth."""
    attempts = [_attempt(item, work, script) for script, _ in work.record.attempts]
    records = _records(work, work.record.script) if outcome.status == "done" else []
    right, why = _judged(item, outcome, records)
    tried = "".join(f"\n    {script.strip().splitlines()[-3:]} <- {complaint}" for script, complaint in work.record.attempts)
    down = any(good for good, (_, complaint) in zip(attempts, work.record.attempts, strict=True) if complaint)
    first = attempts[0] if attempts else right
    return _result(item, turns, first, right, ran=outcome.status == "done", down=down, seconds=seconds, why=why and why + tried)


def _attempt(item: Mapping[str, Any], work: Work, script: str) -> bool:
    """Whether a script by itself is right; one that asks or names what is not there is left to the check."""
    try:
        asked = read_script(script).asked
        outcome = Outcome("question" if asked else "done", asked)
        return _judged(item, outcome, [] if asked else _records(work, script))[0]
    except AgentError:
        return False


def _records(work: Work, script: str) -> list[dict[str, Any]]:
    return foretold(script, work.structures, calculator=work.record.settings.calculator or "chgnet")


def _judged(item: Mapping[str, Any], outcome: Outcome, records: Sequence[Mapping[str, Any]]) -> tuple[bool, str]:
    code = exit_code(outcome.status, outcome.code)
    return judge(item["expect"], code, {"status": outcome.status, "error": {"code": outcome.code}, "records": records})


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("--files", type=Path, help="folder of the structure files that the set names")
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--calculator", default="emt")
    parser.add_argument("--wrong", action="store_true", help="show every request that went wrong, with its attempts")
    given = parser.parse_args()
    model = open_model(given.model)
    with tempfile.TemporaryDirectory(prefix="kassei-structures-") as place:
        files = given.files or hop(Path(place))
        rows = [understand(item, model, files, given.calculator) for item in read_set(given.set)]
    for row in rows:
        if given.wrong and not row.right:
            print(f"--- {row.id} {row.family} {'RAN' if row.ran else 'asked'} {row.said}\n    {row.why}")
    print(f"\n{given.model}: median {statistics.median(row.seconds for row in rows):.3f} s from request to checked script\n\n{table(rows)}")


if __name__ == "__main__":
    main()
