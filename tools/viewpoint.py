"""From where a scene is first seen: from the side and a little above, turned so that the atoms it is about are in sight. And its layers."""

from collections.abc import Sequence
from itertools import product
from math import cos, radians, sin
from typing import Any

import numpy as np

from tools import palette

NONMETALS = frozenset({"H", "B", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Se", "Br", "I"})
# From above [degrees], and round the corner; the first ones where all see equally well.
HEIGHTS, TURNS = (30, 42, 55), (14, -14, 34, -34, 60, -60, 90, 120, 150, 180, -150, -120)
RELUCTANCE = 0.02
MOVED, MOST_TARGETS = 0.4, 12
# Two atoms whose heights differ by more than this are not of one layer: less than the steps of fcc(211), more than rumpling [Å].
LAYER_GAP = 0.5

Quaternion = tuple[float, float, float, float]


def viewpoint(symbols: Sequence[str], frames: Any, pbc: Sequence[bool], highlight: Sequence[int], saddle: int | None) -> Quaternion:
    """NGL's quaternion (x, y, z, w) of the view that hides least of what is lit up and of what moves.

    Args:
        frames: positions [Å], shape (n_frames, n_atoms, 3)
    """
    targets = sorted({*highlight, *_moving(np.array(frames[0]), np.array(frames[-1]))})[:MOST_TARGETS]
    if not targets:
        return quaternion(HEIGHTS[0], TURNS[0])
    places = np.array(frames[saddle or 0])
    radii = np.array([radius(symbol, periodic=any(pbc)) for symbol in symbols])
    views = [quaternion(height, turn) for height, turn in product(HEIGHTS, TURNS)]
    scores = [_seen(places @ axes(view).T, radii, targets) - RELUCTANCE * k / len(views) for k, view in enumerate(views)]
    return views[int(np.argmax(scores))]


def quaternion(height: float, turn: float) -> Quaternion:
    """The surface's normal up, so far from above and round the corner [degrees]; NGL's camera stands on the negative z axis."""
    tilt, round_ = radians(-90 - height) / 2, radians(180 + turn) / 2
    return (sin(tilt) * cos(round_), -sin(tilt) * sin(round_), cos(tilt) * sin(round_), cos(tilt) * cos(round_))


def layers(heights: Sequence[float]) -> tuple[int, ...]:
    """The layer of each atom, from below and from 1: atoms of nearly one height [Å] are together."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    found, layer, last = [1] * len(heights), 1, None
    for i in order:
        if last is not None and heights[i] - last > LAYER_GAP:
            layer += 1
        found[i], last = layer, heights[i]
    return tuple(found)


def axes(view: Quaternion) -> np.ndarray:
    """Rows: to the right, upwards and towards the eye, shape (3, 3)."""
    x, y, z, w = view
    turned = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    # The camera looks from the negative z axis: its right is -x, and nearer is -z.
    return turned * np.array([[-1.0], [1.0], [-1.0]])


def radius(symbol: str, *, periodic: bool) -> float:
    """How large an atom is drawn [Å]: crystals close packed, molecules with their bonds showing."""
    share = (0.62 if symbol in NONMETALS else 0.86) if periodic else 0.42
    return share * palette.element_radius(symbol)


def _moving(first: np.ndarray, last: np.ndarray) -> list[int]:
    return np.flatnonzero(np.linalg.norm(last - first, axis=1) > MOVED).tolist()


def _seen(places: np.ndarray, radii: np.ndarray, targets: Sequence[int]) -> float:
    """The share of the targets' discs that no nearer atom covers."""
    angles = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    disc = np.concatenate([[[0.0, 0.0]], 0.5 * ring, 0.9 * ring])
    shares = []
    for i in targets:
        nearer = np.flatnonzero(places[:, 2] > places[i, 2] + 1e-6)
        points = places[i, :2] + radii[i] * disc
        gaps = np.linalg.norm(points[:, None, :] - places[nearer, :2], axis=2)
        shares.append(1 - (gaps < radii[nearer]).any(axis=1).mean())
    return float(np.mean(shares))
