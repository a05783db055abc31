"""Rates: wells and passes whose frequencies are known exactly, so that the rate is known too."""

import dataclasses
import math

import numpy as np
import pytest
from ase import units
from hops import hop_on_cu100
from surfaces import HEIGHT, STIFF, place

from sim import barrier, harmonic_rates, interpolate, rates
from sim.errors import SettingError
from sim.records import BarrierTable, record_from_dict
from sim.settings import Settings, use

MASS = 1.008
# Curvatures of HEIGHT (x² − 1)² at its minima and at its top [eV/Å²]
WELL, TOP = 8 * HEIGHT, 4 * HEIGHT


@pytest.fixture
def hop(tmp_path):
    """The barrier between the two minima of a surface."""

    def on(name, **options):
        before = use(Settings(calculator=f"surfaces.{name}", folder=tmp_path))
        found = barrier(interpolate(place(-1.0, 0.0, 0.0), place(1.0, 0.0, 0.0)), **options)
        used.append(before)
        return found

    used = []
    yield on
    if used:
        use(used[0])


def frequency(curvature):
    """Of the atom in a well [1/s]."""
    return math.sqrt(curvature * units._e * 1e20 / (MASS * units._amu)) / (2 * math.pi)


def quantum(curvature):
    """The energy of one quantum [eV]."""
    return units._hplanck * frequency(curvature) / units._e


def said(record):
    return {caveat.code for caveat in record.warnings}


def test_along_a_straight_valley_the_prefactor_is_the_frequency_along_it(hop):
    found = harmonic_rates(hop("DoubleWell"), 300)
    assert found.prefactor_per_s == pytest.approx(frequency(WELL), rel=0.01)
    assert found.zpe_correction_eV == pytest.approx(-quantum(WELL) / 2, rel=0.01)


def test_a_gate_across_the_way_lowers_the_prefactor_and_raises_the_zero_point_energy(hop):
    found = harmonic_rates(hop("Gate"), 300)
    assert found.prefactor_per_s == pytest.approx(frequency(WELL) * math.sqrt(STIFF / (4 * STIFF)), rel=0.01)
    assert found.zpe_correction_eV == pytest.approx((quantum(4 * STIFF) - quantum(STIFF) - quantum(WELL)) / 2, rel=0.02)


def test_in_the_heat_the_rate_is_vineyards(hop):
    found = harmonic_rates(hop("Gate"), 4000.0)
    classical = found.prefactor_per_s * math.exp(-found.barrier_eV / (units.kB * 4000.0))
    assert found.rates[0].rate_per_s == pytest.approx(classical, rel=0.02)


def test_in_the_cold_the_rate_has_the_barrier_with_zero_point_energy(hop):
    """kBT/h times exp(−(E + ΔZPE)/kBT): no oscillator is excited; the slope over 1/T tells the barrier."""
    found = harmonic_rates(hop("Gate"), [40.0, 50.0])
    (cold, warm), beta = (r.rate_per_s for r in found.rates), [1 / (units.kB * t) for t in (40.0, 50.0)]
    slope = -(math.log(cold / 40.0) - math.log(warm / 50.0)) / (beta[0] - beta[1])
    assert slope == pytest.approx(found.barrier_eV + found.zpe_correction_eV, abs=1e-3)
    height = found.barrier_eV + found.zpe_correction_eV
    assert math.log(cold) == pytest.approx(math.log(units._k * 40.0 / units._hplanck) - height * beta[0], abs=0.01)


def test_the_range_runs_from_where_tunnelling_begins_to_a_barrier_of_five_kbt(hop):
    found = harmonic_rates(hop("DoubleWell"), 600)
    coldest, hottest = found.rates_range_K
    assert coldest == pytest.approx(quantum(TOP) / units.kB / math.sqrt(12), rel=0.01)
    assert hottest == pytest.approx(HEIGHT / (5 * units.kB), rel=1e-3)
    assert said(found) >= {"rates_harmonic"} and not said(found) & {"rates_tunnelling", "rates_hot"}
    text = next(caveat.text for caveat in found.warnings if caveat.code == "rates_harmonic")
    assert f"{coldest:.0f}" in text and f"{hottest:.0f}" in text


