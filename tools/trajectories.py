"""The files that a run may take out of a sandbox: trajectories that a record names, read as hostile."""

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

NAME = re.compile(r"paths/([^/\x00-\x1f\x7f]{1,120}\.extxyz)")
FIELDS = ("path", "structure", "trajectory")
FILE_BYTES = 64 << 20
FILES = 2000


def named_files(records: Iterable[dict[str, Any]]) -> list[str]:
    """File names below `paths` that the records name, each once."""
    values = (record.get(field) for record in records for field in FIELDS)
    found = (NAME.fullmatch(value) for value in values if isinstance(value, str))
    return list(dict.fromkeys(match[1] for match in found if match and not match[1].startswith(".")))[:FILES]


def collect(workspace: int, names: Iterable[str], target: Path, *, most: int = FILE_BYTES * FILES) -> dict[str, int]:
    """Copy regular files from the sandbox's `paths` to `target`, each whole or not at all; gives the names copied and their sizes.

    Args:
        workspace: descriptor of the sandbox's /workspace
        most: bytes in all
    """
    copied: dict[str, int] = {}
    with contextlib.suppress(OSError), _opened("paths", getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY, workspace) as folder:
        for name in names:
            size = _copy(folder, name, target, min(FILE_BYTES, most - sum(copied.values())))
            if size is not None:
                copied[name] = size
    return copied


@contextlib.contextmanager
def _opened(name: str, flags: int, folder: int) -> Iterator[int]:
    descriptor = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _copy(folder: int, name: str, target: Path, most: int) -> int | None:
    try:
        with _opened(name, os.O_RDONLY, folder) as source:
            if not stat.S_ISREG(os.fstat(source).st_mode):
                return None
            content = _read(source, most)
    except OSError:
        return None
    if len(content) > most:
        return None
    target.mkdir(parents=True, exist_ok=True)
    write_whole(target / name, content)
    return len(content)


def _read(source: int, most: int) -> bytearray:
    """At most one byte more than allowed: the file may grow while it is read."""
    content = bytearray()
    while len(content) <= most and (chunk := os.read(source, min(1 << 20, most + 1 - len(content)))):
        content += chunk
    return content


def write_whole(path: Path, content: bytes | bytearray) -> None:
    """Put a file in place so that after a crash it is there whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:  # a full disk, Ctrl-C: nothing half-written stays
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(folder)
    os.close(folder)
