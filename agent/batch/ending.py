"""What a batch leaves: answer, results.json, exports and the report, all from the durable candidates alone."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.answer import answer
from agent.artefacts import versions
from agent.batch.messages import word
from agent.batch.spec import Spec, write_spec
from agent.run import Outcome, results, write_json
from sim.identity import identity
from tools.screening.exports import write_exports
from tools.screening.store import Store

SHOWN = 10
MOST_RECORDS = 10_000


def durable(store: Store, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The records of these candidates as far as they are durable, in order."""
    found = (store.get(key) for key in keys if key in store)
    return [record for record in found if record is not None]


def end_of(records: Sequence[Mapping[str, Any]], *, status: str = "done", error: tuple[str, str, str] = ("", "", "")) -> Outcome:
    """How the batch ended, with the answer from what is durable."""
    flat = flattened(records)
    text = summary(records) if records else ""
    return Outcome(status, *error, answer=text, records=flat)


def flattened(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every record of every candidate, under the candidate's label where the batch has several paths."""
    return [{**found, **_named(record, found)} for record in records for found in record["records"]][:MOST_RECORDS]


def _named(record: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    path = found.get("path")
    place = f"candidates/{record['key'][:2]}/{record['key']}/{path}" if path else path
    return {"candidate": record["label"], **({"path": place} if path else {})}


def summary(records: Sequence[Mapping[str, Any]]) -> str:
    """The answer: how many, the lowest ones as a run's answer has them, what could not be computed and why."""
    flat = [found for found in flattened(records) if found.get("kind") == "barrier"]
    aside = [record for record in records if record["status"] != "done"]
    valued = [found for found in flat if found.get("barrier_eV") is not None]
    settled = [found for found in valued if is_settled(found)]
    failed = len(flat) - len(valued) + len(aside)
    lines = [word("summary", count=len(records), valued=len(valued), settled=len(settled), failed=failed)]
    best = sorted(valued, key=lambda found: (not is_settled(found), found["barrier_eV"]))[:SHOWN]
    if best:
        lines.append(answer([{**found, "label": found["candidate"]} for found in best]))
    if len(flat) > len(best):
        lines.append(word("more", count=len(flat) - len(best)))
    if aside:
        reasons = Counter(str((record["error"] or {}).get("message", "")) for record in aside)
        lines += [word("set_aside_some", count=count, why=why) for why, count in reasons.most_common(5)]
    return "\n".join(lines)


def is_settled(found: Mapping[str, Any]) -> bool:
    """Converged, and no check of its verdict failed."""
    checks = (found.get("verdict") or {}).get("checks") or ()
    return found.get("status") == "converged" and all(check.get("passed") for check in checks)


def write_ending(folder: Path, spec: Spec, records: Sequence[Mapping[str, Any]], outcome: Outcome, store: Store) -> dict[str, Any]:
    """Writes exports, report and results.json; gives what that holds."""
    from tools.screening.report import write_report

    known = {"ended": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "versions": versions(), "potential": identity(spec.manner.calculator)}
    spec.provenance.update(known)
    write_spec(folder, spec)
    if records:
        write_exports(folder, records)
        write_report(folder, title=spec.title, answer=outcome.answer, records=records, store=store, provenance=_provenance(spec))
    said = results(outcome, instruction=spec.instruction or spec.title, folder=folder)
    write_json(folder / "results.json", said)
    return said


def _provenance(spec: Spec) -> dict[str, Any]:
    manner = {name: value for name, value in vars(spec.manner).items() if value is not None}
    return {**spec.provenance, "manner": manner, "script": spec.template.script({})}
