"""What a kernel may show to a front end: an allow-list of MIME types with caps, terminal text without commands.

Covered: HTML, JavaScript, SVG, Markdown, unknown types are dropped; plots lose what would fetch from the network; text keeps of
terminal escapes only colours; widgets see tools.widgets; our own records are checked for shape.
Not covered: whether a number that a script displays is true. A result is what the script displays; the script is what is checked.
"""

import base64
import json
import platform
import re
import struct
from collections.abc import Callable
from typing import Any

from tools.recordshape import shaped
from tools.widgets import clean_comm

PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
RECORD = "application/vnd.kassei.record+json"
STRUCTURE = "application/vnd.kassei.structure+json"
PROGRESS = "application/vnd.kassei.progress+json"
ERROR = "application/vnd.kassei.error+json"
PNG, PIXELS = b"\x89PNG\r\n\x1a\n", 50_000_000
TEXT_BYTES, PNG_BYTES, JSON_BYTES = 1 << 20, 4 << 20, 6 << 20
LARGEST = 1e300  # of a number: a larger integer cannot become a float
VALUES = 250_000  # of a JSON text: 3 bytes of "{}," become 72 in memory
WIDE_BYTES, WIDE = 2 << 20, re.compile(rb"[\xf0-\xf7]|\\u[dD][89abAB]")  # one character beyond 16 bits, and each of its text takes 4 bytes
RECORDS = 2000  # in one output: a record of 30 bytes becomes one of 500 with all its fields
# of a notebook that this kernel runs: what it says itself could name a module for nbconvert to import
LANGUAGE = {
    "name": "python", "version": platform.python_version(),
    "mimetype": "text/x-python", "file_extension": ".py", "pygments_lexer": "ipython3",
    "codemirror_mode": {"name": "ipython", "version": 3}, "nbconvert_exporter": "python",
}  # fmt: skip
REMOVED = "[表示できない種類の出力 / output of a kind that is not shown]"

# Colours (SGR) are kept; other control sequences, strings to the terminal, single controls (C0, C1) and bidirectional overrides are not.
_ESCAPES = re.compile(
    r"(?P<colour>\x1b\[[0-9;]{0,32}m)"
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\x9c|$)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    re.DOTALL,
)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_LATEX_COMMANDS = re.compile(r"\\(href|url|require|class|cssId|style|data|html\w*|unicode|includegraphics|input)\b", re.IGNORECASE)
_CODE = re.compile(r"[a-z_]{3,60}")
_HOST_CODES = frozenset({"isolation_unavailable", "interrupted", "kernel_died", "timeout", "limit_memory", "limit_disk", "limit_output"})
# Plotly shows a little HTML in every text: emphasis and colours may stay; links and addresses in styles may not.
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>?")
_HARMLESS_TAG = re.compile(
    r"</?(?:b|i|u|s|br|em|sub|sup|span|extra)\s*/?>|<span\s+style\s*=\s*([\"'])(?![^\"']*url)[\w\s#:;.,()%-]*\1\s*>", re.IGNORECASE
)
_TRACE_NAMES = """
bar box contour heatmap histogram histogram2d histogram2dcontour isosurface mesh3d pie scatter scatter3d scattergl scatterpolar
scatterternary splom surface table violin volume waterfall cone streamtube parcoords funnel indicator sunburst treemap
"""
_TRACES = frozenset(_TRACE_NAMES.split())
_CONFIG = frozenset({"displaylogo", "displayModeBar", "responsive", "scrollZoom", "modeBarButtonsToRemove", "toImageButtonOptions"})
# where a plot could fetch from: pictures, map tiles and styles, servers; and buttons that put such things in when they are pressed
_FETCHING = frozenset(
    {"images", "source", "layers", "stylesheet", "topojsonURL", "plotlyServerURL", "mapboxAccessToken", "src", "updatemenus", "sliders"}
)


class TooMuch(ValueError):
    """A JSON text that would take too much memory."""


def loads(data: bytes) -> Any:
    """`json.loads` of hostile bytes.

    Raises:
        TooMuch: more values than VALUES, a long text of wide characters, or nested too deeply
        ValueError: no JSON
    """
    if len(data) > WIDE_BYTES and WIDE.search(data):
        raise TooMuch(f"> {WIDE_BYTES >> 20} MB of wide characters")
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > VALUES:
        raise TooMuch(f"> {VALUES} values")
    try:
        return json.loads(data, parse_constant=lambda _: None)  # NaN and the infinities are no JSON
    except RecursionError as error:
        raise TooMuch("nested too deeply") from error


