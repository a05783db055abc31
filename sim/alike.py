"""Whether images are one path: the same atoms in the same order and cell, held in the same way, none of them exchanged.

Not covered: whether the structures make chemical sense.
"""

from collections.abc import Sequence

import numpy as np
from ase import Atoms
from ase.geometry import get_distances

from sim.errors import PathError
from sim.landscape import movable
from sim.messages import caveat_text
from sim.records import Caveat

# A fixed coordinate may differ by this much between images [Å]
HELD_A = 0.05
# Two atoms are exchanged where each has gone farther than this to within that of the other's place [Å]
GONE_A, THERE_A = 1.0, 0.5


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
        if pair := exchanged(images[k - 1], images[k]):
            raise PathError("path_inconsistent", why=f"{k - 1}→{k}: index {pair[0]} ↔ {pair[1]}")


def exchange(images: Sequence[Atoms]) -> tuple[Caveat, ...]:
    """What to say where two like atoms end in each other's place, one image after another."""
    pair = exchanged(images[0], images[-1])
    if pair is None or images[0].numbers[pair[0]] != images[0].numbers[pair[1]]:
        return ()
    return (Caveat("atoms_exchanged", caveat_text("atoms_exchanged", first=pair[0], second=pair[1])),)


def exchanged(before: Atoms, after: Atoms) -> tuple[int, int] | None:
    """Two atoms that have changed places."""
    gone = np.nonzero(np.linalg.norm(after.positions - before.positions, axis=1) > GONE_A)[0]
    if len(gone) < 2:
        return None
    _, distances = get_distances(after.positions[gone], before.positions[gone], cell=before.cell, pbc=before.pbc)
    near = distances < THERE_A
    pairs = np.argwhere(np.triu(near & near.T, 1))
    return (int(gone[pairs[0][0]]), int(gone[pairs[0][1]])) if len(pairs) else None
