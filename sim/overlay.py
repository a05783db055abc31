"""A band laid anew: over a saddle, which becomes one of its images, or without the images that turned back."""

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np

from sim.band import Band, quieted
from sim.landscape import Landscape, Point, largest
from sim.saddle import Saddle

# Forces across the band that are left, and steps for that
LOOSE_FMAX, LOOSE_STEPS, PATIENCE = 0.2, 8, 3
# A band that turns by more than this at an image runs back on itself
KINK_DEG = 90.0
# Below this share of the rise from an end to the saddle, no turn counts
LOW = 0.1
# An image this near to the saddle is replaced by it, and so is one that would crowd it [Å]
SAME_A, CROWDED_A = 0.02, 0.1


def laid_over(landscape: Landscape, band: Band, saddle: Saddle) -> tuple[Band, int]:
    """The band with the saddle as one of its images, spaced evenly on both sides, and the place of that image."""
    n = len(band.points)
    near = int(np.argmin(np.linalg.norm(band.x - saddle.point.x, axis=1)))
    if 0 < near < n - 1 and largest(band.points[near].x - saddle.point.x) < SAME_A:
        over, place = dataclasses.replace(band, points=(*band.points[:near], saddle.point, *band.points[near + 1 :])), near
    else:
        over, place = _spaced(landscape, *with_saddle(band, saddle), n)
    straight, at = _straightened(over, place)
    return (over, place) if len(straight.points) == n else _spaced(landscape, straight, at, n)


def _straightened(band: Band, saddle: int) -> tuple[Band, int]:
    """The band without inner images at which it turns back (at the saddle: the neighbour that turns more), and the saddle's place then."""
    points, at = list(band.points), saddle
    while len(points) > 3:
        bends = dict(enumerate(bends_above(points, at), 1))
        if max(bends.values()) < KINK_DEG:
            break
        sharpest = max(bends, key=lambda k: bends[k])
        if sharpest == at:
            sharpest = max({at - 1, at + 1} & set(bends), key=lambda k: bends[k])
        points.pop(sharpest)
        at -= sharpest < at
    return dataclasses.replace(band, points=tuple(points)), at


def _spaced(landscape: Landscape, band: Band, at: int, n: int) -> tuple[Band, int]:
    """n images along a band with a saddle at place `at`, which stays; the others spaced evenly on both sides and quieted."""
    chain, saddle = band.x, band.points[at]
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(chain, axis=0), axis=1))])
    place = int(np.clip(round(lengths[at] / lengths[-1] * (n - 1)), 1, n - 2))
    wanted = [*np.linspace(0.0, lengths[at], place + 1)[1:-1], *np.linspace(lengths[at], lengths[-1], n - place)[1:-1]]
    inner = [_along(chain, lengths, s) for s in wanted]
    points = [landscape.at(x) for x in inner]
    points.insert(place - 1, saddle)
    over = Band((band.points[0], *points, band.points[-1]), band.steps)
    return quieted(landscape, over, fmax=LOOSE_FMAX, max_steps=LOOSE_STEPS, held=(place,), patience=PATIENCE), place


def with_saddle(band: Band, saddle: Saddle) -> tuple[Band, int]:
    """The band with the saddle between the images where the way over it is shortest, and its place; images that crowd it are left out."""
    x, at = band.x, saddle.point.x
    detour = [np.linalg.norm(at - a) + np.linalg.norm(b - at) - np.linalg.norm(b - a) for a, b in itertools.pairwise(x)]
    left = int(np.argmin(detour)) + 1
    before, after = list(band.points[:left]), list(band.points[left:])
    while len(before) > 1 and np.linalg.norm(before[-1].x - at) < CROWDED_A:
        before.pop()
    while len(after) > 1 and np.linalg.norm(after[0].x - at) < CROWDED_A:
        after.pop(0)
    return dataclasses.replace(band, points=(*before, saddle.point, *after)), len(before)


def _along(chain: np.ndarray, lengths: np.ndarray, s: float) -> np.ndarray:
    left = min(int(np.searchsorted(lengths, s, side="right")) - 1, len(chain) - 2)
    share = (s - lengths[left]) / (lengths[left + 1] - lengths[left])
    return (1 - share) * chain[left] + share * chain[left + 1]


def turns(x: np.ndarray) -> np.ndarray:
    """By how much the band changes direction at each inner image [degrees], shape (n_images - 2,)."""
    chords = np.diff(x, axis=0)
    units = chords / np.maximum(np.linalg.norm(chords, axis=1), 1e-12)[:, None]
    return np.degrees(np.arccos(np.clip((units[1:] * units[:-1]).sum(axis=1), -1.0, 1.0)))


def bends_above(points: Sequence[Point], saddle: int) -> np.ndarray:
    """The turns at the inner images [degrees]; 0 where the energy has not risen by LOW of the way from the end to the saddle.

    In the flat valley of an end a band wanders, and no barrier depends on it.
    """
    energies = np.array([point.energy for point in points])
    ends = np.where(np.arange(len(points)) <= saddle, energies[0], energies[-1])
    risen = (energies - ends) >= LOW * (energies[saddle] - ends)
    return np.where(risen[1:-1], turns(np.array([point.x for point in points])), 0.0)


def unkinked(landscape: Landscape, band: Band) -> Band:
    """The band without images at which it turns back, spaced evenly again; the same band where there are none."""
    x = band.x
    while len(x) > 2 and turns(x).max() > KINK_DEG:
        x = np.delete(x, 1 + int(np.argmax(turns(x))), axis=0)
    if len(x) == len(band.points):
        return band
    return respaced(landscape, band, x, len(band.points))


def respaced(landscape: Landscape, band: Band, x: np.ndarray, n_images: int) -> Band:
    """Images spaced evenly along a chain of places between the ends of a band."""
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(x, axis=0), axis=1))])
    inner = [landscape.at(_along(x, lengths, s)) for s in np.linspace(0.0, lengths[-1], n_images)[1:-1]]
    return Band((band.points[0], *inner, band.points[-1]), band.steps)
