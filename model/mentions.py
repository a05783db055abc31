"""The mentions of a sentence: elements, numbers, files, surfaces, molecules, potentials, with a hint of what each is there for.

Covered: NFKC text in Japanese and English, symbols, kanji, kana and English names, numbers in figures and kanji.
Not covered: what is meant. The tagger proposes; the model decides which mentions count.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from model.elements import (
    BY_NAME,
    CALCULATORS,
    FORMULAS,
    GROUPS,
    IUM_WORDS,
    LOOSE,
    MOLECULES,
    NOT_ELEMENTS,
    SYMBOLS,
    WORDLIKE,
)  # fmt: skip
from model.numerals import kanji_value, literal
from model.roles import element_role, number_role


@dataclass(frozen=True)
class Mention:
    """One thing that the sentence names.

    kind: element, number, file, unknown_element, group, surface, molecule, calculator.
    value: the canonical value as text: a symbol, a Python literal, a file name, "Cu(111)", "CO", "emt"; of a group its symbols joined by commas.
    span: where it stands in the NFKC text, (start, end).
    role: a hint, "" if there is none: counter, retracted, host, original, unit:index, unit:images, unit:K, unit:C, unit:fmax, unit:meV, unit:ps, unit:fs, unit:other, …
    """

    kind: str
    text: str
    value: str
    span: tuple[int, int]
    role: str = ""


ROOM_TEMPERATURE_K = "298.15"
_KATA = "ァ-ヴー"
_KANJI = "一-龥々"
_EXT = r"(?:extxyz|xyz|traj|db|cif|vasp|poscar|pdb|json|xsf|cfg|lammps|data|gz|out|log|h5|npz)"
_FILE = rf"[A-Za-z0-9_][A-Za-z0-9_\-+./]*\.{_EXT}(?![A-Za-z0-9])"
_SYMBOL_KANJI = [
    "白金族元素",
    "白金族金属",
    "白金族",
    "銅族元素",
    "銅族",
    "鉄族元素",
    "鉄族",
    "鉄属元素",
    "貴金属元素",
    "貴金属",
    "貨幣金属",
    "硬貨金属",
    "高融点金属",
    "第一遷移系列",
    "第二遷移系列",
    "第三遷移系列",
    "第一遷移元素",
]
_KANJI_NAMES = [n for n in BY_NAME if re.search(f"[{_KANJI}ぁ-ん]", n)]
_KANJI_MOLECULES = [n for n in MOLECULES if re.search(f"[{_KANJI}]", n)]
# words in which an element's kanji says something else; compounds whose element is not what is put in
_NOT_KANJI = (
    r"合金|金属|料金|現金|お金|資金|賞金|税金|年金|罰金|送金|募金|集金|預金|貯金|入金|返金|代金|奨学金|助成金|基金|科研費|金曜|金融|金額|金庫|金魚|金髪|金沢|金型|金具|金物|金色|金閣|"
    r"金メダル|金賞|金券|金利|金持|針金|黄金比|借金|頭金|敷金|礼金|元金|銀行|銀河|銀座|銀色|銀賞|銀メダル|銀杏|銀紙|銀歯|銀閣|銅像|銅板|銅線|銅箔|銅管|銅賞|銅メダル|青銅|黄銅|白銅|赤銅|銅鐸|分銅|"
    r"鉄則|鉄道|地下鉄|私鉄|鉄板|鉄鋼|鉄筋|鉄棒|鉄人|鉄砲|鉄塔|鉄橋|鉄器|鉄瓶|鉄火|鉄分|製鉄|鉄鉱|砂鉄|鉄鍋|鉄壁|鉄拳|鉄骨|電鉄|鉛筆|黒鉛|鉛直|炭素鋼|炭素税|炭素循環|脱炭素|低炭素|炭素排出|"
    r"(?:酸化|塩化|硫化|窒化|硝酸|硫酸|水酸化|臭化|炭化|炭酸|リン酸|燐酸|過酸化)(?:亜鉛|水銀|水素|鉄|銅|銀|鉛|錫|金)|(?:窒素|硫黄|炭素)(?:酸化物|化合物)|水素化(?:物)?|水素結合|水素社会|水素エネルギー|酸素濃度"
)
# "21,222" is two indices; only thousands that end in 000 or have a unit are one number
_NUMBER = r"\d{1,3},000(?!\d)|\d{1,3},\d{3}(?=\s*K)|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|(?<![A-Za-z0-9.ぁ-ヿ一-龥])\.\d+"
_TOKEN = re.compile(
    rf"(?P<file>{_FILE})"
    rf"|(?P<group>EMT(?:が対応する元素|で扱える元素|で計算できる元素|の対応元素|対応元素)|[345]d ?(?:遷移)?(?:金属|元素)(?:元素)?|[345]d (?:transition )?metals|第 ?[456] ?周期の?遷移金属|11 ?族(?:元素)?|[Gg]roup 11"
    rf"|アルカリ(?:土類)?金属(?:元素)?|アルカリ土類|プラチナ族|コイン金属|{'|'.join(_SYMBOL_KANJI)})"
    rf"|(?P<kcalc>有効媒質(?:理論|法)?|7net(?:-0)?|7Net(?:-0)?|7NET)"
    rf"|(?P<room>室温|常温|[Rr]oom temperature)"
    rf"|(?P<kmol>{'|'.join(sorted(_KANJI_MOLECULES, key=len, reverse=True))}|水(?=の?(?:吸着|脱離|振動|解離)))"
    rf"|(?P<not>{_NOT_KANJI})"
    rf"|(?P<xkan>真鍮|賢者の石|三?重水素)"
    rf"|(?P<kname>{'|'.join(sorted(_KANJI_NAMES, key=len, reverse=True))})"
    rf"|(?P<kata>[{_KATA}]+)"
    rf"|(?P<latin>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)"
    rf"|(?P<number>{_NUMBER})"
    rf"|(?P<knum>[〇零一二三四五六七八九十百千]+)"
    rf"|(?P<xso>[{_KANJI}]{{1,2}}素(?=[にをとへ、,]))"
)
_FACET = re.compile(
    r"\s*-?(?:の|表面の)?\s*(?:[(\[{<]\s*(?P<a>0001|11[-–]?20|10[-–]?1[0-3]|[0-3]{3}|1,1,1|1,0,0|1,1,0|2,1,1)\s*[)\]}>](?:\s*面)?|(?P<b>0001|[0-3]{3})(?:\s*面|(?=\s*表面)))"
)
_FACET_FIRST = re.compile(r"\((0001|[0-3]{3})\)\s*(?:面の|表面の|面|surface of )\s*$")
_KATA_TAIL = re.compile(
    r"スラブ|サイト|クラスタ|バルク|イオン|ドープ|バージョン|ケース|パターン|ナノ|アダトム|ダイマー|モデル|ベース|ターゲット|アトム|テラス|ステップ|ホスト|ドーパント|単結晶|系"
)
_KATA_HEAD = re.compile(r"(?:サイト|ドーパント|インデックス|ターゲット)(?=.)")
_INDEX_WORDS = frozenset(
    [
        "index",
        "idx",
        "ind",
        "indices",
        "atom",
        "atoms",
        "site",
        "sites",
        "no",
        "number",
        "nr",
        "id",
        "i",
        "at",
        "n",
        "images",
        "image",
        "nimages",
        "n_images",
        "num_images",
        "fmax",
        "tolerance",
        "threshold",
        "force",
        "forces",
        "t",
        "p",
        "pos",
        "position",
        "label",
        "ix",
        "temp",
        "atomindex",
        "atom_index",
    ]
)
_UNIT_AFTER_NUMBER = frozenset(("K", "C", "Pa"))
_PLACE_BEFORE = re.compile(r"(?:に|→|->|=>|元素|を|with |to |by |into |using |・|、|,|と|:)\s*$")
_PLACE_AFTER = re.compile(
    r"\s*(?:原子)?(?:$|に(?!つ|対|関|よ)|へ|を(?:入|ドープ|置|試|導)|と|、|,|・|で置|→|\?|？|。|\.|\s(?:at|for|and|or|instead)\b)"
)
_NO_SYMBOL = frozenset(
    [
        "Ea",
        "Eb",
        "Ef",
        "Ed",
        "Ex",
        "Ez",
        "Eq",
        "Ok",
        "Is",
        "It",
        "If",
        "My",
        "We",
        "To",
        "Of",
        "On",
        "Or",
        "Do",
        "Go",
        "So",
        "By",
        "An",
        "Vs",
        "Hi",
        "Me",
        "Up",
        "Dr",
        "Mr",
        "Ms",
        "St",
        "Fs",
        "Ts",
        "Tc",
        "De",
        "Aa",
        "Ab",
        "Oh",
        "Ah",
        "Eh",
        "Ii",
        "Ed",
    ]
)


def normal(text: str) -> str:
    """The text in NFKC, with one minus sign and one wave dash: what spans count in."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").replace("〜", "~").replace("∼", "~")


