"""`agent screen`, and `agent resume` of a batch: from the command line to a folder in which nothing is lost."""

import argparse
import json
import os
import shlex
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from agent import stopping
from agent.batch.ending import durable, end_of, write_ending
from agent.batch.estimate import estimate
from agent.batch.logs import logged_in
from agent.batch.messages import word
from agent.batch.progress import BatchProgress, batch_progress
from agent.batch.request import Silence, asked_of, elements_of, merged
from agent.batch.spec import NAME, Laid, Spec, first_row, keep_inputs, laid_out, read_spec, write_spec
from agent.batch.understood import understood
from agent.edge import outcome_of, tell
from agent.errors import RequestRefused, exit_code
from agent.messages import explain
from agent.messages import word as said_of
from agent.run import Outcome, held, make_folder, new_name, results, way_on, write_json
from agent.streams import note, out
from sim.potentials import resolve_name
from sim.workers import cores
from tools.errors import ToolsError
from tools.screening.batch import Manner, Work
from tools.screening.cluster import cluster_of
from tools.screening.engine import Stopped
from tools.screening.plan import RowFault
from tools.screening.store import Store
from tools.screening.substitutions import NAMES, paths_in, sites_of
from tools.screening.table import Faults
from tools.screening.template import DEFAULTS, Template, read_template
from tools.structures import read_summary

_LEFT = ("results.json", "report.html", "candidates.csv", "candidates.jsonl", "candidates.db")
TABLES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json")


def screen(options: argparse.Namespace) -> int:
    """`agent screen`."""
    given = Path(options.out) if options.out else Path("runs") / new_name()
    again = (given / NAME).is_file()
    folder = given.resolve() if again else make_folder(given)
    options.instruction = ""
    with held(folder), batch_progress() as shown:
        try:
            spec = _spec(options, folder, shown)
            options.instruction = spec.instruction or spec.title
            if again and not read_spec(folder).same_computation(spec):
                raise RequestRefused("out_unusable", folder=folder, why=word("other_batch"))
            laid = laid_out(spec)
            candidates = _checked(laid, shown)
            if options.dry_run:
                return _told_estimate(options, estimate(laid, candidates, folder, workers=options.workers or cores(), say=shown.say))
            keep_inputs(folder, laid)
            write_spec(folder, spec)
        except (Exception, KeyboardInterrupt) as error:  # the edge of a batch that has not begun
            return _ended(options, None, way_on(outcome_of(error, folder if again else None), None))
        finally:
            if not again and not (folder / NAME).exists():
                _tidy(folder, all_of_it=options.dry_run)
        return _carried(options, folder, shown)


def is_batch(folder: Path) -> bool:
    return (folder / NAME).is_file()


def resume(options: argparse.Namespace) -> int:
    """`agent resume` of a batch: whatever is durable stays; what was set aside stays so, too."""
    folder = Path(options.run).resolve()
    with held(folder), batch_progress() as shown:
        try:
            spec = read_spec(folder)
            options.instruction = spec.instruction or spec.title
            if getattr(options, "timeout", None):
                write_spec(folder, replace(spec, manner=replace(spec.manner, timeout_s=options.timeout)))
        except (Exception, KeyboardInterrupt) as error:  # the edge of a batch that has not begun
            return _ended(options, None, outcome_of(error))
        return _carried(options, folder, shown)


def _tidy(folder: Path, *, all_of_it: bool) -> None:
    """Nothing is left of a dry run; of a batch that never began, only what the model wrote."""
    if all_of_it:
        shutil.rmtree(folder)
    elif not any(folder.iterdir()):
        folder.rmdir()


