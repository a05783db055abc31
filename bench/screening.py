"""What a batch costs beside its candidates: `python -m bench.screening [--candidates 12 --seconds 20 --most 10000 --only growth]`.

throughput: the same EMT candidates with one worker and with two, one after the other
overhead: candidates that sleep, in sandboxes, two workers busy: wall time beyond the sleep (sandbox, Dask, disk), as a share of 60 s
growth: trivial tasks without a sandbox through the whole engine, durable on disk and indexed: ms a candidate, memory of the scheduler
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ase.build import add_adsorbate, fcc100
from ase.constraints import FixAtoms
from ase.io import write

from sim import interpolate
from tools.screening.batch import Manner, Work
from tools.screening.candidate import Candidate, made
from tools.screening.processes import Processes
from tools.screening.rows import compute_rows
from tools.screening.task import Delivery, Order
from tools.screening.template import Template

SLEEP = "import time\n\ntime.sleep(seconds)\nprint(number)\n"
METALS = ("Al", "Ni", "Pd", "Ag", "Pt", "Au")


def hop(folder: Path) -> None:
    """A Cu adatom's hop on Cu(100), 28 atoms, seven images."""
    ends = []
    for offset in ((0, 0), (1, 0)):
        atoms = fcc100("Cu", size=(3, 3, 3), vacuum=8.0)
        add_adsorbate(atoms, "Cu", 1.7, "hollow", offset=offset)
        atoms.set_constraint(FixAtoms(mask=[atom.tag == 3 for atom in atoms]))
        ends.append(atoms)
    write(folder / "hop.extxyz", list(interpolate(*ends).images))


def throughput(place: Path, count: int) -> None:
    """Candidates a minute with one worker and with two; from the first that is done to the last, so that start-up is no part of it."""
    hop(place)
    rows = [{"file": "hop.extxyz", "site": site, "element": element} for site in range(9, 27) for element in METALS][:count]
    rates = {}
    for workers in (1, 2):
        done: list[float] = []

        def listen(event: dict[str, Any], done: list[float] = done) -> None:
            if event["event"] == "done":
                done.append(time.monotonic())

        compute_rows(rows, folder=place / f"out-{workers}", files=place, calculator="emt", workers=workers, on_event=listen)
        rates[workers] = 60 * (len(done) - 2) / (done[-1] - done[1])  # the host is alone, and first
        print(f"throughput: {workers} worker(s) {rates[workers]:.1f} candidates a minute", flush=True)
    print(f"throughput: two workers {rates[2] / rates[1]:.2f} times one", flush=True)


def candidates(template: Template, count: int, **values: Any) -> Iterator[Candidate]:
    for number in range(count):
        yield made(template, {**values, "number": number}, label=str(number), row=number, files={}, potential={})


def overhead(place: Path, count: int, seconds: float) -> None:
    template, records = Template(SLEEP, {"seconds": 1.0, "number": 0}), []
    stamps: list[float] = []

    def listen(event: dict[str, Any]) -> None:
        if event["event"] == "done":
            stamps.append(time.monotonic())
            records.append(event["record"])

    work = Work.opened(place, template, Manner("emt"), listen)
    work.compute(candidates(template, count, seconds=seconds), Processes(place / "cluster", 2), lambda: False)
    sandbox = sorted(record["provenance"]["wall_s"] - seconds for record in records)
    between = 2 * (stamps[-1] - stamps[1]) / (len(stamps) - 2) - seconds  # two workers: a turn of each ends two candidates
    print(f"overhead: {sandbox[len(sandbox) // 2]:.2f} s median in the worker, {between:.2f} s a turn in all", flush=True)
    print(f"overhead: {100 * between / 60:.1f} % of a 60-s candidate", flush=True)


def trivial(order: Order) -> Delivery:
    """A candidate that is done at once."""
    record = {"kind": "barrier", "label": order.label, "status": "converged", "barrier_eV": 0.5, "energies_eV": [0.0, 0.5, 0.0]}
    return Delivery(order.key, (record,))


def memory_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def growth(place: Path, most: int) -> None:
    template, count = Template(SLEEP, {"seconds": 0.0, "number": 0}), 10
    while count <= most:
        folder = place / str(count)
        folder.mkdir()
        work = Work.opened(folder, template, Manner("emt"), [].append)
        work.task = trivial
        cluster = Measured(folder / "cluster", 2)
        began = time.monotonic()
        work.compute(candidates(template, count), cluster, lambda: False)
        wall = time.monotonic() - cluster.ready
        assert len(work.store) == count
        print(
            f"growth: {count:6d} candidates {wall:7.1f} s, {1000 * wall / count:6.1f} ms a candidate, "
            f"scheduler {cluster.before_mb:.0f} MB before, {cluster.after_mb:.0f} MB after (started in {cluster.ready - began:.1f} s)",
            flush=True,
        )
        count *= 10


class Measured(Processes):
    """The cluster, with its scheduler's memory when it is open and when it is closed."""

    ready = before_mb = after_mb = 0.0

    def open(self) -> Any:
        client = super().open()
        client.wait_for_workers(self.count)
        self.ready, self.before_mb = time.monotonic(), memory_mb(self._pid)
        return client

    def close(self) -> None:
        if self._scheduler is not None and self._scheduler.poll() is None:
            self.after_mb = memory_mb(self._pid)
        super().close()

    @property
    def _pid(self) -> int:
        assert self._scheduler is not None
        return self._scheduler.pid


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--most", type=int, default=10_000)
    parser.add_argument("--only", choices=("growth", "overhead", "throughput"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        for name, measure in (
            ("growth", lambda folder: growth(folder, options.most)),
            ("overhead", lambda folder: overhead(folder, options.candidates, options.seconds)),
            ("throughput", lambda folder: throughput(folder, options.candidates)),
        ):
            if options.only not in (None, name):
                continue
            folder = Path(place) / name
            folder.mkdir()
            measure(folder)


if __name__ == "__main__":
    main()
