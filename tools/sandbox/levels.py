"""The three levels of isolation, and what this machine gives of them."""

import ctypes
import os
import platform
import sys
from dataclasses import asdict, dataclass

from tools.errors import IsolationError
from tools.sandbox import bwrap, seccomp

LEVELS = ("strong", "reduced", "none")


@dataclass(frozen=True)
class Isolation:
    """What a run was isolated with, for its record.

    Attributes:
        level: strong, reduced or none
        features: parts in force
        bwrap: version, "" when it is not used
        landlock: version of the kernel's interface, 0 when it is not used
        dropped_root: whether we are root and the sandbox is not
    """

    level: str
    features: tuple[str, ...]
    bwrap: str = ""
    landlock: int = 0
    dropped_root: bool = False

    def to_dict(self) -> dict[str, object]:
        """For the run's record."""
        return asdict(self)


def landlock_version() -> int:
    """Of this kernel, 0 without Landlock."""
    return max(0, ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1))


def check_level(level: str) -> Isolation:
    """What `level` means here.

    Raises:
        IsolationError: it is not to be had
    """
    if level not in LEVELS:
        raise IsolationError(reason="level", given=level)
    if sys.platform == "darwin":
        return _on_macos(level)
    if sys.platform != "linux" or (level != "none" and platform.machine() not in seccomp.ARCHITECTURES):
        raise IsolationError(reason="platform", detail=f"{platform.system()} {platform.machine()}")
    if level == "none":
        return Isolation("none", ())
    landlock = landlock_version()
    if not landlock:
        raise IsolationError(reason="landlock", detail=platform.release())
    dropped = os.getuid() == 0
    if level == "reduced":
        return Isolation("reduced", ("seccomp", "landlock", "rlimits", "watchdog"), landlock=landlock, dropped_root=dropped)
    features = ("user", "pid", "net", "mount", "ipc", "uts", "seccomp", "landlock", "rlimits", "watchdog")
    return Isolation("strong", features, bwrap=bwrap.version(), landlock=landlock, dropped_root=dropped)


def _on_macos(level: str) -> Isolation:
    """Nobody has tried it: the record says so too."""
    if level == "strong":
        raise IsolationError(reason="macos")
    if os.getuid() == 0:
        raise IsolationError(reason="platform", detail="macOS, root")
    return Isolation(level, ("seatbelt, untested", "rlimits", "watchdog") if level == "reduced" else ())
