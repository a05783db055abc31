"""How cost grows: `python -m bench.cost` prints CPU seconds of a force call by atoms, and of a whole computation by images and candidates.

CPU seconds (user and system, of this process and its children), one thread each, so that a busy machine changes them little; the
exponent b of cost = a · n^b comes from a straight line through the logarithms. Each structure is nickel with one atom moved a little
between calls, as in a band; the first call, which builds neighbour lists, is not counted.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.calculators.calculator import BaseCalculator

from bench.barriers import adatom_hop, stock
from sim import barrier, configure, screen
from sim.potentials import open_calculator

SIZES = {"emt": (48, 100, 192, 400, 1000), "chgnet": (48, 100, 192, 400, 1000), "stock chgnet": (48, 192)}
CALLS = {"emt": 20, "chgnet": 3, "stock chgnet": 3}
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
IMAGES = (5, 7, 9, 11, 15)
# candidates: sites, and how many elements at each
CANDIDATES = {1: ([22], 1), 2: ([22], 2), 4: ([22], 4), 8: ([21, 22], 4)}
ELEMENTS = ["Pd", "Au", "Ni", "Pt"]


def crystal(n_atoms: int) -> Atoms:
    """Nickel of at least this many atoms, as near to a cube as that goes."""
    edge = round((n_atoms / 4) ** (1 / 3))
    return bulk("Ni", cubic=True).repeat((edge, edge, max(1, round(n_atoms / (4 * edge * edge)))))


def calculator(name: str) -> BaseCalculator:
    return stock("chgnet") if name == "stock chgnet" else open_calculator(name)


def cpu_s() -> float:
    """User and system time of this process and of those that it has waited for [s]."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def force_call(name: str, n_atoms: int) -> tuple[int, float, float]:
    """Atoms, CPU seconds of one call, and the largest memory of this process [MB]."""
    atoms = crystal(n_atoms)
    atoms.calc = calculator(name)
    atoms.get_forces()
    random, started = np.random.default_rng(1), cpu_s()
    for _ in range(CALLS[name]):
        atoms.positions += random.normal(scale=0.01, size=atoms.positions.shape)
        atoms.get_forces()
    return len(atoms), (cpu_s() - started) / CALLS[name], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """b of cost = a · n^b."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def by_atoms() -> None:
    """Each size in a process of its own, so that its memory is its own."""
    for name, sizes in SIZES.items():
        rows = []
        for size in sizes:
            command = [sys.executable, "-m", "bench.cost", "--call", name, str(size)]
            told = subprocess.run(command, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=True)
            rows.append([float(x) for x in told.stdout.split()[-3:]])
            print(f"{name:13s} {rows[-1][0]:5.0f} atoms  {1000 * rows[-1][1]:9.1f} ms a call  {rows[-1][2]:6.0f} MB", flush=True)
        print(f"{name:13s} exponent {exponent([r[0] for r in rows], [r[1] for r in rows]):.2f}", flush=True)


def grown(what: str, counts: Sequence[int], work: Callable[[int], int]) -> None:
    """Cost of a whole computation for each of these counts; `work` gives back its force calls."""
    costs, calls = [], []
    for count in counts:
        started = cpu_s()
        calls.append(work(count))
        costs.append(cpu_s() - started)
        print(f"{what:13s} {count:5d}  {costs[-1]:7.2f} CPU s  {calls[-1]:5d} force calls", flush=True)
    print(f"{what:13s} exponent {exponent(counts, costs):.2f} (force calls {exponent(counts, calls):.2f})", flush=True)


def by_images(count: int) -> int:
    return barrier(adatom_hop(), n_images=count).force_calls


def by_candidates(count: int) -> int:
    """The unsubstituted path and this many candidates."""
    sites, n_elements = CANDIDATES[count]
    return sum(row.force_calls for row in screen(adatom_hop(), sites=sites, elements=ELEMENTS[:n_elements], host=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--call", nargs=2, metavar=("POTENTIAL", "ATOMS"), help="one force call alone: atoms, CPU s, MB")
    options = parser.parse_args()
    if options.call:
        print(*force_call(options.call[0], int(options.call[1])))
        return
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    by_atoms()
    with tempfile.TemporaryDirectory() as folder:
        configure(calculator="emt", folder=folder, processes=1)
        grown("images", IMAGES, by_images)
        grown("candidates", list(CANDIDATES), by_candidates)


if __name__ == "__main__":
    main()
