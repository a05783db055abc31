"""What a request says: its mentions, sorted by what they can be there for. The person's side of the comparison."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from agent import intent
from agent.conversation import Turn
from agent.errors import ScriptRetry
from agent.reading import read_script
from agent.use import Use, use_of
from model.mentions import Mention, mentions, normal
from model.request import Request

_NOT_PLACED = ("retracted", "host", "original")
_NO_INDEX = ("counter", "retracted", "unit:images", "unit:fmax", "unit:meV", "unit:K", "unit:C", "unit:ps", "unit:fs", "unit:other")
_RANGE = re.compile(
    r"\s*(?:番(?:目)?|ばん)?\s*(?:以上|から|~|-|–|—|to|through|\.\.+|…|乃至|ないし)\s*(?:index|#|No\.?)?\s*", re.IGNORECASE | re.ASCII
)
_LIST = re.compile(
    r"[\s、,,・/／&+と]*(?:と|や|か|or|and|または|もしくは|あるいは|それに|それから|および|及び|,|、|・|/|\+|&|\s)[\s、,]*(?:それぞれ)?",
    re.IGNORECASE | re.ASCII,
)
_STRUCTURES = re.compile(r"\.(?:extxyz|xyz|traj|db|cif|vasp|poscar|pdb|xsf|cfg|gz)$", re.IGNORECASE | re.ASCII)
_WRITTEN = re.compile(
    r"\s*(?:に|へ|として|という名前で)\s*(?:結果を|図を)?\s*(?:保存|書き|出力|セーブ|残)|\s*(?:as the output|as output)",
    re.IGNORECASE | re.ASCII,
)
_NEGATED = re.compile(r"\s*(?:で)?(?:は|では|じゃ)\s*(?:なく|ない|なし)|\s*(?:以外|を使わず|なしで)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Said:
    """One request taken apart."""

    request: Request
    found: tuple[Mention, ...]

    @property
    def text(self) -> str:
        return self.request.instruction

    def stands_there(self, mention: Mention) -> bool:
        """Whether an element may only say what the atom is now: 24番の銅原子だったら, the Ni atom at index 25."""
        text = normal(self.text)
        return bool(_STANDS_THERE.search(text[: mention.span[0]]) and _ATOM_THERE.match(text, mention.span[1]))

    def of(self, *kinds: str) -> list[Mention]:
        return [m for m in self.found if m.kind in kinds]

    @property
    def elements(self) -> list[Mention]:
        """Elements that may be what is put in."""
        return [m for m in self.of("element") if m.role not in _NOT_PLACED]

    @property
    def placeable(self) -> set[str]:
        """Symbols that a substitution may use, groups spelt out."""
        return {m.value for m in self.elements} | self.grouped

    @property
    def grouped(self) -> set[str]:
        """Members of the groups that are named."""
        return {e for m in self.of("group") if m.role != "retracted" for e in m.value.split(",")}

    @property
    def index_mentions(self) -> list[Mention]:
        """Numbers that may be atoms."""
        text = normal(self.text)
        return [
            m
            for m in self.of("number")
            if m.role not in _NO_INDEX and re.fullmatch(r"-?\d+", m.value) and not _PIECES.match(text, m.span[1])
        ]

    def names_an_atom(self, mention: Mention) -> bool:
        """Whether a number is said to be an atom's (22番, index 22, site 22), not only a number."""
        before = normal(self.text)[: mention.span[0]]
        return mention.role == "unit:index" or bool(_ATOM_LABEL.search(before))

    @property
    def indices(self) -> set[int]:
        """ASE indices that the text names, ranges spelt out, counted from 0."""
        return {i for m in self.index_mentions for i in (self.index(m),)} | {i for r in self.ranges for i in r}

    def index(self, mention: Mention) -> int:
        """The ASE index that a number means (one less where the request counts from 1)."""
        return int(mention.value) - (1 if intent.counts_from_one(self.text) else 0)

    @property
    def ranges(self) -> list[range]:
        """Indices given by their ends: 21番から24番."""
        text, made = normal(self.text), []
        numbers = self.index_mentions
        for first, last in itertools.pairwise(numbers):
            a, b = self.index(first), self.index(last)
            if _RANGE.fullmatch(text, first.span[1], last.span[0]) and 0 <= a < b <= a + 500:
                made.append(range(a, b + 1))
        return made

    @property
    def calculators(self) -> list[str]:
        text = normal(self.text)
        return [m.value for m in self.of("calculator") if not _NEGATED.match(text, m.span[1])]

    @property
    def structure_files(self) -> list[str]:
        """Structure files that the text names as something to read."""
        text = normal(self.text)
        return [m.value for m in self.of("file") if _STRUCTURES.search(m.value) and not _WRITTEN.match(text, m.span[1])]

    def only_counts(self, mention: Mention) -> bool:
        """Whether a number may say how many there are (2つの原子)."""
        return mention.role == "" and bool(_COUNTS.match(normal(self.text), mention.span[1]))

    @property
    def series(self) -> set[float]:
        """Temperatures given by their ends and a step: 200〜600 K、100 K 刻み."""
        text = normal(self.text)
        numbers = [m for m in self.of("number") if m.role in ("", "unit:K") and m.value.isdigit()]
        steps = [int(m.value) for m in numbers if intent.is_step(text, m.span)]
        ends = [
            (int(a.value), int(b.value))
            for a, b in itertools.pairwise(numbers)
            if "unit:K" in (a.role, b.role)
            and re.fullmatch(r"\s*(?:K|度)?\s*(?:から|~|-|–|to)\s*", text[a.span[1] : b.span[0]], re.IGNORECASE | re.ASCII)
        ]
        return {
            float(t)
            for low, high in ends
            for step in steps
            if step > 0 and low < high < low + 500 * step
            for t in range(low, high + 1, step)
        }

    def beside(self, first: Mention, second: Mention) -> bool:
        """Whether two mentions stand in one list (Ni と Cu)."""
        a, b = sorted((first, second), key=lambda m: m.span)
        return bool(_LIST.fullmatch(normal(self.text), a.span[1], b.span[0]))


