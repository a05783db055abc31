"""What the processes of a sandbox take, read from /proc."""

import sys
from pathlib import Path

SEND_BUFFER = Path("/proc/sys/net/core/wmem_default")  # the filter refuses to raise it for a socket


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
    """Resident set, cheap to read, shared pages counted in full; with its page tables, which a process can grow without touching memory."""
    return _sum(f"/proc/{process}/status", "VmRSS:", "VmPTE:", "VmSwap:")


def proportional_bytes(process: int) -> int:
    """Resident set with each shared page divided among those who share it, and the page tables."""
    share = _sum(f"/proc/{process}/smaps_rollup", "Pss:", "SwapPss:")
    return share + _sum(f"/proc/{process}/status", "VmPTE:") if share else resident_bytes(process)


def socket_bytes(first: int) -> int:
    """What the unix sockets of this process's network can hold at most: each as much as may be sent and not yet received."""
    try:
        count = len(Path(f"/proc/{first}/net/unix").read_bytes().splitlines()) - 1
    except OSError:
        return 0
    return count * 2 * int(SEND_BUFFER.read_text())


def spare_bytes() -> int:
    """What the host could still give; without end where it does not say."""
    return _sum("/proc/meminfo", "MemAvailable:") or sys.maxsize


def kernel_bytes() -> int:
    """What the kernel holds for all processes of the host and cannot give back: locks, descriptors, queues."""
    return _sum("/proc/meminfo", "SUnreclaim:")


def _sum(file: str, *names: str) -> int:
    """Of the lines with these names, in kB; 0 when the process is gone."""
    try:
        lines = Path(file).read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith(names))
