"""Is it the saddle of this path? Checks by machine, each with its figure and its limit.

Covered: both ends are at rest, where they were given, and minima where atoms react, the highest image lies inside, the force at
the saddle, exactly one imaginary mode, a way down from the saddle to either end, a band that moved at all, a single hump, no
kink, an energy that is the same when asked again.
Not covered: modes far from the reaction (the Hessian holds the reacting atoms, the substituted ones and their neighbours,
the check says how many), and whether another path is lower.
"""

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
from ase import Atoms
from ase.data import covalent_radii
from ase.units import _amu, _c, _e

from sim.band import Band
from sim.downhill import Way, connected
from sim.landscape import Landscape, Point, largest
from sim.overlay import KINK_DEG, bends_above
from sim.path import idpp, reacting_atoms
from sim.records import Check, Verdict
from sim.saddle import DISPLACEMENT_A, FLAT_ALONG, humps

END_FMAX = 0.01
# A curvature above this is no way down [eV/Å²]; 0.05 eV/Å² of a copper atom is 15 cm⁻¹
FLAT = -0.05
# A mode with more than this beside the measured atoms is measured as a whole (its length is 1)
SHARED = 0.02
MOST_ATOMS = 6
# Ends that go farther than this when they are relaxed, or by this share of the way to the other end, are not those that were given [Å]
STRAYED_A, STRAYED_SHARE = 1.2, 0.15
# The same structure has the same energy at the end as at the beginning [eV]
STEADY_EV = 0.002
# A second hump counts from this height over the valley before it [eV], a band as moved from this way [Å]
HUMP_EV, MOVED_A = 0.02, 0.01


@dataclasses.dataclass(frozen=True)
class Evidence:
    """What a verdict looks at: a band with the place of its saddle, and how the band was come by.

    softest_end: the least curvature met at the ends [eV/Å²]; mode: the one that the saddle was found along, shape (n_free,)
    ways: what lies on either side of the saddle; strayed: how far relaxing took the ends, at most [Å], and by which share of the way
    interpolated: whether the band is as an interpolation left it, without a step of its own
    """

    band: Band
    saddle: int
    fmax: float
    softest_end: float
    mode: np.ndarray | None = None
    ways: tuple[Way, ...] = ()
    strayed: tuple[float, float] = (0.0, 0.0)
    substituted: tuple[int, ...] = ()
    interpolated: bool = False


@dataclasses.dataclass(frozen=True)
class Hessian:
    """Measured second derivatives of a few free atoms: their places, curvatures [eV/Å²] and the softest mode, shape (n_free,)."""

    places: tuple[int, ...]
    curvatures: np.ndarray
    softest: np.ndarray


def judge(landscape: Landscape, evidence: Evidence) -> Verdict:
    """The verdict over a saddle and its band."""
    landscape.meter.enter("verify")
    images = [landscape.atoms(point.x) for point in evidence.band.points]
    saddle = evidence.band.points[evidence.saddle]
    places = _around(landscape, images, evidence)
    hessian = partial_hessian(landscape, saddle, places, evidence.mode)
    n_imaginary = int(hessian.curvatures[0] < FLAT_ALONG) + int((hessian.curvatures[1:] < FLAT).sum())
    force = Check("saddle_fmax", saddle.fmax <= evidence.fmax, saddle.fmax, evidence.fmax)
    mode, down = _one_mode(landscape, hessian, n_imaginary), _runs_down(evidence.ways)
    checks = (force, mode, down, *_of_the_band(images, evidence), _repeats(landscape, evidence.band))
    return Verdict(n_imaginary, connected(evidence.ways), checks)


def judge_band(landscape: Landscape, evidence: Evidence) -> Verdict:
    """What can be said of a band whose highest image was not sent to the saddle."""
    return Verdict(checks=_of_the_band([landscape.atoms(point.x) for point in evidence.band.points], evidence))


