"""One candidate from its path to its record: ends at rest, a loose band, the saddle, the band laid over it, the verdict.

Measured in force calls, band and saddle together, seven images, against plain ASE CI-NEB (LBFGS, 0.02): see bench/barriers.py.
"""

import dataclasses
import logging
from collections.abc import Sequence

import numpy as np
from ase import Atoms

from sim.band import Band, quieted
from sim.errors import CandidateError
from sim.landscape import Landscape, Point, largest
from sim.messages import caveat_text, word
from sim.overlay import LOOSE_FMAX, laid_over
from sim.path import idpp, reacting_atoms
from sim.potentials import open_calculator
from sim.progress import Meter
from sim.records import Barrier, Caveat, Verdict
from sim.relax import relaxed
from sim.saddle import Saddle, Top, find_saddle, top_of
from sim.trajectory import as_written
from sim.verdict import END_FMAX, Evidence, judge, judge_band

log = logging.getLogger(__name__)

# The band before the saddle is looked for: forces across it, and steps for that
COARSE_FMAX, COARSE_STEPS = 0.5, 20
# Searches from a band that is quieter each time
ATTEMPTS = 3
# Given images with more force than this are held against an interpolation [eV/Å]
ROUGH_FMAX = 5.0
# Ends nearer than this are one structure [Å]
SAME_A = 0.1


@dataclasses.dataclass(frozen=True)
class Task:
    """All that one candidate is computed from.

    images: as given, substituted, n_images of them; warm: the unsubstituted path at its end, where there is one
    """

    label: str
    images: tuple[Atoms, ...]
    substitution: dict[int, str]
    calculator: str
    fmax: float = 0.02
    climb: bool = True
    warm: tuple[Atoms, ...] = ()
    warnings: tuple[Caveat, ...] = ()


@dataclasses.dataclass(frozen=True)
class Found:
    """A band with the place of its saddle (or highest image), the verdict, and how well it converged."""

    band: Band
    saddle: int
    fmax_reached: float
    converged: bool
    verdict: Verdict | None


def compute(task: Task) -> Barrier:
    """The record of one candidate; what cannot be finished comes back as failed, with the reason."""
    meter = Meter(task.label)
    blank = Barrier(
        label=task.label,
        calculator=task.calculator,
        substitution=task.substitution,
        n_images=len(task.images),
        climb=task.climb,
        fmax=task.fmax,
        warnings=task.warnings,
    )
    try:
        landscape = Landscape(task.images[0], open_calculator(task.calculator), meter)
        barrier = _warm_or_cold(landscape, task, blank)
    except CandidateError as error:
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
                return warm
        except CandidateError as error:
            log.info("%s: warm start failed: %s", task.label, error)
        blank = blank.with_warnings(Caveat("cold_restart", caveat_text("cold_restart")))
    return _attempt(landscape, task, task.images, blank)


def _sound(barrier: Barrier) -> bool:
    return barrier.status == "converged" and (barrier.verdict is None or barrier.verdict.connects is not False)


def _attempt(landscape: Landscape, task: Task, images: Sequence[Atoms], blank: Barrier) -> Barrier:
    band = _first_band(landscape, images)
    if largest(band.points[-1].x - band.points[0].x) < SAME_A:
        raise CandidateError(_why_same(landscape, task))
    found = _climbed(landscape, task, band) if task.climb else _relaxed_band(landscape, task, band)
    return _record(landscape, found, blank) if isinstance(found, Found) else _without_top(landscape, found, blank)


def _why_same(landscape: Landscape, task: Task) -> str:
    """Ends that were apart before they relaxed: one of them is no minimum here."""
    apart = landscape.coordinates(task.images[-1]) - landscape.coordinates(task.images[0])
    return "end_unstable" if largest(apart) > 3 * SAME_A else "ends_identical"


