"""Plain ASE beside ours, in one run: `python -m bench.barriers [FILE --substitute 189=Fe --calculator chgnet]`.

ASE: its own CI-NEB (improvedtangent, one calculator an image, LBFGS, climbing to 0.02 eV/Å) with the stock calculator, between
the very end points that ours relaxed. Force calls of ours include relaxing the ends and the verdict; ASE's are the band alone.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.build import add_adsorbate, bulk, fcc100, fcc111, hcp0001
from ase.calculators.calculator import Calculator
from ase.calculators.emt import EMT
from ase.constraints import FixAtoms
from ase.mep import NEB
from ase.optimize import LBFGS

from sim import Path as ReactionPath
from sim import barrier, configure, interpolate, read_path, relax, substitute

FMAX, MOST_STEPS = 0.02, 500


def cases() -> Iterator[tuple[str, ReactionPath, str]]:
    """Hops whose barriers are known well, and the reaction of the bundled path on a slab that both sides finish within minutes."""
    ends = []
    for site in ("fcc", "hcp"):
        atoms = fcc111("Cu", size=(3, 3, 3), vacuum=6.0)
        add_adsorbate(atoms, "Cu", 1.8, site)
        atoms.set_constraint(FixAtoms(mask=[atom.tag > 2 for atom in atoms]))
        ends.append(atoms)
    yield "Cu/Cu(111) fcc-hcp", interpolate(*ends), "emt"
    path = adatom_hop()
    yield "Cu/Cu(100)", path, "emt"
    yield "Cu/Cu(100), Pt@22", substitute(path, {22: "Pt"}), "emt"
    whole = bulk("Cu", cubic=True) * (3, 3, 3)
    vacancy = whole.copy()
    del vacancy[0]
    nearest = int(whole.get_distances(0, range(1, len(whole)), mic=True).argmin())
    filled = vacancy.copy()
    filled.positions[nearest] = whole.positions[0]
    yield "vacancy in Cu", interpolate(vacancy, filled), "emt"
    yield "C + H on Ru, 38 atoms", carbon_and_hydrogen(), "chgnet"


def adatom_hop() -> ReactionPath:
    """A copper adatom from hollow to hollow on Cu(100), 28 atoms."""
    ends = []
    for offset in ((0, 0), (1, 0)):
        atoms = fcc100("Cu", size=(3, 3, 3), vacuum=8.0)
        add_adsorbate(atoms, "Cu", 1.7, "hollow", offset=offset)
        atoms.set_constraint(FixAtoms(mask=[atom.tag == 3 for atom in atoms]))
        ends.append(atoms)
    return interpolate(*ends)


def carbon_and_hydrogen() -> ReactionPath:
    """C + H → CH on Ru(0001), 3×3×4: H comes from the next hcp hollow round the atom that both hold."""
    a = 2.71
    slab = hcp0001("Ru", size=(3, 3, 4), a=a, c=4.28, vacuum=6.0, periodic=True)
    slab.set_constraint(FixAtoms(mask=[atom.tag > 2 for atom in slab]))
    carbon, hydrogen = (slab.positions[31] + [a * x, a * y, 1.1] for x, y in ((0.0, 3**-0.5), (-0.5, -(12**-0.5))))
    apart, together = slab.copy(), slab.copy()
    apart += Atoms("CH", [carbon, hydrogen])
    together += Atoms("CH", [carbon, carbon + np.array([0.0, 0.0, 1.1])])
    return interpolate(*(relax(end, calculator="chgnet").atoms for end in (apart, together)))


class Counter:
    """A calculator's `calculate`, counted."""

    def __init__(self) -> None:
        self.calls = 0

    def watch(self, calculator: Calculator) -> Calculator:
        inner = calculator.calculate

        def counted(*arguments: object, **options: object) -> None:
            self.calls += 1
            inner(*arguments, **options)

        calculator.calculate = counted
        return calculator


def stock(name: str) -> Calculator:
    """The calculator as its package ships it."""
    if name == "emt":
        return EMT()
    from chgnet.model import CHGNet
    from chgnet.model.dynamics import CHGNetCalculator

    return CHGNetCalculator(CHGNet.load(use_device="cpu", verbose=False), use_device="cpu")


def plain_ase(ends: tuple[Atoms, Atoms], n_images: int, name: str) -> tuple[float, int, float, bool]:
    """Barrier [eV], force calls, CPU seconds and whether it converged, by ASE alone."""
    counter, started = Counter(), time.process_time()
    images = [ends[0].copy(), *(ends[0].copy() for _ in range(n_images - 2)), ends[1].copy()]
    band = NEB(images, k=0.1, climb=True, method="improvedtangent")
    band.interpolate("idpp")
    for image in images:
        image.calc = counter.watch(stock(name))
    converged = bool(LBFGS(band, logfile=None).run(fmax=FMAX, steps=MOST_STEPS))
    energies = [image.get_potential_energy() for image in images]
    return max(energies) - energies[0], counter.calls, time.process_time() - started, converged


def compare(label: str, path: ReactionPath, name: str) -> None:
    """One line: ours, ASE's, and the difference."""
    started = time.process_time()
    ours = barrier(path, calculator=name)
    seconds = time.process_time() - started
    if ours.barrier_eV is None:
        print(f"{label:22s} {ours}")
        return
    theirs, calls, ase_seconds, converged = plain_ase((ours.images[0], ours.images[-1]), path.n_images, name)
    print(
        f"{label:22s} ours {ours.barrier_eV:.4f} eV {ours.force_calls:5d} calls {seconds:7.1f} s ({ours.status})   "
        f"ASE {theirs:.4f} eV {calls:5d} calls {ase_seconds:7.1f} s ({'converged' if converged else 'not converged'})   "
        f"difference {1000 * (ours.barrier_eV - theirs):+.1f} meV",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--substitute", metavar="INDEX=ELEMENT", action="append", default=[])
    parser.add_argument("--calculator", default="emt", choices=("emt", "chgnet"))
    options = parser.parse_args()
    pairs = (pair.split("=") for pair in options.substitute)
    with tempfile.TemporaryDirectory() as folder:
        configure(folder=folder)
        if options.file is None:
            for label, path, name in cases():
                compare(label, path, name)
            return
        path = substitute(read_path(options.file), {int(index): element for index, element in pairs})
        compare(path.label, path, options.calculator)


if __name__ == "__main__":
    main()
