"""What a run leaves behind when it ends: notebook, report, results.json, the last word in run.json."""

import importlib
import importlib.metadata
import platform
import time
from typing import Any

from agent.run import Outcome, results, write_json, write_record
from agent.work import Work

_PACKAGES = ("kassei", "ase", "numpy", "torch", "chgnet", "plotly", "nglview", "llama-cpp-python", "langchain-core", "jupyter-client")


def versions() -> dict[str, str]:
    """Versions of what computes, by package; one that is not installed is left out."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def open_writers() -> None:
    """Imports what writes notebooks and reports: seconds, well spent while the sandbox computes."""
    importlib.import_module("tools.notebook")
    importlib.import_module("tools.report")


def write_artefacts(work: Work, outcome: Outcome) -> dict[str, Any]:
    """Writes all of it; gives what results.json holds."""
    from tools.notebook import write_notebook
    from tools.report import write_report

    record, folder = work.record, work.folder
    record.provenance |= {"ended": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
    if work.result.outputs or work.result.error:
        write_notebook(
            folder,
            instruction=record.request.instruction,
            setup=setup(work),
            script=record.script,
            outputs=list(work.result.outputs),
            answer=outcome.answer,
            files=work.result.files,
        )
        write_report(
            folder, instruction=record.request.instruction, answer=outcome.answer, records=[dict(r) for r in outcome.records],
            outputs=list(work.result.outputs), script=record.script, provenance=record.provenance,
        )  # fmt: skip
    write_record(folder, record)
    said = results(outcome, instruction=record.request.instruction, folder=folder)
    write_json(folder / "results.json", said)
    return said


def setup(work: Work) -> str:
    """The notebook's first cell: the same defaults as in the run."""
    calculator = work.record.settings.calculator
    chosen = f"calculator={calculator!r}" if calculator else ""
    return f"import sim\n\nsim.configure({chosen})\n"
