"""A sentence over many paths, read once: what `agent run` would do for the first path is the template of all.

The model writes its script for the first path, the same check compares it with the sentence, and what it would compute becomes places,
elements and settings for every row. A column of the table stands in where the sentence is silent.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from agent.errors import PersonQuestion, RequestRefused, RunFailure
from agent.loop import Parts, carry_out
from agent.prompts import system_prompt
from agent.run import Outcome, Settings
from agent.said import said
from agent.session import opened
from agent.use import Use
from agent.work import Work, new_work
from model.chat import describe
from model.mentions import mentions, normal
from model.request import Request
from tools.parameters import hoisted
from tools.screening.messages import word
from tools.screening.plan import RowFault
from tools.screening.template import Template, substitution_template

_ON_PATHS = frozenset(("read_path", "screen", "barrier", "substitute", "rates", "verify"))
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


def asked_of(folder: Path, instruction: str, first: Path, silence: Silence, *, model: str, say: Callable[[str], None]) -> Asked:
    """The sentence, read for the first path. Raises what a run would end with: a question, a refusal."""
    spoken, picked = _spoken(instruction, silence)
    work, _ = new_work(folder, spoken, files=[str(first)], picked=picked, settings=Settings(model), here=first.parent)
    described: dict[str, Any] = {}

    async def named() -> BaseChatModel:
        found = await opened(model)()
        described.update(describe(found))
        return found

    parts = Parts(named, system_prompt(), _no_kernel, say, _unheard, dry_run=True)
    outcome = asyncio.run(carry_out(work, parts))
    if outcome.status != "done" or work.use is None:
        raise _ended(outcome)
    return replace(_asked(work, work.use, first.name), model=described)


def _unheard(event: dict[str, Any]) -> None:
    """A dry run has no events."""


def _no_kernel() -> Any:
    raise AssertionError("a dry run opens no kernel")


def _ended(outcome: Outcome) -> Exception:
    kind = {"question": PersonQuestion, "refused": RequestRefused}.get(outcome.status, RunFailure)
    return kind(outcome.code, outcome.message, outcome.hint)


def _spoken(instruction: str, silence: Silence) -> tuple[str, list[int]]:
    """The sentence as one about a single path: what the table says stands behind it."""
    heard = said(Request(instruction))
    more = []
    if silence.elements and not heard.placeable:
        more.append("、".join(silence.elements[:1]))
    if silence.sites and not heard.indices:
        more.append(f"{silence.sites[0]}番")
    return (f"{instruction}({'、'.join(more)})" if more else instruction), []


def _asked(work: Work, use: Use, file: str) -> Asked:
    script = work.record.script
    if not use.functions <= _ON_PATHS or use.ends or not use.barriers:
        values, rest = hoisted(script)
        parameter = next((name for name, value in values.items() if value == file), "")
        return Asked(Template(rest, values), file=parameter, script=script)
    settings: dict[str, Any] = {"climb": not use.climb_off, "temperatures_K": list(dict.fromkeys(map(float, use.temperatures_K)))}
    for name, given in (("n_images", use.images), ("fmax", use.fmax), ("calculator", use.calculators)):
        if given:
            settings[name] = given[0]
    wanted = tuple(dict(one) for one in use.barriers if one)
    sites = tuple(dict.fromkeys(tuple(one) for one in wanted))
    return Asked(substitution_template(**settings), wanted, sites, tuple(use.placed), script=script)


def merged(asked: Asked, silence: Silence, instruction: str) -> Asked:
    """Places and elements that came from the table's first row go: each row has its own."""
    heard = said(Request(instruction))
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
