"""Numbers as people write them in Japanese: 二十一, 百八十九, 二〇, and their canonical Python literal."""

import re

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def kanji_value(text: str) -> int | None:
    """The value of a kanji numeral, with units (二十一) or by position (二一); None if it is none."""
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text)) if text and all(c in _DIGITS for c in text) else None
    total, current, last = 0, 0, 10_000
    for c in text:
        if c in _UNITS:
            if _UNITS[c] >= last:
                return None
            last = _UNITS[c]
            total += (current or 1) * last
            current = 0
        elif c in _DIGITS and not current:
            current = _DIGITS[c]
        else:
            return None
    return total + current


_SPOKEN = {
    "れい": 0, "いち": 1, "に": 2, "さん": 3, "よん": 4, "ご": 5, "ろく": 6, "なな": 7, "しち": 7, "はち": 8, "はっ": 8, "きゅう": 9,
    "じゅう": 10, "ひゃく": 100, "びゃく": 100, "ぴゃく": 100,
}  # fmt: skip


def spoken_value(text: str) -> int:
    """The value of a numeral in hiragana: にじゅうご, ひゃくはちじゅうきゅう."""
    total = current = 0
    for part in re.findall("|".join(sorted(_SPOKEN, key=len, reverse=True)), text):
        value = _SPOKEN[part]
        if value < 10:
            current = value
        else:
            total, current = total + (current or 1) * value, 0
    return total + current


def literal(text: str) -> str:
    """The canonical Python literal of a number's text: "1,000" → "1000", "0.030" → "0.03", "3e-2" → "0.03", "5.0" → "5.0"."""
    text = text.replace(",", "").replace("−", "-").lstrip("+")
    if "." in text or "e" in text.lower():
        return repr(float(text))
    return str(int(text))
