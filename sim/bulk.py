"""Elements as crystals: lattice constant and bulk modulus from an equation of state.

Covered: fcc, bcc, hcp (c/a relaxed), diamond and simple cubic, without magnetism, at 0 K without zero-point motion.
Not covered: other crystals (Mn, Ga, Sn, …), compounds, thermal expansion.
"""

import dataclasses
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.data import atomic_numbers, covalent_radii, reference_states
from ase.eos import EquationOfState as Fit
from ase.units import GPa
from scipy.optimize import minimize_scalar

from sim.errors import CalculatorError, SettingError
from sim.many import label_of, one_or_many
from sim.plan import computed
from sim.potentials import check_elements
from sim.progress import Meter
from sim.records import EquationOfState, Table
from sim.resting import Bench, open_bench, said
from sim.settings import calculator_name, settings
from sim.substitution import check_element
from sim.trajectory import write_images

# nearest-neighbour distance for a = 1 (hcp: within the basal plane)
LATTICES = {"fcc": math.sqrt(0.5), "bcc": math.sqrt(0.75), "hcp": 1.0, "diamond": math.sqrt(3) / 4, "sc": 1.0}
# ASE files these chains of atoms under hcp (ase.data.reference_states); they are no close packing
NOT_HCP = ("Se", "Te")
IDEAL_RATIO = math.sqrt(8 / 3)
# Seven lattice constants within ±3 % (volume ±9 %); centred anew until the minimum is this near to the middle
STRAIN, POINTS, CENTRED, ROUNDS = 0.03, 7, 0.01, 8


@dataclasses.dataclass(frozen=True)
class Crystal:
    """An element's crystal in one potential: a, c [Å] (c = a but for hcp), energy an atom [eV], bulk modulus [GPa].

    volumes, energies: the fitted curve, of the primitive cell [Å³, eV], shape (7,)
    """

    element: str
    lattice: str
    a: float
    c: float
    energy: float
    modulus_GPa: float
    volumes: tuple[float, ...] = ()
    energies: tuple[float, ...] = ()

    @property
    def neighbour(self) -> float:
        """The nearest-neighbour distance (of hcp, within the basal plane) [Å]."""
        return self.a * LATTICES[self.lattice]

    def cell(self, *, conventional: bool = False) -> Atoms:
        """The primitive or the conventional cell (they are the same for hcp)."""
        return _cell(self.element, self.lattice, self.a, self.c / self.a, conventional=conventional)


@one_or_many("element", "lattice", "calculator")
def lattice_constant(
    element: str | Sequence[str], *, lattice: str | Sequence[str] | None = None, calculator: str | Sequence[str] | None = None
) -> EquationOfState | Table:
    """Lattice constant and bulk modulus of the crystal of one or many elements, Birch–Murnaghan (doi.org/10.1103/PhysRev.71.809)."""
    name = calculator_name(calculator)
    symbol = check_element(element)
    kind = check_lattice(symbol, lattice)
    check_elements(name, [symbol])
    label = label_of("equation_of_state", f"{symbol}-{kind}", calculator=name)
    known: dict[str, Any] = {"label": label, "formula": symbol, "lattice": kind, "calculator": name}
    return computed(EquationOfState, lambda: _equation_of_state(label, symbol, kind, name), **known)


def _equation_of_state(label: str, element: str, lattice: str, name: str) -> EquationOfState:
    open_bench(label, name, [element])
    found = crystal(element, lattice, name)
    notes: list[tuple[str, dict[str, Any]]] = [("eos_settings", {"points": POINTS, "range": 100 * 3 * STRAIN})]
    if lattice == "hcp":
        notes.append(("hcp_ratio", {"ratio": found.c / found.a, "c": found.c}))
    cell = found.cell(conventional=True)
    return EquationOfState(
        label=label,
        calculator=name,
        warnings=said(name, [element], *notes),
        formula=element,
        lattice=lattice,
        lattice_constant_A=found.a,
        bulk_modulus_GPa=found.modulus_GPa,
        volumes_A3=found.volumes,
        energies_eV=found.energies,
        structure=write_images(settings().folder, label, [cell], [found.energy * len(cell)]),
    )


