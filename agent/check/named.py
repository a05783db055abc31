"""What a conversation names: numbers, elements, surfaces, molecules, potentials, choices, files, by value, and what each is there for as
the embedded reader accounts for it (`model.reading.account`).

Covered: everything that the lexicon finds, and besides every number and every symbol that stands in the text in plain writing.
The account is a reading, no truth: where the reader is not sure of it, a value may be anything.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ase.data import chemical_symbols

from model.errors import ModelError
from model.reader import account_of
from model.reading.account import ASIDE, Account, Use
from model.reading.mentions import Mention, mentions, normal
from model.reading.settingwords import names_setting, numbers_in_words
from model.request import Request
from sim.path import SUFFIXES
from sim.plan import Entry, Plan
from tools.structures import Summary

_NUMBER = re.compile(r"(?<![\d.])-?\d+(?:\.\d+)?(?:[eE]-?\d+)?")
_SYMBOL = re.compile(r"(?<![A-Za-z])[A-Z][a-z]?(?![a-z])")
_SYMBOLS = frozenset(chemical_symbols[1:])
# what a number that may be an atom is there for
_ATOMS = frozenset(("site", "from_one", "except", "unwanted"))
# a longer text than this is a letter, not a sentence or two; a kana or a kanji says as much as two Latin letters
LETTER = 200
SURE, LIKELY = 0.9, 0.5  # to object by a role, and to excuse by it
_UNKNOWN = Use(Mention("", "", "", (0, 0)), "", 0.0)


@dataclass(frozen=True)
class Named:
    """What one request names."""

    request: Request
    before: tuple[tuple[Request, str], ...] = ()  # the turns before it, each with its script

    @property
    def text(self) -> str:
        return normal(self.request.words)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return mentions(self.request.words, self.request.files)

    @cached_property
    def account(self) -> Account:
        """What each thing that is named is there for; empty where there is no reader."""
        try:
            return account_of(*self.before, (self.request, None))
        except ModelError:
            return ()

    @cached_property
    def _uses(self) -> dict[tuple[int, int], Use]:
        return {use.mention.span: use for use in self.account}

    def use(self, mention: Mention) -> Use:
        """What a mention is there for, and how sure that is."""
        return self._uses.get(mention.span, _UNKNOWN)

    def aside(self, mention: Mention) -> str:
        """Why a mention is not to be used, as far as that is sure; "" where it may be used."""
        use = self.use(mention)
        return use.role if use.role in ASIDE and use.sure >= SURE else ""

    def is_excepted(self, index: int) -> bool:
        """Whether an atom is surely named as what is left out."""
        uses = [self.use(m) for m in self.mentions if m.kind == "number" and m.value == str(index)]
        return bool(uses) and all(use.role in ("except", "unwanted") and use.sure >= SURE for use in uses)

    def excuse(self, mention: Mention) -> str:
        """Why a mention may well go unused, "" where the reader takes it for used."""
        use = self.use(mention)
        return use.role if use.role in ASIDE and use.sure >= LIKELY else ""

    def of(self, *kinds: str) -> list[Mention]:
        return [mention for mention in self.mentions if mention.kind in kinds]

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Every number of the text but those that are quoted."""
        quoted = [m.span for m in self.mentions if self.aside(m) == "quoted"]
        text = "".join(" " if any(a <= i < b for a, b in quoted) else letter for i, letter in enumerate(self.text))
        found = {float(one) for one in _NUMBER.findall(text)} | {float(n) for n in numbers_in_words(text)}
        return frozenset(found | {abs(one) for one in found} | {float(m.value) for m in self.of("number") if self.aside(m) != "quoted"})

    @property
    def is_letter(self) -> bool:
        """Whether so much is said that much of it is no part of the request; what is not used of it is shown."""
        return sum(1 + (ord(letter) > 0x2E7F) for letter in self.text) > LETTER

    def may_be_atom(self, mention: Mention) -> bool:
        """Whether a mention is a whole number, and the account does not rule out an atom."""
        use = self.use(mention)
        return mention.kind == "number" and mention.value.isdigit() and (use.role in _ATOMS or use.sure < SURE)

    @cached_property
    def atoms(self) -> frozenset[int]:
        """Whole numbers that may be atoms, those among them that the lexicon does not see."""
        spans = [m.span for m in self.mentions]
        unseen = [found for found in _NUMBER.finditer(self.text) if not any(a < found.end() and found.start() < b for a, b in spans)]
        return frozenset({int(m.value) for m in self.mentions if self.may_be_atom(m)} | {int(f[0]) for f in unseen if f[0].isdigit()})

    @cached_property
    def elements(self) -> frozenset[str]:
        """Every element of the text but those that are quoted: by name, in a group, in a formula, as a bare symbol."""
        found = {e for m in self.of("element", "group") for e in m.value.split(",") if self.aside(m) != "quoted"}
        found |= {e for m in self.of("molecule", "surface") for e in symbols_in(m.value)}
        quoted = {e for m in self.of("element", "group") for e in m.value.split(",")} - found
        return frozenset(found | (set(_SYMBOL.findall(self.text)) & _SYMBOLS - quoted))

    @cached_property
    def calculators(self) -> frozenset[str]:
        return frozenset(m.value for m in self.of("calculator"))

    @cached_property
    def choices(self) -> frozenset[str]:
        return frozenset(m.value.lower() for m in self.of("choice"))

    @property
    def structure_files(self) -> list[str]:
        """Structure files that the text names as something to read."""
        return [m.value for m in self.of("file") if _is_structure(m.value) and not self._is_written(m)]

    def _is_written(self, mention: Mention) -> bool:
        """Whether a file is one to be made."""
        behind = self.text[mention.span[1] : mention.span[1] + 24].lstrip()
        return names_setting(behind, "written")

    @property
    def indices(self) -> set[int]:
        """Whole numbers that are atoms of the request."""
        return {int(m.value) for m in self.mentions if self.may_be_atom(m) and not self.aside(m)}

    @property
    def sites(self) -> set[int]:
        """Atoms that the account takes for places to change."""
        return {int(u.mention.value) for u in self.account if u.role in ("site", "from_one") and u.mention.value.lstrip("-").isdigit()}

    @property
    def surely_atoms(self) -> list[int]:
        """Atoms, counted from 0, that the account surely takes for places to change."""
        sure = [use for use in self.account if use.sure >= SURE and use.mention.value.lstrip("-").isdigit()]
        return [int(u.mention.value) - (u.role == "from_one") for u in sure if u.role in ("site", "from_one")]

    @property
    def put_in(self) -> set[str]:
        """Elements that the account takes for what is put in."""
        return {e for u in self.account if u.role == "element" for e in u.mention.value.split(",")}

    @property
    def placeable(self) -> set[str]:
        """Elements that may be what is put in."""
        return {e for m in self.of("element", "group") if not self.aside(m) for e in m.value.split(",")}

    def names(self, setting: str) -> bool:
        """Whether the text has a word for a setting (climb, hold, …), whatever it says of it."""
        return names_setting(self.text, setting)

    def hint(self, value: str, *kinds: str) -> str:
        """Why a value is not to be used: the reason that all of its mentions share; "" where one of them has none."""
        hints = {self.aside(m) for m in self.of(*kinds) if value in m.value.split(",")}
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
    scripts: Sequence[str] = (),
) -> Ground:
    """What a plan for this request is compared with; `earlier` are the turns before it with what came of them, `scripts` their scripts."""
    before = tuple(zip((one for one, _ in earlier), scripts, strict=False))
    return Ground(
        Named(request, before),
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
