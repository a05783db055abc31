"""A script is executed for its plan: nothing is computed, what would be is known by atoms, and the real run is held to it."""

import contextlib
import importlib
import sys

import numpy as np
import pytest
from ase.build import add_adsorbate, bulk, fcc100
from ase.calculators.emt import EMT
from ase.constraints import FixAtoms
from ase.io import read, write

import sim
from sim.errors import PlanError
from sim.plan import Entry, Plan, hold, known_inputs, merged, mode
from sim.plan.difference import difference
from sim.plan.passes import passes
from sim.plan.plain_ase import install

HEAD = "from kassei import *\npath = read_path('path.extxyz')\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """path.extxyz: an atom of Cu (27) hops on Cu(100), layers 0-8 (held), 9-17, 18-26; start and end alone."""
    slab = fcc100("Cu", size=(3, 3, 3), vacuum=8.0)
    add_adsorbate(slab, "Cu", 1.7, "hollow")
    slab.set_constraint(FixAtoms(range(9)))
    images = [slab.copy() for _ in range(5)]
    for number, image in enumerate(images):
        image.positions[-1, 0] += number / 4 * slab.cell[0, 0] / 3
        image.info.clear()
    place = tmp_path_factory.mktemp("plan")
    for name, part in (("path", images), ("start", images[:1]), ("end", images[-1:])):
        write(place / f"{name}.extxyz", part)
    return place


@pytest.fixture
def planned(folder):
    """The plan of a script over the folder's files."""
    sys.modules["kassei"] = importlib.import_module("tools.kassei")
    install()

    def plan(script):
        with contextlib.chdir(folder):
            return merged(*(Plan.from_dict(one) for one in passes(script, ["path.extxyz", "start.extxyz", "end.extxyz"], "emt")))

    return plan


@pytest.fixture
def held(folder, monkeypatch):
    """Holds this process to a plan, in the folder."""
    install()
    monkeypatch.chdir(folder)
    before = sim.settings.use(sim.settings.Settings(calculator="emt", folder=folder))

    def to(plan):
        known_inputs(["path.extxyz", "start.extxyz", "end.extxyz"])
        hold(plan.to_dict())

    yield to
    hold(None)
    known_inputs([])
    sim.settings.use(before)


def test_a_plan_names_each_candidate_with_the_fields_of_its_record(planned):
    plan = planned(HEAD + 'chart(screen(path, sites=[20, 22], elements=["Ag"], n_images=7, fmax=0.05, climb=False))')
    assert [entry.label for entry in plan] == ["host", "Ag@20", "Ag@22"]
    ag = plan.entries[1]
    assert ag.get("substitution") == {"20": "Ag"} and (ag.get("n_images"), ag.get("fmax"), ag.get("climb")) == (7, 0.05, False)
    assert ag.structures[0] == {"file": "path.extxyz", "image": 0, "substitution": {"20": "Ag"}} and ag.line == 3
    assert plan.read == ("path.extxyz",) and [shown[2] for shown in plan.shown] == ["host", "Ag@20", "Ag@22"]


def test_an_atom_replaced_by_hand_is_a_substitution_like_any_other(planned):
    (entry,) = planned(HEAD + "for image in path.images:\n    image[20].symbol = 'Ag'\nbarrier(path)").entries
    assert entry.label == "Ag@20" and entry.get("substitution") == {"20": "Ag"}


def test_unlike_candidates_have_unlike_labels(planned):
    script = HEAD + (
        "def strained(f):\n"
        "    ends = [path.images[0].copy(), path.images[-1].copy()]\n"
        "    for atoms in ends:\n        atoms.set_cell(atoms.cell * [f, f, 1], scale_atoms=True)\n"
        "    return interpolate(*ends, n_images=5)\n"
        "for f in (0.98, 1.0, 1.02):\n    barrier(strained(f))\n"
        "barrier(path, n_images=[5, 7])\nrelax('start.extxyz')\na = path.images[0].copy()\ndel a[18]\nrelax(a)"
    )
    labels = [(entry.kind, entry.label) for entry in planned(script)]
    assert len(set(labels)) == len(labels) == 6
    assert {"歪み -2 %", "歪み +2 %"} <= {label for _, label in labels} and any("−Cu18" in label for _, label in labels)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda a: a.symbols.__setitem__(20, "Ag"), {"substitution": {20: "Ag"}}),
        (lambda a: a.__delitem__([18, 25]), {"removed": [18, 25]}),
        (lambda a: a.positions.__setitem__(27, a.positions[27] + 0.3), {"moved": [27]}),
        (lambda a: a.set_constraint(), {"held": []}),
        (lambda a: a.set_cell(a.cell * [0.98, 0.98, 1], scale_atoms=True), {"cell": [0.98, 0.98, 1.0]}),
        (lambda a: a.wrap(), {}),
        (lambda a: a.append("O"), {"added": [{"element": "O", "position": [0.0, 0.0, 0.0]}]}),
    ],
)
def test_a_structure_is_told_as_its_difference_by_atoms(folder, edit, told):
    images = {"path.extxyz": read(folder / "path.extxyz", ":")}
    atoms = images["path.extxyz"][0].copy()
    edit(atoms)
    assert difference(atoms, images) == {"file": "path.extxyz", "image": 0, **told}


