"""The charts and scenes of a run as the chat shows them: the charts themselves, the scenes as files of the run that the browser fetches.

Covered: outputs passed the filter (tools/outputs.py); a scene is checked again and drawn from checked numbers alone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.outputs import PLOTLY, STRUCTURE
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


def scenes(outputs: Sequence[Mapping[str, Any]], folder: Path, *, root: Path) -> Iterator[dict[str, Any]]:
    """A bundle for each scene; its data is written into the run's folder `scenes`."""
    for number, scene in enumerate(filter(None, (checked_scene(data[STRUCTURE]) for data in _data(outputs) if STRUCTURE in data))):
        place = folder / "scenes" / f"{number}.json"
        place.parent.mkdir(exist_ok=True)
        write_whole(place, json.dumps(payload(scene), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode())
        yield {STRUCTURE: {"file": place.relative_to(root).as_posix()}, "text/plain": scene.title}


def _data(outputs: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    return (output["data"] for output in outputs if isinstance(output.get("data"), Mapping))
