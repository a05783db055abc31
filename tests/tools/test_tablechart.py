"""Tables as charts: what differs decides how it is drawn, every number says what is in doubt, and nothing that is missing is forgotten."""

import dataclasses
import itertools
import json
import re

import pytest
from shown import DOUBTFUL, barrier

from sim.messages import word
from sim.records import (
    Adsorption,
    Barrier,
    BarrierTable,
    Caveat,
    EquationOfState,
    MolecularDynamics,
    Relaxation,
    SurfaceEnergy,
    Table,
    VacancyFormation,
    Value,
    Vibrations,
    View,
)
from tools import palette, show
from tools.figures import figure_of
from tools.kernel import open_kernel
from tools.lettering import columns
from tools.outputs import PLOTLY, RECORD, STRUCTURE, clean_bundle
from tools.ranking import results
from tools.scenes import scene_of
from tools.tablechart import MOST_COLUMNS, cells_px


def held(adsorbate="O", surface="Cu(111)", site="fcc", energy=-1.0, **more):
    label = f"{adsorbate} {surface} {site}"
    return Adsorption(label=label, calculator="emt", adsorbate=adsorbate, surface=surface, site=site, energy_eV=energy, **more)


def face(surface, energy=1.0, **more):
    return SurfaceEnergy(**{"label": surface, "calculator": "emt", "surface": surface, "energy_J_per_m2": energy, **more})


def heated(temperature, **more):
    known = {"label": f"slab NVT {temperature} K", "ensemble": "NVT", "temperature_K": float(temperature), "time_ps": 1.0}
    return MolecularDynamics(**{**known, "mean_temperature_K": temperature + 1.0, "trajectory": "", **more})


def rested(label, energy, formula="Cu4", **more):
    return Relaxation(**{"label": label, "formula": formula, "energy_eV": energy, "fmax": 0.01, "fmax_reached": 0.005, "steps": 9, **more})


def placed(element, index, height=0.6, **more):
    """A barrier with one atom replaced; settings of its own stand in its label."""
    settings = {key: more.pop(key) for key in ("n_images", "fmax") if key in more}
    made = barrier(element, height, **more)
    suffix = f" ({', '.join(map(str, settings.values()))})" if settings else ""
    label = f"{element}@{index}" if element else "host"
    return dataclasses.replace(made, label=label + suffix, substitution={index: element} if element else {}, **settings)


GRID = [placed("", 0, 0.9), *(placed(e, i, 0.5 + 0.1 * k) for k, (i, e) in enumerate(itertools.product((21, 22, 24), ("Fe", "Co"))))]


def traces(figure, kind):
    return [trace for trace in figure.data if trace.type == kind]


def notes(figure):
    return [re.sub("<[^>]*>", " ", note.text) for note in figure.layout.annotations]


def ticks(axis):
    return list(axis.ticktext)


# one field


def test_one_field_of_words_makes_bars_in_the_order_of_the_arguments():
    figure = figure_of(Table([held(site=site, energy=e) for site, e in (("ontop", -0.5), ("fcc", -1.25), ("hcp", 0.1))]))
    assert [trace.x[0] for trace in traces(figure, "bar")] == [-0.5, -1.25, 0.1]
    assert ticks(figure.layout.yaxis) == ["ontop", "fcc", "hcp"] and figure.layout.yaxis.range == (2.5, -0.5)
    assert [note.strip() for note in notes(figure)] == ["−0.500  eV", "−1.250  eV", "+0.100  eV"]
    assert figure.layout.xaxis.title.text == "吸着エネルギー / eV"
    assert figure.layout.title.text == "<b>吸着エネルギー(O、Cu(111))</b>"
    assert figure.layout.xaxis.range[0] < -1.25 and figure.layout.xaxis.range[1] > 0.1


def test_one_number_makes_a_line_in_its_order():
    figure = figure_of(Table([heated(500), heated(100), heated(300)]))
    (line,) = figure.data
    assert line.mode == "lines+markers+text" and line.x == (100, 300, 500) and line.text == ("101", "301", "501")
    assert figure.layout.xaxis.title.text == "温度 / K" and figure.layout.yaxis.title.text == "平均温度 / K"
    assert ticks(figure.layout.xaxis) == ["100", "300", "500"]


