"""Plain ASE under a plan: calculators, optimizers, bands and dynamics of ASE's own are noted, or held to what was noted.

Covered: every calculator whose energies go through `ase.calculators.calculator.Calculator` (that is, nearly all, also by a dotted
path), `Optimizer`, `MolecularDynamics`, `BaseNEB`; whatever
else computes goes through a calculator. While noting, a calculator gives made-up energies, smooth in the
volume (a fit of an equation of state finds its minimum), and no forces: whatever relaxes is at rest at once.
Not covered: a calculator that is no subclass of ASE's; it is the script's own Python and computes.
"""

import dataclasses
import functools
import hashlib
import random
from collections.abc import Callable
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator
from ase.data import covalent_radii, reference_states
from ase.md.md import MolecularDynamics
from ase.mep.neb import IDPP, BaseNEB
from ase.optimize.optimize import Optimizer
from ase.units import fs, kB

from sim.plan import mode as here
from sim.plan.entry import Entry
from sim.plan.mode import Held, Recording, digests, told_of

# of one calculator and one set of atoms, so many structures are told
MOST_TOLD = 60
# Steps of dynamics while only noting
STEPS = 2
# Made-up energies: how much one atom gains by its right volume [eV], how far apart two structures are [eV]
STIFF_EV, APART_EV = 8.0, 0.4


def install() -> None:
    """Puts ASE under the plan of this process, once; where there is no plan everything computes as before."""
    if getattr(Calculator.get_property, "planned", False):
        return
    _wrap(Calculator, "get_property", _property)
    _wrap(Optimizer, "run", _optimization)
    _wrap(Optimizer, "irun", _optimization)
    _wrap(MolecularDynamics, "irun", _dynamics)  # `run` goes through it
    _wrap(BaseNEB, "__init__", _band)


def _wrap(kind: type, name: str, instead: Callable[..., Any]) -> None:
    original = getattr(kind, name)

    @functools.wraps(original)
    def method(self: Any, *given: Any, **named: Any) -> Any:
        mode = None if here.within() else here.recording() or here.holding()
        if mode is None:
            return original(self, *given, **named)
        return instead(mode, original, self, *given, **named)

    method.planned = True  # type: ignore[attr-defined]
    setattr(kind, name, method)


def _property(
    mode: Recording | Held,
    original: Callable[..., Any],
    calc: Calculator,
    name: str,
    atoms: Atoms | None = None,
    allow_calculation: bool = True,
) -> Any:
    wanted = atoms if atoms is not None else calc.atoms
    if isinstance(calc, IDPP) or wanted is None or name not in calc.implemented_properties:
        return original(calc, name, atoms, allow_calculation)
    _note(mode, "ase_energy", wanted, calculator=calculator_of(calc))
    if isinstance(mode, Held):
        return original(calc, name, atoms, allow_calculation)
    calc.atoms, calc.results = wanted.copy(), _made_up(wanted, mode)
    if name not in calc.results:
        return original(calc, name, atoms, allow_calculation)
    return calc.results[name]


def _optimization(mode: Recording | Held, original: Callable[..., Any], opt: Any, fmax: float = 0.05, *given: Any, **named: Any) -> Any:
    atoms = getattr(opt, "atoms", None)
    for one in [atoms] if isinstance(atoms, Atoms) else []:
        _note(mode, "ase_optimization", one, optimizer=type(opt).__name__, fmax=float(fmax))
    return original(opt, fmax, *given, **named)


def _dynamics(mode: Recording | Held, original: Callable[..., Any], run: Any, steps: int = 50, *given: Any, **named: Any) -> Any:
    hot = getattr(run, "temp", None)
    temperature = round(float(hot) / kB, 6) if isinstance(hot, float | int) else None
    step_fs = round(float(run.dt) / fs, 6)
    _note(mode, "ase_dynamics", run.atoms, integrator=type(run).__name__, steps=int(steps), step_fs=step_fs, temperature_K=temperature)
    return original(run, min(steps, STEPS) if isinstance(mode, Recording) else steps, *given, **named)


