"""The hash of a model file: of its bytes, and remembered, since reading 20 GB again for every run would take longer than the answer."""

import contextlib
import hashlib
import os
from pathlib import Path

from model.header import stamp


def cache() -> Path:
    """The user's folder for what can be made again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kassei"


def sha256(file: Path) -> str:
    """SHA-256 of the file's bytes, hexadecimal. It is computed once for a place, size and time of change."""
    note = cache() / "hashes" / hashlib.sha256(repr(stamp(file)).encode()).hexdigest()[:32]
    with contextlib.suppress(OSError):
        known = note.read_text(encoding="ascii").strip()
        if len(known) == 64:
            return known
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    with contextlib.suppress(OSError):  # a home that cannot be written to costs the same time again
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(found, encoding="ascii")
    return found
