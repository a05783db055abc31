"""Files whose images are no path, and paths whose fault only a computation shows."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import add_adsorbate, fcc110, fcc111
from ase.calculators.emt import EMT
from ase.constraints import FixAtoms, FixCartesian
from hops import between, hop_on_cu100

from sim import Path, barrier, interpolate
from sim.errors import PathError
from sim.path import path_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def images():
    return [image.copy() for image in hop_on_cu100().images]


def swap(atoms, i, j):
    atoms.positions[[i, j]] = atoms.positions[[j, i]]


def move_a_fixed_atom(images):
    images[-1].positions[2, 0] += 0.3


def swap_in_one_image(images):
    swap(images[3], 18, 20)


def swap_in_the_end(images):
    for image in images[4:]:
        swap(image, 18, 20)


def hold_other_directions(images):
    images[-1].set_constraint([*images[-1].constraints, FixCartesian(27, (True, False, False))])


@pytest.mark.parametrize("fault", [move_a_fixed_atom, swap_in_one_image, swap_in_the_end, hold_other_directions])
def test_images_that_are_no_path_are_refused(images, fault):
    fault(images)
    with pytest.raises(PathError) as caught:
        path_of(images)
    assert caught.value.code == "path_inconsistent"


def test_a_path_made_by_hand_is_looked_at_as_one_from_a_file(images):
    images[3].positions[27, 0] = np.nan
    with pytest.raises(PathError):
        barrier(Path(tuple(images)))


def test_ends_in_another_order_are_refused_before_they_are_interpolated(images):
    swap(images[-1], 18, 20)
    with pytest.raises(PathError, match="18 ↔ 20"):
        interpolate(images[0], images[-1])


def test_atoms_that_end_in_each_others_place_one_step_at_a_time_are_told(images):
    for k, image in enumerate(images):
        share = k / (len(images) - 1)
        first, second = (images[0].positions[i].copy() for i in (18, 20))
        image.positions[18] += share * (second - first)
        image.positions[20] += share * (first - second)
    assert [caveat.code for caveat in path_of(images).warnings] == ["atoms_exchanged"]


def failed(found):
    return [check.name for check in found.verdict.checks if not check.passed]


@pytest.mark.parametrize("part", [slice(0, 6), slice(3, None)], ids=["on a slope", "at the saddle"])
def test_an_end_that_is_relaxed_into_another_place_is_told(images, part):
    assert failed(barrier(path_of(images[part]))) == ["ends_stayed"]


def test_a_wild_image_on_the_way_is_replaced_and_that_is_told(images):
    images[3].rattle(0.8, seed=1)
    found = barrier(path_of(images))
    assert found.barrier_eV == pytest.approx(0.4201, abs=1e-3)
    assert "images_replaced" in {caveat.code for caveat in found.warnings} and failed(found) == []


class Drifting(EMT):
    """The energy rises with every call."""

    calls = 0

    def calculate(self, *arguments, **options):
        super().calculate(*arguments, **options)
        Drifting.calls += 1
        self.results["energy"] += 0.001 * Drifting.calls


class Broken(EMT):
    def calculate(self, *arguments, **options):
        raise TypeError("no such thing")


class Upside(EMT):
    def calculate(self, *arguments, **options):
        super().calculate(*arguments, **options)
        self.results["forces"] = self.results["forces"][:5]


def test_an_energy_that_is_another_when_asked_again_is_told():
    assert "energy_repeats" in failed(barrier(hop_on_cu100(), calculator="test_alike.Drifting"))


@pytest.mark.parametrize("calculator", ["Broken", "Upside"])
def test_a_calculator_that_breaks_in_its_own_way_fails_the_candidate(calculator):
    found = barrier(hop_on_cu100(), calculator=f"test_alike.{calculator}")
    assert (found.status, found.reason.code) == ("failed", "calculation_failed")


def test_a_minimum_in_the_middle_of_the_way_is_not_taken_for_the_saddle():
    """Copper digs itself into the row of Cu(110) and pushes out its neighbour: a dumbbell halfway, a saddle on either side."""
    first = fcc110("Cu", (3, 3, 4), vacuum=7.0)
    surface = [atom.index for atom in first if atom.tag == 1]
    add_adsorbate(first, "Cu", 1.2, "hollow", offset=(1, 0))
    first.set_constraint(FixAtoms(mask=first.get_tags() > 3))
    digger, place = len(first) - 1, first.positions
    nearest = sorted(surface, key=lambda i: np.linalg.norm(place[i] - place[digger]))[:4]
    pushed = max(nearest, key=lambda i: 10 * place[i, 1] + place[i, 0])
    last = first.copy()
    last.positions[digger] = place[pushed]
    last.positions[pushed] = place[digger] + 2 * (place[pushed] - place[digger]) * [1, 1, 0]
    found = barrier(interpolate(first, last))
    assert found.status == "converged"
    assert found.barrier_eV == pytest.approx(0.3856, abs=1e-3)  # plain ASE, nine images, LBFGS to 0.003 eV/Å
    assert "single_hump" in failed(found)


def test_a_pair_that_slides_together_is_verified():
    ends = []
    for tag in (3, 2):
        slab = fcc111("Pt", (4, 4, 4), vacuum=7.0)
        site = slab.positions[slab.get_tags() == tag][5]
        step = slab.cell[0] / 4
        height = slab.positions[:, 2].max() + 2.1
        for shift in (0.0, 1.0):
            slab += Atoms("Pt", [[*(site + shift * step)[:2], height]])
        slab.set_constraint(FixAtoms(mask=slab.get_tags() > 2))
        ends.append(slab)
    found = barrier(between(*ends, n_images=7))
    assert (found.status, failed(found)) == ("converged", [])
