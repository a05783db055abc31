"""One candidate from its path to its record: ends at rest, a loose band, the saddle, the band laid over it, the verdict.

Measured in force calls, band and saddle together, seven images, against plain ASE CI-NEB (LBFGS, 0.02): see bench/barriers.py.
"""

import dataclasses
import logging
from collections.abc import Sequence

import numpy as np
from ase import Atoms

from sim.band import Band, quieted
from sim.deepening import deepened
from sim.downhill import Way, connected, followed, ways_down
from sim.errors import CandidateError
from sim.journal import Journal
from sim.landscape import Landscape, Point, largest
from sim.messages import caveat_text, word
from sim.overlay import LOOSE_FMAX, laid_over, unkinked, with_saddle
from sim.path import idpp
from sim.potentials import is_smooth, open_calculator
from sim.progress import Meter
from sim.records import Barrier, Caveat, Verdict
from sim.rest import rest
from sim.saddle import Saddle, Top, find_saddle, lower_saddle, top_of
from sim.trajectory import as_written
from sim.verdict import END_FMAX, Evidence, judge, judge_band, reacting_places

log = logging.getLogger(__name__)

# The band before the saddle is looked for: forces across it, and steps for that
COARSE_FMAX, COARSE_STEPS = 0.5, 20
# Searches from a band that is quieter each time; saddles this close in energy are one [eV]
ATTEMPTS, AGAIN_EV = 3, 0.005
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
    key, told: the name of its journal, and what an earlier attempt has written there
    """

    label: str
    images: tuple[Atoms, ...]
    substitution: dict[int, str]
    calculator: str
    fmax: float = 0.02
    climb: bool = True
    warm: tuple[Atoms, ...] = ()
    warnings: tuple[Caveat, ...] = ()
    key: str = ""
    told: bytes = dataclasses.field(default=b"", repr=False)

    def blank(self, reason: Caveat | None = None) -> Barrier:
        """The record of this candidate before anything is known."""
        return Barrier(
            label=self.label,
            calculator=self.calculator,
            substitution=self.substitution,
            n_images=len(self.images),
            climb=self.climb,
            fmax=self.fmax,
            warnings=self.warnings,
            reason=reason,
        )


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
    band, softest = _first_band(landscape, images)
    if largest(band.points[-1].x - band.points[0].x) < SAME_A:
        raise CandidateError(_why_same(landscape, task))
    found = _climbed(landscape, task, band, softest) if task.climb else _relaxed_band(landscape, task, band, softest)
    return _record(landscape, found, blank) if isinstance(found, Found) else _without_top(landscape, found, blank)


def _why_same(landscape: Landscape, task: Task) -> str:
    """Ends that were apart before they relaxed: one of them is no minimum here."""
    apart = landscape.coordinates(task.images[-1]) - landscape.coordinates(task.images[0])
    return "end_unstable" if largest(apart) > 3 * SAME_A else "ends_identical"


def _first_band(landscape: Landscape, images: Sequence[Atoms]) -> tuple[Band, float]:
    """The images with their ends at rest, and the least curvature there [eV/Å²].

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
    band = _evaluated(landscape, ends, moved[1:-1])
    if band.fmax < ROUGH_FMAX or largest(ends[1].x - ends[0].x) < SAME_A:
        return band, softest
    plain = idpp(landscape.atoms(ends[0].x), landscape.atoms(ends[1].x), len(images))
    other = _evaluated(landscape, ends, [landscape.coordinates(image) for image in plain[1:-1]])
    return min(band, other, key=lambda b: float(b.energies.max())), softest


def _evaluated(landscape: Landscape, ends: Sequence[Point], inner: Sequence[np.ndarray] | np.ndarray) -> Band:
    return Band((ends[0], *(landscape.at(x) for x in inner), ends[1]))