def test_a_structure_of_its_own_making_is_built_anew(folder):
    assert difference(bulk("Ni"), {"path.extxyz": read(folder / "path.extxyz", ":")}) == {"built": "Ni", "n_atoms": 1}


def test_what_depends_on_results_says_so(planned):
    plan = planned(
        HEAD + "table = screen(path, sites=[20], elements=['Ag', 'Pd', 'Au'])\n"
        "best = min(table, key=lambda b: b.energies_eV[1])\nbarrier(substitute(path, best.substitution or {20: 'Ni'}), n_images=7)\n"
        "if table[0].barrier_eV > table[1].barrier_eV:\n    relax('start.extxyz')"
    )
    last = [entry for entry in plan if entry.get("n_images") == 7 or entry.kind == "relaxation"]
    assert last and all(entry.varies or entry.conditional for entry in last)
    assert all(not entry.varies and not entry.conditional for entry in plan.entries[:4])


def test_structures_that_results_move_are_known_by_their_atoms(planned):
    plan = planned(HEAD + "ends = [relax(f'{end}.extxyz').atoms for end in ('start', 'end')]\nbarrier(interpolate(*ends, n_images=5))")
    assert plan.barriers[0].from_results and not plan.barriers[0].varies


def test_plain_ase_is_planned_too(planned):
    plan = planned(
        "from ase.io import read\nfrom ase.calculators.emt import EMT\nfrom ase.optimize import BFGS\nfrom ase.mep import NEB\n"
        "a, b = read('start.extxyz'), read('end.extxyz')\n"
        "for atoms in (a, b):\n    atoms.calc = EMT()\n    BFGS(atoms, logfile=None).run(fmax=0.01)\n"
        "images = [a] + [a.copy() for _ in range(3)] + [b]\n"
        "for image in images:\n    image.calc = EMT()\nband = NEB(images, climb=True)\nband.interpolate()\nBFGS(band, logfile=None).run(fmax=0.05)\n"
        "print(max(image.get_potential_energy() for image in images))"
    )
    assert plan.error is None and plan.printed
    assert {entry.kind for entry in plan} == {"ase_energy", "ase_optimization", "ase_neb"}
    assert next(entry for entry in plan if entry.kind == "ase_neb").get("n_images") == 5


def test_an_equation_of_state_by_hand_finds_its_minimum(planned):
    plan = planned(
        "import numpy as np\nfrom ase.build import bulk\nfrom ase.calculators.emt import EMT\nfrom ase.eos import EquationOfState\nV, E = [], []\n"
        "for k in np.linspace(0.95, 1.05, 7):\n    a = bulk('Ag', 'fcc', a=4.09 * k)\n    a.calc = EMT()\n"
        "    V.append(a.get_volume())\n    E.append(a.get_potential_energy())\nprint(EquationOfState(V, E).fit()[0])"
    )
    assert plan.error is None and 10 < float(plan.printed) < 25


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("barrier_of = 1\nprint(barier)", "NameError"),
        (HEAD + "print(barrier(path).barrier)", "AttributeError"),
        (HEAD + "screen(path, sites=[99], elements=['Ag'])", "SiteError"),
        ("def f(): return f()\nf()", "RecursionError"),
        ("import nothing_like_this", "ModuleNotFoundError"),
        ("x = (", "SyntaxError"),
        ("raise SystemExit('no')", "SystemExit"),
    ],
)
def test_a_script_that_fails_says_how_and_where(planned, script, name):
    error = planned(script).error
    assert error["name"] == name and error["line"] == (0 if name == "never" else error["line"])
    if name == "AttributeError":
        assert "barrier_eV" in error["fields"]


def test_what_a_script_does_while_it_is_planned_stays_nowhere(planned, folder):
    before = sorted(file.name for file in folder.iterdir())
    plan = planned("import os, sim\nopen('note.txt', 'w').write('x')\nsim.barrier = None\nos.chdir('/')\nprint('a' * 10**6)")
    assert sorted(file.name for file in folder.iterdir()) == before and callable(sim.barrier)
    assert len(plan.printed) < 10_000


def test_an_endless_script_is_stopped(planned, monkeypatch):
    monkeypatch.setattr("sim.plan.passes.CPU_S", 1)
    monkeypatch.setattr("sim.plan.passes.WALL_S", 5.0)
    assert planned("while True: pass").error["code"] == "plan_slow"


def test_a_plan_comes_back_from_json(planned):
    plan = planned(HEAD + "chart(rates(barrier(path), [300, 400]))")
    assert Plan.from_dict(plan.to_dict()) == plan
    assert plan.barriers[0].get("rates") == [{"temperature_K": 300.0}, {"temperature_K": 400.0}]
    with pytest.raises(ValueError, match="version"):
        Plan.from_dict({**plan.to_dict(), "version": 99})