def test_an_unconverged_number_is_hatched_or_hollow_and_says_so():
    bars = figure_of(Table([face("Pt(111)"), face("Pt(100)", converged=False)]))
    assert [trace.marker.pattern.shape for trace in bars.data] == [None, "/"]
    assert ["未収束" in note for note in notes(bars)] == [False, True]
    line = figure_of(
        BarrierTable([placed("Fe", 17, 0.6, n_images=5, status="unconverged", verdict=None), placed("Fe", 17, 0.6, n_images=7)])
    )
    assert line.data[0].marker.symbol == ("circle-open", "circle")
    assert ["未収束" in text for text in line.data[0].text] == [True, False]


def test_imaginary_modes_stand_beside_a_zero_point_energy():
    modes = {"frequencies_cm1": (300.0,), "zpe_eV": 0.1}
    figure = figure_of(Table([Vibrations(label=f, formula=f, n_imaginary=n, **modes) for f, n in (("CO", 0), ("N2", 2))]))
    assert ["虚数振動 2 個" in note for note in notes(figure)] == [False, True]


def test_the_words_at_the_bars_have_room():
    figure = figure_of(Table([face("Pt(111)", 123456.789, converged=False), face("Pt(100)")]))
    assert figure.layout.margin.r > 6 * max(map(columns, notes(figure)))


def test_relaxed_structures_of_one_composition_are_told_from_the_lowest():
    figure = figure_of(Table([rested("a", -120.5), rested("b", -120.75)]))
    assert [trace.x[0] for trace in figure.data] == [0.25, 0.0] and "最も低い構造" in figure.layout.xaxis.title.text
    assert figure.layout.title.subtitle.text == ""


@pytest.mark.parametrize("other", [{"formula": "Ag4"}, {"calculator": "chgnet"}])
def test_energies_that_do_not_compare_are_drawn_as_they_are_and_it_is_said(other):
    figure = figure_of(Table([rested("a", -120.5), rested("b", -90.0, **other)]))
    assert [trace.x[0] for trace in figure.data] == [-120.5, -90.0] and "比べられません" in figure.layout.title.subtitle.text


# two fields


def heat(figure):
    (trace,) = traces(figure, "heatmap")
    return trace


def test_two_fields_make_a_heat_map_with_the_number_in_each_cell():
    table = Table([held(a, s, energy=e) for (a, s), e in zip(itertools.product("OHN", ("Cu(111)", "Pt(111)")), range(6), strict=True)])
    figure = figure_of(table)
    trace = heat(figure)
    assert trace.z == ([0, 1], [2, 3], [4, 5]) and trace.text[2] == ["+4.000", "+5.000"] and trace.texttemplate == "%{text}"
    assert ticks(figure.layout.yaxis) == ["O", "H", "N"] and ticks(figure.layout.xaxis) == ["Cu(111)", "Pt(111)"]
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("表面", "吸着種")
    assert trace.colorbar.title.text == "eV" and figure.layout.title.text == "<b>吸着エネルギー(fcc)</b>"


def test_a_cell_without_a_number_stays_empty_and_one_in_doubt_says_so():
    table = Table([held("O", "Cu(111)"), held("O", "Pt(111)", converged=False), held("H", "Cu(111)", energy=0.2)])
    figure = figure_of(table)
    assert heat(figure).z == ([-1.0, -1.0], [0.2, None])
    assert heat(figure).text[0][0] == "−1.000" and "未収束" in heat(figure).text[0][1]
    assert [(note.x, note.y, note.text) for note in figure.layout.annotations] == [(1, 1, "–")]


def test_elements_and_faces_are_two_fields_where_most_of_them_were_computed():
    names = [f"{element}({plane})" for element, plane in itertools.product(("Al", "Cu"), ("111", "100"))]
    figure = figure_of(Table([face(name) for name in names]))
    assert (ticks(figure.layout.yaxis), ticks(figure.layout.xaxis)) == (["Al", "Cu"], ["(111)", "(100)"])
    assert heat(figure).colorbar.title.text == "J m⁻²" and figure.layout.title.text == "<b>表面エネルギー</b>"
    apart = figure_of(Table([face("Pt(111)"), face("Ru(0001)")]))
    assert not traces(apart, "heatmap") and ticks(apart.layout.yaxis) == ["Pt(111)", "Ru(0001)"]


