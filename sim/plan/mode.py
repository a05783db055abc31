"""What a computing function does when it is called: it computes, or it only notes down what it would compute, or it computes what was
planned and refuses everything else.

Covered: every function of the vocabulary (each goes through `computed`), and plain ASE (`sim.plan.plain_ase`).
Not covered: a script that changes this module: the sandbox is the boundary, and the host compares records with the plan once more.
"""

import contextlib
import dataclasses
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
from ase import Atoms

from sim.errors import PlanError, SimError
from sim.messages import word
from sim.plan.difference import Difference, difference, held
from sim.plan.entry import Entry, Plan, same
from sim.plan.invented import Dice, invent
from sim.progress import report
from sim.records import Record

R = TypeVar("R", bound=Record)
DIGITS = 5  # of a coordinate [Å], in what structures are known by
MOST_ENTRIES = 5000


@dataclasses.dataclass
class Recording:
    """A pass over a script that notes what it would compute."""

    dice: Dice
    seed: int = 0
    foreign: dict[tuple[str, str, str], set[str]] = dataclasses.field(default_factory=dict)
    entries: list[Entry] = dataclasses.field(default_factory=list)
    shown: list[tuple[str, str, str]] = dataclasses.field(default_factory=list)
    made: dict[str, tuple[Atoms, ...]] = dataclasses.field(default_factory=dict)

    def note(self, entry: Entry) -> None:
        if any(entry.same(known) for known in self.entries):
            return
        if len(self.entries) >= MOST_ENTRIES:
            raise PlanError("plan_too_long", most=MOST_ENTRIES)
        self.entries.append(entry)


@dataclasses.dataclass
class Held:
    """A run that is held to its plan."""

    plan: Plan
    begun: set[int] = dataclasses.field(default_factory=set)
    results: list[Record] = dataclasses.field(default_factory=list)

    def admit(self, entry: Entry) -> None:
        """Raises PlanError for a computation that the plan does not have."""
        found = next((k for k, planned in enumerate(self.plan.entries) if planned.covers(entry)), None)
        if found is None:
            raise PlanError("not_planned", what=described(entry))
        if found not in self.begun:
            self.begun.add(found)
            report({"event": "begun", "entry": found})

    def admit_further(self, record: Record, more: dict[str, Any]) -> None:
        """Raises PlanError where the plan does not take this record so far."""
        wanted = Entry(record.kind, more).fields
        planned = [entry for entry in self.plan.entries if entry.kind == record.kind]
        if not any(all(same(entry.get(name), value) for name, value in wanted.items()) for entry in planned):
            raise PlanError("not_planned", what=f"{record.kind} {record.label}: {', '.join(more)}")


@dataclasses.dataclass
class State:
    """What this process is at.

    inputs: names of the person's files; labels: what each label of a kind stands for
    depth: how many computations are under way, one within the other: what they compute is theirs
    known: what stands in the inputs; looking: whether one is being read just now
    """

    mode: Recording | Held | None = None
    inputs: tuple[str, ...] = ()
    labels: dict[tuple[str, str], Entry] = dataclasses.field(default_factory=dict)
    depth: int = 0
    looking: bool = False
    known: dict[str, list[Atoms]] = dataclasses.field(default_factory=dict)


_state = State()


def known_inputs(names: Sequence[str]) -> None:
    """From now on structures are told as differences from these files."""
    _state.inputs = tuple(names)
    _state.known = {}


def hold(plan: dict[str, Any] | None) -> None:
    """From now on only what this plan (as JSON) has is computed; None: anything is."""
    _state.mode = None if plan is None else Held(Plan.from_dict(plan))
    _state.labels = {}


def recording() -> Recording | None:
    """The pass that notes what would be computed, if this is one."""
    return _state.mode if isinstance(_state.mode, Recording) else None


def holding() -> Held | None:
    """The plan that this process is held to, if it is."""
    return _state.mode if isinstance(_state.mode, Held) else None


