"""What the processes of a sandbox take, read from /proc."""

import os
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def descendants(first: int) -> list[int]:
    """`first` and every process below it. An orphan inside belongs to the first process again, so none is missed."""
    found, todo = [], [first]
    while todo:
        process = todo.pop()
        try:
            for task in Path(f"/proc/{process}/task").iterdir():
                todo += map(int, (task / "children").read_text().split())
        except OSError:
            continue
        found.append(process)
    return found


def resident_bytes(process: int) -> int:
    """Resident set, cheap to read, shared pages counted in full."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def proportional_bytes(process: int) -> int:
    """Resident set with each shared page divided among those who share it."""
    try:
        line = next(line for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        return int(line.split()[1]) << 10
    except (OSError, StopIteration):
        return resident_bytes(process)


def spare_bytes() -> int:
    """What the host could still give."""
    line = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemAvailable:"))
    return int(line.split()[1]) << 10
