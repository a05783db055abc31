"""A plan: what a script would compute, entry by entry, before anything is computed. This is plan.json, version 1.

{"version": 1, "entries": [...], "shown": [...], "printed": "...", "figures": 0, "files": [...], "asked": "", "error": null,
 "set_aside": [...]}

An entry has `kind` and the fields that its record will have (label, substitution, n_images, fmax, climb, calculator, surface, site, …),
`structures` (each told as its difference from the input files, `sim.plan.difference`), `line` (of the script), and:
    exact, alike: what the structures are known by, with the places of their atoms and without
    from_results: places of atoms come from results, so that they are not known before
    varies: fields that depend on results, {name: [values that they may have]}
    conditional: whether it is computed at all depends on results
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

VERSION = 1
# fields of a record that is taken further after it was computed (rates, a verdict)
FURTHER = frozenset(("rates", "verdict", "n_atoms"))
Fields = Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Entry:
    """One computation of a plan."""

    kind: str
    fields: Fields = dataclasses.field(default_factory=dict)
    structures: tuple[Mapping[str, Any], ...] = ()
    exact: str = ""
    alike: str = ""
    line: int = 0
    from_results: bool = False
    varies: Mapping[str, Sequence[Any]] = dataclasses.field(default_factory=dict)
    conditional: bool = False

    @property
    def label(self) -> str:
        return str(self.fields.get("label", ""))

    def get(self, name: str, default: Any = None) -> Any:
        """A field of the record that this entry will give."""
        return self.fields.get(name, default)

    def possible(self) -> Iterator["Entry"]:
        """This entry with each value that its varying fields may have."""
        yield self
        for name, values in self.varies.items():
            for value in values if name != "structure" else ():
                yield dataclasses.replace(self, fields={**self.fields, name: value}, structures=())

    def same(self, other: "Entry") -> bool:
        """Whether two entries are one and the same computation."""
        return self.kind == other.kind and self.exact == other.exact and _compared(self.fields) == _compared(other.fields)

    def covers(self, call: "Entry") -> bool:
        """Whether a call of the real run is this computation."""
        if self.kind != call.kind:
            return False
        ours, theirs = _compared(self.fields), _compared(call.fields)
        if any(ours.get(name) != theirs.get(name) for name in {*theirs, *(ours.keys() - FURTHER)} - set(self.varies)):
            return False
        if any(_plain(call.fields.get(name)) not in _plain(list(values)) for name, values in self.varies.items() if name != "structure"):
            return False
        if "structure" in self.varies:
            return call.alike in self.varies["structure"]
        return self.exact == call.exact or (self.from_results and self.alike == call.alike)

    def to_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = {"kind": self.kind, **_plain(self.fields)}
        told |= {"structures": _plain(self.structures), "exact": self.exact, "alike": self.alike, "line": self.line}
        told |= {"from_results": self.from_results, "varies": _plain(self.varies), "conditional": self.conditional}
        return told

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        own = {f.name for f in dataclasses.fields(cls)} - {"fields", "kind"}
        given = {name: data[name] for name in own if name in data}
        given["structures"] = tuple(given.get("structures") or ())
        return cls(kind=str(data["kind"]), fields={k: v for k, v in data.items() if k not in own and k != "kind"}, **given)


@dataclasses.dataclass(frozen=True)
class Plan:
    """All that a script would do.

    shown: what it displays, [how, kind, label]; printed: what it prints (with made-up numbers); figures: how many pictures it draws
    files: names that it writes; asked: the code of a question; error: {name, message, line} or a code of ours in it
    set_aside: what the request names and the script does not use, [{text, why}]
    """

    entries: tuple[Entry, ...] = ()
    shown: tuple[Sequence[str], ...] = ()
    printed: str = ""
    figures: int = 0
    files: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    asked: str = ""
    error: Mapping[str, Any] | None = None
    set_aside: tuple[Mapping[str, str], ...] = ()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def of(self, *kinds: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind in kinds]

    @property
    def barriers(self) -> list[Entry]:
        return self.of("barrier")

    def to_dict(self) -> dict[str, Any]:
        told = {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self) if f.name != "entries"}
        return {"version": VERSION, "entries": [entry.to_dict() for entry in self.entries], **told}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The plan that `to_dict` was made from. Raises ValueError, KeyError or TypeError for what is none."""
        if data.get("version") != VERSION:
            raise ValueError(f"version {data.get('version')}")
        known = {f.name for f in dataclasses.fields(cls)} - {"entries"}
        rest: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in known}
        return cls(entries=tuple(Entry.from_dict(one) for one in data["entries"]), **rest)


def merged(first: Plan, second: Plan) -> Plan:
    """One plan of two passes of a script whose made-up results differed: what differs depends on results."""
    if first.error is not None or second.error is not None:
        return first if first.error is not None else dataclasses.replace(first, error=second.error)
    entries: list[Entry] = []
    for a, b in _side_by_side(first.entries, second.entries):
        if a is not None and b is not None:
            entries.append(_one(a, b))
        else:
            entries += [dataclasses.replace(only, conditional=True) for only in (a, b) if only is not None]
    values = _values(entries)
    return dataclasses.replace(first, entries=tuple(_widened(entry, values) for entry in entries))


def _side_by_side(first: Sequence[Entry], second: Sequence[Entry]) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Entries of two passes that belong together, in order."""
    for k in range(max(len(first), len(second))):
        a, b = (one[k] if k < len(one) else None for one in (first, second))
        if a is not None and b is not None and a.kind != b.kind:
            yield a, None
            yield None, b
        else:
            yield a, b


def _one(a: Entry, b: Entry) -> Entry:
    ours, theirs = _compared(a.fields), _compared(b.fields)
    varies = {name: [a.fields.get(name), b.fields.get(name)] for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)}
    if a.alike != b.alike:
        varies["structure"] = [a.alike, b.alike]
    return dataclasses.replace(a, from_results=a.exact != b.exact, varies=varies)


def _values(entries: Sequence[Entry]) -> dict[tuple[str, str], list[Any]]:
    """What each field is in entries where it is known, by kind and name."""
    found: dict[tuple[str, str], list[Any]] = {}
    for entry in entries:
        for name, value in {**entry.fields, "structure": entry.alike}.items():
            if name not in entry.varies:
                found.setdefault((entry.kind, name), []).append(value)
    return found


def _widened(entry: Entry, values: Mapping[tuple[str, str], list[Any]]) -> Entry:
    """An entry whose varying fields may be what they are in the other entries of the plan."""
    if not entry.varies:
        return entry
    varies = {name: _unique([*seen, *values.get((entry.kind, name), [])]) for name, seen in entry.varies.items()}
    return dataclasses.replace(entry, varies=varies)


def _unique(values: Sequence[Any]) -> list[Any]:
    return [value for k, value in enumerate(values) if value not in values[:k]]


def _compared(fields: Fields) -> dict[str, Any]:
    """Fields as two entries are compared by: a label is only a name, and changes are told from the structures."""
    return _plain({name: value for name, value in fields.items() if name not in ("label", "changes")})


def same(one: Any, other: Any) -> bool:
    """Whether two values of fields are the same in JSON."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> Any:
    """As it comes back from JSON."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=float))
