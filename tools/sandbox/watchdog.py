"""What a sandbox takes, seen from outside, and the thread that ends it when that is too much."""

import logging
import os
import threading
import time
from pathlib import Path

from tools.sandbox.box import CHANNELS, Box
from tools.sandbox.relay import Budget, Flood, Relay

log = logging.getLogger(__name__)
PERIOD_S = 0.2
PAGE = os.sysconf("SC_PAGE_SIZE")
SPARE_BYTES = 256 << 20  # a host with less memory left is in danger, whoever took it (pipes and sockets appear in no process's share)


def descendants(first: int) -> list[int]:
    """`first` and every process below it. An orphan inside belongs to the first process again, so none is missed."""
    found, todo = [], [first]
    while todo:
        process = todo.pop()
        try:
            for task in os.listdir(f"/proc/{process}/task"):
                todo += map(int, Path(f"/proc/{process}/task/{task}/children").read_text().split())
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


def excess(box: Box) -> tuple[str, str] | None:
    """(error code, detail) of the first limit that `box` is over.

    The folders are file systems of their own, in memory: their counts include unlinked files, and files that only a mapping or
    a message in flight still holds.
    """
    limits = box.limits
    states = [os.fstatvfs(place) for place in box.places]
    files = [state.f_files - state.f_ffree for state in states]
    used = [(state.f_blocks - state.f_bfree) * state.f_frsize for state in states]
    if max(files) > limits.files:
        return "limit_disk", f"{max(files)} files > {limits.files}"
    if any(state.f_blocks and state.f_bfree == 0 for state in states):
        return "limit_disk", f"{max(used) >> 20} MB ≥ {limits.workspace_mb} MB"
    processes = descendants(box.first)
    allowed = limits.memory_mb << 20
    if sum(used) + sum(map(resident_bytes, processes)) > allowed:  # a bound from above, then the costly exact sum
        taken = sum(used) + sum(map(proportional_bytes, processes))
        if taken > allowed:
            return "limit_memory", f"{taken >> 20} MB > {limits.memory_mb} MB"
    if spare_bytes() < SPARE_BYTES:
        return "limit_memory", f"host: {spare_bytes() >> 20} MB"
    if limits.wall_s is not None and time.monotonic() - box.started > limits.wall_s:
        return "timeout", f"{limits.wall_s:g} s"
    return None


class Watchdog(threading.Thread):
    """Relays a box's messages and ends it past a limit; a thread, so that a busy front end cannot make it wait."""

    def __init__(self, box: Box, address: str) -> None:
        super().__init__(name=f"sandbox-{box.first}", daemon=True)
        self.box = box
        self.leaving = False
        channels = {number: name for number, name in enumerate(CHANNELS, 1)}
        budget = Budget(box.limits.output_mb << 20)
        inner = os.path.relpath(f"{box.sockets}/k", "/tmp")
        self.relay = Relay(address=address, channels=channels, folder=box.places[1], inner=inner, key=box.key, budget=budget)

    def run(self) -> None:
        """Until the box is dead or `leave` is called."""
        look = 0.0
        try:
            while not self.leaving and self.box.alive:
                try:
                    self.relay.turn(PERIOD_S)
                except Flood as flood:
                    self.box.kill("limit_output", str(flood))
                if time.monotonic() >= look:
                    over = excess(self.box)
                    if over:
                        self.box.kill(*over)
                    self.box.last_words()
                    look = time.monotonic() + PERIOD_S
        finally:
            self.relay.close()

    def leave(self) -> None:
        """Stop watching; the box is being closed."""
        self.leaving = True
        if self.ident is not None and self is not threading.current_thread():
            self.join()
