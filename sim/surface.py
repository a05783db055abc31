"""What surfaces cost and hold: surface energies, adsorption energies, and the hop of an adsorbate.

Covered: the surfaces and adsorbates of slab.py, relaxed in the potential at hand.
Not covered: zero-point and entropy terms, coverages other than that of the slab, spin states.
"""

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from ase import Atoms
from ase.data import atomic_numbers, reference_states
from ase.geometry import find_mic
from ase.units import _e

from sim.bulk import LATTICES, NOT_HCP, Crystal, natural_crystal
from sim.errors import ElementError, SettingError
from sim.hop import hop_barrier
from sim.many import label_of, one_or_many
from sim.messages import word
from sim.path import check_count
from sim.plan import computed
from sim.potentials import check_elements
from sim.records import Adsorption, Barrier, BarrierTable, SurfaceEnergy, Table
from sim.relax import check_fmax
from sim.resting import Bench, Resting, open_bench, said, unsettled
from sim.settings import calculator_name, settings
from sim.slab import (
    MOLECULES,
    VACUUM_A,
    Surface,
    binding_atom,
    check_adsorbate,
    check_site,
    clean_slab,
    dimer,
    lone_molecule,
    parse_surface,
    site_position,
    with_adsorbate,
)
from sim.substitution import check_element
from sim.trajectory import write_images

# Elements whose atoms are counted from their diatomic gas
DIATOMIC = ("H", "N", "O", "F", "Cl")
# eV/Å² in J/m²
JOULE_PER_M2 = _e * 1e20
# An adsorbate farther than this from its site has left it [Å]
LEFT_A = 0.5
THICKNESSES = 4


@dataclasses.dataclass(frozen=True)
class Reference:
    """What an adsorbate's energy is counted from: its energy [eV], in words, and the structures that it took."""

    energy: float
    text: str
    parts: tuple[Resting, ...] = ()


@one_or_many("surface", "facets", "calculator")
def surface_energy(
    surface: str | Sequence[str], facets: str | Sequence[str] | None = None, *, calculator: str | Sequence[str] | None = None
) -> SurfaceEnergy | Table:
    """What one or many surfaces cost per area, from slabs of four thicknesses (doi.org/10.1088/0953-8984/8/36/005).

    surface: "Pt(111)"; or an element, where facets ("111") say which of its surfaces
    """
    where, name = parse_surface(surface) if facets is None else _facet_of(surface, facets), calculator_name(calculator)
    check_elements(name, [where.element])
    label = label_of("surface_energy", where.name, calculator=name)
    known: dict[str, Any] = {"label": label, "surface": where.name, "calculator": name}
    return computed(SurfaceEnergy, lambda: _surface_energy(label, where, name), **known)


def _facet_of(element: Any, facet: Any) -> Surface:
    """The surface of an element that a facet like "111" or "(111)" names."""
    try:
        element = check_element(element)
    except ElementError as error:
        raise SettingError("facets_of_surface", given=element) from error
    plane = re.sub(r"[\s(){}\[\]]", "", f"{facet}")
    if not plane.isdecimal():
        raise SettingError("setting_invalid", name="facets", given=facet, accepted="111, 100, 110, 0001")
    return parse_surface(f"{element}({plane})")


def _surface_energy(label: str, where: Surface, name: str) -> SurfaceEnergy:
    bench = open_bench(label, name, [where.element])
    crystal = natural_crystal(where.element, name)
    layers = [where.facet.thin + 2 * k for k in range(THICKNESSES)]
    slabs = [bench.settle(clean_slab(where, crystal, size=(1, 1, n), fixed=False)) for n in layers]
    # E(slab of N atoms) = N E(bulk) + 2 γ A: the slope is the bulk of just these slabs, so no error of it grows with N
    _, twice = np.polyfit([len(slab.atoms) for slab in slabs], [slab.energy for slab in slabs], 1)
    area = float(np.linalg.norm(np.cross(slabs[0].atoms.cell[0], slabs[0].atoms.cell[1])))
    settled = ("surface_settings", {"layers": ", ".join(map(str, layers)), "a": crystal.a})
    return SurfaceEnergy(
        label=label,
        calculator=name,
        warnings=said(name, [where.element], settled, *unsettled(*slabs)),
        surface=where.name,
        energy_J_per_m2=float(twice / (2 * area) * JOULE_PER_M2),
        converged=all(slab.converged for slab in slabs),
        structure=write_images(settings().folder, label, [slabs[-1].atoms], [slabs[-1].energy]),
    )


@one_or_many("adsorbate", "surface", "site", "calculator")
def adsorption_energy(
    adsorbate: str | Sequence[str],
    surface: str | Sequence[str],
    site: str | Sequence[str] = "ontop",
    *,
    calculator: str | Sequence[str] | None = None,
) -> Adsorption | Table:
    """E(slab with adsorbate) − E(slab) − E(reference) of one or many adsorbates, surfaces, sites; remarks name the reference."""
    guest, where, name = check_adsorbate(adsorbate), parse_surface(surface), calculator_name(calculator)
    place = check_site(where, site)
    check_elements(name, _elements(guest, where))
    label = label_of("adsorption", f"{guest} {where.name} {place}", calculator=name)
    known: dict[str, Any] = {"label": label, "adsorbate": guest, "surface": where.name, "site": place, "calculator": name}
    return computed(Adsorption, lambda: _adsorption(label, guest, where, place, name), **known)


