"""Structures on disk: written whole or not at all, and read back to the same numbers."""

import os
import re
from collections.abc import Sequence
from pathlib import Path as FilePath

import numpy as np
from ase import Atoms
from ase.io import read, write

from sim.errors import PathError
from sim.records import Barrier

DIGITS = 8  # what extended XYZ keeps of a coordinate


def file_name(label: str) -> str:
    """The label as a name that every file system takes: "Pd@21+22" stays, a slash does not."""
    return re.sub(r"[^\w@+,.=-]", "_", label)


def write_images(folder: FilePath, label: str, images: Sequence[Atoms], energies: Sequence[float] = ()) -> str:
    """Writes paths/<label>.extxyz below the folder, energies [eV] in each image's info; gives back the relative name."""
    name = f"paths/{file_name(label)}.extxyz"
    bare = []
    for k, image in enumerate(images):
        atoms = image.copy()
        atoms.calc = None
        atoms.info = {"energy": float(energies[k])} if len(energies) else {}
        bare.append(atoms)
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    write(unfinished, bare, format="extxyz")
    put_in_place(unfinished, place)
    return name


def write_text(place: FilePath, text: str) -> None:
    """Writes a text file whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    put_in_place(unfinished, place)


def put_in_place(unfinished: FilePath, place: FilePath) -> None:
    """Makes a written file durable, then visible under its name."""
    with unfinished.open("rb+") as stream:
        os.fsync(stream.fileno())
    unfinished.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_images(file: FilePath, energies: Sequence[float] = ()) -> tuple[Atoms, ...]:
    """The images of a file that `write_images` wrote; a ValueError where they are not those of these energies [eV]."""
    images = read(file, index=":", format="extxyz", do_not_split_by_at_sign=True)
    if len(energies) and not np.allclose([_energy(image) for image in images], energies, rtol=0, atol=1e-6):
        raise ValueError(f"{file.name} holds other images")
    for image in images:
        image.calc = None
        image.info = {}
    return tuple(images)


def images_of(barrier: Barrier, folder: FilePath) -> tuple[Atoms, ...]:
    """The images of a barrier, from memory or from its file."""
    if barrier.images:
        return barrier.images
    try:
        return read_images(folder / barrier.path)
    except OSError as error:
        raise PathError("images_gone") from error


def _energy(image: Atoms) -> float:
    """The energy that the file names [eV]; ASE hands it over as a calculator's."""
    return float(image.get_potential_energy()) if image.calc is not None else float("nan")


def as_written(images: Sequence[Atoms]) -> tuple[Atoms, ...]:
    """The images as they come back from their file: a run that reads them goes on as one that has them in memory."""
    rounded = []
    for image in images:
        atoms = image.copy()
        atoms.positions = np.round(atoms.positions, DIGITS)
        rounded.append(atoms)
    return tuple(rounded)
