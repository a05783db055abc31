"""Surfaces: open ones cost more, equal sites hold equally, and a hop there is a hop back."""

import numpy as np
import pytest
from ase import Atoms
from ase.calculators.calculator import all_changes
from ase.calculators.emt import EMT
from ase.data import covalent_radii
from ase.geometry import find_mic
from ase.io import read
from ase.optimize import BFGS

from sim.bulk import Crystal, natural_crystal
from sim.errors import CalculatorError, ElementError, SettingError
from sim.records import record_from_dict
from sim.resting import open_bench
from sim.settings import settings, use
from sim.slab import FACETS, MOLECULES, Surface, binding_atom, check_site, clean_slab, parse_surface, site_position, with_adsorbate
from sim.surface import JOULE_PER_M2, adsorption_energy, surface_energy, surface_hop


class Shifted(EMT):
    """EMT with another zero of energy: 3 eV less an atom."""

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        self.results["energy"] -= 3.0 * len(atoms)
        self.results["free_energy"] = self.results["energy"]


@pytest.fixture(autouse=True)
def emt(tmp_path):
    before = use(type(settings())(calculator="emt", folder=tmp_path))
    yield tmp_path
    use(before)


def test_the_more_bonds_a_surface_cuts_the_more_it_costs():
    close, square, rows = (surface_energy(f"Cu({plane})").energy_J_per_m2 for plane in ("111", "100", "110"))
    assert 0 < close < square < rows


def test_the_line_through_four_slabs_agrees_with_one_thick_slab_and_the_bulk():
    found = surface_energy("Ag(100)")
    crystal, bench = natural_crystal("Ag", "emt"), open_bench("thick", "emt", ["Ag"])
    slab = bench.settle(clean_slab(parse_surface("Ag(100)"), crystal, size=(1, 1, 16), fixed=False))
    area = np.linalg.norm(np.cross(slab.atoms.cell[0], slab.atoms.cell[1]))
    direct = (slab.energy - len(slab.atoms) * crystal.energy) / (2 * area) * JOULE_PER_M2
    assert found.converged
    assert found.energy_J_per_m2 == pytest.approx(direct, rel=0.01)


def test_equal_sites_hold_equally():
    where = parse_surface("Cu(111)")
    bench, crystal = open_bench("sites", "emt", ["Cu", "O"]), natural_crystal("Cu", "emt")
    slab = clean_slab(where, crystal)
    held = [bench.settle(with_adsorbate(slab, "O", site_position(slab, "fcc", stride))).energy for stride in ((0, 0), (1, 0), (0, 1))]
    assert held == pytest.approx([held[0]] * 3, abs=1e-4)


def test_an_adsorption_energy_is_the_difference_of_three_plain_energies(emt):
    found = adsorption_energy("O", "Cu(111)", "hcp")

    def relaxed(atoms):
        atoms.calc = EMT()
        BFGS(atoms, logfile=None).run(fmax=0.005, steps=200)
        return atoms.get_potential_energy()

    covered = read(emt / found.structure)
    slab = covered[[atom.index for atom in covered if atom.symbol == "Cu"]]
    oxygen = Atoms("O2", positions=[(0, 0, 0), (0, 0, 1.2)])
    assert len(covered) == len(slab) + 1 == 37
    assert found.energy_eV == pytest.approx(relaxed(covered) - relaxed(slab) - relaxed(oxygen) / 2, abs=3e-3)
    assert (found.adsorbate, found.surface, found.site) == ("O", "Cu(111)", "hcp")
    assert "O2" in " ".join(w.text for w in found.warnings)


def test_counting_energies_from_elsewhere_changes_nothing():
    # EMT's crystals have no energy at all, so a wrong number of atoms on one side would not show without this
    for call in (
        lambda c: surface_energy("Cu(111)", calculator=c).energy_J_per_m2,
        lambda c: adsorption_energy("Pt", "Cu(100)", "hollow", calculator=c).energy_eV,
    ):
        assert call("test_surface.Shifted") == pytest.approx(call("emt"), abs=1e-3)


def test_an_adatom_of_the_metal_itself_costs_energy_against_its_crystal():
    # it has fewer neighbours than in the crystal that it is counted from
    found = adsorption_energy("Cu", "Cu(100)", "hollow")
    assert 0 < found.energy_eV < -natural_crystal("Cu", "emt").energy + 4


def test_emt_beyond_its_metals_says_so():
    assert "emt_demonstration" in [w.code for w in adsorption_energy("CO", "Pt(111)").warnings]
    assert "emt_demonstration" not in [w.code for w in surface_energy("Pt(111)").warnings]


@pytest.mark.parametrize("name", sorted(MOLECULES))
def test_an_adsorbate_stands_on_the_surface_and_not_in_it(name):
    where = parse_surface("Pt(111)")
    slab = clean_slab(where, natural_crystal("Pt", "emt"))
    both = with_adsorbate(slab, name, site_position(slab, "bridge"))
    guest, host = range(len(slab), len(both)), range(len(slab))
    gaps = np.array([both.get_distances(i, host, mic=True) - covalent_radii[both.numbers[i]] for i in guest]) - covalent_radii[78]
    assert gaps.min() == pytest.approx(0.0, abs=1e-6)
    heights = both.positions[len(slab) :, 2]
    if not MOLECULES[name][1]:
        assert np.ptp(heights) < 0.01
    elif name != "CH4":  # which has no side of its own
        assert heights[binding_atom(name)] < np.delete(heights, binding_atom(name)).mean() + 1e-6  # CH3 is flat


