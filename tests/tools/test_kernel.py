"""The kernel as the rest of the program uses it: cells, progress, interrupts, restarts, other front ends. Real sandboxes."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

import tools.show
from tools.errors import InputError, IsolationError, KernelError
from tools.kernel import Limits, open_kernel, prewarm
from tools.plotting import japanese_font
from tools.sandbox import bwrap, cgroup, folders, pool
from tools.sandbox.selftest import check_promises
from tools.sandbox.spec import NAME, OnlySandboxed

FINISHED = """
import os
from IPython.display import publish_display_data
os.makedirs("paths", exist_ok=True)
open("paths/Fe@1.extxyz", "w").write("frames")
record = {"kind": "barrier", "label": "Fe@1", "barrier_eV": 0.5, "path": "paths/Fe@1.extxyz"}
event = {"event": "finished", "label": "Fe@1", "key": "00", "record": record}
publish_display_data({"application/vnd.kassei.progress+json": event})
"""


@pytest.fixture(scope="module")
def kernel(runner, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    opened = open_kernel(inputs={}, folder=folder, limits=Limits(grace_s=1.0), calculator="emt")
    yield runner.run(opened.__aenter__())
    runner.run(opened.__aexit__(None, None, None))


def test_a_cell_gives_its_outputs(runner, kernel):
    result = runner.run(kernel.execute("print('こんにちは')\n40 + 2"))
    stream, value = result.outputs
    assert result.ok and (stream["text"], value["data"]) == ("こんにちは\n", {"text/plain": "42"})


def test_the_working_folder_the_calculator_and_the_language_are_set(runner, kernel):
    script = "import os, sim.settings\nprint(os.getcwd(), [name for name in dir() if not name.startswith('_')])"
    text = runner.run(kernel.execute(script)).outputs[0]["text"]
    assert text.startswith("/workspace ") and "connect" not in text


PLAIN_ASE = """
import json, os
import matplotlib.pyplot as plt
from ase.build import bulk
from ase.calculators.emt import EMT
from kassei import export, figure, series
strains, energies = [-0.02, -0.01, 0.0, 0.01, 0.02], []
for strain in strains:
    atoms = bulk("Cu", cubic=True)
    atoms.set_cell(atoms.cell * (1 + strain), scale_atoms=True)
    atoms.calc = EMT()
    energies.append(atoms.get_potential_energy())
