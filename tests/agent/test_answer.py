"""The answer comes from records alone, names them, and hides nothing that did not work."""

import re

import pytest

from agent.answer import MOST_LINES, answer, printed_answer
from sim.records import Export, Series, Value


def barrier(label, value, status="converged", **more):
    symbol, _, index = label.partition("@")
    record = {
        "kind": "barrier", "label": label, "calculator": "emt", "substitution": {index: symbol} if index else {}, "barrier_eV": value,
        "reverse_barrier_eV": value, "reaction_energy_eV": 0.0, "n_images": 7, "climb": True, "fmax": 0.02, "fmax_reached": 0.011,
        "status": status, "verdict": None, "rates": [], "warnings": [], "reason": None,
    }  # fmt: skip
    return record | more


CHECKED = {"n_imaginary": 1, "connects": True, "checks": [{"name": "one_imaginary_mode", "passed": True}]}
DOUBTFUL = {"n_imaginary": 2, "connects": True, "checks": [{"name": "one_imaginary_mode", "passed": False}]}


@pytest.fixture(autouse=True)
def japanese(monkeypatch):
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")


def test_the_lowest_settled_barrier_is_promising():
    text = answer([barrier("Co@189", 0.5), barrier("Fe@189", 0.4, verdict=CHECKED)])
    assert text.startswith("鉄が有望です。活性化エネルギーが最も低く、0.400 eV です[Fe@189]。")
    assert text.index("1. Fe@189") < text.index("2. Co@189")


def test_an_unconverged_barrier_is_never_promising_and_ranks_behind():
    text = answer([barrier("Fe@1", 0.1, "unconverged", reason={"code": "x", "text": "力が残りました"}), barrier("Co@1", 0.5)])
    assert text.startswith("コバルトが有望です")
    assert "1. Co@1" in text and "・Fe@1: 0.100 eV(未収束" in text and "力が残りました" in text


def test_a_barrier_that_fails_its_checks_gives_no_conclusion():
    text = answer([barrier("Fe@1", 0.1, verdict=DOUBTFUL), barrier("Co@1", 0.5)])
    assert "有望です" not in text and "検証で不合格: 虚数振動は一つ" in text


def test_beside_a_barrier_in_doubt_the_lowest_one_that_passed_is_told():
    text = answer([barrier("Fe@1", 0.1, verdict=DOUBTFUL), barrier("Co@1", 0.5, verdict=CHECKED), barrier("host", 0.3)])
    assert text.splitlines()[0].endswith("検証に通ったもののうち最も低いのはコバルトの 0.500 eV です[Co@1]。")


def test_one_candidate_is_called_neither_lowest_nor_highest():
    text = answer([barrier("Pd@1", 0.5, verdict=CHECKED), barrier("host", 0.3, verdict=CHECKED)])
    assert text.startswith("置換しても障壁は下がりません。パラジウムで 0.500 eV")


def test_a_candidate_without_a_value_is_listed_with_its_reason():
    text = answer([barrier("Fe@1", None, "failed", reason={"code": "x", "text": "経路が壊れました"}), barrier("Co@1", 0.5)])
    assert "・Fe@1: 計算できず(経路が壊れました)" in text


def test_the_comparison_with_the_unsubstituted_path_is_a_difference_of_records(monkeypatch):
    text = answer([barrier("host", 0.6), barrier("Fe@1", 0.45)])
    assert "鉄" in text and "置換前の 0.600 eV [host] より 0.150 eV 低くなります" in text
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert "[Fe@1]. That is 0.150 eV lower" in answer([barrier("host", 0.6), barrier("Fe@1", 0.45)])
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    worse = answer([barrier("host", 0.3), barrier("Fe@1", 0.45)])
    assert "下がりません" in worse and "有望" not in worse


def test_the_unsubstituted_path_is_no_candidate_and_has_no_rank():
    text = answer([barrier("host", 0.3), barrier("Fe@1", 0.45), barrier("Co@1", 0.5)])
    assert "・host: 0.300 eV(収束" in text and "2. Co@1" in text and "3." not in text


