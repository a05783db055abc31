"""One or many: a list is a table of all with all, each once, under labels of their own; nothing begins that cannot all be done."""

import inspect

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.calculator import all_changes
from ase.calculators.emt import EMT
from ase.constraints import FixAtoms
from ase.io import write
from hops import hop_on_cu100

import sim
from sim import (
    Barrier,
    BarrierTable,
    Table,
    adsorption_energy,
    barrier,
    harmonic_rates,
    lattice_constant,
    molecular_dynamics,
    rates,
    relax,
    screen,
    substitute,
    surface_energy,
    surface_hop,
    vacancy_formation,
    vacancy_migration,
    verify,
    vibrations,
)
from sim.errors import CalculatorError, ElementError, PathError, SettingError
from sim.messages import language
from sim.plan import Plan, hold
from sim.plan.mode import recorded
from sim.records import SurfaceEnergy, record_from_dict

pytestmark = pytest.mark.usefixtures("session")


class Sliding(EMT):
    """EMT, but silver has no crystal: its energy falls with its volume for ever."""

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        if "Ag" in atoms.symbols:
            self.results["energy"] = self.results["free_energy"] = -atoms.get_volume()


@pytest.fixture
def noted():
    """A pass in which nothing is computed."""
    with recorded(7) as here:
        yield here


@pytest.fixture(scope="module")
def path():
    return hop_on_cu100()


def labels(table):
    return [record.label for record in table]


def copper(a=3.6):
    return bulk("Cu", a=a, cubic=True)


# what comes back


def test_one_value_of_everything_is_a_record_and_a_list_of_one_is_a_table(noted):
    assert isinstance(surface_energy("Pt(111)"), SurfaceEnergy)
    assert type(surface_energy(["Pt(111)"])) is Table and len(surface_energy(["Pt(111)"])) == 1


def test_all_go_with_all_in_the_order_of_the_arguments(noted):
    table = adsorption_energy(["O", "H"], ["Cu(111)", "Pt(111)"], ["fcc", "hcp"])
    assert labels(table) == [f"{a} {s} {p}" for a in ("O", "H") for s in ("Cu(111)", "Pt(111)") for p in ("fcc", "hcp")]
    assert labels(adsorption_energy(site=["fcc", "hcp"], surface="Cu(111)", adsorbate=["O", "H"])) == [
        "O Cu(111) fcc", "O Cu(111) hcp", "H Cu(111) fcc", "H Cu(111) hcp"
    ]  # fmt: skip


def test_a_value_given_twice_is_computed_once(noted):
    table = surface_energy(["Cu(111)", "Cu(111)", "Cu 111"], calculator=["emt", "emt"])
    assert labels(table) == ["Cu(111)"] and len(noted.entries) == 1


@pytest.mark.parametrize(
    "given", [("Cu", "Ag"), {"Cu": 1, "Ag": 2}.keys(), np.array(["Cu", "Ag"]), (symbol for symbol in ("Cu", "Ag", "Cu"))]
)
def test_whatever_can_be_gone_through_is_many(noted, given):
    assert [record.formula for record in vacancy_formation(given)] == ["Cu", "Ag"]


def test_numbers_of_numpy_are_numbers(noted):
    table = molecular_dynamics(copper(), temperature_K=np.arange(100, 400, 100), time_ps=0.01)
    assert [record.temperature_K for record in table] == [100, 200, 300]
    assert labels(vacancy_migration("Cu", n_images=np.array([5, 7]), fmax=np.array([0.05])))[0] == "Cu vacancy"


def test_elements_with_facets_are_surfaces(noted):
    assert labels(surface_energy("Al", ["111", "(100)"])) == ["Al(111)", "Al(100)"]
    assert labels(surface_energy(["Al", "Cu"], facets=[111, 100])) == ["Al(111)", "Al(100)", "Cu(111)", "Cu(100)"]
    assert surface_energy("Ru", "0001", calculator="chgnet").surface == "Ru(0001)"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: surface_energy("Pt(111)", ["111"]), "facets"),
        (lambda: surface_energy("Pt"), "Cu(111)"),
        (lambda: surface_energy("Pt", ["211"]), "Pt(111)"),
        (lambda: surface_energy("Pt", ["close-packed"]), "facets"),
    ],
)
def test_a_surface_that_cannot_be_meant_is_refused_with_one_that_can(noted, call, words):
    with pytest.raises(SettingError) as caught:
        call()
    assert words in caught.value.message + caught.value.hint


