"""Putting other elements into a path."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from ase import Atoms
from ase.data import atomic_numbers, chemical_symbols
from ase.geometry import get_distances

from sim.errors import ElementError, SiteError
from sim.messages import caveat_text
from sim.path import Path, free_atoms, reacting_atoms
from sim.records import Caveat

# A metal atom farther than this from every reacting atom does not touch the reaction [Å]
BURIED_A = 6.0


def substitute(path: Path, substitution: Mapping[int, str]) -> Path:
    """The same path with these atoms replaced: {index: element}, indices from 0."""
    checked = {check_site(path, index): check_element(element) for index, element in substitution.items()}
    images = tuple(_replaced(image, checked) for image in path.images)
    return dataclasses.replace(path, images=images, substitution={**path.substitution, **checked})


def check_site(path: Path, index: int) -> int:
    """The index, where the path has such an atom."""
    last = len(path.images[0]) - 1
    if isinstance(index, bool) or not isinstance(index, int | np.integer) or not 0 <= index <= last:
        raise SiteError("index_out_of_range", given=index, last=last)
    return int(index)


def check_element(element: str) -> str:
    """The symbol, where it is one (as written: "Fe")."""
    if not isinstance(element, str) or element not in atomic_numbers or element == chemical_symbols[0]:
        raise ElementError("element_unknown", given=element)
    return element


def substitution_caveats(host: Path, substitution: Mapping[int, str]) -> tuple[Caveat, ...]:
    """What to say about sites that are fixed, out of reach or no substitution at all."""
    first, free = host.images[0], set(free_atoms(host.images[0]).tolist())
    said = []
    for index, element in substitution.items():
        if first.symbols[index] == element:
            said.append(("site_same_element", {"index": index, "element": element}))
        if index not in free:
            said.append(("site_fixed", {"index": index}))
        distance = _distance_to_reaction(host.images, index)
        if distance > BURIED_A:
            said.append(("site_buried", {"index": index, "distance": distance}))
    return tuple(Caveat(code, caveat_text(code, **details)) for code, details in said)


def _distance_to_reaction(images: Sequence[Atoms], index: int) -> float:
    """From the atom to the nearest one that reacts, at any image [Å]."""
    reacting = [i for i in reacting_atoms(images) if i != index]
    if not reacting:
        return 0.0
    return min(
        float(get_distances(image.positions[index], image.positions[reacting], cell=image.cell, pbc=image.pbc)[1].min()) for image in images
    )


def _replaced(image: Atoms, substitution: Mapping[int, str]) -> Atoms:
    atoms = image.copy()
    symbols = atoms.get_chemical_symbols()
    for index, element in substitution.items():
        symbols[index] = element
    atoms.set_chemical_symbols(symbols)
    return atoms
