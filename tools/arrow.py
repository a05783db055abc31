"""Which atom an arrow points at that a person drew on our picture of a structure: by geometry, without any model.

The picture is laid over a fresh one of the same structure (tools/snapshot.py). Where enough is the same it is ours, whatever program
saved it; what differs is what was drawn. The one arrow in it has a wide end; the atom seen at its tip, and just ahead of it, is meant.
What is not clear is not guessed.
"""

import dataclasses

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from tools.overlay import found_in
from tools.snapshot import Snapshot

CHANGED = 56  # of 255, in one colour: more than what JPEG and scaling do to a pixel
SAME = 0.75  # share of the pixels that are as they were, of those that show atoms and of those that show none
LEAST_AREA, LEAST_LENGTH, WIDER, LARGEST_OTHER = 60, 22.0, 1.5, 0.34
BINS, UNLIKE = 24, 0.6  # an arrow the other way round is at least so much worse
AHEAD_A, REACH_A, AGREED = 0.25, 1.5, 0.8


@dataclasses.dataclass(frozen=True)
class Arrow:
    """tip: (x, y) in pixels of the snapshot; towards: the way that it points, of length 1"""

    tip: tuple[float, float]
    towards: tuple[float, float]


def drawn_on(picture: Image.Image, ours: Snapshot) -> np.ndarray | None:
    """Which pixels of our picture were drawn over, shape (height, width); None where the picture is not ours."""
    height, width = ours.atoms.shape
    if abs(picture.width / picture.height * height / width - 1) <= 0.01:
        whole = picture.resize((width, height), Image.Resampling.BICUBIC) if picture.size != (width, height) else picture
        if (changed := _changed(whole, ours, np.ones(ours.atoms.shape, bool))) is not None:
            return changed
    found = found_in(picture, ours)
    return _changed(found[0], ours, found[1]) if found else None


def _changed(theirs: Image.Image, ours: Snapshot, covered: np.ndarray) -> np.ndarray | None:
    """The pixels of the covered part that are not as we drew them; None where too few are."""
    changed = (np.abs(_smooth(np.asarray(theirs)) - _smooth(ours.pixels)).max(axis=2) > CHANGED) & covered
    return changed if all(1 - changed[covered & there].mean() >= SAME for there in (ours.atoms >= 0, ours.atoms < 0)) else None


def _smooth(pixels: np.ndarray) -> np.ndarray:
    return ndimage.uniform_filter(pixels.astype(np.float32), size=(3, 3, 1))


def arrow_in(changed: np.ndarray) -> Arrow | None:
    """The one arrow among what was drawn; None where there is none, or more than one."""
    parts, count = ndimage.label(ndimage.binary_dilation(changed, iterations=2))
    sizes = np.bincount(parts[changed], minlength=count + 1)
    largest, *others = sorted(range(1, count + 1), key=lambda part: -sizes[part]) or [0]
    others = [part for part in others if sizes[part] > LARGEST_OTHER * sizes[largest]]
    if sizes[largest] < LEAST_AREA or any(_arrow(_points(parts == part, changed)) for part in others):
        return None
    return _arrow(_points(parts == largest, changed))


def _points(part: np.ndarray, changed: np.ndarray) -> np.ndarray:
    """Pixels as (x, y), shape (n, 2)."""
    return np.argwhere(part & changed)[:, ::-1].astype(float)


