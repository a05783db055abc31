"""What a sandbox takes, seen from outside, and the thread that ends it when that is too much."""

import logging
import os
import signal
import sys
import threading
import time

from tools.sandbox import cgroup
from tools.sandbox.box import CHANNELS, Box
from tools.sandbox.processes import descendants, kernel_bytes, proportional_bytes, resident_bytes, socket_bytes, spare_bytes
from tools.sandbox.relay import Budget, Flood, Relay

log = logging.getLogger(__name__)
PERIOD_S = 0.2
DEEP = 200  # folders in folders, of which nobody needs so many and nobody counts more
SPARE_BYTES = 512 << 20  # a host with less memory left is in danger, whoever took it


def folder_use(place: int, level: str) -> tuple[int, int, bool]:
    """(bytes, files, whether it is full) of one writable folder.

    At level strong it is a file system of its own, in memory: its counts include unlinked files, and files that only a mapping
    or a message in flight still holds. Without one, its files are counted; unlinked ones are missed.
    """
    if level == "strong":
        state = os.fstatvfs(place)
        return (state.f_blocks - state.f_bfree) * state.f_frsize, state.f_files - state.f_ffree, state.f_bfree == 0
    taken = files = 0
    for path, folders, names, descriptor in os.fwalk(".", dir_fd=place):
        if path.count("/") > DEEP:
            return taken, sys.maxsize, False
        files += len(folders) + len(names)
        for name in names[:20_000]:
            try:
                taken += os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_blocks * 512
            except OSError:
                continue
    return taken, files, False


def disk_excess(box: Box) -> tuple[str, str] | None:
    """(error code, detail) when a writable folder holds too much."""
    limits = box.limits
    used, files, full = zip(*(folder_use(place, box.isolation.level) for place in _places(box)), strict=True)
    if max(files) > limits.files:
        return "limit_disk", f"> {limits.files} files"
    if any(full) or max(used) > limits.workspace_mb << 20:
        return "limit_disk", f"{max(used) >> 20} MB ≥ {limits.workspace_mb} MB"
    return None


def _places(box: Box) -> tuple[int, ...]:
    return box.places if box.isolation.level == "strong" else box.places[:2]  # /dev/shm is shared with the host there


def excess(box: Box, kernel_before: int) -> tuple[str, str] | None:
    """(error code, detail) of the first limit that `box` is over; kernel_before: `kernel_bytes` when it began."""
    limits, strong = box.limits, box.isolation.level == "strong"
    if over := disk_excess(box):
        return over
    processes, allowed = descendants(box.first), limits.memory_mb << 20
    apart = 0  # what appears in no process's share
    if strong:
        apart = sum(folder_use(place, "strong")[0] for place in box.places) + socket_bytes(box.first)
    if apart + sum(map(resident_bytes, processes)) > allowed:  # a bound from above, then the costly exact sum
        taken = apart + sum(map(proportional_bytes, processes))
        if taken > allowed:
            return "limit_memory", f"{taken >> 20} MB > {limits.memory_mb} MB"
    if cgroup.ran_out_of_memory(box.cgroups):
        return "limit_memory", f"{limits.memory_mb} MB"
    grown = kernel_bytes() - kernel_before
    if grown > allowed:
        return "limit_memory", f"kernel: {grown >> 20} MB"
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
        channels = dict(enumerate(CHANNELS, 1))
        budget = Budget(box.limits.output_mb << 20)
        inner = os.path.relpath(f"{box.sockets}/k", box.paths.temporary)
        self.relay = Relay(address=address, channels=channels, folder=box.places[1], inner=inner, key=box.key, budget=budget)

    def run(self) -> None:
        """Until the box is dead or `leave` is called."""
        look, kernel_before = 0.0, kernel_bytes()
        try:
            while not self.leaving and self.box.alive:
                try:
                    self.relay.turn(PERIOD_S)
                except Flood as flood:
                    self.box.kill("limit_output", str(flood))
                if time.monotonic() >= look:
                    over = excess(self.box, kernel_before)
                    if over:
                        self.box.kill(*over)
                    self.box.last_words()
                    look = time.monotonic() + PERIOD_S
        finally:
            if not self.box.reason and not self.leaving:
                self.box.reason = self._cause()
            if not self.leaving:
                self.box.kill()  # nothing runs unwatched, whatever ended the watch
            self.box.settled.set()
            self.relay.close()

    def _cause(self) -> tuple[str, str] | None:
        """Which limit a box has met that died of itself: the kernel ends whoever touches memory that is not to be had."""
        if cgroup.ran_out_of_memory(self.box.cgroups, died=True):
            return "limit_memory", f"{self.box.limits.memory_mb} MB"
        if self.box.process.returncode == 128 + signal.SIGBUS:  # as bwrap reports it: memory of a file that the folder has no room for
            return "limit_disk", f"{self.box.limits.workspace_mb} MB"
        return disk_excess(self.box)

    def leave(self) -> None:
        """Stop watching; the box is being closed."""
        self.leaving = True
        if self.ident is not None and self is not threading.current_thread():
            self.join()
