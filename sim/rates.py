"""Rate constants from barriers, by transition-state theory.

`rates`: the prefactor is kBT/h (Eyring, doi.org/10.1063/1.1749604). `harmonic_rates`: the vibrations of the initial state and of
the saddle give the prefactor (Vineyard, doi.org/10.1016/0022-3697(57)90059-8), each as a quantum oscillator, so that the zero-point
energy is in it and high temperatures have Vineyard's rate.
Covered: crossings from the initial to the final state. Not covered: tunnelling, recrossing, rotation, diffusion of gases.
"""

import dataclasses
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, overload

import numpy as np
from ase.units import _hplanck, _k, invcm, kB

from sim.errors import SettingError
from sim.harmonic import Wells, wells
from sim.many import each_barrier
from sim.messages import caveat_text
from sim.plan import refined
from sim.records import Barrier, BarrierTable, Caveat, Rate

HOTTEST_K = 5000.0
# Below this many kBT a barrier is crossed before the initial state is in equilibrium
LEAST_HEIGHT = 5.0
# Where Wigner's correction 1 + (ħω/kBT)²/24 reaches 1.5, the rate is that much too low (doi.org/10.1515/zpch-1932-1920)
TUNNELLING = math.sqrt(12)


@overload
def rates(barriers: Barrier, temperatures_K: Iterable[float] | float) -> Barrier: ...
@overload
def rates(barriers: BarrierTable | Sequence[Barrier], temperatures_K: Iterable[float] | float) -> BarrierTable: ...
def rates(barriers: Barrier | BarrierTable | Sequence[Barrier], temperatures_K: Iterable[float] | float) -> Barrier | BarrierTable:
    """The same barrier, or a table of many, with the rate constants at one or many temperatures."""
    wanted = _temperatures(temperatures_K)
    return each_barrier(barriers, lambda barrier: _planned(barrier, wanted, lambda: _eyring(barrier, wanted)))


@overload
def harmonic_rates(barriers: Barrier, temperatures_K: Iterable[float] | float, *, n_atoms: int = 6) -> Barrier: ...
@overload
def harmonic_rates(
    barriers: BarrierTable | Sequence[Barrier], temperatures_K: Iterable[float] | float, *, n_atoms: int = 6
) -> BarrierTable: ...
def harmonic_rates(
    barriers: Barrier | BarrierTable | Sequence[Barrier], temperatures_K: Iterable[float] | float, *, n_atoms: int = 6
) -> Barrier | BarrierTable:
    """The same barrier, or a table of many, with rate constants whose prefactor and zero-point energy come from vibrations.

    n_atoms: how many atoms vibrate, those first that move most between initial state and saddle; 12 force calls each
    """
    wanted = _temperatures(temperatures_K)
    if isinstance(n_atoms, bool) or not isinstance(n_atoms, int) or n_atoms < 1:
        raise SettingError("setting_invalid", name="n_atoms", given=n_atoms, accepted="1, 2, …")
    return each_barrier(barriers, lambda barrier: _planned(barrier, wanted, lambda: _harmonic(barrier, wanted, n_atoms), n_atoms=n_atoms))


def _planned(barrier: Barrier, temperatures_K: list[float], work: Callable[[], Barrier], **more: Any) -> Barrier:
    told = [{"temperature_K": t} for t in temperatures_K]
    return refined(barrier, work, invented=lambda: _eyring(barrier, temperatures_K), rates=told, **more)


def _temperatures(given: Iterable[float] | float) -> list[float]:
    wanted = [_temperature(t) for t in ([given] if isinstance(given, int | float) else list(given))]
    if not wanted:
        raise SettingError("temperature_invalid", given="[]")
    return wanted


def _temperature(given: float) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | np.integer | np.floating) or not 0 < given <= HOTTEST_K:
        raise SettingError("temperature_invalid", given=given)
    return float(given)


def _eyring(barrier: Barrier, temperatures_K: list[float]) -> Barrier:
    if barrier.barrier_eV is None:
        return barrier
    found = tuple(Rate(t, _k * t / _hplanck * math.exp(-barrier.barrier_eV / (kB * t))) for t in temperatures_K)
    return _said(_bare(barrier, rates=found), ("rates_prefactor", {}), *_hot(barrier.barrier_eV, temperatures_K))


def _harmonic(barrier: Barrier, temperatures_K: list[float], n_atoms: int) -> Barrier:
    if barrier.barrier_eV is None:
        return barrier
    found = wells(barrier, n_atoms)
    barrier = dataclasses.replace(barrier, force_calls=barrier.force_calls + found.force_calls)
    if found.flaw:
        return _said(_eyring(barrier, temperatures_K), ("rates_not_harmonic", {"why": found.flaw}))
    assert barrier.barrier_eV is not None
    height, quantum = barrier.barrier_eV, found.imaginary_cm1 * invcm
    coldest, hottest = quantum / (kB * TUNNELLING), height / (kB * LEAST_HEIGHT)
    whole = _bare(
        barrier,
        rates=tuple(Rate(t, _rate(height, found, t)) for t in temperatures_K),
        prefactor_per_s=found.prefactor_per_s,
        zpe_correction_eV=found.zpe_correction,
        rates_range_K=(coldest, hottest),
    )
    cold = [t for t in temperatures_K if t < coldest]
    tunnelling = [("rates_tunnelling", {"temperatures": _listed(cold), "wave": found.imaginary_cm1})] if cold else []
    settings = {"atoms": found.n_atoms, "low": coldest, "high": hottest}
    return _said(whole, ("rates_harmonic", settings), *tunnelling, *_hot(height, temperatures_K))


def _rate(height: float, found: Wells, temperature_K: float) -> float:
    """kBT/h · Q(saddle)/Q(initial) · exp(−E/kBT) [1/s], Q a product of 1/(2 sinh(ħω/2kBT)); logarithms, as each sinh may be huge."""

    def log_partition(waves_cm1: np.ndarray) -> float:
        half = waves_cm1 * invcm / (2 * kB * temperature_K)
        return -float((half + np.log1p(-np.exp(-2 * half))).sum())

    ratio = log_partition(found.saddle_cm1) - log_partition(found.initial_cm1)
    return _k * temperature_K / _hplanck * math.exp(ratio - height / (kB * temperature_K))


def _hot(height: float, temperatures_K: list[float]) -> list[tuple[str, dict[str, Any]]]:
    hot = [t for t in temperatures_K if height < LEAST_HEIGHT * kB * t]
    return [("rates_hot", {"temperatures": _listed(hot)})] if hot else []


def _listed(temperatures_K: list[float]) -> str:
    return ", ".join(f"{t:g}" for t in temperatures_K)


def _bare(barrier: Barrier, **found: Any) -> Barrier:
    """The barrier without what earlier rates left in it, with this instead."""
    kept = tuple(caveat for caveat in barrier.warnings if not caveat.code.startswith("rates_"))
    clean: dict[str, Any] = {"prefactor_per_s": None, "zpe_correction_eV": None, "rates_range_K": ()}
    return dataclasses.replace(barrier, warnings=kept, **(clean | found))


def _said(barrier: Barrier, *remarks: tuple[str, dict[str, Any]]) -> Barrier:
    return barrier.with_warnings(*(Caveat(code, caveat_text(code, **details)) for code, details in remarks))