def test_structures_are_files_or_atoms_and_held_atoms_make_another_one(noted, session):
    for name, a in (("loose", 3.7), ("tight", 3.5)):
        write(session / f"{name}.extxyz", copper(a))
    assert labels(relax([session / "loose.extxyz", str(session / "tight.extxyz")])) == ["loose", "tight"]
    held = copper()
    held.set_constraint(FixAtoms([0]))
    table = relax([copper(), held, copper()])
    assert len(table) == 2 and len(set(labels(table))) == 2
    assert labels(vibrations(["CO", "N2", "CO"])) == ["CO", "N2"]


def test_a_structure_is_one_though_it_can_be_gone_through(noted):
    assert relax(copper()).kind == "relaxation"


# labels and settings


@pytest.mark.parametrize(
    "call",
    [
        lambda path: barrier(path, n_images=[5, 7], fmax=[0.02, 0.05]),
        lambda path: screen(path, [22, 24], ["Ni", "Pt"], n_images=[5, 7], fmax=[0.02, 0.05]),
        lambda path: surface_hop(["Cu", "Ag"], ["Cu(111)", "Cu(100)"], n_images=[5, 7], fmax=[0.02, 0.05]),
        lambda path: vacancy_migration(["Cu", "Ag"], n_images=[5, 7]),
        lambda path: molecular_dynamics(copper(), temperature_K=[100, 300], time_ps=[0.01, 0.02], ensemble=["NVT", "NVE"]),
        lambda path: relax([copper(3.5), copper(3.7)], fmax=[0.01, 0.05]),
        lambda path: lattice_constant(["Cu", "Ag"], lattice=["fcc", "bcc"], calculator=["emt", "test_many.Sliding"]),
        lambda path: surface_energy(["Cu(111)", "Ag(111)"], calculator=["emt", "test_many.Sliding"]),
    ],
)
def test_no_two_records_of_a_table_have_one_label(noted, path, call):
    table = call(path)
    assert len(set(labels(table))) == len(table) == len(noted.entries)


def test_paths_of_several_files_are_told_apart_by_them(noted, path, session):
    for name in ("left", "right"):
        write(session / f"{name}.extxyz", path.images if name == "left" else path.images[::-1])
    table = barrier([sim.read_path(session / f"{name}.extxyz") for name in ("left", "right")])
    assert labels(table) == ["left host", "right host"] and all(one.is_host for one in table)
    assert labels(barrier([path, substitute(path, {22: "Ni"})])) == ["host", "Ni@22"]


def test_a_barrier_of_several_settings_is_a_table_of_them(noted, path):
    table = barrier(path, n_images=[5, None, 7], fmax=[0.05, 0.02])
    assert isinstance(table, BarrierTable) and isinstance(barrier(path), Barrier)
    assert [(one.n_images, one.fmax) for one in table] == [(5, 0.05), (5, 0.02), (7, 0.05), (7, 0.02)]
    assert table.axes == ("n_images", "fmax")


def test_a_screening_of_several_settings_has_each_candidate_with_each_beside_its_own_host(noted, path):
    table = screen(path, 22, ["Ni", "Pt"], n_images=[5, 7])
    assert [(one.subject, one.n_images) for one in table] == [(s, n) for s in ("host", "Ni@22", "Pt@22") for n in (5, 7)]
    assert table.axes == ("subject", "n_images")
    assert table.host is table[0] and table["Ni@22"].n_images == 5


def test_one_substitution_needs_no_list(noted, path):
    assert labels(screen(path, substitutions={22: "Ni"})) == ["host", "Ni@22"]


def test_a_hop_of_our_own_making_is_nobodys_unsubstituted_path(noted):
    table = surface_hop("Cu", ["Cu(111)", "Cu(100)"])
    assert table.host is None and not any(one.is_host for one in table)


# what is refused


