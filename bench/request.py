"""The demo's request with five elements, three ways, in force calls and CPU seconds: `python -m bench.request [--out FILE]`.

ours: `screen(path, 189, [Fe, Co, Pt, Ni, Pd])`, host, ends, verdicts and cold cross-check in.
written: plain ASE as people write it, each element from the given path's ends: stock calculator (an image one), ends by BFGS,
cold IDPP, climbing NEB (improvedtangent) by BFGS, fmax 0.05, serial.
best: plain ASE at its best: the thin calculator of this project, LBFGS, fmax 0.02, otherwise the same. Nothing is verified by either.
tight: best, gone on to fmax 0.005: what the other three are held against.

Each line of FILE is one result, and what stands there is not computed again; `--only WAY:ELEMENT` computes one of them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ase import Atoms
from ase.mep import NEB
from ase.optimize import BFGS, LBFGS

from bench.barriers import Counter, stock
from bench.cost import ONE_THREAD, cpu_s
from sim import configure, read_path, screen, substitute
from sim.potentials import open_calculator

BUNDLED = Path(__file__).parents[1] / "notebooks" / "data" / "ru_ch.extxyz"
SITE, ELEMENTS = 189, ("Fe", "Co", "Pt", "Ni", "Pd")
MOST_STEPS = 400


def plain(images: list[Atoms], fmax: float, optimizer: Any, calculator: Callable[[], Any]) -> Iterator[tuple[float, dict[str, Any]]]:
    """Ends relaxed, then a climbing band: a row at `fmax`, and one at each smaller fmax that is asked for next."""
    counter, started = Counter(), cpu_s()
    for image in images:
        image.calc = counter.watch(calculator())
    for end in (images[0], images[-1]):
        optimizer(end, logfile=None).run(fmax=fmax, steps=MOST_STEPS)
    band = NEB(images, k=0.1, climb=True, method="improvedtangent")
    band.interpolate("idpp")
    run = optimizer(band, logfile=None)
    for limit in (fmax, 0.005):
        converged = bool(run.run(fmax=limit, steps=MOST_STEPS))
        energies = [float(image.get_potential_energy()) for image in images]
        yield (
            limit,
            {
                "calls": counter.calls,
                "cpu_s": round(cpu_s() - started, 1),
                "barrier_eV": max(energies) - energies[0],
                "converged": converged,
            },
        )


def ours() -> Iterator[dict[str, Any]]:
    started = cpu_s()
    with tempfile.TemporaryDirectory() as folder:
        configure(folder=folder)
        table = screen(read_path(BUNDLED), SITE, list(ELEMENTS), calculator="chgnet")
    for found in table:
        element = found.substitution.get(SITE, "host")
        yield {"way": "ours", "element": element, "calls": found.force_calls, "barrier_eV": found.barrier_eV, "converged": found.is_settled}
    yield {"way": "ours", "element": "all", "cpu_s": round(cpu_s() - started, 1)}


def rows(way: str, element: str) -> Iterator[dict[str, Any]]:
    if way == "ours":
        yield from ours()
        return
    images = [image.copy() for image in substitute(read_path(BUNDLED), {SITE: element}).images]
    options = (0.05, BFGS, lambda: stock("chgnet")) if way == "written" else (0.02, LBFGS, lambda: open_calculator("chgnet"))
    for limit, row in plain(images, *options):
        yield {"way": way if limit == options[0] else "tight", "element": element, **row}
        if way == "written":
            return


def table(found: list[dict[str, Any]]) -> Iterator[str]:
    """One line an element, and the sums."""
    ways = ("ours", "written", "best", "tight")
    known = {(row["way"], row["element"]): row for row in found}
    for element in ("host", *ELEMENTS):
        cells = [known.get((way, element)) for way in ways]
        yield f"{element:5s}" + "".join(
            f"  {way} {row['barrier_eV']:.4f} eV {row['calls']:5d} calls{'' if row['converged'] else ' (not converged)'}"
            for way, row in zip(ways, cells, strict=True)
            if row and row["barrier_eV"] is not None
        )
    for way in ways[:3]:
        mine = [row for row in found if row["way"] == way]
        calls, seconds = (sum(row.get(key, 0) for row in mine) for key in ("calls", "cpu_s"))
        yield f"{way}: {calls} calls, {seconds:.0f} CPU s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("request.jsonl"))
    parser.add_argument("--only", metavar="WAY:ELEMENT")
    options = parser.parse_args()
    wanted = ["ours:all", *(f"{way}:{element}" for element in ELEMENTS for way in ("written", "best"))]
    for name in [] if options.only else wanted:
        command = [sys.executable, "-m", "bench.request", "--out", str(options.out), "--only", name]
        subprocess.run(command, env={**os.environ, **ONE_THREAD}, stdout=subprocess.DEVNULL, check=True)
    if options.only:
        compute(options.out, *options.only.split(":"))
    print(*table(read(options.out)), sep="\n")


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def compute(file: Path, way: str, element: str) -> None:
    """Adds what is not there yet."""
    if any((row["way"], row["element"]) == (way, element) for row in read(file)):
        return
    for row in rows(way, element):
        with file.open("a") as lines:
            lines.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
