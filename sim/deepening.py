"""Ends that a band falls from: on a rough landscape an end may come to rest in a dimple beside the minimum that the path starts from."""

import dataclasses

import numpy as np

from sim.band import Band
from sim.downhill import DIMPLE_EV, RIPPLE_EV
from sim.landscape import Landscape, Point
from sim.messages import caveat_text
from sim.overlay import respaced
from sim.records import Caveat
from sim.rest import rest
from sim.saddle import curve


@dataclasses.dataclass(frozen=True)
class Deepened:
    """A band between its minima, the least curvature at the new ends [eV/Å²] (inf: none), and what to say about them."""

    band: Band
    softest: float = np.inf
    notes: tuple[Caveat, ...] = ()


def deepened(landscape: Landscape, band: Band, places: list[int]) -> Deepened:
    """The band with an end replaced where the way falls from it, without a rise, to a lower minimum; the same band where none does."""
    found = Deepened(band)
    for name in ("initial", "final"):
        found = _deepened(landscape, found, name, places)
    return found


def _deepened(landscape: Landscape, found: Deepened, name: str, places: list[int]) -> Deepened:
    points = list(found.band.points if name == "initial" else found.band.points[::-1])
    lowest = _lowest_below(points)
    if not lowest:
        return found
    end = rest(landscape, points[lowest].x, places)
    depth = points[0].energy - end.point.energy
    if depth < DIMPLE_EV:
        return found
    chain = [end.point, *points[lowest + 1 :]]
    ordered = chain if name == "initial" else chain[::-1]
    short = dataclasses.replace(found.band, points=tuple(ordered))
    band = respaced(landscape, short, short.x, len(points))
    note = Caveat(f"{name}_deepened", caveat_text(f"{name}_deepened", depth=depth))
    return Deepened(band, min(found.softest, end.softest), (*found.notes, note))


def _lowest_below(points: list[Point]) -> int:
    """The lowest inner image that the way falls to from its first one, 0 where it rises at once."""
    heights = curve(points)
    reached = [i for i in range(1, len(points) - 1) if heights[: 100 * i + 1].max() - heights[0] < RIPPLE_EV]
    lowest = min(reached, key=lambda i: points[i].energy, default=0)
    return lowest if points[lowest].energy < points[0].energy - DIMPLE_EV else 0
