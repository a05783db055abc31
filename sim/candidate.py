"""One candidate from its path to its record: ends at rest, a loose band, the saddle, the band laid over it, the verdict.

Measured in force calls, band and saddle together, seven images, against plain ASE CI-NEB (LBFGS, 0.02): see bench/barriers.py.
"""

import dataclasses
import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from ase import Atoms

from sim.band import Band, quieted
from sim.downhill import followed
from sim.errors import CandidateError
from sim.journal import Journal
from sim.landscape import Landscape, Point, largest
from sim.messages import caveat_text, word
from sim.overlay import laid_over
from sim.path import idpp
from sim.potentials import is_smooth, open_calculator
from sim.progress import Meter
from sim.records import Barrier, Caveat, Check, Verdict
from sim.rest import rest
from sim.search import AGAIN_EV, Sides, band_atoms, search
from sim.trajectory import as_written
from sim.verdict import END_FMAX, Evidence, judge, judge_band, reacting_places

log = logging.getLogger(__name__)

# Steps of a band without climbing
FULL_STEPS = 100
# Given images with more force than this are held against an interpolation [eV/Å]
ROUGH_FMAX = 5.0
# Ends nearer than this are one structure [Å]
SAME_A = 0.1


@dataclasses.dataclass(frozen=True)
class Task:
    """All that one candidate is computed from.

    images: as given, substituted, n_images of them; warm: the unsubstituted path at its end, where there is one
    crosscheck: whether what came of the warm start is held against a cold one
    key, told: the name of its journal, and what an earlier attempt has written there
    """

    label: str
    images: tuple[Atoms, ...]
    substitution: dict[int, str]
    calculator: str
    changes: dict[str, Any] = dataclasses.field(default_factory=dict)
    source: str = ""
    fmax: float = 0.02
    climb: bool = True
    warm: tuple[Atoms, ...] = ()
    crosscheck: bool = False
    warnings: tuple[Caveat, ...] = ()
    key: str = ""
    told: bytes = dataclasses.field(default=b"", repr=False)

    def blank(self, reason: Caveat | None = None) -> Barrier:
        """The record of this candidate before anything is known."""
        return Barrier(
            label=self.label,
            calculator=self.calculator,
            substitution=self.substitution,
            changes=self.changes,
            n_images=len(self.images),
            climb=self.climb,
            fmax=self.fmax,
            warnings=self.warnings,
            reason=reason,
        )


@dataclasses.dataclass(frozen=True)
class Start:
    """The first band between ends at rest, and the least curvature there [eV/Å²].

    strayed: how far the ends went to rest [Å], and by which share of the way; notes: what to say about the images in between
    """

    band: Band
    softest: float
    strayed: tuple[float, float]
    notes: tuple[Caveat, ...] = ()


@dataclasses.dataclass(frozen=True)
class Found:
    """A band with the place of its saddle (or highest image), the verdict, how well it converged, and what to say about its ends."""

    band: Band
    saddle: int
    fmax_reached: float
    converged: bool
    verdict: Verdict | None
    notes: tuple[Caveat, ...] = ()


def compute(task: Task) -> Barrier:
    """The record of one candidate; what cannot be finished comes back as failed, with the reason."""
    meter = Meter(task.label)
    blank = task.blank()
    try:
        landscape = Landscape(task.images[0], open_calculator(task.calculator), meter, Journal(task.key, task.told))
        barrier = _warm_or_cold(landscape, task, blank)
    except (CandidateError, np.linalg.LinAlgError) as error:
        if not isinstance(error, CandidateError):
            error = CandidateError("calculation_failed", why=str(error))  # forces that belong to no energy
        log.info("%s: %s", task.label, error)
        status = "barrierless" if error.code == "end_unstable" else "failed"
        barrier = dataclasses.replace(blank, status=status, reason=Caveat(error.code, error.message))
    return dataclasses.replace(barrier, force_calls=meter.force_calls, wall_s=round(meter.wall_s, 2))


def _warm_or_cold(landscape: Landscape, task: Task, blank: Barrier) -> Barrier:
    """From the unsubstituted path where there is one; from the given path where that leads nowhere."""
    if task.warm:
        try:
            warm = _attempt(landscape, task, task.warm, blank)
            if _sound(warm):
                return _crosschecked(landscape, task, warm) if task.crosscheck and task.climb else warm
        except CandidateError as error:
            log.info("%s: warm start failed: %s", task.label, error)
        blank = blank.with_warnings(Caveat("cold_restart", caveat_text("cold_restart")))
    return _attempt(landscape, task, task.images, blank)


