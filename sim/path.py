"""A reaction path: structures of the same atoms, in the same order and cell, from an initial to a final one.

Covered: count, order, cell, fixed atoms and finite coordinates of the images; the minimum image before interpolation.
Not covered: whether the structures make chemical sense.
"""

import dataclasses
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from ase import Atoms
from ase.geometry import find_mic
from ase.io import read
from ase.mep import NEB

from sim.alike import check_alike, check_steps, exchange
from sim.errors import FileError, PathError
from sim.messages import word
from sim.plan.mode import recording, under_way
from sim.records import Caveat

MOST_IMAGES = 51
SUFFIXES = (".extxyz", ".xyz", ".traj", ".cif", ".vasp", ".poscar")


@dataclasses.dataclass(frozen=True)
class Path:
    """Images from the initial to the final state, without calculators.

    substitution: what was put in, {index: element}; source: the file; warnings: what to say beside numbers of this path
    """

    images: tuple[Atoms, ...]
    substitution: dict[int, str] = dataclasses.field(default_factory=dict)
    source: str = ""
    warnings: tuple[Caveat, ...] = ()

    @property
    def n_images(self) -> int:
        return len(self.images)

    @property
    def label(self) -> str:
        """ "Fe@189", "Pd@21+22", "Ni@21,Pd@22"; "host" where nothing is substituted."""
        sites: dict[str, list[int]] = {}
        for index, element in sorted(self.substitution.items()):
            sites.setdefault(element, []).append(index)
        return ",".join(f"{element}@{'+'.join(map(str, indices))}" for element, indices in sites.items()) or "host"

    def __len__(self) -> int:
        return len(self.images)

    def __str__(self) -> str:
        name = word("host") if not self.substitution else self.label
        return f"{self.images[0].get_chemical_formula()}  {self.n_images} images  {name}"


def read_structures(file: str | FilePath) -> list[Atoms]:
    """All structures of a file, with finite coordinates."""
    noted = recording()
    if noted is not None and str(file) in noted.made:
        return [atoms.copy() for atoms in noted.made[str(file)]]
    file = FilePath(file)
    if not file.is_file():
        folder = file.parent
        found = sorted(f.name for f in folder.iterdir() if f.suffix in SUFFIXES) if folder.is_dir() else []
        raise FileError("file_missing", file=file.name, found=", ".join(found[:8]) or word("nothing"))
    try:
        images = read(file, index=":", format="extxyz" if file.suffix in (".extxyz", ".xyz") else None, do_not_split_by_at_sign=True)
    except Exception as error:  # the outermost edge: a foreign file may break its reader in any way
        raise FileError("file_unreadable", file=file.name, why=f"{type(error).__name__}: {error}"[:200]) from error
    images = images if isinstance(images, list) else [images]
    if not images or not all(len(image) for image in images):
        raise FileError("file_unreadable", file=file.name, why="no atoms")
    if not all(np.isfinite(image.positions).all() and np.isfinite(image.cell.array).all() for image in images):
        raise FileError("file_unreadable", file=file.name, why="NaN")
    return images


def read_path(file: str | FilePath) -> Path:
    """The path in a file of three or more images."""
    return path_of(read_structures(file), source=str(file))


def path_of(images: Sequence[Atoms], *, source: str = "") -> Path:
    """A path of these images, checked against each other."""
    check_count(len(images))
    bare = tuple(_bare(image) for image in images)
    check_alike(bare)
    whole = _continuous(bare)
    check_steps(whole)
    return Path(whole, source=source, warnings=exchange(whole))


def interpolate(initial: str | FilePath | Atoms, final: str | FilePath | Atoms, n_images: int = 7) -> Path:
    """A path between two structures: shortest way across the cell, then IDPP (doi.org/10.1063/1.4878664)."""
    check_count(n_images)
    ends = [one_structure(end) for end in (initial, final)]
    bare = tuple(_bare(end) for end in ends)
    check_alike(bare)
    check_steps(_continuous(bare))
    source = ", ".join(str(end) for end in (initial, final) if not isinstance(end, Atoms))
    return Path(idpp(bare[0], bare[1], n_images), source=source)


