"""What a script in the sandbox shows: `chart` and `scene`; `figure`, `series` and `export` for what it computed by itself; and `connect`,
which tells the host of progress and of errors.

Of ours the sandbox can import `sim`, the empty `tools/__init__.py` and the files of SANDBOX_FILES, nothing else.
Covered: each call displays one bundle (text, our record, and a chart or a scene); nothing fails where no front end listens; while a
script is only executed for its plan, what it would show is noted and nothing is drawn.
Not covered: trust. Whoever receives these bundles filters them (tools/outputs.py) and checks them (tools/viewer.py).
"""

import dataclasses
import json
import math
import time
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from IPython import get_ipython
from IPython.display import publish_display_data
from plotly.io import to_json

import sim.plan as plan
from sim.errors import SettingError, SimError
from sim.messages import word
from sim.plan.mode import holding
from sim.progress import listen
from sim.records import RECORD_MIME, Record, Series, Table, Value
from tools import plotting
from tools.exports import MOST_LETTERS, exported
from tools.figures import CONFIG, figure_of
from tools.scenes import STRUCTURE_MIME, looks, one_of, scene_of, widget

_OURS = "__init__ show exports plotting figures barrierchart barrierwords tablechart curves scenes palette captions lettering viewpoint"
SANDBOX_FILES = tuple(f"{name}.py" for name in _OURS.split())

PLOTLY_MIME = "application/vnd.plotly.v1+json"
PROGRESS_MIME = "application/vnd.kassei.progress+json"
ERROR_MIME = "application/vnd.kassei.error+json"
STAGE_INTERVAL_S = 0.25


R = TypeVar("R", bound=Record)
# A larger number, or more of them, no record brings through the host's filter (tools/outputs.py)
LARGEST, MOST_POINTS = 1e300, 20_000


@dataclasses.dataclass
class Shown:
    """What the cell that runs now has displayed.

    named: each label of a kind, with the record that has it; files: what it exported
    computed: of each kind and label, how many results there were when it was last displayed
    """

    of: Any = None
    named: dict[tuple[str, str], Record] = dataclasses.field(default_factory=dict)
    files: set[str] = dataclasses.field(default_factory=set)
    computed: dict[tuple[str, str], int] = dataclasses.field(default_factory=dict)


_shown = Shown()


def connect() -> None:
    """From now on the host hears of progress and of the physics' own errors (the kernel's start-up code calls this)."""
    listen(_Progress())
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((SimError,), _show_error)
        shell.events.register("pre_run_cell", _begin)
        for kind in (Record, Table):
            shell.display_formatter.mimebundle_formatter.for_type(kind, _displayed)
        plotting.set_up(shell)


def chart(shown: Any) -> None:
    """Displays the chart of a record or a table, with the record itself."""
    if plan.recording() is not None:
        plan.show("chart", shown)
        return
    figure = figure_of(shown)
    drawing = {} if figure is None else {PLOTLY_MIME: {**_plain_json(figure), "config": CONFIG}}
    _publish({**_bundle(shown), **drawing})


def scene(shown: Any) -> None:
    """Displays the structures of a record to turn and play, with the record itself."""
    shown = one_of(shown)
    if plan.recording() is not None:
        plan.show("scene", shown)
        return
    bundle = _bundle(shown)
    if (found := scene_of(shown)) is not None:
        structure, images = found
        bundle[STRUCTURE_MIME] = structure | looks(structure)
        view = widget(structure, images)
        bundle |= {mime: data for mime, data in ((view and view._repr_mimebundle_()) or {}).items() if mime != "text/plain"}
    _publish(bundle)


def figure(name: str, value: float, unit: str = "") -> None:
    """Displays one number that the script computed itself, under its name; the answer tells it as not verified."""
    _hand_over("figure", _apart(Value(label=_name(name), value=_number(name, value), unit=str(unit))))


def series(
    x: Sequence[float],
    y: Sequence[float],
    *,
    name: str = "",
    x_label: str = "",
    y_label: str = "",
    x_unit: str = "",
    y_unit: str = "",
    fit: bool = False,
) -> None:
    """Displays one quantity over another that the script computed itself, as a chart; with `fit`, the least-squares line through it."""
    label = _name(name or (f"{y_label} – {x_label}" if x_label and y_label else y_label or word("series")))
    xs, ys = (tuple(_number(label, one) for one in np.ravel(given)) for given in (x, y))
    if len(xs) != len(ys) or not 2 <= len(xs) <= MOST_POINTS:
        raise SettingError("series_invalid", n_x=len(xs), n_y=len(ys), most=MOST_POINTS)
    slope, intercept = _line(xs, ys) if fit and plan.recording() is None else (None, None)
    axes: dict[str, Any] = {"x_label": str(x_label), "y_label": str(y_label), "x_unit": str(x_unit), "y_unit": str(y_unit)}
    _hand_over("series", _apart(Series(label=label, x=xs, y=ys, slope=slope, intercept=intercept, **axes)))


