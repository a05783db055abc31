"""The conversation in a terminal: each line is a request that goes on with the one before."""

import argparse
import asyncio
import sys
from pathlib import Path

from agent import stopping
from agent.artefacts import write_artefacts
from agent.edge import outcome_of, tell
from agent.messages import word
from agent.progress import progress
from agent.run import make_folder, new_name, way_on
from agent.session import Model, begin, carried, chosen, opened, parts_of
from agent.streams import out
from tools.kernel import prewarm
from tools.sandbox.pool import drain


def chat(options: argparse.Namespace) -> int:
    """`agent chat`: until Ctrl-D, `exit` or `quit`. One model for all of it; a run folder for each request.

    While the person types, the next sandbox is started, with the slow imports done.
    """
    print(word("chat_hello"), file=sys.stderr)
    model, after = opened(options.model), None
    try:
        while True:
            stopping.heed()
            prewarm(level=options.isolation)
            said = _line()
            if said is None or said in ("exit", "quit"):
                return 0
            if said:
                after = _carried_out(said, options, after, model)
    finally:
        drain()


def _carried_out(said: str, options: argparse.Namespace, after: str | None, model: Model) -> str | None:
    """One request; the run that the next one goes on with."""
    folder = make_folder(Path("runs") / new_name())
    options.instruction, options.after, options.pick = said, after, []
    try:
        with progress() as shown:
            work = begin(options, folder, shown)
            outcome = asyncio.run(carried(work, parts_of(work, shown, model=model, **chosen(options))))
        write_artefacts(work, outcome)
    except (Exception, KeyboardInterrupt) as error:  # the outermost edge of one request; the conversation goes on
        tell(outcome_of(error, folder))
        return after
    options.files = []
    if outcome.answer:
        out(outcome.answer)
    if outcome.status != "done":
        tell(way_on(outcome, folder))
    return str(folder)


def _line() -> str | None:
    """What the person types, None at the end."""
    try:
        sys.stderr.write("> ")
        sys.stderr.flush()
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        return None
    return line.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip() if line else None
