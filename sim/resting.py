"""Structures at rest inside a larger computation: relaxed and counted on its meter, written to no file."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from ase import Atoms

from sim.landscape import Landscape
from sim.messages import caveat_text
from sim.potentials import caveats, check_elements, open_calculator
from sim.progress import Meter, report
from sim.records import Caveat
from sim.relax import relaxed

# Energies of differences of two large numbers want small forces [eV/Å]
FMAX = 0.01


@dataclasses.dataclass(frozen=True)
class Resting:
    """A structure with its energy [eV] and the largest force left [eV/Å]."""

    atoms: Atoms
    energy: float
    fmax: float
    converged: bool


@dataclasses.dataclass(frozen=True)
class Bench:
    """What the parts of one computation share: the potential's name and the meter that counts their force calls."""

    calculator: str
    meter: Meter

    def settle(self, atoms: Atoms, *, fmax: float = FMAX) -> Resting:
        """The nearest minimum of a structure."""
        check_elements(self.calculator, set(atoms.get_chemical_symbols()))
        landscape = Landscape(atoms, open_calculator(self.calculator), self.meter)
        found = relaxed(landscape, landscape.coordinates(atoms), fmax=fmax)
        return Resting(landscape.atoms(found.point.x), found.point.energy, found.point.fmax, found.converged)

    def energy(self, atoms: Atoms) -> float:
        """The energy of a structure as it is [eV]."""
        landscape = Landscape(atoms, open_calculator(self.calculator), self.meter)
        point = landscape.at(landscape.coordinates(atoms))
        self.meter.tell(point.fmax)
        return point.energy


def open_bench(label: str, calculator: str, elements: Iterable[str]) -> Bench:
    """A bench for this computation, announced; raises where the potential does not know an element."""
    check_elements(calculator, set(elements))
    report({"event": "plan", "labels": [label], "calculator": calculator})
    return Bench(calculator, Meter(label))


def said(
    calculator: str, elements: Iterable[str], *notes: tuple[str, dict[str, Any]], structure: Atoms | None = None
) -> tuple[Caveat, ...]:
    """The potential's caveats (of this structure, where it matters), then the settings and remarks of this computation."""
    return (*caveats(calculator, set(elements), structure), *(Caveat(code, caveat_text(code, **details)) for code, details in notes))


def unsettled(*parts: Resting) -> tuple[tuple[str, dict[str, Any]], ...]:
    """A remark where one of the structures did not come to rest."""
    worst = max((part.fmax for part in parts if not part.converged), default=None)
    return () if worst is None else (("not_at_rest", {"fmax": worst}),)
