"""A path that takes seconds: a copper atom on Cu(100) hops from one hollow into the next (28 atoms, EMT)."""

from pathlib import Path
from typing import Any

from ase.build import add_adsorbate, fcc100
from ase.constraints import FixAtoms
from ase.io import write

from sim import interpolate


def write_adatom_path(file: Path) -> None:
    write(file, interpolate(_adatom((0, 0)), _adatom((1, 0)), n_images=5).images)


def _adatom(offset: tuple[int, int]) -> Any:
    slab = fcc100("Cu", size=(3, 3, 3), vacuum=8.0)
    add_adsorbate(slab, "Cu", 1.7, "hollow", offset=offset)
    slab.set_constraint(FixAtoms(mask=[atom.tag == 3 for atom in slab]))
    return slab
