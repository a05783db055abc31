"""The sentence that everything is measured by, on the path that comes with kassei."""

import sysconfig
from pathlib import Path

from agent.errors import RequestRefused

INSTRUCTION = "Fe, Co, Pt について、反応経路の index が 189 (矢印で指した場所) の原子を置換した後に活性化エネルギーを計算してグラフにする"
PICKED = 189


def bundled_path() -> Path:
    """The bundled reaction path: beside the sources, or where a wheel puts its data. Raises RequestRefused where it is not."""
    places = (Path(__file__).parent.parent / "notebooks" / "data", Path(sysconfig.get_path("data")) / "share" / "kassei" / "data")
    for place in places:
        found = sorted(place.glob("*.extxyz"), key=lambda file: (file.stat().st_size, file.name))
        if found:
            return found[-1]
    raise RequestRefused("demo_missing")
