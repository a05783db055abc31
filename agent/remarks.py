"""What is said about the atoms of a request before anything is computed: one that is held, one that lies inside."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from agent.check.named import atoms_of
from agent.messages import word
from sim.plan import Plan
from tools.structures import AtomInfo, Summary


def remarks(plan: Plan | None, structures: Mapping[str, Summary]) -> Iterator[str]:
    """A sentence for each atom that is replaced and held, or inside a slab (a structure of which something is held)."""
    replaced = [i for entry in plan or () if entry.kind != "view" for i in atoms_of(entry)]
    for atom in atoms(list(dict.fromkeys(replaced)), structures):
        summary = _first(structures)
        if atom.fixed:
            yield word("atom_held", index=atom.index, element=atom.element)
        elif summary is not None and summary.fixed and atom.layer < surface_layer(summary):
            yield word("atom_inside", index=atom.index, element=atom.element, layer=atom.layer, surface=surface_layer(summary))


def picked(indices: Sequence[int], structures: Mapping[str, Summary]) -> str:
    """The atoms that were pointed at, for the person to confirm; "" for none."""
    named = [
        word("picked_atom", element=atom.element, index=atom.index, layer=atom.layer, fixed=word("fixed" if atom.fixed else "free"))
        for atom in atoms(indices, structures)
    ]
    return word("read_picks", picks=", ".join(named)) if named else ""


def atoms(indices: Sequence[int], structures: Mapping[str, Summary]) -> Iterator[AtomInfo]:
    """What is known about atoms of the first file of a request."""
    summary = _first(structures)
    if summary is not None:
        yield from (summary.atom(i) for i in indices if 0 <= i < summary.n_atoms)


def surface_layer(summary: Summary) -> int:
    """The topmost layer that is one: with at least half as many atoms as the fullest (an adsorbate is none)."""
    counts = Counter(summary.layers)
    return max(layer for layer, count in counts.items() if 2 * count >= max(counts.values()))


def _first(structures: Mapping[str, Summary]) -> Summary | None:
    return next((known for known in structures.values() if isinstance(known, Summary)), None)
