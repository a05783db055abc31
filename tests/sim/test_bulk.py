"""Crystals: the lattice constant is where the energy is lowest, and the bulk modulus is the curvature there."""

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.emt import EMT
from ase.io import read
from ase.units import GPa
from scipy.optimize import minimize_scalar

from sim.bulk import IDEAL_RATIO, lattice_constant, natural_crystal
from sim.errors import CalculatorError, ElementError, SettingError
from sim.records import record_from_dict
from sim.settings import settings, use


@pytest.fixture(autouse=True)
def emt(tmp_path):
    before = use(type(settings())(calculator="emt", folder=tmp_path))
    yield tmp_path
    use(before)


def emt_energy(element, a, lattice="fcc"):
    atoms = bulk(element, lattice, a=a)
    atoms.calc = EMT()
    return atoms.get_potential_energy()


@pytest.mark.parametrize("element", ["Al", "Ni", "Cu", "Pd", "Ag", "Pt", "Au"])
def test_the_lattice_constant_is_where_the_energy_is_lowest(element):
    found = lattice_constant(element)
    lowest = minimize_scalar(lambda a: emt_energy(element, a), bounds=(3.3, 4.3), method="bounded", options={"xatol": 1e-6})
    # 1e-3 Å: Birch–Murnaghan over ±9 % of volume is not EMT's own curve
    assert found.lattice == "fcc"
    assert found.lattice_constant_A == pytest.approx(lowest.x, abs=1e-3)


def test_the_bulk_modulus_is_the_curvature_of_the_energy():
    found = lattice_constant("Cu")
    volumes = found.lattice_constant_A**3 / 4 * np.array([0.995, 1.0, 1.005])
    low, middle, high = (emt_energy("Cu", (4 * v) ** (1 / 3)) for v in volumes)
    curvature = (low - 2 * middle + high) / (volumes[1] - volumes[0]) ** 2
    assert found.bulk_modulus_GPa == pytest.approx(volumes[1] * curvature / GPa, rel=0.02)


def test_close_packed_layers_stack_as_hcp_with_nearly_the_ideal_ratio():
    fcc, hcp = lattice_constant("Cu"), lattice_constant("Cu", lattice="HCP")
    # EMT hardly tells the stackings apart: the same neighbour distance, the ideal c/a
    assert hcp.lattice_constant_A == pytest.approx(fcc.lattice_constant_A / np.sqrt(2), rel=1e-3)
    cell = read(settings().folder / hcp.structure).cell.lengths()
    assert cell[2] / cell[0] == pytest.approx(IDEAL_RATIO, rel=5e-3)
    assert "c/a" in hcp.warnings[-1].text


def test_the_start_of_the_search_does_not_matter():
    # fcc aluminium begins at nature's volume, bcc at the same volume an atom; both must end at a minimum of their own
    found = lattice_constant("Al", lattice="bcc").lattice_constant_A
    assert emt_energy("Al", found, "bcc") < min(emt_energy("Al", found * s, "bcc") for s in (0.997, 1.003))


def test_an_element_is_computed_once_a_process():
    assert natural_crystal("Ag", "emt") is natural_crystal("Ag", "emt")


def test_the_record_survives_json_and_names_a_file_that_is_there(emt):
    found = lattice_constant("Pd")
    assert record_from_dict(found.to_dict()) == found
    assert len(read(emt / found.structure)) == 4
    assert len(found.volumes_A3) == len(found.energies_eV) == 7


@pytest.mark.parametrize(
    ("element", "options", "kind", "code"),
    [
        ("Xx", {}, ElementError, "element_unknown"),
        ("N", {}, SettingError, "lattice_not_simple"),
        ("Mn", {"calculator": "chgnet"}, SettingError, "lattice_not_simple"),
        ("Se", {"calculator": "chgnet"}, SettingError, "lattice_not_simple"),
        ("Cu", {"lattice": "wurtzite"}, SettingError, "setting_invalid"),
        ("Fe", {}, CalculatorError, "calculator_unsupported_element"),
        ("O", {"lattice": "fcc"}, CalculatorError, "no_crystal"),
        ("Cu", {"calculator": "nosuch"}, CalculatorError, "calculator_unknown"),
    ],
)
def test_what_cannot_be_computed_is_said(element, options, kind, code):
    with pytest.raises(kind) as caught:
        lattice_constant(element, **options)
    assert caught.value.code == code
    assert caught.value.message and caught.value.hint
