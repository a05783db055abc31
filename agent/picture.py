"""`agent picture`: a structure drawn for an arrow, which `agent run` then reads without any model."""

import argparse
from pathlib import Path

from agent.errors import RequestRefused
from agent.messages import reason, word
from agent.streams import note, out
from tools.snapshot import snapshot
from tools.structures import read_first


def picture(options: argparse.Namespace) -> int:
    """Draws the first image of a structure file; never over a file that is there."""
    file = Path(options.file)
    target = Path(options.out or f"{file.stem}.png")
    drawn = snapshot(read_first(file)).picture()
    try:
        with target.open("xb") as stream:
            drawn.save(stream, "PNG")
    except OSError as error:
        why = word("picture_there") if isinstance(error, FileExistsError) else reason(error)
        raise RequestRefused("picture_unwritable", file=target, why=why) from None
    out(str(target))
    note(word("picture_drawn", file=target))
    return 0