def _of_the_band(images: Sequence[Atoms], evidence: Evidence) -> tuple[Check, ...]:
    band, between = evidence.band, sum(not way.arrives for way in evidence.ways)
    return (
        _ends_at_rest(band),
        _ends_stayed(evidence),
        Check("ends_are_minima", evidence.softest_end > FLAT, evidence.softest_end, FLAT),
        _highest_inside(band),
        _moved(images, evidence),
        _single_hump(band, between),
        _no_kink(evidence),
    )


def partial_hessian(landscape: Landscape, point: Point, places: Sequence[int], mode: np.ndarray | None = None) -> Hessian:
    """Second derivatives over these free atoms and the rest of a mode: three force calls an atom, four for the two softest modes.

    One-sided differences find the modes; what a verdict hangs on, the two lowest of them, is measured again from both sides.
    """
    columns = [3 * place + axis for place in places for axis in range(3) if landscape.mask[landscape.free[place], axis]]
    basis = np.eye(len(point.x))[columns]
    if mode is not None and (rest := _rest_of(mode, columns)) is not None:
        basis = np.vstack([basis, rest])

    def change(direction: np.ndarray) -> np.ndarray:
        """The slopes along the basis that a displacement takes away, an Å of it [eV/Å²]."""
        step = direction * DISPLACEMENT_A / largest(direction)
        landscape.meter.tell(point.fmax)
        return basis @ (point.forces - landscape.at(point.x + step).forces) / np.linalg.norm(step)

    block = np.array([change(direction) for direction in basis])
    _, modes = np.linalg.eigh((block + block.T) / 2)
    inner = modes.T @ (block + block.T) @ modes / 2
    for k in range(min(2, len(basis))):
        direction = modes[:, k] @ basis
        inner[k] = inner[:, k] = modes.T @ (change(direction) - change(-direction)) / 2
    curvatures, turned = np.linalg.eigh(inner)
    return Hessian(tuple(places), curvatures, (modes @ turned[:, 0]) @ basis)


def _rest_of(mode: np.ndarray, columns: Sequence[int]) -> np.ndarray | None:
    """What a mode moves beside these coordinates, a unit vector; None where that is little.

    A mode that many atoms share (a sliding island) is not seen in the Hessian of a few.
    """
    rest = mode / max(float(np.linalg.norm(mode)), 1e-12)
    rest[columns] = 0.0
    size = float(np.linalg.norm(rest))
    return rest / size if size > SHARED else None


def reacting_places(landscape: Landscape, images: Sequence[Atoms], *, most: int) -> list[int]:
    """Where the atoms that move most along the path stand among the free ones, farthest first."""
    return places_of(landscape, reacting_atoms(images).tolist())[:most]


def places_of(landscape: Landscape, atoms: Sequence[int]) -> list[int]:
    """Where these atoms stand among the free ones (fixed atoms have no place)."""
    place = {int(atom): k for k, atom in enumerate(landscape.free)}
    return [place[atom] for atom in atoms if atom in place]


def _around(landscape: Landscape, images: Sequence[Atoms], evidence: Evidence) -> list[int]:
    """The reacting atoms, the substituted ones, then bonded neighbours from the nearest: at most MOST_ATOMS free atoms."""
    saddle, reacting = images[evidence.saddle], reacting_places(landscape, images, most=3)
    chosen = dict.fromkeys([*reacting, *places_of(landscape, evidence.substituted)[:2]])
    near = []
    for atom in landscape.free[reacting]:
        distances = saddle.get_distances(atom, range(len(saddle)), mic=True)
        bonds = 1.3 * (covalent_radii[saddle.numbers[atom]] + covalent_radii[saddle.numbers])
        near += [(distances[i] / bonds[i], i) for i in range(len(saddle)) if i != atom and distances[i] < bonds[i]]
    chosen.update(dict.fromkeys(places_of(landscape, [i for _, i in sorted(near)])))
    return list(chosen)[:MOST_ATOMS]