@contextlib.contextmanager
def recorded(seed: int) -> Iterator[Recording]:
    """While it lasts nothing is computed, and all that would be is noted; the seed makes the results up."""
    before = _state.mode
    _state.mode, _state.labels = (here := Recording(Dice(seed), seed)), {}
    try:
        yield here
    finally:
        _state.mode = before


@contextlib.contextmanager
def under_way() -> Iterator[None]:
    """While it lasts a computation that was admitted is at work: what it computes is its own affair."""
    _state.depth += 1
    try:
        yield
    finally:
        _state.depth -= 1


def within() -> bool:
    """Whether a computation that was admitted is at work."""
    return _state.depth > 0


Known = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Wanted:
    """One record that a call will give.

    known: the record's fields that are known beforehand, and what else the plan says of it; structures: what it is computed on
    invented: fields of a made-up record that are no part of the plan (its images, the file that holds them)
    source: the file that the structures come from, where it is known
    """

    known: Known
    structures: Sequence[Atoms] = ()
    invented: Known = dataclasses.field(default_factory=dict)
    source: str = ""


def computed(
    kind: type[R], compute: Callable[[], R], *, structures: Sequence[Atoms] = (), invented: Known | None = None, **known: Any
) -> R:
    """What `compute` gives; where this process only notes, a made-up record with the fields that are known beforehand.

    Raises PlanError where this run is held to a plan that does not have it.
    """
    return computed_all(kind, lambda: [compute()], [Wanted(known, structures, invented or {})])[0]


def computed_all(kind: type[R], compute: Callable[[], list[R]], wanted: Sequence[Wanted]) -> list[R]:
    """`computed` for several records of one kind that come of one call: admitted together, before the first is computed."""
    mode = None if within() else _state.mode
    if isinstance(mode, Recording):
        for one in wanted:
            mode.note(entry_of(kind.kind, one))
        return [_invented(kind, mode, one) for one in wanted]
    if isinstance(mode, Held):
        for one in wanted:
            mode.admit(entry_of(kind.kind, one))
    with under_way():
        found = compute()
    if isinstance(mode, Held):
        mode.results += found
    return found


def refined(record: R, compute: Callable[[], R], *, invented: Callable[[], R] | None = None, **more: Any) -> R:
    """A record that is taken further (rates, a verdict); while only noting, the entry that it came from has these fields then.

    Raises PlanError where the plan does not take it so far.
    """
    mode = None if within() else _state.mode
    if isinstance(mode, Recording):
        for k, entry in enumerate(mode.entries):
            if entry.kind == record.kind and entry.label == record.label:
                mode.entries[k] = dataclasses.replace(entry, fields={**entry.fields, **more})
        return invented() if invented else record
    if isinstance(mode, Held):
        mode.admit_further(record, more)
    with under_way():
        found = compute()
    if isinstance(mode, Held):
        mode.results.append(found)
    return found


def entry_of(kind: str, wanted: Wanted) -> Entry:
    """The entry of a computation: its fields, and its structures (of a path, its ends) as they differ from the person's."""
    ends = wanted.structures if len(wanted.structures) <= 2 else (wanted.structures[0], wanted.structures[-1])
    told = tuple(told_of(atoms, wanted.source) for atoms in ends) if recording() else ()
    exact, alike = digests(wanted.structures)
    return Entry(kind, dict(wanted.known), told, exact, alike, line())


def told_of(atoms: Atoms, source: str = "") -> Difference:
    """How a structure differs from the person's files; from the one that it was read from, where it is as near as others."""
    known = inputs()
    return difference(atoms, {source: known[source], **known} if source in known else known)


def inputs() -> dict[str, list[Atoms]]:
    """The structures of the person's files, read once."""
    from sim.path import read_structures  # sim.path is read by what reads us

    for name in _state.inputs:
        if name not in _state.known:
            _state.known[name], _state.looking = [], True
            with contextlib.suppress(SimError, OSError, ValueError):
                _state.known[name] = read_structures(name)
            _state.looking = False
    return _state.known