def _band(mode: Recording | Held, original: Callable[..., Any], band: Any, images: Any, *given: Any, **named: Any) -> Any:
    chain = list(images)
    if chain:
        _note(mode, "ase_neb", chain[0], n_images=len(chain), climb=bool(named.get("climb", False)), last=chain[-1])
    return original(band, images, *given, **named)


def _note(mode: Recording | Held, kind: str, atoms: Atoms, last: Atoms | None = None, **fields: Any) -> None:
    """Notes, or admits, a computation of ASE's; places do not count, because it moves the atoms itself."""
    ends = [atoms, last] if last is not None else [atoms]
    exact, alike = digests(ends)
    fields = {"label": atoms.get_chemical_formula(), **fields}
    entry = Entry(kind, fields, (), "", alike, here.line(), from_results=True)
    if isinstance(mode, Held):
        mode.admit(entry)
        return
    seen = mode.foreign.setdefault((kind, alike, repr(sorted(fields.items()))), set())
    if exact in seen or len(seen) >= MOST_TOLD:
        return
    seen.add(exact)
    told = tuple(told_of(one) for one in ends)
    for k, known in enumerate(mode.entries):
        if known.kind == kind and known.alike == alike and known.fields == fields:
            mode.entries[k] = dataclasses.replace(known, structures=(*known.structures, *told))
            return
    mode.note(dataclasses.replace(entry, structures=told))


_NAMES = {"ase.calculators.emt": "emt", "chgnet": "chgnet", "sim.chgnet": "chgnet", "mace": "mace", "sevenn": "sevennet",
          "tblite": "xtb", "gpaw": "gpaw", "orb_models": "orb", "mattersim": "mattersim", "fairchem": "fairchem"}  # fmt: skip


def calculator_of(calc: Calculator) -> str:
    """A calculator by the name that its records have: one of ours, or where its class stands."""
    module = type(calc).__module__
    known = next((name for place, name in _NAMES.items() if module == place or module.startswith(f"{place}.")), "")
    return known or f"{module}.{type(calc).__qualname__}".removeprefix("ase.calculators.")


def _made_up(atoms: Atoms, mode: Recording) -> dict[str, Any]:
    count = len(atoms)
    energy = _energy(atoms, mode.seed)
    return {
        "energy": energy,
        "free_energy": energy,
        "energies": np.full(count, energy / count),
        "forces": np.zeros((count, 3)),
        "stress": np.zeros(6),
        "stresses": np.zeros((count, 6)),
        "magmom": 0.0,
        "magmoms": np.zeros(count),
        "charges": np.zeros(count),
        "dipole": np.zeros(3),
    }


def _energy(atoms: Atoms, seed: int) -> float:
    """Made up: one level for one kind of atoms, a little for where they stand, a parabola in the volume [eV]."""
    periodic = atoms.cell.rank == 3 and atoms.pbc.all()
    places = atoms.get_scaled_positions(wrap=True) % 1.0 if periodic else atoms.positions
    level = _share(seed, atoms.numbers)
    energy = -2.0 * len(atoms) - level + APART_EV * _share(seed, atoms.numbers, np.round(places, 4) + 0.0)
    if periodic:
        share = atoms.get_volume() / sum(_volume(int(number)) for number in atoms.numbers)
        energy += len(atoms) * (STIFF_EV + level) * (share - 1.0 - 0.01 * level) ** 2 if share < 1.6 else 0.0
    return float(energy)


def _share(seed: int, *parts: np.ndarray) -> float:
    """A number from 0 to 1 that these values have; of an even seed upside down, as `Dice`."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(np.ascontiguousarray(part).tobytes())
    drawn = random.Random(digest.digest()).random()
    return drawn if seed % 2 else 1.0 - drawn


@functools.cache
def _volume(number: int) -> float:
    """About the volume of an atom in its crystal [Å³] (ase.data.reference_states, else a ball of its covalent radius)."""
    state: dict[str, Any] = reference_states[number] or {}
    a = state.get("a")
    cells = {"fcc": 4, "bcc": 2, "diamond": 8, "sc": 1}
    if a and state.get("symmetry") in cells:
        return float(a**3 / cells[state["symmetry"]])
    if a and state.get("symmetry") == "hcp":
        return float(a**3 * state.get("c/a", 1.633) * 0.433)
    return float(5.6 * covalent_radii[number] ** 3)
