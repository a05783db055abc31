"""Structures at rest."""

from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from ase import Atoms

from sim.descent import Descent, descend
from sim.errors import SettingError
from sim.landscape import Landscape
from sim.many import label_of, one_or_many
from sim.path import one_structure, stem_of
from sim.plan import computed
from sim.plan.edits import named_structure
from sim.potentials import caveats, check_elements, open_calculator
from sim.progress import Meter, report
from sim.records import Relaxation, Table
from sim.settings import calculator_name, settings
from sim.stiffness import calibrate, model_hessian
from sim.trajectory import file_name, write_images

FMAX_LEAST, FMAX_MOST = 0.001, 1.0


@one_or_many("structure", "fmax", "calculator")
def relax(
    structure: str | FilePath | Atoms | Sequence[str | FilePath | Atoms],
    *,
    fmax: float | Sequence[float] = 0.01,
    calculator: str | Sequence[str] | None = None,
) -> Relaxation | Table:
    """The nearest minimum of one or many structures (files or Atoms), each in its cell."""
    force, name = check_fmax(fmax), calculator_name(calculator)
    atoms = one_structure(structure)
    check_elements(name, set(atoms.get_chemical_symbols()))
    label = label_of("relaxation", stem_of(structure) or named_structure(atoms) or "relax", [atoms], fmax=force, calculator=name)
    known = {"label": label, "formula": atoms.get_chemical_formula(), "fmax": force, "calculator": name}
    file = {"structure": f"paths/{file_name(f'{label}-relaxed')}.extxyz"}
    return computed(Relaxation, lambda: _relaxation(label, atoms, force, name), structures=[atoms], invented=file, **known)


def _relaxation(label: str, atoms: Atoms, fmax: float, name: str) -> Relaxation:
    symbols = set(atoms.get_chemical_symbols())
    report({"event": "plan", "labels": [label], "calculator": name})
    landscape = Landscape(atoms, open_calculator(name), Meter(label))
    found = relaxed(landscape, landscape.coordinates(atoms), fmax=fmax)
    at_rest = landscape.atoms(found.point.x)
    file = write_images(settings().folder, f"{label}-relaxed", [at_rest], [found.point.energy])
    return Relaxation(
        label=label,
        calculator=name,
        warnings=caveats(name, symbols, atoms),
        formula=atoms.get_chemical_formula(),
        energy_eV=found.point.energy,
        fmax=fmax,
        fmax_reached=found.point.fmax,
        steps=found.steps,
        structure=file,
        converged=found.converged,
        atoms=at_rest,
    )


def relaxed(landscape: Landscape, x: np.ndarray, *, fmax: float, hessian: np.ndarray | None = None, max_steps: int = 300) -> Descent:
    """The minimum below x."""
    start = landscape.at(x)
    if hessian is None:
        calibrate(landscape, start)
        hessian = model_hessian(landscape, landscape.atoms(x))
    return descend(landscape, start, hessian, fmax=fmax, max_steps=max_steps)


def check_fmax(fmax: Any) -> float:
    """Raises where no relaxation could meet this force."""
    if isinstance(fmax, bool) or not isinstance(fmax, int | float | np.floating) or not FMAX_LEAST <= fmax <= FMAX_MOST:
        raise SettingError("fmax_invalid", given=fmax)
    return float(fmax)
