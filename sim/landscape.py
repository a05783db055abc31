"""The energy landscape of one set of atoms: points are flat vectors of the coordinates that may move.

One energy for one structure: every point is evaluated on a structure of its own, and each evaluation is counted.
"""

import dataclasses
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.calculator import BaseCalculator
from ase.constraints import FixAtoms, FixCartesian

from sim.errors import CandidateError, SettingError
from sim.journal import Journal
from sim.progress import Meter


@dataclasses.dataclass(frozen=True)
class Point:
    """A place on the landscape: coordinates x [Å] and forces [eV/Å], shape (n_free,); energy [eV]."""

    x: np.ndarray
    energy: float
    forces: np.ndarray

    @property
    def fmax(self) -> float:
        """The largest force on one coordinate triple that may move [eV/Å]."""
        return largest(self.forces)


def largest(forces: np.ndarray) -> float:
    """Length of the largest triple of a flat vector."""
    return float(np.sqrt((forces.reshape(-1, 3) ** 2).sum(axis=1).max()))


class Landscape:
    """Energies and forces of one set of atoms, counted on a meter, kept in a journal.

    stiffness: how much stiffer than the model (`sim.stiffness`) these atoms are, 1 until calibrated
    """

    def __init__(self, template: Atoms, calculator: BaseCalculator, meter: Meter, journal: Journal | None = None) -> None:
        self.template = template.copy()
        self.template.calc = None
        self.calculator = calculator
        self.meter = meter
        self.journal = journal or Journal()
        self.stiffness, self.calibrated = 1.0, False
        self.mask = movable(template)
        self.free = np.nonzero(self.mask.any(axis=1))[0]
        if not len(self.free):
            raise CandidateError("nothing_moves")

    def coordinates(self, atoms: Atoms) -> np.ndarray:
        """The flat coordinates of the free atoms of a structure."""
        return atoms.positions[self.free].ravel().copy()

    def atoms(self, x: np.ndarray) -> Atoms:
        """The structure at x."""
        atoms = self.template.copy()
        atoms.positions[self.free] = x.reshape(-1, 3)
        return atoms

    def at(self, x: np.ndarray) -> Point:
        """Energy and forces at x: one force call, or one told by the journal of an earlier attempt."""
        atoms = self.atoms(x)
        self.meter.count()
        if (told := self.journal.recall(x)) is not None:
            if pass_by := getattr(self.calculator, "pass_by", None):  # a calculator that keeps neighbours goes the same way
                pass_by(atoms)
            return Point(x.copy(), *told)
        atoms.calc = self.calculator
        try:
            forces = np.asarray(atoms.get_forces(apply_constraint=False), dtype=float).reshape(len(atoms), 3)
            energy = float(atoms.get_potential_energy())
        except Exception as error:  # the outermost edge: a foreign calculator, perhaps at an impossible structure
            raise CandidateError("calculation_failed", why=f"{type(error).__name__}: {error}"[:200]) from error
        if not (np.isfinite(forces).all() and np.isfinite(energy)):
            raise CandidateError("energy_not_finite")
        point = Point(x.copy(), energy, np.where(self.mask, forces, 0.0)[self.free].ravel())
        self.journal.write(point.x, point.energy, point.forces)
        return point


def movable(atoms: Atoms) -> np.ndarray:
    """Which coordinates may move, shape (n_atoms, 3)."""
    mask = np.ones((len(atoms), 3), dtype=bool)
    for constraint in atoms.constraints:
        if isinstance(constraint, FixAtoms):
            mask[constraint.index] = False
        elif isinstance(constraint, FixCartesian):
            held: Any = constraint.mask
            mask[np.atleast_1d(constraint.index)] &= ~np.asarray(held, dtype=bool)
        else:
            raise SettingError("setting_invalid", name="constraint", given=type(constraint).__name__, accepted="FixAtoms, FixCartesian")
    return mask