def one_structure(given: Any) -> Atoms:
    """The structure that was given, or the last one of its file."""
    if isinstance(given, Atoms):
        if not np.isfinite(given.positions).all():
            raise PathError("path_inconsistent", why="NaN")
        return given
    return read_structures(given)[-1]


def stem_of(given: Any) -> str:
    """The name of the file that was given, without its ending; "" for Atoms."""
    return "" if isinstance(given, Atoms) else FilePath(given).stem


def idpp(initial: Atoms, final: Atoms, n_images: int) -> tuple[Atoms, ...]:
    """IDPP images between two structures; the ends are as given, but for whole cells."""
    _, end = _continuous((initial, final))
    step = (end.positions - initial.positions) / (n_images - 1)
    images = [initial.copy() for _ in range(n_images - 1)] + [end.copy()]
    for k, image in enumerate(images[1:-1], start=1):
        image.positions = initial.positions + k * step
    moved = float(np.abs(step).max()) * (n_images - 1)
    if moved > 1e-3:
        with under_way():  # a way to place atoms, no computation
            NEB(images, method="improvedtangent").interpolate("idpp")
    return tuple(_bare(image) for image in images)


def resample(images: Sequence[Atoms], n_images: int) -> tuple[Atoms, ...]:
    """The same way with another number of images, evenly spaced along it."""
    if len(images) == n_images:
        return tuple(images)
    positions = np.array([image.positions for image in images])
    steps = np.linalg.norm(np.diff(positions, axis=0).reshape(len(images) - 1, -1), axis=1)
    along = np.concatenate([[0.0], np.cumsum(np.maximum(steps, 1e-12))])
    resampled = []
    for s in np.linspace(0.0, along[-1], n_images):
        left = min(int(np.searchsorted(along, s, side="right")) - 1, len(images) - 2)
        share = (s - along[left]) / (along[left + 1] - along[left])
        image = images[left].copy()
        image.positions = (1 - share) * positions[left] + share * positions[left + 1]
        resampled.append(image)
    return tuple(resampled)


def free_atoms(atoms: Atoms) -> np.ndarray:
    """Indices of the atoms that may move, shape (n_free,)."""
    return np.array([i for i in range(len(atoms)) if i not in _fixed(atoms)], dtype=int)


def reacting_atoms(images: Sequence[Atoms], *, at_least: float = 0.5) -> np.ndarray:
    """Indices of the atoms that move most along the path: half as far as the farthest, or `at_least` [Å]; farthest first."""
    positions = np.array([image.positions for image in images])
    travelled = np.linalg.norm(np.diff(positions, axis=0), axis=2).sum(axis=0)
    far = np.nonzero(travelled >= min(at_least, 0.5 * travelled.max()))[0]
    return far[np.argsort(-travelled[far], kind="stable")]


def check_count(n_images: Any) -> None:
    """Raises where a path cannot have this many images."""
    if isinstance(n_images, bool) or not isinstance(n_images, int | np.integer) or not 3 <= n_images <= MOST_IMAGES:
        raise PathError("images_invalid", given=n_images, most=MOST_IMAGES)


def _fixed(atoms: Atoms) -> set[int]:
    return {int(i) for constraint in atoms.constraints if hasattr(constraint, "index") for i in np.atleast_1d(constraint.index)}


def _bare(atoms: Atoms) -> Atoms:
    """A copy with numbers, positions, cell, tags and fixed atoms, and nothing else."""
    bare = Atoms(numbers=atoms.numbers, positions=np.round(atoms.positions, 8), cell=atoms.cell, pbc=atoms.pbc, tags=atoms.get_tags())
    bare.set_constraint([c.copy() for c in atoms.constraints])
    return bare


def _continuous(images: Sequence[Atoms]) -> tuple[Atoms, ...]:
    """The images with every atom's step the shortest across the cell."""
    chain = [images[0]]
    for image in images[1:]:
        before = chain[-1]
        step, _ = find_mic(image.positions - before.positions, before.cell, before.pbc)
        whole = image.copy()
        whole.positions = before.positions + step
        chain.append(whole)
    return tuple(chain)
