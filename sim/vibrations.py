"""Harmonic vibrations by finite differences, kept in memory.

Covered: molecules (translations and rotations projected out before the modes are found), the free atoms of a slab, crystals at Γ.
Not covered: anharmonicity, dispersion, intensities.
"""

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from ase import Atoms, units
from ase.build import molecule
from ase.collections import g2

from sim.alone import is_alone
from sim.errors import SettingError
from sim.landscape import Landscape, movable
from sim.many import label_of, one_or_many
from sim.messages import word
from sim.path import one_structure, stem_of
from sim.plan import computed
from sim.potentials import check_elements, open_calculator
from sim.records import Table, Vibrations
from sim.resting import Bench, open_bench, said
from sim.settings import calculator_name, settings
from sim.slab import MOLECULES, boxed
from sim.trajectory import file_name, write_images

# Displacement to each side [Å]: large against the noise of float32 forces, small against anharmonicity
STEP_A = 0.01
# The most free atoms: 600 force calls, minutes of a learned potential on one core
MOST_ATOMS = 100
# Molecules relax to this; a structure with more force than the second is no stationary point and relaxes too [eV/Å]
TIGHT_FMAX, STATIONARY_FMAX = 0.002, 0.05
# Nearer to zero than this a negative curvature is noise of the differences [cm⁻¹]
NOISE_CM1 = 15.0
# A rotation whose atoms stay this close to the axis, against the widest, is none: the molecule is linear
LINEAR = 0.01
# sqrt(eV / Å² / amu) as the energy of a quantum [eV]
QUANTUM_EV = units._hbar * 1e10 / np.sqrt(units._e * units._amu)


@dataclasses.dataclass(frozen=True)
class Subject:
    """What vibrates: a name for it, the structure, and whether it is free in space."""

    label: str
    atoms: Atoms
    is_molecule: bool
    by_name: bool


@one_or_many("structure", "calculator")
def vibrations(
    structure: str | FilePath | Atoms | Sequence[str | FilePath | Atoms], *, calculator: str | Sequence[str] | None = None
) -> Vibrations | Table:
    """The frequencies of one or many molecules by name, or of the free atoms of structures; imaginary ones as negative numbers."""
    subject, name = _subject(structure), calculator_name(calculator)
    symbols = subject.atoms.get_chemical_symbols()
    moving = int(movable(subject.atoms).any(axis=1).sum())
    if moving > MOST_ATOMS:
        raise SettingError("too_many_atoms", given=moving, most=MOST_ATOMS)
    check_elements(name, set(symbols))
    label = label_of("vibrations", subject.label, [subject.atoms], calculator=name)
    subject = dataclasses.replace(subject, label=label)
    known = {"label": label, "formula": subject.atoms.get_chemical_formula(), "calculator": name}
    file = {"structure": f"paths/{file_name(f'{label}-vibrations')}.extxyz"}
    return computed(Vibrations, lambda: _vibrations(subject, name), structures=[subject.atoms], invented=file, **known)


def _vibrations(subject: Subject, name: str) -> Vibrations:
    symbols = subject.atoms.get_chemical_symbols()
    moving = int(movable(subject.atoms).any(axis=1).sum())
    bench = open_bench(subject.label, name, symbols)
    atoms, notes = _at_rest(bench, subject)
    bench.meter.enter("vibrations")
    landscape = Landscape(atoms, open_calculator(name), bench.meter)
    rigid = rigid_motions(atoms, rotations=subject.is_molecule) if moving == len(atoms) and movable(atoms).all() else None
    masses = np.repeat(atoms.get_masses()[landscape.free], 3)
    frequencies = frequencies_cm1(hessian(landscape), masses, rigid)
    notes.insert(0, ("vibration_settings", {"step": STEP_A, "modes": _left_out(rigid, subject, moving)}))
    return Vibrations(
        label=subject.label,
        calculator=name,
        warnings=said(name, symbols, *notes, structure=atoms),
        formula=atoms.get_chemical_formula(),
        frequencies_cm1=tuple(float(f) for f in frequencies),
        n_imaginary=int((frequencies < -NOISE_CM1).sum()),
        zpe_eV=float(frequencies[frequencies > 0].sum() * units.invcm / 2),
        structure=write_images(settings().folder, f"{subject.label}-vibrations", [atoms]),
    )


