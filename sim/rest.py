"""An end of a path at rest: a minimum that stays one when it is pushed along its softest direction."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from sim.landscape import Landscape, Point, largest
from sim.relax import relaxed
from sim.verdict import END_FMAX, FLAT, partial_hessian

# Length of a push off a place that only looks like a minimum [Å], and how often one is given
PUSH_A, PUSHES = 0.1, 2


@dataclasses.dataclass(frozen=True)
class Rest:
    """A point at rest and the least curvature of the reacting atoms there [eV/Å²]."""

    point: Point
    softest: float


def rest(landscape: Landscape, x: np.ndarray, places: Sequence[int]) -> Rest:
    """The minimum near x, looked at around these free atoms.

    Forces vanish by symmetry on a ridge, and in the dimples of a learned potential; both are left by a push downhill.
    """
    point = relaxed(landscape, x, fmax=END_FMAX).point
    for _ in range(PUSHES):
        hessian = partial_hessian(landscape, point, places)
        if hessian.curvatures[0] > FLAT:
            return Rest(point, float(hessian.curvatures[0]))
        push = hessian.softest * PUSH_A / largest(hessian.softest)
        start = min((landscape.at(point.x + sign * push) for sign in (1.0, -1.0)), key=lambda p: p.energy)
        point = min(point, relaxed(landscape, start.x, fmax=END_FMAX).point, key=lambda p: p.energy)
    return Rest(point, float(partial_hessian(landscape, point, places).curvatures[0]))
