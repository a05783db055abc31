"""Rate constants from barriers: transition-state theory with the prefactor kBT/h (Eyring, doi.org/10.1063/1.1749604)."""

import dataclasses
import math
from collections.abc import Iterable
from typing import overload

from ase.units import _hplanck, _k, kB

from sim.errors import SettingError
from sim.messages import caveat_text
from sim.records import Barrier, BarrierTable, Caveat, Rate

HOTTEST_K = 5000.0


@overload
def rates(barriers: Barrier, temperatures_K: Iterable[float] | float) -> Barrier: ...
@overload
def rates(barriers: BarrierTable, temperatures_K: Iterable[float] | float) -> BarrierTable: ...
def rates(barriers: Barrier | BarrierTable, temperatures_K: Iterable[float] | float) -> Barrier | BarrierTable:
    """The same barrier or table with its rate constants at these temperatures."""
    given = [temperatures_K] if isinstance(temperatures_K, int | float) else list(temperatures_K)
    wanted = [_temperature(t) for t in given]
    if not wanted:
        raise SettingError("temperature_invalid", given="[]")
    if isinstance(barriers, BarrierTable):
        return BarrierTable(tuple(_with_rates(barrier, wanted) for barrier in barriers))
    return _with_rates(barriers, wanted)


def _temperature(given: float) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= HOTTEST_K:
        raise SettingError("temperature_invalid", given=given)
    return float(given)


def _with_rates(barrier: Barrier, temperatures_K: list[float]) -> Barrier:
    if barrier.barrier_eV is None:
        return barrier
    found = tuple(Rate(t, _k * t / _hplanck * math.exp(-barrier.barrier_eV / (kB * t))) for t in temperatures_K)
    said = Caveat("rates_prefactor", caveat_text("rates_prefactor"))
    return dataclasses.replace(barrier, rates=found).with_warnings(said)
