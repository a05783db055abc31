"""What a Latin word in a sentence is: a symbol, a name, a molecule, a potential, a number behind a word, or nothing."""

import re

from model.reading.elements import BY_NAME, CALCULATORS, FORMULAS, GROUPS, IUM_WORDS, LOOSE, MOLECULES, NOT_ELEMENTS, SYMBOLS, WORDLIKE
from model.reading.kinds import element, number
from model.reading.mention import Mention
from model.reading.numerals import literal
from model.reading.patterns import NUMBER, PLACE_AFTER, PLACE_BEFORE, PUT_IN, each

_BEFORE_NUMBERS = each(
    """
    index idx ind indices atom atoms site sites no number nr id i at n images image img imgs nimages n_images num_images
    fmax tolerance threshold force forces t p pos position label ix temp atomindex atom_index
    """
)
_UNIT_AFTER_NUMBER = frozenset(("K", "C", "Pa"))
_NO_SYMBOL = each(
    """
    Ea Eb Ef Ed Ex Ez Eq Ok Is It If My We To Of On Or Do Go So By An Vs Hi Me Up Dr Mr Ms St Fs Ts Tc De Aa Ab Oh
    Ah Eh Ii
    """
)
_NAMED_BY_LETTER = re.compile(r"\s*(?:案|班|群|グループ|パターン|ケース|さん|社|級|列|欄|先生|君|氏)")
_PHRASES = {key.lower(): ("group", ",".join(value)) for key, value in GROUPS.items() if " " in key and key[0].isascii()}
_PHRASES |= {key: ("molecule", value) for key, value in MOLECULES.items() if " " in key}
_PHRASES |= {key: ("calculator", value) for key, value in CALCULATORS.items() if " " in key or "-" in key}
_PHRASE_HEADS: dict[str, list[str]] = {}
for _key in sorted(_PHRASES, key=len, reverse=True):
    _PHRASE_HEADS.setdefault(re.split(r"[ \-_]", _key)[0], []).append(_key)


def latin(text: str, word: str, span: tuple[int, int]) -> Mention | None:
    """What a Latin word is: a phrase, potential, surface, symbol, molecule, English name, a number behind a word, or nothing."""
    lower = word.lower()
    for phrase in _PHRASE_HEADS.get(lower, ()):
        end = span[0] + len(phrase)
        if text[span[0] : end].lower() == phrase and not re.match(r"[A-Za-z0-9]", text[end : end + 1]):
            return Mention(_PHRASES[phrase][0], text[span[0] : end], _PHRASES[phrase][1], (span[0], end))
    if lower in CALCULATORS:
        return Mention("calculator", word, CALCULATORS[lower], span)
    if word in FORMULAS and not (word == "NO" and re.match(r"\s+(?:climb|CI\b|substit|need|image|more|dop|chang)", text[span[1] :])):
        return Mention("molecule", word, word, span)
    if lower in MOLECULES:
        return Mention("molecule", word, MOLECULES[lower], span)
    symbol = _symbol(text, word, span)
    if symbol:
        return element(text, symbol, span)
    if lower in BY_NAME and not (lower == "lead" and text[span[1] : span[1] + 3] == " to") and lower.isascii():
        return element(text, BY_NAME[lower], span)
    if lower in GROUPS:
        return Mention("group", word, ",".join(GROUPS[lower]), span)
    return _glued(text, word, span) or _unknown(text, word, span)


def _symbol(text: str, word: str, span: tuple[int, int]) -> str | None:
    """The symbol that a Latin word is meant as, or None: units behind numbers and English words are none."""
    symbol = word if word in SYMBOLS else LOOSE.get(word.lower()) if word.isupper() or word.islower() else None
    if len(word) == 1 and _NAMED_BY_LETTER.match(text, span[1]):
        return None
    if symbol is None or (word == "al" and text[: span[0]].endswith("et ")):
        return None
    after, before = text[span[1] : span[1] + 12], text[: span[0]]
    if (symbol in _UNIT_AFTER_NUMBER or word == "mg") and re.search(r"[\d°〇零一二三四五六七八九十百千]\s*$", before):
        return None
    in_quotes = before.endswith("'") and after.startswith("'")
    if (
        (before.endswith(("'", "°")) and not in_quotes)
        or (after.startswith(("'", "_")) and not in_quotes)
        or (len(word) == 1 and re.search(r"[A-Za-z0-9]-$", before))
    ):
        return None
    if word in WORDLIKE and re.match(r"\s(?!(?:and|or|at|atoms?|vs)\b)[A-Za-z]|-[a-z]|[,.]\s[a-z]|\.\s?\d", after):
        return None
    if word in ("Re", "Co") and (re.match(r"-(?:run|comp|calc|do|ads|auth|oper)", after) or (not before.strip() and after.startswith(":"))):
        return None
    if word == "I" and not before.strip() and after.startswith(" "):
        return None
    return symbol


def _glued(text: str, word: str, span: tuple[int, int]) -> Mention | None:
    """The number behind a word without a space ("index22", "fmax0"), the surface behind a symbol ("Cu111"), the figure of "22nd"."""
    parts = re.fullmatch(r"([A-Za-z_]+?)(\d+)((?:[A-Z][a-z])?)", word)
    if not parts:
        return None
    head, digits, tail = parts.groups()
    if head in SYMBOLS and not tail and re.fullmatch(r"0001|[0-3]{3}", digits):
        return Mention("surface", word, f"{head}({digits})", span)
    if head in SYMBOLS and len(head) == 2 and not tail:  # a viewer's label (Cu23), a charge (Fe3+): the number is a mention of its own
        return element(text, head, (span[0], span[0] + 2))
    if head.lower() not in _BEFORE_NUMBERS:
        return None
    start = span[0] + len(head)
    more = re.compile(NUMBER).match(text, start)
    end = more.end() if more else span[1] - len(tail)
    return number(text, literal(text[start:end]), (start, end))


def _unknown(text: str, word: str, span: tuple[int, int]) -> Mention | None:
    """A word that stands where an element would and is none: "Xx", "unobtainium"."""
    lower = word.lower()
    if lower in NOT_ELEMENTS or (re.fullmatch(r"[a-z]{4,}ium", lower) and lower not in IUM_WORDS):
        return Mention("unknown_element", word, word, span)
    stands_for_others = re.search(rf"(?<![A-Za-z]){word}\s*(?:=|:|は|∈|が|in\b|is\b)", text)  # Cu→X (X = Al, Ni)
    if re.fullmatch(r"[A-Z][a-z]?", word) and word not in SYMBOLS and word not in _NO_SYMBOL and not stands_for_others:
        before, after = text[: span[0]], text[span[1] : span[1] + 12]
        if after.startswith("元素"):
            return Mention("unknown_element", word, word, span)
        strict = bool(PUT_IN.match(after)) or bool(re.search(r"(?:→|->|with |元素(?:記号|名)?(?:は|が|の|:)?)\s*$", before))
        if (len(word) == 2 and (PLACE_AFTER.match(after) and (PLACE_BEFORE.search(before) or strict))) or (strict and word not in "AT"):
            return Mention("unknown_element", word, word, span)
    return None
