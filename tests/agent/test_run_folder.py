"""The run folder: written whole, read with care."""

import json

import pytest

from agent.conversation import Turn
from agent.errors import RequestRefused
from agent.run import (
    Outcome,
    Record,
    Settings,
    finished_records,
    keep_candidate,
    make_folder,
    read_record,
    results,
    write_json,
    write_record,
)
from model.request import Request

KEY = "ab" * 32


def test_a_record_comes_back_as_it_was(tmp_path):
    record = Record(
        Request("a", ("p.xyz",), (3,)), Settings(calculator="emt"), {"p.xyz": "00"}, [Turn(Request("b"), "x\n")], True, "s", [("t", "c")]
    )
    write_record(tmp_path, record)
    assert read_record(tmp_path) == record


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": 2}', "\0", '{"version": 1, "request": 3}'])
def test_a_damaged_record_is_refused(tmp_path, text):
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(RequestRefused):
        read_record(tmp_path)


def test_half_a_candidate_is_no_candidate(tmp_path):
    keep_candidate(tmp_path, {"event": "finished", "key": KEY, "record": {"kind": "barrier"}})
    (tmp_path / "candidates" / "cut.json").write_text('{"kind": "barr')
    assert finished_records(tmp_path) == [{"kind": "barrier"}]


def test_a_key_is_never_a_path(tmp_path):
    keep_candidate(tmp_path, {"event": "finished", "key": "../../evil", "record": {"kind": "barrier"}})
    assert not list(tmp_path.rglob("*.json"))


def test_what_is_no_number_is_never_written(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "x.json", {"barrier_eV": float("nan")})
    assert not (tmp_path / "x.json").exists()


def test_results_name_only_files_that_are_there(tmp_path):
    (tmp_path / "script.py").write_text("x")
    said = results(Outcome("done", answer="a"), instruction="i", folder=tmp_path)
    assert (said["script"], said["notebook"], said["error"]) == ("script.py", None, None)
    assert list(said) == [
        "version",
        "instruction",
        "status",
        "error",
        "question",
        "answer",
        "script",
        "notebook",
        "report",
        "records",
        "plan",
        "set_aside",
    ]
    assert json.dumps(said)


def test_a_new_folder_is_empty_or_refused(tmp_path):
    assert make_folder(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    for place in (tmp_path, tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(RequestRefused):
            make_folder(place)
