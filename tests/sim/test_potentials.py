"""One contract for every potential, and what has to be said beside its numbers.

EMT and CHGNet are always tried; the others where they are installed (`make test-slow`), each skip telling how to get it.
"""

import dataclasses
import importlib.util
import os

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, molecule

from sim import relax
from sim.errors import CalculatorError
from sim.messages import CAVEATS
from sim.potentials import POTENTIALS, caveats, check_elements, open_calculator, resolve_name


def crystal():
    """Four atoms of copper with one of platinum among them, away from their places."""
    atoms = bulk("Cu", cubic=True)
    atoms.symbols[1] = "Pt"
    atoms.rattle(0.05, seed=3)
    return atoms


def water():
    """A water molecule, away from its shape, in empty space."""
    atoms = molecule("H2O")
    atoms.rattle(0.05, seed=3)
    return atoms


def hydrogen():
    """A stretched hydrogen molecule in a box as small as plane waves bear."""
    return Atoms("H2", positions=[(2.5, 2.5, 2.2), (2.5, 2.5, 3.05)], cell=[5.0, 5.0, 5.25], pbc=True)


@dataclasses.dataclass(frozen=True)
class Case:
    """A potential with a structure that it was made for, and how near its numbers come to each other [eV, eV/Å]."""

    name: str
    structure: object
    energy: float
    force: float
    step_A: float = 0.01

    @property
    def atoms(self):
        return self.structure()

    def energy_of(self, atoms):
        return with_calculator(atoms, open_calculator(self.name)).get_potential_energy()


# float64; float32 with its ripples; self-consistent to a threshold
ALWAYS = (Case("emt", crystal, 1e-9, 1e-5, step_A=0.001), Case("chgnet", crystal, 2e-5, 0.02))
WHERE_INSTALLED = (
    Case("sevennet", crystal, 2e-5, 0.01),
    Case("mace", crystal, 1e-6, 1e-3, step_A=0.005),
    Case("orb", crystal, 1e-4, 0.02),
    Case("mattersim", crystal, 1e-4, 0.02),
    Case("fairchem", crystal, 1e-3, 0.02),
    Case("xtb", water, 1e-6, 5e-4, step_A=0.002),
    Case("gpaw", hydrogen, 5e-3, 0.03, step_A=0.02),
)
POTENTIALS_TRIED = [
    *(pytest.param(case, id=case.name) for case in ALWAYS),
    *(pytest.param(case, id=case.name, marks=[pytest.mark.slow, pytest.mark.filterwarnings("ignore")]) for case in WHERE_INSTALLED),
]


@pytest.fixture(params=POTENTIALS_TRIED)
def case(request):
    known = POTENTIALS[request.param.name]
    if importlib.util.find_spec(known.needs) is None:
        pytest.skip(f"not installed: {known.install}")
    return request.param


def with_calculator(atoms, calculator):
    atoms = atoms.copy()
    atoms.calc = calculator
    return atoms


def test_every_potential_of_the_list_is_tried():
    assert {case.name for case in (*ALWAYS, *WHERE_INSTALLED)} == set(POTENTIALS)


def test_forces_are_the_downhill_slope_of_the_energy(case):
    atoms = with_calculator(case.atoms, open_calculator(case.name))
    forces = atoms.get_forces()
    assert np.abs(forces).max() > 10 * case.force, "a structure at rest tells nothing"
    for atom, axis in ((0, 2), (1, 2)):
        ahead, behind = (case.atoms for _ in range(2))
        ahead.positions[atom, axis] += case.step_A
        behind.positions[atom, axis] -= case.step_A
        rise = (case.energy_of(ahead) - case.energy_of(behind)) / (2 * case.step_A)
        assert forces[atom, axis] == pytest.approx(-rise, abs=case.force)


def test_the_same_structure_has_the_same_energy_and_nothing_of_the_one_before(case):
    other = case.atoms
    other.positions[0, 2] += 0.2
    shared = open_calculator(case.name)
    first = with_calculator(case.atoms, shared).get_potential_energy()
    between = with_calculator(other, shared)
    assert abs(between.get_potential_energy() - first) > 10 * case.energy
    apart = between.get_forces()
    again = with_calculator(case.atoms, shared)
    assert again.get_potential_energy() == pytest.approx(first, abs=case.energy)
    assert case.energy_of(case.atoms) == pytest.approx(first, abs=case.energy)
    assert between.get_forces() == pytest.approx(apart, abs=case.force)
    assert np.abs(again.get_forces() - apart).max() > case.force


def test_another_cell_is_another_structure(case):
    if case.structure is not crystal:
        pytest.skip("tried on a molecule, which feels no cell")
    shared, wider = open_calculator(case.name), case.atoms
    wider.set_cell(wider.cell * [[1.03], [1.0], [1.0]])
    before = with_calculator(case.atoms, shared).get_potential_energy()
    after = with_calculator(wider, shared).get_potential_energy()
    assert abs(after - before) > 10 * case.energy
    assert after == pytest.approx(case.energy_of(wider), abs=case.energy)