def test_nothing_is_lower_than_an_unsettled_reference():
    text = answer([barrier("host", 0.6, "unconverged", fmax_reached=0.3), barrier("Fe@1", 0.45)])
    assert "低くなります" not in text and "・host: 0.600 eV(未収束" in text


def test_nothing_is_neither_plus_nor_minus():
    text = answer([barrier("host", 0.3, reaction_energy_eV=-2e-12), barrier("Fe@1", 0.3001, reaction_energy_eV=3e-9)])
    assert "-0.000" not in text and "+0.000" not in text and "ΔE 0.000 eV" in text


def test_a_doubt_is_an_alarm_and_a_note_is_not():
    doubt, note = {"code": "mptrj_soft", "text": "障壁を低めに出します。"}, {"code": "rates_prefactor", "text": "頻度因子は kBT/h です。"}
    lines = answer([barrier("Fe@1", 0.4, warnings=[doubt, note])]).splitlines()
    assert lines.index("⚠ 障壁を低めに出します。") == lines.index("注意:") + 1 and "・頻度因子は kBT/h です。" in lines
    assert "注意:" not in answer([barrier("Fe@1", 0.4, warnings=[note])])


def test_settings_are_told_and_defaults_are_called_defaults():
    text = answer([barrier("Fe@1", 0.45)], asked=frozenset({"n_images"}))
    assert "イメージ 7 枚(両端を含む)、fmax 0.02 eV/Å(既定)" in text and "index は ASE の番号(0 始まり)です" in text


def test_every_number_is_a_field_of_a_record():
    record = barrier(
        "Fe@1", 0.4567, rates=[{"temperature_K": 400.0, "rate_per_s": 1.5e7}], reaction_energy_eV=-0.123, reverse_barrier_eV=0.58
    )
    numbers = re.findall(r"[-+]?\d+\.\d+(?:e[+-]\d+)?", answer([record]))
    assert set(numbers) == {"0.457", "-0.123", "0.580", "1.500e+07", "0.02"}


VALUE = Value(label="ひずみ +2 % の E", value=-93.21437, unit="eV").to_dict()
SERIES = Series(
    label="E(ε)", x=(-2.0, 2.0), y=(1.0, 5.0), x_label="ε", x_unit="%", y_label="E", y_unit="eV", slope=1.0, intercept=3.0
).to_dict()
EXPORT = Export(label="a.cif", file="exports/a.cif", format="cif").to_dict()


def test_a_value_of_the_script_is_told_as_not_verified(monkeypatch):
    assert answer([VALUE]) == "検証していない値: ひずみ +2 % の E = −93.214 eV(スクリプトが計算した値です)"
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert answer([VALUE]) == "Not verified: ひずみ +2 % の E = −93.214 eV (computed by the script itself)"


def test_a_series_is_one_line_and_a_file_has_its_name():
    assert answer([SERIES, VALUE, EXPORT]).splitlines() == [
        "検証していない値(スクリプトが計算した値です):",
        "・ひずみ +2 % の E = −93.214 eV",
        "・E(ε): 2 点、ε −2 〜 2 %、E 1 〜 5 eV、直線の傾き 1 eV/%、切片 3 eV",
        "書き出したファイル: exports/a.cif",
    ]


def test_a_checked_result_comes_first_and_is_not_called_unverified():
    lines = answer([VALUE, barrier("Fe@1", 0.4, verdict=CHECKED), EXPORT]).splitlines()
    assert (
        lines[0].startswith("鉄の活性化エネルギーは 0.400 eV")
        and "検証済み" in lines[1]
        and lines[2].startswith("検証していない値: ひずみ")
    )


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def display(**data):
    return {"output_type": "display_data", "data": {"text/plain": "shown", **data}}


