"""Bonds within a cutoff and the angles between the short ones, as flat arrays.

Covered: periodic cells of any size (an atom may be its own neighbour), exact cutoffs at every step.
Lists of pairs are searched with a skin and kept; the filter by true length runs at each call.
"""

import dataclasses

import numpy as np
from ase import Atoms
from ase.neighborlist import primitive_neighbor_list

# Pairs are searched this much beyond the cutoff [Å] and searched again once an atom has moved half of it
SKIN_A = 0.6
# Lists kept at a time: as many as a band has images
KEPT = 16


@dataclasses.dataclass(frozen=True)
class Edges:
    """Bonds first → second, each once, and ordered pairs of short bonds that share an atom.

    first, second: atoms, shape (n_bonds,); vectors: from second to first [Å], shape (n_bonds, 3)
    short: bonds below the inner cutoff, shape (n_short,)
    centre: the atom of an angle, shape (n_angles,); left, right: its bonds, as places in `short`
    sign: whether the two bonds run alike seen from their atom (1.0) or against each other (-1.0)
    """

    first: np.ndarray
    second: np.ndarray
    vectors: np.ndarray
    short: np.ndarray
    centre: np.ndarray
    left: np.ndarray
    right: np.ndarray
    sign: np.ndarray


@dataclasses.dataclass(frozen=True)
class _Pairs:
    positions: np.ndarray
    cell: np.ndarray
    pbc: np.ndarray
    first: np.ndarray
    second: np.ndarray
    shift: np.ndarray

    def cover(self, atoms: Atoms) -> bool:
        """Whether no pair within the cutoff can be missing."""
        if len(atoms) != len(self.positions) or (atoms.pbc != self.pbc).any() or (atoms.cell.array != self.cell).any():
            return False
        moved = ((atoms.positions - self.positions) ** 2).sum(axis=1).max()
        return bool(moved < (SKIN_A / 2) ** 2)


class EdgeList:
    """Edges of structures that differ little from each other."""

    def __init__(self, cutoff: float, short_cutoff: float) -> None:
        self.cutoff, self.short_cutoff = cutoff, short_cutoff
        self._kept: list[_Pairs] = []

    def of(self, atoms: Atoms) -> Edges:
        """The edges of this structure."""
        pairs = next((p for p in self._kept if p.cover(atoms)), None)
        if pairs is None:
            pairs = _search(atoms, self.cutoff + SKIN_A)
            self._kept = [pairs, *self._kept[: KEPT - 1]]
        vectors = atoms.positions[pairs.first] - atoms.positions[pairs.second] - pairs.shift
        lengths = np.sqrt((vectors**2).sum(axis=1))
        near = lengths < self.cutoff
        first, second = pairs.first[near], pairs.second[near]
        short = np.nonzero(lengths[near] < self.short_cutoff)[0]
        return Edges(first, second, vectors[near], short, *_angles(first[short], second[short]))


def _search(atoms: Atoms, reach: float) -> _Pairs:
    first, second, cells = primitive_neighbor_list("ijS", atoms.pbc, atoms.cell.array, atoms.positions, reach)
    forward = (cells > 0) & (np.cumsum(cells != 0, axis=1) == 1)  # the first cell index that is not 0 is positive
    once = (first < second) | ((first == second) & forward.any(axis=1))
    shift = cells[once] @ atoms.cell.array
    return _Pairs(atoms.positions.copy(), atoms.cell.array.copy(), atoms.pbc.copy(), first[once], second[once], shift)


def _angles(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All ordered pairs of different half-bonds at one atom: (centre, left bond, right bond, sign)."""
    n = len(first)
    atom = np.concatenate([first, second])
    order = np.argsort(atom, kind="stable")
    atom, bond, direction = atom[order], np.concatenate([np.arange(n)] * 2)[order], np.repeat([1.0, -1.0], n)[order]
    begins = np.searchsorted(atom, atom, side="left")
    counts = np.searchsorted(atom, atom, side="right") - begins
    left = np.repeat(np.arange(2 * n), counts)
    right = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(begins, counts)
    left, right = left[left != right], right[left != right]
    return atom[left], bond[left], bond[right], (direction[left] * direction[right]).astype(np.float32)
