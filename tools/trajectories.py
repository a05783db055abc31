"""The files that a run may take out of a sandbox: trajectories that a record names, read as hostile."""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

NAME = re.compile(r"paths/([^/\x00-\x1f\x7f]{1,120}\.extxyz)")
FIELDS = ("path", "structure", "trajectory")
FILE_BYTES = 64 << 20
FILES = 2000
FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY  # to open what lies below it


def named_files(records: Iterable[dict[str, Any]]) -> list[str]:
    """File names below `paths` that the records name, each once."""
    values = (record.get(field) for record in records for field in FIELDS)
    found = (NAME.fullmatch(value) for value in values if isinstance(value, str))
    return list(dict.fromkeys(match[1] for match in found if match and not match[1].startswith(".")))[:FILES]


def collect(workspace: int, names: Iterable[str], target: Path, *, most: int = FILE_BYTES * FILES, place: str = "paths") -> dict[str, int]:
    """Copy regular files from a folder of the sandbox to `target`, each whole or not at all; gives the names copied and their sizes.

    Args:
        workspace: descriptor of the sandbox's /workspace
        most: bytes in all
        place: the folder's name there
    """
    copied: dict[str, int] = {}
    with contextlib.suppress(OSError), opened(place, FOLDER, workspace) as folder:
        for name in names:
            size = copy(folder, name, target / name, min(FILE_BYTES, most - sum(copied.values())))
            if size is not None:
                copied[name] = size
    return copied


@contextlib.contextmanager
def opened(name: str, flags: int, folder: int) -> Iterator[int]:
    """What has this name in a folder, for as long as it is open; a link is none, and nothing is waited for."""
    descriptor = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def copy(folder: int, name: str, target: Path, most: int, *, harmless: Callable[[bytes], bool] | None = None) -> int | None:
    """Copy one regular file, whole or not at all; gives its size, None where it is none, too large, or not harmless."""
    try:
        with opened(name, os.O_RDONLY, folder) as source:
            if not stat.S_ISREG(os.fstat(source).st_mode):
                return None
            pieces: Iterable[bytes] = _pieces(source, most)
            if harmless:
                pieces = [b"".join(pieces)]
                if not harmless(pieces[0]):
                    return None
            target.parent.mkdir(parents=True, exist_ok=True)
            return _write_whole(target, pieces)
    except OSError:
        return None


def _pieces(source: int, most: int) -> Iterator[bytes]:
    """What a file holds, which may grow while it is read; OSError when it is more than allowed."""
    while chunk := os.read(source, 1 << 20):
        most -= len(chunk)
        if most < 0:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        yield chunk


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place so that after a crash it is there whole or not at all."""
    _write_whole(path, [content])


def _write_whole(path: Path, pieces: Iterable[bytes]) -> int:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            size = sum(map(file.write, pieces))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:  # a full disk, Ctrl-C: nothing half-written stays
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(folder)
    os.close(folder)
    return size
