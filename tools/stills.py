"""A scene as a picture that needs nothing to be shown: a film strip of first image, saddle and last image, as SVG.

For where no script runs: saved notebooks, print, code review. Orthographic, far atoms first; made from a checked `Scene` alone.
"""

import html
from collections.abc import Iterator

import numpy as np

from tools import palette
from tools.captions import caption
from tools.lettering import signed
from tools.viewer import Scene
from tools.viewpoint import axes, radius, viewpoint

WIDTH, HEIGHT, MARGIN, CAPTION, LABEL_LIFT = 300, 310, 14, 40, 28
MAX_CIRCLES = 6_000


def still(scene: Scene) -> str:
    """The film strip as an SVG text."""
    frames = _chosen(scene)
    turned = axes(viewpoint(scene.symbols, scene.frames, scene.pbc, scene.highlight, scene.saddle)).T
    places = [np.array(scene.frames[k]) @ turned for k in frames]
    scale, offset = _fit(np.concatenate(places))
    parts = [_frame(scene, k, place * scale + offset, scale, column) for column, (k, place) in enumerate(zip(frames, places, strict=True))]
    width = WIDTH * len(frames)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + CAPTION}" width="{width}" height="{HEIGHT + CAPTION}" '
        f'font-family=\'{palette.FONT}\' font-size="13" fill="{palette.INK}">'
        f"<title>{html.escape(scene.title)}</title><defs>{''.join(_gradients(scene))}</defs>{''.join(parts)}</svg>"
    )


def _chosen(scene: Scene) -> list[int]:
    last = len(scene.frames) - 1
    middle = scene.saddle if scene.saddle is not None else last // 2
    chosen = sorted({0, middle, last})
    return chosen if len(chosen) * len(scene.symbols) <= MAX_CIRCLES else [middle]


def _fit(points: np.ndarray) -> tuple[float, np.ndarray]:
    """How many pixels an Å is, and where the middle of the picture goes; y runs down in SVG."""
    low, high = points[:, :2].min(axis=0) - 1.6, points[:, :2].max(axis=0) + np.array([1.6, 2.8])
    scale = float(min((WIDTH - 2 * MARGIN) / (high[0] - low[0]), (HEIGHT - 2 * MARGIN) / (high[1] - low[1])))
    middle = scale * (low + high) / 2
    return scale, np.array([WIDTH / 2 - middle[0], HEIGHT / 2 - middle[1], 0.0])


def _radius(scene: Scene, i: int) -> float:
    return radius(scene.symbols[i], periodic=any(scene.pbc))


def _gradients(scene: Scene) -> Iterator[str]:
    for symbol in sorted(set(scene.symbols)):
        for held in (False, True):
            base = np.array([int(palette.element_colour(symbol)[k : k + 2], 16) for k in (1, 3, 5)])
            base = base * 0.42 + 184 * 0.58 if held else base
            light, dark = base + 0.55 * (255 - base), base * 0.55
            stops = "".join(
                f'<stop offset="{at}" stop-color="rgb({",".join(str(int(part)) for part in colour)})"/>'
                for at, colour in ((0, light), (0.45, base), (1, dark))
            )
            yield f'<radialGradient id="{symbol}{int(held)}" cx=".38" cy=".34" r=".72">{stops}</radialGradient>'


def _frame(scene: Scene, k: int, places: np.ndarray, scale: float, column: int) -> str:
    fixed, lit = set(scene.fixed), set(scene.highlight)
    circles = []
    for i in np.argsort(places[:, 2], kind="stable"):
        x, y, radius = places[i, 0], HEIGHT - places[i, 1], scale * _radius(scene, int(i))
        circles.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="url(#{scene.symbols[i]}{int(i in fixed)})"/>')
        if i in lit:
            circles.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{1.25 * radius:.1f}" fill="none" stroke="{palette.HIGHLIGHT}" stroke-width="3"/>'
            )
    labels = [_label(scene, i, places[i], scale) for i in scene.highlight]
    return f'<g transform="translate({column * WIDTH} 0)">{"".join(circles)}{"".join(labels)}{_caption(scene, k)}</g>'


def _label(scene: Scene, i: int, place: np.ndarray, scale: float) -> str:
    top = HEIGHT - place[1] - 1.25 * scale * _radius(scene, i)
    x, y = place[0], max(18.0, top - LABEL_LIFT)
    width = 9 * len(f"{scene.symbols[i]} {i}") + 14
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x:.1f}" y2="{top:.1f}" stroke="#f4b62c" stroke-width="2"/>'
        f'<rect x="{x - width / 2:.1f}" y="{y - 14:.1f}" width="{width}" height="20" rx="10" fill="#f4b62c"/>'
        f'<text x="{x:.1f}" y="{y + 1:.1f}" text-anchor="middle" font-weight="700" fill="#1d2129">{scene.symbols[i]} {i}</text>'
    )


def _caption(scene: Scene, k: int) -> str:
    last = len(scene.frames) - 1
    word = caption("saddle") if k == scene.saddle else caption("initial") if k == 0 else caption("final") if k == last else ""
    text = " ".join(part for part in (f"{caption('frame')} {k}", word) if part) if last else scene.title
    energy = f"  {signed(scene.energies_eV[k])} eV" if scene.energies_eV else ""
    return f'<text x="{WIDTH / 2}" y="{HEIGHT + 22}" text-anchor="middle">{html.escape(text + energy)}</text>'
