"""The names of a conversation set apart, each in a slot of its own, and the text that the embedded model reads of it.

The model reads and writes slots only: copying is one token, and nothing can be written that was not named or picked.

    E element   G group of elements   X no element   N whole number below 1000   Q another whole number   D decimal   P picked atom
    F file   S surface   M molecule   C potential   V named choice

Above the words stand the files, the picked atoms, and which of the named elements are in the files (`there:`).

Slots are numbered in reading order, on through the turns of a conversation; what is named twice has one slot.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from model.reading.mention import Mention, normal
from model.reading.mentions import mentions
from model.request import Request

_MANY = {"E": 32, "G": 4, "X": 6, "N": 48, "Q": 16, "D": 24, "P": 24, "F": 8, "S": 8, "M": 8, "C": 8, "V": 8}
SLOTS = tuple(f"{letter}{number}" for letter, many in _MANY.items() for number in range(1, many + 1))
_LETTER = {
    "element": "E", "group": "G", "surface": "S", "molecule": "M", "calculator": "C", "unknown_element": "X", "file": "F", "choice": "V",
}  # fmt: skip
_CJK = "぀-ヿ㐀-鿿々"
_NEW_LINE = re.compile(r"[ \t]*\n\s*")
_SPACES = re.compile(rf"(?<=[{_CJK}。、,.!?()・:~→])[ \t]+|[ \t]+(?=[{_CJK}。、,.!?()・:~→])")
_LIKE_A_SLOT = re.compile(r"⟨|⟩")
_FILE_HINT = (
    ("start", re.compile(r"start|init|reactant|始|反応物|(?<![a-z])is(?![a-z])|before|from|(?<![a-z])a(?![a-z])", re.IGNORECASE)),
    ("end", re.compile(r"end|final|product|終|生成物|(?<![a-z])fs(?![a-z])|after|(?<![a-z])b(?![a-z])", re.IGNORECASE)),
    ("path", re.compile(r"path|neb|band|mep|経路|images|traj|route", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Slots:
    """The table of a conversation's slots: name → value as text (a group's symbols joined by commas)."""

    values: dict[str, str] = field(default_factory=dict)

    def name(self, letters: str, value: str) -> str:
        """The slot of a value among kinds (in the order of `letters`), "" if it has none."""
        return next((n for letter in letters for n, v in self.values.items() if n[0] == letter and v == value), "")

    def with_value(self, letter: str, value: str) -> "Slots":
        """The table with one more value, unless it has it; a value beyond the last slot of its kind has none."""
        number = 1 + sum(name[0] == letter for name in self.values)
        if self.name(letter, value) or number > _MANY[letter]:
            return self
        return Slots(self.values | {f"{letter}{number}": value})


@dataclass(frozen=True)
class Turn:
    """One request as the model reads it: its text with slots, and which slots its words name, in reading order, with their mentions."""

    text: str
    named: dict[str, tuple[Mention, ...]]


def letter_of(mention: Mention) -> str:
    """The letter of a mention's slot."""
    if mention.kind != "number":
        return _LETTER[mention.kind]
    return "D" if "." in mention.value or "e" in mention.value else "N" if mention.value.isdigit() and len(mention.value) < 4 else "Q"


def set_apart(requests: Sequence[Request]) -> tuple[list[Turn], Slots]:
    """What the model reads, request by request, and the table of their slots."""
    slots, turns = Slots(), []
    shown: tuple[str, ...] = ()
    for request in requests:
        for name in request.files:
            slots = slots.with_value("F", name)
        for index in request.picked:
            slots = slots.with_value("P", str(index))
        text, named, slots = _slotted(request, slots)
        lines = []
        if request.files and request.files != shown:
            lines.append("files: " + " ".join(_file(slots, name) for name in request.files))
            shown = request.files
        if request.picked:
            lines.append("picked: " + " ".join(_mark(slots.name("P", str(i))) for i in request.picked))
        there = [slots.name("E", element) for element in request.species if slots.name("E", element)]
        if there:
            lines.append("there: " + " ".join(map(_mark, there)))
        lines.append("request: " + text)
        turns.append(Turn("\n".join(lines), named))
    return turns, slots


def _mark(slot: str) -> str:
    return f"⟨{slot}⟩" if slot else ""


def _file(slots: Slots, name: str) -> str:
    """A file's slot with a hint of what its name says it is."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    hint = next((word for word, pattern in _FILE_HINT if pattern.search(stem)), "")
    return f"{_mark(slots.name('F', name))} {hint}".rstrip()


def _slotted(request: Request, slots: Slots) -> tuple[str, dict[str, tuple[Mention, ...]], Slots]:
    """The sentence with slots in the place of its mentions, in one spelling: lower case, plain punctuation, no idle spaces."""
    text, pieces, position = normal(request.words), [], 0
    named: dict[str, tuple[Mention, ...]] = {}
    for mention in mentions(request.words, request.files):
        letter = letter_of(mention)
        picked = slots.name("P", mention.value) if letter == "N" else ""  # an atom that is picked and named is one atom
        slots = slots if picked else slots.with_value(letter, mention.value)
        slot = picked or slots.name(letter, mention.value)
        if not slot or mention.span[0] < position:
            continue
        named[slot] = (*named.get(slot, ()), mention)
        pieces += [_plain(text[position : mention.span[0]]), _mark(slot)]
        position = mention.span[1]
    pieces.append(_plain(text[position:]))
    return _joined(pieces), named, slots


def _plain(text: str) -> str:
    text = _LIKE_A_SLOT.sub("", text)
    return text.lower().replace("、", ",").replace("。", ".").replace("…", "...")


def _joined(pieces: Iterable[str]) -> str:
    """Pieces put together; spaces stay only between Latin words, line breaks as one each."""
    text = _NEW_LINE.sub("\n", "".join(pieces)).strip()
    return _SPACES.sub("", re.sub(r"[ \t]+", " ", text))
