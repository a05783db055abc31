"""The outermost edge: an error that nobody caught becomes a message, a results.json and an exit code. Never a traceback."""

import contextlib
import json
import tempfile
import traceback
from pathlib import Path

from agent.errors import REFUSALS, AgentError, exit_code
from agent.messages import explain, word
from agent.run import Outcome, finished_records, results, unwritable
from agent.streams import OutputGone, note, out


def last_word(error: Exception, *, as_json: bool, instruction: str, folder: Path | None = None) -> int:
    """Says what happened; gives the exit code."""
    if isinstance(error, OutputGone):
        return 1
    outcome = outcome_of(error, folder)
    tell(outcome)
    if as_json:
        with contextlib.suppress(OutputGone):
            out(json.dumps(results(outcome, instruction=instruction, folder=folder), ensure_ascii=False, indent=1))
    return exit_code(outcome.status, outcome.code)


def tell(outcome: Outcome) -> None:
    """The error or question on stderr."""
    title = word("question") if outcome.status == "question" else word("error")
    if outcome.message:
        note(f"{title}: {outcome.message}\n{outcome.hint}".rstrip())


def outcome_of(error: BaseException, folder: Path | None = None) -> Outcome:
    """An error of ours with its own words; anything else as a bug, its traceback in a file."""
    if isinstance(error, KeyboardInterrupt):
        finished = finished_records(folder) if folder else []
        return Outcome("failed", "interrupted", *explain("interrupted", count=len(finished)), records=finished)
    code = getattr(error, "code", None)
    if isinstance(code, str) and hasattr(error, "message") and hasattr(error, "hint"):
        status = "refused" if code in REFUSALS or isinstance(error, AgentError) else "failed"
        return Outcome(status, code, str(error.message), str(error.hint))
    if isinstance(error, OSError) and error.errno is not None:
        return Outcome("failed", "limit_disk", *unwritable(error, folder))
    log = write_log(error, folder)
    return Outcome("failed", "script_failed", *explain("bug", why=f"{type(error).__name__}: {str(error)[:300]}", log=log or "-"))


def write_log(error: BaseException, folder: Path | None) -> Path | None:
    """The traceback, in the run folder where it can be, in the temporary folder otherwise."""
    text = "".join(traceback.format_exception(error))
    for place in (folder, Path(tempfile.gettempdir())):
        try:
            if place is not None and place.is_dir():
                with tempfile.NamedTemporaryFile(
                    "w", dir=place, prefix="kassei-error-", suffix=".log", delete=False, encoding="utf-8"
                ) as file:
                    file.write(text)
                return Path(file.name)
        except OSError:
            continue
    return None
