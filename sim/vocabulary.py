"""The words that scripts are written in: the functions of the physics by name, with their signatures, docstrings and defaults."""

import inspect
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sim

PATHS = ("read_path", "interpolate", "substitute")
BARRIERS = ("barrier", "screen", "verify", "rates", "harmonic_rates", "vacancy_migration", "surface_hop")
OTHERS = (
    "relax", "lattice_constant", "adsorption_energy", "surface_energy", "vacancy_formation", "vibrations", "molecular_dynamics", "view",
)  # fmt: skip


@dataclass(frozen=True)
class Word:
    """One function of the vocabulary."""

    name: str
    signature: inspect.Signature
    summary: str


@lru_cache(maxsize=1)
def words() -> dict[str, Word]:
    """The functions by name, in the order in which they are told."""
    return {name: _word(name) for name in (*PATHS, *BARRIERS, *OTHERS)}


def _word(name: str) -> Word:
    function = getattr(sim, name)
    return Word(name, inspect.signature(function), (inspect.getdoc(function) or "").split("\n", 1)[0])


def default(name: str, parameter: str) -> Any:
    """What a parameter is when a script leaves it out."""
    return words()[name].signature.parameters[parameter].default
