"""From a band to the best saddle between its ends: quieter bands, searches from their tops, and what lies on either side.

Covered: bands whose ends are no minima of theirs (the ends are deepened), tops that lead to another reaction's saddle (the band is
quieted further and searched again), a second, lower saddle beside the one found on potentials that are not smooth.
Not covered: the verdict on what was found (`sim.verdict`).
"""

import dataclasses

import numpy as np
from ase import Atoms

from sim.band import Band, quieted
from sim.deepening import deepened
from sim.downhill import Way, connected, followed, ways_down
from sim.landscape import Landscape, Point, largest
from sim.messages import caveat_text
from sim.overlay import LOOSE_FMAX, unkinked, with_saddle
from sim.records import Caveat
from sim.saddle import Saddle, Top, find_saddle, lower_saddle, top_of
from sim.verdict import reacting_places

# The band before the saddle is looked for: forces across it, and steps for that
COARSE_FMAX, COARSE_STEPS = 0.5, 20
# A search that ends with less force than this, but not at a saddle, has come to a valley [eV/Å]
QUIET_FMAX = 0.1
# Searches from a band that is quieter each time; saddles this close in energy and place are one [eV, Å]
ATTEMPTS, AGAIN_EV, AGAIN_A = 3, 0.005, 0.2


@dataclasses.dataclass(frozen=True)
class Sides:
    """A saddle and what lies on either side of it (empty: known already)."""

    saddle: Saddle
    ways: tuple[Way, ...]
    between: bool

    @property
    def worth(self) -> int:
        """3: a saddle between both ends; 2: a saddle of something else; 1: no saddle yet, but between the ends."""
        return 2 * self.saddle.converged + self.between


@dataclasses.dataclass(frozen=True)
class Search:
    """The band searched last, the best saddle met (None: the band has no top), the least curvature at ends that were deepened [eV/Å²]."""

    band: Band
    best: Sides | None
    softest: float = np.inf
    notes: tuple[Caveat, ...] = ()


def search(landscape: Landscape, first: Band, *, fmax: float, smooth: bool, known: Point | None = None) -> Search:
    """The best saddle between the ends of a band.

    smooth: no other saddle is looked for beside it; known: a saddle between these ends, where a search that comes to it is over
    """
    landscape.meter.enter("band")
    coarse = _coarse(landscape, first, fmax=COARSE_FMAX, max_steps=COARSE_STEPS)
    deep = deepened(landscape, coarse, reacting_places(landscape, band_atoms(landscape, coarse), most=2))
    band, best, saddle = deep.band, None, None
    for attempt in range(ATTEMPTS):
        landscape.meter.enter("band")
        if saddle is not None:
            band = _through(landscape, band, saddle)
        if attempt or deep.notes:
            band = _coarse(landscape, band, fmax=COARSE_FMAX / 2**attempt, max_steps=COARSE_STEPS // 2)
        band, top = _top(landscape, band)
        if top is None:
            break
        landscape.meter.enter("climb")
        saddle = find_saddle(landscape, top, reacting_places(landscape, band_atoms(landscape, band), most=4), fmax=fmax)
        if known is not None and saddle.converged and _is_again(saddle.point, known):
            return Search(band, Sides(saddle, (), between=True), deep.softest, deep.notes)
        sides = _sides(landscape, band, saddle)
        again = best is not None and saddle.converged and abs(best.saddle.point.energy - saddle.point.energy) < AGAIN_EV
        best = sides if best is None or sides.worth > best.worth else best
        if best.worth == 3 or again:
            break
    notes = deep.notes
    if best is not None and best.worth == 3 and not smooth:
        lower = _lower(landscape, band, best, fmax=fmax)
        if lower is not best:
            other = best.saddle.point.energy - band.points[0].energy
            best, notes = lower, (*notes, Caveat("saddle_beside", caveat_text("saddle_beside", other=other)))
    return Search(band, best, deep.softest, notes)


def band_atoms(landscape: Landscape, band: Band) -> list[Atoms]:
    """The structures of a band."""
    return [landscape.atoms(point.x) for point in band.points]


def _coarse(landscape: Landscape, band: Band, *, fmax: float, max_steps: int) -> Band:
    """The band quieted, once more where images had to be laid anew."""
    quiet = quieted(landscape, band, fmax=fmax, max_steps=max_steps)
    straight = unkinked(landscape, quiet)
    return quiet if straight is quiet else quieted(landscape, straight, fmax=fmax, max_steps=max_steps)


def _through(landscape: Landscape, band: Band, saddle: Saddle) -> Band:
    """The band led through where a search came to rest without a saddle: a valley on the way, with the tops beside it."""
    if saddle.converged or saddle.point.fmax > QUIET_FMAX:
        return band
    n = len(band.points)
    near = 1 + int(np.argmin(np.linalg.norm(band.x[1:-1] - saddle.point.x, axis=1)))
    share = np.interp(np.arange(n), [0, near, n - 1], [0.0, 1.0, 0.0])
    moved = band.x + share[:, None] * (saddle.point.x - band.x[near])
    points = [saddle.point if k == near else landscape.at(moved[k]) for k in range(1, n - 1)]
    return dataclasses.replace(band, points=(band.points[0], *points, band.points[-1]))


def _top(landscape: Landscape, band: Band) -> tuple[Band, Top | None]:
    """The top of the band; a band without one is quieted further before that is believed."""
    top = top_of(landscape, band)
    if top is None and band.fmax > LOOSE_FMAX:
        band = quieted(landscape, band, fmax=LOOSE_FMAX, max_steps=COARSE_STEPS)
        top = top_of(landscape, band)
    return band, top


def _is_again(point: Point, known: Point) -> bool:
    return abs(point.energy - known.energy) < AGAIN_EV and largest(point.x - known.x) < AGAIN_A


def _sides(landscape: Landscape, band: Band, saddle: Saddle) -> Sides:
    ways = ways_down(landscape, band, saddle)
    return Sides(saddle, ways, connected(followed(landscape, *with_saddle(band, saddle), saddle, ways)))


def _lower(landscape: Landscape, band: Band, sides: Sides, *, fmax: float) -> Sides:
    """A lower saddle beside the one found, if it lies between the same ends."""
    landscape.meter.enter("climb")
    reacting = reacting_places(landscape, band_atoms(landscape, band), most=4)
    saddle = lower_saddle(landscape, sides.saddle, reacting, fmax=fmax)
    other = sides if saddle is sides.saddle else _sides(landscape, band, saddle)
    return other if other.worth == 3 else sides