def _sound(barrier: Barrier) -> bool:
    return barrier.status == "converged" and (barrier.verdict is None or barrier.verdict.connects is not False)


def _crosschecked(landscape: Landscape, task: Task, warm: Barrier) -> Barrier:
    """The barrier held against a search from an interpolation, that knows nothing of the unsubstituted path; the lower of the two."""
    landscape.meter.enter("band")
    plain = idpp(warm.images[0], warm.images[-1], len(warm.images))
    band = Band(tuple(landscape.at(landscape.coordinates(image)) for image in plain))
    known = None if warm.saddle_image is None else landscape.at(landscape.coordinates(warm.images[warm.saddle_image]))
    found = search(landscape, band, fmax=task.fmax, smooth=True, known=known)
    if found.best is None or found.best.worth < 3 or warm.barrier_eV is None or warm.verdict is None:
        return warm.with_warnings(Caveat("cold_open", caveat_text("cold_open")))
    height = found.best.saddle.point.energy - band.points[0].energy
    above = height - warm.barrier_eV
    if above < -AGAIN_EV:
        judged = _judged(landscape, task, found.band, found.best, Start(band, min(found.softest, _softest(warm)), (0.0, 0.0)))
        lower = _record(landscape, judged, task.blank())
        if _sound(lower):
            return lower.with_warnings(Caveat("cold_lower", caveat_text("cold_lower", other=warm.barrier_eV)))
    told = "" if abs(above) < AGAIN_EV else f"another saddle at {height:.3f} eV"
    check = Check("cold_start", above > -AGAIN_EV, above, -AGAIN_EV, told)
    return dataclasses.replace(warm, verdict=dataclasses.replace(warm.verdict, checks=(*warm.verdict.checks, check)))


def _softest(barrier: Barrier) -> float:
    """The least curvature that the verdict saw at the ends [eV/Å²]."""
    checks = barrier.verdict.checks if barrier.verdict else ()
    return next((check.value for check in checks if check.name == "ends_are_minima" and check.value is not None), np.inf)


def _attempt(landscape: Landscape, task: Task, images: Sequence[Atoms], blank: Barrier) -> Barrier:
    start = _first_band(landscape, images)
    band = start.band
    if largest(band.points[-1].x - band.points[0].x) < SAME_A:
        raise CandidateError(_why_same(landscape, task))
    found = _climbed(landscape, task, start) if task.climb else _relaxed_band(landscape, task, start)
    return _record(landscape, found, blank) if isinstance(found, Found) else _without_top(landscape, found, blank)


def _why_same(landscape: Landscape, task: Task) -> str:
    """Ends that were apart before they relaxed: one of them is no minimum here."""
    apart = landscape.coordinates(task.images[-1]) - landscape.coordinates(task.images[0])
    return "end_unstable" if largest(apart) > 3 * SAME_A else "ends_identical"


def _first_band(landscape: Landscape, images: Sequence[Atoms]) -> Start:
    """The images with their ends at rest.

    The inner images follow the ends; where that is rough and an interpolation lies lower, the interpolation is taken.
    """
    landscape.meter.enter("ends")
    places = reacting_places(landscape, images, most=2)
    rested = [rest(landscape, landscape.coordinates(image), places) for image in (images[0], images[-1])]
    for name, end in zip(("initial", "final"), rested, strict=True):
        if end.point.fmax > 5 * END_FMAX:
            raise CandidateError("ends_not_relaxed", which=name, fmax=end.point.fmax)
    landscape.meter.enter("band")
    ends, softest = [end.point for end in rested], min(end.softest for end in rested)
    given = np.array([landscape.coordinates(image) for image in images])
    share = np.linspace(0.0, 1.0, len(images))[:, None]
    moved = given + (1 - share) * (ends[0].x - given[0]) + share * (ends[1].x - given[-1])
    start = Start(_evaluated(landscape, ends, moved[1:-1]), softest, _strayed(given[[0, -1]], np.array([end.x for end in ends])))
    if start.band.fmax < ROUGH_FMAX or largest(ends[1].x - ends[0].x) < SAME_A:
        return start
    plain = idpp(landscape.atoms(ends[0].x), landscape.atoms(ends[1].x), len(images))
    other = _evaluated(landscape, ends, [landscape.coordinates(image) for image in plain[1:-1]])
    if other.energies.max() >= start.band.energies.max():
        return start
    note = Caveat("images_replaced", caveat_text("images_replaced", fmax=start.band.fmax))
    return dataclasses.replace(start, band=other, notes=(note,))


