"""Vibrations: springs whose frequencies are known exactly, and molecules that do not care where they are."""

import numpy as np
import pytest
from ase import Atoms, units
from ase.build import fcc111, molecule
from ase.calculators.calculator import Calculator, all_changes
from ase.constraints import FixAtoms

from sim.errors import FileError, SettingError
from sim.records import record_from_dict
from sim.settings import settings, use
from sim.vibrations import frequencies_cm1, is_alone, rigid_motions, vibrations

STIFFNESS, LENGTH = 40.0, 1.1


class Spring(Calculator):
    """The first two atoms on a spring."""

    implemented_properties = ["energy", "forces"]  # noqa: RUF012 (ASE's attribute)

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        bond = atoms.positions[1] - atoms.positions[0]
        length = np.linalg.norm(bond)
        pull = STIFFNESS * (length - LENGTH) * bond / length
        forces = np.zeros((len(atoms), 3))
        forces[:2] = pull, -pull
        self.results = {"energy": STIFFNESS * (length - LENGTH) ** 2 / 2, "forces": forces}


class Pass(Calculator):
    """The last atom on a mountain pass: down along x, up along y and z."""

    implemented_properties = ["energy", "forces"]  # noqa: RUF012 (ASE's attribute)
    curvatures = np.array([-4.0, 9.0, 16.0])

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        place = atoms.positions[-1]
        forces = np.zeros((len(atoms), 3))
        forces[-1] = -self.curvatures * place
        self.results = {"energy": float(self.curvatures @ place**2) / 2, "forces": forces}


def wavenumber(stiffness, mass):
    """Of a harmonic oscillator [eV/Å², amu → cm⁻¹]."""
    return np.sqrt(stiffness * units._e / 1e-20 / (mass * units._amu)) / (2 * np.pi * units._c * 100)


@pytest.fixture(autouse=True)
def emt(tmp_path):
    before = use(type(settings())(calculator="emt", folder=tmp_path))
    yield tmp_path
    use(before)


def test_a_spring_swings_as_its_reduced_mass_says():
    atoms = Atoms("CO", positions=[(0, 0, 0), (0.3, 0.4, 1.0)])
    found = vibrations(atoms, calculator="test_vibrations.Spring")
    carbon, oxygen = atoms.get_masses()
    (only,) = found.frequencies_cm1
    assert only == pytest.approx(wavenumber(STIFFNESS, carbon * oxygen / (carbon + oxygen)), rel=1e-4)
    assert found.zpe_eV == pytest.approx(only * units.invcm / 2)
    assert found.n_imaginary == 0
    assert "relaxed_first" in [w.code for w in found.warnings]


def test_a_pass_has_one_imaginary_mode_and_it_is_written_negative():
    atoms = Atoms("CuO", positions=[(3, 3, 3), (0, 0, 0)], constraint=FixAtoms([0]))
    found = vibrations(atoms, calculator="test_vibrations.Pass")
    mass = atoms.get_masses()[1]
    exact = [-wavenumber(4.0, mass), wavenumber(9.0, mass), wavenumber(16.0, mass)]
    assert found.frequencies_cm1 == pytest.approx(exact, rel=1e-6)
    assert found.n_imaginary == 1
    assert found.zpe_eV == pytest.approx(sum(exact[1:]) * units.invcm / 2)


def test_carbon_monoxide_has_one_real_mode_and_leaves_no_file_but_its_structure(emt):
    found = vibrations("CO")
    assert found.formula == "CO"
    assert len(found.frequencies_cm1) == 1 and found.frequencies_cm1[0] > 500
    assert found.n_imaginary == 0
    assert [f.name for f in emt.rglob("*") if f.is_file()] == [found.structure.removeprefix("paths/")]
    assert "emt_demonstration" in [w.code for w in found.warnings]
    assert record_from_dict(found.to_dict()) == found


@pytest.mark.parametrize(("name", "modes"), [("H2", 1), ("CO2", 4), ("H2O", 3), ("NH3", 6), ("CH4", 9)])
def test_a_molecule_has_3n_less_6_modes_and_a_linear_one_3n_less_5(name, modes):
    assert len(vibrations(name).frequencies_cm1) == modes


def test_turning_and_shifting_a_molecule_changes_nothing():
    first = molecule("H2O")
    first.positions += 5.0
    second = first.copy()
    second.rotate(37, (1, 2, 3))
    second.positions += (0.7, 0.1, -0.4)
    assert vibrations(first).frequencies_cm1 == pytest.approx(vibrations(second).frequencies_cm1, abs=2.0)


def test_rigid_motions_cost_no_energy_and_are_orthonormal():
    atoms = molecule("C2H4")
    moves = rigid_motions(atoms, rotations=True)
    assert moves @ moves.T == pytest.approx(np.eye(6), abs=1e-9)
    springs = moves.T @ moves * 7.0  # a Hessian that is stiff against rigid motions alone
    masses = np.repeat(atoms.get_masses(), 3)
    assert frequencies_cm1(springs * np.sqrt(np.outer(masses, masses)), masses, moves) == pytest.approx(0.0, abs=1.0)


def test_a_molecule_bent_by_rounding_is_still_linear():
    atoms = molecule("CO2")
    assert len(rigid_motions(atoms, rotations=True)) == 5
    atoms.positions[0, 0] += 1e-4
    assert len(rigid_motions(atoms, rotations=True)) == 5
    assert len(rigid_motions(molecule("H2O"), rotations=True)) == 6


def test_of_a_slab_only_the_free_atoms_vibrate():
    slab = fcc111("Cu", (2, 2, 3), a=3.59, vacuum=8.0)
    slab.set_constraint(FixAtoms(mask=slab.get_tags() > 1))
    found = vibrations(slab)
    assert len(found.frequencies_cm1) == 3 * 4
    assert found.n_imaginary == 0


def test_what_floats_alone_is_a_molecule_and_a_slab_is_none():
    assert is_alone(molecule("H2O"))
    assert is_alone(molecule("H2O", vacuum=6.0, pbc=True))
    assert not is_alone(fcc111("Cu", (2, 2, 3), vacuum=8.0))


@pytest.mark.parametrize(
    ("given", "kind", "code"),
    [
        ("XYZ", SettingError, "setting_invalid"),
        ("Cu", SettingError, "setting_invalid"),
        ("gone.extxyz", FileError, "file_missing"),
        (fcc111("Cu", (6, 6, 3), vacuum=8.0), SettingError, "too_many_atoms"),
    ],
)
def test_what_cannot_vibrate_is_said(given, kind, code):
    with pytest.raises(kind) as caught:
        vibrations(given)
    assert caught.value.code == code
