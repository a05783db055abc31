"""Charts and scenes: what is drawn is what was computed, and nothing unproven looks proven."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest
from ase import Atoms
from jupyter_client.manager import KernelManager
from shown import SITE, barrier, images, mixed_table

from sim.records import Adsorption, BarrierTable, Caveat, EquationOfState, MolecularDynamics, Vibrations, View
from tools import palette, show
from tools.figures import CONFIG, figure_of
from tools.lettering import columns, signed, wrap
from tools.outputs import ERROR, PLOTLY, PROGRESS, RECORD, STRUCTURE, WIDGET, clean_bundle
from tools.scenes import MAX_COORDINATES, MAX_FRAMES, looks, scene_of, thin
from tools.viewer import checked_scene, payload


def slots(figure):
    """The upper panel's trace of each candidate, by the name of its slot."""
    return {trace.y[0]: trace for trace in figure.data if trace.yaxis is None}


def test_every_candidate_keeps_its_slot_lowest_first():
    assert figure_of(mixed_table()).layout.yaxis.categoryarray == ("Fe@17", "Co@17", "置換なし", "Pt@17", "Ni@17", "Xe@17")


def test_a_bar_is_as_long_as_its_barrier():
    table = mixed_table()
    found = {name: trace.x[0] for name, trace in slots(figure_of(table)).items() if trace.type == "bar"}
    assert found == {("置換なし" if b.is_host else b.label): b.barrier_eV for b in table if b.barrier_eV is not None}


def rows(figure):
    """The words at the end of each row, by the name of its slot."""
    return {note.y: note.text for note in figure.layout.annotations}


def test_an_unconverged_bar_is_hatched_and_says_so():
    figure = figure_of(mixed_table())
    traces, said = slots(figure), rows(figure)
    assert traces["Pt@17"].marker.pattern.shape == "/" and "未収束" in said["Pt@17"] and "0.083" in said["Pt@17"]
    assert traces["Fe@17"].marker.pattern.shape is None and "検証済み" in said["Fe@17"]


def test_a_converged_bar_whose_proof_failed_is_hatched_and_says_so():
    assert slots(figure_of(mixed_table()))["Co@17"].marker.pattern.shape == "/"
    assert "検証で不合格" in rows(figure_of(mixed_table()))["Co@17"] and "虚数振動は一つ" in rows(figure_of(mixed_table()))["Co@17"]


@pytest.mark.parametrize(("label", "words"), [("Xe@17", "計算できず"), ("Ni@17", "障壁なし")])
def test_what_has_no_barrier_has_no_bar_but_a_reason(label, words):
    figure = figure_of(mixed_table())
    said = rows(figure)[label]
    assert slots(figure)[label].type == "scatter" and words in said and "eV" not in said and "<b>扱" not in said


def test_the_words_of_every_row_have_room_in_the_margin():
    """At least six pixels for each half-width column, beyond the plot, where nothing is drawn."""
    for table in (mixed_table(), BarrierTable((barrier("Fe", 0.6),))):
        figure = figure_of(table)
        widest = max(columns(re.sub("<[^>]*>", "", line)) for text in rows(figure).values() for line in text.split("<br>")[:1])
        assert figure.layout.margin.r > 6 * widest and all(note.x == 1 and note.xanchor == "left" for note in figure.layout.annotations)


def test_no_button_of_a_chart_sends_it_anywhere():
    assert "sendChartToCloud" in figure_of(mixed_table()).layout.modebar.remove and "sendChartToCloud" in CONFIG["modeBarButtonsToRemove"]


def test_how_a_number_was_made_is_no_alarm():
    record = EquationOfState(
        formula="Cu", lattice="fcc", lattice_constant_A=3.6, bulk_modulus_GPa=140, volumes_A3=(45, 46, 47, 48), energies_eV=(3, 1, 0, 1)
    )
    said = (Caveat("eos_settings", "7 点"), Caveat("emt_demonstration", "物理的な意味はありません"))
    assert figure_of(record.with_warnings(*said)).layout.title.subtitle.text == "⚠ 物理的な意味はありません"


def test_the_curve_goes_through_the_images_and_never_over_them():
    table = BarrierTable((barrier("Fe", 0.6),))
    curve, points = [t for t in figure_of(table).data if t.yaxis == "y2" and t.x[0] is not None]
    energies = table.barriers[0].energies_eV
    assert max(curve.y) <= max(energies) + 1e-5 and min(curve.y) >= min(energies) - 1e-5
    assert points.y == pytest.approx(energies, abs=1e-5)
    assert [k for k, symbol in enumerate(points.marker.symbol) if symbol == "star"] == [table.barriers[0].saddle_image]