@lru_cache(maxsize=4096)
def mentions(text: str, files: tuple[str, ...] = ()) -> tuple[Mention, ...]:
    """The mentions of a sentence in reading order; `files` are names to look for besides those with a known extension."""
    text = normal(text)
    found: list[Mention] = []
    taken = _known_files(text, files)
    found += taken
    position = 0
    while match := _TOKEN.search(text, position):
        inside = next((m for m in taken if m.span[0] < match.end() and match.start() < m.span[1]), None)
        if inside:
            position = inside.span[1]
            continue
        mention = _mention(text, match)
        if mention is None:
            position = match.end() if match.lastgroup not in ("xso",) else match.start() + 1
            continue
        if (
            found and mention.kind == found[-1].kind == "surface" and mention.span[0] < found[-1].span[1]
        ):  # the facet belongs to the surface before
            mention = Mention("element", match.group(), mention.value.split("(")[0], match.span(), element_role(text, match.span()))
        found.append(mention)
        position = max(mention.span[1], match.start() + 1)
    return tuple(sorted(_unique(found), key=lambda m: m.span))


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
        patterns = [rf"(?<![A-Za-z0-9_\-.]){re.escape(plain)}(?![A-Za-z0-9_])"]
        if len(stem) >= 3:
            # between Latin words "path" and "start" are words; beside Japanese they are the file
            patterns.append(
                rf"(?<![A-Za-z0-9_\-.])(?<![A-Za-z] ){re.escape(stem)}(?![A-Za-z0-9_\-.])(?!\s[A-Za-z])"
                if not re.search(r"[_\d]", stem)
                else rf"(?<![A-Za-z0-9_\-.]){re.escape(stem)}(?![A-Za-z0-9_.])"
            )
        for pattern in patterns:
            for match in re.finditer(pattern, text):
                if not any(m.span[0] < match.end() and match.start() < m.span[1] for m in found):
                    found.append(Mention("file", match.group(), name, match.span()))
    return found