def test_places_and_directions_in_space_do_not_matter(case):
    atoms = with_calculator(case.atoms, open_calculator(case.name))
    energy, forces = atoms.get_potential_energy(), atoms.get_forces()
    moved, turned = case.atoms, case.atoms
    moved.positions += [0.3, -0.2, 0.4]
    turned.rotate(90, "z", rotate_cell=True)
    turned = with_calculator(turned, open_calculator(case.name))
    assert case.energy_of(moved) == pytest.approx(energy, abs=case.energy)
    assert turned.get_potential_energy() == pytest.approx(energy, abs=case.energy)
    x, y, z = forces.T
    assert turned.get_forces() == pytest.approx(np.array([-y, x, z]).T, abs=case.force)


def test_the_order_of_the_atoms_does_not_matter(case):
    atoms = with_calculator(case.atoms, open_calculator(case.name))
    order = list(range(len(atoms)))[::-1]
    other = with_calculator(case.atoms[order], open_calculator(case.name))
    assert other.get_potential_energy() == pytest.approx(atoms.get_potential_energy(), abs=case.energy)
    assert other.get_forces() == pytest.approx(atoms.get_forces()[order], abs=case.force)


def test_twice_the_matter_has_twice_the_energy(case):
    atoms = case.atoms
    if atoms.pbc.any():
        twice = atoms.repeat((2, 1, 1))
    else:
        twice = atoms.copy()
        twice.translate([400.0, 0.0, 0.0])  # at 40 Å, two dipoles still feel 4e-5 eV
        twice += atoms
    assert case.energy_of(twice) == pytest.approx(2 * case.energy_of(atoms), abs=2 * case.energy)


def test_an_atom_that_left_the_cell_is_the_one_that_came_in(case):
    atoms, over = case.atoms, case.atoms
    if not atoms.pbc.any():
        pytest.skip("tried on a molecule")
    over.positions[0] -= over.cell[0]
    over.positions[1] += 2 * over.cell[2]
    assert case.energy_of(over) == pytest.approx(case.energy_of(atoms), abs=case.energy)


def test_forces_bring_the_energy_along(case):
    calculator = open_calculator(case.name)
    calls, inner = [], calculator.calculate

    def counted(*arguments, **options):
        calls.append(1)
        inner(*arguments, **options)

    calculator.calculate = counted
    atoms = with_calculator(case.atoms, calculator)
    atoms.get_forces()
    count = len(calls)
    atoms.get_potential_energy()
    assert len(calls) == count


def test_chgnet_computes_no_stress():
    """The stock calculator does, for a third of its time."""
    calculator = open_calculator("chgnet")
    with_calculator(crystal(), calculator).get_forces()
    assert set(calculator.results) == {"energy", "free_energy", "forces"}


@pytest.mark.parametrize("name", [name for name, known in POTENTIALS.items() if known.elements])
def test_an_element_without_parameters_is_refused(name):
    with pytest.raises(CalculatorError, match="Og") as caught:
        check_elements(name, ["Cu", "Og"])
    assert caught.value.code == "calculator_unsupported_element"
    check_elements(name, ["Cu", "H"])


@pytest.mark.parametrize("name", [name for name, known in POTENTIALS.items() if importlib.util.find_spec(known.needs) is None])
def test_a_potential_that_is_not_there_says_how_to_get_it(name):
    with pytest.raises(CalculatorError) as caught:
        resolve_name(name)
    assert POTENTIALS[name].install in caught.value.hint


def codes(record):
    return [caveat.code for caveat in record.warnings]


def test_a_relaxation_tells_what_its_potential_was_made_for(session):
    assert codes(relax(bulk("Cu"), calculator="chgnet", fmax=1.0)) == ["mptrj_soft"]
    assert codes(relax(molecule("H2O"), calculator="chgnet", fmax=1.0)) == ["mptrj_soft", "molecule_bulk"]
    assert codes(relax(molecule("H2O"), calculator="emt", fmax=1.0)) == ["emt_demonstration"]
    assert codes(relax(bulk("Cu"), calculator="emt")) == []


def test_what_a_potential_was_trained_on_decides_what_is_said():
    in_vacuum, solid = molecule("H2O"), bulk("Cu", cubic=True)

    def said(name, atoms):
        return {caveat.code for caveat in caveats(name, atoms.get_chemical_symbols(), atoms)}

    assert said("mace", solid) == set()
    assert said("mace", in_vacuum) == {"molecule_bulk"}
    assert said("fairchem", in_vacuum) == {"molecule_bulk", "elements_unchecked"}
    assert said("xtb", in_vacuum) == said("gpaw", in_vacuum) == set()
    assert said("surfaces.DoubleWell", solid) == {"custom_calculator"}


@pytest.mark.parametrize("locale, place", [("ja_JP.UTF-8", 0), ("en_US.UTF-8", 1)])
def test_what_is_said_is_said_in_both_languages(monkeypatch, locale, place):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(os.environ, "LANG", locale)
    for caveat in (*caveats("orb", ["H"], molecule("H2")), *caveats("chgnet", ["H"], molecule("H2")), *caveats("emt", ["H"])):
        text = CAVEATS[caveat.code][place]
        assert caveat.text.startswith(text[: text.find("{")] if "{" in text else text)
