"""A sentence over many paths, read once: the plan that `agent run` would make for the first path is the template of all.

The model writes its script for the first path, the script is planned and checked as in a run, and what the plan would compute becomes
places, elements and settings for every row. A column of the table stands in where the sentence is silent.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from agent.check import Named
from agent.errors import PersonQuestion, RequestRefused, RunFailure
from agent.loop import Parts, carry_out
from agent.prompts import system_prompt
from agent.run import Outcome, Settings
from agent.session import opened
from agent.work import Work, new_work
from model.chat import describe
from model.reading.mentions import mentions, normal
from model.request import Request
from sim.plan import Entry, Plan
from tools.kernel import open_kernel
from tools.parameters import hoisted
from tools.screening.messages import word
from tools.screening.plan import RowFault
from tools.screening.template import Template, substitution_template

_BETWEEN = str.maketrans("", "", " \t、,・/+＋と及びおよやか;")


@dataclass(frozen=True)
class Asked:
    """What a sentence asks of every row. file: the parameter of a template of another kind that names the row's file."""

    template: Template
    wanted: tuple[dict[int, str], ...] = ()
    sites: tuple[tuple[int, ...], ...] = ()
    elements: tuple[str, ...] = ()
    file: str = ""
    script: str = ""
    model: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Silence:
    """What the table says where the sentence is silent: the first row's places and elements."""

    sites: Sequence[int] = ()
    elements: Sequence[str] = field(default_factory=tuple)


def asked_of(
    folder: Path, instruction: str, first: Path, silence: Silence, *, model: str, isolation: str, say: Callable[[str], None]
) -> Asked:
    """The sentence, read for the first path. Raises what a run would end with: a question, a refusal."""
    settings = Settings(model, isolation=isolation)
    beside = _beside(instruction, silence)
    work, _ = new_work(folder, instruction, files=[str(first)], picked=[], settings=settings, here=first.parent, table=beside)
    described: dict[str, Any] = {}

    async def named() -> BaseChatModel:
        found = await opened(model)()
        described.update(describe(found))
        return found

    def kernel() -> Any:
        return open_kernel(inputs=work.inputs, folder=folder, isolation=isolation)

    outcome = asyncio.run(carry_out(work, Parts(named, system_prompt(), kernel, say, _unheard, dry_run=True)))
    if outcome.status != "done" or work.plan is None:
        raise _ended(outcome)
    return replace(_asked(work, work.plan, first.name), model=described)


def _unheard(event: dict[str, Any]) -> None:
    """A dry run has no events."""


def _ended(outcome: Outcome) -> Exception:
    kind = {"question": PersonQuestion, "refused": RequestRefused}.get(outcome.status, RunFailure)
    return kind(outcome.code, outcome.message, outcome.hint)


def _beside(instruction: str, silence: Silence) -> tuple[tuple[str, str], ...]:
    """What the first row of the table says where the sentence is silent."""
    heard = Named(Request(instruction))
    found = [("element", str(silence.elements[0]))] if silence.elements and not heard.placeable else []
    found += [("site", str(silence.sites[0]))] if silence.sites and not heard.indices else []
    return tuple(found)


def _asked(work: Work, plan: Plan, file: str) -> Asked:
    script = work.record.script
    if not all(_replaces_only(entry, file) for entry in plan) or not plan.barriers:
        values, rest = hoisted(script)
        parameter = next((name for name, value in values.items() if value == file), "")
        return Asked(Template(rest, values), file=parameter, script=script)
    first, own = plan.barriers[0], work.structures[file].n_images
    temperatures = [rate["temperature_K"] for rate in first.get("rates") or ()]
    settings: dict[str, Any] = {"climb": first.get("climb"), "fmax": first.get("fmax"), "temperatures_K": temperatures}
    settings |= {"n_images": first.get("n_images")} if first.get("n_images") != own else {}
    settings |= {"calculator": first.get("calculator")} if first.get("calculator") != work.ground.calculator else {}
    wanted = tuple({int(i): e for i, e in entry.get("substitution").items()} for entry in plan.barriers if entry.get("substitution"))
    sites = tuple(dict.fromkeys(tuple(one) for one in wanted))
    elements = tuple(dict.fromkeys(e for one in wanted for e in one.values()))
    return Asked(substitution_template(**settings), wanted, sites, elements, script=script)


def _replaces_only(entry: Entry, file: str) -> bool:
    """Whether an entry is the barrier of this file's path as it is, but for atoms that are replaced."""
    told = [one for one in entry.structures if set(one) <= {"file", "image", "substitution"} and one.get("file") == file]
    return entry.kind == "barrier" and len(told) == len(entry.structures) == 2 and not (entry.varies or entry.conditional)


def merged(asked: Asked, silence: Silence, instruction: str) -> Asked:
    """Places and elements that came from the table's first row go: each row has its own."""
    heard = Named(Request(instruction))
    changed = asked
    if silence.sites and not heard.indices:
        changed = replace(changed, wanted=(), sites=())
    if silence.elements and not heard.placeable:
        changed = replace(changed, wanted=(), elements=())
    return changed


def elements_of(cell: str) -> list[str]:
    """The symbols that a cell names, in symbols, names or groups (3d 遷移金属, 白金族). Raises RowFault for what is none."""
    text = normal(cell)
    found: list[str] = []
    rest = text
    for mention in mentions(cell):
        if mention.kind not in ("element", "group"):
            raise RowFault(word("element", given=mention.text))
        found += [symbol for symbol in mention.value.split(",") if symbol not in found]
        rest = rest.replace(text[slice(*mention.span)], "", 1)
    if rest.translate(_BETWEEN) or not found:
        raise RowFault(word("element", given=(rest.translate(_BETWEEN) or cell)[:40]))
    return found