def said(request: Request) -> Said:
    text = normal(request.instruction)
    found = [m for m in map(partial(_seen, text), mentions(request.instruction, request.files)) if m is not None]
    found = [_labelled(text, mention) for mention in found]
    numbers = [i for i, m in enumerate(found) if m.kind == "number" and m.role in ("", "unit:index")]
    for i in numbers[:-1]:
        if _INSTEAD.match(text, found[i].span[1]):
            found[i] = replace(found[i], role="retracted")
    for i in range(len(found) - 2, -1, -1):
        found[i] = _original(text, _same_unit(text, found[i], found[i + 1]), found[i + 1])
    return Said(request, tuple(found))


_UNITS = ("unit:K", "unit:C", "unit:ps", "unit:fs")
_AND = re.compile(r"\s*(?:[、,・/と]|and|or|から|~|-|〜)\s*(?:and\s*)?", re.IGNORECASE | re.ASCII)
_LABELLED = re.compile(
    r"(?:images?|イメージ|枚|像|fmax|index|idx|#|no\.|サイト|位置|原子|番号|番|atoms?|sites?)(?:は|を|が)?\s*[=:]?\s*$",
    re.IGNORECASE | re.ASCII,
)


_MADE_INTO = re.compile(r"\s*(?:原子)?\s*(?:を|から|ではなく)\s*")
_MADE_INTO_EN = re.compile(r"\s*(?:atoms?\s*)?(?:with|by|for|to|into)\s*", re.IGNORECASE | re.ASCII)
_MAKE_EN = re.compile(r"(?:replac|swap|substitut|exchang|chang|turn|from)\w*\s+(?:the\s+|a\s+)?$", re.IGNORECASE | re.ASCII)


def _original(text: str, mention: Mention, following: Mention) -> Mention:
    """An element that another one takes the place of: Pt を Re に, replace Pt with Re."""
    if mention.kind == "element" and mention.role == "" and following.kind in ("element", "group"):
        between = (mention.span[1], following.span[0])
        if _MADE_INTO.fullmatch(text, *between) or (_MADE_INTO_EN.fullmatch(text, *between) and _MAKE_EN.search(text[: mention.span[0]])):
            return replace(mention, role="original")
    return mention


_STANDS_THERE = re.compile(r"(?:番目?|\d)\s*(?:の|にある|にいる)\s*$|\bthe\s+$", re.IGNORECASE | re.ASCII)
_ATOM_THERE = re.compile(r"\s*(?:原子|atom)|\s*(?:で|は|だったら|なら|だと|$)", re.IGNORECASE | re.ASCII)


_LABELS = (
    (
        "unit:images",
        re.compile(
            r"(?:枚数|(?:イメージ|画像|image|像|レプリカ|点)の?数|n_?images?|images?|イメージ|像|画像)\s*(?:は|を|"
            r"が|=|:|: )?\s*$",
            re.IGNORECASE | re.ASCII,
        ),
    ),
    (
        "unit:fmax",
        re.compile(r"(?:fmax|収束(?:条件|基準|判定|値)?|(?:残留|最大)力|force)\s*(?:は|を|が|=|:)?\s*$", re.IGNORECASE | re.ASCII),
    ),
    ("unit:K", re.compile(r"(?:温度|temperature|\bT)\s*(?:は|を|が|=|:)\s*$", re.IGNORECASE | re.ASCII)),
)


_POINTS = re.compile(r"\s*(?:点|フレーム)(?!目|振動|エネ|から|まで|へ|と)")


