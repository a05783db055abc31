"""What a script computed by itself is handed over, shown, and never taken for a checked result."""

import csv
import dataclasses
import io
import json

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, molecule
from ase.calculators.emt import EMT
from ase.geometry import find_mic
from ase.io import read
from jupyter_client.manager import KernelManager
from shown import barrier, images, mixed_table

from sim import configure
from sim.drawing import readable
from sim.errors import SettingError
from sim.path import Path
from sim.plan.mode import Recording, hold, recorded
from sim.records import Adsorption, Caveat, Export, Relaxation, Series, Value, record_from_dict
from tools import kassei, show
from tools.exports import FORMATS, exported
from tools.figures import figure_of
from tools.outputs import PLOTLY, RECORD, clean_bundle
from tools.recordshape import shaped

VALUE = Value(label="E", value=-93.21437, unit="eV")
SERIES = Series(label="E(ε)", x=(0.0, 1.0, 2.0), y=(1.0, 3.0, 5.0), x_label="ε", x_unit="%", y_label="E", slope=2.0, intercept=1.0)
EXPORT = Export(label="cu.cif", file="exports/cu.cif", format="cif", formula="Cu4")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    configure(folder=tmp_path)
    show._begin()
    yield tmp_path
    configure(folder=".")


@pytest.fixture
def bundles(monkeypatch):
    """What is published, in order."""
    found = []
    monkeypatch.setattr(show, "_publish", found.append)
    return found


def labels(bundles):
    return [record["label"] for bundle in bundles for record in bundle[RECORD]["records"]]


@pytest.mark.parametrize("record", [VALUE, SERIES, EXPORT])
def test_what_a_script_computed_goes_to_json_and_back_and_passes_the_filter(record):
    sent = json.loads(json.dumps(record.to_dict()))
    assert record_from_dict(sent) == record and sent["verified"] is False
    assert clean_bundle({RECORD: {"records": [sent]}})[RECORD]["records"] == [sent]


@pytest.mark.parametrize("forged", [True, 1, "yes", None, 0])
def test_no_script_can_call_its_own_value_verified(forged):
    assert shaped({**VALUE.to_dict(), "verified": forged}) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (-0.0, "0"), (12.0, "12"), (-93.21437, "−93.214"), (0.00512, "0.00512"), (1.6e-19, "1.600e−19"), (2e7, "2.000e+07")],
)
def test_a_number_of_any_size_is_readable(number, text):
    assert readable(number) == text


def test_a_value_says_that_it_was_not_verified(bundles):
    show.figure("ひずみ +2 % の E", np.float64(-93.21437), "eV")
    (bundle,) = bundles
    assert bundle["text/plain"] == "ひずみ +2 % の E = −93.214 eV (検証していない値)"
    assert bundle[RECORD]["records"][0] == {**VALUE.to_dict(), "label": "ひずみ +2 % の E"} and PLOTLY not in bundle


