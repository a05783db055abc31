"""Potentials by name: import paths that are resolved late, the elements that each knows, and what to say beside its numbers.

Covered: that a name exists, that its package is installed, that every element has parameters.
Not covered: whether a potential is good for the system at hand; `caveats` says what is known about that.
"""

import dataclasses
import importlib
import importlib.util
from collections.abc import Callable, Iterable
from typing import Any

from ase import Atoms
from ase.calculators.calculator import BaseCalculator
from ase.data import chemical_symbols

from sim.alone import is_alone
from sim.errors import CalculatorError
from sim.messages import caveat_text
from sim.records import Caveat

EMT_METALS = ("Al", "Ni", "Cu", "Pd", "Ag", "Pt", "Au")
# H C N O stand in ASE's EMT as "parameters for demonstration" (ase/calculators/emt.py)
EMT_DEMONSTRATION = ("H", "C", "N", "O")
# MPtrj has 89 elements: up to Pu without these five (doi.org/10.1038/s42256-023-00716-3)
MPTRJ = tuple(s for s in chemical_symbols[1:95] if s not in ("Po", "At", "Rn", "Fr", "Ra"))


# GFN2-xTB is parametrised up to Rn (doi.org/10.1021/acs.jctc.8b01176)
TO_RADON = tuple(chemical_symbols[1:87])


@dataclasses.dataclass(frozen=True)
class Potential:
    """How a potential is made, and what is known of it.

    builder: "module:callable"; package: what pip installs; system: what it is built with; needs: what must be importable
    elements: those that it knows; None: not known here
    trained_on: "mptrj" (MPtrj alone), "crystals" or "surfaces"; "" where it was not learned from structures
    cheap: a force call costs less than handing it to another process; smooth: no ripples within tenths of an Å
    """

    builder: str
    package: str
    needs: str
    elements: tuple[str, ...] | None = None
    keywords: dict[str, Any] = dataclasses.field(default_factory=dict)
    trained_on: str = ""
    cheap: bool = False
    smooth: bool = False
    system: str = ""

    @property
    def install(self) -> str:
        """The command that brings it (Debian's names for what it is built with)."""
        return (f"apt-get install {self.system} && " if self.system else "") + f"pip install {self.package}"


CPU = {"device": "cpu"}
POTENTIALS: dict[str, Potential] = {
    "chgnet": Potential("sim.chgnet:EnergyForces", "chgnet", "chgnet", MPTRJ, trained_on="mptrj"),
    "emt": Potential("ase.calculators.emt:EMT", "ase", "ase", EMT_METALS + EMT_DEMONSTRATION, cheap=True, smooth=True),
    "sevennet": Potential("sim.foreign:sevennet", "sevenn", "sevenn", MPTRJ, CPU, trained_on="mptrj"),
    "mace": Potential("sim.foreign:mace", "mace-torch", "mace", MPTRJ, CPU, trained_on="crystals"),
    "orb": Potential("sim.foreign:orb", "orb-models", "orb_models", None, CPU, trained_on="crystals"),
    "mattersim": Potential("sim.foreign:mattersim", "mattersim", "mattersim", None, CPU, trained_on="crystals"),
    "fairchem": Potential("sim.foreign:fairchem", "fairchem-core", "fairchem", None, CPU, trained_on="surfaces"),
    "xtb": Potential("tblite.ase:TBLite", "tblite", "tblite", TO_RADON, {"method": "GFN2-xTB", "verbosity": 0}, smooth=True),
    "gpaw": Potential("sim.foreign:gpaw", "gpaw", "gpaw", smooth=True, system="g++ libxc-dev libopenblas-dev"),
}


def resolve_name(name: str) -> str:
    """The name as it is kept in records; raises where no such potential exists or its package is missing."""
    if not isinstance(name, str) or not name.strip():
        raise CalculatorError("calculator_unknown", given=name, accepted=", ".join(POTENTIALS))
    name = name.strip()
    known = POTENTIALS.get(name.lower())
    if known:
        if importlib.util.find_spec(known.needs) is None:
            raise CalculatorError("calculator_missing", given=name.lower(), install=known.install)
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


def caveats(name: str, elements: Iterable[str], structure: Atoms | None = None) -> tuple[Caveat, ...]:
    """What has to be said beside a number that this potential gave for these elements, in this structure."""
    known = POTENTIALS.get(name)
    said: list[tuple[str, dict[str, Any]]] = []
    if known is None:
        said.append(("custom_calculator", {"calculator": name}))
    elif known.trained_on == "mptrj":
        said.append(("mptrj_soft", {"calculator": name}))
    if known is not None and known.trained_on:
        if known.elements is None:
            said.append(("elements_unchecked", {"calculator": name}))
        if structure is not None and is_alone(structure):
            said.append(("molecule_bulk", {"calculator": name}))
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
