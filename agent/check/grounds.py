"""From plan to request: nothing in the plan that nobody named, picked, settled before or left to a default.

Covered: elements, atoms, numbers, surfaces, sites, potentials, kinds of calculation, ends and edits of paths, all by value.
Not covered: what a sentence means by a value. The plan is shown to the person, and what is in it stands in the answer.
"""

import ast
import dataclasses
import itertools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from agent.check.named import SURE, Ground, Named, atoms_of, put_in, symbols_in
from agent.complaint import Complaint
from model.reading.mentions import Mention
from model.reading.settingwords import KINDS, is_step, spans
from sim.plan import Entry, Plan
from sim.potentials import EMT_METALS
from sim.vocabulary import default
from tools.structures import Summary

ROOM_K = (293.15, 295.0, 298.0, 298.15, 300.0)
# kinds that need no word of their own: they are what a path is for, or come of plain ASE
_ASKED_BY_ITSELF = ("barrier", "view", "value", "series", "export")
MOST_RANGE = 500
# an atom or two of a script's own placing are an adsorbate; more are a structure shaken
FEW_MOVED = 3


def ungrounded(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:
    """What stands in the plan, or may come to stand there, and comes from nowhere."""
    plan = dataclasses.replace(plan, entries=tuple(one for entry in plan for one in entry.possible()))
    for check in (_elements, _replaced_by_itself, _atoms, _pairs, _settings, _things, _kinds, _calculators, _edits, _ends, _picks):
        yield from check(plan, ground, script)


def _elements(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:  # noqa: ARG001 (all checks are called alike)
    """Elements that are put in were named, now or before."""
    allowed = ground.elements | {e for one in ground.plans for entry in one for e in put_in(entry)}
    unknown = _ordered(e for entry in plan for e in put_in(entry) if e not in allowed)
    if unknown and not _all_but(plan, ground):
        named = _ordered(ground.last.elements - ground.species) or _ordered(allowed)
        code = "script_rejected" if allowed - ground.species else "element_missing"
        yield Complaint(f"{_listed(unknown)} was not asked for", f"the request names {_listed(named)}", code)
    aside = _ordered(e for entry in plan for e in put_in(entry) if _retracted(e, ground, "element"))
    if aside:
        yield Complaint(f"{_listed(aside)} is named as not wanted", "leave it out")


def _all_but(plan: Plan, ground: Ground) -> bool:
    """Whether the elements are all metals that a small potential knows, but those that are named or there already."""
    placed = {e for entry in plan for e in put_in(entry)}
    return placed == set(EMT_METALS) - ground.elements - ground.species


def _retracted(value: str, ground: Ground, *kinds: str) -> bool:
    """Whether the last request names a value only to set it aside, and no earlier one or group has it."""
    again = any(value in named.elements or _is_number(value, named.numbers) for named in ground.earlier)
    return not again and ground.last.hint(value, *kinds, "group") == "unwanted"


def _is_number(value: str, numbers: Collection[float]) -> bool:
    return value.lstrip("-").isdigit() and float(value) in numbers


def _replaced_by_itself(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:  # noqa: ARG001
    """Nobody replaces an atom by its own element, unless a whole group of elements is tried."""
    grouped = {e for m in ground.last.of("group") for e in m.value.split(",")}
    for entry in plan.barriers:
        given, done = entry.get("substitution") or {}, {k for told in entry.structures for k in told.get("substitution") or {}}
        same = [i for i, e in given.items() if i not in done and e not in grouped and any("file" in told for told in entry.structures)]
        if same and entry.structures:
            where = _listed(f"atom {i} is {given[i]} already" for i in same)
            yield Complaint(where, "do not put it there; host=True is the unsubstituted path")


def _atoms(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:
    """Atoms were named by index, picked, settled before, or are chosen from the structure."""
    used = sorted({i for entry in plan for i in atoms_of(entry)})
    if not used:
        return
    chosen = grounded_atoms(used, ground, script)
    unknown = [i for i in used if i not in chosen]
    if unknown:
        named = _ordered(int(n) for n in ground.last.numbers if n >= 0 and n == int(n))
        code = "script_rejected" if chosen or ground.picked or named else "index_missing"
        yield Complaint(f"index {_listed(unknown)} was not asked for", f"the request names {_listed(named)}", code)
    missing = [] if looks_at_atoms(script) else _gaps(used, ground)
    if missing and not unknown:
        yield Complaint(f"index {_listed(missing)} of the range is not in the script", "use the whole range, or write `# not used: …`")
    gone = {i for told in _told(plan, "removed") for i in told["removed"]}
    free = ground.picked | gone | ground.before
    aside = [i for i in used if i not in free and (_retracted(str(i), ground, "number") or ground.last.is_excepted(i))]
    if aside and not _from_one(used, ground):
        yield Complaint(f"index {_listed(aside)} is named as not wanted", "leave it out")
    counted = [
        i for i in used if i not in ground.picked | ground.before and ground.last.hint(str(i), "number") in ("count", "date", "label")
    ]
    if counted and not _from_one(used, ground) and not _chosen(used, ground, script):
        yield Complaint(f"{_listed(counted)} is a count or a date in the request, no index", "use the indices that it names")


def _gaps(used: Sequence[int], ground: Ground) -> list[int]:
    """What is missing of a range that the words give by its ends (21番から24番), of which the plan has both."""
    found, last = [], ground.last
    numbers = [m for m in last.mentions if last.may_be_atom(m)]
    for a, b in itertools.pairwise(numbers):
        first, end = int(a.value), int(b.value)
        if first < end <= first + MOST_RANGE and {first, end} & set(used) and spans(last.text[a.span[1] : b.span[0]]):
            if ground.names("from_one") and set(range(first - 1, end)) <= set(used):
                continue
            inside = [i for i in used if first <= i <= end]
            even = _between(used, first, end, ground.atoms, coded=False)
            by_steps = len(inside) > 1 and math.gcd(*{y - x for x, y in itertools.pairwise(inside)}) > 1 and not ground.names("step")
            if not even or by_steps:
                found += [i for i in range(first, end + 1) if i not in used and (i not in ground.atoms or _is_end(i, (first, end), ground))]
    return found


def _is_end(index: int, ends: tuple[int, int], ground: Ground) -> bool:
    """Whether an atom is an end of a range, and nothing says that it is not wanted."""
    whys = {ground.last.aside(m) for m in ground.last.of("number") if m.value == str(index)}
    return index in ends and "unwanted" not in whys


def grounded_atoms(used: Sequence[int], ground: Ground, script: str) -> set[int]:
    """Those of these atoms that the request gives by whichever way."""
    named = set(ground.atoms)
    given = named | ground.picked | ground.before
    found = {i for i in used if i in given}
    if _from_one(used, ground):
        found |= {i for i in used if i + 1 in named}
    if _chosen(used, ground, script):
        return set(used)
    for first, last in itertools.combinations(sorted(named), 2):
        found |= _between(used, first, last, named, coded=ground.names("code"))
    return found


def _from_one(used: Sequence[int], ground: Ground) -> bool:
    """Whether the atoms are the request's numbers counted from one."""
    named = set(ground.last.atoms)
    rest = [i for i in used if i not in ground.picked | ground.before]
    return bool(rest) and ground.names("from_one") and all(i + 1 in named for i in rest)


def counted_from_one(plan: Plan, ground: Ground) -> bool:
    """Whether the plan's atoms are the request's numbers less one."""
    used = [i for entry in plan for i in atoms_of(entry)]
    named = ground.last.atoms
    return bool(used) and _from_one(used, ground) and not set(used) <= named


def _between(used: Sequence[int], first: int, last: int, named: Collection[int], *, coded: bool) -> set[int]:
    """The atoms of an even series from one named number to another (where the request has code, to the one before it; by steps, as far
    as they reach), those out that are named besides."""
    inside = [i for i in used if first <= i <= last]
    if len(inside) < 2 or inside[0] != first:
        return set()
    step = math.gcd(*{b - a for a, b in itertools.pairwise(inside)})
    if inside[-1] + step <= last - coded:
        return set()
    left = set(range(first, inside[-1] + 1, step)) - set(inside)
    return set(inside) if left <= set(named) else set()


def _chosen(used: Sequence[int], ground: Ground, script: str) -> bool:
    """Whether the atoms are a choice that the structure itself makes: a layer, an element, the free atoms, or what a script works out
    from a structure without writing one of them down."""
    named = set(ground.atoms)
    wanted = set(used) - ground.picked - ground.before
    sets = [one for known in ground.structures for one in selections(known)]
    if ground.names("select") and wanted - named <= set().union(*(one for one in sets if one - named <= wanted)):
        return True
    return bool(ground.structures) and looks_at_atoms(script) and (ground.names("select") or not wanted <= _whole_numbers(script))


def left_out(plan: Plan, ground: Ground) -> set[int]:
    """Atoms that are named and stand in a choice that the structure makes (a layer, an even series), of which the plan has the rest."""
    used = {i for entry in plan for i in atoms_of(entry)}
    named = set(ground.atoms) - used
    sets = [one for known in ground.structures for one in selections(known)]
    found = {i for one in sets if len(one - named) > 1 and one - named <= used for i in one & named}
    gaps = {b - a for a, b in itertools.pairwise(sorted(used))}
    if len(used) > 2 and len(gaps) > 1:
        found |= named & set(range(min(used), max(used), math.gcd(*gaps)))
    return found


def selections(known: Summary) -> Iterator[set[int]]:
    """Sets of atoms that a structure has by itself: each layer, each element, those that are free, those that are held."""
    everything = set(range(known.n_atoms))
    for layer in set(known.layers):
        yield {i for i in everything if known.layers[i] == layer}
    if len(known.elements) > 1:
        for element in known.elements:
            yield {i for i in everything if known.symbols[i] == element}
    if known.fixed:
        yield everything - set(known.fixed)


# what a script looks at when it chooses atoms by itself
_OF_ATOMS = frozenset(
    """
    positions position symbols symbol tags tag number numbers constraints x y z scaled_position get_distance get_distances
    get_all_distances get_scaled_positions get_positions get_chemical_symbols get_tags get_neighbors get_neighbor_list index
    query query_ball_point choice sample shuffle permutation
    """.split()  # noqa: SIM905
)


@lru_cache(maxsize=64)
def looks_at_atoms(script: str) -> bool:
    """Whether a script looks at places, elements or tags of atoms, or draws by chance."""
    try:
        nodes = list(ast.walk(ast.parse(script)))
    except (SyntaxError, ValueError, RecursionError):
        return False
    return any(isinstance(node, ast.Attribute) and node.attr in _OF_ATOMS for node in nodes)


@lru_cache(maxsize=64)
def _whole_numbers(script: str) -> frozenset[int]:
    """Whole numbers that a script writes down."""
    return frozenset(int(n) for n in numbers_in(script) if n == int(n))


@lru_cache(maxsize=64)
def numbers_in(script: str) -> frozenset[float]:
    """Numbers that a script writes down."""
    try:
        nodes = list(ast.walk(ast.parse(script)))
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    found = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return frozenset(float(n) for n in found if isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n))


def _pairs(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:  # noqa: ARG001
    """Places and elements that take turns in the words (21 を Ni、24 を Ag) belong together as they stand."""
    used = {i for entry in plan.barriers for i in atoms_of(entry)}
    placed = {e for entry in plan.barriers for e in put_in(entry)}
    last, runs = ground.last, list[tuple[str, list[str]]]()
    for mention in last.mentions:
        number = last.may_be_atom(mention)
        if not (number and int(mention.value) in used) and not (mention.kind == "element" and mention.value in placed):
            continue
        if runs and runs[-1][0] == mention.kind:
            runs[-1][1].append(mention.value)
        else:
            runs.append((mention.kind, [mention.value]))
    if len(runs) < 4 or len(runs) % 2 or last.is_letter:
        return
    turns = [dict((a, b)) for a, b in zip(runs[::2], runs[1::2], strict=True)]
    pairs = {(i, e) for turn in turns for i in turn["number"] for e in turn["element"]}
    given = {(str(i), e) for entry in plan.barriers for i, e in (entry.get("substitution") or {}).items()}
    if given != pairs and not any(entry.varies for entry in plan.barriers):
        yield Complaint("places and elements are paired in another way", ", ".join(f'{{{i}: "{e}"}}' for i, e in sorted(pairs)))


def _settings(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:  # noqa: ARG001
    """Numbers of images, forces, temperatures, times: named, their own default, or as before."""
    own = {float(known.n_images) for known in ground.structures}
    usual: dict[str, Callable[[Iterable[float]], set[float]]] = {
        "n_images": lambda ns: {n + more for n in ns for more in _ends_counted(ground)} | own | {default("interpolate", "n_images")},
        "fmax": lambda ns: {n * scale for n in ns for scale in (1, 0.001)} | {default(f, "fmax") for f in ("barrier", "relax")},
        "temperature_K": lambda ns: _temperatures(ns, ground) | {300.0} | set(ROOM_K),
        "time_ps": lambda ns: {n * scale for n in ns for scale in (1, 0.001)} | {1.0},
    }
    for name, allowed in usual.items():
        values = _ordered(float(value) for entry in plan for value in values_of(entry, name) if not (entry.kind.startswith("ase_")))
        good = allowed(_settings_of(ground)) | {float(value) for value in ground.earlier_values(name) if isinstance(value, int | float)}
        unknown = [value for value in values if not _near(value, good) and not _in_a_series(value, values, good)]
        if unknown:
            yield Complaint(
                f"{name}={_listed(f'{value:g}' for value in unknown)} was not asked for", f"leave {name} out, or use the request's"
            )
    if any(entry.get("climb") is False for entry in plan) and not ground.names("climb"):
        yield Complaint("climb=False was not asked for", "leave it out")


def _settings_of(ground: Ground) -> set[float]:
    """Numbers of the conversation but those that are atoms, or steps of a series, wherever they stand."""
    numbers = [(one, m) for one in ground.everything for m in one.of("number")]
    others = {float(m.value) for one, m in numbers if _is_no_setting(one, m)}
    settings = {float(m.value) for one, m in numbers if not _is_no_setting(one, m)}
    return set(ground.numbers) - (others - settings)


def _is_no_setting(named: Named, mention: Mention) -> bool:
    use = named.use(mention)
    return is_step(named.text, mention.span) or (use.sure >= SURE and use.role in ("site", "from_one", "step"))


def _temperatures(numbers: Iterable[float], ground: Ground) -> set[float]:
    """The temperatures that numbers may be [K]: in °C where they say so."""
    celsius, kelvin = (
        {float(m.value) for one in ground.everything for m in one.of("number") if one.use(m).role == role and one.use(m).sure >= SURE}
        for role in ("celsius", "temperature")
    )
    warm = {n + zero for n in numbers if n not in kelvin - celsius for zero in (273.15, 273)}
    return warm | {n for n in numbers if n not in celsius - kelvin}


def _ends_counted(ground: Ground) -> tuple[int, ...]:
    """How many ends a number of images may leave out: none, or both where the conversation speaks of those in between."""
    return (0, 2) if ground.names("inner") or (ground.names("ends") and not ground.names("total")) else (0,)


def values_of(entry: Entry, name: str) -> list[float]:
    found = [entry.get(name)] if isinstance(entry.get(name), int | float) else []
    if name == "temperature_K":
        found += [rate["temperature_K"] for rate in entry.get("rates") or ()]
    return found


def _near(value: float, good: Iterable[float]) -> bool:
    return any(abs(value - one) < 1e-6 for one in good)


def _in_a_series(value: float, values: Sequence[float], good: Iterable[float]) -> bool:
    """Whether a value lies evenly between two that were named."""
    good = list(good)
    ends = [v for v in values if _near(v, good)]
    return len(values) > 2 and any(v < value for v in ends) and any(v > value for v in ends)


def _things(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:  # noqa: ARG001
    """Elements, molecules, surfaces and sites of calculations that need no file."""
    text = "\n".join(named.text for named in ground.everything)
    if {str(entry.get(name)) for entry in plan for name in ("element", "formula") if entry.get(name)} >= set(EMT_METALS) - ground.elements:
        return
    digits = "".join(ground.last.text.split())
    for entry in plan:
        for name in ("element", "adsorbate", "formula", "surface"):
            thing = entry.get(name)
            if not isinstance(thing, str) or (name == "formula" and entry.structures):
                continue
            if set(symbols_in(thing)) - ground.elements and thing not in text:
                code = "script_rejected" if ground.elements else "element_missing"
                yield Complaint(f'"{thing}" was not asked for', f"the request names {_listed(_ordered(ground.elements))}", code)
        facet = str(entry.get("surface") or "").partition("(")[2].rstrip(")")
        known = [str(value) for value in ground.earlier_values("surface")]
        if facet and facet not in digits and facet not in text and not any(facet in one for one in known):
            yield Complaint(f"the surface ({facet}) was not asked for", "use the one that the request names")
    for name, usual in (("site", "ontop"), ("ensemble", "nvt")):
        choices = frozenset().union(*(named.choices for named in ground.everything))
        for value in {str(entry.get(name)).lower() for entry in plan if entry.get(name)}:
            if value != usual and not any(one in value for one in choices) and value not in text.lower():
                yield Complaint(f'{name}="{value}" was not asked for', f"leave {name} out, or use the request's")


def _kinds(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:  # noqa: ARG001
    """Beside another calculation, one of another kind is one that the conversation speaks of."""
    kinds = _ordered(entry.kind for entry in plan if entry.kind not in _ASKED_BY_ITSELF and not entry.kind.startswith("ase_"))
    if any(kind in (e.kind for one in ground.plans for e in one) for kind in kinds):
        return
    shown, others = {shown[1] for shown in plan.shown}, any(ground.names(kind) for kind in KINDS)
    for kind in kinds:
        if kind in shown and not ground.names(kind) and (others or len({entry.kind for entry in plan}) > 1):
            yield Complaint(f"nobody asked for {kind}", "leave that calculation out")


def _calculators(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:  # noqa: ARG001
    """Potentials were named, or are the usual one."""
    named = frozenset().union(*(one.calculators for one in ground.everything)) | {ground.calculator}
    named |= {str(value) for value in ground.earlier_values("calculator")}
    text = "\n".join(one.text for one in ground.everything).lower()
    for name in _ordered(str(entry.get("calculator")) for entry in plan if entry.get("calculator")):
        if name not in named and name.lower().rpartition(".")[2] not in text:
            yield Complaint(f'calculator "{name}" was not asked for', f'the usual one is "{ground.calculator}": leave it out')


def _edits(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:
    """Atoms moved, let loose or held, a cell stretched: only where the request speaks of it, or gives the number."""
    moved = _told(plan, "moved", lambda told: len(told["moved"]) > FEW_MOVED)
    if moved and not (ground.names("move") or ground.names("hold")):
        yield Complaint("atoms are moved from where the files have them", "compute on the structures as they are")
    few = _told(plan, "moved", lambda told: len(told["moved"]) <= FEW_MOVED)
    if few and not (ground.names("move") or any(set(told["moved"]) & ground.picked for told in few)) and not _placed(few, ground):
        yield Complaint(f"atom {_listed(few[0]['moved'])} is moved from where the files have it", "compute on the structures as they are")
    if _told(plan, "held") and not ground.names("hold"):
        yield Complaint("other atoms are held than in the files", "keep their constraints")
    if (_told(plan, "cell") or _told(plan, "angles")) and not (ground.names("strain") or "%" in ground.last.text):
        yield Complaint("the cell is not the files' own", "keep the cell")
    if _told(plan, "repeat") and not ground.names("repeat"):
        yield Complaint("the cell is repeated", "compute on the structure as it is")
    removed = {i for told in _told(plan, "removed") for i in told["removed"]}
    if removed and (removed - grounded_atoms(sorted(removed), ground, script) or not ground.names("remove")):
        yield Complaint(f"atom {_listed(sorted(removed))} is taken out", "keep all atoms")


def _placed(told: Sequence[dict], ground: Ground) -> bool:
    """Whether the atoms that moved are named by their indices."""
    return all(float(i) in ground.numbers for one in told for i in one["moved"])


def _told(plan: Plan, name: str, wanted: Callable[[dict], bool] = bool) -> list[dict]:
    """Structures of the plan that differ from the files in this way; those that results moved are results."""
    return [
        dict(told)
        for entry in plan
        for told in entry.structures
        if name in told and not (entry.from_results and name == "moved") and not entry.kind.startswith("ase_") and wanted(dict(told))
    ]


def _ends(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:  # noqa: ARG001
    """A path leads from the first to the last image of its file, or from the first to the second file."""
    images = {known.name: known.n_images for known in ground.structures}
    files = list(ground.last.request.files)
    for entry in plan:
        told = entry.structures[0] if len(entry.structures) == 1 and not entry.kind.startswith("ase_") else {}
        image, last = told.get("image", 0), images.get(str(told.get("file")), 1) - 1
        if image not in (0, last) and not ground.numbers & {image, image + 1}:
            yield Complaint(f"image {image} of {told['file']} is taken", "use the one that the request names")
    for entry in plan.barriers:
        if len(entry.structures) != 2 or any("file" not in told for told in entry.structures):
            continue
        (first, k), (last, m) = ((told["file"], told["image"]) for told in entry.structures)
        if (first, k) == (last, m):
            continue
        if first == last and images.get(first, 0) > 2:
            inner = [one for one, end in ((k, 0), (m, images[first] - 1)) if one != end]
            if (k, m) == (images[first] - 1, 0):
                if not ground.names("reverse"):
                    yield Complaint("the path is reversed", f"it leads from image 0 to image {k}", "script_rejected")
            elif inner and not all(float(one) in ground.numbers or float(one + 1) in ground.numbers for one in inner):
                yield Complaint(f"image {_listed(inner)} is taken for an end of the path", f"its ends are 0 and {images[first] - 1}")
        elif first in files and last in files and _reversed(first, last, ground):
            yield Complaint(f"the path is reversed: it leads from {first} to {last}", f"{last} comes first in the request")


def _reversed(first: str, last: str, ground: Ground) -> bool:
    """Whether a path leads against the order of the files, and of the words where they name both."""
    files, text = ground.last.request.files, ground.last.text
    stands = [text.find(name) for name in (first, last)]
    in_words = stands[1] < stands[0] if min(stands) >= 0 else True
    return in_words and files.index(last) < files.index(first) and not ground.names("reverse")


def _picks(plan: Plan, ground: Ground, script: str) -> Iterator[Complaint]:
    """The atoms that the person points at are used, where any are."""
    picked = [] if ground.inherited else list(ground.last.request.picked)
    used = {i for entry in plan for i in atoms_of(entry)} | {i for told in _told(plan, "moved") for i in told["moved"]}
    left = [i for i in picked if i not in used and not (i in _whole_numbers(script) and looks_at_atoms(script))]
    if left:
        yield Complaint(f"the picked atom {_listed(left)} is not used", "use the atoms behind `picked:`")


def _ordered(values: Iterable) -> list:
    """Each value once, in order of appearance; sets sorted."""
    found = sorted(values, key=str) if isinstance(values, set | frozenset) else list(values)
    return list(dict.fromkeys(found))


def _listed(values: Iterable[object]) -> str:
    return ", ".join(map(str, values)) or "none"
