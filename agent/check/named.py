"""What a conversation names: numbers, elements, surfaces, molecules, potentials, choices, files, by value; where a value stands and
what the words around it mean is the reader's affair (`model`).

Covered: everything that the lexicon finds, and besides every number and every symbol that stands in the text in plain writing.
Not covered: what is meant. A reader's hint (`Mention.role`) says at most that a mention is probably not to be used.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ase.data import chemical_symbols

from model.mentions import Mention, mentions, normal
from model.request import Request
from model.settingwords import dates, names_setting, numbers_in_words
from sim.path import SUFFIXES
from sim.plan import Entry, Plan
from tools.structures import Summary

_NUMBER = re.compile(r"(?<![\d.])-?\d+(?:\.\d+)?(?:[eE]-?\d+)?")
_SYMBOL = re.compile(r"(?<![A-Za-z])[A-Z][a-z]?(?![a-z])")
_QUOTED = re.compile(r"^[ \t]*[>|].*$", re.MULTILINE)
_MAY_BE_ATOMS = ("", "unit:index", "retracted", "ordinal")
_SYMBOLS = frozenset(chemical_symbols[1:])
# a longer text than this is a letter, not a sentence or two; a kana or a kanji says as much as two Latin letters
LETTER = 200
# hints of a mention that a script most likely does not use, and why
ASIDE = {
    "retracted": "retracted", "counter": "counter", "ordinal": "ordinal", "unit:other": "other_unit",
    "host": "described", "original": "described", "quoted": "quoted",
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """What one request names."""

    request: Request

    @property
    def text(self) -> str:
        return normal(self.request.words)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return mentions(self.request.words, self.request.files)

    def of(self, *kinds: str) -> list[Mention]:
        return [mention for mention in self.mentions if mention.kind in kinds]

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Every number of the text."""
        text = _QUOTED.sub("", self.text)
        found = {float(one) for one in _NUMBER.findall(text)} | {float(n) for n in numbers_in_words(text)}
        return frozenset(found | {abs(one) for one in found} | {float(m.value) for m in self.of("number") if self.role(m) != "quoted"})

    @property
    def is_letter(self) -> bool:
        """Whether so much is said that much of it is no part of the request; what is not used of it is shown."""
        return sum(1 + (ord(letter) > 0x2E7F) for letter in self.text) > LETTER

    @cached_property
    def quoted(self) -> tuple[tuple[int, int], ...]:
        """Where lines of a quoted mail stand."""
        return tuple(found.span() for found in _QUOTED.finditer(self.text))

    def role(self, mention: Mention) -> str:
        """The hint of a mention; what stands in a quoted mail is quoted, what stands in a date counts nothing."""
        if any(a <= mention.span[0] < b for a, b in self.quoted):
            return "quoted"
        return "counter" if mention.kind == "number" and mention.span[0] in self._dates else mention.role

    @cached_property
    def atoms(self) -> frozenset[int]:
        """Whole numbers that may be atoms: those that no unit and no counter claims, and those that the lexicon does not see."""
        named = {int(m.value) for m in self.of("number") if self.role(m) in _MAY_BE_ATOMS and m.value.isdigit()}
        spans = [m.span for m in self.mentions] + list(self.quoted)
        unseen = [found for found in _NUMBER.finditer(self.text) if not any(a < found.end() and found.start() < b for a, b in spans)]
        return frozenset(named | {int(found[0]) for found in unseen if found[0].isdigit() and found.start() not in self._dates})

    @property
    def said_to_be_atoms(self) -> list[int]:
        """Numbers that are said to be atoms (22番, index 22)."""
        numbers = [m for m in self.of("number") if self.role(m) == "unit:index" and m.span[0] not in self._dates]
        return [int(m.value) for m in numbers if m.value.lstrip("-").isdigit()]

    @cached_property
    def _dates(self) -> frozenset[int]:
        """Where figures of dates, rooms and the like stand."""
        return frozenset(place for span in dates(self.text) for place in range(*span))

    @cached_property
    def elements(self) -> frozenset[str]:
        """Every element of the text: by name, in a group, in a formula, as a bare symbol."""
        found = {e for m in self.of("element", "group") for e in m.value.split(",") if self.role(m) != "quoted"}
        found |= {e for m in self.of("molecule", "surface") for e in symbols_in(m.value)}
        return frozenset(found | (set(_SYMBOL.findall(_QUOTED.sub("", self.text))) & _SYMBOLS))

    @cached_property
    def calculators(self) -> frozenset[str]:
        return frozenset(m.value for m in self.of("calculator"))

    @cached_property
    def choices(self) -> frozenset[str]:
        return frozenset(m.value.lower() for m in self.of("choice"))

    @property
    def structure_files(self) -> list[str]:
        """Structure files that the text names as something to read."""
        return [m.value for m in self.of("file") if m.role != "retracted" and _is_structure(m.value) and not self._is_written(m)]

    def _is_written(self, mention: Mention) -> bool:
        """Whether a file is one to be made."""
        behind = self.text[mention.span[1] : mention.span[1] + 24].lstrip()
        return names_setting(behind, "written")

    @property
    def indices(self) -> set[int]:
        """Whole numbers that may be atoms."""
        return {int(m.value) for m in self.of("number") if self.role(m) in ("", "unit:index") and m.value.isdigit()}

    @property
    def placeable(self) -> set[str]:
        """Elements that may be what is put in."""
        return {e for m in self.of("element", "group") if self.role(m) not in ASIDE for e in m.value.split(",")}

    def names(self, setting: str) -> bool:
        """Whether the text has a word for a setting (climb, hold, …), whatever it says of it."""
        return names_setting(self.text, setting)

    def hint(self, value: str, *kinds: str) -> str:
        """Why a value is most likely not to be used: the hint that all of its mentions share; "" where one of them has none."""
        hints = {ASIDE.get(self.role(m), "") for m in self.of(*kinds) if value in m.value.split(",")}
        return hints.pop() if len(hints) == 1 else ""