def test_the_coordinate_is_the_way_that_the_atoms_go():
    """One atom moves 1.2 Å in the pictures, and nothing else does."""
    points = [t for t in figure_of(BarrierTable((barrier("Fe", 0.6),))).data if t.yaxis == "y2"][1]
    assert points.x[-1] == pytest.approx(1.2, abs=1e-4) and all(b > a for a, b in pairwise(points.x))


def test_the_host_is_a_line_across_the_ranking():
    table = mixed_table()
    (line,) = figure_of(table).layout.shapes
    assert line.x0 == line.x1 == table.host.barrier_eV


def test_the_caveat_stands_under_the_title():
    assert "結晶の計算データ" in figure_of(mixed_table()).layout.title.subtitle.text.replace("<br>", "")


def test_a_long_caveat_is_broken_not_cut():
    text = "この計算器は MPtrj で学習したもので、" * 8
    lines = wrap(text, 40)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "") and len(lines) > 4


def test_a_number_has_its_sign_and_nothing_has_none():
    assert (signed(0.1234), signed(-0.5), signed(-0.0004), signed(0.0)) == ("+0.123", "−0.500", "0.000", "0.000")


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return float(np.dot([0.2126, 0.7152, 0.0722], [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]))


@pytest.mark.parametrize("ground", ["#ffffff", "#111111"])
def test_ink_is_readable_on_white_and_on_dark(ground):
    """WCAG's contrast; 4.5 on both at once no grey can have."""
    low, high = sorted([luminance(palette.INK), luminance(ground)])
    assert (high + 0.05) / (low + 0.05) > 4


def test_no_two_candidates_share_colour_and_marker():
    assert len(set(palette.CANDIDATES)) == len(set(palette.MARKERS)) == len(palette.CANDIDATES)


