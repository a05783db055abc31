"""What is finished survives: Ctrl-C, SIGTERM, kill -9 at any moment; resume computes the rest, and the numbers are the same."""

import json
import signal
import time

import pytest
from written import screen_script

# a tight fmax keeps the last candidates busy long enough to be interrupted
SLOW = screen_script("8, 9", "Ni Ag", ", n_images=9, fmax=0.005")
ASKED = "8番と9番のそれぞれを Ni、Ag に置換した活性化エネルギー。イメージ9枚、fmax 0.005"


def started(desk, out):
    """A run with its first candidate on disk and others under way."""
    process = desk.start(
        "run", ASKED, "path.extxyz", "--json", "--out", out, "--model", desk.model(SLOW), "--calculator", "emt", "--processes", "1"
    )
    end = time.monotonic() + 120
    while not list((desk.folder / out).glob("candidates/*.json")):
        assert process.poll() is None and time.monotonic() < end, process.communicate()
        time.sleep(0.02)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_keeps_what_is_finished(desk, number):
    process = started(desk, "out")
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    result = json.loads(out)
    assert process.returncode == 130 and "Traceback" not in err
    assert result["status"] == "failed" and 1 <= len(result["records"]) < 5
    assert json.loads((desk.folder / "out" / "results.json").read_text()) == result


def test_a_killed_run_goes_on_and_computes_nothing_twice(desk):
    process = started(desk, "killed")
    process.kill()
    process.communicate()
    kept = {file.name: file.stat().st_mtime_ns for file in (desk.folder / "killed" / "candidates").glob("*.json")}
    done = desk.agent("resume", "killed", "--json")
    assert done.code == 0 and len(done.substituted) == 4
    files = {file.name: json.loads(file.read_text()) for file in (desk.folder / "killed" / "candidates").glob("*.json")}
    assert kept.keys() <= files.keys() and len(files) == len(done.result["records"])
    labels = {files[name]["label"] for name in kept}
    walls = {r["label"]: r["wall_s"] for r in done.result["records"]}
    assert all(walls[files[name]["label"]] == files[name]["wall_s"] for name in kept) and labels
    assert desk.agent("resume", "killed", "--json").result == done.result


def test_a_changed_input_is_not_gone_on_with(desk):
    process = started(desk, "out")
    process.kill()
    process.communicate()
    file = desk.folder / "out" / "inputs" / "path.extxyz"
    file.write_text(file.read_text().replace("Cu", "Ni", 1))
    assert desk.agent("resume", "out", "--json").error == "file_unreadable"


def test_a_folder_that_is_no_run_is_said(desk):
    assert (desk.agent("resume", ".", "--json").error, desk.agent("resume", "nowhere").code) == ("run_unknown", 2)
