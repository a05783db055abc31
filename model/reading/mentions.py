"""The mentions of a sentence: elements, numbers, files, surfaces, molecules, potentials, by the lexicon alone.

Covered: NFKC text in Japanese and English, symbols, kanji, kana and English names, numbers in figures and kanji.
Not covered: what is meant, and which mentions count: the reader says so in its account (`model.reading.account`).
"""

import re
from collections.abc import Callable
from functools import lru_cache

from model.reading.choices import chosen
from model.reading.elements import (
    BY_KANA,
    BY_NAME,
    BY_SOUND,
    CALCULATORS,
    GROUPS,
    IUM_WORDS,
    MOLECULES,
    NAMES,
    NOT_ELEMENTS,
    SHORT_KANA,
    sound_of,
)
from model.reading.kinds import ROOM_TEMPERATURE_K, element, group, kanji_number, number
from model.reading.latin import latin
from model.reading.mention import Mention, normal
from model.reading.numerals import literal, spoken_value
from model.reading.patterns import KATAKANA_HEAD, KATAKANA_TAIL, PLACE_AFTER, PUT_IN, TOKEN, each

__all__ = ["Mention", "mentions", "normal"]


@lru_cache(maxsize=4096)
def mentions(text: str, files: tuple[str, ...] = ()) -> tuple[Mention, ...]:
    """The mentions of a sentence in reading order; `files` are names to look for besides those with a known extension."""
    text = normal(text)
    found: list[Mention] = []
    taken = _known_files(text, files)
    found += taken
    position = 0
    while match := TOKEN.search(text, position):
        inside = next((m for m in taken if m.span[0] < match.end() and match.start() < m.span[1]), None)
        if inside:
            position = inside.span[1]
            continue
        mention = _mention(text, match)
        if mention is None:
            position = match.end() if match.lastgroup not in ("ending", "kana", "spoken") else match.start() + 1
            continue
        if (
            found and mention.kind == found[-1].kind == "surface" and mention.span[0] < found[-1].span[1]
        ):  # the facet belongs to the surface before
            mention = Mention("element", match.group(), mention.value.split("(")[0], match.span())
        found.append(mention)
        position = max(mention.span[1], match.start() + 1)
    found += [again for m in found if m.kind == "surface" for again in _further_facets(text, m)]
    return tuple(sorted(_unique(found), key=lambda m: m.span))


_FURTHER_FACET = re.compile(r"\s*(?:面)?\s*(?:と|、|,|・|/|や|か|and|or)\s*\((0001|[0-3]{3})\)(?:\s*面)?")


def _further_facets(text: str, surface: Mention) -> list[Mention]:
    """More facets of the same element behind its first: アルミの(111)面と(100)面."""
    found, end = [], surface.span[1]
    while match := _FURTHER_FACET.match(text, end):
        span = (match.start(1) - 1, match.end())
        found.append(Mention("surface", text[slice(*span)], f"{surface.value.split('(')[0]}({match.group(1)})", span))
        end = match.end()
    return found


def _unique(found: list[Mention]) -> list[Mention]:
    """Mentions without those that a longer one covers (a facet before its element)."""
    covers = [m.span for m in found if m.kind == "surface"]
    return [m for m in found if m.kind == "surface" or not any(a <= m.span[0] and m.span[1] <= b for a, b in covers)]


def _known_files(text: str, files: tuple[str, ...]) -> list[Mention]:
    """Mentions of known files by full name, or by stem where the stem cannot be another word."""
    found: list[Mention] = []
    for name in sorted(files, key=len, reverse=True):
        plain = normal(name)
        stem = plain.rsplit(".", 1)[0]
        for word in (plain, stem) if len(stem) >= 3 else (plain,):
            start = text.find(word)
            while start >= 0:
                span = (start, start + len(word))
                free = not any(m.span[0] < span[1] and span[0] < m.span[1] for m in found)
                if free and _stands_alone(text, span, word, whole=word == plain):
                    found.append(Mention("file", word, name, span))
                start = text.find(word, span[1])
    return found


def _stands_alone(text: str, span: tuple[int, int], word: str, *, whole: bool) -> bool:
    """Whether a file's name is no part of something longer; between Latin words a stem like "path" is a word, beside Japanese a file."""
    before, after = text[: span[0]], text[span[1] : span[1] + 2]
    if re.search(r"[A-Za-z0-9_\-.]$", before) or re.match(r"[A-Za-z0-9_]" if whole else r"[A-Za-z0-9_.]", after):
        return False
    if whole or re.search(r"[_\d]", word):
        return True
    return not (after.startswith("-") or re.search(r"[A-Za-z] $", before) or re.match(r"\s[A-Za-z]", after))


