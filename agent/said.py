"""What a request says: its mentions, sorted by what they can be there for. The person's side of the comparison."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

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


_ALONE = re.compile(r"\s*番?(?:目)?(?:の?(?:原子|サイト))?\s*(?:だけ|のみ|一つだけ|\s*alone\b|\s*only\b)", re.IGNORECASE | re.ASCII)


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
            if m.role not in _NO_INDEX
            and re.fullmatch(r"-?\d+", m.value)
            and not _PIECES.match(text, m.span[1])
            and not (m.value == str(len(self.request.picked)) and m.role == "" and text[m.span[1] :].lstrip().startswith("原子"))
        ]

    def names_an_atom(self, mention: Mention) -> bool:
        """Whether a number is said to be an atom's (22番, index 22, site 22), not only a number."""
        before = normal(self.text)[: mention.span[0]]
        return mention.role == "unit:index" or bool(_ATOM_LABEL.search(before))

    @property
    def indices(self) -> set[int]:
        """ASE indices that the text names, ranges spelt out, counted from 0."""
        return {i for m in self.index_mentions for i in (self.index(m),)} | {i for r in self.ranges for i in r}

    @property
    def alone(self) -> list[int]:
        """Indices that are said to be replaced alone: 21番だけを Ni に."""
        text = normal(self.text)
        return [self.index(m) for m in self.index_mentions if _ALONE.match(text, m.span[1])]

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
        named = (m for m in self.of("file") if m.role != "retracted" and not _WRITTEN.match(text, m.span[1]))
        return [m.value for m in named if _STRUCTURES.search(m.value)]

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
    return Said(request, mentions(request.instruction, request.files))


_STANDS_THERE = re.compile(r"(?:番目?|\d)\s*(?:の|にある|にいる)\s*$|\bthe\s+$", re.IGNORECASE | re.ASCII)
_ATOM_THERE = re.compile(r"\s*(?:原子|atom)|\s*(?:で|は|だったら|なら|だと|$)", re.IGNORECASE | re.ASCII)


_ATOM_LABEL = re.compile(r"(?:index|idx|インデ(?:ッ)?クス|サイト|site|atom)\s*(?:が|は|の|=|:|number|no\.?)?\s*$", re.IGNORECASE | re.ASCII)
_PIECES = re.compile(r"\s*(?:つ|個|[ヶケカか箇]所)")
_COUNTS = re.compile(
    r"\s*(?:つ|個|[ヶケカか箇]所|本|サイト|元素|金属|原子(?!番号)|通り|ケース|パターン|条件|candidates|elements|metals|sites|atoms)",
    re.IGNORECASE | re.ASCII,
)


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
    """The turns that settled something: what was none of our business settles nothing."""
    return tuple(Earlier(said(turn.request), _use(turn.script)) for turn in turns if '"out_of_scope"' not in turn.script)


def _use(script: str) -> Use | None:
    try:
        read = read_script(script)
        return None if read.asked else use_of(read)
    except ScriptRetry:
        return None
