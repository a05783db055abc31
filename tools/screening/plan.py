"""From rows to candidates: each row of a table fills the parameters of a template.

Covered: every cell against the type of the parameter's default, every file against its reader, identical rows; the row is named.
Rows stream: nothing is kept of a row but a digest, so that a million of them fit.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.errors import ToolsError
from tools.screening.candidate import Candidate, made
from tools.screening.messages import word
from tools.screening.table import Faults, Row
from tools.screening.template import Template
from tools.structures import Summary, read_summary

SUFFIXES = (".extxyz", ".xyz", ".traj", ".cif", ".vasp", ".poscar")
_LIST = re.compile(r"[\s,;、，・/]+")
_TRUTH = {"true": True, "yes": True, "1": True, "はい": True, "false": False, "no": False, "0": False, "いいえ": False}


class RowFault(ValueError):
    """What is wrong with one row, in the user's language."""


@dataclass(frozen=True)
class Plan:
    """A template with the rows that fill it; expand: from one row to its candidates."""

    expand: Callable[[Row], Iterable[Candidate]]
    rows: Callable[[Faults], Iterable[Row]]

    def candidates(self, faults: Faults) -> Iterator[Candidate]:
        """The candidates in order, those of faulty rows left out; the same candidate may come again under another row."""
        seen: dict[bytes, int] = {}
        for row in self.rows(faults):
            mark = hashlib.blake2b(json.dumps(row.values, sort_keys=True, default=str).encode(), digest_size=16).digest()
            if mark in seen:
                faults.add(row.number, word("duplicate", other=seen[mark]))
                continue
            seen[mark] = row.number
            try:
                yield from self.expand(row)
            except RowFault as fault:
                faults.add(row.number, str(fault))
            except ToolsError as error:
                faults.add(row.number, error.message)


@dataclass
class Shelf:
    """Structure files by the names that a table uses, looked at once each; copies: where a run's folder keeps some of them."""

    folder: Path
    copies: Mapping[str, Path] = field(default_factory=dict)
    known: dict[str, tuple[Path, Summary]] = field(default_factory=dict)

    def find(self, name: str) -> tuple[Path, Summary]:
        """The file of this name with what is known about it. Raises ToolsError where it cannot be used."""
        if name not in self.known:
            file = self.copies.get(name) or self.folder / name
            self.known[name] = file, read_summary(file)
        return self.known[name]


@dataclass(frozen=True)
class Filling:
    """Fills a template of any kind: columns are its parameters."""

    template: Template
    shelf: Shelf
    potential: Mapping[str, Any]

    def __call__(self, row: Row) -> Iterator[Candidate]:
        defaults = self.template.defaults
        unknown = [name for name in row.values if name not in defaults]
        if unknown:
            raise RowFault(word("column_unknown", given=unknown[0], known=", ".join(defaults)))
        values = {name: converted(name, cell, defaults[name]) for name, cell in row.values.items()}
        label = ", ".join(f"{name}={_short(value)}" for name, value in values.items()) or str(row.number)
        files: dict[str, Path] = {}
        for name, value in {**defaults, **values}.items():
            if isinstance(value, str) and value.lower().endswith(SUFFIXES):
                file, _ = self.shelf.find(value)
                values[name] = Path(value).name
                if files.setdefault(values[name], file) != file:
                    raise RowFault(word("name_twice", given=values[name]))
        yield made(self.template, values, label=label, row=row.number, files=files, potential=self.potential)


def _short(value: Any) -> str:
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def converted(name: str, cell: Any, default: Any) -> Any:
    """A cell as a value of its parameter's kind. Raises RowFault."""
    if not isinstance(cell, str):
        return _checked(name, cell, default)
    if isinstance(default, bool):
        if cell.lower() not in _TRUTH:
            raise RowFault(word("cell_type", name=name, given=cell[:40], wanted=word("truth")))
        return _TRUTH[cell.lower()]
    if isinstance(default, int):
        return _parsed(int, name, cell, "whole")
    if isinstance(default, float):
        return _parsed(float, name, cell, "number")
    if isinstance(default, Mapping):
        return mapping(name, cell)
    if isinstance(default, list | tuple):
        return [_like(name, part, default) for part in _LIST.split(cell.strip("[] ")) if part]
    return cell


def mapping(name: str, cell: str) -> dict[int, str]:
    """ "22=Pd 24=Pt" as {22: "Pd", 24: "Pt"}."""
    pairs = [re.fullmatch(r"(\d+)\s*[=:@]\s*([A-Z][a-z]?)", part) for part in _LIST.split(cell.strip("{} ")) if part]
    if not pairs or not all(pairs):
        raise RowFault(word("cell_type", name=name, given=cell[:40], wanted=word("mapping")))
    return {int(pair[1]): pair[2] for pair in pairs if pair}


def _parsed(kind: Callable[[str], Any], name: str, cell: str, wanted: str) -> Any:
    try:
        value = kind(cell.strip())
    except ValueError:
        raise RowFault(word("cell_type", name=name, given=cell[:40], wanted=word(wanted))) from None
    if value != value or value in (float("inf"), float("-inf")):
        raise RowFault(word("cell_type", name=name, given=cell[:40], wanted=word(wanted)))
    return value


def _like(name: str, part: str, default: Any) -> Any:
    """One item of a list, of the kind of the default's items; numbers where the default is empty."""
    if default and isinstance(default[0], str):
        return part.strip("'\"")
    if default and isinstance(default[0], int):
        return _parsed(int, name, part, "whole")
    return _parsed(float, name, part, "number")


def _checked(name: str, value: Any, default: Any) -> Any:
    """A JSON value of the default's kind; a mapping's keys become indices."""
    if isinstance(default, Mapping) and isinstance(value, Mapping):
        try:
            return {int(key): str(item) for key, item in value.items()}
        except ValueError:
            raise RowFault(word("cell_type", name=name, given=str(value)[:40], wanted=word("mapping"))) from None
    alike = isinstance(value, type(default)) or (isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool))
    if isinstance(value, bool) != isinstance(default, bool) or not (alike or default is None):
        raise RowFault(word("cell_type", name=name, given=str(value)[:40], wanted=type(default).__name__))
    return value
