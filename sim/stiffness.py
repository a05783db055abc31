"""A model Hessian: a guess of how stiff a structure is, which quasi-Newton steps start from and then correct.

Covered: stretches between near atoms after Lindh et al. (doi.org/10.1016/0009-2614(95)00646-L) with a share across the bond, all of
them as much stiffer or softer as one force call says (Hutchinson's estimate of a trace, doi.org/10.1080/03610918908812806).
Not covered: bends and torsions; it is a preconditioner, no force field.
Measured on five EMT slabs and vacancies, fmax 0.01: 3-12 force calls where BFGS from 70 eV/Å² takes 5-22 and FIRE 14-54.
Lindh's parameters are for molecules: they make EMT's Cu 1.2 times too stiff, CHGNet's Ru 1.5 and Morse's Pt 6.3 times too soft.
"""

import numpy as np
from ase import Atoms
from ase.neighborlist import neighbor_list
from ase.units import Bohr, Hartree

from sim.landscape import Landscape, Point

# Lindh's parameters by row of the periodic table (H-He, Li-Ne, the rest), in Bohr
DECAY = np.array([[1.0, 0.3949, 0.3949], [0.3949, 0.28, 0.28], [0.3949, 0.28, 0.28]])
LENGTH = np.array([[1.35, 2.10, 2.53], [2.10, 2.87, 3.40], [2.53, 3.40, 3.40]])
STRETCH = 0.45 * Hartree / Bohr**2
REACH_A = 5.0
# The share of a stretch that also resists across the bond, the stiffest bond, and the least stiffness of all [eV/Å²]
ACROSS, STIFFEST, FLOOR = 0.1, 40.0, 1.0
# Length of a displacement that the model is held against [Å], and by how much it may be corrected
SHAKE_A, LEAST, MOST = 0.02, 0.5, 10.0


def model_hessian(landscape: Landscape, atoms: Atoms) -> np.ndarray:
    """A positive definite guess of the Hessian of the free coordinates [eV/Å²], shape (n_free, n_free)."""
    first, second, vectors, lengths = neighbor_list("ijDd", atoms, REACH_A)
    row = np.searchsorted([2, 10], atoms.numbers, side="left")
    decay, length = DECAY[row[first], row[second]], LENGTH[row[first], row[second]]
    stretch = np.minimum(STRETCH * np.exp(decay * (length**2 - (lengths / Bohr) ** 2)), STIFFEST)
    along = vectors / lengths[:, None]
    blocks = stretch[:, None, None] * ((1 - ACROSS) * along[:, :, None] * along[:, None, :] + ACROSS * np.eye(3))
    place = np.full(len(atoms), -1)
    place[landscape.free] = np.arange(len(landscape.free))
    i, j = place[first], place[second]
    hessian = np.zeros((len(landscape.free), len(landscape.free), 3, 3))
    here, both = i >= 0, (i >= 0) & (j >= 0)
    np.add.at(hessian, (i[here], i[here]), blocks[here])
    np.subtract.at(hessian, (i[both], j[both]), blocks[both])
    size = 3 * len(landscape.free)
    flat = hessian.transpose(0, 2, 1, 3).reshape(size, size)
    return landscape.stiffness * ((flat + flat.T) / 2 + FLOOR * np.eye(size))


def calibrate(landscape: Landscape, point: Point) -> None:
    """Holds the model against the landscape, once: every coordinate is displaced at random, the ratio of the energies is kept."""
    if landscape.calibrated:
        return
    landscape.calibrated = True
    shake = SHAKE_A * np.random.default_rng(0).choice([-1.0, 1.0], size=point.x.shape)
    change = point.forces - landscape.at(point.x + shake).forces
    expected = shake @ model_hessian(landscape, landscape.atoms(point.x)) @ shake
    landscape.stiffness = float(np.clip((shake @ change) / expected, LEAST, MOST))
