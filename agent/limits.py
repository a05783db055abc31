"""What a script asks of its files and its potential, looked at before anything is computed.

Covered: indices, symbols, numbers of images, forces, temperatures, the potential and the elements that it knows.
Not covered: whether the path makes sense; `sim` looks at that inside the sandbox.
"""

import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ase.data import chemical_symbols

from agent.errors import RequestRefused
from agent.messages import explain as words
from agent.use import Use
from sim.errors import SimError
from sim.messages import explain
from sim.path import check_count
from sim.potentials import POTENTIALS, check_elements
from sim.rates import HOTTEST_K
from sim.relax import check_fmax

LEAST_IMAGES = 3
_SYMBOLS = frozenset(chemical_symbols[1:])


class Structure(Protocol):
    """What is known about a file without trusting it."""

    @property
    def n_atoms(self) -> int: ...
    @property
    def n_images(self) -> int: ...
    @property
    def elements(self) -> tuple[str, ...]: ...
    @property
    def symbols(self) -> tuple[str, ...]: ...
    @property
    def mismatch(self) -> str: ...


def check_picks(picked: Sequence[int], structures: Mapping[str, Structure]) -> None:
    """Raises RequestRefused for a picked atom that no file has."""
    last = max((structure.n_atoms for structure in structures.values()), default=0) - 1
    for index in picked if structures else ():
        if not 0 <= index <= last:
            raise _refused("index_out_of_range", given=index, last=last)


def check_limits(use: Use, structures: Mapping[str, Structure], *, calculator: str) -> None:
    """Raises RequestRefused for what cannot be computed, with the code that says why."""
    try:
        _check_paths(use, structures)
        _check_indices(use, structures)
        for symbol in sorted(use.elements - _SYMBOLS):
            raise _refused("element_unknown", given=symbol)
        for count in use.images:
            check_count(count)
        for force in use.fmax:
            check_fmax(force)
        for temperature in use.temperatures_K:
            if not 0 < temperature <= HOTTEST_K:
                raise _refused("temperature_invalid", given=f"{temperature:g}")
        _check_calculators(use, structures, calculator)
    except SimError as error:
        raise RequestRefused(error.code, error.message, error.hint) from error


def _refused(code: str, **details: Any) -> RequestRefused:
    return RequestRefused(code, *explain(code, **details))


def _check_paths(use: Use, structures: Mapping[str, Structure]) -> None:
    """Files that are read as a path must be one."""
    for name in use.paths:
        known = structures.get(name)
        if known is not None and known.mismatch:
            raise _refused("path_inconsistent", why=f"{name}: {known.mismatch}")
        if known is not None and known.n_images < LEAST_IMAGES:
            raise RequestRefused("images_invalid", *words("few_images", file=name, given=known.n_images, least=LEAST_IMAGES))


def _check_indices(use: Use, structures: Mapping[str, Structure]) -> None:
    known = [structures[name] for name in use.files if name in structures]
    if not known:
        return
    last = min(structure.n_atoms for structure in known) - 1
    for index in (*use.sites, *use.highlighted):
        if not 0 <= index <= last:
            raise _refused("index_out_of_range", given=index, last=last)


def _check_calculators(use: Use, structures: Mapping[str, Structure], default: str) -> None:
    """The potentials of the script; `default` is what calls without one use, and may be a dotted name from the person."""
    needed = use.elements | {e for name in use.files if name in structures for e in structures[name].elements}
    for name in dict.fromkeys([*use.calculators, *([default] if use.unnamed_calculator else [])]):
        check_calculator(name, trusted=name == default)
        check_elements(name, needed)


def check_calculator(name: str, *, trusted: bool) -> None:
    """Raises RequestRefused for a name that is unknown or not installed; a dotted name from the person is left to the sandbox."""
    known = POTENTIALS.get(name)
    if known is None and not (trusted and "." in name.strip(".")):
        raise _refused("calculator_unknown", given=name, accepted=", ".join(POTENTIALS))
    if known is not None and importlib.util.find_spec(known.needs) is None:
        raise _refused("calculator_missing", given=name, install=known.install)
