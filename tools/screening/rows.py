"""A batch from Python: rows as dicts, results as a table that draws itself. The same folder, engine and promises as `agent screen`.

found = compute_rows([{"file": "hop.extxyz", "site": 22, "element": "Pd"}], folder="runs/hop", calculator="emt")
"""

import dataclasses
import fcntl
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from sim.identity import identity
from sim.potentials import resolve_name
from sim.records import Barrier, BarrierTable, Caveat
from sim.trajectory import read_images
from sim.workers import cores
from tools.screening.bar import bar_in_a_notebook
from tools.screening.batch import Event, Manner, Work
from tools.screening.cluster import cluster_of
from tools.screening.plan import Plan, Shelf
from tools.screening.store import Store
from tools.screening.substitutions import Substitutions
from tools.screening.table import Faults, Row
from tools.screening.template import substitution_template


def compute_rows(
    rows: Iterable[Mapping[str, Any]],
    *,
    folder: str | Path,
    calculator: str = "chgnet",
    files: str | Path = ".",
    workers: int | None = None,
    scheduler: str | None = None,
    isolation: str = "strong",
    on_event: Callable[[Event], None] | None = None,
) -> BarrierTable:
    """The barriers of all rows and their hosts; what the folder has already is not computed again.

    rows: file, site, element and settings of `screen` (n_images, fmax, climb, calculator, temperatures_K), named as a table's columns
    files: where file names are looked for; on_event: where it is not given a notebook shows a bar
    scheduler: an address or a queue's configuration instead of processes of this machine

    Raises:
        TableError: names every row that cannot be computed; nothing was computed then
    """
    calculator, place = resolve_name(calculator), Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    template, shelf = substitution_template(), Shelf(Path(files).resolve())
    given = [Row(number, dict(row)) for number, row in enumerate(rows, start=1)]
    expand = Substitutions(
        template, shelf, lambda name: identity(name or calculator), alone=len({row.values.get("file") for row in given}) == 1
    )
    faults = Faults("rows")
    candidates = list(Plan(expand, lambda _: given).candidates(faults))
    faults.check()
    lock = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        work = Work.opened(place, template, Manner(calculator, isolation), _unheard)
        keys = {candidate.key for candidate in candidates}
        if not keys <= work.store.keys:
            work.listen = on_event or bar_in_a_notebook(len(keys), len(keys & work.store.keys)) or _unheard
            work.compute(candidates, cluster_of(scheduler, place / "cluster", workers=workers or cores()), lambda: False)
    finally:
        os.close(lock)
    labels = {candidate.key: candidate.label for candidate in candidates}
    return BarrierTable(tuple(_barrier(work.store, key, label) for key, label in labels.items()))


def _unheard(event: Event) -> None:
    """Nobody listens."""


def _barrier(store: Store, key: str, label: str) -> Barrier:
    """A candidate's barrier with its images; a failed one where it was set aside."""
    record = store.get(key) or {"records": [], "error": None}
    found = next((found for found in record["records"] if found.get("kind") == "barrier"), None)
    if found is None:
        error = record["error"] or {"code": "script_failed", "message": ""}
        return Barrier(label=label, status="failed", reason=Caveat(error["code"], error["message"]))
    barrier = dataclasses.replace(Barrier.from_dict(found), label=label)
    file = store.paths(key).get(Path(barrier.path).name)
    return dataclasses.replace(barrier, images=read_images(file, barrier.energies_eV)) if file else barrier
