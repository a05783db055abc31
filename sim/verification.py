"""A verdict for a barrier that has none yet, from its images."""

import dataclasses
from collections.abc import Sequence
from typing import overload

from sim.band import Band, tangents
from sim.downhill import followed, ways_down
from sim.landscape import Landscape
from sim.many import each_barrier
from sim.plan import refined
from sim.potentials import open_calculator
from sim.progress import Meter
from sim.records import Barrier, BarrierTable
from sim.saddle import Saddle, measured_hessian
from sim.settings import settings
from sim.trajectory import images_of
from sim.verdict import Evidence, judge, partial_hessian, reacting_places


@overload
def verify(barrier: Barrier) -> Barrier: ...
@overload
def verify(barrier: BarrierTable | Sequence[Barrier]) -> BarrierTable: ...
def verify(barrier: Barrier | BarrierTable | Sequence[Barrier]) -> Barrier | BarrierTable:
    """The barrier, or a table of many, with a whole verdict: its saddle's modes, where they lead, its ends, its band.

    A barrier that climbed brings its verdict along and comes back as it is, and so does one without a saddle.
    Without climbing the highest image stands for the saddle; the verdict then says how far it is from one.
    """
    return each_barrier(barrier, lambda one: refined(one, lambda: _verified(one), verdict={"n_imaginary": 1}))


def _verified(barrier: Barrier) -> Barrier:
    if barrier.saddle_image is None or (barrier.verdict is not None and barrier.verdict.n_imaginary is not None):
        return barrier
    images = images_of(barrier, settings().folder)
    meter = Meter(barrier.label)
    landscape = Landscape(images[0], open_calculator(barrier.calculator), meter)
    meter.enter("verify")
    band = Band(tuple(landscape.at(landscape.coordinates(image)) for image in images))
    place = barrier.saddle_image
    top = band.points[place]
    along = tangents(band)[place - 1]
    learned = measured_hessian(landscape, top, reacting_places(landscape, images, most=4), along)
    saddle = Saddle(top, along, 0, top.fmax <= barrier.fmax, learned)
    ends = reacting_places(landscape, images, most=2)
    softest = min(float(partial_hessian(landscape, end, ends).curvatures[0]) for end in (band.points[0], band.points[-1]))
    ways = followed(landscape, band, place, saddle, ways_down(landscape, band, saddle))
    evidence = Evidence(band, place, barrier.fmax, softest, mode=along, ways=ways, substituted=tuple(barrier.substitution))
    verdict = judge(landscape, evidence)
    return dataclasses.replace(barrier, verdict=verdict, force_calls=barrier.force_calls + meter.force_calls)
