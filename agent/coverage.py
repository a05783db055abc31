"""Script against request, in both directions: nothing in the script that was not asked for, nothing asked for that the script leaves out.

Each function yields complaints for the model, (code, text); none of them knows physics. What a person said counts over the whole
conversation; what the last request says must be used.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent import intent
from agent.said import Earlier, Said
from agent.use import Use, symbols_in
from agent.vocabulary import default
from model.mentions import Mention, normal

Complaint = tuple[str, str]
# settings that a script of plain ASE may choose by itself
_FREE_PARAMETERS = frozenset("size vacuum layers steps height cubic orthogonal axis logfile trajectory".split())
_FREE_NUMBERS = (0, 1, 2, -1)


@dataclass(frozen=True)
class Ground:
    """What the comparison stands on: the request, the earlier turns, and what is known about the files (symbols, sizes)."""

    last: Said
    earlier: tuple[Earlier, ...] = ()
    species: frozenset[str] = frozenset()
    sizes: frozenset[int] = frozenset()
    calculator: str = ""
    inherited: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        return (*(turn.said.text for turn in self.earlier), self.last.text)

    @property
    def everything(self) -> tuple[Said, ...]:
        return (*(turn.said for turn in self.earlier), self.last)


def complaints(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Everything that does not agree, the script's side first."""
    yield from _functions(use, ground)
    yield from _elements_asked(use, ground)
    yield from _sites_asked(use, ground)
    yield from _settings_asked(use, ground)
    yield from _things_asked(use, ground)
    yield from _loose_asked(use, ground)
    yield from _elements_used(use, ground)
    yield from _numbers_used(use, ground)
    yield from _names_used(use, ground)
    yield from _manner(use, ground)
    yield from _pairs(use, ground)


def _functions(use: Use, ground: Ground) -> Iterator[Complaint]:
    for name in sorted(use.functions):
        if not intent.permitted(name, ground.texts):
            yield "script_rejected", f"nobody asked for {name}(...)"
    demand = intent.demanded(ground.last.text, frozenset(use.functions))
    if demand:
        yield "script_rejected", f'the request says "{demand[0]}": use {" or ".join(demand[1])}'


def _elements_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Each element put in was asked for: now, or before where this request names none."""
    own, placed = ground.last.placeable, set(use.placed)
    if not placed:
        return
    before = [turn.placed for turn in ground.earlier if turn.placed]
    allowed = set(own)
    if not own or intent.carries_on(ground.last.text):
        allowed |= set().union(*before)
    if not allowed:
        yield "element_missing", f"the request names no element to put in; {_listed(placed)} came from nowhere"
        return
    if placed - allowed:
        yield "script_rejected", f"{_listed(placed - allowed)} was not asked for; the request names {_listed(allowed)}"
    elif not own and before and before[-1] - placed:
        yield "script_rejected", f"the elements of the conversation are {_listed(before[-1])}; {_listed(before[-1] - placed)} is missing"


def _sites_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Each index was asked for: named, in a range, picked, or settled before where this request names none."""
    used = set(use.sites) | set(use.highlighted)
    if not used:
        return
    last = ground.last
    own = last.indices | set(last.request.picked)
    before = [turn.sites for turn in ground.earlier if turn.sites]
    named = own & used
    allowed = own if named and not intent.carries_on(last.text) else own.union(*before)
    if used - allowed:
        code = "index_missing" if not allowed else "script_rejected"
        yield code, f"index {_listed(used - allowed)} was not asked for; the request names {_listed(allowed)}{_from_one(last)}"
    elif not named and before and before[-1] - used and use.sites:
        yield "script_rejected", f"the places of the conversation are {_listed(before[-1])}; {_listed(before[-1] - used)} is missing"
    picked = set(last.request.picked)
    if picked - used and not (ground.inherited and last.indices & used) and (named - picked == set() or not ground.inherited):
        yield "script_rejected", f"the picked atom {_listed(picked - used)} is not used"


def _from_one(last: Said) -> str:
    return " (the request counts from 1, scripts from 0)" if intent.counts_from_one(last.text) else ""