def looking() -> bool:
    """Whether a file is being read only to compare with it."""
    return _state.looking


def digests(structures: Sequence[Atoms]) -> tuple[str, str]:
    """What structures are known by: all of them with the places of their atoms; the first and the last without, so that a path with
    another number of images is alike."""
    exact, alike = hashlib.sha256(), hashlib.sha256()
    for atoms in (structures[0], structures[-1]) if structures else ():
        for part in (atoms.numbers, np.array(held(atoms))):
            alike.update(np.ascontiguousarray(part).tobytes() + b"|")
    for atoms in structures:
        same = [atoms.numbers, np.array(held(atoms))]
        for part in (*same, _rounded(atoms.positions), _rounded(atoms.cell.array), atoms.pbc):
            exact.update(np.ascontiguousarray(part).tobytes() + b"|")
    return (exact.hexdigest()[:24], alike.hexdigest()[:24]) if structures else ("", "")


def _rounded(values: np.ndarray) -> np.ndarray:
    return np.round(values, DIGITS) + 0.0  # no negative zero


def label_of(kind: str, base: str, structures: Sequence[Atoms] = (), **fields: Any) -> str:
    """A label that no unlike computation of this run has: the plain one, or with what tells it apart in brackets."""
    if within() or _state.mode is None:
        return base
    wanted = Entry(kind, fields, (), *digests(structures))
    first = _state.labels.setdefault((kind, base), wanted)
    if first.same(wanted):
        return base
    unlike = {name: value for name, value in fields.items() if first.fields.get(name) != value}
    told = [word(_LABELS.get(name, "label_plain"), value=_shown(value)) for name, value in unlike.items()]
    label = f"{base} ({', '.join(told)})" if told else base
    number = 1
    name = label
    while not _state.labels.setdefault((kind, name), wanted).same(wanted):
        number += 1
        name = f"{label} #{number}"
    return name


_LABELS = {name: f"label_{name}" for name in ("n_images", "fmax", "climb", "temperature_K", "time_ps")}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return word("label_on" if value else "label_off")
    return f"{value:g}" if isinstance(value, float) else str(value)


def described(entry: Entry) -> str:
    """An entry in a few words, for a message."""
    fields = {name: value for name, value in entry.fields.items() if name not in ("label", "substitution") and value not in ("", None)}
    told = [f"{name}={_shown(value)}" for name, value in fields.items()]
    return f"{entry.kind} {entry.label} ({', '.join(told[:6])})"


def show(how: str, shown: Any) -> bool:
    """Notes what is displayed, where this is a pass that only notes; False for what is no record of ours."""
    mode = recording()
    if mode is None:
        return False
    records = [shown] if isinstance(shown, Record) else list(shown) if isinstance(shown, Iterable) and not isinstance(shown, str) else []
    ours = [one for one in records if isinstance(one, Record)]
    mode.shown += [(how, one.kind, one.label) for one in ours]
    return bool(ours)


def _invented(kind: type[R], mode: Recording, wanted: Wanted) -> R:
    fields = {**wanted.known, **wanted.invented}
    names = {field.name for field in dataclasses.fields(kind)}
    moved = tuple(mode.dice.nudged(atoms) for atoms in wanted.structures)
    if "images" in names and moved:
        fields["images"] = moved
    if "atoms" in names and moved:
        fields["atoms"] = moved[0]
    made = invent(kind, mode.dice, **fields)
    for name in ("path", "structure", "trajectory"):
        if file := getattr(made, name, ""):
            mode.made[file] = moved
    return made


def line() -> int:
    """The line of the script that the call stands in, 0 where there is none."""
    frame = sys._getframe()
    while frame is not None and frame.f_code.co_filename != SCRIPT:
        frame = frame.f_back  # type: ignore[assignment]
    return 0 if frame is None else frame.f_lineno


SCRIPT = "<script>"
