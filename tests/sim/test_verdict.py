"""Each check of a verdict is caught by a case that it alone catches; a case in which all is well passes all."""

import dataclasses

import numpy as np
import pytest
from surfaces import DoubleWell, SharpWell, Surface, place

from sim.band import Band
from sim.downhill import Way, followed, ways_down
from sim.landscape import Landscape
from sim.progress import Meter
from sim.saddle import Saddle, measured_hessian
from sim.verdict import Evidence, judge

WAYS = (Way("initial", True, 0.0), Way("final", True, 0.0))


class TwoHumps(Surface):
    """Minima at x = -2, 0, 2 and saddles between them, all on a straight line."""

    def value(self, r):
        x, y, z = r
        return 0.02 * x**2 * (x**2 - 4) ** 2 + 3 * (y**2 + z**2)


class Stairs(Surface):
    """A low hump, then a high one, and behind it a valley that lies above the low hump."""

    def value(self, r):
        x, y, z = r
        return 0.05 * (1 - np.cos(2 * np.pi * x)) + 0.15 * (x - np.sin(2 * np.pi * x) / (2 * np.pi)) + 3 * (y**2 + z**2)


class Pillow(Surface):
    """A hump that falls off to both sides of the way as well: two modes lead down from its top."""

    def value(self, r):
        x, y, z = r
        return 0.8 * (x**2 - 1) ** 2 + 3 * (y**2 * (x**2 - 0.5) + y**4) + 3 * z**2


def landscape_of(surface):
    return Landscape(place(0, 0, 0), surface(), Meter("test"))


def band_of(landscape, *places):
    return Band(tuple(landscape.at(np.array(r, dtype=float)) for r in places), steps=9)


def evidence_of(landscape, *places, saddle, **changes):
    band = band_of(landscape, *places)
    return dataclasses.replace(Evidence(band, saddle, fmax=0.02, softest_end=1.0, ways=WAYS), **changes)


def failed(landscape, evidence):
    return [check.name for check in judge(landscape, evidence).checks if not check.passed]


WELL = ((-1, 0, 0), (-0.6, 0, 0), (0, 0, 0), (0.6, 0, 0), (1, 0, 0))


def test_a_good_saddle_passes_every_check():
    landscape = landscape_of(DoubleWell)
    evidence = evidence_of(landscape, *WELL, saddle=2)
    verdict = judge(landscape, evidence)
    assert verdict.passed
    assert (verdict.n_imaginary, verdict.connects) == (1, True)
    assert all(np.isfinite([check.value, check.limit]).all() for check in verdict.checks)


def test_an_end_under_force_is_caught():
    landscape = landscape_of(DoubleWell)
    aside = ((-1, 0.01, 0), *WELL[1:])
    assert failed(landscape, evidence_of(landscape, *aside, saddle=2)) == ["ends_at_rest"]


def test_an_end_that_is_no_minimum_is_caught():
    landscape = landscape_of(DoubleWell)
    assert failed(landscape, evidence_of(landscape, *WELL, saddle=2, softest_end=-0.4)) == ["ends_are_minima"]


def test_an_end_above_the_highest_image_is_caught():
    landscape = landscape_of(Stairs)
    band = [(x, 0, 0) for x in (0.0, 0.25, 0.5, 0.75, 1.0, 2.0)]
    saddle = min(np.linspace(0.3, 0.7, 4001), key=lambda x: abs(landscape.at(np.array([x, 0, 0])).forces[0]))
    band[2] = (saddle, 0, 0)
    assert failed(landscape, evidence_of(landscape, *band, saddle=2)) == ["highest_inside"]


def test_a_saddle_under_force_is_caught():
    landscape = landscape_of(DoubleWell)
    aside = (*WELL[:2], (0, 0.01, 0), *WELL[3:])
    assert failed(landscape, evidence_of(landscape, *aside, saddle=2)) == ["saddle_fmax"]


def test_a_second_way_down_is_caught():
    landscape = landscape_of(Pillow)
    verdict = judge(landscape, evidence_of(landscape, *WELL, saddle=2))
    assert verdict.n_imaginary == 2
    assert [check.name for check in verdict.checks if not check.passed] == ["one_imaginary_mode"]


def test_a_minimum_taken_for_a_saddle_is_caught():
    landscape = landscape_of(TwoHumps)
    assert judge(landscape, evidence_of(landscape, *[(x, 0, 0) for x in (-2, -1, 0, 1, 2)], saddle=2)).n_imaginary == 0


