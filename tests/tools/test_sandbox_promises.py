"""Each promise of tools.sandbox is the id of an attack here, in a real sandbox; without bubblewrap these tests fail, they never skip."""

import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hostile import ATTACKS, PRELUDE

import tools.sandbox
from tools.kernel import Limits, open_kernel
from tools.sandbox.folders import root_folder

SMALL = Limits(memory_mb=2500, workspace_mb=64, files=3000, processes=128, grace_s=1.0, output_mb=16)
# Cells that end their sandbox, or are to be stopped from outside: (script, error codes, time allowed).
EXCESSES = {
    "memory_is_limited": ("x = []\nwhile True: x.append(bytearray(b'x') * 50_000_000)", {"limit_memory"}, None),
    "memory_of_children_is_summed": (
        "import os, time\nfor _ in range(40):\n    if os.fork() == 0: x = bytearray(b'x') * 100_000_000; time.sleep(60)\ntime.sleep(60)",
        {"limit_memory"},
        30,
    ),
    "files_in_memory_are_limited": ("f = open('/dev/shm/x', 'wb')\nwhile True: f.write(bytes(1 << 20))", {"limit_disk"}, None),
    "the_working_folder_is_limited": ("f = open('x', 'wb')\nwhile True: f.write(bytes(1 << 20))", {"limit_disk"}, None),
    "unlinked_files_are_counted": (
        "import os\nfs = []\nwhile True:\n    f = open('x', 'wb'); os.unlink('x'); f.write(bytes(8 << 20)); f.flush(); fs.append(f)",
        {"limit_disk"},
        None,
    ),
    "the_number_of_files_is_limited": (
        "import time\ntry:\n    for i in range(10**7): open(f'/tmp/{i}', 'w').close()\nexcept OSError: time.sleep(9)",
        {"limit_disk"},
        None,
    ),
    # what waits inside to be said is memory first
    "a_flood_of_output_is_stopped": ("while True: print('x' * 100_000)", {"limit_output", "limit_memory"}, None),
    "a_flood_of_displays_is_stopped": (
        "from IPython.display import display\nwhile True: display({'text/plain': 'y' * 500_000}, raw=True)",
        {"limit_output"},
        None,
    ),
    "one_huge_message_is_stopped": ("print('x' * 300_000_000)", {"limit_output"}, None),
    "a_message_of_endless_parts_is_stopped": (
        "import zmq\nsocket = get_ipython().kernel.iopub_socket.io_thread.socket\nwhile True: socket.send(b'a', zmq.SNDMORE)",
        {"limit_output", "timeout"},
        5,
    ),
    "an_endless_loop_that_ignores_interrupts_ends": (
        "import time\nwhile True:\n    try: time.sleep(9)\n    except KeyboardInterrupt: pass",
        {"timeout"},
        0.5,
    ),
    "code_that_never_yields_ends": ("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", {"timeout"}, 0.5),
    "ignored_signals_do_not_help": ("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", {"timeout"}, 0.5),
    "asking_for_input_fails": ("input('password: ')", {"script_failed"}, None),
    "a_crash_is_a_dead_kernel": ("import ctypes\nctypes.string_at(0)", {"kernel_died"}, None),
    "killing_itself_is_a_dead_kernel": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", {"kernel_died"}, None),
}
OUTPUT_PROMISES = {
    "what_a_browser_would_run_is_dropped",
    "widgets_are_chosen_by_an_allow_list",
    "nglview_runs_no_scripts",
    "a_terminal_gets_no_commands",
    "results_belong_to_their_cell",
    "no_pickle_leaves",
    "nothing_is_left_after_a_crash",
}


