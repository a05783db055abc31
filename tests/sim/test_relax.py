"""Relaxed structures are minima, and the record says what was asked for and what was reached."""

import numpy as np
import pytest
from ase.build import fcc111
from ase.calculators.emt import EMT
from ase.constraints import FixAtoms
from ase.io import read

from sim import relax
from sim.errors import SettingError

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def rattled():
    atoms = fcc111("Cu", (2, 2, 3), vacuum=6.0)
    atoms.set_constraint(FixAtoms(mask=[tag == 3 for tag in atoms.get_tags()]))
    atoms.positions += np.random.default_rng(0).normal(0.0, 0.1, atoms.positions.shape)
    return atoms


def energy(atoms):
    atoms = atoms.copy()
    atoms.calc = EMT()
    return atoms.get_potential_energy()


@pytest.mark.parametrize("fmax", [0.05, 0.005])
def test_the_force_asked_for_is_met_and_both_are_told(rattled, session, fmax):
    found = relax(rattled, fmax=fmax)
    assert found.converged and found.fmax == fmax and found.fmax_reached <= fmax
    at_rest = read(session / found.structure)
    at_rest.calc = EMT()
    assert np.linalg.norm(at_rest.get_forces(), axis=1).max() == pytest.approx(found.fmax_reached, abs=1e-3)
    assert energy(at_rest) == pytest.approx(found.energy_eV, abs=1e-6)
    assert found.energy_eV < energy(rattled)


def test_fixed_atoms_stay(rattled):
    found = relax(rattled)
    held = rattled.constraints[0].index
    assert (found.atoms.positions[held] == rattled.positions[held]).all()


@pytest.mark.parametrize("fmax", [0, -0.1, float("nan"), 2.0, True, "0.05"])
def test_a_force_that_nothing_can_meet_is_refused(rattled, fmax):
    with pytest.raises(SettingError) as slip:
        relax(rattled, fmax=fmax)
    assert slip.value.code == "fmax_invalid"
