"""Barriers of surfaces whose answer is known exactly, and of metals against tight runs of plain ASE."""

import itertools

import numpy as np
import pytest
from hops import heptamer_slide, hop_on_al100, hop_on_cu100, hop_on_cu111, vacancy_hop
from surfaces import HEIGHT, MorsePlatinum, MullerBrown, place

from sim import barrier, verify
from sim.downhill import DIMPLE_EV
from sim.path import path_of
from sim.records import Barrier

pytestmark = pytest.mark.usefixtures("session")


def straight(first, last, n_images):
    return path_of([place(*r) for r in np.linspace(first, last, n_images)])


def along_x(n_images=7):
    return straight((-1.0, 0.0, 0.0), (1.0, 0.0, 0.0), n_images)


def failed(found):
    return [check.name for check in found.verdict.checks if not check.passed]


@pytest.mark.parametrize("n_images", [3, 4, 5, 6, 7, 8, 9, 12])
@pytest.mark.parametrize("surface", ["surfaces.BentWell", "surfaces.SharpWell"])
def test_the_barrier_does_not_depend_on_the_number_of_images(surface, n_images):
    found = barrier(along_x(n_images), n_images=n_images, calculator=surface)
    exact = {"surfaces.BentWell": HEIGHT, "surfaces.SharpWell": 0.65}[surface]
    assert found.status == "converged"
    assert found.n_images == n_images == len(found.energies_eV)
    assert found.barrier_eV == pytest.approx(exact, abs=5e-4)  # the search stops where a step would gain 0.5 meV


def test_walking_back_costs_barrier_minus_reaction_energy():
    there = barrier(along_x(), calculator="surfaces.TiltedWell")
    back = barrier(path_of(along_x().images[::-1]), calculator="surfaces.TiltedWell")
    assert there.reaction_energy_eV < -0.3
    assert back.barrier_eV == pytest.approx(there.barrier_eV - there.reaction_energy_eV, abs=1e-3)
    assert there.reverse_barrier_eV == pytest.approx(there.barrier_eV - there.reaction_energy_eV, abs=1e-9)
    assert back.reaction_energy_eV == pytest.approx(-there.reaction_energy_eV, abs=1e-3)


def test_the_force_is_asked_for_and_met():
    for fmax in (0.1, 0.02, 0.005):
        found = barrier(along_x(), fmax=fmax, calculator="surfaces.BentWell")
        assert found.fmax == fmax
        assert found.fmax_reached <= fmax


def test_muller_and_browns_saddle_is_found_from_the_straight_line():
    minima, energy = MullerBrown.MINIMA, MullerBrown.ENERGY
    found = barrier(straight(minima["A"], minima["B"], 9), calculator="surfaces.MullerBrown")
    assert found.barrier_eV == pytest.approx(energy["AB"] - energy["A"], abs=5e-4)
    assert found.reaction_energy_eV == pytest.approx(energy["B"] - energy["A"], abs=5e-4)
    assert failed(found) == []


def test_a_minimum_on_the_way_is_told_and_the_higher_saddle_counts():
    minima, energy = MullerBrown.MINIMA, MullerBrown.ENERGY
    found = barrier(straight(minima["A"], minima["C"], 11), calculator="surfaces.MullerBrown")
    assert found.barrier_eV == pytest.approx(energy["AB"] - energy["A"], abs=5e-4)
    assert failed(found) == ["single_hump"]
    assert found.warnings[-1].code == "verdict_failed"


def test_a_lower_saddle_beside_the_one_found_is_taken():
    aside = path_of([place(x, 0.28 * (1 - x**2), 0.0) for x in np.linspace(-1.0, 1.0, 7)])
    found = barrier(aside, calculator="surfaces.Terraced")
    assert found.barrier_eV == pytest.approx(HEIGHT, abs=1e-3)
    assert (found.verdict.n_imaginary, found.verdict.connects) == (1, True)
    assert "saddle_beside" in {caveat.code for caveat in found.warnings}


def test_a_straight_way_over_a_hilltop_is_left_for_the_saddle_beside_it():
    found = barrier(along_x(), calculator="surfaces.Ridge")
    assert found.barrier_eV == pytest.approx(HEIGHT - 3.2 * 0.25**2 * np.exp(-4), abs=1e-3)  # its minima lie a little above 0
    assert abs(found.images[found.saddle_image].positions[0, 1]) == pytest.approx(0.5, abs=0.02)
    assert found.verdict.n_imaginary == 1


def test_a_band_that_was_never_pulled_raises_the_one_step_alarm():
    found = barrier(along_x(), calculator="surfaces.DoubleWell")
    assert found.barrier_eV == pytest.approx(HEIGHT, abs=5e-4)
    assert failed(found) == ["band_moved"]


