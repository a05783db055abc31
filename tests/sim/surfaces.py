"""Landscapes of one atom whose minima and saddles are known exactly, as ASE calculators named `surfaces.NAME`."""

import os

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from ase.calculators.morse import MorsePotential

# Barrier of the double well, stiffness across it, and how far its valley bends aside
HEIGHT, STIFF, BEND = 0.8, 6.0, 0.4


class Surface(Calculator):
    """Energy and forces of a function of one atom's place."""

    implemented_properties = ["energy", "forces"]  # noqa: RUF012 (ASE's attribute)

    def value(self, r):
        raise ValueError("a surface is a function")

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        r, h = atoms.positions[0], 1e-5
        slope = [(self.value(r + h * e) - self.value(r - h * e)) / (2 * h) for e in np.eye(3)]
        self.results = {"energy": float(self.value(r)), "forces": np.array([[-g for g in slope]])}


class MorsePlatinum(MorsePotential):
    """The potential of the platinum heptamer benchmark (optbench.org): D 0.7102 eV, a 1.6047 Å⁻¹, r0 2.897 Å, cut off at 9.5 Å."""

    NEAREST_A = 2.7442  # in the crystal of least energy

    def __init__(self):
        r0 = 2.897
        super().__init__(epsilon=0.7102, r0=r0, rho0=1.6047 * r0, rcut1=9.0 / r0, rcut2=9.5 / r0)


class DoubleWell(Surface):
    """Minima at x = ±1 at energy 0, saddle at x = 0 at HEIGHT; the straight line is the path."""

    def value(self, r):
        x, y, z = r
        return HEIGHT * (x**2 - 1) ** 2 + STIFF / 2 * (y**2 + z**2)


class Gate(Surface):
    """The double well through a gate: across it the saddle is stiffer than the minima, four times as much along y."""

    def value(self, r):
        x, y, z = r
        across = STIFF * (1 + 3 * (1 - x**2) ** 2)
        return HEIGHT * (x**2 - 1) ** 2 + across / 2 * y**2 + STIFF / 2 * z**2


class BentWell(Surface):
    """The double well along a parabola: the straight line between its minima is not the path."""

    def value(self, r):
        x, y, z = r
        return HEIGHT * (x**2 - 1) ** 2 + STIFF / 2 * ((y - BEND * (1 - x**2)) ** 2 + z**2)


class TiltedWell(BentWell):
    """One side lower than the other by about 0.4."""

    def value(self, r):
        return super().value(r) - 0.2 * r[0]


class SharpWell(Surface):
    """A narrow hump on a long flat way: most images see nothing of it."""

    def value(self, r):
        x, y, z = r
        return 0.6 * np.exp(-((x / 0.12) ** 2)) + 0.05 * (x**2 - 1) ** 2 + STIFF / 2 * (y**2 + z**2)


class Ridge(Surface):
    """A straight way that leads over a hilltop: its two saddles are at y = ±0.5, 0.2 below."""

    def value(self, r):
        x, y, z = r
        return HEIGHT * (x**2 - 1) ** 2 + np.exp(-4 * x**2) * (3.2 * (y**2 - 0.25) ** 2) + 0.5 * (x * y) ** 2 + z**2


class TwoWays(Surface):
    """A straight way over a slope: a saddle on either side of it, at y = ±0.5, that of the negative side 0.15 lower."""

    def value(self, r):
        x, y, z = r
        return HEIGHT * (x**2 - 1) ** 2 + np.exp(-4 * x**2) * (3.2 * (y**2 - 0.25) ** 2 + 0.15 * y) + 0.5 * (x * y) ** 2 + z**2


class Terraced(Surface):
    """The double well with saddles side by side at x = 0: the lowest at y = 0, the next about 0.28 beside it and 0.03 higher."""

    def value(self, r):
        x, y, z = r
        beside = 0.02 * (1 - np.cos(2 * np.pi * y / 0.3)) * np.exp(-4 * x**2)
        return HEIGHT * (x**2 - 1) ** 2 + 0.4 * y**2 + beside + 10 * z**2


class Rippled(Surface):
    """The double well, and left of it a gentle slope down to x = -1 with dimples of 2 meV."""

    def value(self, r):
        x, y, z = r
        slope = 0.06 * (-1 - x) + 0.0035 * (1 - np.cos(8 * np.pi * (x + 1)))
        return (HEIGHT * (x**2 - 1) ** 2 if x > -1 else slope) + STIFF / 2 * (y**2 + z**2)


class Bowl(Surface):
    """One minimum at x = 1 and none at x = -1."""

    def value(self, r):
        return 0.5 * ((r - np.array([1.0, 0.0, 0.0])) ** 2).sum()


class MullerBrown(Surface):
    """Müller and Brown's surface (doi.org/10.1007/BF00547608) at a hundredth of its energies, stiff in z."""

    MINIMA = {"A": (-0.558224, 1.441726, 0.0), "B": (-0.050011, 0.466694, 0.0), "C": (0.623499, 0.028038, 0.0)}  # noqa: RUF012
    ENERGY = {"A": -1.466995, "B": -0.807678, "C": -1.081667, "AB": -0.406648, "BC": -0.722489}  # noqa: RUF012
    TERMS = (
        (-200, -1, 0, -10, 1, 0),
        (-100, -1, 0, -10, 0, 0.5),
        (-170, -6.5, 11, -6.5, -0.5, 1.5),
        (15, 0.7, 0.6, 0.7, -1, 1),
    )

    def value(self, r):
        x, y, z = r
        total = sum(
            height * np.exp(a * (x - x0) ** 2 + b * (x - x0) * (y - y0) + c * (y - y0) ** 2) for height, a, b, c, x0, y0 in self.TERMS
        )
        return 0.01 * total + 5 * z**2


class Broken(DoubleWell):
    """No number beyond the foot of the hill."""

    def value(self, r):
        return np.nan if r[0] > -0.8 else super().value(r)


def place(*r):
    """One atom at r."""
    return Atoms("H", positions=[r], cell=[20, 20, 20])


class HeliumFails(DoubleWell):
    """A calculator that stops at one element."""

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        if "He" in atoms.symbols:
            raise RuntimeError("no helium")
        super().calculate(atoms, properties, system_changes)


class Deadly(DoubleWell):
    """A calculator that takes its process along."""

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        os._exit(7)
