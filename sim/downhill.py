"""Where a saddle leads to: descents off it on both sides, and which end of the band each belongs to."""

import dataclasses

import numpy as np

from sim.band import Band
from sim.descent import descend
from sim.landscape import Landscape, Point, largest
from sim.saddle import SOFTEST, Saddle, curve

# First step off the saddle; within this of an end, and drawn to it, a descent has arrived [Å]
PUSH_A, BASIN_A = 0.15, 0.35
# A minimum this near to the band is one that the band leads through, and one as near to an end and as high is that end:
# learned potentials have dimples [Å, eV]
BESIDE_A, DIMPLE_EV = 0.7, 0.02
# A band falls where no place on it lies this much above one nearer to the saddle [eV]
RIPPLE_EV = 0.005
# Where a descent that arrives nowhere counts as at rest [eV/Å]
REST_FMAX, MOST_STEPS = 0.05, 60


@dataclasses.dataclass(frozen=True)
class Way:
    """The end that a descent leads to ("initial", "final" or "" for neither).

    direct: whether it ran into the end's basin; if not, it rests in a minimum on the band at `energy` above the initial state [eV],
    from where the band goes on to the end below the saddle
    followed: the descent came to rest beside the way, but the band itself falls from the saddle to the end
    """

    end: str
    direct: bool
    energy: float
    followed: bool = False

    @property
    def arrives(self) -> bool:
        """Whether nothing lies between the saddle and the end."""
        return self.direct or self.followed


def ways_down(landscape: Landscape, band: Band, saddle: Saddle) -> tuple[Way, Way]:
    """What lies on either side of the saddle."""
    forward, back = (_way(landscape, band, saddle, sign * saddle.mode) for sign in (1.0, -1.0))
    return forward, back


def followed(landscape: Landscape, band: Band, place: int, saddle: Saddle, ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """The ways once more, now that the saddle is image `place` of the band: a side on which the band falls all the way arrives.

    A descent takes long steps; in a rough valley it may stop in another dimple than the end's.
    """
    ahead = bool(saddle.mode @ (band.x[place + 1] - band.x[place - 1]) > 0)
    return tuple(
        _followed(landscape, band, place, way, "final" if ahead is side else "initial")
        for way, side in zip(ways, (True, False), strict=True)
    )


def _followed(landscape: Landscape, band: Band, place: int, way: Way, end: str) -> Way:
    if way.direct or way.end not in ("", end):
        return way
    points = list(band.points[place:] if end == "final" else band.points[place::-1])
    for k in range(len(points) - 1, 0, -1):
        points.insert(k, landscape.at((points[k - 1].x + points[k].x) / 2))
    heights = curve(points)
    falls = float((heights - np.minimum.accumulate(heights)).max()) < RIPPLE_EV
    return dataclasses.replace(way, end=end, followed=True) if falls else way


def connected(ways: tuple[Way, ...]) -> bool:
    """Whether one side leads to the initial and the other to the final state."""
    return {way.end for way in ways} == {"initial", "final"}


def _way(landscape: Landscape, band: Band, saddle: Saddle, mode: np.ndarray) -> Way:
    top, ends = saddle.point, {"initial": band.points[0], "final": band.points[-1]}

    def basin(point: Point) -> str:
        return next((name for name, end in ends.items() if point.energy < top.energy and _drawn_to(point, end)), "")

    start = landscape.at(top.x + mode * PUSH_A / largest(mode))
    curvatures, modes = np.linalg.eigh(saddle.hessian)
    hessian = (modes * np.maximum(abs(curvatures), SOFTEST)) @ modes.T
    found = descend(landscape, start, hessian, fmax=REST_FMAX, max_steps=MOST_STEPS, arrived=lambda point: bool(basin(point)))
    height = found.point.energy - band.points[0].energy
    end = basin(found.point) or next((name for name, end in ends.items() if _is_dimple_of(found.point, end)), "")
    if end:
        return Way(end, True, height)
    return Way(_side(band, top, found.point), False, height)


def _drawn_to(point: Point, end: Point) -> bool:
    back = end.x - point.x
    return largest(back) < BASIN_A and (largest(back) < 0.1 or float(point.forces @ back) > 0)


def _is_dimple_of(point: Point, end: Point) -> bool:
    return largest(end.x - point.x) < BESIDE_A and abs(end.energy - point.energy) < DIMPLE_EV


def _side(band: Band, top: Point, point: Point) -> str:
    """The end that the band leads to from a minimum on it without rising to the saddle again."""
    x = band.x
    saddle, here = (_place(x, place) for place in (top.x, point.x))
    if point.energy >= top.energy or largest(_at(x, here) - point.x) > BESIDE_A:
        return ""
    energies = np.array([p.energy for p in band.points])
    if here < saddle:
        return "initial" if (energies[: int(np.floor(here)) + 1] < top.energy).all() else ""
    return "final" if (energies[int(np.ceil(here)) :] < top.energy).all() else ""


def _place(x: np.ndarray, point: np.ndarray) -> float:
    """Where along the band, in images, a point lies nearest."""
    best = (np.inf, 0.0)
    for k in range(len(x) - 1):
        chord = x[k + 1] - x[k]
        share = float(np.clip((point - x[k]) @ chord / max(chord @ chord, 1e-12), 0.0, 1.0))
        best = min(best, (float(np.linalg.norm(x[k] + share * chord - point)), k + share))
    return best[1]


def _at(x: np.ndarray, place: float) -> np.ndarray:
    k = min(int(place), len(x) - 2)
    return x[k] + (place - k) * (x[k + 1] - x[k])