def _spec(options: argparse.Namespace, folder: Path, shown: BatchProgress) -> Spec:
    """What the command line asks for, read. Raises what a run would end with, or TableError."""
    here, names, table = _files(options)
    calculator, memory_mb = resolve_name(options.calculator or "chgnet"), _memory_mb(options.workers)
    manner = Manner(calculator, options.isolation, options.timeout, memory_mb, options.retries)
    spec = Spec(
        Template(""), manner, str(here), table=str(table or ""), names=tuple(names), scheduler=_absolute(options.scheduler),
        workers=options.workers, provenance=_provenance(),
    )  # fmt: skip
    place = Path(options.spec)
    if place.suffix in (".ipynb", ".py") or (place.is_dir() and any((place / name).is_file() for name in ("run.ipynb", "script.py"))):
        return _of_template(spec, read_template(place))
    if not names and table is None:
        raise RequestRefused("file_missing", *explain("file_wanted", found=word("no_files")))
    return _of_sentence(replace(spec, instruction=options.spec.strip()), options, folder, shown)


def _of_template(spec: Spec, template: Template) -> Spec:
    parameter = next((name for name, value in template.defaults.items() if isinstance(value, str) and Path(value).suffix), "file")
    return replace(spec, template=template, substituting=False, parameter=parameter)


def _of_sentence(spec: Spec, options: argparse.Namespace, folder: Path, shown: BatchProgress) -> Spec:
    """The sentence, read for the first path with the first row's places and elements where it is silent about them."""
    laid = laid_out(spec)
    row = {NAMES.get(column.lower(), column): cell for column, cell in first_row(laid).items()}
    name = str(row.get("file") or (spec.names[0] if len(spec.names) == 1 else ""))
    if not name:
        raise RequestRefused("file_missing", *explain("file_wanted", found=word("no_files")))
    try:
        sites = [index for group in sites_of(row["site"]) for index in group] if "site" in row else []
        silence = Silence(sites, elements_of(str(row["element"])) if "element" in row else ())
    except RowFault:  # the check of all rows says which one and why
        silence = Silence([0], ["Fe"])
    file, _ = laid.shelf.find(name)
    shown.say(word("reading"))
    how = {"model": options.model, "isolation": options.isolation, "say": shown.say}
    asked = merged(asked_of(folder, spec.instruction, file, silence, **how), silence, spec.instruction)
    ours = set(asked.template.defaults) == set(DEFAULTS)
    spec = replace(spec, template=asked.template, substituting=ours, parameter=asked.file or "file")
    spec = replace(spec, wanted=asked.wanted, sites=asked.sites, elements=asked.elements)
    spec.provenance.update(model=dict(asked.model), script_of_the_first_path=asked.script)
    if not options.dry_run:  # its own answer says it
        shown.say(word("understood", what=understood(laid_out(spec))))
    return spec


def _files(options: argparse.Namespace) -> tuple[Path, list[str], Path | None]:
    """The folder that names are relative to, structure files, and the table."""
    tables = [Path(name) for name in options.files if Path(name).suffix.lower() in TABLES]
    others = [Path(name) for name in options.files if Path(name) not in tables]
    table = Path(options.table) if options.table else tables[0] if tables else None
    if table is not None:
        names = [str(place.resolve()) for place in others if place.is_file()]
        folder = next((place for place in others if place.is_dir()), table.parent)
        return folder.resolve(), names, table.resolve()
    names = []
    for place in others:
        if place.is_dir():
            names += [str((place / name).resolve()) for name in paths_in(place) if read_summary(place / name).n_images > 2]
        else:
            names.append(str(place.resolve()))
    return Path.cwd(), names, None


def _absolute(scheduler: str | None) -> str | None:
    return str(Path(scheduler).resolve()) if scheduler and "://" not in scheduler else scheduler