@pytest.fixture(scope="module")
def host():
    """Things of the host that must stay out of reach."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("0.0.0.0", 0)))
        abstract, unix = (stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(2))
        name = f"kassei-{secrets.token_hex(4)}"
        abstract.bind("\0" + name)
        abstract.listen()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        unix.bind(str(folder / "socket"))
        unix.listen()
        canaries = [folder / "canary", Path.home() / f".canary-{name}", Path(__file__).parent / f".canary-{name}"]
        for canary in canaries:
            canary.write_text("secret")
            stack.callback(canary.unlink, missing_ok=True)
        os.environ["SECRET_TOKEN"] = "hunter2"
        stack.callback(os.environ.pop, "SECRET_TOKEN")
        yield {
            "SECRETS": [str(path) for path in [*canaries, Path(tools.sandbox.__file__), Path(__file__)]],
            "HOST_PORT": listener.getsockname()[1],
            "HOST_ADDRESS": socket.gethostbyname(socket.gethostname()),
            "ABSTRACT": name,
            "HOST_SOCKET": str(folder / "socket"),
            "HOST_PID": os.getpid(),
            "RUNS": str(root_folder()),
        }


@pytest.fixture(scope="module")
def kernel(runner, tmp_path_factory, host):
    folder = tmp_path_factory.mktemp("run")
    (folder / "path.extxyz").write_text("the input")
    opened = open_kernel(inputs={"path.extxyz": folder / "path.extxyz"}, folder=folder, limits=SMALL)
    kernel = runner.run(opened.__aenter__())
    settings = "".join(f"{name} = {value!r}\n" for name, value in host.items())
    assert runner.run(kernel.execute(settings + PRELUDE)).ok
    yield kernel
    runner.run(opened.__aexit__(None, None, None))


def said(result):
    return "".join(output.get("text", "") for output in result.outputs)


def test_the_sandbox_is_never_root_outside(kernel):
    assert Path("/proc", str(kernel._box.first)).stat().st_uid != 0


@pytest.mark.parametrize("promise", ATTACKS)
def test_the_promise_is_held(runner, kernel, promise):
    result = runner.run(kernel.execute(ATTACKS[promise] + "\nprint('held')", timeout_s=60))
    assert result.ok, result.error
    assert "BREACH" not in said(result) and said(result).endswith("held\n")


def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.parametrize("promise", EXCESSES)
def test_the_excess_is_stopped(runner, tmp_path, promise):
    script, codes, timeout_s = EXCESSES[promise]

    async def attack():
        async with open_kernel(inputs={}, folder=tmp_path, limits=SMALL) as kernel:
            before = resident_mb()
            result = await kernel.execute(script, timeout_s=timeout_s)
            return result, kernel.alive, resident_mb() - before

    result, alive, grown_mb = runner.run(attack())
    assert result.error and result.error.code in codes
    assert alive <= (result.error.code in ("script_failed", "limit_disk"))
    assert grown_mb < 100
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("replace", ["open(name, 'w').write('forged')", "os.makedirs(name + '/x')", "None"])
def test_inputs_are_themselves_again_in_the_next_cell(runner, kernel, replace):
    assert runner.run(kernel.execute(f"import os\nname = '/workspace/path.extxyz'\nos.unlink(name)\n{replace}")).ok
    assert said(runner.run(kernel.execute("print(open('path.extxyz').read())"))) == "the input\n"


def test_results_belong_to_their_cell(runner, kernel):
    """A thread that lives on can say what it wants: nobody listens between cells."""
    late = """
import threading, time
from IPython.display import publish_display_data
def lie():
    time.sleep(0.2)
    publish_display_data({"application/vnd.kassei.record+json": {"records": [{"kind": "barrier", "label": "forged", "barrier_eV": 0.0}]}})
threading.Thread(target=lie).start()
"""
    assert runner.run(kernel.execute(late)).ok
    time.sleep(0.6)
    result = runner.run(kernel.execute("1"))
    assert result.ok and not result.records


def test_no_pickle_leaves(runner, kernel):
    script = """
import os, pickle
from IPython.display import publish_display_data
os.makedirs("paths", exist_ok=True)
open("paths/a.pckl", "wb").write(pickle.dumps(1)); open("paths/good.extxyz", "w").write("1"); os.mkdir("paths/folder.extxyz")
names = ("paths/a.pckl", "paths/good.extxyz", "../a.extxyz", "/etc/passwd", "paths/folder.extxyz", "paths/../x.extxyz")
records = [{"kind": "barrier", "label": name, "path": name} for name in names]
publish_display_data({"application/vnd.kassei.record+json": {"records": records}})
"""
    result = runner.run(kernel.execute(script))
    assert result.ok and result.paths == ("good.extxyz",)
    assert [path.name for path in (kernel.folder / "paths").iterdir()] == ["good.extxyz"]


CRASHING = """
import asyncio, os, signal, sys
from pathlib import Path
from tools.kernel import open_kernel

async def main():
    async with open_kernel(inputs={}, folder=Path(sys.argv[1])) as kernel:
        print(kernel._box.first, kernel._box.folder.path, *kernel._box.cgroups, flush=True)
        await kernel.execute("import os, time\\nfor _ in range(5): os.fork()\\ntime.sleep(600)")

asyncio.run(main())
"""


def test_nothing_is_left_after_a_crash(runner, tmp_path):
    """Our own process is killed while the sandbox computes: it takes all processes with it; the next start sweeps the rest."""
    ours = subprocess.Popen([sys.executable, "-c", CRASHING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with ours, ours.stdout:
        first, *traces = ours.stdout.readline().split()
        time.sleep(0.5)
        ours.send_signal(signal.SIGKILL)
    end = time.monotonic() + 5
    while Path("/proc", first).exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path("/proc", first).exists()

    async def start():
        async with open_kernel(inputs={}, folder=tmp_path):
            pass

    runner.run(start())
    assert not any(Path(trace).exists() for trace in traces)
    assert "/kassei-" not in Path("/proc/mounts").read_text()


def test_the_docstring_names_every_promise():
    stated = set(re.findall(r"^    - (\w+)", tools.sandbox.__doc__, re.MULTILINE))
    assert stated == {*ATTACKS, *EXCESSES, *OUTPUT_PROMISES}
