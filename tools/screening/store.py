"""Finished candidates of a batch on disk: each a folder of its own that is there whole or not at all. The folders are the truth.

candidates/ab/KEY/record.json   parameters, status, records, error, provenance
candidates/ab/KEY/paths/        the path files that the records name
A candidate counts from the rename of its folder on: its files and folders were synced before. What a crash leaves half-written has a
name with a dot and is swept away by the next who opens the store. One process writes at a time (the run's folder is held by a lock).
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = "candidates"
RECORD = "record.json"
_NAME = re.compile(r"[0-9a-f]{32}")


class Store:
    """The candidates below a run's folder; `keys` are those that are durable."""

    def __init__(self, run: Path) -> None:
        self.folder = run / FOLDER
        self.folder.mkdir(exist_ok=True)
        for unfinished in self.folder.glob(".*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        self.keys = {place.name for place in self.folder.glob("??/*") if _NAME.fullmatch(place.name)}

    def __contains__(self, key: str) -> bool:
        return key in self.keys

    def __len__(self) -> int:
        return len(self.keys)

    def place(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def put(self, key: str, record: Mapping[str, Any], paths: Mapping[str, bytes]) -> None:
        """Makes a candidate durable. Raises OSError where that cannot be; nothing of it counts then."""
        unfinished, place = self.folder / f".{key}", self.place(key)
        shutil.rmtree(unfinished, ignore_errors=True)
        try:
            unfinished.mkdir()
            if paths:
                (unfinished / "paths").mkdir()
                for name, content in paths.items():
                    _write(unfinished / "paths" / name, content)
                _sync(unfinished / "paths")
            _write(unfinished / RECORD, (json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n").encode())
            _sync(unfinished)
            if not place.parent.is_dir():
                place.parent.mkdir()
                _sync(self.folder)
            if place.exists():  # set aside before, tried again
                shutil.rmtree(place)
            unfinished.rename(place)
            _sync(place.parent)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        self.keys.add(key)

    def get(self, key: str) -> dict[str, Any] | None:
        """The record of a candidate; None where it is not durable, or was damaged from outside (it is computed again then)."""
        try:
            found = json.loads((self.place(key) / RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) and found.get("key") == key else None

    def paths(self, key: str) -> dict[str, Path]:
        """Path files of a candidate by name."""
        folder = self.place(key) / "paths"
        return {file.name: file for file in sorted(folder.iterdir())} if folder.is_dir() else {}

    def drop(self, key: str) -> None:
        """Forgets a candidate that was set aside, so that it is tried again."""
        shutil.rmtree(self.place(key), ignore_errors=True)
        self.keys.discard(key)

    def records(self) -> Iterator[dict[str, Any]]:
        """All records, one at a time, in the order of their keys."""
        for key in sorted(self.keys):
            record = self.get(key)
            if record is not None:
                yield record


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