def _arrow(points: np.ndarray) -> Arrow | None:
    """A stroke with one wide end, shape (n, 2)."""
    middle = points.mean(axis=0)
    axis = np.linalg.svd(points - middle, full_matrices=False)[2][0]
    along, across = (points - middle) @ axis, (points - middle) @ np.array([-axis[1], axis[0]])
    length = float(np.ptp(along))
    if length < max(LEAST_LENGTH, 1.1 * float(np.ptp(across))):
        return None
    bins = np.clip(((along - along.min()) / length * BINS).astype(int), 0, BINS - 1)
    widths = np.array([np.ptp(across[bins == k]) + 1.0 if (bins == k).any() else 0.0 for k in range(BINS)])
    unlike = _unlike_arrow(widths[::-1]), _unlike_arrow(widths)  # its tip at the end, at the beginning
    if not min(unlike) < UNLIKE * max(unlike):
        return None
    axis, head = axis if unlike[0] < unlike[1] else -axis, float(widths.max())
    tip = middle + axis * float(((points - middle) @ axis).max())
    for _ in range(3):  # the head says better than a bent or a slanting shaft which way it points
        near = points[np.linalg.norm(points - tip, axis=1) < 1.2 * head]
        if len(near) < 8:
            return None
        step = tip - near.mean(axis=0)
        axis = step / max(float(np.linalg.norm(step)), 1e-9)
        reach = (near - tip) @ axis
        tip = near[reach >= reach.max() - 1.0].mean(axis=0)
    return Arrow((float(tip[0]), float(tip[1])), (float(axis[0]), float(axis[1])))


def _unlike_arrow(widths: np.ndarray) -> float:
    """How far the widths from a tip on are from those of an arrow: evenly to the barbs, then a shaft at most two thirds as wide."""
    distances = np.arange(BINS) + 0.5
    least = np.inf
    for barbs in range(2, BINS - 1):
        shaft = float(np.median(widths[barbs:]))
        if shaft <= widths.max() / WIDER:
            wanted = np.where(distances < barbs, widths.max() * distances / barbs, shaft)
            least = min(least, float(((widths - wanted) ** 2).sum()))
    return least


def meant(arrow: Arrow, ours: Snapshot) -> tuple[int, ...]:
    """The atom at the arrow's tip; several where it stands between them, none where it points at nothing."""
    view = min(int(arrow.tip[0] * len(ours.per_A) / ours.atoms.shape[1]), len(ours.per_A) - 1)
    per_A, (x, y), (right, down) = ours.per_A[max(view, 0)], arrow.tip, arrow.towards

    def seen(ahead: float, aside: float) -> int:
        column, row = round(x + ahead * right - aside * down), round(y + ahead * down + aside * right)
        inside = 0 <= row < ours.atoms.shape[0] and 0 <= column < ours.atoms.shape[1]
        return int(ours.atoms[row, column]) if inside else -1

    ahead = [seen(way, aside) for way in np.linspace(0, AHEAD_A * per_A, 5) for aside in (-1.5, 0.0, 1.5)]
    hit = [index for index in ahead if index >= 0]
    if not hit:
        return tuple([i for way in np.arange(0, REACH_A * per_A) if (i := seen(float(way), 0.0)) >= 0][:1])
    names = sorted(set(hit), key=lambda index: -hit.count(index))
    clear = hit.count(names[0]) >= AGREED * len(hit) and seen(0.0, 0.0) in (names[0], -1)
    return tuple(names[:1] if clear else names)


def draw_arrow(
    picture: Image.Image, arrow: Arrow, *, length: float = 130.0, width: float = 9.0, colour: str = "red", filled: bool = True
) -> None:
    """Draws an arrow: a shaft, and a head that is filled, or open like a V."""
    pen, tip, towards = ImageDraw.Draw(picture), np.array(arrow.tip), np.array(arrow.towards)
    aside, neck = np.array([-towards[1], towards[0]]), tip - towards * 3.6 * width
    barbs = [tuple(neck + side * 1.9 * width * aside) for side in (1, -1)]
    pen.line([tuple(tip - towards * length), tuple(neck if filled else tip - towards * width / 2)], fill=colour, width=round(width))
    if filled:
        pen.polygon([tuple(tip), *barbs], fill=colour)
    else:
        pen.line([barbs[0], tuple(tip), barbs[1]], fill=colour, width=round(width), joint="curve")
