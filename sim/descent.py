"""Downhill to a minimum: quasi-Newton steps from a model Hessian, with a limit on each atom's step."""

import dataclasses
from collections.abc import Callable

import numpy as np

from sim.landscape import Landscape, Point, largest

# Longest step of one atom at the start, and the least that it shrinks to [Å]
STEP_A, SHORTEST_A = 0.2, 0.02
# An energy that rises by more than this is a step not taken [eV]; smaller rises are noise of float32 potentials
RISE_EV = 0.002
# What a further step would still gain [eV]. Small forces on many soft coordinates add up: a vacancy of 107 atoms whose
# largest force is 0.014 eV/Å lay 4 meV high.
GAIN_EV = 0.0005


@dataclasses.dataclass(frozen=True)
class Descent:
    """Where a descent came to: the lowest point, the Hessian it learned on the way, and whether it is below fmax."""

    point: Point
    hessian: np.ndarray
    steps: int
    converged: bool


def descend(
    landscape: Landscape,
    start: Point,
    hessian: np.ndarray,
    *,
    fmax: float,
    max_steps: int = 300,
    arrived: Callable[[Point], bool] | None = None,
) -> Descent:
    """The minimum below `start`; `arrived` may call an earlier halt."""
    point, limit = start, STEP_A
    for steps in range(max_steps):
        landscape.meter.tell(point.fmax)
        step = np.linalg.solve(hessian, point.forces)
        if (point.fmax <= fmax and 0.5 * point.forces @ step < GAIN_EV) or (arrived is not None and arrived(point)):
            return Descent(point, hessian, steps, True)
        step *= min(1.0, limit / max(largest(step), 1e-12))
        tried = landscape.at(point.x + step)
        hessian = updated(hessian, step, point.forces - tried.forces)
        if tried.energy > point.energy + RISE_EV:
            limit = max(limit / 2, SHORTEST_A)
        else:
            point, limit = tried, min(1.2 * limit, STEP_A)
    return Descent(point, hessian, max_steps, point.fmax <= fmax)


def updated(hessian: np.ndarray, step: np.ndarray, change: np.ndarray) -> np.ndarray:
    """BFGS, damped so that the Hessian stays positive definite (Nocedal & Wright, Numerical Optimization, 18.3)."""
    known = hessian @ step
    curvature, expected = step @ change, step @ known
    if curvature < 0.2 * expected:
        share = 0.8 * expected / (expected - curvature)
        change = share * change + (1 - share) * known
    return hessian - np.outer(known, known) / expected + np.outer(change, change) / (step @ change)
