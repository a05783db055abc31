"""Slabs cut from an element's crystal, and what can sit on them.

Covered: fcc (111) (100) (110), bcc (110) (100), hcp (0001); atoms and small molecules, one a slab.
Not covered: reconstructions, steps, alloys, oxides.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
from ase import Atoms
from ase.build import bcc100, bcc110, fcc100, fcc110, fcc111, hcp0001, molecule
from ase.constraints import FixAtoms
from ase.data import atomic_numbers, covalent_radii
from ase.geometry import find_mic

from sim.bulk import Crystal, check_lattice
from sim.errors import ElementError, SettingError
from sim.substitution import check_element

# Above and below a slab [Å]: twice this between slabs, beyond every cutoff in use
VACUUM_A = 8.0


@dataclasses.dataclass(frozen=True)
class Facet:
    """One low-index surface: its builder, sites (ours: ASE's), cells and layers of a slab, and the way of an adatom's hop.

    thin: layers of the thinnest of four 1×1 slabs for a surface energy
    hop: from this site, to this one, over this place; step: from the first to the second, in vectors of the surface cell
    """

    build: Callable[..., Atoms]
    sites: tuple[str, ...]
    size: tuple[int, int, int]
    thin: int
    hop: tuple[str, str, str]
    step: tuple[float, float]


CLOSE_PACKED = ("ontop", "bridge", "fcc", "hcp")
FACETS = {
    ("fcc", "111"): Facet(fcc111, CLOSE_PACKED, (3, 3, 4), 6, ("fcc", "hcp", "bridge"), (1 / 3, 1 / 3)),
    ("fcc", "100"): Facet(fcc100, ("ontop", "bridge", "hollow"), (3, 3, 4), 6, ("hollow", "hollow", "bridge"), (1, 0)),
    ("fcc", "110"): Facet(
        fcc110, ("ontop", "longbridge", "shortbridge", "hollow"), (2, 3, 6), 10, ("hollow", "hollow", "longbridge"), (0, 1)
    ),
    ("bcc", "110"): Facet(
        bcc110, ("ontop", "longbridge", "shortbridge", "hollow"), (3, 3, 4), 6, ("hollow", "hollow", "shortbridge"), (1 / 4, 1 / 2)
    ),
    ("bcc", "100"): Facet(bcc100, ("ontop", "bridge", "hollow"), (3, 3, 5), 9, ("hollow", "hollow", "bridge"), (1, 0)),
    ("hcp", "0001"): Facet(hcp0001, CLOSE_PACKED, (3, 3, 4), 6, ("fcc", "hcp", "bridge"), (1 / 3, 1 / 3)),
}
# Other spellings of the same planes
SAME_PLANE = {"001": "100", "010": "100", "101": "110", "011": "110"}

# name: (ASE's name, the atom that points down; "" for one that lies flat)
MOLECULES = {
    "H2": ("H2", "H"), "N2": ("N2", "N"), "O2": ("O2", "O"), "CO": ("CO", "C"), "NO": ("NO", "N"), "CN": ("CN", "C"),
    "OH": ("OH", "O"), "H2O": ("H2O", "O"), "NH": ("NH", "N"), "NH2": ("NH2", "N"), "NH3": ("NH3", "N"),
    "CH": ("CH", "C"), "CH2": ("CH2_s3B1d", "C"), "CH3": ("CH3", "C"), "CH4": ("CH4", "C"), "HCO": ("HCO", "C"),
    "H2CO": ("H2CO", "O"), "CH3OH": ("CH3OH", "O"), "SH": ("SH", "S"), "H2S": ("SH2", "S"), "SO2": ("SO2", "S"), "NO2": ("NO2", "N"),
    "HCN": ("HCN", "N"), "HF": ("HF", "F"), "HCl": ("HCl", "Cl"), "CO2": ("CO2", ""), "C2H2": ("C2H2", ""), "C2H4": ("C2H4", ""),
    "C6H6": ("C6H6", ""),
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Surface:
    """A surface by name: "Pt(111)"."""

    element: str
    lattice: str
    plane: str

    @property
    def name(self) -> str:
        return f"{self.element}({self.plane})"

    @property
    def facet(self) -> Facet:
        return FACETS[self.lattice, self.plane]


def parse_surface(given: Any) -> Surface:
    """The surface that a name like "Pt(111)" or "Ru0001" stands for; raises with the accepted ones."""
    text = unicodedata.normalize("NFKC", given) if isinstance(given, str) else ""
    found = re.fullmatch(r"\s*([A-Z][a-z]?)\s*[-(\[{]?\s*(\d{3,4})\s*[)\]}]?\s*", text)
    if not found:
        raise SettingError("setting_invalid", name="surface", given=given, accepted="Cu(111), Pt(100), Fe(110), Ru(0001), …")
    element = check_element(found[1])
    lattice = check_lattice(element, None)
    plane = {"001": "0001"}.get(found[2], found[2]) if lattice == "hcp" else SAME_PLANE.get(found[2], found[2])
    if (lattice, plane) not in FACETS:
        ours = [f"{element}({p})" for family, p in FACETS if family == lattice]
        accepted = ", ".join(ours or [f"{family}({p})" for family, p in FACETS])
        raise SettingError("setting_invalid", name="surface", given=given, accepted=accepted)
    return Surface(element, lattice, plane)


def check_site(surface: Surface, site: Any) -> str:
    """The site's name, where this surface has one so called."""
    known = surface.facet.sites
    name = re.sub(r"[\s_-]", "", site.lower()) if isinstance(site, str) else ""
    name = {"top": "ontop", "atop": "ontop"}.get(name, name)
    if name not in known:
        raise SettingError("setting_invalid", name=f"site ({surface.name})", given=site, accepted=", ".join(known))
    return name


def check_adsorbate(adsorbate: Any) -> str:
    """The name, where it is an element or one of our molecules."""
    if isinstance(adsorbate, str) and adsorbate in MOLECULES:
        return adsorbate
    try:
        return check_element(adsorbate)
    except ElementError as error:
        accepted = f"H, C, N, O, Cu, … ({', '.join(MOLECULES)})"
        raise SettingError("setting_invalid", name="adsorbate", given=adsorbate, accepted=accepted) from error


def clean_slab(surface: Surface, crystal: Crystal, *, size: tuple[int, int, int] | None = None, fixed: bool = True) -> Atoms:
    """The slab with this crystal's lattice constant; its lower half fixed, or nothing."""
    facet = surface.facet
    size = size or facet.size
    lattice: dict[str, Any] = {"a": crystal.a} | ({"c": crystal.c} if surface.lattice == "hcp" else {})
    slab = facet.build(surface.element, size=size, vacuum=VACUUM_A, **lattice)
    slab.pbc = True
    if fixed:
        slab.set_constraint(FixAtoms(mask=slab.get_tags() > size[2] - size[2] // 2))
    return slab


def site_position(slab: Atoms, site: str, step: tuple[float, float] = (0, 0)) -> np.ndarray:
    """Where a site is in the plane [Å], shape (3,), z = 0, or what is this step away from it."""
    info = slab.info["adsorbate_info"]
    fraction = np.array(info["sites"][site]) + np.array(step) + 1.0
    return np.array([*(fraction @ info["cell"]), 0.0])


def with_adsorbate(slab: Atoms, adsorbate: str, place: np.ndarray) -> Atoms:
    """The slab with an adsorbate above `place`, as low as covalent radii allow; its atoms come last."""
    guest = _upright(adsorbate)
    guest.positions[:, :2] += place[:2]
    height = max(
        _lift(slab, symbol_radius, position) for symbol_radius, position in zip(covalent_radii[guest.numbers], guest.positions, strict=True)
    )
    guest.positions[:, 2] += height
    guest.set_tags(0)
    both = slab.copy()
    both.extend(guest)
    both.info = {}
    return both


def lone_molecule(name: str) -> Atoms:
    """A molecule in a box with nothing near it."""
    return boxed(molecule(MOLECULES[name][0] if name in MOLECULES else name))


def dimer(element: str) -> Atoms:
    """Two atoms of an element, bonded, in a box with nothing near them."""
    return boxed(Atoms([element] * 2, positions=[(0, 0, 0), (0, 0, 2 * covalent_radii[atomic_numbers[element]])]))


def boxed(atoms: Atoms) -> Atoms:
    """A copy in a periodic box, with vacuum on all sides."""
    alone = Atoms(atoms.numbers, positions=atoms.positions, pbc=True)
    alone.center(vacuum=VACUUM_A)
    return alone


def binding_atom(adsorbate: str) -> int:
    """Which atom of an adsorbate points down (the first of those that do; of flat ones, the first)."""
    name, down = MOLECULES.get(adsorbate, (adsorbate, ""))
    return int(molecule(name).symbols.search(down)[0]) if down else 0


def _upright(adsorbate: str) -> Atoms:
    """The adsorbate with its binding atom at the origin and the rest above it; flat ones by their middle."""
    if adsorbate not in MOLECULES:
        return Atoms(adsorbate, positions=[(0, 0, 0)])
    name, down = MOLECULES[adsorbate]
    atoms = molecule(name)
    atoms = Atoms(atoms.numbers, positions=atoms.positions)
    if not down:
        axes = np.linalg.svd(atoms.positions - atoms.positions.mean(axis=0))[2]
        atoms.positions = (atoms.positions - atoms.positions.mean(axis=0)) @ axes.T
        return atoms
    binding = binding_atom(adsorbate)
    atoms.positions -= atoms.positions[binding].copy()
    rest = np.delete(atoms.positions, binding, axis=0).mean(axis=0)
    if np.linalg.norm(rest) > 0.1:  # that of CH4 is zero
        atoms.rotate(rest, "z", center=(0, 0, 0))
    return atoms


def _lift(slab: Atoms, radius: float, position: np.ndarray) -> float:
    """How far an atom must rise so that no slab atom is nearer than the sum of their radii [Å]."""
    across = position - slab.positions
    across[:, 2] = 0.0
    across, _ = find_mic(across, slab.cell, [True, True, False])
    reach = (covalent_radii[slab.numbers] + radius) ** 2 - (across[:, :2] ** 2).sum(axis=1)
    touching = reach > 0
    return float((slab.positions[touching, 2] + np.sqrt(reach[touching]) - position[2]).max())
