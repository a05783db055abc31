"""How a mention of each kind is made from its place in the text: an element or its surface, a group, a number."""

import re

from model.reading.elements import GROUPS
from model.reading.mention import Mention
from model.reading.numerals import kanji_value
from model.reading.patterns import FACET, FACET_BEFORE, KANJI_COUNTER, UNIT_OR_WORD

ROOM_TEMPERATURE_K = "298.15"
_AFTER_KANJI_NUMBERS = ("原子", "度", "同時", "各", "全")


def group(word: str, span: tuple[int, int]) -> Mention | None:
    column = re.fullmatch(r"第? ?(\d+) ?族\S*", word)
    if column:
        return Mention("group", word, ",".join(GROUPS[f"{column.group(1)}族"]), span)
    members = GROUPS.get(word) or GROUPS.get(word.lower()) or GROUPS.get(word.replace(" ", "").replace("期遷", "期の遷"))
    return Mention("group", word, ",".join(members), span) if members else None


def element(text: str, symbol: str, span: tuple[int, int]) -> Mention:
    """The element, or the surface if a facet follows or comes before."""
    facet = FACET.match(text, span[1])
    if facet:
        digits = (facet.groupdict().get("a") or facet.group("b")).replace(",", "").replace("-", "").replace("–", "")
        whole = (span[0], facet.end())
        return Mention("surface", text[slice(*whole)], f"{symbol}({digits})", whole)
    first = FACET_BEFORE.search(text, max(0, span[0] - 16), span[0])
    if first:
        whole = (first.start(), span[1])
        return Mention("surface", text[slice(*whole)], f"{symbol}({first.group(1)})", whole)
    return Mention("element", text[slice(*span)], symbol, span)


def number(text: str, value: str, span: tuple[int, int]) -> Mention | None:
    """The number with its sign."""
    start, end = span
    before = text[:start]
    if before.endswith("-") and not re.search(r"cm\^?-$", before) and not re.search(r"(?:[\d)番~]\s*|[A-Za-z])-$", before):
        start, value = start - 1, "-" + value
    elif re.search(r"(?<![A-Za-z])[A-Z]{1,4}-$|cm\^?-$", before) or (
        re.search(r"[A-Za-z]$", before) and not re.search(r"(?:[A-Za-z]{3,}|#|\bT|\bn|\bi|(?<![A-Za-z])[A-Z][a-z])$", before)
    ):  # a code, a unit (cm-1)
        return None
    if re.match(r"[A-Za-z]", text[end : end + 1]) and not UNIT_OR_WORD.match(text, end):
        return None
    ordinal = re.match(r"(?:st|nd|rd|th)\b", text[end:])
    end += len(ordinal.group()) if ordinal else 0
    return Mention("number", text[start:end], value, (start, end))


def kanji_number(text: str, word: str, span: tuple[int, int]) -> Mention | None:
    """A number in kanji where it counts something and is no part of a word (一番, 十分, 第一原理, 三次元)."""
    value = kanji_value(word)
    counted = bool(KANJI_COUNTER.match(text, span[1]))
    if value is None or text[: span[0]].endswith("第"):
        return None
    if word == "一" or (len(word) == 1 and not counted) or (word == "十" and text[span[1] : span[1] + 1] == "分"):
        return None
    in_a_word = re.match(r"[一-龥]", text[span[1] : span[1] + 1]) and not text.startswith(_AFTER_KANJI_NUMBERS, span[1])
    if len(word) > 1 and not counted and in_a_word:
        return None
    return Mention("number", word, str(value), span)
