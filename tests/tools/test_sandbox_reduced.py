"""Level `reduced`: what it holds on Linux without namespaces, and of the macOS profile all that can be looked at elsewhere (it is untested)."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tools.sandbox
from tools.errors import IsolationError
from tools.kernel import Limits, open_kernel
from tools.sandbox import box, cgroup, seatbelt
from tools.sandbox.folders import root_folder, sweep
from tools.sandbox.levels import check_level

SMALL = Limits(memory_mb=1200, workspace_mb=64, files=3000, processes=128, grace_s=1.0)
DETACH = """
import os, time
def detach(body):
    middle = os.fork()
    if middle == 0:
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            print("left", os.getpid(), flush=True)
            body()
        os._exit(0)
    os.waitpid(middle, 0)
"""


@pytest.fixture(params=[True, False], ids=["as its own user", "as the same user"])
def ungrouped(request, monkeypatch):
    """Without a control group, which would hold all of them together; the guard as root's sandboxes have it, and as a user's do."""
    monkeypatch.setattr(cgroup, "parents", lambda: [])
    told = box._config
    if not request.param:
        monkeypatch.setattr(box, "_config", lambda *given: {**told(*given), "alone": False})


async def run(script, folder, **options):
    async with open_kernel(inputs={}, folder=folder, isolation="reduced", limits=SMALL) as kernel:
        return await kernel.execute(DETACH + script, **options)


def said(result):
    return "".join(output.get("text", "") for output in result.outputs)


def gone(process):
    end = time.monotonic() + 10
    while Path("/proc", process).exists() and time.monotonic() < end:
        time.sleep(0.05)
    return not Path("/proc", process).exists()


FORKING = "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass"


@pytest.mark.parametrize(
    "end", ["", FORKING, "os.kill(os.getpid(), 9)", "while True: pass"], ids=["closed", "forking", "kernel killed", "too late"]
)
def test_at_reduced_nothing_outlives_the_kernel(runner, tmp_path, ungrouped, end):
    result = runner.run(run(f"detach(lambda: time.sleep(600))\ntime.sleep(0.5)\n{end}", tmp_path, timeout_s=2))
    assert gone(re.search(r"left (\d+)", said(result))[1])


HOST = """
import asyncio, sys
from pathlib import Path
from test_sandbox_reduced import cgroup, run
cgroup.parents = lambda: []
script = "detach(lambda: time.sleep(600))\\ntime.sleep(600)"
asyncio.run(run(script, Path(sys.argv[1])))
"""


def test_at_reduced_nothing_outlives_the_host(tmp_path):
    """Killed with -9, it can end nothing itself."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen([sys.executable, "-c", HOST, str(tmp_path)], env=environment) as host:
        end, below = time.monotonic() + 60, []
        while len(below) < 3 and time.monotonic() < end:  # guard, kernel, the one that has left
            time.sleep(0.2)
            below = [process for process in below_of(host.pid) if b"inside.py" in command(process)]
        host.send_signal(signal.SIGKILL)
    assert len(below) >= 3 and all(map(gone, below))
    sweep(root_folder())


def below_of(process):
    children = Path(f"/proc/{process}/task").glob("*/children")
    found = [child for file in children for child in file.read_text().split()]
    return [*found, *(below for child in found for below in below_of(child))]


def command(process):
    try:
        return Path("/proc", process, "cmdline").read_bytes()
    except OSError:
        return b""


def test_at_reduced_what_has_left_the_process_tree_is_counted(runner, tmp_path, ungrouped):
    script = "for _ in range(20): detach(lambda: [bytearray(b'x') * 100_000_000, time.sleep(60)])\ntime.sleep(60)"
    assert runner.run(run(script, tmp_path, timeout_s=30)).error.code == "limit_memory"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("while True:\n    os.mkdir('d')\n    os.chdir('d')", "limit_disk"),
        ("os.makedirs('a/b')\nopen('a/b/c', 'w')\nos.chmod('a/b', 0)\nos.chmod('a', 0)", ""),
    ],
    ids=["deep", "closed"],
)
def test_at_reduced_no_folder_is_too_deep_to_remove(runner, tmp_path, script, code):
    before = set(root_folder().iterdir())
    result = runner.run(run(script, tmp_path, timeout_s=30))
    assert (result.error.code if result.error else "") == code
    assert set(root_folder().iterdir()) <= before


