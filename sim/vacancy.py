"""One atom missing: what it costs, and how it moves.

Covered: fcc, bcc, hcp and diamond elements, one neutral vacancy a cell, constant volume at the potential's own lattice constant.
Not covered: charge, clusters of vacancies, alloys.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from ase import Atoms

from sim.bulk import Crystal, check_lattice, natural_crystal
from sim.hop import hop_barrier
from sim.many import label_of, one_or_many
from sim.messages import word
from sim.path import check_count
from sim.plan import computed
from sim.potentials import check_elements
from sim.records import Barrier, BarrierTable, Table, VacancyFormation
from sim.relax import check_fmax
from sim.resting import open_bench, said, unsettled
from sim.settings import calculator_name, settings
from sim.substitution import check_element
from sim.trajectory import write_images

# lattice: conventional cells each way; 108, 54, 96, 64 and 64 atoms, the vacancy and its copies 8 to 12 Å apart
REPEATS = {"fcc": (3, 3, 3), "bcc": (3, 3, 3), "hcp": (4, 4, 3), "diamond": (2, 2, 2), "sc": (4, 4, 4)}


@one_or_many("element", "calculator")
def vacancy_formation(element: str | Sequence[str], *, calculator: str | Sequence[str] | None = None) -> VacancyFormation | Table:
    """E(N − 1 atoms) − (N − 1)/N E(N atoms) of one or many elements, relaxed at constant volume."""
    symbol, name = check_element(element), calculator_name(calculator)
    check_elements(name, [symbol])
    check_lattice(symbol, None)
    label = label_of("vacancy_formation", f"{symbol} vacancy", calculator=name)
    return computed(VacancyFormation, lambda: _formation(label, symbol, name), label=label, formula=symbol, calculator=name)


def _formation(label: str, element: str, name: str) -> VacancyFormation:
    bench = open_bench(label, name, [element])
    crystal = natural_crystal(element, name)
    whole = supercell(crystal)
    gap = bench.settle(without(whole, 0))
    energy = gap.energy - (len(whole) - 1) / len(whole) * bench.energy(whole)
    return VacancyFormation(
        label=label,
        calculator=name,
        warnings=said(name, [element], _cell_note(crystal, len(gap.atoms)), *unsettled(gap)),
        formula=element,
        energy_eV=energy,
        converged=gap.converged,
        structure=write_images(settings().folder, label, [gap.atoms], [gap.energy]),
    )


@one_or_many("element", "n_images", "fmax", "calculator")
def vacancy_migration(
    element: str | Sequence[str],
    *,
    n_images: int | Sequence[int] = 7,
    fmax: float | Sequence[float] = 0.02,
    climb: bool = True,
    calculator: str | Sequence[str] | None = None,
) -> Barrier | BarrierTable:
    """The barrier of a nearest neighbour's hop into the vacancy of one or many elements (hcp: within the basal plane)."""
    symbol, name = check_element(element), calculator_name(calculator)
    check_count(n_images)
    check_elements(name, [symbol])
    check_lattice(symbol, None)
    options: dict[str, Any] = {"n_images": n_images, "fmax": check_fmax(fmax), "climb": bool(climb), "calculator": name}
    label = label_of("barrier", f"{symbol} vacancy", **options)
    known = {"label": label, "substitution": {}, "element": symbol, **options}
    return computed(Barrier, lambda: _migration(label, symbol, options), **known)


def _migration(label: str, element: str, options: dict[str, Any]) -> Barrier:
    name = options["calculator"]
    bench = open_bench(label, name, [element])
    crystal = natural_crystal(element, name)
    whole = supercell(crystal)
    mover, distance = neighbour(whole, 0, crystal.neighbour)
    hopped = whole.copy()
    hopped.positions[mover] = whole.positions[0]
    first, last = (bench.settle(without(cell, 0)) for cell in (whole, hopped))
    direction = word("basal" if crystal.lattice == "hcp" else "nearest")
    route = ("vacancy_hop", {"distance": distance, "direction": direction})
    notes = said(name, [element], _cell_note(crystal, len(first.atoms)), route)
    return hop_barrier(label, (first.atoms, last.atoms), mover - 1, notes=notes, **options)


def supercell(crystal: Crystal) -> Atoms:
    """The perfect crystal, repeated until a vacancy is far from its copies."""
    cell = crystal.cell(conventional=True)
    return cell.repeat(REPEATS[crystal.lattice])


def without(atoms: Atoms, index: int) -> Atoms:
    """A copy that lacks one atom."""
    copy = atoms.copy()
    del copy[index]
    return copy


def neighbour(atoms: Atoms, index: int, distance: float) -> tuple[int, float]:
    """The first atom at this distance and the distance itself [Å]; in hcp that is one of the basal plane."""
    vectors = atoms.get_distances(index, range(len(atoms)), mic=True, vector=True)
    lengths = np.linalg.norm(vectors, axis=1)
    flatness = np.abs(vectors[:, 2]) if atoms.cell.angles()[2] > 100 else 0.0
    off = np.abs(lengths - distance) + flatness
    off[index] = np.inf
    found = int(off.argmin())
    return found, float(lengths[found])


def _cell_note(crystal: Crystal, atoms: int) -> tuple[str, dict[str, Any]]:
    size = "×".join(map(str, REPEATS[crystal.lattice]))
    return "vacancy_cell", {"atoms": atoms, "lattice": crystal.lattice, "size": size, "a": crystal.a}
