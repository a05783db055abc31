"""A candidate goes on from its journal: the same numbers, and no force computed again that is written there."""

import base64
import dataclasses

import pytest
from ase.calculators.emt import EMT
from hops import hop_on_cu100

from sim import barrier, journal, substitute
from sim.candidate import compute
from sim.finished import key_of
from sim.neb import Options, _task
from sim.settings import settings, use

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def counted(monkeypatch):
    """How many structures the potential was asked for."""
    calls, inner = [], EMT.calculate

    def calculate(self, *arguments, **options):
        calls.append(1)
        inner(self, *arguments, **options)

    monkeypatch.setattr(EMT, "calculate", calculate)
    return calls


@pytest.fixture
def written(events, monkeypatch, counted):
    """A candidate with its record and the journal that it left."""
    monkeypatch.setattr(journal, "INTERVAL_S", 0.0)
    task = _task(substitute(hop_on_cu100(), {22: "Pd"}), Options(None, 0.02, True, None))
    task = dataclasses.replace(task, key=key_of(task))
    record = compute(task)
    told = b""
    for event in events:
        if event["event"] == "forces":
            assert event["key"] == task.key and event["offset"] == len(told)
            told += base64.b64decode(event["data"])
    counted.clear()
    return task, record, told


def same(found, record):
    """The same numbers to 1e-10 (EMT's neighbours come in another order after a restart), the same calls and words exactly."""
    numbers = ("barrier_eV", "reverse_barrier_eV", "reaction_energy_eV", "fmax_reached")
    assert [getattr(found, name) for name in numbers] == pytest.approx([getattr(record, name) for name in numbers], abs=1e-10)
    assert found.energies_eV == pytest.approx(record.energies_eV, abs=1e-10)
    assert (found.status, found.force_calls, found.saddle_image) == (record.status, record.force_calls, record.saddle_image)
    return True


@pytest.mark.parametrize("share", [0.0, 0.13, 0.5, 0.87, 1.0])
def test_from_any_call_on_the_numbers_are_the_same_and_only_the_rest_is_computed(written, counted, share):
    task, record, told = written
    size = len(told) // record.force_calls
    known = int(share * record.force_calls)
    again = compute(dataclasses.replace(task, told=told[: known * size + 5]))  # half an entry is none
    assert same(again, record)
    assert len(counted) == record.force_calls - known
    assert all(abs(a.positions - b.positions).max() < 1e-7 for a, b in zip(again.images, record.images, strict=True))


def test_a_journal_of_another_way_is_not_believed(written, counted):
    task, record, told = written
    other = dataclasses.replace(task, told=told[::-1])
    assert same(compute(other), record)
    assert len(counted) == record.force_calls


def test_a_barrier_finds_the_journal_beside_the_finished_candidates(written, counted, tmp_path):
    task, record, told = written
    use(dataclasses.replace(settings(), finished=tmp_path))
    (tmp_path / f"{task.key}.forces").write_bytes(told)
    found = barrier(substitute(hop_on_cu100(), {22: "Pd"}))
    assert found.barrier_eV == record.barrier_eV and not counted
