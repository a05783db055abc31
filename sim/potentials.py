"""Potentials by name: import paths that are resolved late, the elements that each knows, and what to say beside its numbers.

Covered: that a name exists, that its package is installed, that every element has parameters.
Not covered: whether a potential is good for the system at hand; `caveats` says what is known about that.
"""

import dataclasses
import importlib
import importlib.util
from collections.abc import Callable, Iterable
from typing import Any

from ase.calculators.calculator import BaseCalculator
from ase.data import chemical_symbols

from sim.errors import CalculatorError
from sim.messages import caveat_text
from sim.records import Caveat

EMT_METALS = ("Al", "Ni", "Cu", "Pd", "Ag", "Pt", "Au")
# H C N O stand in ASE's EMT as "parameters for demonstration" (ase/calculators/emt.py)
EMT_DEMONSTRATION = ("H", "C", "N", "O")
# MPtrj has 89 elements: up to Pu without these five (doi.org/10.1038/s42256-023-00716-3)
MPTRJ = tuple(s for s in chemical_symbols[1:95] if s not in ("Po", "At", "Rn", "Fr", "Ra"))


@dataclasses.dataclass(frozen=True)
class Potential:
    """How a potential is made: `builder` is "module:callable", `package` what pip installs, `needs` what must be importable."""

    builder: str
    package: str
    needs: str
    elements: tuple[str, ...] | None = None
    keywords: dict[str, Any] = dataclasses.field(default_factory=dict)
    mptrj_only: bool = False
    cheap: bool = False
    smooth: bool = False


POTENTIALS: dict[str, Potential] = {
    "chgnet": Potential("sim.chgnet:EnergyForces", "chgnet", "chgnet", MPTRJ, mptrj_only=True),
    "emt": Potential("ase.calculators.emt:EMT", "ase", "ase", EMT_METALS + EMT_DEMONSTRATION, cheap=True, smooth=True),
    "sevennet": Potential("sevenn.calculator:SevenNetCalculator", "sevenn", "sevenn", MPTRJ, {"device": "cpu"}, mptrj_only=True),
    "mace": Potential("mace.calculators:mace_mp", "mace-torch", "mace", None, {"device": "cpu"}, mptrj_only=True),
    "orb": Potential("sim.foreign:orb", "orb-models", "orb_models"),
    "mattersim": Potential("mattersim.forcefield:MatterSimCalculator", "mattersim", "mattersim", None, {"device": "cpu"}),
    "fairchem": Potential("sim.foreign:fairchem", "fairchem-core", "fairchem"),
    "xtb": Potential("tblite.ase:TBLite", "tblite", "tblite", None, {"method": "GFN2-xTB", "verbosity": 0}, smooth=True),
    "gpaw": Potential("sim.foreign:gpaw", "gpaw", "gpaw", smooth=True),
}


def resolve_name(name: str) -> str:
    """The name as it is kept in records; raises where no such potential exists or its package is missing."""
    if not isinstance(name, str) or not name.strip():
        raise CalculatorError("calculator_unknown", given=name, accepted=", ".join(POTENTIALS))
    name = name.strip()
    known = POTENTIALS.get(name.lower())
    if known:
        if importlib.util.find_spec(known.needs) is None:
            raise CalculatorError("calculator_missing", given=name.lower(), package=known.package)
        return name.lower()
    _custom(name)
    return name


def open_calculator(name: str) -> BaseCalculator:
    """A fresh calculator, sharing its state with no other."""
    known = POTENTIALS.get(name)
    if known is None:
        return _custom(name)()
    module, _, attribute = known.builder.partition(":")
    return getattr(importlib.import_module(module), attribute)(**known.keywords)


def _custom(name: str) -> Callable[[], BaseCalculator]:
    """The class or function that a dotted name like package.module.Class stands for."""
    module, _, attribute = name.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), attribute) if module else None
    except (ImportError, AttributeError):
        found = None
    if not callable(found):
        raise CalculatorError("calculator_unknown", given=name, accepted=", ".join(POTENTIALS))
    return found


def check_elements(name: str, elements: Iterable[str]) -> None:
    """Raises where the potential has no parameters for one of the elements."""
    known = POTENTIALS.get(name)
    if known is None or known.elements is None:
        return
    missing = sorted(set(elements) - set(known.elements))
    if missing:
        accepted = ", ".join(known.elements) if len(known.elements) < 20 else f"{known.elements[0]}–{known.elements[-1]}"
        raise CalculatorError("calculator_unsupported_element", calculator=name, given=", ".join(missing), accepted=accepted)


def caveats(name: str, elements: Iterable[str]) -> tuple[Caveat, ...]:
    """What has to be said beside a number that this potential gave for these elements."""
    known = POTENTIALS.get(name)
    said: list[tuple[str, dict[str, Any]]] = []
    if known is None:
        said.append(("custom_calculator", {"calculator": name}))
    elif known.mptrj_only:
        said.append(("mptrj_soft", {"calculator": name}))
    weak = [e for e in EMT_DEMONSTRATION if e in set(elements)] if name == "emt" else []
    if weak:
        said.append(("emt_demonstration", {"elements": ", ".join(weak)}))
    return tuple(Caveat(code, caveat_text(code, **details)) for code, details in said)


def is_cheap(name: str) -> bool:
    """Whether a force call costs less than handing it to another process."""
    known = POTENTIALS.get(name)
    return known is None or known.cheap


def is_smooth(name: str) -> bool:
    """Whether a potential is known to have no ripples within tenths of an Å (learned ones do)."""
    known = POTENTIALS.get(name)
    return known is not None and known.smooth
