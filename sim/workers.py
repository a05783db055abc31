"""Candidates side by side: processes of one thread each, as many at a time as there are cores, their events told by this process.

Covered: a candidate whose process dies (out of memory, say) is failed with that reason and the others go on; the numbers do not
depend on how many processes there are; works inside a kernel, whose main module must not run again in a child.
Not covered: other machines (a batch of runs does that).
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any

from sim.candidate import Task, compute
from sim.errors import CandidateError
from sim.potentials import is_cheap
from sim.progress import listen, report
from sim.records import Barrier, Caveat
from sim.settings import settings

# A process takes about five seconds to import a learned potential; fewer atoms in all than this are sooner done here
WORTH_ATOMS = 100
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
SERVE = "import sys; sys.path[:] = {path!r}; from sim.workers import serve; serve({handle})"

Running = dict[Connection, tuple[int, subprocess.Popen[bytes]]]


def compute_all(tasks: Sequence[Task], *, apart: bool | None = None) -> Iterator[tuple[int, Barrier]]:
    """Each candidate's place and record, as they come; apart: in processes of their own (None: where that is worth it)."""
    if apart is False or (apart is None and not any(_worth_a_process(task) for task in tasks)):
        yield from ((place, compute(task)) for place, task in enumerate(tasks))
        return
    most = settings().processes or cores()
    waiting, running = list(enumerate(tasks)), Running()
    try:
        while waiting or running:
            while waiting and len(running) < most:
                place, task = waiting.pop(0)
                ours, process = _started(task)
                running[ours] = place, process
            ready = wait(list(running))
            for pipe in [pipe for pipe in running if pipe in ready]:
                done = _heard(pipe, running, tasks)
                if done is not None:
                    yield done
    finally:
        for _, process in running.values():
            process.kill()
            process.wait()


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _worth_a_process(task: Task) -> bool:
    return not is_cheap(task.calculator) and len(task.images[0]) >= WORTH_ATOMS


def _started(task: Task) -> tuple[Connection, subprocess.Popen[bytes]]:
    """A process of its own, fed and heard through one pipe.

    Not multiprocessing's: a fork of a process with threads may hang, and a spawn runs the main module again, which in a
    sandboxed kernel is the sandbox's own start-up.
    """
    ours, theirs = Pipe()
    code = SERVE.format(path=sys.path, handle=theirs.fileno())
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, **THREADS}, pass_fds=[theirs.fileno()], stdin=quiet, stdout=quiet, stderr=quiet
    )
    theirs.close()
    ours.send(task)
    return ours, process


def serve(handle: int) -> None:
    """What a worker process does: one candidate on one thread, its events and then its record sent back."""
    connection = Connection(handle)
    task: Task = connection.recv()

    def tell(event: dict[str, Any]) -> None:
        connection.send(("event", event))

    listen(tell)
    connection.send(("done", compute(task)))


def _heard(ours: Connection, running: Running, tasks: Sequence[Task]) -> tuple[int, Barrier] | None:
    """One message of a worker: an event is told, the end gives the record."""
    place, process = running[ours]
    try:
        kind, content = ours.recv()
    except (EOFError, OSError):
        process.wait()
        kind, content = "done", _lost(tasks[place], process.returncode)
    if kind == "event":
        report(content)
        return None
    del running[ours]
    ours.close()
    process.wait()
    return place, content


def _lost(task: Task, exit_code: int) -> Barrier:
    error = CandidateError("worker_lost", given=exit_code)
    return task.blank(reason=Caveat(error.code, error.message))
