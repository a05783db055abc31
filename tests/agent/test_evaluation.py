"""The score counts what it says: right, wrong and run, asked, refused, with an interval."""

import asyncio
from pathlib import Path

import pytest
from planning import plan_of
from written import screen_script

import model
from agent.errors import RequestRefused
from agent.evaluation import Scored, judge, read_set, summary, wilson
from agent.understanding import foretold, hop, table, understand
from model.scripted import ScriptedChat


def done(*records):
    return {"status": "done", "records": list(records)}


NI = {"kind": "barrier", "substitution": {"22": "Ni"}, "barrier_eV": 0.4, "label": "Ni@22"}


def test_a_barrier_that_nobody_asked_for_is_wrong():
    extra = NI | {"substitution": {"22": "Ag"}, "label": "Ag@22"}
    expect = {"records": [{"kind": "barrier", "substitution": {"22": "Ni"}}]}
    assert judge(expect, 0, done(NI))[0] and not judge(expect, 0, done(NI, extra))[0]


def test_the_host_is_met_only_by_an_empty_substitution():
    expect = {"records": [{"kind": "barrier", "substitution": {}}]}
    assert judge(expect, 0, done(NI | {"substitution": {}}))[0] and not judge(expect, 0, done(NI))[0]


def test_a_barrier_without_a_number_is_not_right():
    assert not judge({"records": [{"kind": "barrier"}]}, 0, done(NI | {"barrier_eV": None}))[0]


def test_a_refusal_needs_its_code_exit_2_and_no_records():
    said = {"status": "refused", "error": {"code": "index_out_of_range"}, "records": []}
    assert judge({"error": "index_out_of_range"}, 2, said)[0]
    assert not judge({"error": "index_out_of_range"}, 1, said)[0]
    assert not judge({"error": "element_unknown"}, 2, said)[0]


def test_the_interval_holds_the_share_and_shrinks_with_the_count():
    for right, n in ((0, 10), (5, 10), (10, 10), (50, 100)):
        low, high = wilson(right, n)
        assert 0 <= low <= right / n <= high <= 1
    assert wilson(50, 100)[0] > wilson(5, 10)[0]


def test_wrong_and_run_is_counted_apart():
    rows = [
        Scored("1", "f", "x", False, "done", 1.0, "w"),
        Scored("2", "f", "x", False, "question", 1.0, "w"),
        Scored("3", "f", "x", True, "done", 1.0, ""),
    ]
    line = summary(rows)[0]
    assert "right 1/3" in line and "wrong and run 33.3%" in line and "asked 33%" in line


def test_a_set_that_is_none_is_refused(tmp_path):
    (tmp_path / "set.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(RequestRefused):
        read_set(tmp_path / "set.jsonl")


def told(script, folder, files=("path.extxyz",)):
    return foretold(plan_of(script, folder, files, "emt"))


def test_a_plan_foretells_a_record_for_each_candidate_with_its_settings(structures):
    host, ni, ag = told(screen_script("8", "Ni Ag", ", host=True, fmax=0.05, climb=False"), structures)
    assert [r["substitution"] for r in (host, ni, ag)] == [{}, {"8": "Ni"}, {"8": "Ag"}]
    assert (ni["n_images"], ni["fmax"], ni["climb"], ni["calculator"]) == (5, 0.05, False, "emt")


def test_a_plan_foretells_rates_and_verdicts_with_the_barrier_that_they_are_about(structures):
    body = 'chart(rates(verify(barrier(interpolate("start.extxyz", "end.extxyz", n_images=9))), [300, 400]))\n'
    (record,) = told(f"from kassei import *\n{body}", structures, ("start.extxyz", "end.extxyz"))
    assert record["n_images"] == 9 and record["verdict"] == {"n_imaginary": 1}
    assert record["rates"] == [{"temperature_K": 300}, {"temperature_K": 400}]


def test_other_calculations_foretell_what_they_are_about(structures):
    (adsorbed,) = told('from kassei import *\nchart(adsorption_energy("O", "Cu(111)", site="hcp"))\n', structures, ())
    assert (adsorbed["kind"], adsorbed["surface"], adsorbed["site"]) == ("adsorption", "Cu(111)", "hcp")
    (vacancy,) = told('from kassei import *\nchart(vacancy_migration("Ni"))\n', structures, ())
    assert (vacancy["kind"], vacancy["label"]) == ("barrier", "Ni vacancy")


class InProcess:
    """A kernel that plans in this process."""

    def __init__(self, folder):
        self.folder = folder

    async def plan(self, script, *, inputs=(), calculator=None):
        return plan_of(script, self.folder, inputs, calculator)


NI_AT_8 = {"id": "1", "family": "f", "instruction": "8番をNiに置換した障壁", "files": ["path.extxyz"], "picked": []}


def understood(structures: Path, expect, *scripts: str):
    said = ScriptedChat(replies=[f"```python\n{script}```" for script in scripts])
    return asyncio.run(understand(NI_AT_8 | {"expect": expect}, said, structures, "emt", InProcess(structures)))


def test_what_the_check_turns_into_a_right_script_is_right_though_not_at_once(structures):
    expect = {"records": [{"kind": "barrier", "substitution": {"8": "Ni"}}]}
    row = understood(structures, expect, screen_script("9", "Ni"), screen_script("8", "Ni"))
    assert row.right and not row.first and row.ran and not row.turned_down


def test_a_script_that_runs_and_is_not_what_was_wanted_counts_as_wrong_and_run(structures):
    row = understood(structures, {"error": "out_of_scope"}, screen_script("8", "Ni"))
    assert row.ran and not row.right
    assert "| f | 1 | 0.0% |" in table([row]) and "| 1 | 0 | 0 |" in table([row])


def test_our_own_sets_can_be_read_and_name_the_structures_that_come_with_them(tmp_path):
    have = {file.name for file in hop(tmp_path).iterdir()}
    for name in ("dev_expected", "held_requests", "other_hand", "many_hands"):
        items = read_set(Path(model.__path__[0]) / f"{name}.jsonl")
        assert len({item["id"] for item in items}) == len(items)
        assert all(set(item["files"]) <= have for item in items)
