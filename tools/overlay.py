"""Our picture found again in a larger or smaller one: a screenshot, a slide, one of its two views cut out.

Covered: any place, any scale (each view at least a third of the picture's width), other things around it.
Not covered: turned, mirrored or squeezed pictures.
"""

import numpy as np
from PIL import Image
from scipy import ndimage, signal

from tools.snapshot import PANEL, Snapshot

LONG_SIDE, SCALES, SMALLEST, LIKE = 420, 40, 0.33, 0.45
RIM = 14  # less than the snapshot's margin [pixels of ours]
STEPS = (4.0, 2.0, 1.0, 0.5)  # of the last search, in pixels of ours

Box = tuple[int, int, int, int]


def found_in(picture: Image.Image, ours: Snapshot) -> tuple[Image.Image, np.ndarray] | None:
    """The picture as it lies over ours, and which pixels of ours it covers; None where ours is not to be seen in it."""
    drawn = ours.picture()
    for box in _parts(ours):
        if (place := _roughly(picture, drawn.crop(box))) is None:
            continue
        scale, x, y = _nearly(picture, drawn, box, place)
        over = _moved(picture, drawn.size, scale, x - scale * box[0], y - scale * box[1])
        covered = np.zeros(ours.atoms.shape, bool)
        covered[box[1] : box[3], box[0] : box[2]] = True
        return over, covered
    return None


def _parts(ours: Snapshot) -> list[Box]:
    """What of ours is looked for: both views together, then each; with a little of the white around them, so that a structure
    which goes on there is another one."""
    height, width = ours.atoms.shape
    wholes = [(0, width), *((left, left + PANEL) for left in range(0, width, PANEL))]
    boxes = []
    for left, right in wholes:
        rows, columns = np.nonzero(ours.atoms[:, left:right] >= 0)
        first, last = np.array([left + columns.min(), rows.min()]) - RIM, np.array([left + columns.max(), rows.max()]) + RIM + 1
        boxes.append((max(left, int(first[0])), max(0, int(first[1])), min(right, int(last[0])), min(height, int(last[1]))))
    return boxes


def _roughly(picture: Image.Image, part: Image.Image) -> tuple[float, float, float] | None:
    """(picture's pixels to one of ours, x, y of the part's corner) by the likeness of edges; None where nothing is alike."""
    small = min(1.0, LONG_SIDE / max(picture.size))
    edges = _edges(picture, small)
    sums = [np.pad(values.astype(float).cumsum(0).cumsum(1), ((1, 0), (1, 0))) for values in (edges, edges**2)]
    best = (LIKE, 0.0, 0.0, 0.0)
    most = min(edges.shape[1] / part.width, edges.shape[0] / part.height)
    for scale in np.geomspace(most, SMALLEST * edges.shape[1] / part.width, SCALES) if most > 0 else ():
        sought = _edges(part, float(scale))
        if min(sought.shape) < 24 or sought.shape[0] > edges.shape[0] or sought.shape[1] > edges.shape[1]:
            continue
        sought = sought - sought.mean()
        mean, squares = (_sums(values, sought.shape) for values in sums)
        mean /= sought.size
        least = 0.05 * float((sought**2).sum())  # where there is nothing, there is no likeness
        power = np.maximum(squares - sought.size * mean**2, least)
        alike = signal.fftconvolve(edges, sought[::-1, ::-1], "valid") / np.sqrt(power * (sought**2).sum())
        row, column = np.unravel_index(int(alike.argmax()), alike.shape)
        best = max(best, (float(alike[row, column]), float(scale) / small, float(column) / small, float(row) / small))
    return best[1:] if best[0] > LIKE else None


def _sums(summed: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The sum of every window of this shape, from the sums over all that is above and left."""
    height, width = shape
    return summed[height:, width:] - summed[:-height, width:] - summed[height:, :-width] + summed[:-height, :-width]


def _edges(image: Image.Image, scale: float) -> np.ndarray:
    size = [max(1, round(scale * side)) for side in image.size]
    grey = np.asarray(image.convert("L").resize(size, Image.Resampling.BOX), np.float32)
    return np.minimum(ndimage.gaussian_gradient_magnitude(grey, 0.8), 40.0)


def _nearly(picture: Image.Image, drawn: Image.Image, box: Box, place: tuple[float, float, float]) -> tuple[float, float, float]:
    """The place again, to half a pixel: where most of what is there is as we drew it."""
    part = np.asarray(drawn.crop(box).reduce(2), np.float32)
    size, width = (part.shape[1], part.shape[0]), box[2] - box[0]

    def unlike(scale: float, x: float, y: float) -> float:
        there = np.asarray(_moved(picture, size, 2 * scale, x, y), np.float32)
        return float(np.minimum(np.abs(there - part), 60.0).mean())

    least = unlike(*place)
    for step in STEPS:
        better = True
        while better:
            better, (scale, x, y) = False, place
            size_step, pixel = step / width * scale, step * scale
            for change in (-1, 1):
                grown = scale + change * size_step
                middle = (width * (scale - grown) / 2, (box[3] - box[1]) * (scale - grown) / 2)
                for other in ((grown, x + middle[0], y + middle[1]), (scale, x + change * pixel, y), (scale, x, y + change * pixel)):
                    if (found := unlike(*other)) < least - 1e-4:
                        least, place, better = found, other, True
    return place


def _moved(picture: Image.Image, size: tuple[int, int], scale: float, x: float, y: float) -> Image.Image:
    """A window of the picture: its pixel (i, j) is the picture's at (x + scale i, y + scale j)."""
    fitting = picture if scale < 1.5 else picture.reduce(max(1, round(scale / 1.2)))
    share = fitting.width / picture.width
    data = (scale * share, 0.0, x * share, 0.0, scale * share, y * share)
    return fitting.transform(size, Image.Transform.AFFINE, data, resample=Image.Resampling.BILINEAR, fillcolor="white")