HOSTILE = '/Users/x/a"))(allow default)(deny (literal "\n\\'


def test_no_path_name_adds_a_rule_to_the_macos_profile():
    given = {"readable": [HOSTILE], "executable": ["/opt/python"], "writable": [f"{HOSTILE}/workspace"], "home": "/Users/x"}
    text, parameters = seatbelt.profile(**given)
    assert "allow default" not in text and "Users" not in text
    assert text.count("(") == text.count(")") and "{" not in text
    assert set(re.findall(r'\(param "(\w+)"\)', text)) == set(parameters)
    assert {HOSTILE, f"{HOSTILE}/workspace", "/opt/python", "/Users/x"} <= set(parameters.values())


def rules(text, parameters):
    """(allow or deny, operations, paths and names) of each line."""
    for line in text.splitlines():
        decision, *words = re.sub(r"\(.*", "", line[1:-1]).split()
        names = [parameters[name] for name in re.findall(r'param "(\w+)"', line)] + re.findall(r'(?:literal|name) "([^"]+)"', line)
        yield decision, words, names


def test_the_macos_profile_allows_no_more_than_this():
    given = {"readable": ["/r/inputs"], "executable": ["/opt/python"], "writable": ["/r/workspace", "/r/tmp"], "home": "/Users/x"}
    text, parameters = seatbelt.profile(**given)
    found = list(rules(text, parameters))
    assert found[1] == ("deny", ["default"], [])
    allowed = [(set(words), names) for decision, words, names in found if decision == "allow"]
    of = {word: names for words, names in allowed for word in words}
    assert of["process-exec"] == ["/opt/python"] and of["mach-lookup"] == list(seatbelt.SERVICES)
    writers = [names for words, names in allowed if words & {"file-write*", "network-bind", "network-outbound", "network-inbound"}]
    assert writers == [["/r/workspace", "/r/tmp"]] * 2
    assert of["file-write-data"] == list(seatbelt.DEVICES)
    readers = {name for words, names in allowed if "file-read*" in words for name in names}
    given_too = {"/r/inputs", "/opt/python", "/r/workspace", "/r/tmp"}
    assert readers == {*map(os.path.realpath, seatbelt.SYSTEM), *seatbelt.DEVICES, *given_too}
    assert "/Users/x" not in of["file-read-metadata"]
    assert ("deny", ["file-read*", "file-write*"], ["/Users/x"]) in found


@pytest.fixture
def macos(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(os, "getuid", lambda: 501)


def test_strong_is_refused_on_macos_and_the_way_out_is_named(macos, monkeypatch):
    with pytest.raises(IsolationError) as refused:
        check_level("strong")
    assert "macOS" in refused.value.message and "--isolation reduced" in refused.value.hint
    monkeypatch.setattr(os, "getuid", lambda: 0)
    with pytest.raises(IsolationError):
        check_level("reduced")


def test_reduced_says_that_it_is_untested_on_macos(macos):
    assert check_level("reduced").features[0] == "seatbelt, untested"
    assert "UNTESTED" in seatbelt.__doc__


def test_without_sandbox_exec_nothing_starts_on_macos():
    with pytest.raises(IsolationError, match="sandbox-exec"):
        seatbelt.command(["python"], readable=[], executable=[], writable=[])


def test_the_docstring_names_what_is_held_at_reduced():
    stated = re.findall(r"^  - (\w+)", tools.sandbox.__doc__, re.MULTILINE)
    assert stated and all(f"test_{promise}" in globals() for promise in stated)