@pytest.mark.parametrize("number", [3, 3.0, np.int64(3), np.float32(3), np.array(3.0), np.array([3.0])])
def test_numbers_of_python_and_numpy_are_taken(bundles, number):
    show.figure("x", number)
    assert bundles[0][RECORD]["records"][0]["value"] == 3.0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("3", "文字"), (b"3", "文字"), (float("nan"), "NaN"), (np.inf, "無限大"), (1 + 0j, "複素数"), (np.complex128(1), "複素数"), (None, "数ではない"),
        (True, "数ではない"), (np.array([1.0, 2.0]), "一つではない"), ([1.0], "数ではない"), ({}, "数ではない"), (10**301, "無限大"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_by_name(bundles, given, words):
    with pytest.raises(SettingError) as refused:
        show.figure("反応熱", given, "eV")
    assert refused.value.code == "value_invalid" and "「反応熱」" in refused.value.message and words in refused.value.message
    assert not bundles


@pytest.mark.parametrize("name", ["", "  ", 3, "x" * 201])
def test_a_value_has_a_name(name):
    with pytest.raises(SettingError) as refused:
        show.figure(name, 1.0)
    assert refused.value.code == "name_invalid"


def test_unlike_values_of_one_name_are_all_kept(bundles):
    """The last record of a label stands for it: a loop that gives one name to all of its values would lose them."""
    for value in (1.0, 2.0, 2.0, 3.0):
        show.figure("E", value)
    assert labels(bundles) == ["E", "E #2", "E #2", "E #3"]
    show._begin()
    show.figure("E", 5.0)
    assert labels(bundles)[-1] == "E"


def test_a_series_is_a_chart_that_says_that_it_was_not_verified(bundles):
    show.series(np.array([0, 1, 2]), [1.0, 3.0, 5.0], name="E(ε)", x_label="ε", x_unit="%", y_label="E", fit=True)
    (bundle,) = bundles
    points, line = bundle[PLOTLY]["data"]
    assert (points["x"], points["y"], points["mode"]) == ([0, 1, 2], [1, 3, 5], "lines+markers")
    assert "傾き 2" in line["name"] and "切片 1" in line["name"] and line["y"] == pytest.approx([1, 5])
    assert "検証していない値" in bundle[PLOTLY]["layout"]["title"]["text"] and bundle[PLOTLY]["layout"]["xaxis"]["title"]["text"] == "ε / %"
    assert record_from_dict(bundle[RECORD]["records"][0]) == SERIES and set(clean_bundle(bundle)) == set(bundle)


def test_the_line_is_the_least_squares_one():
    rng = np.random.default_rng(3)
    x, y = rng.normal(300, 20, 40), rng.normal(size=40)
    assert show._line(tuple(x), tuple(y)) == pytest.approx(tuple(np.polyfit(x, y, 1)), rel=1e-6)


@pytest.mark.parametrize(("x", "y"), [([1], [1]), ([1, 2], [1, 2, 3]), ([], []), (range(30_000), range(30_000))])
def test_a_series_has_as_many_x_as_y(x, y):
    with pytest.raises(SettingError) as refused:
        show.series(x, y)
    assert refused.value.code == "series_invalid"


def test_a_series_is_finite_and_a_line_has_a_slope():
    with pytest.raises(SettingError, match="NaN"):
        show.series([1, 2], [1, np.nan])
    with pytest.raises(SettingError) as refused:
        show.series([2, 2], [1, 3], fit=True)
    assert refused.value.code == "series_upright"


def test_a_long_series_passes_the_filter(bundles):
    show.series(np.arange(20_000) / 7, np.arange(20_000) / 3)
    assert {PLOTLY, RECORD} <= set(clean_bundle(json.loads(json.dumps(bundles[0]))))
    assert len(str(bundles[0]["text/plain"])) < 120


def test_labels_of_a_series_are_no_markup():
    figure = figure_of(dataclasses.replace(SERIES, label="<b>x</b>", x_label="<a href='x'>", y_label="a & b"))
    assert (
        "<b>x" not in figure.layout.title.text and "<a" not in figure.layout.xaxis.title.text and "&amp;" in figure.layout.yaxis.title.text
    )


@pytest.mark.parametrize("format", [format for format in FORMATS if format != "csv"])
def test_a_structure_comes_back_from_every_format(here, bundles, format):
    atoms = bulk("Cu", cubic=True)
    atoms.rattle(0.05, seed=1)
    show.export(atoms, format, "cu")
    back = read(here / "exports" / f"cu.{format}")
    assert list(back.symbols) == ["Cu"] * 4 and find_mic(back.positions - atoms.positions, atoms.cell)[1].max() < 1e-6
    assert bundles[0][RECORD]["records"][0]["file"] == f"exports/cu.{format}" and [f.name for f in (here / "exports").iterdir()] == [
        f"cu.{format}"
    ]


def test_energies_that_are_known_go_with_a_structure_and_none_is_computed(here, bundles):
    known, unknown = bulk("Cu"), bulk("Ag")
    known.calc, unknown.calc = EMT(), EMT()
    energy = known.get_potential_energy()
    show.export([known, unknown], name="two")
    first, second = read(here / "exports/two.extxyz", index=":")
    known.rattle(0.1, seed=1)
    show.export(known, name="moved")
    assert read(here / "exports/moved.extxyz").calc is None
    assert first.get_potential_energy() == pytest.approx(energy) and second.calc is None and not unknown.calc.results


@pytest.mark.parametrize("given", [barrier("Fe", 0.6), Path(images()), list(images()), tuple(images())])
def test_all_images_of_a_path_are_written(here, bundles, given):
    show.export(given, name="path")
    assert len(read(here / "exports/path.extxyz", index=":")) == 7


def test_a_record_whose_structure_lies_in_a_file_is_written_from_there(here, bundles):
    (here / "paths").mkdir()
    bulk("Cu").write(here / "paths" / "O.extxyz")
    show.export(
        Adsorption(label="O Cu(111)", adsorbate="O", surface="Cu(111)", site="hcp", energy_eV=-1.0, structure="paths/O.extxyz"), "cif"
    )
    assert read(here / "exports/O_Cu_111_.cif").symbols[0] == "Cu"


def test_no_export_replaces_another_one_of_the_cell(here, bundles):
    for atoms in (bulk("Cu"), bulk("Cu", cubic=True) * (1, 1, 1), bulk("Cu")):
        show.export(atoms, name="cu")
    assert labels(bundles) == ["cu.extxyz", "cu-2.extxyz", "cu-3.extxyz"]
    assert len(read(here / "exports/cu-2.extxyz")) == 4


@pytest.mark.parametrize(
    ("name", "file"),
    [("a b", "a_b.extxyz"), ("slab.cif", "slab.cif"), ("x.extxyz", "x.extxyz"), (".bashrc", "bashrc.extxyz"), ("歪み", "歪み.extxyz")],
)
def test_a_name_becomes_a_plain_one(here, bundles, name, file):
    show.export(bulk("Cu"), name=name)
    assert (here / "exports" / file).is_file()


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/b", "a\\b", "", 3])
def test_a_name_with_a_slash_is_refused(here, name):
    with pytest.raises(SettingError) as refused:
        show.export(bulk("Cu"), name=name)
    assert refused.value.code == "name_invalid" and not (here / "exports").exists()


@pytest.mark.parametrize(
    ("given", "format", "code"),
    [
        (bulk("Cu"), "exe", "export_format"), (list(images()), "vasp", "export_format"), (mixed_table(), "cif", "export_format"),
        ("text", "extxyz", "export_nothing"), (bulk("Cu"), "csv", "export_nothing"), ([], "extxyz", "export_nothing"), (VALUE, "cif", "export_nothing"),
        (molecule("H2O"), "vasp", "export_failed"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_says_what_can(here, given, format, code):
    with pytest.raises(SettingError) as refused:
        show.export(given, format)
    assert refused.value.code == code and refused.value.hint
    assert not (here / "exports").exists() or not list((here / "exports").iterdir())


def test_a_table_for_a_spreadsheet_has_units_states_and_doubts(here, bundles):
    """An unconverged barrier never stands there bare, and no cell is a formula."""
    table = mixed_table()
    show.export(table, "csv", "barriers")
    text = (here / "exports/barriers.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["label"] for row in rows] == [b.label for b in table]
    fe, co, pt = rows[:3]
    assert float(fe["barrier_eV"]) == pytest.approx(table.barriers[0].barrier_eV) and "fmax_reached_eV_per_A" in fe
    assert [row["verified"] for row in (fe, co, pt)] == ["True", "False", "False"] and pt["status"] == "unconverged"
    assert fe["substitution"] == "17=Fe" and "結晶の計算データ" in fe["caveats"]
    show.export([Value(label="=1+1", value=2.0)], "csv", "formula")
    assert next(csv.DictReader(io.StringIO((here / "exports/formula.csv").read_text(encoding="utf-8-sig"))))["label"] == "'=1+1"


def test_of_a_plan_only_names_are_noted(here, bundles):
    """Made-up numbers may be anything; nothing is drawn, no structure is written."""
    with recorded(1) as noted:
        show.figure("E", float("nan"), "eV")
        show.figure("E", np.float64(2.0))
        show.series([1, 1], [float("inf"), 2], name="s", fit=True)
        show.export(bulk("Cu"), "cif", "cu")
        show.export(Adsorption(adsorbate="O", surface="Cu(111)", site="hcp", energy_eV=1.0, structure="paths/none.extxyz"), name="gone")
        show.chart(mixed_table())
        show.scene(mixed_table())
        show.chart("text")
    assert not bundles
    assert noted.shown[:5] == [
        ("figure", "value", "E"), ("figure", "value", "E #2"), ("series", "series", "s"), ("export", "export", "cu.cif"), ("export", "export", "gone.extxyz"),
    ]  # fmt: skip
    assert [how for how, _, _ in noted.shown[5:]] == ["chart"] * 6 + ["scene"]
    assert noted.made["exports/cu.cif"][0].symbols[0] == "Cu" and (here / "exports/cu.cif").stat().st_size == 0


def test_of_a_plan_what_is_no_number_is_an_error_all_the_same():
    with recorded(1), pytest.raises(SettingError):
        show.figure("E", "text")


def test_each_pass_counts_names_anew(bundles):
    show.figure("E", 1.0)
    for seed in (1, 2):
        with recorded(seed) as noted:
            show.figure("E", 2.0)
        assert noted.shown == [("figure", "value", "E")]


@pytest.fixture
def held():
    """A run that is held to an (empty) plan."""
    from sim.plan import Plan
    from sim.plan.mode import holding

    hold(Plan().to_dict())
    yield holding()
    hold(None)


def relaxation(label, energy=1.0, **more):
    return Relaxation(label=label, formula="Cu", energy_eV=energy, fmax=0.02, fmax_reached=0.01, steps=3, **more)


def test_what_was_computed_and_not_displayed_is_displayed_in_the_end(held, bundles):
    shown, twice = relaxation("shown"), relaxation("twice", 1.0)
    held.results += [shown, twice, relaxation("twice", 2.0), relaxation("never")]
    show.chart(shown)
    show.show_rest()
    assert labels(bundles) == ["shown", "twice", "never"] and bundles[1][RECORD]["records"][0]["energy_eV"] == 2.0
    assert all(set(bundle) == {"text/plain", RECORD} for bundle in bundles[1:])


def test_what_was_taken_further_after_it_was_displayed_is_displayed_again(held, bundles):
    """Rates that were computed on a barrier that was shown before belong to the results, too."""
    held.results.append(barrier("Fe", 0.6))
    show.chart(held.results[-1])
    held.results.append(barrier("Fe", 0.6).with_warnings(Caveat("x", "further")))
    show.show_rest()
    assert labels(bundles) == ["Fe@17", "Fe@17"]
    show.show_rest()
    assert len(bundles) == 2


def test_without_a_plan_there_is_no_rest(bundles):
    show.show_rest()
    assert not bundles


def test_scripts_import_all_of_it_from_one_place():
    assert {"chart", "scene", "figure", "series", "export"} <= set(kassei.__all__)


def test_a_recording_is_what_the_mode_gives():
    with recorded(1) as noted:
        assert isinstance(noted, Recording) and exported(Atoms("H"), name="h").file == "exports/h.extxyz"


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """A plain kernel with `connect` called; gives what each cell published."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(tmp_path_factory.mktemp("kernel")))
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)

    def run(code, **options):
        said = []
        client.execute_interactive(code, output_hook=lambda m: said.append((m["msg_type"], m["content"])), timeout=60, **options)
        assert not [content for kind, content in said if kind == "error"], said
        return [content["data"] for kind, content in said if kind in ("display_data", "execute_result")]

    run(f"import sys; sys.path.insert(0, {str(__file__.rsplit('/', 1)[0])!r})\nfrom shown import *\nfrom tools.show import *\nconnect()")
    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_each_cell_counts_names_anew(kernel):
    shown = [kernel(f"figure('E', {value})")[0] for value in (1, 2)]
    assert [data[RECORD]["records"][0]["label"] for data in shown] == ["E", "E"]


def test_what_a_cell_shows_by_its_last_line_counts_as_displayed(kernel):
    kernel("from sim.plan import Plan, hold\nfrom sim.plan.mode import holding\nhold(Plan().to_dict())")
    shown = kernel("a, b = barrier('Fe', 0.6), barrier('Co', 0.7)\nholding().results += [a, b]\nb")
    rest = kernel("from tools.show import show_rest\nshow_rest()", silent=True, store_history=False)
    assert [data[RECORD]["records"][0]["label"] for data in (*shown, *rest)] == ["Co@17", "Fe@17"]
    kernel("hold(None)")
