"""One running sandbox: started, watched from outside by its descriptors and process ids, killed whole."""

import contextlib
import json
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tools.cell import one_line
from tools.errors import IsolationError
from tools.sandbox import bwrap, cgroup, seatbelt, seccomp
from tools.sandbox.folders import Folder, make_folder
from tools.sandbox.levels import Isolation, check_level
from tools.sandbox.limits import Limits
from tools.sandbox.paths import STRONG, Paths, plain
from tools.sandbox.processes import descendants

log = logging.getLogger(__name__)
CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
START_S = 60.0
READABLE = "/usr /bin /sbin /lib /lib64 /proc /sys/devices/system/cpu /dev/shm"  # of the system, where there is no mount namespace
MACOS = sys.platform == "darwin"
# PR_SET_PDEATHSIG fires when the *thread* that started a child ends: one thread, which lives as long as we do, starts them all.
_STARTER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-starter")


@dataclass
class Box:
    """A sandbox with its kernel listening.

    Attributes:
        places: descriptors of /workspace, /tmp, /dev/shm; they outlive the sandbox, so that results can be read after a kill
        first: process id of the first process in its namespace (strong) or of the kernel's guard (inside.py); all others end with it
        reason: error code and detail, once it was killed for a limit
        settled: set by its watchdog after its death, when nothing more will become known of the reason
    """

    folder: Folder
    limits: Limits
    isolation: Isolation
    key: bytes
    paths: Paths
    process: subprocess.Popen[bytes]
    host: socket.socket
    log_pipe: int
    first: int = 0
    first_fd: int = -1
    places: tuple[int, ...] = ()
    cgroups: list[Path] = field(default_factory=list)
    reason: tuple[str, str] | None = None
    words: str = ""
    settled: threading.Event = field(default_factory=threading.Event)
    started: float = field(default_factory=time.monotonic)

    @property
    def sockets(self) -> str:
        """Folder of the kernel's sockets, as the sandbox sees it."""
        return f"{self.paths.temporary}/kernel"

    @property
    def alive(self) -> bool:
        """Whether its outermost process still runs."""
        return self.process.poll() is None

    def kill(self, reason: str | None = None, detail: str = "") -> None:
        """End every process inside at once; the first reason given is kept."""
        if reason and self.reason is None and self.alive:
            self.reason = (reason, detail)
        if self.first_fd >= 0 and self.alive:
            try:
                signal.pidfd_send_signal(self.first_fd, signal.SIGKILL if self.isolation.level == "strong" else signal.SIGTERM)
            except OSError:
                log.debug("already gone")
        elif self.alive:
            self.process.kill()

    def close(self) -> None:
        """Kill, wait for the end, and remove every trace."""
        self.kill()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for descriptor in (self.first_fd, self.log_pipe, *self.places):
            if descriptor >= 0:
                os.close(descriptor)
        self.first_fd = self.log_pipe = -1
        self.places = ()
        self.host.close()
        self.folder.remove(keep=not cgroup.remove(self.cgroups))

    def last_words(self) -> str:
        """The end of what was written to stderr outside the kernel's own streams."""
        with contextlib.suppress(BlockingIOError):
            self.words = (self.words + os.read(self.log_pipe, 65536).decode(errors="replace"))[-2000:]
        return self.words.strip()


def open_box(
    *,
    limits: Limits,
    level: str = "strong",
    key: bytes | None = None,
    preload: Sequence[str] = (),
    begun: Callable[["Box"], None] | None = None,
) -> Box:
    """A new sandbox whose kernel listens.

    Args:
        key: of the kernel's messages; a restarted kernel keeps it
        preload: modules to import before
        begun: called with the box as soon as there is one to kill, long before it listens

    Raises:
        IsolationError: with what to do about it
    """
    isolation = check_level(level)
    folder = make_folder()
    try:
        box = _STARTER.submit(_start, folder, limits, isolation, key or secrets.token_hex(16).encode()).result()
    except BaseException:
        folder.remove()
        raise
    try:
        if begun:
            begun(box)
        _greet(box, preload)
    except BaseException:
        box.close()
        raise
    return box


def _start(folder: Folder, limits: Limits, isolation: Isolation, key: bytes) -> Box:
    memory, (ours, theirs), (log_read, log_write), (info_read, info_write) = bwrap.Memory(), socket.socketpair(), os.pipe(), os.pipe()
    os.set_blocking(log_read, False)
    try:
        argv, environment = _command(folder, limits, isolation, memory, info_write)
        process = subprocess.Popen(
            argv,
            stdin=theirs.fileno(),
            stdout=log_write,
            stderr=log_write,
            env=environment,
            cwd="/",
            pass_fds=(*map(int, memory.files), info_write),
            start_new_session=True,
        )
    finally:
        theirs.close()
        memory.close()
        os.close(log_write)
        os.close(info_write)
    paths = STRONG if isolation.level == "strong" else plain(folder.path)
    box = Box(folder, limits, isolation, key, paths, process, ours, log_read)
    with os.fdopen(info_read) as report:
        text = report.read() if isolation.level == "strong" else json.dumps({"child-pid": process.pid})
    if text:
        box.first = json.loads(text)["child-pid"]
        box.first_fd = -1 if MACOS else os.pidfd_open(box.first)
    return box


