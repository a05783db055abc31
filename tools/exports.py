"""Files that a script hands over: structures in the formats of the field, results as a table for a spreadsheet.

Formats, all of them text or read without executing anything: extxyz, xyz, cif and traj hold one structure or many, vasp (POSCAR) one;
csv holds records, one a row, in UTF-8 as Excel wants it.
Covered: a file is there whole or not at all, its name is made plain, energies and forces that a structure's calculator knows go with it.
Not covered: whether another program reads all that ASE writes.
"""

import csv
import io
import itertools
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from ase import Atoms
from ase.calculators.calculator import BaseCalculator
from ase.calculators.singlepoint import SinglePointCalculator
from ase.io import write

from sim.errors import SettingError
from sim.messages import word
from sim.plan import recording
from sim.records import UNVERIFIED, Barrier, Export, Record, Table
from sim.settings import settings
from sim.trajectory import file_name, put_in_place, write_text
from tools.scenes import images_in

PLACE = "exports"
STRUCTURES = ("extxyz", "xyz", "cif", "vasp", "traj")
FORMATS = (*STRUCTURES, "csv")
ALSO = {"poscar": "vasp", "contcar": "vasp"}
MOST_LETTERS, NAME_BYTES = 200, 150
KEPT = ("energy", "free_energy", "forces", "stress")
# What of a record is no column: files, and what has columns of its own
_LEFT = frozenset(("kind", "label", "path", "structure", "trajectory", "file", "warnings", "verdict", "verified", "reason", "rates"))
_UNITS = {"fmax": "fmax_eV_per_A", "fmax_reached": "fmax_reached_eV_per_A"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def exported(shown: Any, format: str = "extxyz", name: str | None = None, *, taken: Collection[str] = ()) -> Export:
    """The file with what is shown, written below the run's folder; while only noting, only its name is noted.

    taken: files that it must not replace

    Raises:
        SettingError: no such format for what is given, a name that is none, nothing to write
    """
    kind, stem = _format(format, name)
    records = _records(shown) if kind == "csv" else []
    images = [] if kind == "csv" else _structures(shown)
    if not records and not images and recording() is None:
        raise SettingError("export_nothing", given=_called(shown))
    if kind == "vasp" and len(images) > 1:
        many = word("images", count=len(images))
        raise SettingError("export_format", what=many, given=kind, accepted="extxyz, xyz, cif, traj")
    formula = images[-1].get_chemical_formula() if images else ""
    stem = _plain_name(stem or getattr(shown, "label", "") or formula or "table")
    names = (f"{stem}{f'-{number}' if number > 1 else ''}.{kind}" for number in itertools.count(1))
    file = next(place for place in (f"{PLACE}/{one}" for one in names) if place not in taken)
    if noted := recording():
        noted.made |= {file: tuple(image.copy() for image in images)} if images else {}
        _touch(FilePath(file))
    elif kind == "csv":
        write_text(settings().folder / file, _table(records))
    else:
        _write(settings().folder / file, images, kind)
    return Export(label=FilePath(file).name, file=file, format=kind, formula=formula)


def _format(given: str, name: str | None) -> tuple[str, str]:
    """(format, name without suffix); a suffix in the name speaks where no format was asked for."""
    kind = ALSO.get(str(given).lower(), str(given).lower())
    if kind not in FORMATS:
        raise SettingError("export_format", what=word("structure"), given=given, accepted=", ".join(FORMATS))
    if name is None:
        return kind, ""
    if not isinstance(name, str) or not 0 < len(name.strip()) <= MOST_LETTERS or "/" in name or "\\" in name:
        raise SettingError("name_invalid", given=str(name)[:MOST_LETTERS])
    stem, _, suffix = name.strip().rpartition(".")
    suffix = ALSO.get(suffix.lower(), suffix.lower())
    if stem and suffix in FORMATS and (kind in (suffix, "extxyz")):
        return suffix, stem
    return kind, name.strip()


def _plain_name(label: str) -> str:
    """The label as a file's name: no leading dot, not too long for any disk."""
    plain = file_name(label).lstrip(".") or "_"
    return plain.encode()[:NAME_BYTES].decode(errors="ignore")


def _called(shown: Any) -> str:
    return getattr(shown, "label", "") or type(shown).__name__


def _structures(shown: Any) -> list[Atoms]:
    """What there is to write of structures."""
    if isinstance(shown, Table):
        raise SettingError("export_format", what=type(shown).__name__, given=", ".join(STRUCTURES), accepted="csv")
    if isinstance(shown, list | tuple) and all(isinstance(one, Atoms) for one in shown):
        return list(shown)
    return images_in(shown)


def _records(shown: Any) -> list[Record]:
    """What there is to write of records, in a table or alone."""
    found = [shown] if isinstance(shown, Record) else list(shown) if isinstance(shown, Iterable) and not isinstance(shown, str) else []
    return found if all(isinstance(one, Record) for one in found) else []


def _write(place: FilePath, images: Sequence[Atoms], kind: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        kept = [_with_results(image) for image in images]
        write(unfinished, kept if len(kept) > 1 else kept[0], format=kind)
        put_in_place(unfinished, place)
    except Exception as error:  # the outermost edge: a foreign writer may break on a structure in any way
        unfinished.unlink(missing_ok=True)
        raise SettingError("export_failed", file=place.name, why=f"{type(error).__name__}: {error}"[:200]) from error


def _with_results(atoms: Atoms) -> Atoms:
    """A copy with what its calculator has computed of it already; nothing is computed."""
    copy, calc = atoms.copy(), atoms.calc
    if isinstance(calc, BaseCalculator) and not calc.check_state(atoms):
        known = {name: calc.results[name] for name in KEPT if calc.results.get(name) is not None}
        copy.calc = SinglePointCalculator(copy, **known) if known else None
    return copy


def _touch(file: FilePath) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def _table(records: Sequence[Record]) -> str:
    """Records as CSV: label, kind, the numbers with their units in the head, whether they were verified, what to say beside them."""
    rows = [record.to_dict() for record in records]
    columns = list(dict.fromkeys(name for row in rows for name, value in row.items() if name not in _LEFT and _is_cell(value)))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["label", "kind", *(_UNITS.get(name, name) for name in columns), "verified", "caveats"])
    for record, row in zip(records, rows, strict=True):
        said = "; ".join(caveat.text for caveat in record.warnings)
        cells = [record.label, record.kind, *(row.get(name) for name in columns), _verified(record), said]
        writer.writerow([_cell(value) for value in cells])
    return "\ufeff" + text.getvalue()  # a mark, without which Excel takes UTF-8 for another encoding


def _is_cell(value: Any) -> bool:
    return isinstance(value, str | int | float | Mapping)


def _verified(record: Record) -> bool | None:
    """None for what has no verdict."""
    if record.kind in UNVERIFIED:
        return False
    return record.verdict is not None and record.verdict.passed if isinstance(record, Barrier) else None


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, Mapping):
        value = " ".join(f"{key}={item}" for key, item in value.items())
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