def _strayed(given: np.ndarray, rested: np.ndarray) -> tuple[float, float]:
    way = given[1] - given[0]
    shares = abs((rested - given) @ way) / max(float(way @ way), 1e-12)
    return max(largest(moved) for moved in rested - given), float(shares.max())


def _evaluated(landscape: Landscape, ends: Sequence[Point], inner: Sequence[np.ndarray] | np.ndarray) -> Band:
    return Band((ends[0], *(landscape.at(x) for x in inner), ends[1]))


def _climbed(landscape: Landscape, task: Task, start: Start) -> Found | Band:
    """The saddle of the band, the band laid over it, and the verdict on both; the band alone where it has no top."""
    found = search(landscape, start.band, fmax=task.fmax, smooth=is_smooth(task.calculator))
    if found.best is None:
        return found.band
    kept = dataclasses.replace(start, softest=min(start.softest, found.softest))
    judged = _judged(landscape, task, found.band, found.best, kept)
    return dataclasses.replace(judged, notes=(*start.notes, *found.notes))


def _judged(landscape: Landscape, task: Task, band: Band, sides: Sides, start: Start) -> Found:
    landscape.meter.enter("band")
    saddle = sides.saddle
    over, place = laid_over(landscape, band, saddle)
    evidence = Evidence(
        over,
        place,
        task.fmax,
        start.softest,
        mode=saddle.mode,
        strayed=start.strayed,
        ways=followed(landscape, over, place, saddle, sides.ways),
        substituted=tuple(task.substitution),
        interpolated=band is start.band and not over.steps and not saddle.steps,
    )
    return Found(over, place, saddle.point.fmax, saddle.converged, judge(landscape, evidence))


def _relaxed_band(landscape: Landscape, task: Task, start: Start) -> Found | Band:
    """The band relaxed to fmax without climbing; the band alone where no inner image is above the ends."""
    landscape.meter.enter("band")
    band = quieted(landscape, start.band, fmax=task.fmax, max_steps=FULL_STEPS)
    if band.energies[band.highest] <= max(0.0, band.energies[-1]):
        return band
    evidence = Evidence(
        band,
        band.highest,
        task.fmax,
        start.softest,
        strayed=start.strayed,
        substituted=tuple(task.substitution),
        interpolated=band is start.band,
    )
    return Found(band, band.highest, band.fmax, band.fmax <= task.fmax, judge_band(landscape, evidence))


def _without_top(landscape: Landscape, band: Band, blank: Barrier) -> Barrier:
    energies = band.energies
    return dataclasses.replace(
        blank,
        status="barrierless",
        reaction_energy_eV=float(energies[-1]),
        fmax_reached=band.fmax,
        energies_eV=tuple(float(e) for e in energies),
        reason=Caveat("no_top", caveat_text("no_top")),
        images=as_written(band_atoms(landscape, band)),
    )


def _record(landscape: Landscape, found: Found, blank: Barrier) -> Barrier:
    energies = found.band.energies
    barrier, reaction = float(energies[found.saddle]), float(energies[-1])
    if barrier <= max(0.0, reaction):
        return _without_top(landscape, found.band, blank)
    said = [] if blank.climb else [Caveat("climb_off", caveat_text("climb_off"))]
    return dataclasses.replace(
        blank,
        status="converged" if found.converged else "unconverged",
        barrier_eV=barrier,
        reverse_barrier_eV=barrier - reaction,
        reaction_energy_eV=reaction,
        fmax_reached=found.fmax_reached,
        saddle_image=found.saddle,
        energies_eV=tuple(float(e) for e in energies),
        verdict=found.verdict,
        reason=None if found.converged else Caveat("not_converged", caveat_text("not_converged", fmax=found.fmax_reached)),
        images=as_written(band_atoms(landscape, found.band)),
    ).with_warnings(*said, *found.notes, *_doubts(found.verdict))


def _doubts(verdict: Verdict | None) -> list[Caveat]:
    failed = [word(check.name) for check in verdict.checks if not check.passed] if verdict else []
    return [Caveat("verdict_failed", caveat_text("verdict_failed", checks=", ".join(failed)))] if failed else []