def _command(folder: Folder, limits: Limits, isolation: Isolation, memory: bwrap.Memory, info: int) -> tuple[list[str], dict[str, str]]:
    """What to start, and with which environment (bwrap makes its own)."""
    drops, strong = isolation.dropped_root, isolation.level == "strong"
    stage = [path for path in bwrap.sources(folder.path) if drops and not _open_to_others(Path(path), folder)]
    place = {path: f"{folder.path}/stage/{index}" for index, path in enumerate(stage)}
    environment: dict[str, str] = {}
    if strong:
        argv = bwrap.command(folder.path, memory, filter_program=seccomp.program(), info=info, size_mb=limits.workspace_mb, place=place)
    else:
        paths = plain(folder.path)
        argv = [os.path.normpath(sys.executable), "-P", "-s", str(bwrap.INSIDE)]
        if MACOS and isolation.level == "reduced":
            shown = [*bwrap.sources(folder.path), paths.ours]
            argv = seatbelt.command(argv, readable=shown, executable=bwrap.python_folders(), writable=paths.writable)
        environment = bwrap.environment(paths)
        for path, inner in bwrap.our_files().items():
            link = folder.path / "ours" / inner
            link.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
            link.symlink_to(path)
    if drops:
        job = {"argv": argv, "stage": stage, "folder": f"{folder.path}/stage", "uid": folder.uid, "in_place": not strong}
        argv = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), json.dumps(job)]
    return argv, environment


def _open_to_others(path: Path, folder: Folder) -> bool:
    """Whether another user can read this file or folder where it is (the sandbox's own folder belongs to that user)."""
    if path.is_relative_to(folder.path):
        return True
    wanted = 0o5 if path.is_dir() else 0o4
    return path.stat().st_mode & wanted == wanted and all(parent.stat().st_mode & 0o1 for parent in path.parents)


def _config(box: Box, preload: Sequence[str]) -> dict[str, Any]:
    """What inside.py is told."""
    strong, free = box.isolation.level == "strong", box.isolation.level == "none"
    ports = {f"{name}_port": number for number, name in enumerate(CHANNELS, 1)}
    system = [*READABLE.split(), *(f"/etc/{name}" for name in bwrap.ETC)]
    return {
        "rlimits": {} if free else box.limits.rlimits(),
        "landlock": not free and not MACOS,
        "seccomp": seccomp.program().hex() if box.isolation.level == "reduced" and not MACOS else "",
        "readable": ["/"] if strong else [*system, *bwrap.sources(box.folder.path), box.paths.ours],
        "writable": box.paths.writable,
        "guarded": not strong and not MACOS,
        "alone": box.isolation.dropped_root,
        "connection": {"transport": "ipc", "ip": f"{box.sockets}/k", "key": box.key.decode(), "signature_scheme": "hmac-sha256", **ports},
        "preload": list(preload),
    }


def _greet(box: Box, preload: Sequence[str]) -> None:
    """Send the configuration, receive the folders' descriptors, wait until the kernel listens."""
    box.host.settimeout(START_S + 30 * bool(preload))
    answer = b""
    try:
        box.host.sendall(json.dumps(_config(box, preload)).encode() + b"\n")
        _, places, _, _ = socket.recv_fds(box.host, 64, 3)
        box.places = tuple(places)
        if len(places) == 3:
            _limit_by_cgroup(box)
            answer = box.host.makefile("rb").readline()
    except (BrokenPipeError, ConnectionResetError, TimeoutError) as error:
        log.debug("no answer: %s", error)
    if not answer:
        box.kill()
        box.process.wait(timeout=5)
        words = one_line(box.last_words())
        raise IsolationError(reason="landlock" if "andlock" in words else "refused", detail=words or "?")


def _limit_by_cgroup(box: Box) -> None:
    """Before the first line of others' code: nothing has been started inside but the kernel itself."""
    if box.isolation.level == "none":
        return
    processes = dict.fromkeys([box.process.pid, *descendants(box.first)])
    box.cgroups = cgroup.make(f"kassei-{box.folder.path.name}", box.limits, processes, box.folder.path / "cgroups")
    if box.cgroups:
        box.isolation = replace(box.isolation, features=(*box.isolation.features, "cgroup"))
