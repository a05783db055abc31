"""What a script in the sandbox shows: `chart` and `scene`; and `connect`, which tells the host of progress and of errors.

Of ours the sandbox can import `sim`, the empty `tools/__init__.py` and the files of SANDBOX_FILES, nothing else.
Covered: each call displays one bundle (text, our record, and a chart or a scene); nothing fails where no front end listens.
Not covered: trust. Whoever receives these bundles filters them (tools/outputs.py) and checks them (tools/viewer.py).
"""

import json
import time
from typing import Any

from IPython import get_ipython
from IPython.display import publish_display_data
from plotly.io import to_json

from sim.errors import SimError
from sim.progress import listen
from sim.records import RECORD_MIME, BarrierTable, Record
from tools.figures import CONFIG, figure_of
from tools.scenes import STRUCTURE_MIME, looks, scene_of, widget

_OURS = "__init__ show figures barrierchart barrierwords curves scenes palette captions lettering viewpoint"
SANDBOX_FILES = tuple(f"{name}.py" for name in _OURS.split())

PLOTLY_MIME = "application/vnd.plotly.v1+json"
PROGRESS_MIME = "application/vnd.kassei.progress+json"
ERROR_MIME = "application/vnd.kassei.error+json"
STAGE_INTERVAL_S = 0.25


def connect() -> None:
    """From now on the host hears of progress and of the physics' own errors (the kernel's start-up code calls this)."""
    listen(_Progress())
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((SimError,), _show_error)


def chart(shown: Any) -> None:
    """Displays the chart of a record or a table, with the record itself."""
    figure = figure_of(shown)
    drawing = {} if figure is None else {PLOTLY_MIME: {**_plain_json(figure), "config": CONFIG}}
    _publish({**_bundle(shown), **drawing})


def scene(shown: Any) -> None:
    """Displays the structures of a record to turn and play, with the record itself."""
    shown = shown.lowest if isinstance(shown, BarrierTable) else shown
    bundle = _bundle(shown)
    if (found := scene_of(shown)) is not None:
        structure, images = found
        bundle[STRUCTURE_MIME] = structure | looks(structure)
        view = widget(structure, images)
        bundle |= {mime: data for mime, data in ((view and view._repr_mimebundle_()) or {}).items() if mime != "text/plain"}
    _publish(bundle)


def _publish(bundle: dict[str, Any]) -> None:
    """To the front end; where there is none, the text."""
    if get_ipython() is None:
        print(bundle["text/plain"])
    else:
        publish_display_data(bundle)


def _bundle(shown: Any) -> dict[str, Any]:
    if isinstance(shown, list | tuple) and shown and all(isinstance(item, Record) for item in shown):
        return {"text/plain": "\n".join(map(str, shown)), RECORD_MIME: {"records": [item.to_dict() for item in shown]}}
    if isinstance(shown, Record | BarrierTable):
        return shown._repr_mimebundle_()
    return {"text/plain": str(shown)}


def _plain_json(figure: Any) -> dict[str, Any]:
    return json.loads(to_json(figure, validate=False, engine="json"))


class _Progress:
    """Publishes events, those of one candidate's stages at most four times a second."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], float] = {}

    def __call__(self, event: dict[str, Any]) -> None:
        if event.get("event") == "stage":
            which, now = (event.get("label", ""), event.get("stage", "")), time.monotonic()
            if now - self._told.get(which, -1e9) < STAGE_INTERVAL_S:
                return
            self._told[which] = now
        publish_display_data({PROGRESS_MIME: event})


def _show_error(shell: Any, kind: type[BaseException], error: Any, trace: Any, tb_offset: int | None = None) -> list[str]:  # noqa: ARG001
    """IPython's hook: our error for the host, one line for a person; nobody needs the way through our code."""
    publish_display_data({ERROR_MIME: {"code": error.code, "message": error.message, "hint": error.hint}})
    line = f"{error.code}: {error.message} {error.hint}".strip()
    # What IPython itself sends of an error, so that every client sees the cell fail.
    shell._showtraceback(kind, error, [line])
    return [line]
