"""The part of a report that holds what a script computed by itself: values, series, pictures, files. It stands apart from checked results.

Records and pictures came out of the sandbox: fields may be missing or of another type, and are then shown as "–".
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sim.drawing import readable
from sim.records import UNVERIFIED
from tools.captions import caption
from tools.markup import number, section, table, text
from tools.outputs import PNG_BYTES, RECORD, clean_bundle

PNG = "image/png"
MOST_PICTURES, MOST_LINKS = 12, 100

Record = Mapping[str, Any]


def unverified(records: Sequence[Record], charts: Sequence[str], pictures: Sequence[str], folder: Path) -> str:
    """The whole part; "" where the script computed nothing by itself.

    charts, pictures: of outputs that hold no checked record, as HTML; where there is no picture, those that were saved are shown
    """
    values, series, exports = ([r for r in records if r.get("kind") == kind] for kind in ("value", "series", "export"))
    saved = [] if pictures else list(_saved(folder))
    parts = [
        table([text(caption("field")), text(caption("value"))], map(_value, values), kind="fields") if values else "",
        table([text(caption(name)) for name in ("field", "points", "range_x", "range_y", "line")], map(_series, series)) if series else "",
        *charts,
        *pictures,
        *saved,
        _links([str(r.get("file", "")) for r in exports], folder),
    ]
    body = "".join(parts)
    return section(caption("unverified"), f"<p>{text(caption('unverified_note'))}</p>{body}" if body else "", kind="unverified")


def is_checked(data: Mapping[str, Any]) -> bool:
    """Whether an output holds a record of ours, so that its drawing is of a checked result."""
    held = data.get(RECORD)
    records = held.get("records") if isinstance(held, Mapping) else None
    return isinstance(records, list) and any(isinstance(r, Mapping) and r.get("kind") not in UNVERIFIED for r in records)


def picture(encoded: str, name: str) -> str:
    """A PNG in the page, on white as matplotlib draws it."""
    return f'<figure class="card"><img alt="{text(name)}" src="data:image/png;base64,{"".join(encoded.split())}"></figure>'


def _saved(folder: Path) -> Iterator[str]:
    """Pictures that the script saved and did not show."""
    place = folder / "files"
    files = sorted(f for f in place.glob("*.png") if f.is_file() and not f.is_symlink()) if place.is_dir() else []
    for file in files[:MOST_PICTURES]:
        if file.stat().st_size <= PNG_BYTES * 3 // 4:
            encoded = clean_bundle({PNG: base64.b64encode(file.read_bytes()).decode()}).get(PNG)
            if encoded:
                yield picture(encoded, file.name)


def _value(record: Record) -> list[str]:
    return [text(record.get("label", "")), f"<strong>{_number(record.get('value'))}</strong>{_unit(record.get('unit'))}"]


def _series(record: Record) -> list[str]:
    slope, intercept = record.get("slope"), record.get("intercept")
    line = "–" if slope is None else text(caption("line_fit", slope=_number(slope), intercept=_number(intercept)))
    xs = record.get("x")
    return [
        text(record.get("label", "")),
        number(len(xs), 0) if isinstance(xs, list | tuple) else "–",
        _range(record, "x"),
        _range(record, "y"),
        line,
    ]


def _range(record: Record, axis: str) -> str:
    values = record.get(axis)
    if not isinstance(values, list | tuple) or not values or not all(_number(value) != "–" for value in values):
        return "–"
    name = f"{text(record.get(f'{axis}_label'))}: " if record.get(f"{axis}_label") else ""
    return f"{name}{_number(min(values))} 〜 {_number(max(values))}{_unit(record.get(f'{axis}_unit'))}"


def _number(value: Any) -> str:
    return "–" if number(value) == "–" else readable(value)


def _unit(unit: Any) -> str:
    return f" {text(unit)}" if unit and isinstance(unit, str) else ""


def _links(names: Sequence[str], folder: Path) -> str:
    """Exports that are there, and the other files that the script wrote."""
    there = [name for name in names if name.startswith("exports/") and "/" not in name[8:] and (folder / name).is_file()]
    free = (folder / "files").iterdir() if (folder / "files").is_dir() else ()
    there += sorted(f"files/{file.name}" for file in free if file.is_file() and not file.is_symlink())
    items = "".join(f'<li><a href="{quote(name)}">{text(name)}</a></li>' for name in there[:MOST_LINKS])
    return f"<h3>{text(caption('files'))}</h3><ul>{items}</ul>" if items else ""
