"""Batches as a user starts them, watched and disturbed from outside."""

import json
import os
import random
import signal
import time
from pathlib import Path

from tools.sandbox.processes import descendants

ELEMENTS = ("Al", "Ni", "Pd", "Ag", "Pt", "Au")
SENTENCE = "この表の候補の障壁を計算"


def write_table(file: Path, sites, elements=ELEMENTS) -> None:
    rows = [f"path.extxyz,{site},{element}" for site in sites for element in elements]
    file.write_text("\n".join(["file,site,element", *rows]) + "\n", encoding="utf-8")


SCRIPT = """from sim import read_path, screen
from tools.show import chart, scene

path = read_path("path.extxyz")
table = screen(path, sites=[{site}], elements=["{element}"])
chart(table)
scene(table.lowest)
"""


def words(desk, table, *more, out="out"):
    """`agent screen` over a table with places and elements, EMT, two workers; the model says what the first row says."""
    first = table.read_text(encoding="utf-8").splitlines()[1].split(",")
    model = desk.model(SCRIPT.format(site=first[1].replace("+", ", "), element=first[2]))
    return ["screen", SENTENCE, "--table", table.name, "--calculator", "emt", "--out", out, "--workers", "2", "--model", model, *more]


def records(folder: Path) -> dict[str, dict]:
    """The durable candidates of a batch, by key."""
    files = folder.glob("candidates/??/*/record.json")
    return {file.parent.name: json.loads(file.read_text(encoding="utf-8")) for file in files}


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """What changes when a durable candidate is written again: inode and time of its record."""
    files = folder.glob("candidates/??/*/record.json")
    return {file.parent.name: (file.stat().st_ino, file.stat().st_mtime_ns) for file in files}


def processes(agent: int) -> dict[str, list[int]]:
    """The processes of a batch by what they are: scheduler, nanny, worker, sandbox."""
    found: dict[str, list[int]] = {"scheduler": [], "nanny": [], "worker": [], "sandbox": []}
    for pid in descendants(agent)[1:]:
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        kinds = {"dask_scheduler": "scheduler", "dask_worker": "nanny", "spawn_main": "worker", "bwrap": "sandbox"}
        kind = next((kind for words, kind in kinds.items() if words in line), None)
        if kind:
            found[kind].append(pid)
    return found


def kill_one(agent: int, kind: str, chance: random.Random) -> bool:
    """kill -9 of one process of a kind; whether there was one."""
    pids = [agent] if kind == "agent" else processes(agent)[kind]
    if not pids:
        return False
    try:
        os.kill(chance.choice(pids), signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def gone(pids, within_s=20.0) -> bool:
    """Whether all of these processes end in time."""
    end = time.monotonic() + within_s
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def numbers(record: dict) -> list[float | str | None]:
    """Everything of a candidate that an undisturbed run must give too."""
    kept: list = [record["label"], record["status"]]
    for found in record["records"]:
        kept += [found["label"], found["status"], found["force_calls"], found["saddle_image"], len(found["energies_eV"])]
    return kept


def differences(one: dict, other: dict) -> float:
    """The largest difference of any energy or force of two candidates [eV, eV/Å]."""
    worst = 0.0
    for a, b in zip(one["records"], other["records"], strict=True):
        pairs = [(a[name], b[name]) for name in ("barrier_eV", "reverse_barrier_eV", "reaction_energy_eV", "fmax_reached")]
        for x, y in [*pairs, *zip(a["energies_eV"], b["energies_eV"], strict=True)]:
            assert (x is None) == (y is None)
            worst = max(worst, abs(x - y) if x is not None else 0.0)
    return worst


def assert_equal(folder: Path, undisturbed: Path, tolerance=1e-9) -> None:
    """Both batches hold the same candidates with the same numbers."""
    ours, theirs = records(folder), records(undisturbed)
    assert ours.keys() == theirs.keys()
    for key, record in ours.items():
        assert numbers(record) == numbers(theirs[key])
        assert differences(record, theirs[key]) <= tolerance
