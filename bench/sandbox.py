"""What the sandbox costs and leaves, measured here: `python -m bench.sandbox [--runs 200]`.

Start from the pool to the first statement, interrupt, kill; CPU time of the same NEB beside a plain kernel; runs in a row of which
every tenth is killed with -9 (the kernel, or the host process of another run) at a random moment, and what is left after the next start.
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from ase.io import write
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

import sim
from bench.barriers import cases
from tools.kernel import Kernel, open_kernel, prewarm
from tools.sandbox import cgroup, pool
from tools.sandbox.folders import make_folder, root_folder
from tools.sandbox.limits import Limits

NEB = """
import os
from sim import barrier, configure, read_path
configure(calculator="emt")
before = os.times()
found = barrier(read_path({file!r}))
after = os.times()
print(sum(after[:4]) - sum(before[:4]), found.barrier_eV)
"""
SPIN = "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n        while True: pass\nwhile True: pass"
VICTIM = "import asyncio, sys\nfrom pathlib import Path\nfrom bench.sandbox import victim\nasyncio.run(victim(Path(sys.argv[1])))"


def _median(name: str, values: list[float]) -> None:
    print(f"{name}: median {statistics.median(values):.2f} s, worst {max(values):.2f} s ({len(values)} times)", flush=True)


async def latencies(count: int, folder: Path) -> None:
    """Start from the pool, interrupt, kill."""
    started, interrupted, killed = [], [], []
    for _ in range(count):
        prewarm()
        await asyncio.wrap_future(pool._ready[Limits(), "strong"][0].future)
        begin = time.monotonic()
        async with open_kernel(inputs={}, folder=folder) as kernel:
            assert (await kernel.execute("import ase, torch")).ok
            started.append(time.monotonic() - begin)
            interrupted.append(await _ended(kernel, "while True: pass", lambda kernel=kernel: kernel.interrupt()))
            killed.append(await _ended(kernel, SPIN, lambda kernel=kernel: asyncio.to_thread(kernel._box.kill)))
    _median("start from the pool, ase and torch imported", started)
    _median("interrupt", interrupted)
    _median("kill with 20 spinning children", killed)


async def _ended(kernel: Kernel, script: str, stop: Callable) -> float:
    """How long a cell lasts after `stop` [s]."""
    cell = asyncio.ensure_future(kernel.execute(script))
    await asyncio.sleep(1.0)
    begin = time.monotonic()
    await stop()
    await cell
    return time.monotonic() - begin


async def overhead(pairs: int, folder: Path) -> None:
    """CPU seconds of one NEB (107 atoms, EMT) in the sandbox and in a plain kernel, by turns; the host's own part counts."""
    path = next(path for name, path, _ in cases() if name == "vacancy in Cu")
    write(folder / "path.extxyz", path.images)
    ours, plain = [], []
    for _ in range(pairs):
        begin = time.process_time()
        async with open_kernel(inputs={"path.extxyz": folder / "path.extxyz"}, folder=folder, calculator="emt") as kernel:
            begin = time.process_time()
            result = await kernel.execute(NEB.format(file="path.extxyz"))
            host = time.process_time() - begin
        ours.append(float(result.outputs[-1]["text"].split()[0]) + host)
        plain.append(await _plain(folder))
    ratios = [a / b for a, b in zip(ours, plain, strict=True)]
    print(f"CPU of one NEB: sandbox {statistics.median(ours):.2f} s, plain kernel {statistics.median(plain):.2f} s, ", end="")
    print(f"ratio {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}, {pairs} pairs)", flush=True)


async def _plain(folder: Path) -> float:
    manager = AsyncKernelManager(kernel_name="python3")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NEB.format(file=str(folder / "path.extxyz")))])
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(sim.__file__).parent.parent)}
    await manager.start_kernel(env=environment, cwd=str(folder))
    client = NotebookClient(notebook, km=manager, timeout=None)
    begin = time.process_time()
    async with client.async_setup_kernel():
        await client.async_execute_cell(notebook.cells[0], 0)
    host = time.process_time() - begin
    return float(notebook.cells[0].outputs[-1].text.split()[0]) + host


async def victim(folder: Path) -> None:
    """Runs in a row, until somebody kills this process."""
    while True:
        async with open_kernel(inputs={}, folder=folder) as kernel:
            await kernel.execute("import os, time\nfor _ in range(3): os.fork()\ntime.sleep(1)")


async def survive(runs: int) -> list[str]:
    """Runs in a row, every tenth killed at a random moment; gives what is left after the next start (nothing, one hopes)."""
    others, place = root_folder(), Path(tempfile.mkdtemp(prefix="kb", dir="/tmp"))
    place.chmod(0o711)
    tempfile.tempdir = str(place)
    groups = {path for parent in cgroup.parents() for path in parent.glob("kassei-*")}
    sizes = []
    for number in range(1, runs + 1):
        if number % 20 == 0:
            await asyncio.to_thread(_kill_a_host, place)
        else:
            await _run(place, killed=number % 20 == 10)
        sizes.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
    make_folder().remove()
    await asyncio.sleep(1.0)
    left = [str(path) for path in root_folder().iterdir() if path.name != ".door"]
    left += [path.name for path in Path("/proc").glob("[0-9]*") if str(place) in _command(path) and int(path.name) != os.getpid()]
    left += [line for line in Path("/proc/mounts").read_text().splitlines() if str(place) in line]
    left += [
        str(path) for parent in cgroup.parents() for path in parent.glob("kassei-*") if path not in groups and not _foreign(path, others)
    ]
    early, late = sizes[len(sizes) // 10], sizes[-1]
    print(f"{runs} runs, {runs // 10} of them killed: left {left or 'nothing'}; host memory {early:.0f} MB → {late:.0f} MB", flush=True)
    tempfile.tempdir = None
    shutil.rmtree(place)
    return left + ([f"grown by {late - early:.0f} MB"] if late - early > 30 else [])


async def _run(folder: Path, *, killed: bool) -> None:
    async with open_kernel(inputs={}, folder=folder) as kernel:
        cell = asyncio.ensure_future(kernel.execute("import time\nfor i in range(20): print(i)\ntime.sleep(0.2)"))
        if killed:
            await asyncio.sleep(random.random() * 0.3)
            signal.pidfd_send_signal(kernel._box.first_fd, signal.SIGKILL) if kernel.alive else None
        result = await cell
        assert result.ok or killed, result.error


def _kill_a_host(folder: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen([sys.executable, "-c", VICTIM, str(folder)], env=environment) as process:
        time.sleep(2.0 + random.random() * 4)
        process.kill()


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _foreign(group: Path, others: Path) -> bool:
    """Whether a control group is another program's sandbox: alive, or dead with its folder among the others', whose next start sweeps."""
    try:
        return bool((group / "cgroup.procs").read_text()) or (others / group.name.removeprefix("kassei-")).exists()
    except OSError:
        return True


def main() -> None:
    """All of it; the runs in a row as many as are asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=40)
    options.add_argument("--count", type=int, default=7)
    options.add_argument("--only", choices=("latencies", "overhead", "survive"))
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.only in (None, "latencies"):
            asyncio.run(latencies(given.count, Path(folder)))
        if given.only in (None, "overhead"):
            asyncio.run(overhead(given.count, Path(folder)))
        if given.only in (None, "survive"):
            asyncio.run(survive(given.runs))
    pool.drain()


if __name__ == "__main__":
    main()
