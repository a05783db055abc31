"""A script with parameters: of an earlier run, of any notebook with a cell tagged `parameters`, or our own for substitutions.

papermill's convention: the parameters cell holds defaults; given values are written behind it, so that they win.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from tools.errors import TableError
from tools.parameters import TAG, assigned, assignments, hoisted
from tools.screening.messages import word

NOTEBOOKS = (".ipynb",)
# One substitution beside its host, and the rates of both where temperatures are named
SUBSTITUTION = """\
from sim import rates, read_path, screen

table = screen(read_path(file), substitutions=[substitution], n_images=n_images, fmax=fmax, climb=climb, calculator=calculator)
rates(table, temperatures_K) if temperatures_K else table
"""
DEFAULTS: dict[str, Any] = {
    "file": "", "substitution": {}, "n_images": None, "fmax": 0.02, "climb": True, "calculator": None, "temperatures_K": [],
}  # fmt: skip


@dataclass(frozen=True)
class Template:
    """before · parameters · after: source of Python; `defaults` are the values of the parameters."""

    after: str
    defaults: Mapping[str, Any] = field(default_factory=dict)
    before: str = ""

    def script(self, values: Mapping[str, Any]) -> str:
        """The script with these values."""
        return f"{self.before}{assignments({**self.defaults, **values})}\n{self.after}"

    @property
    def digest(self) -> str:
        """The SHA-256 of what is no parameter."""
        return hashlib.sha256(f"{self.before}\0{self.after}".encode()).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        return {"before": self.before, "after": self.after, "defaults": assignments(self.defaults)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Template":
        return cls(data["after"], assigned(data["defaults"]), data["before"])


def substitution_template(**defaults: Any) -> Template:
    """Our own template: parameters are those of DEFAULTS."""
    return Template(SUBSTITUTION, {**DEFAULTS, **defaults})


def read_template(place: Path) -> Template:
    """The template of a run's folder, a notebook or a script. Raises TableError where it has no parameters."""
    file = next((place / name for name in ("run.ipynb", "script.py") if (place / name).is_file()), place) if place.is_dir() else place
    try:
        if file.suffix in NOTEBOOKS:
            return _of_notebook(file)
        values, rest = hoisted(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise TableError(reason="template", file=file.name, why=str(error)[:200]) from error
    if not values:
        raise TableError(reason="template", file=file.name, why=word("no_parameters"))
    return Template(rest, values)


def _of_notebook(file: Path) -> Template:
    notebook = nbformat.read(file, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    place = next((k for k, cell in enumerate(cells) if TAG in cell.metadata.get("tags", [])), None)
    if place is not None:
        before = "".join(f"{cell.source}\n\n" for cell in cells[:place])
        return Template("\n\n".join(cell.source for cell in cells[place + 1 :]) + "\n", assigned(cells[place].source), before)
    values, rest = hoisted("\n\n".join(cell.source for cell in cells))
    if not values:
        raise ValueError(word("no_parameters"))
    return Template(rest, values)