def surroundings(slab, place):
    """Distances along the surface from a place to the six nearest atoms of the two upper layers [Å]."""
    distances = []
    for layer in (1, 2):
        across = (slab.positions[slab.get_tags() == layer] - place) * (1, 1, 0)
        distances += sorted(np.linalg.norm(find_mic(across, slab.cell, [True, True, False])[0], axis=1))[:6]
    return distances


@pytest.mark.parametrize("family", FACETS)
def test_half_of_every_slab_is_held_and_every_hop_ends_at_a_neighbour(family):
    element = {"fcc": "Cu", "bcc": "Fe", "hcp": "Ru"}[family[0]]
    surface = Surface(element, *family)
    facet = surface.facet
    slab = clean_slab(surface, Crystal(element, family[0], 2.9, 2.9 * 1.6 if family[0] == "hcp" else 2.9, 0.0, 0.0))
    held = slab.constraints[0].index
    assert len(held) == len(slab) // facet.size[2] * (facet.size[2] // 2)
    assert slab.positions[held, 2].max() < np.delete(slab.positions[:, 2], held).min()
    start, end, over = facet.hop
    first, last = site_position(slab, start), site_position(slab, start, facet.step)
    assert 1.0 < np.linalg.norm(last - first) < 3.1
    assert surroundings(slab, last) == pytest.approx(surroundings(slab, site_position(slab, end)), abs=1e-6)
    assert surroundings(slab, (first + last) / 2) == pytest.approx(surroundings(slab, site_position(slab, over)), abs=1e-6)
    assert set(facet.sites) == set(slab.info["adsorbate_info"]["sites"])


@pytest.mark.parametrize(
    ("given", "name"),
    [("Cu(111)", "Cu(111)"), ("Cu 100", "Cu(100)"), ("Cu(001)", "Cu(100)"), ("Ag(011)", "Ag(110)"), ("Ru(0001)", "Ru(0001)"),
     ("Ru(001)", "Ru(0001)"), ("Pt(１１１)", "Pt(111)"), ("Fe[110]", "Fe(110)")],
)  # fmt: skip
def test_a_surface_may_be_written_in_several_ways(given, name):
    assert parse_surface(given).name == name


@pytest.mark.parametrize("given", ["Cu(211)", "Cu", "111", "Ru(111)", "Fe(111)", "Si(100)", "", None, "Cu(0001)"])
def test_a_surface_that_is_none_of_ours_is_refused_with_those_that_are(given):
    with pytest.raises(SettingError) as caught:
        parse_surface(given)
    assert caught.value.code == "setting_invalid"
    assert "(" in caught.value.hint


def test_sites_and_adsorbates_are_checked_before_anything_is_computed():
    assert check_site(parse_surface("Cu(111)"), "Top") == "ontop"
    with pytest.raises(SettingError, match="fcc, hcp"):
        adsorption_energy("O", "Cu(111)", "hollow")
    with pytest.raises(SettingError, match="hollow"):
        adsorption_energy("O", "Cu(100)", "fcc")
    with pytest.raises(SettingError, match="adsorbate"):
        adsorption_energy("C60", "Cu(111)")
    with pytest.raises(ElementError):
        surface_energy("Xx(111)")
    with pytest.raises(CalculatorError):
        adsorption_energy("S", "Cu(111)", "fcc")


def test_an_adatom_hops_back_over_the_same_saddle():
    found = surface_hop("Cu", "Cu(111)")
    assert found.status == "converged"
    # 0.0496 eV from fcc to hcp with plain ASE CI-NEB at a = 3.61 Å; the lattice constant here is EMT's own, 3.590 Å
    assert found.barrier_eV == pytest.approx(0.0496, abs=0.005)
    assert found.barrier_eV - found.reverse_barrier_eV == pytest.approx(found.reaction_energy_eV, abs=1e-9)
    assert found.verdict.passed
    assert (found.label, found.substitution, found.n_images) == ("Cu Cu(111)", {}, 7)
    assert "surface_route" in [w.code for w in found.warnings]


def test_a_hop_between_equal_hollows_is_symmetric():
    found = surface_hop("Ag", "Ag(100)", n_images=5)
    energies = np.array(found.energies_eV)
    assert found.reaction_energy_eV == pytest.approx(0.0, abs=1e-3)
    assert energies == pytest.approx(energies[::-1], abs=0.01)
    first, top, last = (found.images[k].positions[-1, :2] for k in (0, found.saddle_image, -1))
    assert top == pytest.approx((first + last) / 2, abs=0.02)


def test_records_survive_json():
    for found in (surface_energy("Al(111)"), adsorption_energy("H", "Pd(111)", "fcc")):
        assert record_from_dict(found.to_dict()) == found


@pytest.mark.slow
def test_a_molecule_as_reference_of_a_potential_of_crystals_is_said(session):
    assert "molecule_bulk" in [w.code for w in adsorption_energy("H", "Cu(100)", "hollow", calculator="chgnet").warnings]
