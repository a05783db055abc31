"""One candidate of a batch: the parameters of its script, its files, and what it is known by.

Two candidates are one when structure, substitution, settings and potential (its weights' hash) are the same, whatever their files or rows
are called.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.screening.template import Template
from tools.xyz import read_frames

KEY_LENGTH = 32
DIGITS = 6
# Parameters that candidates with one unsubstituted path may differ in
APART = frozenset(("substitution", "substitutions", "sites", "elements", "together", "host", "temperatures_K"))


@dataclass(frozen=True)
class Candidate:
    """A candidate.

    files: name in the script → host file; group: candidates of one group may use each other's unsubstituted path
    row: of the table, as a spreadsheet counts
    """

    key: str
    label: str
    row: int
    values: Mapping[str, Any]
    files: Mapping[str, Path] = field(default_factory=dict)
    group: str = ""


def made(
    template: Template, values: Mapping[str, Any], *, label: str, row: int, files: Mapping[str, Path], potential: Mapping[str, Any]
) -> Candidate:
    """The candidate of these parameters; `potential` says what computes (its weights)."""
    digests = {name: structure_digest(file) for name, file in files.items()}
    whole = {**template.defaults, **values}
    canonical = {name: digests.get(value, value) if isinstance(value, str) else _canonical(value) for name, value in whole.items()}
    key = _hash([template.digest, canonical, dict(potential)])
    shared = {name: value for name, value in canonical.items() if name not in APART}
    group = _hash([template.digest, shared, dict(potential)])
    return Candidate(key, label, row, dict(values), dict(files), group if files else "")


def _canonical(value: Any) -> Any:
    """The value as JSON in one way: numbers by value, mappings by key."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in sorted(value.items(), key=lambda pair: str(pair[0]))}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    return value


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:KEY_LENGTH]


def structure_digest(file: Path) -> str:
    """What a structure file holds, whatever it is called: of extended XYZ the structures, of other files the bytes."""
    state = file.stat()
    return _digest(file, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=100_000)
def _digest(file: Path, size: int, changed_ns: int) -> str:  # noqa: ARG001 (size and time make the key)
    if file.suffix.lower() not in (".extxyz", ".xyz"):
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    digest = hashlib.sha256()
    for frame in read_frames(file.read_text(encoding="utf-8").replace("\r\n", "\n")):
        positions = [[round(x, DIGITS) + 0.0 for x in atom] for atom in frame.positions]
        lattice = [round(x, DIGITS) + 0.0 for x in frame.lattice]
        digest.update(json.dumps([frame.symbols, positions, lattice, frame.fixed]).encode())
    return digest.hexdigest()