def test_of_two_numbers_both_rise():
    table = Table([heated(t, time_ps=p) for t in (500, 100) for p in (2.0, 1.0)])
    figure = figure_of(table)
    assert ticks(figure.layout.yaxis) == ["100", "500"] and ticks(figure.layout.xaxis) == ["1", "2"]


def test_many_columns_become_rows_and_cells_without_room_keep_their_mark():
    symbols = [f"E{k}" for k in range(MOST_COLUMNS + 2)]
    turned = figure_of(Table([held(a, s) for a in "OH" for s in symbols]))
    assert ticks(turned.layout.yaxis) == symbols and turned.layout.height > cells_px(len(symbols))
    square = figure_of(Table([held(a, s, converged=False) for a in symbols for s in symbols]))
    assert heat(square).text[0][0] == "−1.000 ⚠"


def test_three_fields_make_bars_with_labels():
    table = Table([held(a, s, p) for a in "OH" for s in ("Cu(111)", "Pt(111)") for p in ("fcc", "hcp")])
    assert ticks(figure_of(table).layout.yaxis) == [record.label for record in table]


# barriers


def test_sites_with_elements_are_a_heat_map_above_the_lowest_paths_with_the_host_in_the_title():
    figure = figure_of(BarrierTable(GRID))
    assert (ticks(figure.layout.yaxis), ticks(figure.layout.xaxis)) == (["21", "22", "24"], ["Fe", "Co"])
    assert heat(figure).z[1][0] == GRID[3].barrier_eV and not traces(figure, "bar")
    assert "置換なし 0." in figure.layout.title.text
    profiles = {trace.name for trace in traces(figure, "scatter") if trace.yaxis == "y2"}
    assert profiles == {"置換なし", *(one.label for one in GRID[1:])}


def test_only_so_many_paths_as_have_colours_are_drawn_below_a_heat_map():
    many = [placed("", 0, 0.9), *(placed(e, i, 0.5 + 0.01 * i) for i in range(6) for e in ("Fe", "Co"))]
    shown = {trace.name for trace in figure_of(BarrierTable(many)).data if trace.yaxis == "y2"}
    assert len(shown) == len(palette.CANDIDATES) + 1 and "Fe@0" in shown and "Fe@5" not in shown


def test_a_cell_of_a_barrier_says_whether_it_was_verified():
    table = BarrierTable(
        [
            placed("Fe", 21),
            placed("Co", 21, verdict=DOUBTFUL),
            placed("Fe", 22, verdict=None),
            placed("Co", 22, None, status="failed", fmax_reached=None, reason=Caveat("x", "<b>扱えません</b>")),
        ]
    )
    figure = figure_of(table)
    (fine, failed), (unverified, lost) = heat(figure).text
    assert "⚠" not in fine and "検証で不合格" in failed and "検証なし" in unverified and lost == ""
    (note,) = figure.layout.annotations
    assert "計算できず" in note.text and "&lt;b&gt;" in note.hovertext


@pytest.mark.parametrize(
    "table",
    [
        GRID[:3],
        [*GRID, placed("Fe", 21, n_images=9)],
        [*GRID, dataclasses.replace(GRID[1], label="Fe@21+22", substitution={21: "Fe", 22: "Fe"})],
        [GRID[1], GRID[4]],
    ],
    ids=["one site", "another setting", "two atoms", "a diagonal"],
)
def test_other_tables_of_barriers_keep_their_bars(table):
    figure = figure_of(BarrierTable(table))
    assert len(traces(figure, "bar")) == len(table) and not traces(figure, "heatmap")


def test_a_sequence_of_barriers_keeps_its_bars():
    assert len(traces(figure_of(GRID), "bar")) == len(GRID)


def test_one_path_with_several_numbers_of_images_is_a_line():
    figure = figure_of(BarrierTable([placed("Fe", 17, 0.6, n_images=n) for n in (9, 5, 7)]))
    (line,) = figure.data
    assert line.x == (5, 7, 9) and figure.layout.xaxis.title.text == "イメージの枚数"
    assert figure.layout.title.text == "<b>活性化エネルギー(Fe@17、fmax 0.02)</b>" and not figure.layout.showlegend


