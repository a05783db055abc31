"""Text for a chat that is read as Markdown: hostile words stay words, scripts stay scripts."""

import itertools
import re
from collections.abc import Iterable

from tools import markup

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$>])")
_ITEM = re.compile(r"(\d+\.|・|-) ?(.*)", re.DOTALL)
LONGEST = 20_000


def plain(text: str) -> str:
    """Words that are shown as they are: no picture is fetched, no tag or formula is read."""
    short = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return _SPECIAL.sub(r"\\\1", short.replace("&", "&amp;").replace("<", "&lt;"))


def fenced(code: str) -> str:
    """Python as a block that nothing in it can close."""
    return markup.fenced(code.strip(), "python")


def prose(text: str) -> str:
    """Lines of an answer; those that begin like one are items of a list, those to be shown as they are stand in a block."""
    lines: list[str] = []
    was_item = False
    for verbatim, group in itertools.groupby(text.strip().splitlines(), lambda line: line.startswith(markup.VERBATIM)):
        if verbatim:
            lines.append(markup.fenced("\n".join(line.removeprefix(markup.VERBATIM) for line in group)))
            was_item = False
            continue
        was_item = _add_prose(lines, group, was_item=was_item)
    return "\n".join(lines).rstrip()


def _add_prose(lines: list[str], group: Iterable[str], *, was_item: bool) -> bool:
    """Adds lines of words; gives whether the last of them is an item."""
    for line in group:
        item = _ITEM.fullmatch(line)
        if lines and bool(item) != was_item:
            lines.append("")
        was_item = bool(item)
        lines.append(f"{item[1].replace('・', '-')} {plain(item[2])}" if item else f"{plain(line)}  ")
    return was_item


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table; the first two columns are words, the others numbers."""
    marks = ["---" if k < 2 else "---:" for k in range(len(head))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, marks, *([plain(cell) for cell in row] for row in rows)))
