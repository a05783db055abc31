"""The charts and scenes of a run as the chat shows them: the charts themselves, the scenes as files of the run that the browser fetches.

Covered: outputs passed the filter (tools/outputs.py); a scene is checked again and drawn from checked numbers alone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.planned import highlighted
from sim.plan import Plan
from tools.outputs import PLOTLY, STRUCTURE
from tools.scenes import looks
from tools.structures import read_first
from tools.trajectories import write_whole
from tools.viewer import checked_scene, payload

LARGEST_CHART = 300_000


def charts(outputs: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any] | None]:
    """A bundle for each chart, None for one that is too large for a chat."""
    for data in _data(outputs):
        figure = data.get(PLOTLY)
        if figure is not None:
            fits = len(json.dumps(figure)) <= LARGEST_CHART
            yield {PLOTLY: figure, "text/plain": str(data.get("text/plain", ""))} if fits else None


def of_plan(plan: Plan, files: Mapping[str, Path]) -> list[dict[str, Any]]:
    """What a plan is about, as an output: the file that it starts from, its atoms lit; nothing where it names no atom of a file."""
    lit = highlighted(plan)
    name = next((str(told["file"]) for entry in plan for told in entry.structures if told.get("file") in files), "")
    if not lit or not name:
        return []
    frame = read_first(files[name])
    scene = {
        "title": name,
        "label": "",
        "symbols": list(frame.symbols),
        "frames": [[list(position) for position in frame.positions]],
        "cell": [list(frame.lattice[k : k + 3]) for k in (0, 3, 6)] if frame.lattice else [[0.0] * 3] * 3,
        "pbc": [bool(frame.lattice)] * 3,
        "highlight": [i for i in lit if i < len(frame.symbols)],
        "energies_eV": [],
        "saddle": None,
        "fixed": list(frame.fixed),
    }
    return [{"data": {STRUCTURE: scene | looks(scene)}}]


def scenes(outputs: Sequence[Mapping[str, Any]], folder: Path, *, root: Path, name: str = "") -> Iterator[dict[str, Any]]:
    """A bundle for each scene; its data is written into the run's folder `scenes`, under this name and its number."""
    for number, scene in enumerate(filter(None, (checked_scene(data[STRUCTURE]) for data in _data(outputs) if STRUCTURE in data))):
        place = folder / "scenes" / f"{name}{number}.json"
        place.parent.mkdir(exist_ok=True)
        write_whole(place, json.dumps(payload(scene), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode())
        yield {STRUCTURE: {"file": place.relative_to(root).as_posix()}, "text/plain": scene.title}


def _data(outputs: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    return (output["data"] for output in outputs if isinstance(output.get("data"), Mapping))
