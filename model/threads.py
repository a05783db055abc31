"""The number of threads that a model file ran best with, as measured on this machine (`agent model bench`)."""

import hashlib
import os
from pathlib import Path

from model.fingerprint import cache
from model.header import stamp


def available() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def remember(file: Path, threads: int) -> None:
    """Keeps the best number of threads for this file; later runs use it."""
    note = _note(file)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(str(threads), encoding="ascii")


def remembered(file: Path) -> int:
    """The best number of threads as measured before, 0 if it was not."""
    try:
        return int(_note(file).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _note(file: Path) -> Path:
    return cache() / "threads" / hashlib.sha256(repr(stamp(file)).encode()).hexdigest()[:32]