def test_what_a_script_without_records_prints_is_the_answer_as_it_is():
    outputs = [
        stream("E  =   -93.21\n\nend\n"),
        stream("warning", "stderr"),
        {"output_type": "execute_result", "data": {"text/plain": "42"}},
    ]
    lines = printed_answer(outputs).splitlines()
    assert lines == ["検証していない値(スクリプトの出力そのまま):", "    E  =   -93.21", "    ", "    end", "    42"]


def test_a_long_output_is_cut_with_a_remark():
    lines = printed_answer([stream("".join(f"{k}\n" for k in range(100)) + "x" * 500)]).splitlines()
    assert len(lines) == MOST_LINES + 2 and "61 行" in lines[-1] and "report.html" in lines[-1]
    assert len(printed_answer([stream("x" * 500)])) < 300


def test_what_was_written_over_is_what_stood_there_last():
    assert printed_answer([stream("10%\r50%\r\x1b[31m100%\x1b[0m\r\n")]).endswith("\n    100%")


def test_pictures_are_counted_and_files_named():
    """A record's chart is no picture of the script, and an export has a line of its own beside the records."""
    png, plot, record = {"image/png": "x"}, {"application/vnd.plotly.v1+json": {}}, {"application/vnd.kassei.record+json": {"records": []}}
    outputs = [display(**png), display(**plot), display(**plot, **record), {"output_type": "error", "ename": "x"}]
    assert printed_answer(outputs, files=["exports/a.cif", "files/a.csv"], files_left=2).splitlines() == [
        "スクリプトの図: 2 枚(検証していません)",
        "書き出したファイル: files/a.csv",
        "ほかに 2 個のファイルは、種類・大きさ・数の制限のため残しませんでした。",
    ]


def test_a_script_that_says_nothing_has_no_answer():
    assert printed_answer([]) == "" and printed_answer([stream("\n \n"), display()]) != "" and printed_answer([stream("")]) == ""


def test_caveats_are_said_once():
    caveat = {"code": "mptrj_soft", "text": "障壁を低めに出します。"}
    text = answer([barrier("Fe@1", 0.4, warnings=[caveat]), barrier("Co@1", 0.5, warnings=[caveat])])
    assert text.count("障壁を低めに出します。") == 1


def test_nothing_is_said_of_highlighted_atoms_where_there_are_none():
    view = {"kind": "view", "label": "", "path": "path.extxyz", "highlighted": []}
    assert answer([view]) == "経路 path.extxyz を表示しました。"
    assert "(強調した原子: 3, 22)" in answer([view | {"highlighted": [3, 22]}])


@pytest.mark.parametrize("language", ["ja_JP.UTF-8", "en_US.UTF-8"])
def test_every_kind_of_record_has_a_sentence(language, monkeypatch):
    monkeypatch.setenv("LC_ALL", language)
    common = {"label": "", "calculator": "emt", "warnings": []}
    records = [
        {"kind": "relaxation", "formula": "Cu13", "energy_eV": 1.0, "fmax": 0.01, "fmax_reached": 0.02, "steps": 3, "converged": False},
        {"kind": "equation_of_state", "formula": "Ag", "lattice": "fcc", "lattice_constant_A": 4.1, "bulk_modulus_GPa": 100.0},
        {"kind": "adsorption", "adsorbate": "O", "surface": "Cu(111)", "site": "hcp", "energy_eV": -4.0},
        {"kind": "surface_energy", "surface": "Pt(100)", "energy_J_per_m2": 2.0},
        {"kind": "vacancy_formation", "formula": "Ag", "energy_eV": 1.0},
        {"kind": "vibrations", "formula": "CO", "frequencies_cm1": [2100.0], "n_imaginary": 0, "zpe_eV": 0.13},
        {"kind": "molecular_dynamics", "ensemble": "NVT", "temperature_K": 500.0, "time_ps": 0.5, "mean_temperature_K": 480.0},
        {"kind": "view", "path": "path.extxyz", "highlighted": [22]},
        VALUE,
        SERIES,
        EXPORT,
    ]
    for record in records:
        assert len(answer([common | record])) > 10
