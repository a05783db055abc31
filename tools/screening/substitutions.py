"""Substitutions over paths: rows name a path, places and elements; each combination is a candidate beside its host.

Columns (Japanese names stand beside): file, site, element, and any setting of `screen`. "21 22" are two candidates, "21+22" one.
What a row leaves out comes from the request: its places, its elements, its settings.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ase.data import chemical_symbols

from sim.potentials import POTENTIALS
from tools.screening.candidate import Candidate, made
from tools.screening.messages import word
from tools.screening.plan import _LIST, SUFFIXES, RowFault, Shelf, _parsed, converted
from tools.screening.table import Row
from tools.screening.template import DEFAULTS, Template
from tools.structures import Summary

COLUMNS = {
    "file": ("path", "structure", "ファイル", "経路", "構造"),
    "site": ("sites", "index", "indices", "atom", "位置", "番号", "原子", "サイト", "インデックス"),
    "element": ("elements", "元素"),
    "fmax": ("力",),
    "n_images": ("images", "イメージ", "イメージ数", "枚数"),
    "calculator": ("計算器", "ポテンシャル"),
    "temperatures_K": ("temperature_K", "温度"),
    "climb": (),
}
NAMES = {alias.lower(): name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
# columns that are for the reader of the table alone
REMARKS = frozenset(("name", "label", "note", "id", "名前", "備考", "メモ", "no", "no."))
_KINDS: dict[str, Any] = {"fmax": 0.02, "n_images": 7, "calculator": "", "temperatures_K": [300.0], "climb": True}


def symbols(cell: str) -> list[str]:
    """The symbols of a cell. Raises RowFault for what is none."""
    found = [part for part in _LIST.split(cell) if part]
    for part in found:
        if part not in chemical_symbols[1:]:
            raise RowFault(word("element", given=part[:40]))
    return found


@dataclass(frozen=True)
class Substitutions:
    """What the request says for all rows; `wanted` are substitutions by place and element where a row has neither.

    sites: groups of indices replaced together; elements_of: from a cell to symbols (an agent knows groups in words)
    one_file: the file of rows that name none; alone: there is no other, so labels need not name it
    """

    template: Template
    shelf: Shelf
    potential: Callable[[str | None], Mapping[str, Any]]
    wanted: Sequence[Mapping[int, str]] = ()
    sites: Sequence[Sequence[int]] = ()
    elements: Sequence[str] = ()
    elements_of: Callable[[str], list[str]] = field(default=symbols)
    one_file: str = ""
    alone: bool = False

    def __call__(self, row: Row) -> Iterator[Candidate]:
        cells = self._named(row)
        name = str(cells.pop("file", self.one_file))
        if not name:
            raise RowFault(word("cell_missing", given="file"))
        file, summary = self.shelf.find(name)
        _check_path(name, summary)
        chosen = self._substitutions(cells, summary, name)
        settings = {key: converted(key, cell, _KINDS[key]) for key, cell in cells.items()}
        calculator = settings.get("calculator", self.template.defaults.get("calculator"))
        for substitution in [{}, *chosen]:
            values = {**settings, "file": Path(name).name, "substitution": substitution}
            files = {Path(name).name: file}
            label = label_of(substitution) if self.alone else f"{Path(name).stem} {label_of(substitution)}"
            yield made(self.template, values, label=label, row=row.number, files=files, potential=self.potential(calculator))

    def _named(self, row: Row) -> dict[str, Any]:
        """The cells under our own names. Raises RowFault for a column that is none of ours."""
        cells = {}
        for column, cell in row.values.items():
            name = NAMES.get(column.lower())
            if name is None and column.lower() not in REMARKS:
                known = ", ".join(COLUMNS)
                raise RowFault(word("column_unknown", given=column, known=known))
            if name is not None:
                cells[name] = cell
        return cells

    def _substitutions(self, cells: dict[str, Any], summary: Summary, name: str) -> list[dict[int, str]]:
        """The substitutions of a row, those that change nothing left out (they are the host)."""
        given = cells.pop("site", None), cells.pop("element", None)
        if given == (None, None) and self.wanted:
            chosen = [dict(one) for one in self.wanted]
        else:
            sites = sites_of(given[0]) if given[0] is not None else self.sites
            elements = self._elements(given[1]) if given[1] is not None else self.elements
            for empty, what in ((not sites and elements, "site"), (sites and not elements, "element")):
                if empty:
                    raise RowFault(word("cell_missing", given=what))
            chosen = [dict.fromkeys(group, element) for group in sites for element in elements]
        for index in {index for one in chosen for index in one}:
            if not 0 <= index < summary.n_atoms:
                raise RowFault(word("index_range", file=name, given=index, last=summary.n_atoms - 1))
        effective = [{i: e for i, e in sorted(one.items()) if summary.symbols[i] != e} for one in chosen]
        return [one for k, one in enumerate(effective) if one and one not in effective[:k]]

    def _elements(self, cell: Any) -> list[str]:
        if isinstance(cell, list):
            cell = " ".join(map(str, cell))
        found = self.elements_of(str(cell))
        if not found:
            raise RowFault(word("element", given=str(cell)[:40]))
        return found


def _check_path(name: str, summary: Summary) -> None:
    if summary.mismatch:
        raise RowFault(f"{name}: {summary.mismatch}")
    if summary.n_images < 3:
        raise RowFault(word("not_a_path", file=name, given=summary.n_images))


def sites_of(cell: Any) -> list[list[int]]:
    """ "21 22" → [[21], [22]]; "21+22" → [[21, 22]]; a list of numbers or lists as JSON has it."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return [[cell]]
    if isinstance(cell, list):
        return [[_index(i) for i in item] if isinstance(item, list) else [_index(item)] for item in cell]
    return [[_index(part) for part in group.split("+")] for group in _LIST.split(str(cell)) if group]


def _index(part: Any) -> int:
    return _parsed(int, "site", str(part), "whole")


def label_of(substitution: Mapping[int, str]) -> str:
    """ "Pd@22", "Pd@21+22", "Ni@21,Pd@22", "host", as sim has it."""
    places: dict[str, list[int]] = {}
    for index, element in sorted(substitution.items()):
        places.setdefault(element, []).append(index)
    return ",".join(f"{element}@{'+'.join(map(str, indices))}" for element, indices in places.items()) or "host"


def unsupported(candidate: Candidate, calculator: str, summary: Summary) -> list[str]:
    """Elements that the potential has no parameters for."""
    known = POTENTIALS.get(str(candidate.values.get("calculator") or calculator))
    if known is None or known.elements is None:
        return []
    placed = dict(candidate.values.get("substitution") or {})
    symbols = {placed.get(i, symbol) for i, symbol in enumerate(summary.symbols)}
    return sorted(symbols - set(known.elements))


def paths_in(folder: Path) -> list[str]:
    """Names of the path files of a folder, sorted; what is a single structure is left out by whoever reads them."""
    return sorted(f.name for f in folder.iterdir() if f.suffix.lower() in SUFFIXES and f.is_file() and not f.name.startswith("."))


__all__ = ["DEFAULTS", "Substitutions", "label_of", "paths_in", "sites_of", "symbols", "unsupported"]
