"""Makes ru_ch.extxyz, the bundled reaction path: C + H → CH on Ru(0001), 194 atoms, with the default potential.

    python notebooks/data/make_path.py [FOLDER]

192 Ru atoms in four layers (8×6, the lower two fixed) and, as atoms 192 and 193, C and H. H rests in the hollow of the atoms 189,
182 and 190 and crosses atom 182 to C, which lies in the hcp hollow behind it; the final state is CH in that hollow. Atom 189 holds
H and does not touch C: put beside C, Fe and Co make it sink below the surface on this potential, which is another reaction.
The end points are relaxed, the saddle is found and verified by `sim.barrier`; the file holds the band with its energies.
"""

import sys
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.build import bulk, hcp0001
from ase.constraints import FixAtoms
from ase.io import write
from scipy.optimize import minimize

from sim import barrier, configure, interpolate, relax
from sim.path import path_of
from sim.potentials import open_calculator
from sim.progress import listen

SITE, CROSSED, HYDROGEN, N_IMAGES = 189, 182, 193, 9
SIZE, VACUUM_A, FIXED_LAYERS = (8, 6, 4), 6.0, 2
HEIGHT_A = 1.1  # of C and H above the top layer, before they relax
# Where H rests beside the site, and where it crosses its neighbour, from these atoms [Å]: guesses, as seen on a slab of 38 atoms
RESTING_A, CROSSING_A = (1.62, -1.20, HEIGHT_A), (0.68, 0.38, 1.46)


def lattice_constants() -> tuple[float, float]:
    """a and c of hcp Ru where the potential's energy is lowest [Å]."""
    calculator = open_calculator("chgnet")

    def energy(constants: np.ndarray) -> float:
        atoms = bulk("Ru", "hcp", a=constants[0], c=constants[1])
        atoms.calc = calculator
        return atoms.get_potential_energy()

    a, c = minimize(energy, (2.71, 4.28), method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6}).x
    return float(a), float(c)


def ends() -> tuple[Atoms, Atoms]:
    """C and H apart, with the crossed atom between them, and CH."""
    a, c = lattice_constants()
    slab = hcp0001("Ru", size=SIZE, a=a, c=c, vacuum=VACUUM_A, periodic=True)
    slab.set_constraint(FixAtoms(indices=[atom.index for atom in slab if atom.tag > SIZE[2] - FIXED_LAYERS]))
    carbon = slab.positions[CROSSED] + [a / 2, -a / 12**0.5, HEIGHT_A]
    apart, together = slab.copy(), slab.copy()
    apart += Atoms("CH", [carbon, slab.positions[SITE] + RESTING_A])
    together += Atoms("CH", [carbon, carbon + np.array([0, 0, 1.1])])
    return apart, together


def between(initial: Atoms, final: Atoms) -> list[Atoms]:
    """Images by way of the crossing: half of them on either side."""
    crossing = initial.copy()
    crossing.positions = (initial.positions + final.positions) / 2
    crossing.positions[HYDROGEN] = crossing.positions[CROSSED] + CROSSING_A
    halves = [interpolate(*ends, (N_IMAGES + 1) // 2).images for ends in ((initial, crossing), (crossing, final))]
    return [*halves[0][:-1], *halves[1]]


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    configure(calculator="chgnet", folder=folder / "made")
    listen(lambda event: print(event, flush=True))
    initial, final = (relax(end).atoms for end in ends())
    found = barrier(path_of(between(initial, final)))
    print(found)
    for check in found.verdict.checks:
        print(f"  {check.name}: {check.value} (limit {check.limit}) {'ok' if check.passed else 'NO'}")
    for image, energy in zip(found.images, found.energies_eV, strict=True):
        image.info = {"energy_relative_eV": energy}
    write(folder / "ru_ch.extxyz", found.images, format="extxyz")


if __name__ == "__main__":
    main()
