"""What is finished survives: Ctrl-C, SIGTERM, kill -9 at any moment; resume computes the rest, and the numbers are the same."""

import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest
from written import screen_script

from agent.run import held
from tools.sandbox.processes import descendants

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


def ended(process, families):
    """The results of a process that was told to end; nothing that it had started is left."""
    out, err = process.communicate(timeout=60)
    end = time.monotonic() + 2
    while (left := [pid for pid in families if Path(f"/proc/{pid}").exists()]) and time.monotonic() < end:
        time.sleep(0.01)
    assert not left and "Traceback" not in err
    return json.loads(out)


@pytest.mark.parametrize(
    "signals", [[signal.SIGINT], [signal.SIGTERM], [signal.SIGHUP], [signal.SIGINT] * 3, [signal.SIGTERM, signal.SIGINT]]
)
def test_an_interrupted_run_keeps_what_is_finished_and_leaves_no_process(desk, signals):
    process = started(desk, "out")
    families, told = descendants(process.pid), time.monotonic()
    assert len(families) > 2
    for number in signals:
        process.send_signal(number)
        time.sleep(0.05)
    result = ended(process, families)
    assert time.monotonic() - told < 6  # 0.7 s where nothing else runs
    assert process.returncode == 130 and result["error"]["code"] == "interrupted" and "agent resume" in result["error"]["hint"]
    assert result["status"] == "failed" and 1 <= len(result["records"]) < 5
    folder = desk.folder / "out"
    assert json.loads((folder / "results.json").read_text()) == result
    assert not [file for file in folder.rglob(".*") if file.is_file()], "nothing half-written"


def test_a_run_can_be_interrupted_while_its_sandbox_starts(desk):
    command = ["run", ASKED, "path.extxyz", "--json", "--out", "out", "--model", desk.model(SLOW), "--calculator", "emt"]
    process = desk.start(*command)
    while not (desk.folder / "out" / "script.py").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    families = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    assert (ended(process, families)["error"]["code"], process.returncode) == ("interrupted", 130)


def test_a_run_interrupted_before_it_began_says_so_in_json(desk):
    process = desk.start("run", ASKED, "path.extxyz", "--json", "--out", "out")
    time.sleep(0.4)
    process.send_signal(signal.SIGINT)
    assert ended(process, [])["error"]["code"] == "interrupted" and process.returncode == 130


def test_a_silent_model_server_does_not_hold_up_an_interrupt(desk):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        process = desk.start("run", ASKED, "path.extxyz", "--json", "--out", "out", "--model", address)
        with silent.accept()[0]:
            told = time.monotonic()
            process.send_signal(signal.SIGINT)
            assert (
                ended(process, [])["error"]["code"] == "interrupted" and time.monotonic() - told < 30
            )  # the server may be silent for minutes


def test_a_killed_kernel_ends_the_run_and_resume_computes_the_rest(desk):
    process = started(desk, "out")
    families = descendants(process.pid)
    os.kill(families[-1], signal.SIGKILL)
    result = ended(process, families[1:])
    assert process.returncode == 1 and result["error"]["code"] == "kernel_died" and "agent resume" in result["error"]["hint"]
    assert "--existing" not in result["error"]["message"] and result["records"]
    assert len(desk.agent("resume", "out", "--json").substituted) == 4


def test_a_timeout_keeps_what_is_finished(desk):
    done = desk.run(ASKED, "path.extxyz", "--timeout", "1", "--processes", "1", scripts=(SLOW,))
    assert (done.code, done.error) == (1, "timeout") and len(done.result["records"]) < 5
    assert "--timeout" in done.result["error"]["hint"] and "agent resume" in done.result["error"]["hint"]


def test_a_killed_run_goes_on_and_computes_nothing_twice(desk):
    process = started(desk, "killed")
    families = descendants(process.pid)
    process.kill()
    process.communicate()
    with held(desk.folder / "killed"):  # as by another agent
        busy = desk.agent("resume", "killed", "--json")
    assert (busy.code, busy.error) == (2, "run_busy")
    kept = {file.name: file.stat().st_mtime_ns for file in (desk.folder / "killed" / "candidates").glob("*.json")}
    done = desk.agent("resume", "killed", "--json")
    assert done.code == 0 and len(done.substituted) == 4
    assert not [pid for pid in families if Path(f"/proc/{pid}").exists()]
    files = {file.name: json.loads(file.read_text()) for file in (desk.folder / "killed" / "candidates").glob("*.json")}
    assert kept.keys() <= files.keys() and len(files) == len(done.result["records"])
    labels = {files[name]["label"] for name in kept}
    walls = {r["label"]: r["wall_s"] for r in done.result["records"]}
    assert all(walls[files[name]["label"]] == files[name]["wall_s"] for name in kept) and labels
    assert desk.agent("resume", "killed", "--json").result == done.result
    (desk.folder / "killed" / "results.json").write_text("{")
    assert [numbers(r) for r in desk.agent("resume", "killed", "--json").result["records"]] == [numbers(r) for r in done.result["records"]]
    whole = desk.run(ASKED, "path.extxyz", "--processes", "1", scripts=(SLOW,), out="whole")
    assert [numbers(record) for record in done.result["records"]] == [numbers(record) for record in whole.result["records"]]


def numbers(record):
    """A record without what the clock says."""
    return {key: value for key, value in record.items() if key != "wall_s"}


def test_a_changed_input_is_not_gone_on_with(desk):
    process = started(desk, "out")
    process.kill()
    process.communicate()
    file = desk.folder / "out" / "inputs" / "path.extxyz"
    file.write_text(file.read_text().replace("Cu", "Ni", 1))
    assert desk.agent("resume", "out", "--json").error == "file_unreadable"


@pytest.mark.parametrize("text", [None, "[]", '{"version": 2}'])
def test_a_folder_that_is_no_run_is_said_and_left_alone(desk, text):
    (desk.folder / "mine").mkdir()
    if text is not None:
        (desk.folder / "mine" / "run.json").write_text(text)
    before = sorted(desk.folder.rglob("*"))
    done = desk.agent("resume", "mine", "--json")
    assert (done.code, done.error) == (2, "run_unknown") and "Traceback" not in done.err
    assert sorted(desk.folder.rglob("*")) == before


def test_a_folder_that_is_not_there_is_no_run(desk):
    assert desk.agent("resume", "nowhere").code == 2
