"""What scripts import: the functions of the physics and those that show results, `from kassei import read_path, screen, chart`."""

import sim
from sim import *  # noqa: F403 (the vocabulary is what `sim` lists)
from tools.show import chart, export, figure, scene, series

__all__ = [*sim.__all__, "chart", "export", "figure", "scene", "series"]
