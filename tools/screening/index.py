"""The candidates as an ASE database: `ase db candidates.db` lists them, pymatgen's users read it through ASE.

One row a record with a structure: the image at the saddle (else the first one), key-value pairs for what one sorts by, the whole record in
`data`. The database is made from the folders and can be made again at any time; nothing reads it to know what is finished.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ase import Atoms
from ase.db import connect

from sim.trajectory import read_images
from tools.screening.store import Store

NAME = "candidates.db"
NUMBERS = ("barrier_eV", "reverse_barrier_eV", "reaction_energy_eV", "fmax_reached", "force_calls", "n_images")
log = logging.getLogger(__name__)


class Index:
    """The database beside a store. An index that cannot be written stops nothing: it is made again in the end."""

    def __init__(self, run: Path, store: Store) -> None:
        self.file, self.store = run / NAME, store
        self.whole = True

    def add(self, record: Mapping[str, Any]) -> None:
        """One candidate that has just become durable."""
        if not self.whole:
            return
        try:
            with _writing(self.file) as database:
                self._write(database, record)
        except (sqlite3.Error, OSError, TypeError) as error:  # TypeError: how ASE ends at a database that a full disk left half-made
            log.warning("the index is left behind: %s", error)
            self.whole = False

    def rebuild(self, records: Iterable[Mapping[str, Any]]) -> int:
        """The database anew from the folders; gives the number of its rows."""
        unfinished = self.file.with_name(f".{NAME}")
        for leftover in (unfinished, *self.file.parent.glob(f".{NAME}*")):
            leftover.unlink(missing_ok=True)
        with _writing(unfinished) as database:
            for record in records:
                self._write(database, record)
            count = database.count() if unfinished.exists() else 0
        if unfinished.exists():
            unfinished.replace(self.file)
        for leftover in self.file.parent.glob(f"{NAME}-*"):
            leftover.unlink(missing_ok=True)
        self.whole = True
        return count

    def _write(self, database: Any, record: Mapping[str, Any]) -> None:
        files = self.store.paths(record["key"])
        for found in record["records"] or [{}]:
            images = _images(found, files)
            atoms = images[found.get("saddle_image") or 0] if images else Atoms()
            database.write(atoms, key_value_pairs=_pairs(record, found), data={"record": dict(found), "error": record.get("error")})


@contextlib.contextmanager
def _writing(file: Path) -> Iterator[Any]:
    """A database for several writes in one transaction; closed whatever happens."""
    database: Any = connect(str(file), type="db")
    with database:
        yield database


def _images(found: Mapping[str, Any], files: Mapping[str, Path]) -> tuple[Atoms, ...]:
    name = next((str(found[field]) for field in ("path", "structure", "trajectory") if found.get(field)), "")
    file = files.get(name.removeprefix("paths/"))
    if file is None:
        return ()
    try:
        return read_images(file)
    except (OSError, ValueError, IndexError, KeyError):
        return ()


def _pairs(record: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Key-value pairs as ASE allows them: no text that looks like a number, no empty one."""
    pairs = {"candidate": f"k{record['key']}", "row": int(record["row"]), "status": str(found.get("status") or record["status"])}
    texts = {
        "kind": found.get("kind"),
        "label": found.get("label") or record["label"],
        "potential": found.get("calculator"),
        "error": (record.get("error") or {}).get("code"),
    }
    pairs |= {name: str(text) for name, text in texts.items() if text and not _numeric(str(text))}
    numbers = {name: found.get(name) for name in NUMBERS}
    return pairs | {name: float(value) for name, value in numbers.items() if isinstance(value, int | float)}


def _numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text in ("True", "False")
    return True
