"""Putting other elements into a path."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from ase import Atoms
from ase.data import atomic_numbers, chemical_symbols
from ase.geometry import get_distances

from sim.errors import ElementError, SiteError
from sim.messages import caveat_text
from sim.path import Path, free_atoms, reacting_atoms
from sim.plan.mode import recording
from sim.records import Caveat

# An atom farther than this from every reacting atom hardly touches the reaction [Å]
FAR_A = 6.0
# Bonds are counted up to this multiple of the shortest distance between two atoms that do not react
BOND = 1.25
# Empty space of this height makes a surface [Å]
VACUUM_A = 5.0


def substitute(path: Path, substitution: Mapping[int, str]) -> Path:
    """The same path with these atoms replaced: {index: element}, indices from 0."""
    checked = {check_site(path, index): check_element(element) for index, element in substitution.items()}
    images = tuple(_replaced(image, checked) for image in path.images)
    said = path.warnings if recording() else (*path.warnings, *_site_caveats(path, checked))  # a plan has no numbers to say it beside
    return dataclasses.replace(path, images=images, substitution={**path.substitution, **checked}, warnings=said)


def check_site(path: Path, index: int) -> int:
    """The index, where the path has such an atom."""
    last = len(path.images[0]) - 1
    if isinstance(index, bool) or not isinstance(index, int | np.integer) or not 0 <= index <= last:
        raise SiteError("index_out_of_range", given=index, last=last)
    return int(index)


def check_element(element: Any) -> str:
    """The symbol, where it is one (as written: "Fe")."""
    if not isinstance(element, str) or element not in atomic_numbers or element == chemical_symbols[0]:
        raise ElementError("element_unknown", given=element)
    return element


def _site_caveats(path: Path, substitution: Mapping[int, str]) -> tuple[Caveat, ...]:
    """What to say about sites that are fixed, buried, far off or no substitution at all."""
    first, free = path.images[0], set(free_atoms(path.images[0]).tolist())
    said: list[tuple[str, dict[str, Any]]] = []
    for index, element in substitution.items():
        distance = _distance_to_reaction(path.images, index)
        if first.symbols[index] == element:
            said.append(("site_same_element", {"index": index, "element": element}))
        if index not in free:
            said.append(("site_fixed", {"index": index}))
        if _buried(path.images, index):
            said.append(("site_buried", {"index": index, "distance": distance}))
        elif distance > FAR_A:
            said.append(("site_far", {"index": index, "distance": distance}))
    return tuple(Caveat(code, caveat_text(code, **details)) for code, details in said)


def _buried(images: Sequence[Atoms], index: int) -> bool:
    """Whether the atom of a slab has as many neighbours as any: a surface atom lacks some."""
    atoms = images[0]
    reacting = set(reacting_atoms(images).tolist())
    rest = [i for i in range(len(atoms)) if i not in reacting]
    if index not in rest or len(rest) < 3 or not _has_surface(atoms):
        return False
    distances = atoms[rest].get_all_distances(mic=True)
    np.fill_diagonal(distances, np.inf)
    neighbours = (distances < BOND * distances.min()).sum(axis=1)
    return bool(neighbours[rest.index(index)] == neighbours.max())


def _has_surface(atoms: Atoms) -> bool:
    """Whether the structure leaves empty space along one of its cell's vectors."""
    lengths = atoms.cell.lengths()
    for axis in range(3):
        places = np.sort(atoms.get_scaled_positions(wrap=True)[:, axis])
        gap = max(float(np.diff(places).max(initial=0.0)), float(places[0] + 1 - places[-1]))
        if gap * lengths[axis] > VACUUM_A:
            return True
    return False


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