def test_one_end_that_falls_into_the_other_leaves_no_barrier():
    found = barrier(along_x(), calculator="surfaces.Bowl")
    assert (found.status, found.barrier_eV, found.reason.code) == ("barrierless", None, "end_unstable")


def test_an_end_in_a_dimple_gives_way_to_the_minimum_that_the_path_falls_to():
    found = barrier(straight((-2.0, 0.0, 0.0), (1.0, 0.0, 0.0), 9), calculator="surfaces.Rippled")
    assert found.barrier_eV == pytest.approx(HEIGHT, abs=DIMPLE_EV)
    assert found.images[0].positions[0, 0] == pytest.approx(-1.0, abs=0.3)  # a dimple as deep as makes no difference
    assert [caveat.code for caveat in found.warnings if caveat.code.endswith("deepened")] == ["initial_deepened"]
    back = barrier(path_of([place(*r) for r in np.linspace((1.0, 0.0, 0.0), (-2.0, 0.0, 0.0), 9)]), calculator="surfaces.Rippled")
    assert back.barrier_eV == pytest.approx(HEIGHT, abs=DIMPLE_EV)
    assert [caveat.code for caveat in back.warnings if caveat.code.endswith("deepened")] == ["final_deepened"]


def test_ends_that_are_the_same_structure_are_a_failure_with_its_reason():
    found = barrier(path_of([place(1.0, 0.01 * k, 0.0) for k in range(5)]), calculator="surfaces.DoubleWell")
    assert (found.status, found.barrier_eV, found.reason.code) == ("failed", None, "ends_identical")
    assert found.reason.text in str(found)


def test_an_energy_that_is_no_number_is_a_failure_with_its_reason():
    found = barrier(along_x(), calculator="surfaces.Broken")
    assert (found.status, found.barrier_eV, found.reason.code) == ("failed", None, "energy_not_finite")


def test_without_climbing_the_highest_image_is_told_for_what_it_is():
    even = barrier(along_x(6), climb=False, calculator="surfaces.BentWell")
    assert even.climb is False
    assert even.barrier_eV == pytest.approx(max(even.energies_eV), abs=1e-9)
    assert even.barrier_eV < HEIGHT - 0.01  # with an even count no image stands on the saddle
    assert "climb_off" in {caveat.code for caveat in even.warnings}
    assert even.verdict.n_imaginary is None
    looked_at = verify(even)
    assert looked_at.verdict.n_imaginary is not None
    assert looked_at.force_calls > even.force_calls


def test_a_verified_barrier_comes_back_as_it_is():
    found = barrier(along_x(), calculator="surfaces.BentWell")
    assert verify(found) is found


def test_a_barrier_read_back_from_json_can_be_verified_from_its_file(session):
    found = barrier(along_x(), climb=False, calculator="surfaces.BentWell")
    read_back = Barrier.from_dict(found.to_dict())
    assert read_back.images == ()
    assert (session / found.path).is_file()
    assert verify(read_back).verdict.n_imaginary == 1


def test_the_barrier_is_that_of_the_written_images():
    found = barrier(hop_on_cu100())
    assert found.barrier_eV == found.energies_eV[found.saddle_image] == max(found.energies_eV)
    assert found.energies_eV[0] == 0.0
    assert found.energies_eV[-1] == found.reaction_energy_eV


# Plain ASE 3.29 CI-NEB, improved tangents, five moving images, LBFGS to 0.003 eV/Å with the EMT of that version
REFERENCES = {
    "Au on Al(100)": (hop_on_al100, 0.3744),
    "Cu on Cu(111)": (hop_on_cu111, 0.0496),
    "vacancy in Al": (lambda n: vacancy_hop("Al", n), 0.3907),
    "vacancy in Cu": (lambda n: vacancy_hop("Cu", n), 0.7594),
}


@pytest.mark.parametrize(("name", "n_images"), [*itertools.product(REFERENCES, [7]), ("Au on Al(100)", 6), ("Cu on Cu(111)", 8)])
def test_a_metal_agrees_with_a_tight_plain_run(name, n_images):
    path, reference = REFERENCES[name]
    found = barrier(path(n_images))
    assert found.barrier_eV == pytest.approx(reference, abs=1e-3)
    assert failed(found) == []
    assert found.verdict.n_imaginary == 1
    assert found.force_calls < 150  # the plain run takes 162 to 237 for its band alone, without ends and verdict


def test_an_island_that_slides_as_a_whole_is_followed_and_verified():
    found = barrier(heptamer_slide(MorsePlatinum.NEAREST_A), calculator="surfaces.MorsePlatinum")
    assert found.barrier_eV == pytest.approx(0.6020, abs=1e-3)  # plain ASE, LBFGS to 0.003 eV/Å: 180 calls for its band alone
    assert found.reaction_energy_eV == pytest.approx(0.0120, abs=1e-3)
    assert failed(found) == []
    assert found.force_calls < 180
