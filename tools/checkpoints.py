"""Journals of candidates under way (sim/journal.py), kept by the host as KEY.forces: what the sandbox says of them is hostile input.

Covered: names are hashes, a journal only grows within MOST_BYTES, half an entry at its end is overwritten by the next attempt.
Not covered: durability of the last seconds; a lost tail is computed again.
"""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KEY = re.compile(r"[0-9a-f]{8,128}")
MOST_BYTES = 256 << 20


def file_of(folder: Path, key: str) -> Path:
    """Where the journal of a candidate lies."""
    return folder / f"{key}.forces"


def append(folder: Path, event: Mapping[str, Any]) -> None:
    """Writes the entries of a "forces" event behind those that its journal has; anything else is left alone."""
    key, offset, data = (event.get(name) for name in ("key", "offset", "data"))
    if not (isinstance(key, str) and KEY.fullmatch(key) and isinstance(offset, int) and isinstance(data, str)):
        return
    try:
        entries = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file_of(folder, key), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if 0 <= offset <= os.fstat(descriptor).st_size and offset + len(entries) <= MOST_BYTES:
            os.ftruncate(descriptor, offset)
            os.pwrite(descriptor, entries, offset)
    finally:
        os.close(descriptor)


def forget(folder: Path, key: str) -> None:
    """The candidate is finished: its journal goes."""
    file_of(folder, key).unlink(missing_ok=True)