print("E =", energies[2])
figure("E(+2 %)", energies[-1], "eV")
series(strains, energies, name="E(ε)", fit=True)
export(atoms, "cif", "cu")
plt.plot(strains, energies)
plt.savefig("図.png")
os.makedirs("out")
json.dump(energies, open("out/e.json", "w"))
"""


def test_a_script_of_plain_ase_gives_values_pictures_and_files(runner, tmp_path):
    async def start():
        async with open_kernel(inputs={}, folder=tmp_path) as kernel:
            plan = await kernel.plan(PLAIN_ASE)
            return plan, await kernel.execute(PLAIN_ASE, plan=plan)

    plan, result = runner.run(start())
    assert result.ok and [(r["kind"], r["label"], r["verified"]) for r in result.records] == [
        ("value", "E(+2 %)", False), ("series", "E(ε)", False), ("export", "cu.cif", False),
    ]  # fmt: skip
    assert result.files == ("exports/cu.cif", "files/図.png", "files/out_e.json") and result.files_left == 0
    assert all((tmp_path / name).stat().st_size for name in result.files)
    assert [[how, kind, label] for how, kind, label in plan.shown] == [
        ["figure", "value", "E(+2 %)"],
        ["series", "series", "E(ε)"],
        ["export", "export", "cu.cif"],
    ]
    assert plan.figures == 1 and set(plan.files) == {"図.png", "out/e.json", "exports/cu.cif"} and plan.error is None
    assert sum("image/png" in output.get("data", {}) for output in result.outputs) == 1


@pytest.mark.parametrize("warm", [False, True])
def test_what_matplotlib_draws_is_shown_with_its_japanese(runner, tmp_path, warm):
    """Also by a kernel that has imported it before there was anything to show it in."""
    script = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('{}')\n{}"

    async def start():
        if warm:
            prewarm()
            await asyncio.wrap_future(pool._ready[Limits(), "strong"][0].future)
        async with open_kernel(inputs={}, folder=tmp_path) as kernel:
            ends = ("plt.show()", "plt.savefig('x.png')", "plt.savefig('y.png'); plt.close()")
            return [await kernel.execute(script.format("ひずみ" if japanese_font() else "x", end)) for end in ends]

    shown, saved, closed = runner.run(start())
    assert all(result.ok and not [o for o in result.outputs if o["output_type"] == "stream"] for result in (shown, saved, closed))
    assert [["image/png" in output["data"] for output in result.outputs] for result in (shown, saved, closed)] == [[True], [True], []]
    assert (shown.files, saved.files, closed.files) == ((), ("files/x.png",), ("files/y.png",))


def test_files_are_those_of_a_cell_that_ended_well(runner, tmp_path):
    async def start():
        async with open_kernel(inputs={}, folder=tmp_path) as kernel:
            codes = ("open('a.csv', 'w').write('1'); 1/0", "open('b.csv', 'w').write('2'); open('c.pckl', 'w').write('3')", "1")
            return [await kernel.execute(code) for code in codes]

    failed, wrote, idle = runner.run(start())
    assert (failed.files, wrote.files, wrote.files_left, idle.files) == ((), ("files/b.csv",), 1, ())
    assert [f.name for f in (tmp_path / "files").iterdir()] == ["b.csv"]


def test_what_a_planned_script_computes_and_does_not_show_is_among_its_records(runner, tmp_path):
    script = "from ase.build import bulk\nfrom kassei import chart, relax\nrelax(bulk('Cu'))\nchart(relax(bulk('Ag')))"

    async def start():
        async with open_kernel(inputs={}, folder=tmp_path, calculator="emt") as kernel:
            return await kernel.execute(script, plan=await kernel.plan(script))

    result = runner.run(start())
    assert result.ok and [record["formula"] for record in result.records] == ["Ag", "Cu"]


def test_an_error_of_the_script_is_data(runner, kernel):
    result = runner.run(kernel.execute("1/0"))
    assert (result.error.code, result.error.ename) == ("script_failed", "ZeroDivisionError")
    assert "ZeroDivisionError" in result.error.message and result.outputs[-1]["output_type"] == "error"


def test_an_error_of_the_physics_keeps_its_code(runner, kernel):
    result = runner.run(kernel.execute("from sim import read_path\nread_path('nowhere.extxyz')"))
    assert result.error.code == "file_missing" and result.error.message


def test_a_finished_candidate_is_on_disk_when_its_event_arrives(runner, kernel):
    seen = []

    def look(event):
        seen.append((event["event"], (kernel.folder / "paths" / "Fe@1.extxyz").read_text()))

    result = runner.run(kernel.execute(FINISHED, on_event=look))
    assert seen == [("finished", "frames")]
    assert result.ok and not result.records, "a cell that ended well has the results that it displays"


def test_finished_candidates_survive_an_interrupt(runner, kernel):
    async def ctrl_c():
        running = asyncio.ensure_future(kernel.execute(FINISHED + "import time\ntime.sleep(60)"))
        await asyncio.sleep(0.5)
        await kernel.interrupt()
        return await running

    result = runner.run(ctrl_c())
    assert result.error.code == "interrupted" and kernel.alive
    assert [record["label"] for record in result.records] == ["Fe@1"]


def test_what_an_earlier_run_finished_is_brought_in(runner, tmp_path):
    (tmp_path / "finished").mkdir()
    (tmp_path / "paths").mkdir()
    (tmp_path / "finished" / "key.json").write_text("record")
    (tmp_path / "paths" / "Fe@1.extxyz").write_text("frames")
    script = "import sim.settings\nprint(open(sim.settings.settings().finished / 'key.json').read(), open('paths/Fe@1.extxyz').read())"

    async def resume():
        async with open_kernel(inputs={}, folder=tmp_path, finished=tmp_path / "finished") as kernel:
            return await kernel.execute(script)

    assert runner.run(resume()).outputs[0]["text"] == "record frames\n"


def test_processes_can_be_started_by_spawn(runner, kernel):
    script = (
        "import math, multiprocessing\nwith multiprocessing.get_context('spawn').Pool(2) as pool: print(pool.map(math.factorial, [3, 4]))"
    )
    result = runner.run(kernel.execute(script, timeout_s=120))
    assert result.ok and result.outputs[0]["text"] == "[6, 24]\n"


def test_a_dead_kernel_says_so(runner, tmp_path):
    async def twice():
        async with open_kernel(inputs={}, folder=tmp_path) as kernel:
            first = await kernel.execute(FINISHED + "import time\ntime.sleep(0.5)\nos.kill(os.getpid(), 9)")
            assert first.error.code == "kernel_died"
            assert [record["label"] for record in first.records] == ["Fe@1"]
            with pytest.raises(KernelError):
                await kernel.execute("1")

    runner.run(twice())


def test_whoever_stops_waiting_leaves_nothing_computing(runner, tmp_path):
    async def leave():
        async with open_kernel(inputs={}, folder=tmp_path) as kernel:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(kernel.execute("while True: pass"), 0.5)
            while kernel.alive:
                await asyncio.sleep(0.01)

    runner.run(leave())


def test_the_pool_has_done_the_slow_imports(runner, tmp_path):
    async def start():
        prewarm()
        waiting = pool._ready[Limits(), "strong"]
        await asyncio.wrap_future(waiting[0].future)
        async with open_kernel(inputs={}, folder=tmp_path) as kernel:
            return await kernel.execute("import sys\n[name in sys.modules for name in ('ase', 'torch', 'plotly', 'chgnet', 'sim')]")

    assert runner.run(start()).outputs[0]["data"]["text/plain"] == str([True] * 5)


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "", "new\nline"])
def test_an_input_has_a_plain_name(runner, tmp_path, name):
    async def start():
        async with open_kernel(inputs={name: tmp_path / "x"}, folder=tmp_path):
            pass

    with pytest.raises(InputError):
        runner.run(start())


def test_every_level_but_the_three_is_refused(runner, tmp_path):
    async def start():
        async with open_kernel(inputs={}, folder=tmp_path, isolation="weak"):
            pass

    with pytest.raises(IsolationError, match="weak"):
        runner.run(start())


def test_the_reduced_level_holds_its_promises(runner):
    missing = {finding.promise for finding in runner.run(check_promises("reduced")) if not finding.ok}
    assert missing <= {"an empty process table"}


def test_the_strong_level_holds_its_promises(runner):
    assert [finding for finding in runner.run(check_promises()) if not finding.ok] == []


SELFTEST = (
    "from tools.sandbox.selftest import selftest\nfindings = selftest()\nprint(findings)\nassert all(finding.ok for finding in findings)"
)


def test_an_ordinary_user_is_isolated_too(tmp_path):
    """As root, become an ordinary user first (with a Python that this user can reach); otherwise we are one."""
    argv = [sys.executable, "-c", SELFTEST]
    if os.getuid() == 0:
        stage = [path for path in bwrap.python_folders() if any(not parent.stat().st_mode & 1 for parent in Path(path).parents)]
        job = {"argv": argv, "stage": stage, "folder": str(tmp_path), "uid": 61111, "in_place": True}
        argv = [sys.executable, "-I", "-S", str(Path(bwrap.__file__).with_name("launch.py")), json.dumps(job)]
        shutil.rmtree("/tmp/kassei-61111", ignore_errors=True)
    done = subprocess.run(
        argv,
        capture_output=True,
        text=True,
        env={"TMPDIR": "/tmp", "PATH": os.environ["PATH"], "HOME": "/nonexistent"},
        cwd="/",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_bubblewrap_nothing_starts_and_the_way_out_is_named():
    """This very machine, with another file in bubblewrap's place."""
    script = "from tools.sandbox.selftest import selftest\nprint(selftest()[0])"
    hide = [bwrap.find(), "--dev-bind", "/", "/", "--ro-bind", "/dev/null", bwrap.find(), sys.executable, "-c", script]
    done = subprocess.run(hide, capture_output=True, text=True, check=True)
    assert "ok=False" in done.stdout and "install bubblewrap" in done.stdout


