"""The vibrations that a harmonic rate is made of: those of the initial state, and those of the saddle.

Covered: the free atoms that move most between the two, all others at rest; central differences, six force calls an atom and state.
Not covered: modes of the atoms left out; they cancel as far as they are the same in both states.
"""

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
from ase import Atoms
from ase.constraints import FixAtoms, FixCartesian
from ase.units import _c, invcm

from sim.landscape import Landscape, movable
from sim.messages import word
from sim.potentials import is_smooth, open_calculator
from sim.progress import Meter
from sim.records import Barrier
from sim.saddle import DISPLACEMENT_A
from sim.settings import settings
from sim.trajectory import images_of
from sim.vibrations import NOISE_CM1, STEP_A, frequencies_cm1, hessian


@dataclasses.dataclass(frozen=True)
class Wells:
    """Frequencies [cm⁻¹] of the initial state, shape (n,), and of the saddle without its imaginary mode, shape (n - 1,).

    flaw: why no rate can be made of them; empty where one can
    """

    n_atoms: int
    force_calls: int
    initial_cm1: np.ndarray
    saddle_cm1: np.ndarray
    imaginary_cm1: float = 0.0
    flaw: str = ""

    @property
    def prefactor_per_s(self) -> float:
        """Vineyard's: the product of the frequencies at the start over that at the saddle."""
        return 100 * _c * math.exp(float(np.log(self.initial_cm1).sum() - np.log(self.saddle_cm1).sum()))

    @property
    def zpe_correction(self) -> float:
        """What zero-point motion adds to the barrier [eV]."""
        return float(self.saddle_cm1.sum() - self.initial_cm1.sum()) * invcm / 2


def wells(barrier: Barrier, n_atoms: int) -> Wells:
    """The vibrations at the initial state and the saddle of a barrier."""
    nothing = np.zeros(0)
    if barrier.saddle_image is None or barrier.status != "converged" or not barrier.climb:
        return Wells(0, 0, nothing, nothing, flaw=word("no_saddle"))
    images, meter = images_of(barrier, settings().folder), Meter(barrier.label)
    meter.enter("vibrations")
    states = (images[0], images[barrier.saddle_image])
    moving = _most_moved(states, n_atoms)
    initial, saddle = (_frequencies(state, moving, barrier.calculator, meter) for state in states)
    flaw = ""
    if initial[0] < NOISE_CM1:
        flaw = word("soft_initial", wave=initial[0])
    elif saddle[0] > -NOISE_CM1 or (len(saddle) > 1 and saddle[1] < NOISE_CM1):
        flaw = word("soft_saddle", waves=", ".join(f"{wave:.0f}" for wave in saddle[:2]))
    return Wells(len(moving), meter.force_calls, initial, saddle[1:], -float(saddle[0]), flaw)


def _most_moved(states: Sequence[Atoms], count: int) -> list[int]:
    """The free atoms that lie farthest apart in the two states."""
    away = np.linalg.norm(states[1].positions - states[0].positions, axis=1)
    free = np.flatnonzero(movable(states[0]).any(axis=1))
    return sorted(free[np.argsort(-away[free], kind="stable")][:count].tolist())


def _frequencies(state: Atoms, moving: Sequence[int], calculator: str, meter: Meter) -> np.ndarray:
    """Frequencies of these atoms [cm⁻¹], rising, imaginary ones negative; a learned potential's ripples want longer steps."""
    held = state.copy()
    mask = movable(state)
    partly = [FixCartesian([i], ~mask[i]) for i in moving if not mask[i].all()]
    held.set_constraint([FixAtoms([i for i in range(len(state)) if i not in set(moving)]), *partly])
    landscape = Landscape(held, open_calculator(calculator), meter)
    second = hessian(landscape, step_A=STEP_A if is_smooth(calculator) else DISPLACEMENT_A)
    return frequencies_cm1(second, np.repeat(state.get_masses()[landscape.free], 3))