@dataclass(frozen=True)
class Ground:
    """What a plan is compared with.

    last: the request; earlier: those before it; plans: what came of them; structures: its files
    calculator: the potential where nobody names one; inherited: the picked atoms are those of an earlier request
    """

    last: Named
    earlier: tuple[Named, ...] = ()
    plans: tuple[Plan, ...] = ()
    structures: tuple[Summary, ...] = ()
    calculator: str = "chgnet"
    inherited: bool = False
    known: dict[str, frozenset] = field(default_factory=dict, compare=False)

    @property
    def everything(self) -> tuple[Named, ...]:
        return (*self.earlier, self.last)

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Numbers of the whole conversation."""
        return frozenset().union(*(named.numbers for named in self.everything))

    @cached_property
    def elements(self) -> frozenset[str]:
        return frozenset().union(*(named.elements for named in self.everything))

    @cached_property
    def species(self) -> frozenset[str]:
        """Elements of the files."""
        return frozenset(e for known in self.structures for e in known.elements)

    @cached_property
    def picked(self) -> frozenset[int]:
        return frozenset(i for named in self.everything for i in named.request.picked)

    @cached_property
    def before(self) -> frozenset[int]:
        """Atoms that earlier plans replace, take out or point out."""
        return frozenset(i for plan in self.plans for entry in plan for i in atoms_of(entry))

    @cached_property
    def atoms(self) -> frozenset[int]:
        """Atoms that the conversation may name."""
        return frozenset().union(*(named.atoms for named in self.everything))

    def names(self, setting: str) -> bool:
        return any(named.names(setting) for named in self.everything)

    def earlier_values(self, name: str) -> list[object]:
        """What a field was in earlier plans."""
        return [entry.get(name) for plan in self.plans for entry in plan if entry.get(name) is not None]


def ground_of(
    request: Request,
    earlier: Sequence[tuple[Request, Plan | None]],
    structures: Iterable[object],
    *,
    calculator: str = "",
    inherited: bool = False,
) -> Ground:
    """What a plan for this request is compared with; `earlier` are the turns before it with what came of them."""
    return Ground(
        Named(request),
        tuple(Named(one) for one, _ in earlier),
        tuple(plan for _, plan in earlier if plan is not None),
        tuple(one for one in structures if isinstance(one, Summary)),
        calculator or "chgnet",
        inherited,
    )


def _is_structure(name: str) -> bool:
    return name.lower().endswith((*SUFFIXES, ".db", ".pdb", ".xsf", ".cfg", ".gz"))


def symbols_in(word: str) -> list[str]:
    """The symbols of a formula or surface: CO → C, O; Cu(111) → Cu; a word that is none gives nothing."""
    formula = word.split("(")[0]
    parts = re.findall(r"[A-Z][a-z]?", formula)
    return parts if re.fullmatch(r"(?:[A-Z][a-z]?\d*)+", formula) else []


def atoms_of(entry: Entry) -> list[int]:
    """Atoms that an entry replaces, takes out or points out, each once."""
    found = [int(i) for i in entry.get("substitution") or {}]
    found += [int(i) for told in entry.structures for i in told.get("substitution") or {}]
    found += [int(i) for told in entry.structures for i in told.get("removed") or ()]
    return list(dict.fromkeys([*found, *(int(i) for i in entry.get("highlighted") or ())]))


def put_in(entry: Entry) -> list[str]:
    """Elements that an entry puts into a structure of the person's, each once."""
    found = list((entry.get("substitution") or {}).values())
    found += [e for told in entry.structures for e in (told.get("substitution") or {}).values()]
    found += [one["element"] for told in entry.structures for one in told.get("added") or ()]
    return list(dict.fromkeys(found))
