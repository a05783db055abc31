"""From script to request: nothing in the script that nobody asked for."""

from collections.abc import Iterable, Iterator

from agent import intent
from agent.amounts import as_fmax, as_images, as_temperature, as_time, equal, is_used, whole
from agent.calculations import demanded, only_looks, permitted, wants_figures
from agent.ground import Complaint, Ground, from_one, inherits, listed, own_elements
from agent.use import Use, symbols_in
from agent.vocabulary import default
from model.mentions import Mention, normal

# settings that a script of plain ASE may choose by itself
_FREE_PARAMETERS = frozenset(("size", "vacuum", "layers", "steps", "height", "cubic", "orthogonal", "axis", "logfile", "trajectory"))
_FREE_NUMBERS = (0, 1, 2, -1)


def functions_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
    meant = bool(use.placed or use.ends or use.images or use.fmax or use.temperatures_K or use.climb_off)
    for name in sorted(use.functions - ({"barrier"} if meant else set())):
        if not permitted(name, ground.texts):
            yield "script_rejected", f"nobody asked for {name}(...)"
    last = ground.last
    if only_looks(last.text) and "view" not in use.functions and not use.placed:
        yield "script_rejected", "the request only wants to see the structures: use view"
    if use.functions & {"view"} and wants_figures(last.text):
        yield "script_rejected", "the request wants figures: view computes none"
    before = ground.earlier[-1].use if ground.earlier else None
    again = intent.asks_again(last.text) or intent.says_climb(last.text)
    if before == use and not last.found and not last.request.picked and not again:
        yield "out_of_scope", 'the request asks for nothing new: ask("out_of_scope")'
    demand = demanded(ground.last.text, frozenset(use.functions))
    if demand:
        yield "script_rejected", f'the request says "{demand[0]}": use {" or ".join(demand[1])}'


def elements_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Each element put in was asked for: now, or before where this request names none."""
    own, placed = own_elements(ground), set(use.placed)
    if not placed:
        if use.barriers and inherits(ground) and ground.earlier[-1].placed and not intent.may_want_host(ground.last.text):
            yield "script_rejected", f"the conversation is about {listed(ground.earlier[-1].placed)}: substitute as before"
        return
    before = [turn.placed for turn in ground.earlier if turn.placed]
    allowed = set(own)
    if not own or intent.carries_on(ground.last.text):
        allowed |= set().union(*before)
    if not allowed:
        yield "element_missing", f"the request names no element to put in; {listed(placed)} came from nowhere"
        return
    if placed - allowed:
        yield "script_rejected", f"{listed(placed - allowed)} was not asked for; the request names {listed(allowed)}"
    elif own and before and intent.adds(ground.last.text) and before[-1] - placed:
        yield "script_rejected", f"the request adds to {listed(before[-1])}; {listed(before[-1] - placed)} is missing"
    elif not own and before and intent.takes_one(ground.last.text) and len(placed) >= len(before[-1]) > 1:
        yield "script_rejected", f"the request takes only a part of {listed(before[-1])}"
    elif (
        not own
        and before
        and before[-1] - placed - (frozenset() if ground.earlier[-1].use else ground.species)
        and not intent.takes_a_part(ground.last.text)
    ):
        yield "script_rejected", f"the elements of the conversation are {listed(before[-1])}; {listed(before[-1] - placed)} is missing"


def replaced_by_itself(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Nobody replaces an atom by its own element, unless a whole group of elements is tried."""
    for substitution in use.barriers:
        for index, element in substitution:
            if 0 <= index < len(ground.symbols) and ground.symbols[index] == element and element not in ground.last.grouped:
                yield "script_rejected", f"atom {index} is {element} already: do not put it there (host=True is the unsubstituted path)"


def sites_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Each index was asked for: named, in a range, picked, or settled before where this request names none."""
    used, last = set(use.sites) | set(use.highlighted), ground.last
    picked = set() if ground.inherited else set(last.request.picked)
    if not used:
        if picked and intent.points_at_atoms(last.text):
            yield "script_rejected", f"the request points at the picked atom {listed(picked)}, which is not used"
        return
    own = last.indices | (set() if ground.inherited else set(last.request.picked))
    before = [turn.sites for turn in ground.earlier if turn.sites] or [set(last.request.picked)]
    named = own & used
    allowed = own if named and not intent.carries_on(last.text) else own.union(*before)
    if used - allowed:
        code = "index_missing" if not allowed else "script_rejected"
        yield code, f"index {listed(used - allowed)} was not asked for; the request names {listed(allowed)}{from_one(last)}"
    elif not named and before and _left_out(use, ground, before[-1] - used) and use.sites and not intent.takes_a_part(last.text):
        yield "script_rejected", f"the places of the conversation are {listed(before[-1])}; {listed(before[-1] - used)} is missing"
    if picked - used:
        yield "script_rejected", f"the picked atom {listed(picked - used)} is not used"


def _left_out(use: Use, ground: Ground, missing: set[int]) -> set[int]:
    """Places of the turn before that the script does not have, but for numbers that it uses as something else."""
    turn = ground.earlier[-1] if ground.earlier else None
    if turn is None or turn.use is not None:
        return missing
    other = {int(m.value) for m in turn.said.index_mentions if is_used(use, ground, m, turn.said)}
    return missing - other


def settings_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Numbers of images, forces, temperatures, times and the potential: each was said, or is the default."""
    numbers = [(said, m) for said in ground.everything for m in said.of("number") if m.role not in ("retracted", "counter")]
    atoms = {*use.sites, *use.highlighted}
    free = [(said, m) for said, m in numbers if m.role or not whole(m) or said.index(m) not in atoms]
    images = {n for said, m in free for n in as_images(said, m)} | {default("barrier", "n_images"), default("interpolate", "n_images")}
    yield from _unasked("n_images", use.images, images)
    yield from _unasked("fmax", use.fmax, {v for _, m in numbers for v in as_fmax(m)} | {default(f, "fmax") for f in ("barrier", "relax")})
    warm = (
        {v for _, m in numbers for v in as_temperature(m)}
        | {t for said in ground.everything for t in said.series}
        | {t for text in ground.texts for t in intent.room_temperatures(text)}
    )
    yield from _unasked("temperature", use.temperatures_K, warm | {default("molecular_dynamics", "temperature_K")})
    times = {v for _, m in numbers for v in as_time(m)} | {default("molecular_dynamics", "time_ps")}
    yield from _unasked("time_ps", use.times_ps, times)
    known = {c for said in ground.everything for c in said.calculators} | {ground.calculator}
    for name in use.calculators:
        if name not in known:
            yield "script_rejected", f'calculator "{name}" was not asked for'


def _unasked(name: str, values: Iterable[float], asked: set) -> Iterator[Complaint]:
    for value in values:
        if not any(equal(value, a) for a in asked):
            yield "script_rejected", f"{name}={value:g} was not asked for"


def things_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
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


def loose_asked(use: Use, ground: Ground) -> Iterator[Complaint]:
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