def _memory_mb(workers: int | None) -> int:
    """What one sandbox may take: its share of nine tenths of the machine [MB]."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return max(1024, total * 9 // 10 // (workers or cores()))


def _provenance() -> dict[str, Any]:
    command = [os.path.basename(sys.argv[0]), *sys.argv[1:]]  # noqa: PTH119 (a string, no path)
    return {"started": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "command": command}


def _checked(laid: Laid, shown: BatchProgress) -> tuple[str, ...]:
    """The keys of all candidates, each once, in order. Raises TableError that names every row that cannot be used."""
    shown.say(word("checking"))
    faults = Faults(laid.said_table)
    keys = tuple(dict.fromkeys(candidate.key for candidate in laid.candidates(faults)))
    faults.check()
    return keys


def _told_estimate(options: argparse.Namespace, told: dict[str, Any]) -> int:
    out(json.dumps(told, ensure_ascii=False, indent=1) if options.json else word("estimate", **told["said"]).lstrip())
    return 0


def _carried(options: argparse.Namespace, folder: Path, shown: BatchProgress) -> int:
    """Computes what is not durable yet, then leaves answer, exports and report of all that is."""
    keys: Sequence[str] = ()
    try:
        spec = read_spec(folder)
        laid = laid_out(spec, folder)
        keys = _checked(laid, shown)
        outcome = _computed(spec, laid, keys, folder, shown)
    except (Exception, KeyboardInterrupt) as error:  # the outermost edge of a batch; a bug of ours goes into a file there
        outcome = outcome_of(error, folder)
        spec = read_spec(folder)
    with stopping.ends_by(lambda: None):
        return _ended(options, folder, outcome, spec=spec, keys=keys)


def _computed(spec: Spec, laid: Laid, keys: Sequence[str], folder: Path, shown: BatchProgress) -> Outcome:
    asked: list[int] = []
    work = Work.opened(folder, spec.template, spec.manner, shown.take, refuse=laid.refused)
    done = sum(key in work.store for key in keys)
    shown.begin(len(keys), done)
    if done == len(keys):
        shown.say(said_of("nothing_to_resume"))
        return Outcome("done")
    shown.say(word("starting", count=len(keys), done=done))
    cluster = cluster_of(spec.scheduler, folder / "cluster", workers=spec.workers or cores())
    try:
        with logged_in(folder / "cluster"), stopping.ends_by(lambda: asked.append(1)):
            work.compute(laid.candidates(), cluster, lambda: bool(asked))
    except Stopped:
        return Outcome("failed", "interrupted", *explain("interrupted", count=sum(key in work.store for key in keys)))
    except ToolsError as error:
        return Outcome("failed", error.code, error.message, error.hint)
    return Outcome("done")


def _ended(
    options: argparse.Namespace, folder: Path | None, outcome: Outcome, *, spec: Spec | None = None, keys: Sequence[str] = ()
) -> int:
    """Prints how it ended; gives the exit code."""
    said = results(outcome, instruction=options.instruction, folder=folder)
    if folder is not None and spec is not None:
        outcome, said = _left(folder, spec, keys, outcome)
    if options.json:
        out(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        if outcome.answer:
            out(outcome.answer)
        if folder is not None:
            there = [name for name in _LEFT if (folder / name).exists()]
            note(said_of("where", folder=folder, files=", ".join(there) or "-"))
    if outcome.status != "done":
        tell(outcome)
    return exit_code(outcome.status, outcome.code)


def _left(folder: Path, spec: Spec, keys: Sequence[str], outcome: Outcome) -> tuple[Outcome, dict[str, Any]]:
    """Answer, exports, report and results.json of what is durable, where they can be written."""
    try:
        store = Store(folder)
        records = durable(store, keys)
        if outcome.status == "done" and records and all(record["status"] != "done" for record in records):
            first = records[0]["error"]
            outcome = Outcome("failed", first["code"], first["message"], first["hint"])
        error = (outcome.code, outcome.message, outcome.hint)
        outcome = way_on(end_of(records, status=outcome.status, error=error), None)
        outcome = _way_on(outcome, folder)
        return outcome, write_ending(folder, spec, records, outcome, store)
    except OSError as error:  # the disk is what failed; the message says so
        failed = outcome_of(error, folder)
        outcome = _way_on(Outcome("failed", failed.code, failed.message, failed.hint), folder)
        said = results(outcome, instruction=spec.instruction, folder=folder)
        try:
            write_json(folder / "results.json", said)
        except OSError:
            note(outcome.message)
        return outcome, said


def _way_on(outcome: Outcome, folder: Path) -> Outcome:
    """The outcome, with how to go on where that is possible."""
    if outcome.code not in ("interrupted", "limit_disk", "cluster_unavailable", "isolation_unavailable"):
        return outcome
    return replace(outcome, hint=f"{outcome.hint} {said_of('go_on', folder=shlex.quote(str(folder)))}".strip())
