"""The candidates for other programs: candidates.csv for spreadsheets, candidates.jsonl for scripts (the ASE database is in index.py).

A cell of the CSV that a spreadsheet would take for a formula gets an apostrophe in front.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.trajectories import write_whole

CSV, LINES = "candidates.csv", "candidates.jsonl"
FIELDS = (
    "kind", "label", "status", "barrier_eV", "reverse_barrier_eV", "reaction_energy_eV", "n_images", "fmax", "fmax_reached", "force_calls",
    "wall_s", "calculator", "path",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_exports(folder: Path, records: Sequence[Mapping[str, Any]]) -> None:
    """Both files, each whole or not at all."""
    write_whole(folder / LINES, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode())
    parameters = list(dict.fromkeys(name for record in records for name in record["values"]))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["candidate", "row", "key", *parameters, *FIELDS, "settled", "error", "message"])
    for record in records:
        for found in record["records"] or [{}]:
            writer.writerow([_cell(value) for value in _row(record, found, parameters)])
    write_whole(folder / CSV, b"\xef\xbb\xbf" + text.getvalue().encode())  # a mark, without which Excel takes UTF-8 for another encoding


def _row(record: Mapping[str, Any], found: Mapping[str, Any], parameters: Sequence[str]) -> list[Any]:
    checks = (found.get("verdict") or {}).get("checks") or ()
    settled = found.get("status") == "converged" and all(check.get("passed") for check in checks) if found else ""
    error = record.get("error") or found.get("reason") or {}
    place = f"candidates/{record['key'][:2]}/{record['key']}/{found['path']}" if found.get("path") else ""
    fields = [found.get(name) for name in FIELDS[:-1]]
    given = [record["values"].get(name) for name in parameters]
    return [
        record["label"],
        record["row"],
        record["key"],
        *given,
        *fields,
        place,
        settled,
        error.get("code"),
        error.get("message") or error.get("text"),
    ]


def _cell(value: Any) -> Any:
    if isinstance(value, Mapping):
        value = " ".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, list | tuple):
        value = " ".join(map(str, value))
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
