"""Dynamics: energy is kept where it must be, temperature where it is asked for, and a trajectory comes twice the same."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, fcc111
from ase.constraints import FixAtoms
from ase.io import read, write

from sim.dynamics import FRAMES, molecular_dynamics, time_step_fs
from sim.errors import CandidateError, FileError, SettingError
from sim.progress import listen
from sim.records import record_from_dict
from sim.settings import settings, use


@pytest.fixture(autouse=True)
def emt(tmp_path):
    before = use(type(settings())(calculator="emt", folder=tmp_path))
    yield tmp_path
    use(before)


@pytest.fixture
def copper():
    return bulk("Cu", a=3.59, cubic=True) * 2


def test_alone_a_crystal_keeps_its_energy_and_shares_it_evenly(copper):
    found = molecular_dynamics(copper, temperature_K=400, time_ps=0.2, ensemble="nve")
    totals = np.array(found.energies_eV)
    assert np.ptp(totals) / len(copper) < 1e-3
    assert found.temperatures_K[0] == pytest.approx(400)
    # equipartition: half of the kinetic energy goes into stretching
    assert found.mean_temperature_K == pytest.approx(200, rel=0.2)
    assert (found.ensemble, found.temperature_K, found.time_ps) == ("NVE", 400, 0.2)


def test_a_thermostat_keeps_the_temperature(copper):
    found = molecular_dynamics(copper, temperature_K=500, time_ps=0.5)
    # 93 degrees of freedom, a second half of 0.25 ps that remembers 0.1 ps: the mean strays by about 500 √(2/93) / √2.5 = 46 K
    assert found.mean_temperature_K == pytest.approx(500, abs=140)


def test_the_same_call_gives_the_same_trajectory(copper):
    first, second = (molecular_dynamics(copper, time_ps=0.02).energies_eV for _ in range(2))
    assert first == second


def test_fixed_atoms_stay_and_the_whole_does_not_drift(emt, copper):
    slab = fcc111("Cu", (2, 2, 3), a=3.59, vacuum=8.0)
    slab.set_constraint(FixAtoms(mask=slab.get_tags() > 1))
    held = slab.constraints[0].index
    last = read(emt / molecular_dynamics(slab, time_ps=0.05).trajectory, index=-1)
    assert last.positions[held] == pytest.approx(slab.positions[held], abs=1e-6)
    free = read(emt / molecular_dynamics(copper, time_ps=0.05).trajectory, index=-1)
    assert free.get_center_of_mass() == pytest.approx(copper.get_center_of_mass(), abs=1e-4)


def test_a_file_is_read_and_the_trajectory_written_whole(emt):
    write(emt / "start.extxyz", bulk("Cu", a=3.59, cubic=True))
    found = molecular_dynamics(emt / "start.extxyz", temperature_K=300, time_ps=0.5)
    frames = read(emt / found.trajectory, index=":")
    assert len(frames) == len(found.times_ps) == len(found.temperatures_K) == len(found.energies_eV) <= FRAMES + 1
    assert found.times_ps[-1] == pytest.approx(0.5, abs=0.01)
    assert all(np.isfinite(frame.get_potential_energy()) for frame in frames)
    assert record_from_dict(found.to_dict()) == found
    assert found.trajectory.startswith("paths/")


def test_progress_is_told(copper):
    events = []
    before = listen(events.append)
    molecular_dynamics(copper, time_ps=0.01)
    listen(before)
    assert [e["event"] for e in events][:2] == ["plan", "stage"]
    assert events[1]["stage"] == "dynamics"


def test_the_time_step_follows_the_lightest_atom_that_moves():
    water = Atoms("OH2Cu", positions=np.eye(4, 3) * 3)
    assert [time_step_fs(Atoms(symbols, positions=np.eye(2, 3) * 3)) for symbols in ("CuH", "CuO", "CuNi")] == [0.5, 1.0, 2.0]
    water.set_constraint(FixAtoms([0, 1, 2]))
    assert time_step_fs(water) == 2.0


def test_atoms_on_top_of_each_other_run_away_and_it_is_said():
    with pytest.raises(CandidateError) as caught:
        molecular_dynamics(Atoms("Cu2", positions=[(0, 0, 0), (0, 0, 0.5)]), time_ps=0.1)
    assert caught.value.code == "dynamics_diverged"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"temperature_K": 0}, "temperature_invalid"),
        ({"temperature_K": -5}, "temperature_invalid"),
        ({"temperature_K": float("nan")}, "temperature_invalid"),
        ({"temperature_K": "hot"}, "temperature_invalid"),
        ({"temperature_K": 1e6}, "temperature_invalid"),
        ({"time_ps": 0}, "setting_invalid"),
        ({"time_ps": 1e4}, "setting_invalid"),
        ({"time_ps": True}, "setting_invalid"),
        ({"ensemble": "NPT"}, "setting_invalid"),
    ],
)
def test_what_cannot_be_run_is_refused(options, code, copper):
    with pytest.raises(SettingError) as caught:
        molecular_dynamics(copper, **options)
    assert caught.value.code == code


def test_a_missing_file_and_a_structure_that_cannot_move_are_named(copper):
    with pytest.raises(FileError):
        molecular_dynamics("gone.extxyz")
    copper.set_constraint(FixAtoms(range(len(copper))))
    with pytest.raises(CandidateError):
        molecular_dynamics(copper)
