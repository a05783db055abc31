"""A batch survives: whatever is killed and whenever, `agent resume` ends with the numbers of an undisturbed run; nothing durable is computed
again, nothing is lost."""

import json
import random
import signal
import subprocess
import time

import pytest
from batches import assert_equal, gone, kill_one, marks, processes, records, words, write_table

from tools.sandbox.processes import descendants


def started(desk, table, out, **where):
    return desk.start(*words(desk, table, "--json", out=out), **where)


def watched(desk, process, out, known, *, until):
    """Watches a batch until it ends or `until()`; every candidate that was durable stays as it was."""
    folder = desk.folder / out
    while process.poll() is None and not until():
        now = marks(folder)
        assert known.items() <= now.items()
        known |= now
        time.sleep(0.05)


def disturbed(desk, table, out, kills, chance, seconds):
    """A batch with these kills at random moments, resumed when it has died, to its end; how many hit, and the last command's result."""
    unread = {"stdout": subprocess.DEVNULL}  # a pipe that nobody reads fills, and the command waits for ever
    process, known, hits = started(desk, table, out, **unread), {}, 0
    for kind in kills:
        goal = len(known) + chance.randint(0, 1)  # some kills while all starts, some while candidates are under way
        watched(desk, process, out, known, until=lambda goal=goal: len(known) >= goal)
        end = time.monotonic() + chance.uniform(0, seconds)
        watched(desk, process, out, known, until=lambda end=end: time.monotonic() > end)
        if process.poll() is not None:
            break
        family = descendants(process.pid)
        while not (hit := kill_one(process.pid, kind, chance)) and process.poll() is None:
            watched(desk, process, out, known, until=lambda: True)
            time.sleep(0.02)
            family = descendants(process.pid)
        hits += hit
        if hit and kind == "agent":
            process.communicate()
            assert gone(family), "nothing that agent had started is left"
            begun = (desk.folder / out / "batch.json").exists()
            process = desk.start("resume", out, **unread) if begun else started(desk, table, out, **unread)
    watched(desk, process, out, known, until=lambda: False)
    _, stderr = process.communicate(timeout=60)
    assert "Traceback" not in stderr, stderr
    assert known.items() <= marks(desk.folder / out).items()
    return hits, process.returncode, json.loads((desk.folder / out / "results.json").read_text(encoding="utf-8"))


def undisturbed(desk, table):
    process = started(desk, table, "whole")
    out, err = process.communicate(timeout=3000)
    assert process.returncode == 0, err
    return json.loads(out)


def test_killed_workers_schedulers_and_agents_change_no_number(desk):
    table = desk.folder / "table.csv"
    write_table(table, (8,), ("Ni", "Pd", "Ag", "Pt"))
    whole = undisturbed(desk, table)
    _, code, result = disturbed(desk, table, "out", ["worker", "scheduler", "agent"], random.Random(7), 3)
    assert code == 0 and len(result["records"]) == len(whole["records"]) == 5
    assert_equal(desk.folder / "out", desk.folder / "whole")


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_sixty_candidates_survive_thirty_kills(desk):
    table = desk.folder / "table.csv"
    write_table(table, (4, 5, 6, 7, 8, 9, 10, 11, 12))
    with table.open("a", encoding="utf-8") as more:
        more.writelines(f"path.extxyz,8+9,{element}\n" for element in ("Ni", "Pd", "Ag", "Pt", "Au"))
    undisturbed(desk, table)
    chance = random.Random(20261125)
    kills = [kind for kind in ("worker", "nanny", "scheduler", "agent", "sandbox") for _ in range(6)]
    chance.shuffle(kills)
    hits, code, result = disturbed(desk, table, "out", kills, chance, 2.5)
    assert hits == 30 and code == 0 and len(result["records"]) == 60
    assert_equal(desk.folder / "out", desk.folder / "whole")


FULL = 'small="$1"; shift; "$@"; code=$?; cp -a "$small/out" kept; exit $code'


@pytest.mark.parametrize("size", [60_000, 160_000, 3_000_000])  # before it begins, among candidates, at the report
def test_a_full_disk_ends_the_batch_and_what_was_durable_counts(desk, size):
    table = desk.folder / "table.csv"
    write_table(table, (8,), ("Ni", "Pd"))
    (desk.folder / "small").mkdir()
    before = ("bwrap", "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", str(desk.folder / "small"), "sh", "-c", FULL, "sh", "small")
    done = desk.agent(*words(desk, table, "--json", out="small/out"), before=before)
    assert (done.code, done.error) == (1, "limit_disk") and "Traceback" not in done.err
    kept = marks(desk.folder / "kept")
    begun = (desk.folder / "kept" / "batch.json").exists()
    result = desk.agent("resume", "kept", "--json").result if begun else undisturbed(desk, table)
    assert result["status"] == "done" and len(result["records"]) == 3
    assert all(marks(desk.folder / "kept").get(key) == mark for key, mark in kept.items())


def test_an_interrupt_keeps_what_is_finished_and_leaves_no_process(desk):
    table = desk.folder / "table.csv"
    write_table(table, (8,), ("Ni", "Pd", "Ag"))
    process = started(desk, table, "out")
    watched(desk, process, "out", {}, until=lambda: len(records(desk.folder / "out")) >= 1 and processes(process.pid)["sandbox"])
    family = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    result = json.loads(out)
    assert process.returncode == 130 and result["error"]["code"] == "interrupted" and "agent resume" in result["error"]["hint"]
    assert len(result["records"]) >= 1 and "Traceback" not in err and gone(family)
