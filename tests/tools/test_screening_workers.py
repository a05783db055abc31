"""Workers that cannot compute, schedulers that are killed as they start: told once, costing no candidate an attempt."""

import subprocess

import pytest

from tools.errors import ClusterError, IsolationError
from tools.screening.fitness import STRIKES, Fitness
from tools.screening.processes import MOST_FALSE_STARTS, Processes
from tools.screening.task import Delivery, Order, carry_out

WORKERS = {"tls://1": {"name": "local-0"}}


def delivery(code="kernel_died", *, unfit=True):
    error = {"code": code, "message": "no module named ase", "hint": ""}
    return Delivery("a", error=error, provenance={"worker": "local-0"}, unfit=unfit)


def test_a_worker_of_ours_that_never_opens_a_sandbox_ends_the_batch_with_its_reason():
    told = []
    fitness = Fitness("strong", True, told.append)
    for _ in range(STRIKES - 1):
        assert not fitness.take(None, delivery(), WORKERS)
    assert not told
    with pytest.raises(ClusterError, match="no module named ase"):
        fitness.take(None, delivery(), WORKERS)
    assert [event["event"] for event in told] == ["refused"]


def test_one_sandbox_that_opens_forgives_those_that_did_not():
    fitness = Fitness("strong", True, [].append)
    for _ in range(3 * STRIKES):
        assert not fitness.take(None, delivery(), WORKERS)
        assert fitness.take(None, delivery(unfit=False), WORKERS)


def test_without_isolation_the_batch_ends_as_a_run_does():
    fitness = Fitness("strong", True, [].append)
    for _ in range(STRIKES - 1):
        assert not fitness.take(None, delivery("isolation_unavailable"), WORKERS)
    with pytest.raises(IsolationError) as refused:
        fitness.take(None, delivery("isolation_unavailable"), WORKERS)
    assert refused.value.message == "no module named ase"


def test_a_worker_without_a_temporary_folder_is_unfit(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    delivered = carry_out(Order("a", "a", "1"))
    assert delivered.unfit and "gone" in delivered.error["message"]


class Doomed(Processes):
    """Its first two schedulers are killed as they start."""

    kills = 2

    def _address(self):
        if self.kills:
            self.kills -= 1
            self._scheduler.kill()
        return super()._address()


def test_a_scheduler_that_is_killed_as_it_starts_is_started_again(tmp_path):
    cluster = Doomed(tmp_path / "cluster", 0)
    try:
        assert cluster.open().status == "running" and not cluster.kills
    finally:
        cluster.close()


class Broken(Processes):
    """Its workers end at once by themselves."""

    def _worker(self, number):
        self._begun[number] = 1e12
        with (self.folder / f"worker-{number}.log").open("ab") as log:
            return subprocess.Popen(["sh", "-c", "echo no such module: dask >&2; exit 1"], stdin=subprocess.PIPE, stderr=log)


def test_workers_that_cannot_start_are_not_started_for_ever(tmp_path):
    cluster = Broken(tmp_path / "cluster", 1)
    try:
        cluster.open()
        for _ in range(MOST_FALSE_STARTS - 1):
            cluster._workers[0].wait()
            cluster.look()
        cluster._workers[0].wait()
        with pytest.raises(ClusterError, match="no such module: dask"):
            cluster.look()
    finally:
        cluster.close()