def _labelled(text: str, mention: Mention) -> Mention:
    """A bare number with the role that the word before it gives: イメージ数は 9, fmax 0.03, T = 400."""
    if mention.kind != "number" or mention.role:
        return mention
    if _POINTS.match(text, mention.span[1]):
        return replace(mention, role="unit:images")
    role = next((role for role, label in _LABELS if label.search(text[max(0, mention.span[0] - 24) : mention.span[0]])), "")
    return replace(mention, role=role)


def _same_unit(text: str, mention: Mention, following: Mention) -> Mention:
    """A number in a list before one with a unit has that unit too: 300, 400 K."""
    listed = mention.kind == following.kind == "number" and mention.role == "" and following.role in _UNITS
    if listed and _AND.fullmatch(text, mention.span[1], following.span[0]) and not _LABELLED.search(text[: mention.span[0]]):
        return replace(mention, role=following.role)
    return mention


_KANJI_KELVIN = re.compile(r"[〇零一二三四五六七八九十百千]\s*$")
_ATOM_LABEL = re.compile(r"(?:index|idx|インデ(?:ッ)?クス|サイト|site|atom)\s*(?:が|は|の|=|:|number|no\.?)?\s*$", re.IGNORECASE | re.ASCII)
_HOST_BEFORE = re.compile(
    r"(?:ホスト|母体|母材|元|もと|基板|表面|スラブ)\s*(?:は|が|:|=)\s*$|(?:純粋な|ピュアな|純|元の|もとの|"
    r"\bpure\s|\bplain\s)\s*$",
    re.IGNORECASE | re.ASCII,
)
_HOST_AFTER = re.compile(r"\s*(?:の)?(?:まま|だけの(?:場合|系|表面)|単体)")
_INSTEAD = re.compile(r"\s*(?:番(?:目)?)?(?:の?原子)?の(?:代わり|かわり)|\s*instead of")
_COUNTED_FROM = re.compile(
    r"[01]\s*(?:始まり|はじまり|起点|オリジン|スタート|-?based|-?index|から(?:数え|始ま|カウント))", re.IGNORECASE | re.ASCII
)
_ENDS = re.compile(r"(?:両?端|端点)の\s*$")
_ANOTHER = re.compile(r"\s*番?(?:の?原子)?(?:に|を)違う")
_PIECES = re.compile(r"\s*(?:つ|個|[ヶケカか箇]所)")
_SIZES = re.compile(
    (
        r"\s*(?:原子|個の原子|イメージ|枚)の?(?:系|モデル|スラブ|経路|構造)|点(?:振動|エネ)|\)?\s*面|-?fold|コア|"
        r"\s*-?\s*(?:layers?|層|atoms? (?:slab|system|cell))"
    ),
    re.IGNORECASE | re.ASCII,
)
_COUNTS = re.compile(
    r"\s*(?:つ|個|[ヶケカか箇]所|本|サイト|元素|金属|原子(?!番号)|通り|ケース|パターン|条件|candidates|elements|metals|sites|atoms)",
    re.IGNORECASE | re.ASCII,
)


def _seen(text: str, mention: Mention) -> Mention | None:
    """A mention as the check sees it: what is set aside is no wish, a K behind a kanji number is no potassium, an exponent no number."""
    before = text[: mention.span[0]]
    if mention.kind == "element" and mention.value in ("K", "C") and _KANJI_KELVIN.search(before):
        return None
    if mention.kind == "number" and (
        before.endswith(("^", "**"))
        or _ENDS.search(before)
        or _COUNTED_FROM.match(text, mention.span[0])
        or _SIZES.match(text, mention.span[1])
    ):
        return None
    if mention.kind == "element" and mention.role == "" and (_HOST_BEFORE.search(before) or _HOST_AFTER.match(text, mention.span[1])):
        return replace(mention, role="host")
    if mention.role == "retracted" and mention.kind == "number" and _ANOTHER.match(text, mention.span[1]):
        return replace(mention, role="")
    if (
        mention.kind in ("element", "group", "number")
        and mention.role != "unit:images"
        and intent.set_aside(text, mention.span, number=mention.kind == "number")
    ):
        return replace(mention, role="retracted")
    return mention


@dataclass(frozen=True)
class Earlier:
    """What an earlier turn settled: by its script, or by its words where it ended in a question."""

    said: Said
    use: Use | None

    @property
    def sites(self) -> set[int]:
        if self.use is not None:
            return set(self.use.sites) | set(self.use.highlighted)
        return self.said.indices | set(self.said.request.picked)

    @property
    def placed(self) -> set[str]:
        return set(self.use.placed) if self.use is not None else self.said.placeable


def earlier_turns(turns: Sequence[Turn]) -> tuple[Earlier, ...]:
    return tuple(Earlier(said(turn.request), _use(turn.script)) for turn in turns)


def _use(script: str) -> Use | None:
    try:
        read = read_script(script)
        return None if read.asked else use_of(read)
    except ScriptRetry:
        return None
