"""A question that the person answers where it is asked goes on with the request."""

import json
import os
import pty
import subprocess
import sys

import pytest
from written import screen_script


def typed(desk, request, answer, *scripts):
    """The run of a request at a terminal where this answer is typed; what it printed, and its exit code."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "agent", "run", request, "path.extxyz", "--out", "out", "--calculator", "emt", "--dry-run"]
    process = subprocess.Popen(
        [*command, "--model", desk.model(*scripts)],
        cwd=desk.folder,
        env={**os.environ, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"},
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.write(master, f"{answer}\n".encode())
    out, err = process.communicate(timeout=300)
    os.close(master)
    os.close(slave)
    return out, err, process.returncode


def test_a_number_typed_at_the_question_which_atom_is_the_atom(desk):
    out, err, code = typed(desk, "Pt に置換して障壁を計算", "8番", 'ask("index_missing")\n', screen_script("8", "Pt"))
    assert code == 0, err
    assert "どの原子" in err
    assert "Pt@8" in out
    kept = json.loads((desk.folder / "out" / "run.json").read_text())
    assert kept["request"]["instruction"] == "8番"
    assert [turn["instruction"] for turn in kept["earlier"]] == ["Pt に置換して障壁を計算"]


def test_an_empty_answer_ends_with_the_question(desk):
    _, err, code = typed(desk, "Pt に置換して障壁を計算", "", 'ask("index_missing")\n')
    assert code == 2
    assert "どの原子" in err


@pytest.mark.parametrize(
    ("request_", "language"), [("将22号原子替换为Pd，计算势垒", "中国語"), ("22번 원자를 Pd로 치환해서 장벽을 계산", "韓国語")]
)
def test_a_language_that_is_not_read_is_named(desk, request_, language):
    done = desk.run(request_, "path.extxyz", scripts=(screen_script("22", "Pd"),))
    assert done.code == 2
    assert done.error == "out_of_scope"
    assert language in done.result["error"]["message"]
