"""`agent screen`: from a sentence, a notebook or a table to a folder of durable candidates; bad rows are said before anything is spent."""

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from ase.db import connect
from batches import marks, records, words, write_table
from nbformat.v4 import new_code_cell, new_notebook
from pymatgen.core import Element
from written import screen_script

from agent.batch.request import elements_of
from model.reading.elements import GROUPS
from tools.sandbox.processes import descendants


def test_groups_in_words_are_those_of_pymatgen():
    """Written out they are pymatgen's, less what is radioactive; the copper group stands in no block of its own there."""
    groups = {
        "3d遷移金属": [e for e in Element if e.is_transition_metal and e.row == 4],
        "4d遷移金属": [e for e in Element if e.is_transition_metal and e.row == 5],
        "5d遷移金属": [e for e in Element if e.is_transition_metal and e.row == 6 and not e.is_lanthanoid and e.symbol != "Hg"],
        "白金族": [e for e in Element if e.group in (8, 9, 10) and e.row in (5, 6)],
        "アルカリ金属": [e for e in Element if e.is_alkali and e.symbol != "Fr"],
        "アルカリ土類金属": [e for e in Element if e.is_alkaline and e.symbol != "Ra"],
        "ハロゲン": [e for e in Element if e.is_halogen and e.symbol not in ("At", "Ts")],
        "ランタノイド": [e for e in Element if e.is_lanthanoid],
        "11族": [e for e in Element if e.group == 11 and e.row <= 6],
    }
    for name, members in groups.items():
        assert set(GROUPS[name]) == {e.symbol for e in members}, name
        assert set(elements_of(name)) == {e.symbol for e in members}


