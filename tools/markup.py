"""Pieces of HTML from plain values. Everything that goes in is escaped here; nothing that comes from a run is markup."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from tools.lettering import signed

_ITEM = re.compile(r"(?:(?P<number>\d{1,4})\.\s+|・\s*|[*-]\s+)(?P<rest>.*)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_CODE = re.compile(r"`([^`]+)`")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MAX_TEXT = 20_000
VERBATIM = "    "  # a line of an answer that begins so is shown as it is


def text(value: object) -> str:
    """Escaped text of bounded length."""
    said = str(value)
    return escape(said if len(said) <= MAX_TEXT else said[:MAX_TEXT] + "…")


def number(value: object, digits: int = 3, *, sign: bool = False) -> str:
    """A finite number with so many digits, a real minus and, where asked, its plus; "–" for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return "–"
    if abs(value) >= 1e6:
        return f"{value:.{digits}e}".replace("-", "−")
    return signed(value, digits) if sign or value < 0 else f"{value:.{digits}f}"


def power(value: object) -> str:
    """A finite number as 4.02×10⁷; "–" for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return "–"
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa.replace('-', '−')}×10{str(int(exponent)).translate(_RAISED)}"


def prose(answer: str) -> str:
    """Light Markdown: paragraphs (those that begin with ⚠ stand out), lists, headings, **strong**, `code`, lines shown as they are."""
    parts: list[str] = []
    items: list[str] = []
    verbatim: list[str] = []
    kind = ""

    def close() -> None:
        nonlocal items, verbatim
        if items:
            parts.append(f"<{kind}>{''.join(items)}</{kind}>")
        if verbatim:
            parts.append("<pre>" + "\n".join(verbatim) + "</pre>")
        items, verbatim = [], []

    for line in answer.splitlines():
        if line.startswith(VERBATIM):
            if items:
                close()
            verbatim.append(text(line.removeprefix(VERBATIM)))
            continue
        if verbatim:
            close()
        found = _ITEM.fullmatch(line.strip())
        if found:
            wanted = "ol" if found["number"] else "ul"
            if wanted != kind:
                close()
                kind = wanted
            items.append(f"<li>{inline(found['rest'])}</li>")
            continue
        close()
        if line.strip():
            heading = line.startswith("#")
            kind_of = ' class="doubt"' if line.startswith("⚠") else ""
            parts.append(f"<h3>{inline(line.lstrip('# '))}</h3>" if heading else f"<p{kind_of}>{inline(line)}</p>")
    close()
    return "".join(parts)


def fenced(code: str, language: str = "") -> str:
    """Text as a block of Markdown that nothing in it can close."""
    fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall("`+", code)), default=0))
    return f"{fence}{language}\n{code}\n{fence}"


def inline(line: str) -> str:
    """One line with **strong** and `code`."""
    return _CODE.sub(r"<code>\1</code>", _STRONG.sub(r"<strong>\1</strong>", text(line)))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, kind: str = "") -> str:
    """A table of cells that are HTML already."""
    top = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table class="{kind}">{f"<thead><tr>{top}</tr></thead>" if head else ""}<tbody>{body}</tbody></table></div>'
    )


def tree(value: Any, depth: int = 0) -> str:
    """A JSON value as nested definition lists."""
    if isinstance(value, Mapping) and value and depth < 4:
        return "<dl>" + "".join(f"<dt>{text(key)}</dt><dd>{tree(item, depth + 1)}</dd>" for key, item in value.items()) + "</dl>"
    if isinstance(value, list | tuple):
        return (
            "<br>".join(tree(item, depth + 1) for item in value)
            if any(isinstance(i, Mapping) for i in value)
            else text(" ".join(map(str, value)))
        )
    return text(value)


def chip(words: str, kind: str) -> str:
    """A small coloured mark with words in it; the kind is one of our own."""
    return f'<span class="chip {kind}">{text(words)}</span>'


def section(title: str, body: str, *, kind: str = "") -> str:
    """A titled part of the page; nothing where there is nothing in it."""
    return f'<section class="{kind}"><h2>{text(title)}</h2>{body}</section>' if body else ""
