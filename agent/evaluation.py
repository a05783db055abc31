"""`agent eval`: a set of requests through the command line itself, scored, with what it costs to be wrong set apart.

A line of the set: {"id", "family", "instruction" or "turns", "files", "picked", "options"?, "expect": {"records": […]} or {"error": "…"}}.
Right: the run is done, every expected record is met by one of its own, no barrier is there that nobody asked for; or it ended
with the expected code and exit 2, without records. Wrong and run: the run is done and not right; the worst that can happen.
"""

import argparse
import collections
import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agent.errors import RequestRefused

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Scored:
    """One request of the set and what came of it."""

    id: str
    family: str
    said: str
    right: bool
    status: str
    seconds: float
    why: str


def evaluate(options: argparse.Namespace) -> int:
    """Scores the set; 0 when it could be scored, whatever the score."""
    items = read_set(Path(options.set))
    items = [item for item in items if options.family in (None, item["family"])][: options.limit]
    with ThreadPoolExecutor(options.jobs) as pool:
        rows = list(pool.map(lambda item: score(item, options), items))
    for row in rows:
        if not row.right:
            print(f"{row.id} {row.family} {row.seconds:.1f} s  {row.said[:70]}: {row.why[:300]}")
    print("\n".join(summary(rows)))
    if options.save:
        Path(options.save).write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def read_set(file: Path) -> list[dict[str, Any]]:
    """The requests of a JSON-lines file. Raises RequestRefused where it is none."""
    try:
        items = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        for item in items:
            _ = item["id"], item["family"], item["expect"], item["files"], item.get("turns") or [item["instruction"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestRefused("set_unreadable", file=file, why=f"{type(error).__name__}: {error}") from error
    return items


def score(item: Mapping[str, Any], options: argparse.Namespace) -> Scored:
    """One request, all its turns, in a folder of its own."""
    turns = list(item.get("turns") or [item["instruction"]])
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="kassei-eval-") as place:
        folder = Path(place)
        for name in item["files"]:
            shutil.copy(Path(options.files) / name, folder / name)
        code, why = 0, ""
        result: dict[str, Any] = {}
        for number, said in enumerate(turns):
            code, result, why = _turn(item, said, number, folder, options)
            if why:
                break
    right, why = (False, why) if why else judge(item["expect"], code, result)
    status = str(result.get("status", "none"))
    return Scored(str(item["id"]), str(item["family"]), " / ".join(turns), right, status, time.perf_counter() - started, why)


def _turn(item: Mapping[str, Any], said: str, number: int, folder: Path, options: argparse.Namespace) -> tuple[int, dict[str, Any], str]:
    """Exit code, results.json and what was wrong with the command itself."""
    command = [
        sys.executable,
        "-m",
        "agent",
        "run",
        said,
        *item["files"],
        "--json",
        "--out",
        str(folder / f"run{number}"),
        "--model",
        options.model,
    ]
    for index in item.get("picked") or ():
        command += ["--pick", str(index)]
    named = any("calculator" in record for record in item["expect"].get("records", ()))
    if options.calculator and item["family"] != "other" and not named:
        command += ["--calculator", options.calculator]
    if number:
        command += ["--after", str(folder / f"run{number - 1}")]
    try:
        done = subprocess.run(
            [*command, *item.get("options", ())], cwd=folder, capture_output=True, text=True, timeout=options.timeout, check=False
        )
        result = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return 1, {}, "time-out"
    except ValueError:
        return done.returncode, {}, f"stdout is no JSON: {done.stderr[-200:]}"
    return done.returncode, result, "a traceback reached the user" if "Traceback" in done.stderr else ""


def judge(expect: Mapping[str, Any], code: int, result: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a result is what was expected, and why not."""
    said = str((result.get("error") or {}).get("code", ""))
    records = list(result.get("records") or ())
    if "error" in expect:
        right = expect["error"] in said and code == 2 and not records
        return right, "" if right else f"expected {expect['error']}, got {result.get('status')} {said} exit {code}"
    if code != 0 or result.get("status") != "done":
        return False, f"exit {code}, {result.get('status')}, {said}"
    for wanted in expect["records"]:
        met = next((record for record in records if fits(wanted, record)), None)
        if met is None:
            return False, f"no record like {json.dumps(wanted, ensure_ascii=False)}"
        if wanted["kind"] == "barrier" and not isinstance(met.get("barrier_eV"), int | float):
            return False, f"a barrier without a number: {met.get('status')}"
        records.remove(met)
    left = [record.get("label") for record in records if record.get("kind") == "barrier" and record.get("substitution")]
    return not left, f"nobody asked for {left}" if left else ""


def fits(wanted: Any, given: Any) -> bool:
    """Whether what is given has all that is wanted; an empty mapping fits only an empty one."""
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and bool(wanted or not given) and all(k in given and fits(v, given[k]) for k, v in wanted.items())
    if isinstance(wanted, list):
        return isinstance(given, list) and all(any(fits(w, g) for g in given) for w in wanted)
    if isinstance(wanted, bool) or wanted is None:
        return given is wanted
    if isinstance(wanted, int | float):
        return isinstance(given, int | float) and abs(given - wanted) < _TOLERANCE
    return str(given).lower() == str(wanted).lower()


def summary(rows: Sequence[Scored]) -> list[str]:
    """A line a family and one for all: right with its interval, wrong and run, asked, refused, seconds."""
    families = collections.defaultdict(list)
    for row in rows:
        families[row.family].append(row)
    return [_line(name, group) for name, group in families.items()] + [_line("all", rows)]


def _line(name: str, rows: Sequence[Scored]) -> str:
    if not rows:
        return f"{name:14s} 0"
    n, right = len(rows), sum(row.right for row in rows)
    low, high = wilson(right, n)
    wrong = sum(row.status == "done" and not row.right for row in rows)
    asked, refused = (sum(row.status == status for row in rows) for status in ("question", "refused"))
    seconds = statistics.median(row.seconds for row in rows)
    return (
        f"{name:14s} right {right}/{n} = {right / n:.0%} [{low:.0%}, {high:.0%}]  wrong and run {wrong / n:.1%}"
        f"  asked {asked / n:.0%}  refused {refused / n:.0%}  median {seconds:.1f} s"
    )


def wilson(right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share, 95 % (Wilson, doi.org/10.1080/01621459.1927.10502953)."""
    share, squared = right / n, z * z
    middle = (share + squared / (2 * n)) / (1 + squared / n)
    half = z / (1 + squared / n) * math.sqrt(share * (1 - share) / n + squared / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
