"""Hops between two structures at rest, each under a name of its own, and their barriers."""

import dataclasses
from typing import Any

from ase import Atoms

from sim.errors import CandidateError
from sim.neb import barrier
from sim.path import Path, interpolate
from sim.records import Barrier, Caveat

# Ends nearer than this are one place for the atom that should hop [Å]
SAME_A = 0.3


@dataclasses.dataclass(frozen=True)
class Hop(Path):
    """A path that no file holds; `name` tells it from others in the same run."""

    name: str = ""

    @property
    def label(self) -> str:
        return self.name


def hop_barrier(name: str, ends: tuple[Atoms, Atoms], mover: int, *, notes: tuple[Caveat, ...], **options: Any) -> Barrier:
    """The barrier between two structures at rest; raises where they are the same place for atom `mover`."""
    if _distance(*ends, mover) < SAME_A:
        raise CandidateError("ends_identical")
    path = interpolate(*ends, options["n_images"])
    found = barrier(Hop(path.images, name=name), **options)
    assert isinstance(found, Barrier)
    return found.with_warnings(*notes)


def _distance(first: Atoms, second: Atoms, index: int) -> float:
    """How far an atom is in one structure from where it is in the other [Å]."""
    pair = Atoms("X2", positions=[first.positions[index], second.positions[index]], cell=first.cell, pbc=first.pbc)
    return float(pair.get_distance(0, 1, mic=True))
