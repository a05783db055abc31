"""A control group for a sandbox where one can be had: the kernel's own limit on memory and processes, beside the watchdog's.

Version 2 where systemd has delegated a part of the tree to this user, version 1 as root. docs.kernel.org/admin-guide/cgroup-v2.html
"""

import logging
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from tools.sandbox.limits import Limits

log = logging.getLogger(__name__)
ROOT = Path("/sys/fs/cgroup")
LAST_S = 2.0


def parents() -> list[Path]:
    """Groups in which we may make one that limits memory or processes."""
    found = []
    own_groups = Path("/proc/self/cgroup")
    for line in own_groups.read_text().splitlines() if own_groups.exists() else ():
        _, controllers, path = line.split(":", 2)
        if controllers in ("memory", "pids"):
            found.append(ROOT / controllers / path.strip("/"))
        elif not controllers:
            own = ROOT / path.strip("/")
            # processes may not stand beside limited groups: the neighbourhood of our own group is the place
            found += [group for group in (own.parent, own) if _delegates(group)][:1]
    return [group for group in found if os.access(group, os.W_OK)]


def _delegates(group: Path) -> bool:
    control = group / "cgroup.subtree_control"
    return group.is_relative_to(ROOT) and control.exists() and "memory" in control.read_text().split()


def make(name: str, limits: Limits, processes: Iterable[int], note: Path) -> list[Path]:
    """Groups with the limits, holding the processes; none where none can be had.

    Args:
        note: file that names the groups, for whoever sweeps after a crash
    """
    values = {
        "memory.max": limits.memory_mb << 20,
        "memory.swap.max": 0,
        "memory.limit_in_bytes": limits.memory_mb << 20,
        "pids.max": limits.processes + 16,
    }
    made: list[Path] = []
    groups = [parent / name for parent in parents()]
    note.write_text("".join(f"{group}\n" for group in groups))
    for group in groups:
        try:
            group.mkdir()
            made.append(group)
            for file, value in values.items():
                if (group / file).exists():
                    (group / file).write_text(str(value))
            for process in processes:
                (group / "cgroup.procs").write_text(str(process))
        except OSError as error:
            log.debug("no control group %s: %s", group, error)
    return made


def ran_out_of_memory(groups: Iterable[Path], *, died: bool = False) -> bool:
    """Whether the kernel has killed a process of theirs for memory; of a dead sandbox, whether it had met its limit at all."""
    marks = {"memory.events": "oom_kill", "memory.oom_control": "oom_kill"}
    if died:
        marks = {"memory.events": "max", "memory.failcnt": ""}
    for file, mark in ((group / name, mark) for group in groups for name, mark in marks.items()):
        try:
            words = ["", *file.read_text().split()]
        except OSError:
            continue
        if mark in words and words[words.index(mark) + 1] != "0":
            return True
    return False


def remove(groups: Iterable[Path]) -> bool:
    """End what still runs in them and remove them; whether they are gone. A killed process leaves its group when it has been reaped."""
    left, end = [group for group in groups if group.exists()], time.monotonic() + LAST_S
    while left and time.monotonic() < end:
        for group in list(left):
            try:
                for process in (group / "cgroup.procs").read_text().split():
                    os.kill(int(process), signal.SIGKILL)
                group.rmdir()
            except FileNotFoundError:
                left.remove(group)
            except OSError as error:
                log.debug("control group %s: %s", group, error)
                time.sleep(0.02)
            else:
                left.remove(group)
    return not left
