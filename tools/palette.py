"""Colours and type of every chart and scene: told apart by colour-blind readers, on a white page and on a dark one.

Colours: Okabe and Ito, "Color Universal Design", https://jfly.uni-koeln.de/color/; each goes with a marker of its own,
so that no candidate is told apart by colour alone. Elements: Jmol's colours, the custom of the field.
"""

from ase.data import atomic_numbers, covalent_radii
from ase.data.colors import jmol_colors

# Without black (the host has grey), the yellow last (pale on white).
CANDIDATES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
MARKERS = ("circle", "square", "diamond", "triangle-up", "pentagon", "hexagon", "triangle-down")
HOST = "#8a8f98"
REST = "rgba(138,143,152,0.45)"
ALARM = "#D55E00"
GOOD = "#009E73"
HIGHLIGHT = "#E69F00"

# Contrast 4.5 to white and 4.2 to JupyterLab's dark #111111: one grey that is readable on both.
INK = "#757a84"
GRID = "rgba(128,134,144,0.22)"
CLEAR = "rgba(0,0,0,0)"

_FACES = (
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Hiragino Kaku Gothic ProN",
    "Hiragino Sans",
    "BIZ UDPGothic",
    "Yu Gothic UI",
    "Meiryo",
    "IPAexGothic",
)
FONT = ",".join(f'"{face}"' for face in _FACES) + ",system-ui,sans-serif"


def element_colour(symbol: str) -> str:
    """Jmol's colour of an element, as #rrggbb."""
    return "#" + "".join(f"{round(255 * float(part)):02x}" for part in jmol_colors[atomic_numbers[symbol]])


def element_radius(symbol: str) -> float:
    """The covalent radius of an element [Å] (Cordero et al., doi.org/10.1039/b801115j)."""
    return float(covalent_radii[atomic_numbers[symbol]])