def _settings_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Numbers of images, forces, temperatures, times and the potential: each was said, or is the default."""
    numbers = [(said, m) for said in ground.everything for m in said.of("number") if m.role not in ("retracted", "counter")]
    images = {n for said, m in numbers for n in _as_images(said, m)} | {default("barrier", "n_images"), default("interpolate", "n_images")}
    yield from _unasked("n_images", use.images, images)
    yield from _unasked("fmax", use.fmax, {v for _, m in numbers for v in _as_fmax(m)} | {default(f, "fmax") for f in ("barrier", "relax")})
    warm = {v for _, m in numbers for v in _as_temperature(m)} | {t for text in ground.texts for t in intent.room_temperatures(text)}
    yield from _unasked("temperature", use.temperatures_K, warm | {default("molecular_dynamics", "temperature_K")})
    times = {v for _, m in numbers for v in _as_time(m)} | {default("molecular_dynamics", "time_ps")}
    yield from _unasked("time_ps", use.times_ps, times)
    known = {c for said in ground.everything for c in said.calculators} | {ground.calculator}
    for name in use.calculators:
        if name not in known:
            yield "script_rejected", f'calculator "{name}" was not asked for'


def _unasked(name: str, values: Iterable[float], asked: set) -> Iterator[Complaint]:
    for value in values:
        if not any(_equal(value, a) for a in asked):
            yield "script_rejected", f"{name}={value:g} was not asked for"


def _equal(a: object, b: object) -> bool:
    return isinstance(a, int | float) and isinstance(b, int | float) and abs(a - b) <= 1e-9 * max(1.0, abs(a))


def _whole(mention: Mention) -> bool:
    return mention.value.lstrip("-").isdigit()


def _as_images(said: Said, mention: Mention) -> tuple[int, ...]:
    if mention.role not in ("", "unit:images", "unit:index") or not _whole(mention):
        return ()
    return intent.image_counts(said.text, mention.span, int(mention.value))


def _as_fmax(mention: Mention) -> tuple[float, ...]:
    if mention.role == "unit:meV":
        return (float(mention.value) / 1000,)
    return (float(mention.value),) if mention.role in ("", "unit:fmax", "unit:other") else ()


def _as_temperature(mention: Mention) -> tuple[float, ...]:
    if mention.role == "unit:C":
        return (float(mention.value) + 273.15, float(mention.value) + 273)
    return (float(mention.value),) if mention.role in ("", "unit:K") else ()


def _as_time(mention: Mention) -> tuple[float, ...]:
    if mention.role == "unit:fs":
        return (float(mention.value) / 1000,)
    return (float(mention.value),) if mention.role in ("", "unit:ps") else ()


def _things_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Elements, molecules, surfaces and named choices of calculations that need no path."""
    named = {m.value for said in ground.everything for m in said.of("element", "molecule", "surface") if m.role != "retracted"}
    text = normal("\n".join(ground.texts))
    for thing in use.things:
        if thing not in named and thing not in text:
            yield "element_missing" if not named else "script_rejected", f'"{thing}" was not asked for'
    for surface in use.surfaces:
        spelt = symbols_in(surface)[:1]
        facet = surface.partition("(")[2].rstrip(")")
        if surface not in named and not (facet and facet in text and spelt and spelt[0] in {*named, *(n.split("(")[0] for n in named)}):
            yield "script_rejected", f'surface "{surface}" was not asked for'


def _loose_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Constants in calls of plain ASE."""
    numbers = {float(m.value) for said in ground.everything for m in said.of("number")} | set(map(float, ground.last.request.picked))
    elements = {e for said in ground.everything for m in said.of("element", "molecule", "surface", "group") for e in _parts(m)}
    for item in use.loose:
        if item.parameter in _FREE_PARAMETERS:
            continue
        if isinstance(item.value, str):
            unknown = set(symbols_in(item.value)) - elements
            if unknown and symbols_in(item.value):
                yield "script_rejected", f'line {item.line}: "{item.value}" was not asked for'
        elif item.value not in _FREE_NUMBERS and float(item.value) not in numbers:
            yield "script_rejected", f"line {item.line}: the number {item.value} was not asked for"


def _parts(mention: Mention) -> list[str]:
    return mention.value.split(",") if mention.kind == "group" else symbols_in(mention.value)


def _elements_used(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Each element of the last request is in the script, unless it only describes the path."""
    last, used = ground.last, use.elements
    hit = [m for m in last.elements if m.value in used]
    for mention in last.elements:
        if mention.value in used:
            continue
        described = mention.value in ground.species and bool(used) and not any(last.beside(mention, other) for other in hit)
        if not described and not (mention.value in ground.species and () in use.barriers):
            yield "script_rejected", f"{mention.value} is in the request and not in the script"
    for group in last.of("group"):
        members = set(group.value.split(","))
        if members - used - ground.species and not any(m.value in members and m.value in used for m in last.elements):
            yield "script_rejected", f"{_listed(members - used)} of {group.text} is not in the script"
    for mention in last.of("molecule", "surface"):
        if set(symbols_in(mention.value)) - used - ground.species:
            yield "script_rejected", f"{mention.value} is in the request and not in the script"