def _mention(text: str, match: re.Match[str]) -> Mention | None:
    """The mention that a token is, if it is one."""
    kind, word, span = match.lastgroup, match.group(), match.span()
    if kind == "file":
        return Mention("file", word, word, span)
    if kind == "group":
        return _group(word, span)
    if kind == "kmol":
        return Mention("molecule", word, MOLECULES.get(word, "H2O"), span)
    if kind == "kcalc":
        return Mention("calculator", word, "emt" if word.startswith("有") else "sevennet", span)
    if kind == "room":
        return Mention("number", word, ROOM_TEMPERATURE_K, span, "unit:K")
    if kind == "kname":
        return _element(text, BY_NAME[word], span)
    if kind == "kata":
        return _katakana(text, word, span)
    if kind == "latin":
        return _latin(text, word, span)
    if kind == "number":
        return _number(text, literal(word), span)
    if kind == "knum":
        return _kanji_number(text, word, span)
    if kind == "xkan":
        return Mention("unknown_element", word, word, span)
    if kind == "xso":
        return (
            None
            if word.endswith(("元素", "要素", "酵素", "色素", "毒素", "簡素", "質素", "緑素", "平素"))
            else Mention("unknown_element", word, word, span)
        )
    return None


def _group(word: str, span: tuple[int, int]) -> Mention | None:
    members = GROUPS.get(word) or GROUPS.get(word.lower()) or GROUPS.get(word.replace(" ", "").replace("期遷", "期の遷"))
    return Mention("group", word, ",".join(members), span) if members else None


