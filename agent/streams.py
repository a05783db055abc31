"""What a command says: text on stdout and on stderr, whoever reads it or does not."""

import contextlib
import os
import sys

from agent.messages import reason, word


class OutputGone(Exception):
    """Nobody can read our stdout: a closed pipe, a full disk. It has been said already."""


def out(text: str, end: str = "\n") -> None:
    """Text on stdout. Raises OutputGone."""
    try:
        print(text, end=end, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still in the buffer goes nowhere
        if not isinstance(error, BrokenPipeError):
            note(word("stdout_gone", why=reason(error)))
        raise OutputGone from error


def note(text: str) -> None:
    """Text on stderr; that nobody can read it stops nothing."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)
