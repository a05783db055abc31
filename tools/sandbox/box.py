"""One running sandbox: started, watched from outside by its descriptors and process ids, killed whole."""

import json
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.errors import IsolationUnavailable
from tools.sandbox import bwrap, seccomp
from tools.sandbox.folders import Folder, make_folder
from tools.sandbox.levels import Isolation, check_level
from tools.sandbox.limits import Limits

log = logging.getLogger(__name__)
CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
START_S = 60.0
# PR_SET_PDEATHSIG fires when the *thread* that started a child ends: one thread, which lives as long as we do, starts them all.
_STARTER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-starter")


@dataclass
class Box:
    """A sandbox with its kernel listening.

    Attributes:
        places: descriptors of /workspace, /tmp, /dev/shm; they outlive the sandbox, so that results can be read after a kill
        first: process id of the first process in its namespace (strong) or of the kernel itself; all others die with it
        reason: error code and detail, once it was killed for a limit
    """

    folder: Folder
    limits: Limits
    isolation: Isolation
    key: bytes
    process: subprocess.Popen[bytes]
    host: socket.socket
    log_pipe: int
    first: int = 0
    first_fd: int = -1
    places: tuple[int, ...] = ()
    sockets: str = "/tmp/kernel"
    reason: tuple[str, str] | None = None
    started: float = field(default_factory=time.monotonic)

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
                signal.pidfd_send_signal(self.first_fd, signal.SIGKILL)
            except ProcessLookupError:
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
        self.folder.remove()

    def last_words(self) -> str:
        """The end of what was written to stderr outside the kernel's own streams."""
        try:
            return os.read(self.log_pipe, 65536).decode(errors="replace")[-2000:].strip()
        except BlockingIOError:
            return ""


def open_box(*, limits: Limits, level: str = "strong", key: bytes | None = None, preload: Sequence[str] = ()) -> Box:
    """A new sandbox whose kernel listens.

    Args:
        key: of the kernel's messages; a restarted kernel keeps it
        preload: modules to import before

    Raises:
        IsolationUnavailable: with what to do about it
    """
    isolation = check_level(level)
    folder = make_folder()
    try:
        box = _STARTER.submit(_start, folder, limits, isolation, key or secrets.token_hex(16).encode()).result()
    except BaseException:
        folder.remove()
        raise
    try:
        _greet(box, preload)
    except BaseException:
        box.close()
        raise
    return box


def _start(folder: Folder, limits: Limits, isolation: Isolation, key: bytes) -> Box:
    memory, (ours, theirs), (log_read, log_write) = bwrap.Memory(), socket.socketpair(), os.pipe()
    info_read, info_write = os.pipe()
    os.set_blocking(log_read, False)
    try:
        stage = [path for path in bwrap.sources(folder.path) if os.getuid() == 0 and not _open_to_others(Path(path), folder)]
        place = {path: f"{folder.path}/stage/{index}" for index, path in enumerate(stage)}
        argv = bwrap.command(folder.path, memory, filter_program=seccomp.program(), info=info_write, size_mb=limits.workspace_mb, place=place)
        if os.getuid() == 0:
            job = {"argv": argv, "stage": stage, "folder": f"{folder.path}/stage", "uid": folder.uid}
            argv = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), json.dumps(job)]
        descriptors = (*map(int, memory.files), info_write)
        process = subprocess.Popen(
            argv, stdin=theirs, stdout=log_write, stderr=log_write, env={}, cwd="/", pass_fds=descriptors, start_new_session=True
        )
    finally:
        theirs.close()
        memory.close()
        os.close(log_write)
        os.close(info_write)
    with os.fdopen(info_read) as report:
        text = report.read()
    box = Box(folder, limits, isolation, key, process, ours, log_read)
    if text:
        box.first = json.loads(text)["child-pid"]
        box.first_fd = os.pidfd_open(box.first)
    return box


def _open_to_others(path: Path, folder: Folder) -> bool:
    """Whether another user can read this file or folder where it is (the sandbox's own folder belongs to that user)."""
    if path.is_relative_to(folder.path):
        return True
    wanted = 0o5 if path.is_dir() else 0o4
    return path.stat().st_mode & wanted == wanted and all(parent.stat().st_mode & 0o1 for parent in path.parents)


def _greet(box: Box, preload: Sequence[str]) -> None:
    """Send the configuration, receive the folders' descriptors, wait until the kernel listens."""
    ports = {f"{name}_port": number for number, name in enumerate(CHANNELS, 1)}
    connection: dict[str, Any] = {"transport": "ipc", "ip": f"{box.sockets}/k", "key": box.key.decode(), "signature_scheme": "hmac-sha256", **ports}
    config = {
        "rlimits": box.limits.rlimits(),
        "landlock": True,
        "seccomp": "",
        "readable": ["/"],
        "writable": [bwrap.WORKSPACE, bwrap.TEMPORARY, bwrap.SHARED],
        "connection": connection,
        "preload": list(preload),
    }
    box.host.settimeout(START_S + 30 * bool(preload))
    try:
        box.host.sendall(json.dumps(config).encode() + b"\n")
        _, places, _, _ = socket.recv_fds(box.host, 64, 3)
        box.places = tuple(places)
        answer = box.host.makefile("rb").readline()
    except (BrokenPipeError, ConnectionResetError, TimeoutError) as error:
        raise IsolationUnavailable(reason="refused", detail=box.last_words() or str(error)) from error
    if not answer:
        box.process.wait(timeout=5)
        words = box.last_words()
        raise IsolationUnavailable(reason="landlock" if "ndlock" in words else "refused", detail=words.splitlines()[-1] if words else "?")
