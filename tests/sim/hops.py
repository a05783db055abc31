"""Paths of metals whose barriers are known: adatoms, vacancies, an island."""

import numpy as np
from ase import Atoms
from ase.build import add_adsorbate, bulk, fcc100, fcc111
from ase.constraints import FixAtoms

from sim.path import idpp, path_of


def hop_on_cu100(n_images=7):
    """A Cu adatom from hollow to hollow on Cu(100), 28 atoms, the bottom layer fixed."""
    ends = []
    for offset in ((0, 0), (1, 0)):
        atoms = fcc100("Cu", (3, 3, 3), vacuum=8.0)
        add_adsorbate(atoms, "Cu", 1.7, "hollow", offset=offset)
        atoms.set_constraint(FixAtoms(indices=[a.index for a in atoms if a.tag == 3]))
        ends.append(atoms)
    return between(*ends, n_images=n_images)


def hop_on_al100(n_images=7):
    """An Au adatom from hollow to hollow on Al(100): the example of ASE's own NEB tutorial, 13 atoms."""
    ends = []
    for step in (0, 1):
        atoms = fcc100("Al", size=(2, 2, 3))
        add_adsorbate(atoms, "Au", 1.7, "hollow")
        atoms.center(axis=2, vacuum=4.0)
        atoms.set_constraint(FixAtoms(mask=[a.tag > 1 for a in atoms]))
        atoms[-1].x += step * atoms.cell[0, 0] / 2
        ends.append(atoms)
    return between(*ends, n_images=n_images)


def hop_on_cu111(n_images=7):
    """A Cu adatom from an fcc to an hcp hollow on Cu(111), 28 atoms."""
    ends = []
    for site in ("fcc", "hcp"):
        atoms = fcc111("Cu", size=(3, 3, 3), vacuum=6)
        add_adsorbate(atoms, "Cu", 1.8, site)
        atoms.set_constraint(FixAtoms(mask=[a.tag > 2 for a in atoms]))
        ends.append(atoms)
    return between(*ends, n_images=n_images)


def vacancy_hop(element, n_images=7):
    """A nearest neighbour's jump into a vacancy, 107 atoms."""
    crystal = bulk(element, cubic=True) * (3, 3, 3)
    first = crystal.copy()
    del first[0]
    last = first.copy()
    jumper = int(crystal.get_distances(0, range(1, len(crystal)), mic=True).argmin())
    last.positions[jumper] = crystal.positions[0]
    return between(first, last, n_images=n_images)


def heptamer_slide(nearest, n_images=7):
    """Seven Pt atoms slide together from fcc to hcp hollows of Pt(111): 343 atoms, three of six layers fixed."""
    slab = fcc111("Pt", (7, 8, 6), a=nearest * 2**0.5, vacuum=8.0, orthogonal=True)
    layer = {tag: slab.positions[slab.get_tags() == tag] for tag in (1, 2, 3)}
    middle = layer[1].mean(axis=0)
    fcc = min(layer[3], key=lambda site: np.linalg.norm((site - middle)[:2]))
    hcp = min(layer[2], key=lambda site: np.linalg.norm((site - fcc)[:2]))
    ring = np.arange(6) * np.pi / 3
    around = np.vstack([[0.0, 0.0], nearest * np.column_stack([np.cos(ring), np.sin(ring)])])
    height = layer[1][0, 2] + nearest * (2 / 3) ** 0.5
    ends = []
    for site in (fcc, hcp):
        island = Atoms("Pt7", np.column_stack([site[:2] + around, np.full(7, height)]))
        ends.append(slab + island)
        ends[-1].set_constraint(FixAtoms(mask=ends[-1].get_tags() > 3))
    return between(*ends, n_images=n_images)


def between(first, last, *, n_images):
    """The IDPP path between two structures."""
    ends = path_of([first, first, last]).images
    return path_of(idpp(ends[0], ends[-1], n_images))