def _climbed(landscape: Landscape, task: Task, first: Band, softest_end: float) -> Found | Band:
    """The saddle of the band, the band laid over it, and the verdict on both; the band alone where it has no top."""
    landscape.meter.enter("band")
    coarse = _coarse(landscape, first, fmax=COARSE_FMAX, max_steps=COARSE_STEPS)
    deep = deepened(landscape, coarse, reacting_places(landscape, _atoms(landscape, coarse), most=2))
    band, best = deep.band, None
    for attempt in range(ATTEMPTS):
        landscape.meter.enter("band")
        if attempt or deep.notes:
            band = _coarse(landscape, band, fmax=COARSE_FMAX / 2**attempt, max_steps=COARSE_STEPS // 2)
        band, top = _top(landscape, band)
        if top is None:
            break
        landscape.meter.enter("climb")
        saddle = find_saddle(landscape, top, reacting_places(landscape, _atoms(landscape, band), most=4), fmax=task.fmax)
        sides = _sides(landscape, band, saddle)
        again = best is not None and abs(best.saddle.point.energy - saddle.point.energy) < AGAIN_EV
        best = sides if best is None or sides.worth > best.worth else best
        if best.worth == 3 or again:
            break
    if best is None:
        return band
    if best.worth == 3 and not is_smooth(task.calculator):
        best = _lower(landscape, task, band, best)
    return dataclasses.replace(_judged(landscape, task, band, best, min(softest_end, deep.softest), stood=band is first), notes=deep.notes)


def _coarse(landscape: Landscape, band: Band, *, fmax: float, max_steps: int) -> Band:
    """The band quieted, once more where images had to be laid anew."""
    quiet = quieted(landscape, band, fmax=fmax, max_steps=max_steps)
    straight = unkinked(landscape, quiet)
    return quiet if straight is quiet else quieted(landscape, straight, fmax=fmax, max_steps=max_steps)


@dataclasses.dataclass(frozen=True)
class Sides:
    """A saddle and what lies on either side of it."""

    saddle: Saddle
    ways: tuple[Way, Way]
    between: bool

    @property
    def worth(self) -> int:
        """3: a saddle between both ends; 2: a saddle of something else; 1: no saddle yet, but between the ends."""
        return 2 * self.saddle.converged + self.between


def _sides(landscape: Landscape, band: Band, saddle: Saddle) -> Sides:
    ways = ways_down(landscape, band, saddle)
    return Sides(saddle, ways, connected(followed(landscape, *with_saddle(band, saddle), saddle, ways)))


def _lower(landscape: Landscape, task: Task, band: Band, sides: Sides) -> Sides:
    """A lower saddle beside the one found, if it lies between the same ends."""
    landscape.meter.enter("climb")
    reacting = reacting_places(landscape, _atoms(landscape, band), most=4)
    saddle = lower_saddle(landscape, sides.saddle, reacting, fmax=task.fmax)
    other = sides if saddle is sides.saddle else _sides(landscape, band, saddle)
    return other if other.worth == 3 else sides


def _judged(landscape: Landscape, task: Task, band: Band, sides: Sides, softest_end: float, *, stood: bool) -> Found:
    landscape.meter.enter("band")
    saddle = sides.saddle
    over, place = laid_over(landscape, band, saddle)
    evidence = Evidence(
        over,
        place,
        task.fmax,
        softest_end,
        ways=followed(landscape, over, place, saddle, sides.ways),
        substituted=tuple(task.substitution),
        interpolated=stood and not over.steps and not saddle.steps,
    )
    return Found(over, place, saddle.point.fmax, saddle.converged, judge(landscape, evidence))


def _top(landscape: Landscape, band: Band) -> tuple[Band, Top | None]:
    """The top of the band; a band without one is quieted further before that is believed."""
    top = top_of(landscape, band)
    if top is None and band.fmax > LOOSE_FMAX:
        band = quieted(landscape, band, fmax=LOOSE_FMAX, max_steps=COARSE_STEPS)
        top = top_of(landscape, band)
    return band, top


def _atoms(landscape: Landscape, band: Band) -> list[Atoms]:
    return [landscape.atoms(point.x) for point in band.points]


def _relaxed_band(landscape: Landscape, task: Task, first: Band, softest_end: float) -> Found | Band:
    """The band relaxed to fmax without climbing; the band alone where no inner image is above the ends."""
    landscape.meter.enter("band")
    band = quieted(landscape, first, fmax=task.fmax, max_steps=FULL_STEPS)
    if band.energies[band.highest] <= max(0.0, band.energies[-1]):
        return band
    evidence = Evidence(band, band.highest, task.fmax, softest_end, substituted=tuple(task.substitution), interpolated=band is first)
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
        images=as_written(_atoms(landscape, band)),
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
        images=as_written(_atoms(landscape, found.band)),
    ).with_warnings(*said, *found.notes, *_doubts(found.verdict))


def _doubts(verdict: Verdict | None) -> list[Caveat]:
    failed = [word(check.name) for check in verdict.checks if not check.passed] if verdict else []
    return [Caveat("verdict_failed", caveat_text("verdict_failed", checks=", ".join(failed)))] if failed else []
