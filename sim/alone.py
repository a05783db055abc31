"""Is this a molecule by itself?"""

import numpy as np
from ase import Atoms

# Vacuum on every side from which on nothing is felt of the images in a cell that repeats [Å]
APART_A = 6.0


def is_alone(atoms: Atoms) -> bool:
    """Whether this is a molecule: nothing fixed, and vacuum on every side where the cell repeats."""
    if len(atoms.constraints) or len(atoms) < 2:
        return False
    free = np.linalg.norm(atoms.cell.array, axis=1) - np.ptp(atoms.positions, axis=0)
    return bool(((free > APART_A) | ~atoms.pbc).all())
