"""The larger models that kassei knows by name: what they are, what they need, where they come from."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from model.errors import ModelMissingError

FILE = Path(__file__).parent / "catalogue.toml"


@dataclass(frozen=True)
class Entry:
    """One model as published: its place on the Hugging Face Hub (file "" when it is to be converted first), licence and needs."""

    name: str
    repository: str
    file: str
    licence: str
    parameters_b: float
    quantization: str
    file_gb: float
    memory_gb: float
    context: int
    template: str
    japanese: bool
    coder: bool
    source: str


@lru_cache
def entries() -> tuple[Entry, ...]:
    """All entries, the smallest first. An unknown key is an error."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["model"]
    return tuple(sorted((Entry(**entry) for entry in listed), key=lambda entry: entry.memory_gb))


def entry(name: str) -> Entry:
    """The entry of a name. Raises ModelMissingError with the names that there are."""
    found = next((e for e in entries() if e.name == name), None)
    if found is None:
        raise ModelMissingError("catalogue_unknown", name=name, accepted=", ".join(e.name for e in entries()))
    return found


def fitting(memory_gb: float) -> tuple[Entry, ...]:
    """The entries that fit into so much memory, the largest first."""
    return tuple(sorted((e for e in entries() if e.memory_gb <= memory_gb), key=lambda e: -e.memory_gb))