def clean_text(text: object, limit: int = TEXT_BYTES, *, colours: bool = True) -> str:
    """Text that a terminal shows and does not obey; `colours` (and hidden letters, which are one to it) only for what a cell prints."""
    text = text if isinstance(text, str) else str(text)
    if len(text) > limit:
        text = text[:limit] + "\n[…]"
    return _ESCAPES.sub(lambda found: found["colour"] or "" if colours else "", text)


def clean_bundle(data: object) -> dict[str, Any]:
    """A MIME bundle of allowed types alone, never empty."""
    given = data if isinstance(data, dict) else {}
    kept = {kind: cleaned for kind, clean in _TYPES.items() if kind in given and (cleaned := clean(given[kind])) is not None}
    return kept or {"text/plain": REMOVED}


def clean(kind: str, content: dict[str, Any]) -> dict[str, Any] | None:
    """The content of one message of the kernel, as it may be passed on; None when it may not."""
    rule = _MESSAGES.get(kind)
    return rule(content) if rule else None


def plain(value: object, depth: int = 0) -> Any:
    """JSON with clean strings and keys; a number that no computer holds is none.

    Raises:
        TooMuch: nested too deeply
    """
    if depth > 32:
        raise TooMuch("nested too deeply")
    if isinstance(value, str):
        return clean_text(value, colours=False)
    if isinstance(value, list):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {clean_text(key, 1000, colours=False): plain(item, depth + 1) for key, item in value.items()}
    return None if isinstance(value, int | float) and not abs(value) < LARGEST else value


def _small(value: object) -> bool:
    return len(json.dumps(value)) <= JSON_BYTES