def test_noise_does_not_look_like_a_trend():
    figure = figure_of(BarrierTable([placed("Fe", 17, 0.6 + 1e-6 * n, n_images=n) for n in (5, 7)]))
    low, high = figure.layout.yaxis.range
    assert high - low > 0.02


def test_forces_stand_over_their_logarithm():
    figure = figure_of(BarrierTable([placed("Fe", 17, 0.6, fmax=f) for f in (0.01, 0.02, 0.1)]))
    assert figure.layout.xaxis.type == "log" and ticks(figure.layout.xaxis) == ["0.01", "0.02", "0.1"]


def test_several_candidates_are_lines_of_their_own_and_a_failed_one_keeps_its_place():
    lost = placed("Fe", 17, None, n_images=7, status="failed", fmax_reached=None, reason=Caveat("x", "y"))
    figure = figure_of(BarrierTable([placed("", 0, 0.9, n_images=5), placed("", 0, 0.9, n_images=7), placed("Fe", 17, n_images=5), lost]))
    host, iron = figure.data
    assert (host.name, iron.name) == ("置換なし", "Fe@17") and host.line.color == palette.HOST != iron.line.color
    assert iron.y[1] is None and figure.layout.showlegend
    (note,) = figure.layout.annotations
    assert note.x == 7 and "計算できず" in note.text


def test_images_and_forces_together_are_a_heat_map():
    figure = figure_of(BarrierTable([placed("Fe", 17, 0.6, n_images=n, fmax=f) for n in (7, 5) for f in (0.05, 0.02)]))
    assert ticks(figure.layout.yaxis) == ["5", "7"] and ticks(figure.layout.xaxis) == ["0.02", "0.05"]


def test_a_hop_has_its_own_name_and_not_that_of_the_unsubstituted_path():
    hops = [dataclasses.replace(barrier("", 0.4), label=label) for label in ("Cu Cu(111)", "Ag Cu(111)")]
    figure = figure_of(BarrierTable(hops))
    assert list(figure.layout.yaxis.categoryarray) == ["Cu Cu(111)", "Ag Cu(111)"] and not figure.layout.shapes
    assert scene_of(hops[0])[0]["title"] == "Cu Cu(111) の経路"


# whatever kind


KINDS = [
    [held(site=site) for site in ("fcc", "hcp")],
    [face(name) for name in ("Cu(111)", "Cu(100)")],
    [heated(t) for t in (100, 300)],
    [rested(name, -1.0) for name in "ab"],
    [VacancyFormation(label=f"{e} vacancy", formula=e, energy_eV=1.0) for e in ("Cu", "Ag")],
    [Vibrations(label=f, formula=f, frequencies_cm1=(300.0,), n_imaginary=0, zpe_eV=0.1) for f in ("CO", "N2")],
    [EquationOfState(label=f"Cu-{k}", formula="Cu", lattice=k, lattice_constant_A=3.6, bulk_modulus_GPa=140) for k in ("fcc", "bcc")],
    [placed("Fe", 17), placed("Co", 17)],
    [held("O", "Cu(111)"), held("O", "Pt(111)"), held("H", "Cu(111)")],
    GRID,
]


@pytest.mark.parametrize("records", KINDS)
@pytest.mark.parametrize("locale", ["ja_JP.UTF-8", "en_GB.UTF-8"])
def test_every_table_has_a_chart_in_the_users_language_that_passes_the_filter(records, locale, monkeypatch):
    monkeypatch.setenv("LC_ALL", locale)
    table = (BarrierTable if isinstance(records[0], Barrier) else Table)(records)
    figure = figure_of(table)
    sent = json.loads(figure.to_json())
    kept = clean_bundle({PLOTLY: sent, RECORD: json.loads(json.dumps(table.to_dict()))})
    assert len(kept[PLOTLY]["data"]) == len(sent["data"]) and len(kept[RECORD]["records"]) == len(table)
    said = re.sub(
        "<[^>]*>", "", " ".join(filter(None, [figure.layout.title.text, figure.layout.xaxis.title.text, figure.layout.yaxis.title.text]))
    )
    written = "".join(letter for letter in said if ord(letter) > 0x2E7F)
    assert bool(written) == (locale[:2] == "ja") and "_" not in said and "None" not in said
    assert "<b>" in figure.layout.title.text and figure.layout.height > 100 and figure.layout.template.layout.to_plotly_json() == {}


