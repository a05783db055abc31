"""The conversation with its mentions set apart (E1, N1, F1, …), and a script's mentions put back.

The embedded model reads and writes slots only; copying becomes one token, and no element, number or file can be misspelt.

    E element put in   O element that only describes (host, original, taken back)   G group of elements   X no element
    N index or bare number   P picked atom   I images   T temperature   L time   R force   D other decimal   W number set aside
    F file   S surface   M molecule   C potential   V named choice

The letter of a number or element is a hint (`model.roles`), no decision: the model may take any slot for anything.
Slots are numbered in reading order, on through the turns of a conversation; what is mentioned twice has one slot.
A slotted script is the body of the real script without its import lines: `table = screen(path, sites=[N1], elements=["E1"])`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from model.dialogue import body, with_imports
from model.mentions import Mention, mentions, normal
from model.request import Request

__all__ = ["PLACEHOLDERS", "SLOT", "Mention", "Slots", "meant", "mentions", "restore", "set_apart", "slot", "slots_in"]

Turn = tuple[str, str | None]
_MANY = {
    "E": 24, "O": 8, "G": 4, "X": 6, "N": 24, "P": 16, "I": 6, "T": 12, "L": 4, "R": 4, "D": 8, "W": 8,
    "F": 8, "S": 4, "M": 4, "C": 4, "V": 6,
}  # fmt: skip
PLACEHOLDERS = tuple(f"{letter}{number}" for letter, many in _MANY.items() for number in range(1, many + 1))

_ANY = f"[{''.join(_MANY)}]"
SLOT = re.compile(rf"\b({_ANY})([1-9]\d*)\b")
_LETTER = {
    "element": "E", "group": "G", "surface": "S", "molecule": "M", "calculator": "C", "unknown_element": "X", "file": "F", "choice": "V",
}  # fmt: skip
_NUMBER_LETTER = {
    "unit:index": "N", "unit:images": "I", "unit:K": "T", "unit:C": "T", "unit:ps": "L", "unit:fs": "L", "unit:fmax": "R", "unit:meV": "R",
    "unit:other": "W", "retracted": "W", "counter": "", "ordinal": "",
}  # fmt: skip
# where a number of a script stands, and the letters that its slot may have, the likely ones first
_FIELDS = tuple(
    (re.compile(rf"(?:{field})[^=(]*$"), letters)
    for field, letters in (
        ("n_images=", "INDWTLRP"),
        ("fmax=", "RDNWTLIP"),
        (r"temperature_K=|rates\(\w+, ", "TDNWRLIP"),
        ("time_ps=", "LDNWTRIP"),
        ("", "NPITRLDW"),
    )
)
_CJK = "぀-ヿ㐀-鿿々"
_NEW_LINE = re.compile(r"(^|[^\s。、,.;:!?・\-])[ \t]*\n+[ \t]*")  # what ends a line like a full stop
_SPACES = re.compile(rf"(?<=[{_CJK}。、,.!?()・:~→])\s+|\s+(?=[{_CJK}。、,.!?()・:~→])")
_GLUED = re.compile(rf"(?<=[a-z])(?={_ANY}[1-9])|(?<={_ANY}[1-9])(?=[a-z])|(?<={_ANY}[1-9][0-9])(?=[a-z])")
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
        """The table with one more value, unless it has it."""
        if self.name(letter, value):
            return self
        number = 1 + sum(name[0] == letter for name in self.values)
        return Slots(self.values | {f"{letter}{number}": value})


def letter_of(mention: Mention) -> str:
    """The letter of a mention's slot, "" for a mention that stays in the text (a number that only counts)."""
    if mention.kind == "number":
        return _NUMBER_LETTER.get(mention.role, "D" if "." in mention.value else "N")
    return "O" if mention.kind in ("element", "group") and mention.role else _LETTER[mention.kind]


def set_apart(conversation: Sequence[tuple[Request, str | None]]) -> tuple[list[Turn], Slots]:
    """What the model reads, turn by turn, and the table of its slots.

    The conversation is (request, script) turn by turn; the last script is None when it is still to be written.
    """
    slots, turns = Slots(), []
    shown: tuple[str, ...] = ()
    for request, script in conversation:
        files = _files_meant(request)
        for name in files:
            slots = slots.with_value("F", name)
        for index in request.picked:
            slots = slots.with_value("P", str(index))
        text, slots = _slotted(request, slots)
        lines = []
        if files and files != shown:
            lines.append("files: " + " ".join(_file(slots, name) for name in files))
            shown = files
        if request.picked:
            lines.append("picked: " + " ".join(slots.name("P", str(i)) for i in request.picked))
        lines.append("request: " + text)
        turns.append(("\n".join(lines), slot(script, slots) if script else None))
    return turns, slots


def _files_meant(request: Request) -> tuple[str, ...]:
    """The files of a request; of three or more those that it names, where it names one or two of them and takes none of these back."""
    named = {m.value for m in mentions(request.words, request.files) if m.kind == "file" and m.role != "retracted"}
    few = tuple(name for name in request.files if name in named)
    return few if len(request.files) > 2 and 0 < len(few) < 3 else request.files


