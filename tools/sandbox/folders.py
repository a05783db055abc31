"""The sandboxes' folders on the host: sockets, inputs. Each is locked by the process that owns it; what a dead one left is swept."""

import contextlib
import ctypes
import fcntl
import logging
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.errors import IsolationError
from tools.sandbox import cgroup

log = logging.getLogger(__name__)
DOOR = ".door"  # locked while a folder is made or folders are swept: one without its own lock has no owner
DYNAMIC_UIDS = range(61184, 65520)  # systemd's range for users that exist only while their service runs


@dataclass(frozen=True)
class Folder:
    """One sandbox's folder, ours as long as `lock` is open."""

    path: Path
    lock: int
    uid: int

    def remove(self, *, keep: bool = False) -> None:
        """Delete it and let go of the lock; keep: what is left is the next sweep's."""
        with _door(self.path.parent):
            if not keep:
                _delete(self.path)
        os.close(self.lock)


def root_folder() -> Path:
    """Where the folders are: private to this user."""
    uid = os.getuid()
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    usable = runtime and uid and Path(runtime).is_dir() and len(runtime) < 60  # the path of a socket ends at 108 bytes
    temporary = Path(tempfile.gettempdir())
    mode = 0o711 if uid == 0 else 0o700  # root's sandboxes run as another user, who must come through
    if len(str(temporary)) >= 60 or (uid == 0 and not all(place.stat().st_mode & 1 for place in (temporary, *temporary.parents))):
        temporary = Path("/tmp")
    path = Path(runtime, "kassei") if usable else temporary / f"kassei-{uid}"
    path.mkdir(mode=mode, exist_ok=True)
    state = path.lstat()
    if path.is_symlink() or state.st_uid != uid or state.st_mode & 0o777 != mode:
        raise IsolationError(reason="folder", path=str(path))
    return path


def make_folder() -> Folder:
    """A new, locked folder with empty folders in it, owned by the user that the sandbox will be; what dead owners left is swept."""
    root = root_folder()
    with _door(root):
        _sweep(root)
        path = root / secrets.token_hex(5)
        path.mkdir(mode=0o700)
        lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        uid = os.getuid() or _free_uid(root)
        for place in (path, *(path / name for name in ("inputs", "finished", "stage", "workspace", "tmp"))):
            place.mkdir(mode=0o700, exist_ok=True)
            os.chown(place, uid, uid if os.getuid() == 0 else -1)
    return Folder(path, lock, uid)


@contextlib.contextmanager
def _door(root: Path) -> Iterator[None]:
    descriptor = os.open(root / DOOR, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def acting_as(uid: int) -> Iterator[None]:
    """This thread makes files as `uid`: root has no place in a sandbox's file systems (setfsuid(2))."""
    libc = ctypes.CDLL(None)
    if os.getuid() == 0:
        libc.setfsgid(uid)
        libc.setfsuid(uid)
    try:
        yield
    finally:
        if os.getuid() == 0:
            libc.setfsuid(0)
            libc.setfsgid(0)


def sweep(root: Path) -> int:
    """Remove the folders (and control groups) whose owner is dead; gives how many."""
    with _door(root):
        return _sweep(root)


def _sweep(root: Path) -> int:
    removed = 0
    for path in root.iterdir():
        if path.is_dir() and not _is_owned(path):
            _end_those_of(path)
            note = path / "cgroups"
            if cgroup.remove(map(Path, note.read_text().splitlines() if note.exists() else ())):  # else the next sweep will
                _delete(path)
                removed += 1
    return removed


def _delete(path: Path) -> None:
    """Whatever is in it: without a file system of their own, sandboxes leave folders closed or nested without end here."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(path, ignore_errors=True)
    if path.exists():
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            subprocess.run([*command, "--", str(path)], stderr=subprocess.DEVNULL, check=False)


def _end_those_of(path: Path) -> None:
    """Kill what still gets a sandbox ready in this folder: a bwrap whose parent died at the wrong moment waits for it for ever."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if f"{path}/".encode() in command and (b"bwrap\0" in command or b"launch.py\0" in command):
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            continue


def _is_owned(path: Path) -> bool:
    """Whether a living process holds the lock of this folder."""
    try:
        lock = os.open(path / "lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _free_uid(root: Path) -> int:
    """A user id that nobody has: neither a process nor another sandbox."""
    taken = {path.stat().st_uid for path in root.iterdir()}
    for path in Path("/proc").iterdir():
        try:
            taken.add(path.stat().st_uid)
        except OSError:
            continue
    return secrets.choice([uid for uid in DYNAMIC_UIDS if uid not in taken])