def _adsorption(label: str, guest: str, where: Surface, site: str, name: str) -> Adsorption:
    bench = open_bench(label, name, _elements(guest, where))
    crystal = natural_crystal(where.element, name)
    slab = bench.settle(clean_slab(where, crystal))
    place = site_position(clean_slab(where, crystal), site)
    covered = bench.settle(with_adsorbate(slab.atoms, guest, place))
    reference = _reference(bench, guest)
    notes: list[tuple[str, dict[str, Any]]] = [
        _slab_note(where, crystal),
        ("adsorption_reference", {"reference": reference.text, "cells": int(np.prod(where.facet.size[:2]))}),
    ]
    distance = _moved_aside(covered.atoms, len(slab.atoms), guest, place)
    if distance > LEFT_A:
        notes.append(("adsorbate_moved", {"site": site, "distance": distance}))
    alone = next((part.atoms for part in reference.parts), None)
    return Adsorption(
        label=label,
        calculator=name,
        warnings=said(name, _elements(guest, where), *notes, *unsettled(slab, covered, *reference.parts), structure=alone),
        adsorbate=guest,
        surface=where.name,
        site=site,
        energy_eV=covered.energy - slab.energy - reference.energy,
        converged=slab.converged and covered.converged and all(part.converged for part in reference.parts),
        structure=write_images(settings().folder, label, [covered.atoms], [covered.energy]),
    )


@one_or_many("adsorbate", "surface", "n_images", "fmax", "calculator")
def surface_hop(
    adsorbate: str | Sequence[str],
    surface: str | Sequence[str],
    *,
    n_images: int | Sequence[int] = 7,
    fmax: float | Sequence[float] = 0.02,
    climb: bool = True,
    calculator: str | Sequence[str] | None = None,
) -> Barrier | BarrierTable:
    """The barrier of the hop of one or many adsorbates to the next equivalent hollow (fcc to hcp on close-packed surfaces)."""
    guest, where, name = check_adsorbate(adsorbate), parse_surface(surface), calculator_name(calculator)
    check_count(n_images)
    check_elements(name, _elements(guest, where))
    options: dict[str, Any] = {"n_images": n_images, "fmax": check_fmax(fmax), "climb": bool(climb), "calculator": name}
    label = label_of("barrier", f"{guest} {where.name}", **options)
    known = {"label": label, "substitution": {}, "adsorbate": guest, "surface": where.name, **options}
    return computed(Barrier, lambda: _hop(label, guest, where, options), **known)


def _hop(label: str, guest: str, where: Surface, options: dict[str, Any]) -> Barrier:
    name = options["calculator"]
    bench = open_bench(label, name, _elements(guest, where))
    crystal = natural_crystal(where.element, name)
    bare = clean_slab(where, crystal)
    slab = bench.settle(bare).atoms
    start, end, over = where.facet.hop
    places = (site_position(bare, start), site_position(bare, start, where.facet.step))
    ends = tuple(bench.settle(with_adsorbate(slab, guest, place)).atoms for place in places)
    route = ("surface_route", {"adsorbate": guest, "start": start, "end": end, "through": word(over)})
    notes = said(name, _elements(guest, where), _slab_note(where, crystal), route)
    mover = len(slab) + binding_atom(guest)
    return hop_barrier(label, (ends[0], ends[1]), mover, notes=notes, **options)


def _elements(guest: str, where: Surface) -> list[str]:
    return [*set(lone_molecule(guest).get_chemical_symbols() if guest in MOLECULES else [guest]), where.element]


def _slab_note(where: Surface, crystal: Crystal) -> tuple[str, dict[str, Any]]:
    size = where.facet.size
    details = {"size": "×".join(map(str, size)), "layers": size[2], "fixed": size[2] // 2, "vacuum": VACUUM_A, "a": crystal.a}
    return "slab_settings", details


def _reference(bench: Bench, guest: str) -> Reference:
    """Molecules: in the gas. Atoms: half of their diatomic gas, else an atom of their crystal, else of their molecule S2 or P2."""
    if guest in MOLECULES:
        free = bench.settle(lone_molecule(guest))
        return Reference(free.energy, word("lone_molecule", molecule=guest), (free,))
    lattice = (reference_states[atomic_numbers[guest]] or {}).get("symmetry")
    if guest not in DIATOMIC and lattice in LATTICES and guest not in NOT_HCP:
        crystal = natural_crystal(guest, bench.calculator)
        return Reference(crystal.energy, word("bulk_atom", element=guest, lattice=lattice))
    free = bench.settle(dimer(guest))
    return Reference(free.energy / 2, word("half_molecule", molecule=f"{guest}2"), (free,))


def _moved_aside(atoms: Atoms, n_slab: int, guest: str, place: np.ndarray) -> float:
    """How far the binding atom (of one that lies flat, its middle) is from the site, along the surface [Å]."""
    flat = guest in MOLECULES and not MOLECULES[guest][1]
    here = atoms.positions[n_slab:].mean(axis=0) if flat else atoms.positions[n_slab + binding_atom(guest)]
    aside = (here - place) * (1, 1, 0)
    return float(np.linalg.norm(find_mic(aside, atoms.cell, [True, True, False])[0]))