def _file(slots: Slots, name: str) -> str:
    """A file's slot with a hint of what its name says it is."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    hint = next((word for word, pattern in _FILE_HINT if pattern.search(stem)), "")
    return f"{slots.name('F', name)} {hint}".rstrip()


def _slotted(request: Request, slots: Slots) -> tuple[str, Slots]:
    """The sentence with slots in the place of its mentions, in one spelling: lower case, plain punctuation, no idle spaces."""
    text, pieces, position = normal(request.words), [], 0
    for mention in mentions(request.words, request.files):
        letter = letter_of(mention)
        if not letter:
            continue
        if letter == "N" and slots.name("P", mention.value):  # an atom that is picked and named is one atom
            letter = "P"
        slots = slots.with_value(letter, mention.value)
        pieces += [_between(text, position, mention.span[0]), slots.name(letter, mention.value)]
        position = mention.span[1]
    pieces.append(_between(text, position, len(text)))
    return _joined(pieces), slots


def _between(text: str, start: int, end: int) -> str:
    """The text between two mentions; a figure that stays does not touch the slot before it."""
    plain = _plain(text[start:end])
    return " " + plain if start and plain[:1].isdigit() else plain


def _plain(text: str) -> str:
    text = _NEW_LINE.sub(r"\1.", text).replace("\n", " ")
    return text.lower().replace("、", ",").replace("。", ".").replace("…", "...")


def _joined(pieces: Iterable[str]) -> str:
    """Pieces put together; spaces stay only between Latin words and slots."""
    text = re.sub(r"\s+", " ", "".join(pieces)).strip()
    text = _GLUED.sub(" ", text)
    return _SPACES.sub("", text)


_LIST = re.compile(r"\[([^\[\]]*)\]")
_LITERAL = re.compile(r'"([^"]*)"|(?<![\w.])(-?\d+(?:\.\d+)?(?:e-?\d+)?)(?![\w.])')
# the right side of `n_images=N1 + 2`, `N1 + 273.15`, `N1 / 1000`, `range(N1, N2 + 1)` is ours, not the person's
_CONSTANT = re.compile(r"(?<=[\w)]) [+*/] (?:2|273\.15|1000|1)\b")


def slot(script: str, slots: Slots) -> str:
    """The slotted form of a whole script: its body with slots in the place of the values that the table has."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return "\0"

    text = _LIST.sub(lambda match: "[" + _slotted_list(match, slots) + "]", body(script))
    text = _CONSTANT.sub(keep, text.replace("[range(", "range(").replace(")*]", ")"))
    text = _LITERAL.sub(lambda match: _slotted_literal(match, slots), text)
    return re.sub("\0", lambda _: kept.pop(0), text)


def _letters(script: str, position: int) -> str:
    """The letters that the slot of a number at this place of a script may have, the likely ones first."""
    line = script[script.rfind("\n", 0, position) + 1 : position]
    return next(letters for field, letters in _FIELDS if field.search(line))


def _slotted_literal(match: re.Match[str], slots: Slots) -> str:
    quoted, number = match.group(1), match.group(2)
    if quoted is not None:
        name = slots.name("ESMCFXVO", quoted)
        return f'"{name}"' if name else match.group()
    letters = _letters(match.string, match.start())
    return slots.name(letters, number) or slots.name(letters, number.removesuffix(".0")) or number


def _slotted_list(match: re.Match[str], slots: Slots) -> str:
    """A list's items: a group's elements become its slot, whole numbers in a row become a range."""
    items = match.group(1)
    parts = items.split(", ")
    quoted = [p.strip('"') for p in parts if p.startswith('"')]
    if len(quoted) == len(parts):
        for name, value in slots.values.items():
            members = value.split(",")
            size = len(members)
            for start in range(len(quoted) - size + 1 if name[0] == "G" else 0):
                if quoted[start : start + size] == members:
                    parts[start : start + size] = [f'"{name}"']
                    return ", ".join(parts)
        return items
    if len(parts) > 2 and all(p.isdecimal() for p in parts):
        return _as_range([int(p) for p in parts], _letters(match.string, match.start()), slots) or items
    return items


def _as_range(numbers: list[int], letters: str, slots: Slots) -> str:
    """`range(…)` for evenly spaced numbers that were mentioned by their ends, "" if they were not."""
    step = numbers[1] - numbers[0]
    even = step > 0 and all(b - a == step for a, b in pairwise(numbers))
    if not even or all(slots.name(letters, str(n)) for n in numbers):
        return ""
    first, last, by = (slots.name(letters, str(n)) for n in (numbers[0], numbers[-1], step))
    if not first or not last or (step != 1 and not by):
        return ""
    return f"range({first}, {last} + 1)*" if step == 1 else f"range({first}, {last} + 1, {by})*"


def slots_in(text: str) -> set[str]:
    """The names of the slots in a slotted text, where only they have capital letters before figures."""
    return set(re.findall(rf"{_ANY}[1-9]\d*", text))


def meant(request: str) -> set[str]:
    """The slots of a slotted request that are no descriptions and not set aside: a script most likely uses them all."""
    return {name for name in slots_in(request) if name[0] not in "OW"}


_RANGE = re.compile(r"range\((\d+), (\d+) \+ 1(?:, (\d+))?\)")
_LONGEST_RANGE = 100


def restore(slotted: str, slots: Slots) -> str:
    """The whole script behind a slotted one. Raises LookupError when it uses a slot that the table has not."""

    def value(match: re.Match[str]) -> str:
        name = match.group()
        if name not in slots.values:
            raise LookupError(f"no slot {name} among {', '.join(slots.values) or 'none'}")
        return slots.values[name].replace(",", '", "') if name[0] == "G" else slots.values[name]

    text = _RANGE.sub(_spelt_out, SLOT.sub(value, slotted))
    try:
        return with_imports(text.strip())
    except SyntaxError:  # the check will say so, with the line
        return text


def _spelt_out(match: re.Match[str]) -> str:
    """The list that a range of literals is, where it is one of a sensible length."""
    first, last, step = int(match.group(1)), int(match.group(2)), int(match.group(3) or 1)
    if step < 1 or not 1 <= (last - first) // step + 1 <= _LONGEST_RANGE:
        return match.group()
    return "[" + ", ".join(str(n) for n in range(first, last + 1, step)) + "]"