def _plot(value: object, depth: int = 0) -> Any:
    """A Plotly figure without what fetches, and without links (its texts are a little HTML)."""
    if depth > 32:
        raise TooMuch("nested too deeply")
    if isinstance(value, str):
        return _markup(value)
    if isinstance(value, list):
        return [_plot(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _plot(item, depth + 1) for key, item in value.items() if not _fetches(key)}
    return value


def _markup(value: str) -> str:
    """A plot's text without tags that are not harmless; one made of pieces of others is shown as it was written."""
    kept = _TAG.sub(lambda tag: tag[0] if _HARMLESS_TAG.fullmatch(tag[0]) else "", value)
    if any(not _HARMLESS_TAG.fullmatch(tag) for tag in _TAG.findall(kept)):
        kept = kept.replace("<", "&lt;")
    return "" if _LATEX_COMMANDS.search(kept) else kept


def _fetches(key: str) -> bool:
    """Also for a key that is a way to another: Plotly reads "images[0].source" as three."""
    parts = re.split(r"[.\[\]]", key)
    return any(part in _FETCHING or part.rstrip("0123456789") in ("mapbox", "map", "geo") for part in parts)


def _figure(value: object) -> dict[str, Any] | None:
    if not isinstance(value, dict) or not isinstance(value.get("data"), list) or not _small(value):
        return None
    frames = value.get("frames") or []
    if not isinstance(frames, list) or not all(isinstance(frame, dict) for frame in frames):
        return None
    lists = [value["data"], *(frame.get("data") or [] for frame in frames)]
    if not all(isinstance(traces, list) and all(_is_trace(trace) for trace in traces) for traces in lists):
        return None
    kept = {key: value[key] for key in ("data", "layout", "frames") if key in value}
    given = value.get("config")
    config = {key: setting for key, setting in given.items() if key in _CONFIG} if isinstance(given, dict) else {}
    return {**_plot(kept), "config": config}


def _is_trace(trace: object) -> bool:
    return isinstance(trace, dict) and trace.get("type", "scatter") in _TRACES


def _png(value: object) -> str | None:
    """A picture in base64; not one that unpacks to gigabytes in the browser."""
    if not isinstance(value, str) or len(value) > PNG_BYTES or not _BASE64.fullmatch(value):
        return None
    head = base64.b64decode("".join(value[:80].split())[:32])
    width, height = struct.unpack(">8xII", head[8:24]) if len(head) == 24 else (0, 0)
    return value if head.startswith(PNG) and 0 < width * height <= PIXELS else None


def _latex(value: object) -> str | None:
    text = clean_text(value)
    return None if _LATEX_COMMANDS.search(text) else text


def _widget_view(value: object) -> dict[str, Any] | None:
    if not isinstance(value, dict) or not isinstance(value.get("model_id"), str):
        return None
    return {"version_major": 2, "version_minor": 0, "model_id": value["model_id"][:100]}


def _shaped(**fields: type | tuple[type, ...]) -> Callable[[object], dict[str, Any] | None]:
    """A check that these fields are there and of these types."""

    def check(value: object) -> dict[str, Any] | None:
        if not isinstance(value, dict) or not _small(value):
            return None
        return plain(value) if all(isinstance(value.get(name), kind) for name, kind in fields.items()) else None

    return check


def _coded(value: object) -> dict[str, Any] | None:
    """An error of the physics; what only the host can know is not for the script to say."""
    shaped = _shaped(code=str, message=str)(value)
    return shaped if shaped and _CODE.fullmatch(shaped["code"]) and shaped["code"] not in _HOST_CODES else None


def _records(value: object) -> dict[str, Any] | None:
    if not isinstance(value, dict) or not isinstance(value.get("records"), list) or not _small(value):
        return None
    if len(value["records"]) > RECORDS:
        return None
    return {"records": [whole for record in plain(value["records"]) if (whole := shaped(record)) is not None]}


def _progress(value: object) -> dict[str, Any] | None:
    event = _shaped(event=str)(value)
    if event and "record" in event:
        event["record"] = shaped(event["record"])
    return event


_TYPES: dict[str, Callable[[object], Any]] = {
    "text/plain": clean_text,
    "text/latex": _latex,
    "image/png": _png,
    PLOTLY: _figure,
    WIDGET: _widget_view,
    RECORD: _records,
    STRUCTURE: _shaped(symbols=list, frames=list),
    PROGRESS: _progress,
    ERROR: _coded,
}


def _display(content: dict[str, Any]) -> dict[str, Any]:
    transient = content.get("transient")
    name = transient.get("display_id") if isinstance(transient, dict) else None
    kept: dict[str, Any] = {"data": clean_bundle(content.get("data")), "metadata": {}}
    kept["transient"] = {"display_id": name[:200]} if isinstance(name, str) else {}
    if isinstance(content.get("execution_count"), int):
        kept["execution_count"] = content["execution_count"]
    return kept


def _stream(content: dict[str, Any]) -> dict[str, Any]:
    return {"name": "stderr" if content.get("name") == "stderr" else "stdout", "text": clean_text(content.get("text", ""))}


def _error(content: dict[str, Any]) -> dict[str, Any]:
    lines = content.get("traceback")
    traceback = [clean_text(line, 20_000) for line in lines[-200:]] if isinstance(lines, list) else []
    name, value = (clean_text(content.get(field, ""), limit, colours=False) for field, limit in (("ename", 200), ("evalue", 20_000)))
    return {"ename": name, "evalue": value, "traceback": traceback}


def _reply(content: dict[str, Any]) -> dict[str, Any]:
    """A reply: no payload (it could put code into the next cell), no help links, errors as text, data by the allow-list."""
    kept = {key: value for key, value in plain(content).items() if key not in ("payload", "help_links", "user_expressions", "data")}
    if "payload" in content:
        kept["payload"] = []
    if "data" in content:
        kept["data"] = clean_bundle(content["data"]) if content["data"] else {}
    if isinstance(content.get("user_expressions"), dict):
        kept["user_expressions"] = {}
    if "language_info" in content:
        kept["language_info"] = LANGUAGE
    return kept


_REPLIES = """
execute kernel_info complete inspect is_complete history comm_info interrupt
shutdown debug usage list_subshell create_subshell delete_subshell
"""
_MESSAGES: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
    "display_data": _display,
    "update_display_data": _display,
    "execute_result": _display,
    "stream": _stream,
    "error": _error,
    "status": plain,
    "execute_input": plain,
    "clear_output": plain,
    "iopub_welcome": plain,
    "debug_event": plain,
    "input_request": plain,
    "comm_open": lambda content: clean_comm("comm_open", content),
    "comm_msg": lambda content: clean_comm("comm_msg", content),
    "comm_close": lambda content: clean_comm("comm_close", content),
    **{f"{name}_reply": _reply for name in _REPLIES.split()},
}
