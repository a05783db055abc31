"""Is this script what was asked for? The last word before anything is computed.

Covered: names and arguments against the vocabulary, every element, index, number and file against the request and back again,
questions of the model against what the request does say, limits of files and potentials.
Not covered: hostile code; the sandbox is the boundary.
"""

from collections.abc import Mapping, Sequence

from agent import intent
from agent.calculations import about_reactions, beyond, wants_substitution
from agent.conversation import Turn
from agent.coverage import complaints
from agent.errors import PersonQuestion, RequestRefused, ScriptRetry
from agent.ground import Ground
from agent.limits import Structure, check_limits
from agent.messages import folder_listing
from agent.reading import read_script
from agent.said import Earlier, Said, earlier_turns, said
from agent.script import unshown
from agent.use import Use, use_of
from agent.vocabulary import ON_PATHS, RECORDS
from model.request import Request
from sim.messages import explain as sim_explain

ASKED = ("index_missing", "element_missing", "pick_missing", "element_unknown", "file_missing", "out_of_scope")


def ground_of(
    request: Request, earlier: Sequence[Turn], structures: Mapping[str, Structure], *, calculator: str = "", inherited: bool = False
) -> Ground:
    """What a script is compared with."""
    known = [structures[name] for name in request.files if name in structures]
    return Ground(
        said(request),
        earlier_turns(earlier),
        frozenset(e for s in known for e in s.elements),
        frozenset(n for s in known for n in (s.n_atoms, s.n_images)),
        known[0].symbols if known else (),
        calculator,
        inherited,
    )


def check_request(ground: Ground, structures: Mapping[str, Structure], *, found: Sequence[str] = ()) -> None:
    """Raises for a request that no script can carry out: an element that is none, a file or an atom that is not there."""
    last = ground.last
    have = {name.rsplit("/", 1)[-1] for name in last.request.files}
    for name in last.structure_files:
        if name.rsplit("/", 1)[-1] not in have:
            raise RequestRefused("file_missing", file=name, found=folder_listing(found or sorted(have)))
    atoms = max((s.n_atoms for s in structures.values()), default=0)
    for mention in last.index_mentions if atoms else ():
        if last.names_an_atom(mention) and not 0 <= last.index(mention) < atoms:
            raise RequestRefused("index_out_of_range", *sim_explain("index_out_of_range", given=last.index(mention), last=atoms - 1))
    for mention in last.of("unknown_element"):
        raise RequestRefused("element_unknown", given=mention.text)


def check(script: str, ground: Ground, structures: Mapping[str, Structure], *, default_calculator: str) -> Use:
    """The values of a script that is what was asked for. Raises ScriptRetry, PersonQuestion or RequestRefused."""
    read = read_script(script)
    if read.asked:
        raise _asked(read.asked, ground)
    if not any(call.name in RECORDS for call in read.calls):
        raise ScriptRetry("the script computes nothing: call a function of sim and show its result with chart(...) and scene(...)")
    for call in unshown(read):
        raise ScriptRetry(f"line {call.line}: the result of {call.name}(...) is never shown: chart(...) it")
    use = use_of(read)
    if beyond(ground.last.text, placed=bool(use.placed)):
        raise RequestRefused("out_of_scope")
    found = list(complaints(use, ground))
    if found:
        raise ScriptRetry("; ".join(dict.fromkeys(text for _, text in found)), _telling(code for code, _ in found))
    check_limits(use, structures, calculator=default_calculator)
    return use


def _telling(codes) -> str:
    """The code that says most."""
    return next((code for code in codes if code != "script_rejected"), "script_rejected")


def _really_missing(code: str, ground: Ground) -> str:
    """What a request that starts anew lacks: the model may know that something is missing, and name the wrong thing."""
    last = ground.last
    if ground.earlier or code not in ("index_missing", "pick_missing", "element_missing"):
        return code
    place, element = last.indices or last.request.picked, last.placeable - ground.species
    if element and not place:
        return code if code == "pick_missing" else "index_missing"
    return "element_missing" if place and not last.placeable else code


def _asked(code: str, ground: Ground) -> Exception:
    """The question or refusal that the model wants, unless the request says what it asks for."""
    if code not in ASKED:
        return ScriptRetry(f'ask("{code}") is unknown; codes: {", ".join(ASKED)}')
    last, earlier = ground.last, ground.earlier
    code = _really_missing(code, ground)
    if code in ("index_missing", "pick_missing"):
        if last.indices or last.request.picked or (_silent(last) and any(turn.sites for turn in earlier)):
            return ScriptRetry(f'ask("{code}"), but the request names an index', "script_rejected")
        if _inherits(last, earlier) and any(turn.sites for turn in earlier):
            return ScriptRetry(f'ask("{code}"), but the conversation names an index', "script_rejected")
        pointing = intent.points_at_atoms(last.text)
        unchanged = intent.wants_host(last.text) or not wants_substitution(last.text)
        if not earlier and last.request.files and not pointing and not last.placeable - ground.species and unchanged:
            return ScriptRetry(f'ask("{code}"), but the request replaces nothing: barrier(path)')
        return PersonQuestion("pick_missing" if pointing else "index_missing")
    if code == "element_missing":
        if intent.wants_host(last.text) and not last.indices and not last.request.picked:
            return ScriptRetry('ask("element_missing"), but the request wants the unsubstituted path: barrier(path)')
        if last.placeable - ground.species or (_inherits(last, earlier) and any(turn.placed for turn in earlier)):
            return ScriptRetry('ask("element_missing"), but the request names an element')
        return PersonQuestion("element_missing")
    if code == "element_unknown":
        if last.placeable and (last.indices or last.request.picked):
            return ScriptRetry('ask("element_unknown"), but every element of the request exists')
        return RequestRefused("element_unknown", given=last.text)
    if code == "file_missing":
        if last.request.files:
            return ScriptRetry(f'ask("file_missing"), but there is {", ".join(last.request.files)}')
        return PersonQuestion("file_missing", file="", found="")
    if earlier and _changes_a_setting(last):
        return ScriptRetry('ask("out_of_scope"), but the request changes how the calculation of before is done')
    if not earlier and last.request.files and wants_substitution(last.text) and last.placeable - ground.species:
        if last.indices or last.request.picked:
            return ScriptRetry('ask("out_of_scope"), but the request names elements and an index of the path')
        return PersonQuestion("pick_missing" if intent.points_at_atoms(last.text) else "index_missing")
    if last.request.files and last.placeable and (last.indices or last.request.picked) and about_reactions(last.text):
        return ScriptRetry('ask("out_of_scope"), but the request names elements and an index of the path')
    return RequestRefused("out_of_scope")


def _silent(last: Said) -> bool:
    return not last.indices and bool(last.placeable)


def _changes_a_setting(last: Said) -> bool:
    """Whether a request names a setting of calculations: images, forces, temperatures, climbing, a potential, the host beside."""
    units = any(m.role in ("unit:images", "unit:fmax", "unit:meV") for m in last.of("number"))
    return (
        units or bool(last.calculators) or intent.says_no_climb(last.text) or intent.says_climb(last.text) or intent.wants_host(last.text)
    )


def _inherits(last: Said, earlier: Sequence[Earlier]) -> bool:
    """Whether the request is short of something that an earlier one has."""
    return bool(earlier) and not intent.points_at_atoms(last.text)


def needs_path(use: Use) -> bool:
    """Whether a script stands on a path of the person's."""
    return bool(use.functions & ON_PATHS)
