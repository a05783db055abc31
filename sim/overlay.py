"""A band laid over a saddle: the saddle one of its images, the others spaced evenly on both sides and quieted again."""

import dataclasses
import itertools

import numpy as np

from sim.band import Band, quieted
from sim.landscape import Landscape, largest
from sim.saddle import Saddle

# Forces across the band that are left, and steps for that
LOOSE_FMAX, LOOSE_STEPS, PATIENCE = 0.2, 8, 3
# An image this near to the saddle is replaced by it, and so is one that would crowd it [Å]
SAME_A, CROWDED_A = 0.02, 0.1


def laid_over(landscape: Landscape, band: Band, saddle: Saddle) -> tuple[Band, int]:
    """The band with the saddle as one of its images, spaced evenly on both sides, and the place of that image."""
    n = len(band.points)
    near = int(np.argmin(np.linalg.norm(band.x - saddle.point.x, axis=1)))
    if 0 < near < n - 1 and largest(band.points[near].x - saddle.point.x) < SAME_A:
        return dataclasses.replace(band, points=(*band.points[:near], saddle.point, *band.points[near + 1 :])), near
    chain, at = _chain(band, saddle)
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(chain, axis=0), axis=1))])
    place = int(np.clip(round(lengths[at] / lengths[-1] * (n - 1)), 1, n - 2))
    wanted = [*np.linspace(0.0, lengths[at], place + 1)[1:-1], *np.linspace(lengths[at], lengths[-1], n - place)[1:-1]]
    inner = [_along(chain, lengths, s) for s in wanted]
    points = [landscape.at(x) for x in inner]
    points.insert(place - 1, saddle.point)
    over = Band((band.points[0], *points, band.points[-1]), band.steps)
    return quieted(landscape, over, fmax=LOOSE_FMAX, max_steps=LOOSE_STEPS, held=(place,), patience=PATIENCE), place


def _chain(band: Band, saddle: Saddle) -> tuple[np.ndarray, int]:
    """The places of the band with the saddle between the neighbours where the way over it is shortest, and its position there."""
    x = band.x
    detour = [
        np.linalg.norm(saddle.point.x - a) + np.linalg.norm(b - saddle.point.x) - np.linalg.norm(b - a) for a, b in itertools.pairwise(x)
    ]
    left = int(np.argmin(detour))
    before = list(x[: left + 1])
    after = list(x[left + 1 :])
    while len(before) > 1 and np.linalg.norm(before[-1] - saddle.point.x) < CROWDED_A:
        before.pop()
    while len(after) > 1 and np.linalg.norm(after[0] - saddle.point.x) < CROWDED_A:
        after.pop(0)
    return np.array([*before, saddle.point.x, *after]), len(before)


def _along(chain: np.ndarray, lengths: np.ndarray, s: float) -> np.ndarray:
    left = min(int(np.searchsorted(lengths, s, side="right")) - 1, len(chain) - 2)
    share = (s - lengths[left]) / (lengths[left + 1] - lengths[left])
    return (1 - share) * chain[left] + share * chain[left + 1]