def test_temperatures_out_of_range_are_named(hop):
    found = hop("DoubleWell")
    both = harmonic_rates(found, [200, 600, 3000])
    texts = {caveat.code: caveat.text for caveat in both.warnings}
    assert "200 K" in texts["rates_tunnelling"] and "600" not in texts["rates_tunnelling"]
    assert "3000 K" in texts["rates_hot"] and "600" not in texts["rates_hot"]
    assert "rates_hot" in said(rates(found, [3000])) and "rates_hot" not in said(rates(found, [600]))


def test_without_vibrations_the_prefactor_is_kbt_over_h_and_says_so(hop):
    found = rates(hop("DoubleWell"), 500)
    expected = units._k * 500 / units._hplanck * math.exp(-found.barrier_eV / (units.kB * 500))
    assert found.rates[0].rate_per_s == pytest.approx(expected, rel=1e-12)
    assert "rates_prefactor" in said(found) and found.prefactor_per_s is None and found.zpe_correction_eV is None


def test_a_barrier_that_is_no_saddle_has_no_harmonic_rate_and_says_why(hop):
    found = harmonic_rates(hop("DoubleWell", climb=False), 500)
    assert said(found) >= {"rates_not_harmonic", "rates_prefactor"}
    assert found.rates and found.prefactor_per_s is None


def test_a_minimum_at_the_top_or_a_hilltop_at_the_start_has_no_harmonic_rate(hop):
    found = hop("DoubleWell")
    for image, x in ((found.saddle_image, 1.0), (0, 0.0)):
        images = [image.copy() for image in found.images]
        images[image].positions[0, 0] = x
        assert "rates_not_harmonic" in said(harmonic_rates(dataclasses.replace(found, images=tuple(images)), 500))


def test_the_second_rates_replace_what_was_said_of_the_first(hop):
    found = hop("DoubleWell")
    once = harmonic_rates(found, [600])
    assert said(rates(once, [600])) == said(rates(found, [600]))
    assert rates(once, [600]).prefactor_per_s is None
    assert "rates_prefactor" not in said(harmonic_rates(rates(found, [600]), [600]))


def test_force_calls_of_the_vibrations_are_counted(hop):
    found = hop("DoubleWell")
    assert harmonic_rates(found, 600).force_calls == found.force_calls + 2 * 6


def test_the_images_come_from_the_file_where_they_are_not_in_memory(hop):
    found = hop("DoubleWell")
    bare = record_from_dict(found.to_dict())
    assert not bare.images
    assert harmonic_rates(bare, 600).rates == harmonic_rates(found, 600).rates


def test_harmonic_rates_come_back_from_their_record(hop):
    found = harmonic_rates(hop("DoubleWell"), [500, 600])
    assert record_from_dict(found.to_dict()) == found


def test_a_table_has_rates_in_every_row(hop):
    found = hop("DoubleWell")
    table = harmonic_rates(BarrierTable((found, dataclasses.replace(found, barrier_eV=None, status="failed"))), 600)
    assert [len(row.rates) for row in table] == [1, 0]


def test_an_adatom_has_a_prefactor_of_the_fields_size_and_more_atoms_change_it_little(session):
    """Hops of metal atoms: 10¹² to 10¹³ a second (Antczak & Ehrlich, doi.org/10.1016/j.surfrep.2006.12.001)."""
    found = barrier(hop_on_cu100())
    few, many = (harmonic_rates(found, 300, n_atoms=count) for count in (1, 8))
    assert 1e12 < few.prefactor_per_s < 2e13
    assert few.prefactor_per_s / 2.5 < many.prefactor_per_s < 2.5 * few.prefactor_per_s
    assert abs(many.zpe_correction_eV) < 0.02
    assert many.force_calls - found.force_calls == 8 * 12


@pytest.mark.parametrize("count", [0, -1, 1.5, True, np.nan])
def test_a_number_of_atoms_that_is_none_is_refused(hop, count):
    with pytest.raises(SettingError):
        harmonic_rates(hop("DoubleWell"), 300, n_atoms=count)