def export(structure: Any, format: str = "extxyz", name: str | None = None) -> None:
    """Writes a structure, a list of them, a path or a result into the run's folder, as extxyz, xyz, cif, vasp or traj; records as csv."""
    done = exported(structure, format, name, taken=_now().files)
    _now().files.add(done.file)
    _hand_over("export", done)


def show_rest() -> None:
    """Displays, without a drawing, what this run computed and did not display afterwards, of each kind and label the last one."""
    results = held.results if (held := holding()) else []
    last = {_key(record): number for number, record in enumerate(results)}
    for key, number in last.items():
        if number >= _now().computed.get(key, 0):
            _publish(_bundle(results[number]))


def _begin(*_: Any) -> None:
    """Another cell begins."""
    global _shown
    _shown = Shown(plan.recording())


def _now() -> Shown:
    if _shown.of is not plan.recording():  # a pass over a script for its plan knows nothing of the cell before
        _begin()
    return _shown


def _key(record: Record) -> tuple[str, str]:
    return record.kind, record.label


def _displayed(shown: Record | Table[Any], include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG001 (IPython's signature)
    """The bundle of what is displayed by whatever means, noted."""
    computed = len(held.results) if (held := holding()) else 0
    for record in [shown] if isinstance(shown, Record) else shown:
        _now().computed[_key(record)] = computed
    return shown._repr_mimebundle_()


def _apart(record: R) -> R:
    """The record under a label that no unlike one of this cell has."""
    named, number = record, 1
    while _now().named.setdefault(_key(named), record) != record:
        number += 1
        named = dataclasses.replace(record, label=f"{record.label} #{number}")
    return named


def _hand_over(how: str, record: Record) -> None:
    if plan.recording() is not None:
        plan.show(how, record)
    else:
        chart(record)


def _name(given: Any) -> str:
    if not isinstance(given, str) or not 0 < len(given.strip()) <= MOST_LETTERS:
        raise SettingError("name_invalid", given=str(given)[:MOST_LETTERS])
    return " ".join(given.split())


def _number(name: Any, given: Any) -> float:
    """A number of Python's, NumPy's or another library's as a float; a made-up one may be anything."""
    why = ""
    if isinstance(given, str | bytes):
        why = word("given_text")
    elif np.iscomplexobj(given):
        why = word("given_complex")
    elif np.size(given) != 1:
        why = word("given_many")
    elif isinstance(given, bool | np.bool_ | list | tuple | dict) or not hasattr(given, "__float__"):
        why = word("given_other")
    if not why:
        value = float(np.ravel(given)[0]) if isinstance(given, np.ndarray) else float(given)
        if abs(value) < LARGEST or plan.recording() is not None:
            return value
        why = word("given_nan" if math.isnan(value) else "given_infinite")
    raise SettingError("value_invalid", name=str(name)[:MOST_LETTERS], given=repr(given)[:80], why=why)


def _line(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """Slope and intercept of the least-squares line."""
    x, y = np.array(xs), np.array(ys)
    apart = x - x.mean()
    if not (apart @ apart) > 0 or np.ptp(x) <= 1e-12 * np.abs(x).max():
        raise SettingError("series_upright", given=xs[0])
    slope = float(apart @ (y - y.mean()) / (apart @ apart))
    return slope, float(y.mean() - slope * x.mean())


def _publish(bundle: dict[str, Any]) -> None:
    """To the front end; where there is none, the text."""
    if get_ipython() is None:
        print(bundle["text/plain"])
    else:
        publish_display_data(bundle)


def _bundle(shown: Any) -> dict[str, Any]:
    if isinstance(shown, list | tuple) and shown and all(isinstance(item, Record) for item in shown):
        for item in shown:
            _displayed(item)
        return {"text/plain": "\n".join(map(str, shown)), RECORD_MIME: {"records": [item.to_dict() for item in shown]}}
    if isinstance(shown, Record | Table):
        return _displayed(shown)
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
