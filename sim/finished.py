"""Finished candidates: what they are known by, and how they come back instead of being computed again.

A candidate is KEY.json, its record, in the folder that `configure(finished=…)` names, and the path file that the record names;
KEY.forces there is the journal of one that was not finished.
Covered: the same structures, substitution and settings give the same key; a file that is not whole counts as none.
Not covered: another version of a potential.
"""

import dataclasses
import hashlib
import json
import logging
import os
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from sim.candidate import Task
from sim.landscape import movable
from sim.progress import report
from sim.records import Barrier
from sim.settings import settings
from sim.trajectory import DIGITS, file_name, read_images, write_images, write_text

log = logging.getLogger(__name__)

# The path files of this process and the candidates in them: two paths may have one label
_written: dict[FilePath, str] = {}


def key_of(task: Task) -> str:
    """The SHA-256 of all that a candidate's numbers depend on."""
    choices = [
        sorted(task.substitution.items()),
        task.label,
        task.calculator,
        task.fmax,
        task.climb,
        task.crosscheck,
        len(task.images),
        len(task.warm),
    ]
    digest = hashlib.sha256(json.dumps(choices).encode())
    for image in (*task.images, *task.warm):
        for part in (image.numbers, np.round(image.positions, DIGITS), np.round(image.cell.array, DIGITS), image.pbc, movable(image)):
            digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()


def look_up(task: Task) -> Barrier | None:
    """The barrier of a candidate that was finished before."""
    folder = settings().finished
    if folder is None:
        return None
    try:
        found = Barrier.from_dict(json.loads((folder / f"{key_of(task)}.json").read_text(encoding="utf-8")))
        images = read_images(_path_file(found.path), found.energies_eV) if found.path else ()
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
    log.info("%s: finished before", task.label)
    report(_event(task, found))
    return dataclasses.replace(found, images=images)


def recalled(task: Task) -> Task:
    """The task with its name, and with what an earlier attempt at it has written in its journal."""
    key, folder, told = key_of(task), settings().finished, b""
    if folder is not None and (file := folder / f"{key}.forces").is_file():
        told = file.read_bytes()
        log.info("%s: goes on", task.label)
    return dataclasses.replace(task, key=key, told=told)


def keep(task: Task, barrier: Barrier) -> Barrier:
    """Writes the images of a barrier, then its record, then tells that it is finished."""
    if barrier.images:
        name = write_images(settings().folder, _name(task), barrier.images, barrier.energies_eV)
        barrier = dataclasses.replace(barrier, path=name)
    folder = settings().finished
    if folder is not None and _writable(folder):
        write_text(folder / f"{key_of(task)}.json", json.dumps(barrier.to_dict(), ensure_ascii=False))
    report(_event(task, barrier))
    return barrier


def _writable(folder: FilePath) -> bool:
    """Whether records can be kept there; `write_text` makes a folder that is not there yet. In a sandbox the host keeps them."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def _name(task: Task) -> str:
    """The candidate's label, with a part of its key where another candidate of this process has that label."""
    key, file = key_of(task), (settings().folder / file_name(task.label)).absolute()
    return task.label if _written.setdefault(file, key) == key else f"{task.label}-{key[:8]}"


def _path_file(name: str) -> FilePath:
    """The path file of a record: in this session's folder, or beside the finished records."""
    places = [folder / name for folder in (settings().folder, settings().finished) if folder is not None]
    return next((place for place in places if place.is_file()), places[0])


def _event(task: Task, barrier: Barrier) -> dict[str, Any]:
    return {"event": "finished", "label": barrier.label, "key": key_of(task), "record": barrier.to_dict()}
