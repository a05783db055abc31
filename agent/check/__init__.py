"""Is this plan what was asked for? The last word before anything is computed.

A script is executed without a force call (`Kernel.plan`); what it would compute is compared with the request by value, in both
directions: nothing in the plan that comes from nowhere (`grounds`), nothing in the request that is neither in the plan nor set aside
with a reason (`account`). A question of the model is held against the request, too (`question`).
Covered: any Python. Not covered: hostile code (the sandbox is the boundary, and the real run is held to its plan), and what a
sentence means by its values: that is the reader's affair, and the plan is shown.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from agent.check.account import accounted, unread
from agent.check.grounds import counted_from_one, ungrounded
from agent.check.named import Ground, Named, ground_of
from agent.check.question import question
from agent.complaint import Complaint
from agent.errors import REFUSALS, PersonQuestion, RequestRefused, ScriptRetry
from agent.messages import explain, folder_listing, word
from model.reading.language import unread_language
from sim.messages import explain as sim_explain
from sim.plan import Plan

__all__ = ["Complaint", "Ground", "Named", "check", "check_request", "counted_from_one", "ground_of"]

MOST_ERROR, LEAST_IMAGES = 400, 3


def check_request(ground: Ground, *, found: Sequence[str] = ()) -> None:
    """Raises for a request that no script can carry out: a language that is not read, a file or an atom that is not there,
    an element that is none."""
    last = ground.last
    language = unread_language(last.request.words)
    if language:
        raise RequestRefused("out_of_scope", *explain("language_unread", language=word(f"language_{language}")))
    have = {name.rsplit("/", 1)[-1] for name in last.request.files}
    for name in last.structure_files:
        if name.rsplit("/", 1)[-1] not in have:
            raise RequestRefused("file_missing", file=name, found=folder_listing(found or sorted(have)))
    atoms = max((known.n_atoms for known in ground.structures), default=0)
    for index in last.surely_atoms if atoms and not last.is_letter else ():
        if not 0 <= index < atoms:
            raise RequestRefused("index_out_of_range", *sim_explain("index_out_of_range", given=index, last=atoms - 1))
    for mention in last.of("unknown_element"):
        if last.use(mention).role == "element":
            raise RequestRefused("element_unknown", given=mention.text)


def check(script: str, plan: Plan, ground: Ground) -> Plan:
    """The plan with what it sets aside, where it is what was asked for. Raises ScriptRetry, PersonQuestion or RequestRefused."""
    if plan.asked:
        raise question(plan.asked, ground)
    if plan.error is not None:
        raise _failed(plan.error, ground)
    if not (plan.entries or plan.shown or plan.printed.strip() or plan.figures or plan.files):
        raise ScriptRetry([Complaint("the script computes nothing", "call a function and show its result with chart(...)")])
    aside, left = accounted(plan, ground, script)
    complaints = [*ungrounded(plan, ground, script), *left, *unread(plan, ground)]
    if complaints:
        raise ScriptRetry(complaints)
    return dataclasses.replace(plan, set_aside=tuple({"text": one.text, "why": one.why} for one in aside))


def _failed(error: Mapping[str, Any], ground: Ground) -> Exception:
    """What a script that fails before anything is computed ends in: a refusal where the person asked for it, else a complaint."""
    code, line = str(error.get("code") or ""), error.get("line") or 0
    where = f"line {line}: " if line else ""
    message = f"{error.get('name')}: {str(error.get('message'))[:MOST_ERROR]}"
    given = error.get("given")
    short = next((known for known in ground.structures if known.n_images == given and known.n_images < LEAST_IMAGES), None)
    if code == "file_missing" and not ground.last.request.files:
        return PersonQuestion(code, file="", found="")
    if code == "images_invalid" and short is not None and len(ground.structures) == 1:
        return RequestRefused(code, *explain("few_images", file=short.name, given=given, least=LEAST_IMAGES))
    if code == "index_out_of_range" and isinstance(given, int) and given >= 0 and not {given, given + 1} & ground.atoms:
        code = ""
    if code in REFUSALS and code != "file_missing" and _is_named(given, ground):
        return RequestRefused(code, str(error.get("message")), str(error.get("hint") or ""))
    fields = error.get("fields")
    fix = f"it has {', '.join(map(str, fields[:40]))}" if isinstance(fields, list) and fields else str(error.get("hint") or "")
    return ScriptRetry([Complaint(where + message, fix, code if code == "file_missing" else "script_failed")])


def _is_named(given: object, ground: Ground) -> bool:
    """Whether the value that cannot be computed is the person's own."""
    if isinstance(given, int | float):
        return (
            any(abs(abs(float(given)) - scale * n) < 1e-9 for n in ground.numbers for scale in (1, 0.001))
            or float(given) - 2 in ground.numbers
        )
    if not isinstance(given, str) or not given:
        return True
    text = "\n".join(one.text for one in ground.everything)
    named = ground.elements | ground.species | {c for one in ground.everything for c in one.calculators} | {ground.calculator}
    return all(part.strip() in named or part.strip().lower() in text.lower() or _number(part, ground) for part in given.split(","))


def _number(part: str, ground: Ground) -> bool:
    try:
        return abs(float(part)) in ground.numbers
    except ValueError:
        return False
