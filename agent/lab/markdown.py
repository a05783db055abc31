"""Text for a chat that is read as Markdown: hostile words stay words, scripts stay scripts."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$>])")
_ITEM = re.compile(r"(\d+\.|・|-) ?(.*)", re.DOTALL)
LONGEST = 20_000


def plain(text: str) -> str:
    """Words that are shown as they are: no picture is fetched, no tag or formula is read."""
    short = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return _SPECIAL.sub(r"\\\1", short.replace("&", "&amp;").replace("<", "&lt;"))


def fenced(code: str) -> str:
    """Python as a block that nothing in it can close."""
    fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall("`+", code)), default=0))
    return f"{fence}python\n{code.strip()}\n{fence}"


def prose(text: str) -> str:
    """Lines of an answer; those that begin like one are items of a list."""
    lines: list[str] = []
    was_item = False
    for line in text.strip().splitlines():
        item = _ITEM.fullmatch(line)
        if lines and bool(item) != was_item:
            lines.append("")
        was_item = bool(item)
        lines.append(f"{item[1].replace('・', '-')} {plain(item[2])}" if item else f"{plain(line)}  ")
    return "\n".join(lines).rstrip()


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table; the first two columns are words, the others numbers."""
    marks = ["---" if k < 2 else "---:" for k in range(len(head))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, marks, *([plain(cell) for cell in row] for row in rows)))
