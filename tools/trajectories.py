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


def collect(workspace: int, names: Iterable[str], target: Path) -> list[str]:
    """Copy regular files from the sandbox's `paths` to `target`, each whole or not at all; gives the names copied.

    Args:
        workspace: descriptor of the sandbox's /workspace
    """
    with contextlib.suppress(OSError), _opened("paths", os.O_PATH | os.O_DIRECTORY, workspace) as folder:
        return [name for name in names if _copy(folder, name, target)]
    return []


@contextlib.contextmanager
def _opened(name: str, flags: int, folder: int) -> Iterator[int]:
    descriptor = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _copy(folder: int, name: str, target: Path) -> bool:
    try:
        with _opened(name, os.O_RDONLY, folder) as source:
            state = os.fstat(source)
            if not stat.S_ISREG(state.st_mode) or state.st_size > FILE_BYTES:
                return False
            content = _read(source)
    except OSError:
        return False
    if len(content) > FILE_BYTES:
        return False
    target.mkdir(parents=True, exist_ok=True)
    write_whole(target / name, content)
    return True


def _read(source: int) -> bytes:
    """At most one byte more than allowed: the file may grow while it is read."""
    content = bytearray()
    while len(content) <= FILE_BYTES and (chunk := os.read(source, 1 << 20)):
        content += chunk
    return bytes(content)


def write_whole(path: Path, content: bytes) -> None:
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