def _numbers_used(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Each number of the last request is in the script as what it is, unless it only counts."""
    last = ground.last
    atoms = set(use.sites) | set(use.highlighted)
    for span in last.ranges:
        if set(span) - atoms and {span.start, span.stop - 1} & atoms:
            yield "script_rejected", f"index {_listed(set(span) - atoms)} of the range is not in the script"
    for mention in last.of("number"):
        if mention.role in ("counter", "retracted", "unit:other"):
            continue
        if not _is_used(use, ground, mention, atoms):
            yield "script_rejected", f"{mention.text} is in the request and not in the script{_from_one(last)}"


def _is_used(use: Use, ground: Ground, mention: Mention, atoms: set[int]) -> bool:
    ways: dict[str, tuple[Iterable[float], Iterable[float]]] = {
        "unit:images": (_as_images(ground.last, mention), use.images or [float(n) for n in (*ground.sizes, default("interpolate", "n_images"))]),  # type: ignore[arg-type]
        "unit:fmax": (_as_fmax(mention), use.fmax or [default("barrier", "fmax")]),  # type: ignore[list-item]
        "unit:K": (_as_temperature(mention), use.temperatures_K or [default("molecular_dynamics", "temperature_K")]),  # type: ignore[list-item]
        "unit:ps": (_as_time(mention), use.times_ps or [default("molecular_dynamics", "time_ps")]),  # type: ignore[list-item]
    }
    ways |= {"unit:meV": ways["unit:fmax"], "unit:C": ways["unit:K"], "unit:fs": ways["unit:ps"]}
    index = ground.last.index(mention) if _whole(mention) else None
    if mention.role in ("", "unit:index"):
        if index in atoms:
            return True
        if mention.role == "unit:index":
            return False
        loose = {float(item.value) for item in use.loose if isinstance(item.value, int | float)}
        said = float(mention.value)
        used = [*use.images, *use.fmax, *use.temperatures_K, *use.times_ps, *loose, *ground.sizes]
        return said in used or any(n in use.images for n in _as_images(ground.last, mention))
    asked, given = ways.get(mention.role, ((), ()))
    return mention.role not in ways or any(_equal(a, g) for a in asked for g in given)


def _names_used(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Files and potentials of the last request, and files that were handed over without a word."""
    last = ground.last
    named = [name.rsplit("/", 1)[-1] for name in last.structure_files]
    have = {name.rsplit("/", 1)[-1] for name in use.files}
    for name in named:
        if name not in have:
            yield "script_rejected", f"the file {name} is in the request and not in the script"
    if have and not named and not ground.inherited:
        for name in last.request.files:
            if name not in have:
                yield "script_rejected", f"the file {name} was handed over and is not in the script"
    for name in use.files:
        if name not in last.request.files:
            yield "file_missing", f'there is no file "{name}"; there is {_listed(last.request.files) or "none"}'
    for name in last.calculators:
        if name not in use.calculators or use.unnamed_calculator:
            if name != ground.calculator:
                yield "script_rejected", f'the request wants the calculator "{name}": pass calculator="{name}"'


def _manner(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Climbing, the unsubstituted path, together or alone."""
    text, texts = ground.last.text, ground.texts
    if use.climb_off and not any(intent.may_mean_no_climb(t) for t in texts):
        yield "script_rejected", "climb=False was not asked for"
    if intent.says_no_climb(text) and not use.climb_off:
        yield "script_rejected", "the request wants no climbing image: pass climb=False"
    if use.placed and () in use.barriers and not any(intent.may_want_host(t) for t in texts) and not _host_named(ground):
        yield "script_rejected", "the unsubstituted path was not asked for: leave out host=True"
    if use.placed and intent.wants_host(text) and () not in use.barriers:
        yield "script_rejected", "the request wants the unsubstituted path beside: pass host=True"
    several = any(len(b) > 1 for b in use.barriers)
    if intent.says_together(text) and len(use.sites) > 1 and not several:
        yield "script_rejected", "the request replaces the atoms at the same time: pass together=True"
    if intent.says_apart(text) and several:
        yield "script_rejected", "the request replaces one atom at a time: leave out together=True"
    if len(set(use.barriers)) != len(use.barriers):
        yield "script_rejected", "the same candidate is computed twice"


def _host_named(ground: Ground) -> bool:
    return any(m.value in ground.species for m in ground.last.of("element"))


def _pairs(use: Use, ground: Ground) -> Iterator[Complaint]:
    """21番を Ni、24番を Pd に: each place with its own elements, in the order of the words."""
    last = ground.last
    marked = [(m.span, "N", str(last.index(m))) for m in last.index_mentions if last.index(m) in use.sites]
    marked += [(m.span, "E", m.value) for m in last.elements if m.value in use.placed]
    runs: list[tuple[str, list[str]]] = []
    for _, kind, value in sorted(marked):
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(value)
        else:
            runs.append((kind, [value]))
    if len(runs) < 4 or len(runs) % 2:
        return
    wanted = set()
    for first, second in zip(runs[::2], runs[1::2], strict=True):
        sites, elements = (first[1], second[1]) if first[0] == "N" else (second[1], first[1])
        wanted |= {(int(i), e) for i in sites for e in elements}
    given = {pair for b in use.barriers for pair in b}
    if given != wanted:
        text = ", ".join(f'{{{i}: "{e}"}}' for i, e in sorted(wanted))
        yield "script_rejected", f"the request pairs places and elements: {text}"


def _listed(items: Iterable[object] | Sequence[object]) -> str:
    return ", ".join(str(item) for item in sorted(items, key=lambda v: (str(type(v)), v)))  # type: ignore[type-var, arg-type, return-value]
