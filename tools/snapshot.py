"""A structure as a picture to draw an arrow on: from the side and from above, and which atom each of its pixels shows.

The same structure gives the same pixels, whatever wrote the file, so a picture that comes back can be laid over its own
(tools/arrow.py). Not drawn by fonts or by a browser, which differ from machine to machine; labels are for a model that looks at it.
"""

import dataclasses
from collections.abc import Mapping

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tools import palette
from tools.viewpoint import HEIGHTS, TURNS, axes, quaternion, radius
from tools.xyz import Frame

PANEL, MARGIN, FINER = 720, 18, 2
VIEWS = ((HEIGHTS[0], TURNS[0]), (90, 0))  # from above and round the corner [degrees]
LEGIBLE = 0.35  # share of a disc that has to be seen for a label to stand on it
TOWARDS_HELD, GREY = 0.45, 205.0


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """pixels: RGB, shape (height, width, 3); atoms: the index seen at each pixel, -1 beside all, shape (height, width);
    per_A: pixels to an Å, shape (n_views,); whole: how many pixels an atom would show with nothing before it, shape (n_views, n_atoms)
    """

    pixels: np.ndarray
    atoms: np.ndarray
    per_A: tuple[float, ...]
    whole: np.ndarray

    @property
    def legible(self) -> tuple[int, ...]:
        """Indices of the atoms of which enough is seen, in one view or another."""
        return tuple(sorted({i for view in range(len(self.per_A)) for i in self._legible(view)}))

    def _legible(self, view: int) -> list[int]:
        shown = self.atoms[:, view * PANEL : (view + 1) * PANEL]
        seen = np.bincount(shown[shown >= 0], minlength=self.whole.shape[1])
        return np.flatnonzero(seen > LEGIBLE * np.maximum(self.whole[view], 1)).tolist()

    def place(self, index: int, view: int) -> tuple[float, float] | None:
        """Where an atom is seen in one of the views (x, y), in the middle of what shows of it; None where too little does."""
        if index not in self._legible(view):
            return None
        rows, columns = np.nonzero(self.atoms[:, view * PANEL : (view + 1) * PANEL] == index)
        middle = np.array([columns.mean(), rows.mean()])
        nearest = np.argmin((columns - middle[0]) ** 2 + (rows - middle[1]) ** 2)  # a crescent's middle lies outside of it
        return float(columns[nearest] + view * PANEL), float(rows[nearest])

    def picture(self, labels: Mapping[int, str] | None = None) -> Image.Image:
        """It as an image; with labels on the atoms that have one, wherever they are seen."""
        image = Image.fromarray(self.pixels)
        pen = ImageDraw.Draw(image)
        for index, label in (labels or {}).items():
            for view, per_A in enumerate(self.per_A):
                if (place := self.place(index, view)) is not None:
                    font = ImageFont.load_default(max(9.0, min(20.0, 0.62 * per_A)))
                    pen.text(place, label, fill="black", font=font, anchor="mm", stroke_width=2, stroke_fill="white")
        return image


def snapshot(frame: Frame) -> Snapshot:
    """The picture of a structure."""
    panels = [_panel(frame, quaternion(*view)) for view in VIEWS]
    pixels, atoms = (np.concatenate([panel[k] for panel in panels], axis=1) for k in (0, 1))
    return Snapshot(pixels, atoms, tuple(panel[2] for panel in panels), np.stack([panel[3] for panel in panels]))


def _panel(frame: Frame, view: tuple[float, float, float, float]) -> tuple[np.ndarray, np.ndarray, float, np.ndarray]:
    """(pixels, atoms, pixels to an Å, whole discs) of one view; far atoms are painted first."""
    places = np.array(frame.positions) @ axes(view).T
    radii = np.array([radius(symbol, periodic=bool(frame.lattice)) for symbol in frame.symbols])
    low, high = (places[:, :2] - radii[:, None]).min(axis=0), (places[:, :2] + radii[:, None]).max(axis=0)
    size = PANEL * FINER
    scale = float((size - 2 * MARGIN * FINER) / max(*(high - low), 6.0))
    centres = size / 2 + (places[:, :2] - (low + high) / 2) * (scale, -scale)  # y runs down
    pixels, atoms = np.full((size, size, 3), 255, np.uint8), np.full((size, size), -1, np.int32)
    whole = np.zeros(len(radii))
    held = set(frame.fixed)
    for i in np.argsort(places[:, 2], kind="stable").tolist():
        whole[i] = _paint(pixels, atoms, i, centres[i], scale * radii[i], _colour(frame.symbols[i], held=i in held))
    image = Image.fromarray(pixels).reduce(FINER)
    return np.asarray(image), atoms[::FINER, ::FINER], scale / FINER, whole / FINER**2


def _paint(pixels: np.ndarray, atoms: np.ndarray, i: int, centre: np.ndarray, reach: float, colour: np.ndarray) -> int:
    """One ball with a dark rim; gives its pixels."""
    (left, top), (right, bottom) = np.maximum(np.floor(centre - reach).astype(int), 0), np.ceil(centre + reach).astype(int) + 1
    y, x = np.ogrid[top : min(bottom, len(atoms)), left : min(right, len(atoms))]
    away = ((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / reach**2
    inside = away <= 1
    bright = np.where(away > 0.86, 0.42, 0.72 + 0.38 * np.sqrt(np.clip(1 - away, 0, 1)))
    window = slice(top, bottom), slice(left, right)
    pixels[window][inside] = np.clip(bright[inside][:, None] * colour, 0, 255).astype(np.uint8)
    atoms[window][inside] = i
    return int(inside.sum())


def _colour(symbol: str, *, held: bool) -> np.ndarray:
    name = palette.element_colour(symbol)
    colour = np.array([int(name[k : k + 2], 16) for k in (1, 3, 5)], float)
    return colour + TOWARDS_HELD * (GREY - colour) if held else colour