@pytest.mark.parametrize(
    "call",
    [
        lambda path: surface_energy([]),
        lambda path: surface_energy("Cu", []),
        lambda path: adsorption_energy("O", "Cu(111)", []),
        lambda path: barrier([]),
        lambda path: barrier(path, n_images=[]),
        lambda path: screen(path, 22, "Ni", fmax=()),
        lambda path: screen(path, substitutions=[]),
        lambda path: molecular_dynamics(copper(), temperature_K=[]),
        lambda path: rates([], 300),
        lambda path: Table([]),
    ],
)
@pytest.mark.parametrize(("locale", "word"), [("ja_JP.UTF-8", "一つもありません"), ("en_GB.UTF-8", "no value")])
def test_an_empty_list_is_refused_in_words(path, monkeypatch, locale, word, call):
    monkeypatch.setenv("LC_ALL", locale)
    with pytest.raises(SettingError, match=word) as caught:
        call(path)
    assert caught.value.code == "nothing_given" and language() == locale[:2]


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda: surface_energy(["Cu(111)", "Fe(110)"]), CalculatorError),
        (lambda: vacancy_formation(["Cu", "Xx"]), ElementError),
        (lambda: adsorption_energy("O", ["Cu(111)", "Cu(100)"], "fcc"), SettingError),
        (lambda: vacancy_migration("Cu", n_images=[5, 2]), PathError),
        (lambda: barrier(hop_on_cu100(), n_images=7, calculator=["emt", "nothing"]), CalculatorError),
        (lambda: molecular_dynamics(copper(), temperature_K=[300, -1]), SettingError),
    ],
)
def test_where_one_of_many_cannot_be_computed_none_begins(events, call, kind):
    with pytest.raises(kind):
        call()
    assert not events


def test_a_wrong_call_is_told_in_the_functions_own_name():
    with pytest.raises(TypeError, match=r"surface_energy\(\)"):
        surface_energy()


# computed


def test_many_are_the_numbers_of_each_and_keep_their_files(session):
    table = surface_energy(["Cu(111)", "Cu(100)"], calculator=["emt", "test_surface.Shifted"])
    assert table.values == [
        surface_energy(s, calculator=c).energy_J_per_m2 for s in ("Cu(111)", "Cu(100)") for c in ("emt", "test_surface.Shifted")
    ]
    assert len({record.structure for record in table}) == len(set(labels(table))) == 4
    assert all((session / record.structure).is_file() for record in table)
    assert table.lowest.surface == "Cu(111)" and table.highest.surface == "Cu(100)"


def test_more_images_make_the_same_barrier(path):
    table = barrier(path, n_images=[5, 7], fmax=0.05)
    assert table[0].barrier_eV == pytest.approx(table[1].barrier_eV, abs=2e-3)
    assert [len(one.images) for one in table] == [5, 7] and len({one.path for one in table}) == 2


def test_a_screening_of_two_settings_has_the_numbers_of_two_screenings(path):
    both = screen(path, 22, ["Ni", "Cu"], fmax=[0.05, 0.02])
    for fmax in (0.05, 0.02):
        alone = screen(path, 22, ["Ni", "Cu"], fmax=fmax)
        assert [one.barrier_eV for one in both if one.fmax == fmax] == [one.barrier_eV for one in alone]


def test_what_cannot_be_finished_is_left_out_and_said():
    table = lattice_constant(["Cu", "Ag", "Au"], calculator="test_many.Sliding")
    assert [record.formula for record in table] == ["Cu", "Au"]
    (said,) = {caveat.text for record in table for caveat in record.warnings if caveat.code == "left_out"}
    assert said.startswith("Ag") and "test_many.Sliding" in said
    with pytest.raises(CalculatorError):
        lattice_constant(["Ag"], calculator="test_many.Sliding")


def test_a_run_is_held_to_all_that_its_plan_has_and_its_labels_are_those_of_the_plan(path, events):
    def script():
        return [*relax([copper(3.5), copper(3.7), copper(3.5)], fmax=[0.1, 0.05]), *barrier(path, n_images=[3, 5], fmax=0.1)]

    with recorded(1) as here:
        planned = labels(script())
    hold(Plan(tuple(here.entries)).to_dict())
    try:
        assert labels(script()) == planned and len(set(planned[:4])) == 4
        assert [event["labels"] for event in events if event["event"] == "plan"] == [*([label] for label in planned[:4]), planned[4:]]
    finally:
        hold(None)


def test_rates_and_verdicts_of_many_are_tables(path):
    found = barrier(path, fmax=0.05)
    for work in (lambda given: rates(given, [300, 500]), verify):
        table = work([found, found])
        assert isinstance(table, BarrierTable) and len(table) == 2
        assert isinstance(work(BarrierTable([found])), BarrierTable) and isinstance(work(found), Barrier)
    assert [rate.temperature_K for rate in rates([found], [300, 500])[0].rates] == [300, 500]
    assert harmonic_rates((found,), 300, n_atoms=1)[0].prefactor_per_s > 0