def test_a_saddle_of_another_way_is_caught():
    landscape = landscape_of(DoubleWell)
    astray = (Way("initial", True, 0.0), Way("initial", True, 0.0))
    assert failed(landscape, evidence_of(landscape, *WELL, saddle=2, ways=astray)) == ["runs_down"]


def test_a_band_that_is_still_the_interpolation_is_caught():
    landscape = landscape_of(DoubleWell)
    evenly = [(x, 0, 0) for x in np.linspace(-1, 1, 5)]
    assert failed(landscape, evidence_of(landscape, *evenly, saddle=2, interpolated=True)) == ["band_moved"]


def test_a_second_hump_is_caught():
    landscape = landscape_of(TwoHumps)
    top = 2 / 3**0.5
    band = [(x, 0, 0) for x in (-2, -top, -0.4, 0.0, 0.4, top, 2)]
    assert failed(landscape, evidence_of(landscape, *band, saddle=1)) == ["single_hump"]


def test_a_minimum_met_on_the_way_down_is_caught():
    landscape = landscape_of(DoubleWell)
    ways = (Way("initial", False, 0.1), Way("final", True, 0.0))
    assert failed(landscape, evidence_of(landscape, *WELL, saddle=2, ways=ways)) == ["single_hump"]


def test_a_kink_is_caught():
    landscape = landscape_of(DoubleWell)
    bent = ((-1, 0, 0), (-0.5, 0.05, 0), (-0.505, -0.05, 0), (0, 0, 0), (0.6, 0, 0), (1, 0, 0))
    assert failed(landscape, evidence_of(landscape, *bent, saddle=3)) == ["no_kink"]


def at_the_top(landscape, point):
    """A saddle whose mode runs along x."""
    return Saddle(point, np.array([1.0, 0.0, 0.0]), 0, True, measured_hessian(landscape, point, [0], np.array([1.0, 0.0, 0.0])))


@pytest.mark.parametrize("surface", [DoubleWell, SharpWell])
def test_descents_from_a_saddle_find_both_ends(surface):
    landscape = landscape_of(surface)
    band = band_of(landscape, *WELL)
    saddle = at_the_top(landscape, band.points[2])
    forward, back = ways_down(landscape, band, saddle)
    assert (forward.end, forward.direct, back.end, back.direct) == ("final", True, "initial", True)


def test_a_descent_that_rests_on_the_way_belongs_to_the_end_behind():
    landscape = landscape_of(TwoHumps)
    top = 2 / 3**0.5
    band = band_of(landscape, *[(x, 0, 0) for x in (-2, -top, -0.4, 0.0, 0.9, 1.4, 2)])
    high = dataclasses.replace(band.points[1], energy=band.points[1].energy + 0.01)
    band = Band((band.points[0], high, *band.points[2:]))
    forward, back = ways_down(landscape, band, at_the_top(landscape, high))
    assert (forward.end, forward.direct) == ("final", False)
    assert (back.end, back.direct) == ("initial", True)


def astray_on_the_left(landscape, *places, saddle):
    """The ways off a saddle whose descent to the left came to rest beside the band, held against the band."""
    band = band_of(landscape, *places)
    ways = (Way("final", True, 0.0), Way("", False, -0.03))
    return followed(landscape, band, saddle, at_the_top(landscape, band.points[saddle]), ways)


def test_a_band_that_falls_to_its_end_arrives_though_a_descent_stopped_beside_it():
    landscape = landscape_of(DoubleWell)
    right, left = astray_on_the_left(landscape, *WELL, saddle=2)
    assert right == Way("final", True, 0.0)
    assert (left.end, left.followed, left.energy) == ("initial", True, -0.03)
    verdict = judge(landscape, evidence_of(landscape, *WELL, saddle=2, ways=(right, left)))
    assert verdict.passed
    assert "-0.030 eV" in next(check.detail for check in verdict.checks if check.name == "runs_down")


def test_a_valley_on_the_way_is_no_fall_even_between_two_images():
    landscape = landscape_of(TwoHumps)
    saddle = 2 / 3**0.5
    for left in ((-2, -1, 0), (-2, -0.9), (-2,)):
        places = [(x, 0, 0) for x in (*left, saddle, 2)]
        assert astray_on_the_left(landscape, *places, saddle=len(left))[1].end == ""