def test_what_show_imports_is_what_the_sandbox_sees():
    assert set(bwrap.VISIBLE) == set(tools.show.SANDBOX_FILES)


def test_a_restarted_kernel_answers_at_the_same_address(runner):
    async def restart():
        manager = AsyncKernelManager(kernel_name=NAME, kernel_spec_manager=OnlySandboxed())
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=30)
        before = manager.get_connection_info()
        await manager.restart_kernel(now=True)
        await client.wait_for_ready(timeout=30)
        reply = await client.execute_interactive("1", timeout=30)
        same = manager.get_connection_info() == before
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
        return reply["content"]["status"], same

    assert runner.run(restart()) == ("ok", True)


def test_a_control_group_goes_with_its_last_process():
    """A process that is still there when its sandbox is removed is ended; where no group is to be had there is nothing to leave."""
    for parent in cgroup.parents():
        group = parent / f"kassei-test-{os.getpid()}"
        group.mkdir()
        with subprocess.Popen(["sleep", "60"]) as process:
            (group / "cgroup.procs").write_text(str(process.pid))
            assert cgroup.remove([group]) and not group.exists()
        assert process.returncode == -9


def test_the_sweep_takes_what_nobody_owns():
    owned = folders.make_folder()
    orphan = folders.make_folder()
    os.close(orphan.lock)
    waiting = ["bwrap", "-c", "import time; time.sleep(60)", f"{orphan.path}/inputs"]
    with subprocess.Popen(waiting, executable=sys.executable) as process:
        while not Path(f"/proc/{process.pid}/cmdline").read_bytes().startswith(b"bwrap"):
            time.sleep(0.01)
        removed = folders.sweep(folders.root_folder())
    assert process.returncode == -9
    assert removed >= 1 and owned.path.exists() and not orphan.path.exists()
    owned.remove()


def test_the_folder_of_the_sandboxes_can_be_reached_by_their_user(tmp_path, monkeypatch):
    """A TMPDIR below a closed folder (pam_tmpdir) is no place for a sandbox that is another user."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    root = folders.root_folder()
    assert os.getuid() != 0 or all(place.stat().st_mode & 1 for place in (root, *root.parents))
    assert len(str(root)) < 80
