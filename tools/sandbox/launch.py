"""As root: give up root, then become bwrap. Standard library only, run as a script with one JSON argument.

Even without capabilities, uid 0 inside a sandbox could open root's files in /proc/sys, and no process limit holds for it.
What lies below a closed folder (a Python under a 0700 home) is bound to a readable place first, in a mount namespace of our own.
"""

import ctypes
import json
import os
import sys
from pathlib import Path

CLONE_NEWNS, MS_BIND, MS_REC, MS_PRIVATE = 0x20000, 4096, 16384, 1 << 18
PR_CAPBSET_DROP, PR_SET_PDEATHSIG, PR_CAP_AMBIENT, AMBIENT_CLEAR = 24, 1, 47, 4

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> None:
    """Nothing, or an OSError that names the call."""
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def stage(sources: list[str], folder: str) -> None:
    """Bind each source to folder/<its index>, seen by this process and its children alone."""
    check(libc.unshare(CLONE_NEWNS), "unshare")
    check(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "private mounts")
    check(libc.mount(b"kassei", folder.encode(), b"tmpfs", 0, b"mode=0755,size=1m"), "tmpfs")
    for index, source in enumerate(sources):
        place = Path(folder, str(index))
        place.mkdir() if Path(source).is_dir() else place.touch()
        check(libc.mount(source.encode(), bytes(place), None, MS_BIND | MS_REC, None), f"bind {source}")


def open_ways(sources: list[str], folder: str) -> None:
    """Put the staged sources back at their own paths, below empty readable folders instead of the closed ones (without bwrap)."""
    closed = {next(parent for parent in reversed(Path(source).parents) if not parent.stat().st_mode & 0o1) for source in sources}
    for parent in closed:
        check(libc.mount(b"kassei", bytes(parent), b"tmpfs", 0, b"mode=0755,size=1m"), "tmpfs")
    for index, source in enumerate(sources):
        staged, place = Path(folder, str(index)), Path(source)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        place.mkdir(exist_ok=True) if staged.is_dir() else place.touch()
        check(libc.mount(bytes(staged), bytes(place), None, MS_BIND | MS_REC, None), f"bind {source}")


def drop(uid: int) -> None:
    """Become an ordinary user for good."""
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    libc.prctl(PR_CAP_AMBIENT, AMBIENT_CLEAR, 0, 0, 0)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def main() -> None:
    """Stage, drop, exec."""
    job = json.loads(sys.argv[1])
    os.umask(0o022)
    if job["stage"]:
        stage(job["stage"], job["folder"])
        if job["in_place"]:
            open_ways(job["stage"], job["folder"])
    os.umask(0o077)
    drop(job["uid"])
    os.execv(job["argv"][0], job["argv"])


if __name__ == "__main__":
    main()
