"""What a batch computes, as its folder keeps it (batch.json): template, rows, and how cells are read. Enough to go on without the person.

batch.json        this    inputs/table.*  the table    inputs/structures/  every structure file, by what it holds
inputs/names.json the names that the table uses → files there
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from agent.batch.request import elements_of
from agent.errors import RequestRefused
from agent.messages import reason, word
from agent.run import write_json
from sim.errors import CalculatorError
from sim.identity import identity
from tools.screening.batch import Manner
from tools.screening.candidate import Candidate, structure_digest
from tools.screening.plan import Filling, Plan, Shelf
from tools.screening.substitutions import Substitutions, unsupported
from tools.screening.table import Faults, Row, read_rows
from tools.screening.template import Template
from tools.structures import read_summary
from tools.trajectories import write_whole

NAME = "batch.json"
VERSION = 1


@dataclass(frozen=True)
class Spec:
    """A batch. substituting: rows name paths, places and elements; otherwise their columns are the template's parameters.

    names: structure files where there is no table; parameter: which parameter of the template they are
    """

    template: Template
    manner: Manner
    folder: str
    instruction: str = ""
    substituting: bool = True
    table: str = ""
    names: tuple[str, ...] = ()
    parameter: str = "file"
    wanted: tuple[dict[int, str], ...] = ()
    sites: tuple[tuple[int, ...], ...] = ()
    elements: tuple[str, ...] = ()
    scheduler: str | None = None
    workers: int | None = None
    provenance: dict[str, Any] = field(default_factory=dict)
    version: int = VERSION

    def to_dict(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        wanted = [{str(i): e for i, e in one.items()} for one in self.wanted]
        return {**plain, "template": self.template.to_dict(), "manner": asdict(self.manner), "wanted": wanted}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Spec":
        return cls(
            **{
                **data,
                "template": Template.from_dict(data["template"]),
                "manner": Manner(**data["manner"]),
                "wanted": tuple({int(i): e for i, e in one.items()} for one in data["wanted"]),
                "sites": tuple(map(tuple, data["sites"])),
                "names": tuple(data["names"]),
                "elements": tuple(data["elements"]),
            }
        )

    def same_computation(self, other: "Spec") -> bool:
        """Whether rows of both mean the same: template, potential, what the sentence says."""
        return (self.template.to_dict(), self.manner.calculator, self.substituting, self.wanted, self.sites, self.elements) == (
            other.template.to_dict(), other.manner.calculator, other.substituting, other.wanted, other.sites, other.elements
        )  # fmt: skip

    @property
    def title(self) -> str:
        return self.instruction or Path(self.table).name or ", ".join(self.names[:3])


@dataclass(frozen=True)
class Laid:
    """A spec with its files at hand: candidates in order, and what they stand on."""

    spec: Spec
    shelf: Shelf
    table: Path | None

    @property
    def said_table(self) -> str:
        return self.table.name if self.table else self.spec.folder

    def candidates(self, faults: Faults | None = None) -> Iterable[Candidate]:
        """The candidates; without `faults` the rows were checked before."""
        return Plan(self._expand(), self._rows).candidates(faults or Faults(self.said_table))

    def refused(self, candidate: Candidate) -> dict[str, str] | None:
        """Why a candidate need not be tried: its potential does not know an element."""
        if not self.spec.substituting:
            return None
        calculator = str(candidate.values.get("calculator") or self.spec.template.defaults.get("calculator") or self.spec.manner.calculator)
        missing = unsupported(candidate, calculator, read_summary(next(iter(candidate.files.values()))))
        if not missing:
            return None
        error = CalculatorError("calculator_unsupported_element", calculator=calculator, given=", ".join(missing), accepted="…")
        return {"code": error.code, "message": error.message, "hint": error.hint}

    def _rows(self, faults: Faults) -> Iterable[Row]:
        if self.table is not None:
            return read_rows(self.table, faults)
        return [Row(number, {self.spec.parameter: name}) for number, name in enumerate(self.spec.names, start=1)]

    def _expand(self) -> Any:
        spec, default = self.spec, self.spec.template.defaults.get("calculator") or self.spec.manner.calculator
        if not spec.substituting:
            return Filling(spec.template, self.shelf, identity(str(default)))
        one = spec.names[0] if len(spec.names) == 1 else ""
        return Substitutions(
            spec.template, self.shelf, lambda name: identity(str(name or default)), spec.wanted, spec.sites, spec.elements,
            elements_of, one, len(spec.names) == 1,
        )  # fmt: skip


def write_spec(folder: Path, spec: Spec) -> None:
    write_json(folder / NAME, spec.to_dict())


def read_spec(folder: Path) -> Spec:
    """The batch of a folder. Raises RequestRefused where there is none."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if data.get("version") == VERSION:
            return Spec.from_dict(data)
        why = word("run_json_version", given=str(data.get("version"))[:20])
    except OSError as error:
        why = reason(error)
    except (ValueError, KeyError, TypeError, AttributeError):
        why = word("run_json_damaged")
    raise RequestRefused("run_unknown", folder=folder, why=why)


def keep_inputs(folder: Path, laid: Laid) -> None:
    """Copies the table and every structure file into the run's folder, each kept once."""
    place = folder / "inputs" / "structures"
    place.mkdir(parents=True, exist_ok=True)
    names = _names(folder)
    for name, (file, _) in laid.shelf.known.items():
        copy = place / f"{structure_digest(file)[:16]}{file.suffix.lower() or '.vasp'}"
        if not copy.exists():
            write_whole(copy, file.read_bytes())
        names[name] = copy.name
    write_json(folder / "inputs" / "names.json", names)
    if laid.table is not None and laid.table.parent != folder / "inputs":
        unfinished = folder / "inputs" / f".table{laid.table.suffix}"
        shutil.copyfile(laid.table, unfinished)
        unfinished.replace(folder / "inputs" / f"table{laid.table.suffix.lower()}")


def _names(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder / "inputs" / "names.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def laid_out(spec: Spec, folder: Path | None = None) -> Laid:
    """The spec on its original files, or on the copies in a run's folder."""
    if folder is None:
        return Laid(spec, Shelf(Path(spec.folder)), Path(spec.table) if spec.table else None)
    copies = {name: folder / "inputs" / "structures" / copy for name, copy in _names(folder).items()}
    table = folder / "inputs" / f"table{Path(spec.table).suffix.lower()}" if spec.table else None
    return Laid(spec, Shelf(Path(spec.folder), copies), table)


def first_row(laid: Laid) -> Mapping[str, Any]:
    """The first row of the table, for what a sentence leaves to it."""
    row = next(iter(laid._rows(Faults(laid.said_table))), None)
    return row.values if row else {}
