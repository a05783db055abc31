"""Whether images are one path: the same atoms in the same order and cell, held in the same way, none of them exchanged.

Not covered: whether the structures make chemical sense.
"""

from collections.abc import Sequence

import numpy as np
from ase import Atoms

from sim.errors import PathError
from sim.landscape import movable
from sim.messages import caveat_text
from sim.records import Caveat

# A fixed coordinate may differ by this much between images [Å]
HELD_A = 0.05
# Two atoms are exchanged where each has gone farther than this to within that of the other's place [Å]
GONE_A, THERE_A, MOST_GONE = 1.0, 0.5, 2000


def check_alike(images: Sequence[Atoms]) -> None:
    """Raises where an image has other atoms, another cell or other constraints than the first."""
    first = images[0]
    for k, image in enumerate(images):
        why = ""
        if len(image) != len(first):
            why = f"{k}: {len(image)} atoms, 0: {len(first)}"
        elif not (np.isfinite(image.positions).all() and np.isfinite(image.cell.array).all()):
            why = f"{k}: NaN"
        elif (image.numbers != first.numbers).any():
            i = int(np.nonzero(image.numbers != first.numbers)[0][0])
            why = f"{k}: index {i} = {image.symbols[i]}, 0: {first.symbols[i]}"
        elif not np.allclose(image.cell.array, first.cell.array, atol=1e-4) or (image.pbc != first.pbc).any():
            why = f"{k}: cell"
        elif (movable(image) != movable(first)).any():
            why = f"{k}: fixed atoms"
        if why:
            raise PathError("path_inconsistent", why=why)


def check_steps(images: Sequence[Atoms]) -> None:
    """Raises where a fixed atom moves, or two atoms change places from one image to the next; atoms do not jump over the cell here."""
    held, first = ~movable(images[0]), images[0].positions
    for k in range(1, len(images)):
        drift = np.where(held, abs(images[k].positions - first), 0.0).max(axis=1)
        if drift.max() > HELD_A:
            raise PathError("path_inconsistent", why=f"{k}: index {int(drift.argmax())} (fixed) {drift.max():.2f} Å")
        if pair := _pair(images[k - 1], images[k]):
            raise PathError("path_inconsistent", why=f"{k - 1}→{k}: index {pair[0]} ↔ {pair[1]}")


def exchange(images: Sequence[Atoms]) -> tuple[Caveat, ...]:
    """What to say where two like atoms end in each other's place, one image after another."""
    pair = _pair(images[0], images[-1])
    return (Caveat("atoms_exchanged", caveat_text("atoms_exchanged", first=pair[0], second=pair[1])),) if pair else ()


def exchanged(here: np.ndarray, there: np.ndarray, cell: np.ndarray, kinds: Sequence[object]) -> tuple[int, int] | None:
    """Two atoms of one kind that stand in each other's places (or in a ring of such) one image later: another order.

    A real exchange of atoms is on its way between two images, not through. Places [Å], shape (n_atoms, 3); a cell of zeros: none.
    """
    back = np.linalg.inv(cell) if abs(np.linalg.det(cell)) > 1e-6 else np.zeros((3, 3))

    def across(steps: np.ndarray) -> np.ndarray:
        return np.linalg.norm(steps - np.round(steps @ back) @ cell, axis=-1)

    gone = np.flatnonzero(across(there - here) > GONE_A)
    if not 1 < len(gone) <= MOST_GONE:
        return None
    nearest: dict[int, int] = {}
    for i in map(int, gone):
        distances = across(there[i] - here[gone])
        j = int(gone[distances.argmin()])
        if distances.min() < THERE_A and j != i and kinds[i] == kinds[j]:
            nearest[i] = j
    for i in nearest:
        j, seen = nearest[i], {i}
        while j in nearest and j not in seen:
            seen.add(j)
            j = nearest[j]
        if j == i:
            return i, nearest[i]
    return None


def _pair(before: Atoms, after: Atoms) -> tuple[int, int] | None:
    return exchanged(before.positions, after.positions, before.cell.array, before.numbers)
