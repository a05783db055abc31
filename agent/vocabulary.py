"""The words that a script may use, with the signatures and docstrings of the real functions.

Covered: the functions of `sim`, `chart` and `scene`, plain ASE and NumPy beside them.
Not covered: what the names do; the sandbox is the boundary, this list is about saying the right thing.
"""

import inspect
from dataclasses import dataclass
from functools import lru_cache

import sim

PATHS = ("read_path", "interpolate", "substitute")
BARRIERS = ("barrier", "screen", "verify", "rates", "vacancy_migration", "surface_hop")
OTHERS = (
    "relax", "lattice_constant", "adsorption_energy", "surface_energy", "vacancy_formation", "vibrations", "molecular_dynamics", "view",
)  # fmt: skip
SHOWN = ("chart", "scene")
# functions that give a record, and so must be shown
RECORDS = frozenset((*BARRIERS, *OTHERS))
# what is computed on a path that came as a file or was made from two
ON_PATHS = frozenset(("read_path", "interpolate", "substitute", "barrier", "screen", "verify", "view"))
MODULES = ("ase", "numpy", "math")
BUILTINS = frozenset(
    [
        "abs",
        "bool",
        "dict",
        "enumerate",
        "float",
        "int",
        "len",
        "list",
        "max",
        "min",
        "print",
        "range",
        "reversed",
        "round",
        "set",
        "sorted",
        "str",
        "sum",
        "tuple",
        "zip",
        "True",
        "False",
        "None",
    ]
)


@dataclass(frozen=True)
class Word:
    """One function of the vocabulary."""

    name: str
    signature: inspect.Signature
    summary: str


@lru_cache(maxsize=1)
def words() -> dict[str, Word]:
    """The functions of the physics by name, in the order in which they are told."""
    return {name: _word(name) for name in (*PATHS, *BARRIERS, *OTHERS)}


def _word(name: str) -> Word:
    function = getattr(sim, name)
    return Word(name, inspect.signature(function), (inspect.getdoc(function) or "").split("\n", 1)[0])


def default(name: str, parameter: str) -> object:
    """What a parameter is when a script leaves it out."""
    found = words()[name].signature.parameters.get(parameter)
    return None if found is None or found.default is inspect.Parameter.empty else found.default