def test_a_sentence_over_a_folder_then_more_rows(desk):
    """The embedded model reads the sentence; every path takes every element; a path that is there twice is computed once."""
    (desk.folder / "paths").mkdir()
    for name in ("a", "b"):
        shutil.copyfile(desk.folder / "path.extxyz", desk.folder / "paths" / f"{name}.extxyz")
    sentence = "このフォルダの全経路で、8番を Ni と Pd に置換した障壁を計算"
    command = ["screen", sentence, "paths", "--calculator", "emt", "--json", "--out", "out", "--workers", "2"]
    estimated = desk.agent(*command, "--dry-run")
    assert (estimated.code, estimated.result["candidates"], estimated.result["finished"]) == (0, 3, 0), estimated.err
    assert estimated.result["force_calls"] == 270 and estimated.result["force_call_s"] > 0 and not (desk.folder / "out").exists()
    done = desk.agent(*command)
    assert done.code == 0 and "どの経路でも Ni@8, Pd@8 と置換前" in done.err, done.err
    assert sorted(r["candidate"] for r in done.result["records"]) == ["a Ni@8", "a Pd@8", "a host"]
    folder = desk.folder / "out"
    assert all((folder / record["path"]).is_file() for record in done.result["records"])
    first = marks(folder)
    shutil.copyfile(desk.folder / "path.extxyz", desk.folder / "paths" / "c.extxyz")
    with (desk.folder / "paths" / "c.extxyz").open("r+") as other:  # other atoms: nickel's
        text = other.read().replace("Cu", "Ni")
        other.seek(0)
        other.write(text)
    more = desk.agent(*command)
    assert more.code == 0 and len(more.result["records"]) == 5, more.err  # of Ni atoms, Ni@8 is the host
    assert first.items() <= marks(folder).items()
    assert desk.agent("resume", "out", "--json").result["records"] == more.result["records"]
    changed = desk.agent("screen", sentence.replace("Pd", "Pt"), *command[2:])
    assert (changed.code, changed.error) == (2, "out_unusable")
    rows = list(csv.DictReader((folder / "candidates.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 5 and all(row["status"] == "converged" for row in rows)
    assert connect(str(folder / "candidates.db")).count(status="converged") == 5
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "kassei-choice" in page and "heatmap" in page and "84273a17" not in page.split("<body>")[0]
    assert json.loads((folder / "batch.json").read_text())["provenance"]["model"]["sha256"] in page


@pytest.mark.parametrize(
    ("asked", "labels", "told", "untold"),
    [
        ("8番と9番を Pd, Au にした全経路の障壁", ["host", "Pd@8+9", "Au@8+9"], ["8+9 は一つの候補の中で同時に", "元素は一種類"], "別々"),
        ("8番を Pd、9番を Au にした全経路の障壁", ["host", "Pd@8,Au@9"], ["8+9 は一つの候補の中で同時に"], "一種類"),
        ("8番と9番を一つずつ Pd, Au にした障壁", ["host", "Pd@8", "Au@8", "Pd@9", "Au@9"], ["8, 9 は一つずつ、別々の候補"], "同時"),
    ],
)
def test_a_dry_run_says_whether_atoms_are_replaced_at_once(desk, asked, labels, told, untold):
    """Two atoms and two elements have three readings: the one that will be computed is told, and how to say the others."""
    done = desk.agent("screen", asked, "path.extxyz", "--calculator", "emt", "--dry-run", "--json", "--workers", "2")
    assert done.code == 0 and done.result["first"] == labels, done.err
    assert all(words in done.result["understood"] for words in told) and untold not in done.result["understood"]


def test_an_earlier_runs_notebook_is_a_template_for_a_table(desk):
    script = screen_script("8", "Ni")
    assert desk.run("8番を Ni に置換した障壁", "path.extxyz", scripts=(script,), out="first").code == 0
    (desk.folder / "t.csv").write_text("sites,elements\n8,Ni\n9,Pd\n")
    done = desk.agent("screen", "first", "--table", "t.csv", "--calculator", "emt", "--out", "out", "--json", "--workers", "2")
    assert done.code == 0, done.err
    found = {(r["label"], r["candidate"]) for r in done.result["records"]}
    assert {("Ni@8", "sites=8, elements=Ni"), ("Pd@9", "sites=9, elements=Pd")} <= found
    before = json.loads((desk.folder / "first" / "results.json").read_text())["records"]
    same = next(r for r in done.result["records"] if r["label"] == "Ni@8")
    assert same["barrier_eV"] == pytest.approx(next(r for r in before if r["label"] == "Ni@8")["barrier_eV"], abs=1e-9)
    assert sum(record["records"][0]["label"] == "host" for record in records(desk.folder / "out").values()) == 1, "the host once"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sites,element\n8,Ni\n", "列「element」はありません"),
        ("file,sites\nno.extxyz,8\n", "2 行目: ファイル no.extxyz がありません"),
        ("sites,elements\n8,=B2\n", "2 行目: 「=B2」は式"),
        ("sites,elements\n8,Ni\n8,Ni\n", "3 行目: 2 行目と同じ候補"),
        ("", "候補がありません"),
    ],
)
def test_a_bad_table_is_said_before_anything_is_spent(desk, text, said):
    (desk.folder / "script.py").write_text(screen_script("8", "Ni"))
    (desk.folder / "t.csv").write_text(text)
    done = desk.agent("screen", "script.py", "--table", "t.csv", "--calculator", "emt", "--out", "out", "--json")
    assert (done.code, done.error) == (2, "table_invalid") and said in done.result["error"]["message"], done.err
    assert not (desk.folder / "out").exists() and "Traceback" not in done.err


def test_a_poisonous_candidate_is_set_aside_and_the_others_go_on(desk):
    poison = 'import os\n\nif element == "Pd":\n    os.kill(os.getpid(), 9)\n'
    code = "from sim import barrier, read_path, substitute\n\nbarrier(substitute(read_path(file), {8: element}))\n"
    cells = [
        new_code_cell('file = "path.extxyz"\nelement = "Ni"', metadata={"tags": ["parameters"]}),
        new_code_cell(poison),
        new_code_cell(code),
    ]
    nbformat.write(new_notebook(cells=cells), desk.folder / "mine.ipynb")
    (desk.folder / "t.csv").write_text("element\nPd\nNi\nAg\nXx\n")
    command = [
        "screen",
        "mine.ipynb",
        "--table",
        "t.csv",
        "--calculator",
        "emt",
        "--out",
        "out",
        "--json",
        "--workers",
        "2",
        "--retries",
        "1",
    ]
    done = desk.agent(*command)
    assert done.code == 0 and sorted(r["label"] for r in done.result["records"]) == ["Ag@8", "Ni@8"], done.err
    aside = {record["values"]["element"]: record for record in records(desk.folder / "out").values() if record["status"] == "set_aside"}
    assert {name: (record["error"]["code"], record["attempts"]) for name, record in aside.items()} == {
        "Pd": ("kernel_died", 2),
        "Xx": ("element_unknown", 1),
    }
    page = (desk.folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "element=Pd" in page and aside["Pd"]["error"]["message"].split("(")[0] in page


def test_without_isolation_a_worker_of_ours_refuses_and_the_exit_is_3(desk):
    table = desk.folder / "table.csv"
    write_table(table, (8,), ("Ni",))
    done = desk.agent(*words(desk, table, "--json"), before=hidden_bwrap())
    assert (done.code, done.error) == (3, "isolation_unavailable") and "bubblewrap" in done.result["error"]["message"]
    assert not records(desk.folder / "out")


def hidden_bwrap():
    """A prefix under which a process finds no bubblewrap."""
    found = shutil.which("bwrap", path="/usr/bin:/bin:/usr/local/bin:" + os.environ["PATH"])
    return ("bwrap", "--dev-bind", "/", "/", "--ro-bind", "/dev/null", str(Path(found).resolve()))


def without_us(folder):
    """A folder that hides our code from a Python that has it on its path."""
    (folder / "other" / "tools").mkdir(parents=True)
    (folder / "other" / "tools" / "__init__.py").touch()
    return folder / "other"


def dask(kind, *more, before=(), folder, log, **environment):
    quiet = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "env": {**os.environ, **environment}}
    return subprocess.Popen([*before, sys.executable, "-m", f"distributed.cli.dask_{kind}", *more], cwd=folder, **quiet)


def test_workers_join_by_address_and_leave_and_one_that_cannot_isolate_is_sent_away(desk):
    table = desk.folder / "table.csv"
    write_table(table, (8, 9), ("Ni", "Pd", "Ag"))
    running = []
    with (desk.folder / "dask.log").open("wb") as log:

        def worker(name, before=(), **environment):
            where = [
                "--scheduler-file",
                "scheduler.json",
                "--nthreads",
                "1",
                "--no-dashboard",
                "--name",
                name,
                "--local-directory",
                f"scratch-{name}",
            ]
            running.append(dask("worker", *where, before=before, folder=desk.folder, log=log, **environment))
            return running[-1]

        try:
            running.append(
                dask(
                    "scheduler",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "0",
                    "--no-dashboard",
                    "--scheduler-file",
                    "scheduler.json",
                    folder=desk.folder,
                    log=log,
                )
            )
            while not (desk.folder / "scheduler.json").exists():
                time.sleep(0.1)
            worker("unfit", before=hidden_bwrap())
            worker("stranger", PYTHONPATH=str(without_us(desk.folder)))
            first = worker("first")
            address = json.loads((desk.folder / "scheduler.json").read_text())["address"]
            process = desk.start(*words(desk, table, "--json", "--scheduler", address))
            while len(records(desk.folder / "out")) < 2 and process.poll() is None:
                time.sleep(0.1)
            worker("second")
            while process.poll() is None and not any(r["provenance"]["worker"] == "second" for r in records(desk.folder / "out").values()):
                time.sleep(0.1)
            first.terminate()
            out, err = process.communicate(timeout=300)
        finally:
            for started in running:
                for pid in reversed(descendants(started.pid)):
                    try:
                        os.kill(pid, 9)
                    except ProcessLookupError:
                        continue
                started.wait()
    assert process.returncode == 0 and len(json.loads(out)["records"]) == 7, err
    assert err.count("worker unfit ") == err.count("worker stranger ") == 1 and "やり直します" not in err, err
    assert all(record["attempts"] == 1 for record in records(desk.folder / "out").values())
    assert {r["provenance"]["worker"] for r in records(desk.folder / "out").values()} == {"first", "second"}


@pytest.mark.parametrize(
    ("text", "said"), [("system = 'lsf2'", "system は"), ("system = 'slurm'\nwhat = 1", "知らない項目 what"), ("[", "cluster.toml")]
)
def test_a_clusters_configuration_that_is_wrong_is_said(desk, text, said):
    (desk.folder / "cluster.toml").write_text(text)
    table = desk.folder / "table.csv"
    write_table(table, (8,), ("Ni",))
    done = desk.agent(*words(desk, table, "--json", "--scheduler", "cluster.toml"))
    assert (done.code, done.error) == (1, "cluster_unavailable") and said in done.result["error"]["message"]


SBATCH = """#!/bin/sh
# a queue with a free node: it keeps a copy of the script, as sbatch does (dask-jobqueue deletes its own at once), and starts it
copy="$PWD/job-$$.sh"
cp "$1" "$copy"
setsid sh "$copy" > "$PWD/job-$$.log" 2>&1 < /dev/null &
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/sh
for job; do echo "$job" >> "$PWD/cancelled"; kill -- "-$job" 2>/dev/null; done
exit 0
"""


def test_jobs_of_a_queue_compute_a_batch_and_are_cancelled_in_the_end(desk):
    """A stand-in for SLURM: what goes to sbatch and scancel is what dask-jobqueue sends to a real one."""
    table = desk.folder / "table.csv"
    write_table(table, (8,), ("Ni",))
    (desk.folder / "bin").mkdir()
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        (desk.folder / "bin" / name).write_text(text)
        (desk.folder / "bin" / name).chmod(0o755)
    (desk.folder / "cluster.toml").write_text("system = 'slurm'\nworkers = 1\n[job]\nmemory = '2GB'\nwalltime = '00:10:00'\n")
    path = f"{desk.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = desk.agent(*words(desk, table, "--json", "--scheduler", "cluster.toml"), PATH=path)
    assert done.code == 0 and len(done.result["records"]) == 2, done.err
    assert all(record["provenance"]["worker"].startswith("SLURMCluster") for record in records(desk.folder / "out").values())
    assert (desk.folder / "cancelled").read_text().split()