def _mention(text: str, match: re.Match[str]) -> Mention | None:
    """The mention that a token is, if it is one."""
    kind, word, span = match.lastgroup, match.group(), match.span()
    make = _PLAIN.get(kind or "")
    if make:
        return Mention(make[0], word, make[1](word), span)
    if kind == "group":
        return group(word, span)
    if kind == "choice":
        return Mention("choice", word, chosen(word), span)
    if kind == "room":
        return Mention("number", word, ROOM_TEMPERATURE_K, span)
    if kind == "name":
        return element(text, BY_NAME[word], span)
    if kind == "kana":
        return _hiragana(text, word, span)
    if kind == "atomic":
        return _by_atomic_number(text, word, span)
    if kind == "spoken" and word:
        return Mention("number", word, str(spoken_value(word)), span)
    if kind == "katakana":
        return _katakana(text, word, span)
    if kind == "latin":
        return latin(text, word, span)
    if kind == "number":
        return number(text, literal(word), span)
    if kind == "kanji":
        return kanji_number(text, word, span)
    if kind == "ending" and not word.endswith(_WORDS_IN_SO):
        return Mention("unknown_element", word, word, span)
    return None


def _hiragana(text: str, word: str, span: tuple[int, int]) -> Mention | None:
    """An element in hiragana; the short names only where nothing but an element can stand."""
    alone = bool(_BEFORE_KANA.search(text[: span[0]]) and _AFTER_KANA.match(text, span[1]))
    return element(text, BY_KANA[word], span) if alone or word not in SHORT_KANA else None


def _by_atomic_number(text: str, word: str, span: tuple[int, int]) -> Mention | None:
    """原子番号46の元素, Z = 46; 47の元素 behind one of these, else the number (299の元素を…に)."""
    if word.isdigit() and "原子番号" not in text[: span[0]]:
        return number(text, literal(word), span)
    atomic = int(re.findall(r"\d+", word)[0])
    return element(text, list(NAMES)[atomic - 1], span) if 1 <= atomic <= len(NAMES) else None


_BEFORE_KANA = re.compile(r"(?:^|[、,・/\s]|を|と|か|や|→)\s*$")
_AFTER_KANA = re.compile(r"\s*(?:$|[、,・/。]|に(?:か|し|お|へ|そ|す|な|変|置|替|換|入|同|別)|と(?!う|い|き|こ)|か[、,ぱど]|→)")
_WORDS_IN_SO = ("元素", "水素", "要素", "酵素", "色素", "毒素", "簡素", "質素", "緑素", "平素")
_PLAIN: dict[str, tuple[str, Callable[[str], str]]] = {
    "file": ("file", str),
    "unknown": ("unknown_element", str),
    "molecule": ("molecule", lambda word: MOLECULES.get(word, "H2O")),
    "calculator": ("calculator", lambda word: "emt" if word.startswith("有") else "sevennet"),
}


# what may stand before に置換 and is no element
_SAID_OF_SUBSTITUTIONS = each(
    "ランダム グラフ チャート テーブル リスト ドーパント メタル ダミー フル パラレル シリアル ペア セット グループ アトム サイト"
)
_PUT_IN_PLACE = re.compile(r"(?:番(?:目)?|原子|サイト|\d)(?:の原子|の\S{1,6})?を\s*$")


def _katakana(text: str, word: str, span: tuple[int, int]) -> Mention | None:
    """An element, group, molecule or potential in katakana, alone or before a word that is known to follow."""
    if word.endswith("素") or text[span[1] : span[1] + 1] == "素":
        return None
    for end in range(len(word), 1, -1):
        part = word[:end]
        if end < len(word) and not KATAKANA_TAIL.match(word, end):
            continue
        where = (span[0], span[0] + end)
        if part in BY_NAME:
            return element(text, BY_NAME[part], where)
        if part in GROUPS:
            return group(part, where)
        if part in MOLECULES:
            return Mention("molecule", part, MOLECULES[part], where)
        if part in CALCULATORS:
            return Mention("calculator", part, CALCULATORS[part], where)
    slip = BY_SOUND.get(sound_of(word))
    if slip and PLACE_AFTER.match(text, span[1]):
        return element(text, slip, span)
    head = KATAKANA_HEAD.match(word)
    if head and word[head.end() :] in BY_NAME:
        return element(text, BY_NAME[word[head.end() :]], (span[0] + head.end(), span[1]))
    stem = KATAKANA_TAIL.sub("", word) or word
    if len(word) > 2 and word not in _SAID_OF_SUBSTITUTIONS and _PUT_IN_PLACE.search(text[: span[0]]) and PUT_IN.match(text, span[1]):
        return Mention("unknown_element", word, word, span)
    if stem in NOT_ELEMENTS or (stem.endswith("ウム") and len(stem) >= 4 and stem not in IUM_WORDS and stem not in BY_NAME):
        return Mention("unknown_element", stem, stem, (span[0], span[0] + len(stem)))
    return None
