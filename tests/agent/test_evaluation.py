"""The score counts what it says: right, wrong and run, asked, refused, with an interval."""

import pytest

from agent.errors import RequestRefused
from agent.evaluation import Scored, judge, read_set, summary, wilson


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