def test_a_computation_that_the_plan_does_not_have_is_refused_before_its_first_force_call(planned, held, monkeypatch):
    held(planned(HEAD + "barrier(substitute(path, {20: 'Ag'}))"))
    calls = []
    monkeypatch.setattr(EMT, "calculate", lambda *_, **__: calls.append(1))
    path = sim.read_path("path.extxyz")
    for wrong in (
        lambda: sim.barrier(path),
        lambda: sim.barrier(sim.substitute(path, {21: "Ag"})),
        lambda: sim.barrier(sim.substitute(path, {20: "Ag"}), n_images=7),
        lambda: sim.screen(path, sites=[20], elements=["Ag"]),
        lambda: sim.relax("start.extxyz"),
        lambda: sim.vacancy_formation("Cu"),
    ):
        with pytest.raises(PlanError):
            wrong()
    atoms = read("start.extxyz")
    atoms.calc = EMT()
    with pytest.raises(PlanError):
        atoms.get_potential_energy()
    assert not calls


def test_what_is_taken_further_is_planned_and_no_more(planned, held):
    held(planned(HEAD + "rates(barrier(path, fmax=0.1), [300, 400])"))
    found = sim.barrier(sim.read_path("path.extxyz"), fmax=0.1)
    assert [rate.temperature_K for rate in sim.rates(found, [300, 400]).rates] == [300, 400]
    with pytest.raises(PlanError):
        sim.rates(found, [500])
    with pytest.raises(PlanError):
        sim.harmonic_rates(found, [300, 400])


def test_the_best_of_a_table_may_be_computed_again_with_other_settings(planned, held):
    held(
        planned(
            HEAD + "table = screen(path, sites=[20], elements=['Ag', 'Pd'], fmax=0.1)\n"
            "barrier(substitute(path, min(table, key=lambda b: b.barrier_eV).substitution), n_images=7, fmax=0.1)"
        )
    )
    path = sim.read_path("path.extxyz")
    assert sim.barrier(sim.substitute(path, {20: "Pd"}), n_images=7, fmax=0.1).barrier_eV > 0.1
    with pytest.raises(PlanError):
        sim.barrier(sim.substitute(path, {20: "Au"}), n_images=7, fmax=0.1)
    with pytest.raises(PlanError):
        sim.barrier(sim.substitute(path, {20: "Pd"}), n_images=9, fmax=0.1)


def test_atoms_shaken_only_in_the_real_run_are_refused(planned, held):
    held(planned(HEAD + "barrier(path)"))
    path = sim.read_path("path.extxyz")
    for image in path.images:
        image.rattle(0.02)
    with pytest.raises(PlanError):
        sim.barrier(path)


def test_what_was_planned_runs_and_gives_the_labels_of_the_plan(planned, held):
    plan = planned(
        "from kassei import *\nends = [relax(f'{e}.extxyz', fmax=0.05).atoms for e in ('start', 'end')]\nbarrier(interpolate(*ends, 5), fmax=0.1)"
    )
    held(plan)
    ends = [sim.relax(f"{end}.extxyz", fmax=0.05).atoms for end in ("start", "end")]
    found = sim.barrier(sim.interpolate(*ends, 5), fmax=0.1)
    assert found.label == plan.barriers[0].label and found.barrier_eV > 0.1
    assert mode.holding().begun == {0, 1, 2}


def test_an_entry_covers_a_call_by_all_of_its_fields():
    entry = Entry("barrier", {"label": "a", "fmax": 0.02}, exact="x", alike="y")
    assert entry.covers(Entry("barrier", {"label": "b", "fmax": 0.02}, exact="x", alike="y"))
    assert not entry.covers(Entry("barrier", {"label": "a", "fmax": 0.05}, exact="x", alike="y"))
    assert not entry.covers(Entry("barrier", {"label": "a", "fmax": 0.02}, exact="z", alike="y"))
    loose = Entry("barrier", {"fmax": 0.02}, exact="x", alike="y", from_results=True)
    assert loose.covers(Entry("barrier", {"fmax": 0.02}, exact="z", alike="y"))
    varied = Entry("barrier", {"fmax": 0.02}, exact="x", alike="y", varies={"fmax": [0.02, 0.01]})
    assert varied.covers(Entry("barrier", {"fmax": 0.01}, exact="x", alike="y"))
    assert not varied.covers(Entry("barrier", {"fmax": 0.05}, exact="x", alike="y"))


def test_made_up_energies_do_not_depend_on_when_they_are_asked_for():
    install()
    atoms = bulk("Cu", cubic=True)
    atoms.calc = EMT()
    with mode.recorded(1):
        first, forces = atoms.get_potential_energy(), atoms.get_forces()
    with mode.recorded(1):
        again = atoms.get_potential_energy()
    with mode.recorded(2):
        other = atoms.get_potential_energy()
    assert first == again != other and not np.any(forces)
