"""From request to script: nothing that the last request names is left out, unless it only describes."""

from collections.abc import Iterator

from agent import intent
from agent.amounts import is_used
from agent.ground import Complaint, Ground, from_one, listed
from agent.said import Said
from agent.use import Use, symbols_in
from agent.vocabulary import ON_PATHS


def elements_used(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Each element of the last request is in the script, unless it only describes the path."""
    last, used = ground.last, use.elements
    hit = [m for m in last.elements if m.value in used]
    for mention in last.elements:
        if mention.value in used:
            continue
        described = mention.value in ground.species and bool(used) and not any(last.beside(mention, other) for other in hit)
        if not described and not (mention.value in ground.species and () in use.barriers):
            yield "script_rejected", f"{mention.value} is in the request and not in the script"
    yield from _all_counted(use, last)
    for group in last.of("group"):
        if group.role == "retracted":
            continue
        members = set(group.value.split(","))
        if members - used - ground.species and not any(m.value in members and m.value in used for m in last.elements):
            yield "script_rejected", f"{listed(members - used)} of {group.text} is not in the script"
    for mention in [] if use.functions & ON_PATHS else last.of("molecule", "surface"):
        facet_missing = mention.kind == "surface" and use.surfaces and mention.value not in use.surfaces
        if set(symbols_in(mention.value)) - used - ground.species or facet_missing:
            yield "script_rejected", f"{mention.value} is in the request and not in the script"


def _all_counted(use: Use, last: Said) -> Iterator[Complaint]:
    """As many elements as the request says that it lists: an element that nobody recognized must not go lost."""
    left = intent.left_over(last.text)
    if left and use.placed and left != len(set(use.placed)):
        yield "script_rejected", f"the request leaves {left} elements"
    named = [m for m in last.of("element", "unknown_element") if m.role in ("", "retracted")]
    for mention in named:
        many = intent.counted(last.text, mention.span[1])
        aside = {m.value for m in last.of("element") if m.role == "retracted"}
        if many and use.placed and many not in (len(set(use.placed)), len(set(use.placed) | aside), len(use.barriers), len(set(use.sites))):
            yield "script_rejected", f"the request counts {many} elements"


def numbers_used(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Each number of the last request is in the script as what it is, unless it only counts."""
    last = ground.last
    atoms = set(use.sites) | set(use.highlighted)
    for span in last.ranges:
        if set(span) - atoms and {span.start, span.stop - 1} & atoms:
            yield "script_rejected", f"index {listed(set(span) - atoms)} of the range is not in the script"
    if last.series - set(use.temperatures_K) and use.temperatures_K:
        yield "script_rejected", f"the series of temperatures is {listed(last.series)}: not all of it is in the script"
    counting = [m for m in last.of("number") if m.role not in ("counter", "retracted", "unit:other")]
    met = {m.value for m in counting if is_used(use, ground, m, last)}  # said twice, a number may be used once (両端はその7枚に入れない)
    for mention in counting:
        if mention.value not in met:
            yield "script_rejected", f"{mention.text} is in the request and not in the script{from_one(last)}"


def names_used(use: Use, ground: Ground) -> Iterator[Complaint]:
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
            yield "file_missing", f'there is no file "{name}"; there is {listed(last.request.files) or "none"}'
    for name in last.calculators:
        if (name not in use.calculators or use.unnamed_calculator) and name != ground.calculator:
            yield "script_rejected", f'the request wants the calculator "{name}": pass calculator="{name}"'


def pairs_used(use: Use, ground: Ground) -> Iterator[Complaint]:
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