def _element(text: str, symbol: str, span: tuple[int, int]) -> Mention:
    """The element, or the surface if a facet follows or comes before."""
    facet = _FACET.match(text, span[1])
    if facet:
        digits = (facet.groupdict().get("a") or facet.group("b")).replace(",", "").replace("-", "").replace("–", "")
        whole = (span[0], facet.end())
        return Mention("surface", text[slice(*whole)], f"{symbol}({digits})", whole)
    first = _FACET_FIRST.search(text, max(0, span[0] - 16), span[0])
    if first:
        whole = (first.start(), span[1])
        return Mention("surface", text[slice(*whole)], f"{symbol}({first.group(1)})", whole)
    return Mention("element", text[slice(*span)], symbol, span, element_role(text, span))


def _katakana(text: str, word: str, span: tuple[int, int]) -> Mention | None:
    """An element, group, molecule or potential in katakana, alone or before a word that is known to follow."""
    if word.endswith("素") or text[span[1] : span[1] + 1] == "素":
        return None
    for end in range(len(word), 1, -1):
        part = word[:end]
        if end < len(word) and not _KATA_TAIL.match(word, end):
            continue
        where = (span[0], span[0] + end)
        if part in BY_NAME:
            return _element(text, BY_NAME[part], where)
        if part in GROUPS:
            return _group(part, where)
        if part in MOLECULES:
            return Mention("molecule", part, MOLECULES[part], where)
        if part in CALCULATORS:
            return Mention("calculator", part, CALCULATORS[part], where)
    head = _KATA_HEAD.match(word)
    if head and word[head.end() :] in BY_NAME:
        return _element(text, BY_NAME[word[head.end() :]], (span[0] + head.end(), span[1]))
    stem = _KATA_TAIL.sub("", word) or word
    if stem in NOT_ELEMENTS or (stem.endswith("ウム") and len(stem) >= 4 and stem not in IUM_WORDS and stem not in BY_NAME):
        return Mention("unknown_element", stem, stem, (span[0], span[0] + len(stem)))
    return None


_PHRASES = {key.lower(): ("group", ",".join(value)) for key, value in GROUPS.items() if " " in key and key[0].isascii()}
_PHRASES |= {key: ("molecule", value) for key, value in MOLECULES.items() if " " in key}
_PHRASES |= {key: ("calculator", value) for key, value in CALCULATORS.items() if " " in key or "-" in key}
_PHRASE_HEADS: dict[str, list[str]] = {}
for _key in sorted(_PHRASES, key=len, reverse=True):
    _PHRASE_HEADS.setdefault(re.split(r"[ \-_]", _key)[0], []).append(_key)


def _latin(text: str, word: str, span: tuple[int, int]) -> Mention | None:
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
        return _element(text, symbol, span)
    if lower in BY_NAME and not (lower == "lead" and text[span[1] : span[1] + 3] == " to") and lower.isascii():
        return _element(text, BY_NAME[lower], span)
    if lower in GROUPS:
        return Mention("group", word, ",".join(GROUPS[lower]), span)
    return _glued(text, word, span) or _unknown(text, word, span)