def _first_band(landscape: Landscape, images: Sequence[Atoms]) -> Band:
    """The images with their ends relaxed; the inner ones follow the ends, or an interpolation where that is quieter."""
    landscape.meter.enter("ends")
    ends = []
    for name, image in (("initial", images[0]), ("final", images[-1])):
        end = relaxed(landscape, landscape.coordinates(image), fmax=END_FMAX)
        if end.point.fmax > 5 * END_FMAX:
            raise CandidateError("ends_not_relaxed", which=name, fmax=end.point.fmax)
        ends.append(end.point)
    landscape.meter.enter("band")
    given = np.array([landscape.coordinates(image) for image in images])
    share = np.linspace(0.0, 1.0, len(images))[:, None]
    moved = given + (1 - share) * (ends[0].x - given[0]) + share * (ends[1].x - given[-1])
    band = _evaluated(landscape, ends, moved[1:-1])
    if band.fmax < ROUGH_FMAX or largest(ends[1].x - ends[0].x) < SAME_A:
        return band
    plain = idpp(landscape.atoms(ends[0].x), landscape.atoms(ends[1].x), len(images))
    other = _evaluated(landscape, ends, [landscape.coordinates(image) for image in plain[1:-1]])
    return min(band, other, key=lambda b: float(b.energies.max()))


def _evaluated(landscape: Landscape, ends: Sequence[Point], inner: Sequence[np.ndarray] | np.ndarray) -> Band:
    return Band((ends[0], *(landscape.at(x) for x in inner), ends[1]))


def _climbed(landscape: Landscape, task: Task, band: Band) -> Found | Band:
    """The saddle of the band and its verdict; the band alone where it has no top."""
    best: Found | None = None
    untouched = band
    for attempt in range(ATTEMPTS):
        landscape.meter.enter("band")
        steps = COARSE_STEPS if attempt == 0 else COARSE_STEPS // 2
        band = quieted(landscape, band, fmax=COARSE_FMAX / 2**attempt, max_steps=steps)
        band, top = _top(landscape, band)
        if top is None:
            return best or band
        landscape.meter.enter("climb")
        saddle = find_saddle(landscape, top, _reacting_places(landscape, band), fmax=task.fmax)
        found = _verified(landscape, task, band, saddle, interpolated=band is untouched)
        if found.verdict is not None and found.verdict.connects and found.converged:
            return found
        if best is not None and best.converged and abs(_height(best) - _height(found)) < 0.005:
            return best  # the same saddle again: looking longer finds nothing else
        best = found if best is None or (found.converged and not best.converged) else best
    return best or band


def _height(found: Found) -> float:
    return float(found.band.energies[found.saddle])


def _top(landscape: Landscape, band: Band) -> tuple[Band, Top | None]:
    """The top of the band; a band without one is quieted further before that is believed."""
    top = top_of(landscape, band)
    if top is None and band.fmax > LOOSE_FMAX:
        band = quieted(landscape, band, fmax=LOOSE_FMAX, max_steps=COARSE_STEPS)
        top = top_of(landscape, band)
    return band, top


def _reacting_places(landscape: Landscape, band: Band) -> list[int]:
    reacting = reacting_atoms([landscape.atoms(point.x) for point in band.points])
    place = {int(atom): k for k, atom in enumerate(landscape.free)}
    return [place[int(atom)] for atom in reacting[:4] if int(atom) in place]


def _verified(landscape: Landscape, task: Task, band: Band, saddle: Saddle, *, interpolated: bool) -> Found:
    """The band laid over the saddle, and the verdict on both."""
    landscape.meter.enter("band")
    over, place = laid_over(landscape, band, saddle)
    evidence = Evidence(over, place, task.fmax, tuple(task.substitution), interpolated and not over.steps and not saddle.steps)
    verdict = judge(landscape, evidence)
    return Found(over, place, saddle.point.fmax, saddle.converged, verdict)


def _relaxed_band(landscape: Landscape, task: Task, band: Band) -> Found | Band:
    """The band relaxed to fmax without climbing; the band alone where no inner image is above the ends."""
    untouched = band
    landscape.meter.enter("band")
    band = quieted(landscape, band, fmax=task.fmax, max_steps=100)
    if band.energies[band.highest] <= max(0.0, band.energies[-1]):
        return band
    evidence = Evidence(band, band.highest, task.fmax, tuple(task.substitution), band is untouched)
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
        images=as_written([landscape.atoms(point.x) for point in band.points]),
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
        images=as_written([landscape.atoms(point.x) for point in found.band.points]),
    ).with_warnings(*said, *_doubts(found.verdict))


def _doubts(verdict: Verdict | None) -> list[Caveat]:
    failed = [word(check.name) for check in verdict.checks if not check.passed] if verdict else []
    return [Caveat("verdict_failed", caveat_text("verdict_failed", checks=", ".join(failed)))] if failed else []
