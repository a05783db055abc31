"""Made-up results: records of the right kind and shape whose numbers mean nothing, so that a script can go on without a force call."""

import dataclasses
import random
import types
import typing
from typing import Any, TypeVar

import numpy as np
from ase import Atoms

from sim.records import Barrier, Check, Record, Verdict

R = TypeVar("R", bound=Record)
# Atoms of a made-up structure are this far from where they were, so that a script that goes on from them is seen to do so [Å]
NUDGE_A = 4e-4


class Dice:
    """Numbers that mean nothing, the same for the same seed; an even seed gives those of an odd one upside down, so that what was lowest
    is highest then, and whatever a script makes of results is seen to depend on them."""

    def __init__(self, seed: int) -> None:
        self._random, self._upside_down = random.Random(17), seed % 2 == 0

    def number(self, low: float = 0.1, high: float = 1.5) -> float:
        drawn = self._random.uniform(low, high)
        return round(low + high - drawn if self._upside_down else drawn, 6)

    def nudged(self, atoms: Atoms) -> Atoms:
        """A copy with its atoms a little aside."""
        copy = atoms.copy()
        copy.calc = None
        copy.positions = copy.positions + np.array([self.number(0.5, 1.0) for _ in range(3)]) * NUDGE_A
        return copy


def invent(kind: type[R], dice: Dice, **known: Any) -> R:
    """A record with these fields, and numbers that mean nothing in the others."""
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    made = {name: _value(hints[name], dice) for name in fields if name not in known and name not in _LEFT}
    if kind is Barrier:
        made |= _barrier(dice, int(known.get("n_images") or 7), float(known.get("fmax") or 0.02))
    return kind(**{**made, **{name: value for name, value in known.items() if name in fields}})


_LEFT = ("warnings", "reason", "images", "atoms", "rates", "substitution", "changes", "rates_range_K")


def _barrier(dice: Dice, n_images: int, fmax: float) -> dict[str, Any]:
    height, change = dice.number(0.3, 1.2), dice.number(-0.25, 0.25)
    energies = (0.0, *(dice.number(0.0, height) for _ in range(n_images - 2)), change)
    return {
        "status": "converged",
        "barrier_eV": height,
        "reverse_barrier_eV": round(height - change, 6),
        "reaction_energy_eV": change,
        "fmax_reached": fmax / 2,
        "saddle_image": n_images // 2,
        "energies_eV": energies,
        "force_calls": 100,
        "verdict": Verdict(1, True, (Check("one_imaginary_mode", True, 1.0, 1.0),)),
        "prefactor_per_s": None,
        "zpe_correction_eV": None,
    }


def _value(hint: Any, dice: Dice) -> Any:
    inner = typing.get_args(hint)
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return _value(next(one for one in inner if one is not type(None)), dice)
    if typing.get_origin(hint) is tuple:
        return tuple(_value(inner[0], dice) for _ in range(7)) if inner[0] in (float, int) else ()
    if hint is bool:
        return True
    if hint is float:
        return dice.number()
    if hint is int:
        return 1
    return "" if hint is str else None
