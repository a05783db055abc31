"""How often an arrow drawn on our own picture is read right: `python -m bench.arrows [FILE…]` (default: the bundled path).

Every atom that is seen well enough in a view gets arrows of several kinds (thin, thick, open head; from four sides; tip in the middle,
or near the rim), and the picture goes through what editors do to it: saved as PNG, as JPEG, at another size,
put on a slide, photographed from a screen by a key. Right, asked, wrong.
"""

import argparse
import collections
import io
import itertools
import random
from pathlib import Path

import numpy as np
from PIL import Image

from tools.arrow import Arrow, arrow_in, draw_arrow, drawn_on, meant
from tools.snapshot import VIEWS, Snapshot, snapshot
from tools.structures import read_first

BUNDLED = Path(__file__).parents[1] / "notebooks" / "data" / "ru_ch.extxyz"
COLOURS = ("red", "orange", "yellow", "blue", "black", "magenta")
SAVED = {"png": 1.0, "jpeg": 1.0, "smaller": 0.6, "larger": 1.5, "slide": 0.8, "screenshot": 1.25}


def saved(image: Image.Image, how: str) -> Image.Image:
    """The picture after an editor."""
    size = tuple(round(SAVED[how] * side) for side in image.size)
    image = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
    if how in ("slide", "screenshot"):
        page = Image.new("RGB", (image.width + 260, image.height + 180), "#202020" if how == "screenshot" else "#f4f4f8")
        page.paste(image, (170, 90))
        image = page
    kept = io.BytesIO()
    image.save(kept, **({"format": "JPEG", "quality": 80} if how != "png" else {"format": "PNG"}))
    return Image.open(kept).convert("RGB")


def read(image: Image.Image, ours: Snapshot) -> tuple[int, ...] | None:
    """The atoms that the arrow of a picture may mean; None where the picture is not ours."""
    changed = drawn_on(image, ours)
    if changed is None:
        return None
    arrow = arrow_in(changed)
    return meant(arrow, ours) if arrow else ()


def measure(file: Path, chance: random.Random) -> dict[str, collections.Counter[str]]:
    """Counts by the way of saving, by the kind of arrow and by its colour."""
    ours = snapshot(read_first(file))
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for view, index in itertools.product(range(len(VIEWS)), ours.legible):
        place = ours.place(index, view)
        if place is None:
            continue
        turn, near = chance.uniform(0, 2 * np.pi), chance.choice((0.0, 0.3, 0.6))
        width, filled, colour, how = chance.choice((4, 7, 12)), chance.random() < 0.6, chance.choice(COLOURS), chance.choice(list(SAVED))
        towards = np.array([np.cos(turn), np.sin(turn)])
        tip = np.array(place) - near * np.sqrt(ours.whole[view, index] / np.pi) * towards
        if ours.atoms[round(tip[1]), round(tip[0])] != index:
            continue
        image = ours.picture()
        draw_arrow(image, Arrow(tuple(tip), tuple(towards)), length=chance.uniform(60, 200), width=width, colour=colour, filled=filled)
        found = read(saved(image, how), ours)
        said = "not ours" if found is None else "right" if found == (index,) else "asked" if len(found) != 1 else "wrong"
        for group in ("all", how, f"width {width} {'filled' if filled else 'open'}", colour, f"rim {near}"):
            counts[group][said] += 1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[BUNDLED])
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    for file in given.files:
        for group, found in measure(file, random.Random(given.seed)).items():
            print(f"{file.name:16s} {group:18s} {sum(found.values()):4d}  " + "  ".join(f"{k} {n}" for k, n in sorted(found.items())))


if __name__ == "__main__":
    main()
