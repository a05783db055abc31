"""The levels of isolation as a user meets them: strong unless said otherwise, weaker ones by flag alone and never in silence."""

import json

import pytest
from written import screen_script

ASKED, SCRIPT = "8番を Ni に置換した活性化エネルギー", screen_script("8", "Ni")


@pytest.mark.parametrize("level", ["reduced", "none"])
def test_a_weaker_level_is_said_and_recorded(desk, level):
    done = desk.run(ASKED, "path.extxyz", "--isolation", level, scripts=(SCRIPT,))
    assert (done.code, done.result["status"]) == (0, "done")
    assert f"隔離の水準を「{level}」に下げて" in done.err
    assert json.loads((desk.folder / "out" / "run.json").read_text())["provenance"]["isolation"]["level"] == level


def test_without_bubblewrap_a_weaker_level_is_never_taken_by_itself(desk):
    done = desk.run(ASKED, "path.extxyz", scripts=(SCRIPT,), PATH="/nowhere")
    assert (done.code, done.error, done.result["records"]) == (3, "isolation_unavailable", [])
    assert "sudo apt install bubblewrap" in done.result["error"]["hint"]
    reduced = desk.run(ASKED, "path.extxyz", "--isolation", "reduced", scripts=(SCRIPT,), out="weaker", PATH="/nowhere")
    assert reduced.code == 0 and "下げて" in reduced.err