@pytest.mark.parametrize("records", KINDS[:-1])
def test_a_list_of_records_of_one_kind_is_drawn_like_their_table(records):
    if isinstance(records[0], Barrier):
        return
    assert figure_of(records) == figure_of(Table(records))


@pytest.mark.parametrize(
    "records",
    [
        [View(label="a", path="a"), View(label="b", path="b")],
        [Value(label="a", value=1.0, unit="eV"), Value(label="b", value=1.0, unit="K")],
    ],
)
def test_what_has_no_number_to_compare_has_no_chart(records):
    assert figure_of(Table(records)) is None


def test_numbers_of_a_scripts_own_are_marked_as_such():
    figure = figure_of(Table([Value(label=name, value=value, unit="eV/Å") for name, value in (("a", 1.5), ("b", 2e-5))]))
    assert [trace.marker.pattern.shape for trace in figure.data] == ["/", "/"]
    assert all("検証していない値" in note and "eV/Å" in note for note in notes(figure)) and "2.000e−05" in notes(figure)[1]


def test_a_table_of_one_is_drawn_as_the_one():
    modes = Vibrations(label="CO", formula="CO", frequencies_cm1=(2100.0,), n_imaginary=0, zpe_eV=0.13)
    assert figure_of(Table([modes])) == figure_of(modes)
    assert len(figure_of(Table([face("Cu(111)")])).data) == 1


def test_results_of_two_kinds_have_no_chart_together():
    assert figure_of([face("Cu(111)"), held()]) is None


def test_the_scene_of_a_table_is_that_of_its_first_structure_or_lowest_barrier(tmp_path):
    from ase.build import bulk

    pair = [rested(name, energy, atoms=bulk(name)) for name, energy in (("Ag", -1.0), ("Cu", -2.0))]
    assert scene_of(Table(pair))[0]["symbols"] == ["Ag"]
    assert scene_of(BarrierTable(GRID))[0]["label"] == "Fe@21"


def test_a_table_is_shown_with_all_of_its_records(capsys):
    show.chart(Table([face("Cu(111)"), face("Cu(100)", converged=False)]))
    said = capsys.readouterr().out
    assert "Cu(111)" in said and word("unconverged") in said.splitlines()[1]


def test_a_report_has_several_records_of_a_kind_side_by_side():
    page = results([record.to_dict() for record in (face("Cu(111)", 1.04), face("Cu(100)", 1.2, converged=False), held())])
    assert page.count("<table") == 2 and page.count("表面エネルギー / J m⁻²") == 1
    assert "1.040" in page and "1.200" in page and "未収束" in page and "吸着エネルギー O Cu(111) fcc" in page


def test_hosts_of_several_settings_are_the_reference_in_a_report():
    page = results([one.to_dict() for one in (placed("", 0, 0.9, n_images=5), placed("Fe", 17, n_images=5))])
    assert "置換なし (5)" in page and "基準" in page


def test_a_planned_script_shows_its_tables_from_the_sandbox(runner, tmp_path):
    script = (
        "from kassei import *\n"
        "faces = surface_energy(['Al', 'Cu'], ['111', '100'])\nchart(faces)\nscene(faces)\n"
        "hops = surface_hop('Cu', 'Cu(111)', n_images=[3, 5], fmax=0.1)\nchart(hops)\nscene(hops)\n"
        "print(faces.lowest.surface, hops[0].n_images)\n"
    )

    async def start():
        async with open_kernel(inputs={}, folder=tmp_path, calculator="emt") as kernel:
            return await kernel.execute(script, plan=await kernel.plan(script))

    result = runner.run(start())
    assert result.ok, result.error
    drawn = [output["data"][PLOTLY]["data"][0]["type"] for output in result.outputs if PLOTLY in output.get("data", {})]
    scenes = [output["data"][STRUCTURE]["label"] for output in result.outputs if STRUCTURE in output.get("data", {})]
    assert drawn == ["heatmap", "scatter"] and scenes[0] == "Al(111)" and scenes[1].startswith("Cu Cu(111)")
    assert {record["label"] for record in result.records} >= {"Al(111)", "Al(100)", "Cu(111)", "Cu(100)", "Cu Cu(111)"}
    assert len(result.records) == 6