def _ends_at_rest(band: Band) -> Check:
    worst = max(band.points[0].fmax, band.points[-1].fmax)
    return Check("ends_at_rest", worst <= END_FMAX, worst, END_FMAX)


def _ends_stayed(evidence: Evidence) -> Check:
    """Whether relaxing the ends led nowhere else; a substituted atom may shift them along the way."""
    moved, share = evidence.strayed
    stayed = moved <= STRAYED_A and (bool(evidence.substituted) or share <= STRAYED_SHARE)
    return Check("ends_stayed", stayed, moved, STRAYED_A, f"{100 * share:.0f} % of the way")


def _repeats(landscape: Landscape, band: Band) -> Check:
    first = band.points[0]
    change = abs(landscape.at(first.x).energy - first.energy)
    return Check("energy_repeats", change <= STEADY_EV, change, STEADY_EV)


def _runs_down(ways: Sequence[Way]) -> Check:
    beside = {True: " along the band, a minimum beside it", False: " by a minimum"}
    told = [(way.end or "elsewhere") + ("" if way.direct else f"{beside[way.followed]} at {way.energy:+.3f} eV") for way in ways]
    return Check("runs_down", connected(tuple(ways)), float(len({way.end for way in ways} - {""})), 2.0, ", ".join(told))


def _highest_inside(band: Band) -> Check:
    above = float(band.energies[1:-1].max() - max(band.energies[0], band.energies[-1]))
    return Check("highest_inside", above > 0, above, 0.0)


def _one_mode(landscape: Landscape, hessian: Hessian, n_imaginary: int) -> Check:
    masses = np.repeat(landscape.template.get_masses()[landscape.free], 3)
    mass = float((hessian.softest**2 * masses).sum())
    wave = math.sqrt(abs(float(hessian.curvatures[0])) * _e * 1e20 / (mass * _amu)) / (2 * math.pi * _c * 100)
    detail = f"{wave:.0f}{'i' if hessian.curvatures[0] < 0 else ''} cm-1, {len(hessian.places)} atoms"
    return Check("one_imaginary_mode", n_imaginary == 1, float(n_imaginary), 1.0, detail)


def _moved(images: Sequence[Atoms], evidence: Evidence) -> Check:
    """The one-step alarm: a band that stands where an interpolation put it was perhaps never pulled at."""
    plain = idpp(images[0], images[-1], len(images))
    steps = np.linspace(0.0, 1.0, len(images))[:, None, None]
    straight = (1 - steps) * images[0].positions + steps * images[-1].positions
    at = np.array([image.positions for image in images])
    away = min(float(np.abs(at - other).max()) for other in (straight, np.array([image.positions for image in plain])))
    return Check("band_moved", not evidence.interpolated or away > MOVED_A, away, MOVED_A)


def _single_hump(band: Band, minima_met: int) -> Check:
    """Maxima along the band that stand out from the valley between them and the next higher one, and minima that descents met."""
    tops = sorted((k + share, height) for height, k, share in humps(band.points))
    energies = [point.energy for point in band.points]
    count = 0
    for i, (place, height) in enumerate(tops):
        higher = [other for j, (other, top) in enumerate(tops) if (top, -j) > (height, -i)]
        if not higher:
            count += 1
            continue
        nearest = min(higher, key=lambda other: abs(other - place))
        between = [energies[m] for m in range(len(energies)) if min(place, nearest) < m < max(place, nearest)]
        count += bool(between) and height - min(between) > HUMP_EV
    count = max(count, 1 + minima_met)
    return Check("single_hump", count == 1, float(count), 1.0)


def _no_kink(evidence: Evidence) -> Check:
    sharpest = float(bends_above(evidence.band.points, evidence.saddle).max())
    return Check("no_kink", sharpest < KINK_DEG, sharpest, KINK_DEG)