def hessian(landscape: Landscape, *, step_A: float = STEP_A) -> np.ndarray:
    """Second derivatives [eV/Å²] by central differences, shape (n_free, n_free); zero where a coordinate is held."""
    x = landscape.coordinates(landscape.template)
    rows = np.zeros((len(x), len(x)))
    for i in np.flatnonzero(landscape.mask[landscape.free].ravel()):
        step = np.zeros_like(x)
        step[i] = step_A
        ahead, behind = landscape.at(x + step), landscape.at(x - step)
        rows[i] = (behind.forces - ahead.forces) / (2 * step_A)
        landscape.meter.tell(ahead.fmax)
    return (rows + rows.T) / 2


def frequencies_cm1(hessian: np.ndarray, masses: np.ndarray, rigid: np.ndarray | None = None) -> np.ndarray:
    """Frequencies, rising [cm⁻¹]; hessian [eV/Å²], masses a coordinate [amu], rigid motions to leave out, shape (k, n)."""
    weighted = hessian / np.sqrt(np.outer(masses, masses))
    held = np.flatnonzero(~hessian.any(axis=1))
    weighted = np.delete(np.delete(weighted, held, axis=0), held, axis=1)
    if rigid is not None:
        others = np.linalg.svd(rigid)[2][len(rigid) :]  # all motions at right angles to the rigid ones
        weighted = others @ weighted @ others.T
    curvatures = np.linalg.eigvalsh(weighted)
    return np.sign(curvatures) * np.sqrt(np.abs(curvatures)) * QUANTUM_EV / units.invcm


def rigid_motions(atoms: Atoms, *, rotations: bool) -> np.ndarray:
    """Orthonormal mass-weighted translations, and rotations, shape (3, 5 or 6; 3 n_atoms): 5 for a linear molecule."""
    root = np.sqrt(atoms.get_masses())[:, None]
    moves = [np.ones((len(atoms), 1)) * axis * root for axis in np.eye(3)]
    basis = np.linalg.qr(np.array(moves).reshape(3, -1).T)[0].T
    if not rotations:
        return basis
    centred = atoms.positions - atoms.get_center_of_mass()
    turns = np.array([np.cross(axis, centred) * root for axis in np.eye(3)]).reshape(3, -1)
    _, widths, directions = np.linalg.svd(turns, full_matrices=False)
    return np.concatenate([basis, directions[widths > LINEAR * widths[0]]])


def _subject(given: Any) -> Subject:
    """A molecule by its name, or the structure of a file."""
    if isinstance(given, str) and not FilePath(given).is_file() and "." not in given:
        if given in MOLECULES or (given in g2.names and len(molecule(given)) > 1):
            name = MOLECULES[given][0] if given in MOLECULES else given
            return Subject(given, boxed(molecule(name)), True, True)
        if re.fullmatch(r"[\w-]+", given):
            accepted = f"{', '.join(MOLECULES)}, *.extxyz, *.xyz, *.traj"
            raise SettingError("setting_invalid", name="structure", given=given, accepted=accepted)
    atoms = one_structure(given)
    label = stem_of(given) or atoms.get_chemical_formula()
    alone = is_alone(atoms)
    return Subject(label, boxed(atoms) if alone and not atoms.pbc.any() else atoms, alone, False)


def _at_rest(bench: Bench, subject: Subject) -> tuple[Atoms, list[tuple[str, dict[str, Any]]]]:
    """The stationary point to look at, with a remark where it is not the structure that was given."""
    landscape = Landscape(subject.atoms, open_calculator(bench.calculator), bench.meter)
    given = landscape.at(landscape.coordinates(subject.atoms)).fmax
    if given <= STATIONARY_FMAX and not subject.by_name:
        return subject.atoms, []
    rest = bench.settle(subject.atoms, fmax=TIGHT_FMAX)
    notes: list[tuple[str, dict[str, Any]]] = [] if subject.by_name else [("relaxed_first", {"fmax": given})]
    if not rest.converged:
        notes.append(("not_at_rest", {"fmax": rest.fmax}))
    return rest.atoms, notes


def _left_out(rigid: np.ndarray | None, subject: Subject, moving: int) -> str:
    if rigid is None:
        return word("moving_atoms", count=moving)
    return word("no_shift", count=len(rigid)) if subject.is_molecule else word("no_translation")
