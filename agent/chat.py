"""The conversation in a terminal: each line is a request that goes on with the one before."""

import argparse
import asyncio
import sys
from pathlib import Path

from agent.artefacts import write_artefacts
from agent.edge import outcome_of, tell
from agent.messages import word
from agent.progress import progress
from agent.run import make_folder, new_name
from agent.session import begin, carried, opened, parts_of


def chat(options: argparse.Namespace) -> int:
    """`agent chat`: until Ctrl-D, `exit` or `quit`. One model for all of it; a run folder for each request."""
    print(word("chat_hello"), file=sys.stderr)
    model, after = opened(options.model), None
    while True:
        said = _line()
        if said is None or said in ("exit", "quit"):
            return 0
        if not said:
            continue
        folder = make_folder(Path("runs") / new_name())
        options.instruction, options.after, options.pick = said, after, []
        try:
            with progress() as shown:
                work = begin(options, folder, shown)
                outcome = asyncio.run(carried(work, parts_of(options.model, work, shown, options, model=model)))
            write_artefacts(work, outcome)
        except Exception as error:  # the outermost edge of one request; the conversation goes on
            tell(outcome_of(error, folder))
            continue
        after, options.files = str(folder), []
        if outcome.answer:
            print(outcome.answer)
        if outcome.status != "done":
            tell(outcome)


def _line() -> str | None:
    """What the person types, None at the end."""
    try:
        sys.stderr.write("> ")
        sys.stderr.flush()
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        return None
    return line.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip() if line else None
