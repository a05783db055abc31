"""Numbers as people write them in Japanese: 二十一, 百八十九, 二〇, and their canonical Python literal."""

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


def literal(text: str) -> str:
    """The canonical Python literal of a number's text: "1,000" → "1000", "0.030" → "0.03", "3e-2" → "0.03", "5.0" → "5.0"."""
    text = text.replace(",", "").replace("−", "-").lstrip("+")
    if "." in text or "e" in text.lower():
        return repr(float(text))
    return str(int(text))