def _symbol(text: str, word: str, span: tuple[int, int]) -> str | None:
    """The symbol that a Latin word is meant as, or None: units behind numbers and English words are none."""
    symbol = word if word in SYMBOLS else LOOSE.get(word.lower()) if word.isupper() or word.islower() else None
    if symbol is None or (word == "al" and text[: span[0]].endswith("et ")):
        return None
    after, before = text[span[1] : span[1] + 12], text[: span[0]]
    if symbol in _UNIT_AFTER_NUMBER and re.search(r"[\d°]\s*$", before):
        return None
    if before.endswith(("'", "°")) or after.startswith(("'", "_")) or (len(word) == 1 and re.search(r"[A-Za-z0-9]-$", before)):
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
    if head.lower() not in _INDEX_WORDS:
        return None
    start = span[0] + len(head)
    more = re.compile(_NUMBER).match(text, start)
    end = more.end() if more else span[1] - len(tail)
    return _number(text, literal(text[start:end]), (start, end))


def _unknown(text: str, word: str, span: tuple[int, int]) -> Mention | None:
    """A word that stands where an element would and is none: "Xx", "unobtainium"."""
    lower = word.lower()
    if lower in NOT_ELEMENTS or (re.fullmatch(r"[a-z]{4,}ium", lower) and lower not in IUM_WORDS):
        return Mention("unknown_element", word, word, span)
    if re.fullmatch(r"[A-Z][a-z]?", word) and word not in SYMBOLS and word not in _NO_SYMBOL:
        before, after = text[: span[0]], text[span[1] : span[1] + 12]
        strict = bool(re.match(r"\s*(?:原子)?(?:に(?:置|変|替|換|差|し|入)|へ(?:置|変|替))", after)) or bool(
            re.search(r"(?:→|->|with |元素)\s*$", before)
        )
        if (len(word) == 2 and (_PLACE_AFTER.match(after) and (_PLACE_BEFORE.search(before) or strict))) or (strict and word not in "AT"):
            return Mention("unknown_element", word, word, span)
    return None


def _number(text: str, value: str, span: tuple[int, int]) -> Mention | None:
    """The number with its sign and the hint of what it counts."""
    start, end = span
    before = text[:start]
    if before.endswith("-") and not re.search(r"(?:[\d)番~]\s*|[A-Za-z])-$", before):
        start, value = start - 1, "-" + value
    elif re.search(r"[A-Za-z]$", before) and not re.search(r"(?:[A-Za-z]{3,}|#|\bT|\bn|\bi)$", before):
        return None
    if re.match(r"[A-Za-z]", text[end : end + 1]) and not re.match(
        r"(?:st|nd|rd|th|K|k|C|ps|fs|ns|eV|ev|meV|mev|images?|枚|nm|A|GPa|kJ|kcal|x|pt|mol|and|to)(?![a-z])|[A-Z][a-z](?![A-Za-z0-9])|°",
        text[end:],
    ):
        return None
    ordinal = re.match(r"(?:st|nd|rd|th)\b", text[end:])
    end += len(ordinal.group()) if ordinal else 0
    return Mention("number", text[start:end], value, (start, end), number_role(text, (start, end)))


_KANJI_COUNTER = re.compile(r"\s*(?:番(?!手|線|組|地)|枚|号|点|ピコ|ケルビン|K|目|個|フレーム|イメージ)")


def _kanji_number(text: str, word: str, span: tuple[int, int]) -> Mention | None:
    """A number in kanji where it counts something and is no part of a word (一番, 十分, 第一原理, 三次元)."""
    value = kanji_value(word)
    counted = bool(_KANJI_COUNTER.match(text, span[1]))
    if value is None or text[: span[0]].endswith("第"):
        return None
    if word == "一" or (len(word) == 1 and not counted) or (word == "十" and text[span[1] : span[1] + 1] == "分"):
        return None
    if len(word) > 1 and not counted and re.match(r"[一-龥]", text[span[1] : span[1] + 1]) and not text.startswith(("原子", "度"), span[1]):
        return None
    return Mention("number", word, str(value), span, number_role(text, span))