def test_labels_are_english_where_the_locale_is(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    figure = figure_of(mixed_table())
    assert figure.layout.xaxis.title.text == "Activation energy / eV" and "host" in figure.layout.yaxis.categoryarray


def test_the_fit_of_an_equation_of_state_has_its_lowest_point_where_the_energies_do():
    volumes = np.linspace(40, 56, 9)
    record = EquationOfState(
        formula="Cu",
        lattice="fcc",
        lattice_constant_A=3.6,
        bulk_modulus_GPa=140,
        volumes_A3=tuple(volumes),
        energies_eV=tuple((volumes - 47) ** 2),
    )
    curve = figure_of(record).data[0]
    assert curve.x[int(np.argmin(curve.y))] == pytest.approx(47, abs=0.3)


def test_imaginary_modes_stand_apart_below_zero():
    figure = figure_of(Vibrations(formula="CO", frequencies_cm1=(-120.0, 300.0, 2050.0), n_imaginary=1, zpe_eV=0.15))
    real, imaginary = figure.data
    assert min(real.x) > 0 > max(imaginary.x) and imaginary.text == ("120i",)


def test_dynamics_show_temperature_over_time():
    record = MolecularDynamics(
        ensemble="NVT",
        temperature_K=300,
        time_ps=1,
        mean_temperature_K=299,
        trajectory="",
        times_ps=(0, 0.5, 1),
        temperatures_K=(290, 310, 300),
    )
    assert figure_of(record).data[0].y == (290, 310, 300)


@pytest.mark.parametrize("record", [Adsorption(adsorbate="O", surface="Cu(111)", site="hcp", energy_eV=-1.1), Atoms("H"), "text", []])
def test_what_has_no_chart_has_none(record):
    assert figure_of(record) is None


def test_a_scene_holds_path_site_saddle_and_what_is_fixed():
    one = barrier("Fe", 0.6)
    scene, _ = scene_of(one)
    assert scene["highlight"] == [SITE] and scene["symbols"][SITE] == "Fe" and scene["fixed"] == list(range(9))
    assert scene["saddle"] == one.saddle_image and scene["energies_eV"] == pytest.approx(one.energies_eV, abs=1e-5)
    assert np.array(scene["frames"]) == pytest.approx(np.array([image.positions for image in one.images]), abs=1e-4)


def test_a_barrier_without_a_value_has_no_saddle_in_its_scene():
    assert scene_of(barrier("Ni", 0.0, status="barrierless"))[0]["saddle"] is None


def test_a_view_lights_up_what_was_asked_for():
    assert scene_of(View(path="p.extxyz", highlighted=(3, 99), images=images()))[0]["highlight"] == [3]


@pytest.mark.parametrize(
    ("frames", "atoms", "saddle"), [(9, 194, 4), (1000, 10, 501), (400, 2000, 77), (50, 30_000, 20), (2, 34_000, None)]
)
def test_a_long_path_is_thinned_but_keeps_its_saddle_and_fits(frames, atoms, saddle):
    kept = thin(frames, atoms, keep=saddle)
    assert 1 <= len(kept) <= MAX_FRAMES and 3 * atoms * len(kept) <= MAX_COORDINATES
    assert kept == sorted(set(kept)) and kept[-1] < frames and (saddle is None or saddle in kept)


def test_a_scene_says_all_that_a_viewer_in_a_page_draws():
    """What a notebook shows while it runs is drawn from it alone; what is kept comes from the host."""
    scene = scene_of(mixed_table())[0]
    sent = json.loads(json.dumps(scene | looks(scene)))
    drawn = json.loads(json.dumps(payload(checked_scene(sent))))
    assert {key: sent[key] for key in drawn} == drawn


def test_a_scene_passes_the_filter_and_the_host_reads_the_same_from_it():
    sent = json.loads(json.dumps(scene_of(mixed_table())[0]))
    scene = checked_scene(clean_bundle({STRUCTURE: sent})[STRUCTURE])
    assert scene.highlight == (SITE,) and scene.n_frames == 7 and set(scene.layers) == {1, 2}


@pytest.mark.parametrize(
    "change",
    [
        {"symbols": ["Fe", "<img>"]},
        {"symbols": []},
        {"frames": [[[0, 0, float("nan")], [0, 0, 0]]]},
        {"frames": [[[0, 0, 1e300], [0, 0, 0]]]},
        {"frames": [[[0, 0, 0]]]},
        {"frames": "x"},
        {"highlight": [7]},
        {"highlight": [True]},
        {"fixed": {"0": 1}},
        {"saddle": 9},
        {"energies_eV": ["1"]},
        {"cell": [[1, 0, 0]]},
    ],
)
def test_a_hostile_scene_is_none(change):
    good = {"symbols": ["Fe", "O"], "frames": [[[0, 0, 0], [0, 0, 1.0]]]}
    assert checked_scene(good) is not None and checked_scene(good | change) is None


def test_without_a_kernel_the_text_is_printed(capsys):
    show.chart(mixed_table())
    show.scene(mixed_table())
    assert "Fe@17" in capsys.readouterr().out


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """A plain kernel with `connect` called; gives what each cell published and how it ended."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(tmp_path_factory.mktemp("kernel")))
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)

    def run(code):
        said = []
        reply = client.execute_interactive(
            code, output_hook=lambda message: said.append((message["msg_type"], message["content"])), timeout=60
        )
        return reply["content"]["status"], said

    run(f"import sys; sys.path.insert(0, {str(__file__.rsplit('/', 1)[0])!r})\nfrom shown import *\nfrom tools.show import *\nconnect()")
    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def bundles(said):
    return [content["data"] for kind, content in said if kind == "display_data"]


def test_a_chart_is_one_bundle_with_text_record_and_figure(kernel):
    status, said = kernel("chart(mixed_table())")
    (bundle,) = bundles(said)
    assert status == "ok" and set(bundle) == {"text/plain", RECORD, PLOTLY} == set(clean_bundle(bundle))
    assert [record["label"] for record in bundle[RECORD]["records"]] == ["Fe@17", "Co@17", "Pt@17", "Xe@17", "Ni@17", "host"]


def test_a_scene_is_one_bundle_with_structure_and_a_live_view(kernel):
    status, said = kernel("scene(mixed_table())")
    (bundle,) = bundles(said)
    assert status == "ok" and set(bundle) == {"text/plain", RECORD, STRUCTURE, WIDGET}
    assert [record["label"] for record in bundle[RECORD]["records"]] == ["Fe@17"]


def test_the_widget_asks_for_the_front_end_that_its_wheel_ships(kernel):
    code = "import nglview, json, pathlib, sys\nfrom jupyter_core.paths import jupyter_path\n"
    code += "ships = [p for f in jupyter_path('labextensions') if (p := pathlib.Path(f) / 'nglview-js-widgets/package.json').is_file()]\n"
    code += "scene(mixed_table())\nprint(nglview.widget.__frontend_version__ == json.loads(ships[0].read_text())['version'])"
    _, said = kernel(code)
    assert any(content.get("text") == "True\n" for _, content in said)


def test_an_error_of_the_physics_fails_the_cell_in_one_line(kernel):
    status, said = kernel("from sim import read_path\nread_path('nowhere.extxyz')")
    (bundle,) = bundles(said)
    (error,) = [content for kind, content in said if kind == "error"]
    assert status == "error" and bundle[ERROR]["code"] == "file_missing" and len(error["traceback"]) == 1


def test_progress_comes_at_most_four_times_a_second_and_ends_are_never_lost(kernel):
    code = "from sim.progress import report\nfor k in range(50): report({'event': 'stage', 'label': 'Fe@1', 'stage': 'band'})\n"
    code += "report({'event': 'finished', 'label': 'Fe@1'}); report({'event': 'finished', 'label': 'Co@1'})"
    _, said = kernel(code)
    events = [bundle[PROGRESS]["event"] for bundle in bundles(said)]
    assert events.count("stage") < 10 and events.count("finished") == 2