def check_lattice(element: str, lattice: Any) -> str:
    """The lattice asked for, or the one that the element has in nature; raises where that is none of ours."""
    accepted = ", ".join(LATTICES)
    if lattice is not None:
        given = lattice.strip().lower() if isinstance(lattice, str) else lattice
        if given not in LATTICES:
            raise SettingError("setting_invalid", name="lattice", given=lattice, accepted=accepted)
        return given
    natural = (reference_states[atomic_numbers[element]] or {}).get("symmetry", "?")
    if natural not in LATTICES or element in NOT_HCP:
        raise SettingError("lattice_not_simple", given=element, accepted=accepted)
    return natural


@lru_cache(maxsize=256)
def crystal(element: str, lattice: str, calculator: str) -> Crystal:
    """The crystal of an element in this potential, computed once a process."""
    check_elements(calculator, [element])
    bench = Bench(calculator, Meter(f"{element}-{lattice}"))
    middle, ratio = _guess(element, lattice)
    for _ in range(ROUNDS):
        lengths = middle * np.linspace(1 - STRAIN, 1 + STRAIN, POINTS)
        energies, ratios = np.array([_lowest(bench, element, lattice, a, ratio) for a in lengths]).T
        lowest = int(energies.argmin())
        if 0 < lowest < POINTS - 1:
            found = _fit(element, lattice, lengths**3 * _volume(lattice, ratio), energies, ratios)
            if abs(found.a / middle - 1) < CENTRED:
                return found
            middle, ratio = found.a, found.c / found.a
        else:
            middle, ratio = lengths[lowest], ratios[lowest]
    raise CalculatorError("no_crystal", calculator=calculator, given=element, lattice=lattice)


def natural_crystal(element: str, calculator: str) -> Crystal:
    """The crystal that the element has in nature, in this potential."""
    return crystal(element, check_lattice(element, None), calculator)


def _guess(element: str, lattice: str) -> tuple[float, float]:
    """Lattice constant [Å] and c/a to begin with: the volume of nature's lattice, or touching covalent radii."""
    number = atomic_numbers[element]
    state: dict[str, Any] = reference_states[number] or {}
    natural = state.get("symmetry")
    ratio = state.get("c/a", IDEAL_RATIO) if natural == lattice == "hcp" else IDEAL_RATIO
    if natural not in LATTICES or element in NOT_HCP:
        return 2 * covalent_radii[number] / LATTICES[lattice], ratio
    density = _volume(natural, state.get("c/a", 1.0)) * state["a"] ** 3 / _atoms(natural)
    return float((density * _atoms(lattice) / _volume(lattice, ratio)) ** (1 / 3)), ratio


def _atoms(lattice: str) -> int:
    """Atoms in the primitive cell."""
    return 2 if lattice in ("hcp", "diamond") else 1


def _cell(element: str, lattice: str, a: float, ratio: float, *, conventional: bool = False) -> Atoms:
    if lattice == "hcp":
        return bulk(element, "hcp", a=a, c=a * ratio)
    return bulk(element, lattice, a=a, cubic=conventional)


def _lowest(bench: Bench, element: str, lattice: str, a: float, ratio: float) -> tuple[float, float]:
    """The energy of the primitive cell [eV] and its c/a; hcp: the lowest at the volume that a has at the given ratio."""
    if lattice != "hcp":
        return bench.energy(_cell(element, lattice, a, 1.0)), 1.0

    def at(trial: float) -> float:
        return bench.energy(_cell(element, lattice, a * (ratio / trial) ** (1 / 3), trial))

    found = minimize_scalar(at, bounds=(0.85 * ratio, 1.18 * ratio), method="bounded", options={"xatol": 1e-3})
    return float(found.fun), float(found.x)


def _fit(element: str, lattice: str, volumes: np.ndarray, energies: np.ndarray, ratios: np.ndarray) -> Crystal:
    """The crystal at the minimum of the curve of primitive cells [Å³, eV]."""
    volume, energy, modulus = Fit(volumes, energies, eos="birchmurnaghan").fit(warn=False)
    ratio = float(np.interp(volume, volumes, ratios))
    a = float((volume / _volume(lattice, ratio)) ** (1 / 3))
    return Crystal(
        element=element,
        lattice=lattice,
        a=a,
        c=a * ratio,
        energy=float(energy) / _atoms(lattice),
        modulus_GPa=float(modulus / GPa),
        volumes=tuple(map(float, volumes)),
        energies=tuple(map(float, energies)),
    )


def _volume(lattice: str, ratio: float) -> float:
    """The volume of a primitive cell with a = 1 Å [Å³]."""
    return float(_cell("Cu", lattice, 1.0, ratio).get_volume())