# tables


def test_a_table_is_a_sequence_and_knows_its_records_by_label(noted):
    table = surface_energy("Cu", ["111", "100", "110"])
    assert len(table) == 3 and list(table) == list(table.records) and table[-1].surface == "Cu(110)"
    assert table["Cu(100)"] is table[1] and labels(table[:2]) == ["Cu(111)", "Cu(100)"] and type(table[:2]) is Table
    assert table.values == [record.energy_J_per_m2 for record in table]
    with pytest.raises(KeyError, match=r"Cu\(111\)"):
        table["Cu(211)"]


def test_a_table_goes_to_json_and_back(noted, path):
    for table in (surface_energy("Cu", ["111", "100"]), barrier(path, n_images=[5, 7])):
        assert set(table.to_dict()) == {"records"}
        assert [record_from_dict(one) for one in table.to_dict()["records"]] == list(table)
        assert type(table).from_dict(table.to_dict()) == table
        bundle = table._repr_mimebundle_()
        assert bundle["text/plain"] == str(table) and len(bundle) == 2


def test_the_lowest_has_no_doubts_where_another_has_none(noted):
    made = [
        SurfaceEnergy(label=name, surface=name, energy_J_per_m2=value, converged=sure)
        for name, value, sure in (("a", 1.0, False), ("b", 2.0, True), ("c", 3.0, True), ("d", 4.0, False))
    ]
    assert (Table(made).lowest.label, Table(made).highest.label) == ("b", "c")
    assert (Table(made[::3]).lowest.label, Table(made[::3]).highest.label) == ("a", "d")
    assert "未収束" in str(made[0]) and "未収束" not in str(made[1])


def test_results_of_two_kinds_are_no_table(noted):
    with pytest.raises(SettingError) as caught:
        Table([surface_energy("Cu(111)"), vacancy_formation("Cu")])
    assert caught.value.code == "table_mixed" and "surface_energy" in caught.value.message


def test_the_axes_of_a_table_are_the_fields_that_differ(noted):
    assert adsorption_energy("O", ["Cu(111)", "Pt(111)"], "fcc").axes == ("surface",)
    assert adsorption_energy(["O", "H"], "Cu(111)", ["fcc", "hcp"]).axes == ("adsorbate", "site")
    assert molecular_dynamics(copper(), temperature_K=[100, 300], time_ps=0.01).axes == ("temperature_K",)
    assert relax([copper(3.5), copper(3.7)]).axes == ("label",)
    assert surface_energy(["Cu(111)"]).axes == ()


def test_the_line_of_a_record_says_what_tells_it_from_the_others(noted):
    lines = str(surface_energy("Cu(111)", calculator=["emt", "test_surface.Shifted"])).splitlines()
    assert "[emt]" in lines[0] and "[test_surface.Shifted]" in lines[1]
    assert "[" not in str(surface_energy(["Cu(111)", "Cu(100)"], calculator="emt"))
    first, second = str(surface_hop("Cu", "Cu(111)", n_images=[5, 7])).splitlines()
    assert first.endswith("[5 枚]") and "Cu Cu(111) (7 枚)" in second and not second.endswith("]")


# signatures


@pytest.mark.parametrize(
    ("function", "several"),
    [
        (lattice_constant, "element lattice calculator"),
        (surface_energy, "surface facets calculator"),
        (adsorption_energy, "adsorbate surface site calculator"),
        (surface_hop, "adsorbate surface n_images fmax calculator"),
        (vacancy_formation, "element calculator"),
        (vacancy_migration, "element n_images fmax calculator"),
        (relax, "structure fmax calculator"),
        (vibrations, "structure calculator"),
        (molecular_dynamics, "structure temperature_K time_ps ensemble calculator"),
        (barrier, "path n_images fmax calculator"),
        (screen, "sites elements n_images fmax calculator"),
    ],
)
def test_signatures_say_what_may_be_many_and_that_a_table_comes_of_it(function, several):
    signature = inspect.signature(function)
    found = [name for name, parameter in signature.parameters.items() if "Sequence" in str(parameter.annotation)]
    assert found == several.split()
    assert "Table" in str(signature.return_annotation)
    assert "many" in function.__doc__.splitlines()[0]
