"""What a computation gives back: frozen records that draw themselves and go to JSON and back.

The fields of `to_dict()` are those of results.json; `images` of a barrier stay out of it (their file is `path`).
"""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar, overload

from ase import Atoms

from sim.drawing import barrier_line, readable, sparkline
from sim.errors import SettingError
from sim.messages import WORDS, word

RECORD_MIME = "application/vnd.kassei.record+json"
KINDS: dict[str, type["Record"]] = {}


@dataclasses.dataclass(frozen=True, slots=True)
class Caveat:
    """Something to say beside a number."""

    code: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """One check of a verdict, with its figure and the limit that the figure was held against."""

    name: str
    passed: bool
    value: float | None
    limit: float | None
    detail: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What the machine found out about a saddle; None where it was not looked at."""

    n_imaginary: int | None = None
    connects: bool | None = None
    checks: tuple[Check, ...] = ()

    @property
    def passed(self) -> bool:
        return bool(self.checks) and all(check.passed for check in self.checks)


@dataclasses.dataclass(frozen=True, slots=True)
class Rate:
    temperature_K: float
    rate_per_s: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class Record:
    """What all records share. `label` and `kind` together name a record within a run.

    main: the field that the record is about, the one that a table compares; axes: the fields that one call may vary, in their order
    """

    kind: ClassVar[str]
    main: ClassVar[str] = ""
    axes: ClassVar[tuple[str, ...]] = ()
    label: str = ""
    calculator: str = ""
    warnings: tuple[Caveat, ...] = ()

    def __init_subclass__(cls) -> None:
        if "kind" in cls.__dict__:
            KINDS[cls.kind] = cls

    @property
    def number(self) -> float | None:
        """The number that the record is about; None where it has none."""
        return getattr(self, self.main) if self.main else None

    @property
    def subject(self) -> str:
        """What it is of: the label without the settings that stand behind it in brackets."""
        return self.label.split(" (")[0]

    @property
    def is_settled(self) -> bool:
        """Whether nothing was left unfinished."""
        return bool(getattr(self, "converged", True))

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON-able values."""
        fields = {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self) if f.metadata.get("json", True)}
        return {"kind": self.kind, **fields}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The record that `to_dict` was made from (keys that no record knows are left out)."""
        names = {f.name for f in dataclasses.fields(cls) if f.metadata.get("json", True)}
        return cls(**{name: _revive(name, value) for name, value in data.items() if name in names})

    def with_warnings(self, *warnings: Caveat) -> Self:
        """The same record with more to say beside it, nothing twice."""
        return dataclasses.replace(self, warnings=tuple(dict.fromkeys((*self.warnings, *warnings))))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002 (IPython's signature)
        return {"text/plain": str(self), RECORD_MIME: {"records": [self.to_dict()]}}


def record_from_dict(data: dict[str, Any]) -> Record:
    """The record that this dict was made from, of whichever kind."""
    return KINDS[data["kind"]].from_dict(data)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _revive(name: str, value: Any) -> Any:
    if name == "warnings":
        return tuple(Caveat(**item) for item in value)
    if name == "reason":
        return None if value is None else Caveat(**value)
    if name == "rates":
        return tuple(Rate(**item) for item in value)
    if name == "verdict":
        return None if value is None else Verdict(value["n_imaginary"], value["connects"], tuple(Check(**c) for c in value["checks"]))
    if name == "substitution":
        return {int(index): element for index, element in value.items()}
    return tuple(value) if isinstance(value, list) else value


@dataclasses.dataclass(frozen=True, kw_only=True)
class Barrier(Record):
    """A barrier with the path that it was found on.

    changes: what was done to the path besides, told as `sim.plan.difference` tells it (removed, added, cell, repeat)
    status: converged, unconverged, barrierless or failed; the last two have no barrier
    barrier_eV, reverse_barrier_eV, reaction_energy_eV: from the initial side, from the final side, final - initial
    n_images, climb, fmax: as asked, both ends counted; fmax_reached: largest force on the highest image [eV/Å]
    energies_eV: relative to the initial state, shape (n_images,); path: file with the images
    prefactor_per_s, zpe_correction_eV, rates_range_K: of harmonic rates; what zero-point motion adds to the barrier, and from
    where to where the rates hold
    force_calls: energy and force evaluations, all stages together; reason: why it is failed or unconverged
    """

    kind = "barrier"
    main = "barrier_eV"
    axes = ("subject", "n_images", "fmax", "climb", "calculator")
    substitution: dict[int, str] = dataclasses.field(default_factory=dict)
    changes: dict[str, Any] = dataclasses.field(default_factory=dict)
    status: str = "failed"
    barrier_eV: float | None = None
    reverse_barrier_eV: float | None = None
    reaction_energy_eV: float | None = None
    n_images: int = 0
    climb: bool = True
    fmax: float = 0.02
    fmax_reached: float | None = None
    saddle_image: int | None = None
    energies_eV: tuple[float, ...] = ()
    path: str = ""
    force_calls: int = 0
    wall_s: float = 0.0
    verdict: Verdict | None = None
    rates: tuple[Rate, ...] = ()
    prefactor_per_s: float | None = None
    zpe_correction_eV: float | None = None
    rates_range_K: tuple[float, ...] = ()
    reason: Caveat | None = None
    images: tuple[Atoms, ...] = dataclasses.field(default=(), repr=False, compare=False, metadata={"json": False})

    @property
    def is_host(self) -> bool:
        """Whether this is the person's path as it is: nothing put in, taken out or strained, and no hop of our own making."""
        return not self.substitution and not self.changes and (not self.label or "host" in self.label.split())

    @property
    def is_settled(self) -> bool:
        """Whether it converged and, where it was verified, passed every check."""
        return self.status == "converged" and (self.verdict is None or self.verdict.passed)

    def __str__(self) -> str:
        return barrier_line(self)


R = TypeVar("R", bound=Record)


@dataclasses.dataclass(frozen=True)
class Table(Generic[R]):
    """Records of one kind side by side, in the order in which they were asked for.

    Raises SettingError where there is none, or where they are of several kinds.
    """

    records: tuple[R, ...]

    def __init__(self, records: Iterable[R]) -> None:
        object.__setattr__(self, "records", tuple(records))
        kinds = dict.fromkeys(record.kind for record in self.records)
        if len(kinds) > 1:
            raise SettingError("table_mixed", given=", ".join(kinds))
        self._check()

    def _check(self) -> None:
        if not self.records:
            raise SettingError("nothing_given", name="Table")

    @property
    def values(self) -> list[float | None]:
        """The number that each record is about; None where it has none."""
        return [record.number for record in self.records]

    @property
    def ranking(self) -> tuple[R, ...]:
        """The records from the lowest number up; those with doubts come behind, those without a number last."""
        return tuple(sorted(self.records, key=lambda r: (r.number is None, not r.is_settled, r.number or 0.0)))

    @property
    def lowest(self) -> R:
        """The record with the lowest number; one with doubts only where no other is left."""
        return self.ranking[0]

    @property
    def highest(self) -> R:
        """The record with the highest number; one with doubts only where no other is left."""
        ranked = [record for record in self.ranking if record.number is not None]
        return next((r for r in reversed(ranked) if r.is_settled), (ranked or self.ranking)[-1])

    @property
    def axes(self) -> tuple[str, ...]:
        """The fields that differ, in the order of the arguments; ("label",) where they do not tell the records apart."""
        differing = [name for name in self.records[0].axes if len({getattr(r, name) for r in self.records}) > 1] if self.records else []
        places = {tuple(getattr(record, name) for name in differing) for record in self.records}
        return tuple(differing) if len(places) == len(self.records) else ("label",)

    def to_dict(self) -> dict[str, Any]:
        return {"records": [record.to_dict() for record in self.records]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        return cls(record_from_dict(item) for item in data["records"])  # type: ignore[misc]

    def __iter__(self) -> Iterator[R]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    @overload
    def __getitem__(self, place: int | str) -> R: ...
    @overload
    def __getitem__(self, place: slice) -> Self: ...
    def __getitem__(self, place: int | str | slice) -> R | Self:
        """A record by its number or its label; with a slice, a table of some."""
        if isinstance(place, slice):
            return type(self)(self.records[place])
        if not isinstance(place, str):
            return self.records[place]
        found = next((record for record in self.records if record.label == place), None)
        if found is None:
            raise KeyError(f"{place}; {', '.join(record.label for record in self.records)}")
        return found

    def __str__(self) -> str:
        return "\n".join(_with_axes(record, self.axes) for record in self.records)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002 (IPython's signature)
        return {"text/plain": str(self), RECORD_MIME: self.to_dict()}


def _with_axes(record: Record, axes: Iterable[str]) -> str:
    """The record's line, with what tells it from the others of its table where the line does not say it."""
    line = str(record)
    unsaid = [text for text in (setting(name, getattr(record, name)) for name in axes) if text not in line]
    return f"{line}  [{', '.join(unsaid)}]" if unsaid else line


def setting(name: str, value: Any) -> str:
    """The value of a field as a person reads it: 300 K, 7 images, fmax 0.02, Pt(111)."""
    shown = word("label_on" if value else "label_off") if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else value
    return word(f"label_{name}", value=shown) if f"label_{name}" in WORDS else str(shown)


class BarrierTable(Table[Barrier]):
    """Barriers side by side, in the order in which they were asked for."""

    def _check(self) -> None:
        """It may be empty: a batch may have finished nothing yet."""

    @property
    def barriers(self) -> tuple[Barrier, ...]:
        return self.records

    @property
    def ranking(self) -> tuple[Barrier, ...]:
        """Converged barriers from the lowest up, then unconverged ones, then those without a number."""
        order = {"converged": 0, "unconverged": 1, "barrierless": 2, "failed": 3}
        return tuple(sorted(self.barriers, key=lambda b: (order[b.status], b.barrier_eV if b.barrier_eV is not None else 0.0)))

    @property
    def lowest(self) -> Barrier:
        """The lowest of the substituted barriers (of all, where nothing is substituted); one with doubts only where no other is left."""
        substituted = [b for b in self.ranking if not b.is_host] or self.ranking
        return next((b for b in substituted if b.is_settled), substituted[0])

    @property
    def host(self) -> Barrier | None:
        """The unsubstituted one, where it was computed."""
        return next((b for b in self.barriers if b.is_host), None)


def _doubt(record: Record) -> str:
    """What stands behind a number that did not converge."""
    return "" if record.is_settled else f" ({word('unconverged')})"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Relaxation(Record):
    """A structure at rest: its energy [eV], the forces that were asked for and are left [eV/Å] and the file that holds it."""

    kind = "relaxation"
    main = "energy_eV"
    axes = ("subject", "fmax", "calculator")
    formula: str
    energy_eV: float
    fmax: float
    fmax_reached: float
    steps: int
    structure: str = ""
    converged: bool = True
    atoms: Atoms | None = dataclasses.field(default=None, repr=False, compare=False, metadata={"json": False})

    @property
    def subject(self) -> str:
        """The structure: its file's name, or its formula where it came without one."""
        named = super().subject
        return self.formula if named.split(" #")[0] == "relax" else named

    def __str__(self) -> str:
        state = word("converged" if self.converged else "unconverged")
        done = f"{state}, fmax {self.fmax_reached:.3f}, {word('steps', count=self.steps)}"
        return f"{self.label or self.formula}  {self.energy_eV:.3f} eV ({done})"


@dataclasses.dataclass(frozen=True, kw_only=True)
class EquationOfState(Record):
    """A lattice constant and bulk modulus, with the curve that they were read from."""

    kind = "equation_of_state"
    main = "lattice_constant_A"
    axes = ("formula", "lattice", "calculator")
    formula: str
    lattice: str
    lattice_constant_A: float
    bulk_modulus_GPa: float
    volumes_A3: tuple[float, ...] = ()
    energies_eV: tuple[float, ...] = ()
    structure: str = ""

    def __str__(self) -> str:
        return f"{self.formula} {self.lattice}  a = {self.lattice_constant_A:.3f} Å, B = {self.bulk_modulus_GPa:.0f} GPa"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Adsorption(Record):
    """An adsorption energy: slab with adsorbate − slab − adsorbate alone (negative: it sticks)."""

    kind = "adsorption"
    main = "energy_eV"
    axes = ("adsorbate", "surface", "site", "calculator")
    adsorbate: str
    surface: str
    site: str
    energy_eV: float
    converged: bool = True
    structure: str = ""

    def __str__(self) -> str:
        return f"{self.adsorbate} @ {self.surface} {self.site}  {self.energy_eV:+.3f} eV{_doubt(self)}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class SurfaceEnergy(Record):
    """The energy that it costs to cut a crystal, per area."""

    kind = "surface_energy"
    main = "energy_J_per_m2"
    axes = ("surface", "calculator")
    surface: str
    energy_J_per_m2: float
    converged: bool = True
    structure: str = ""

    def __str__(self) -> str:
        return f"{self.surface}  {self.energy_J_per_m2:.3f} J/m²{_doubt(self)}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class VacancyFormation(Record):
    """The energy that it costs to take one atom out of a crystal and put it back elsewhere in the bulk."""

    kind = "vacancy_formation"
    main = "energy_eV"
    axes = ("formula", "calculator")
    formula: str
    energy_eV: float
    converged: bool = True
    structure: str = ""

    def __str__(self) -> str:
        return f"{self.formula} vacancy  {self.energy_eV:.3f} eV{_doubt(self)}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Vibrations(Record):
    """Harmonic frequencies; imaginary ones are written as negative numbers."""

    kind = "vibrations"
    main = "zpe_eV"
    axes = ("subject", "calculator")
    formula: str
    frequencies_cm1: tuple[float, ...]
    n_imaginary: int
    zpe_eV: float
    structure: str = ""

    def __str__(self) -> str:
        highest = max(self.frequencies_cm1, default=0.0)
        return f"{self.formula}  {highest:.0f} cm⁻¹, ZPE {self.zpe_eV:.3f} eV ({word('imaginary', count=self.n_imaginary)})"


@dataclasses.dataclass(frozen=True, kw_only=True)
class MolecularDynamics(Record):
    """A trajectory at one temperature."""

    kind = "molecular_dynamics"
    main = "mean_temperature_K"
    axes = ("subject", "temperature_K", "time_ps", "ensemble", "calculator")
    ensemble: str
    temperature_K: float
    time_ps: float
    mean_temperature_K: float
    trajectory: str
    times_ps: tuple[float, ...] = ()
    temperatures_K: tuple[float, ...] = ()
    energies_eV: tuple[float, ...] = ()

    @property
    def subject(self) -> str:
        """The structure that moves: the label without ensemble and temperature."""
        return self.label.split(f" {self.ensemble} ")[0]

    def __str__(self) -> str:
        return f"{self.ensemble} {self.temperature_K:.0f} K, {self.time_ps:g} ps  ⟨T⟩ = {self.mean_temperature_K:.0f} K"


@dataclasses.dataclass(frozen=True, kw_only=True)
class View(Record):
    """A path to look at, with atoms to point out."""

    kind = "view"
    path: str
    highlighted: tuple[int, ...] = ()
    images: tuple[Atoms, ...] = dataclasses.field(default=(), repr=False, compare=False, metadata={"json": False})

    def __str__(self) -> str:
        marked = ", ".join(map(str, self.highlighted)) or word("nothing")
        return f"{self.path}  [{marked}]"


# Kinds that a script computed by itself: no function of ours has looked at them
UNVERIFIED = frozenset(("value", "series", "export"))
MOST_BLOCKS = 40


@dataclasses.dataclass(frozen=True, kw_only=True)
class Value(Record):
    """A number that a script computed itself, by name (`label`); that it was not verified cannot be said otherwise."""

    kind = "value"
    main = "value"
    value: float
    unit: str = ""
    verified: Literal[False] = False

    def __str__(self) -> str:
        return f"{self.label} = {readable(self.value)} {self.unit}".rstrip() + f" ({word('not_checked')})"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Series(Record):
    """One quantity over another that a script computed itself. slope, intercept: of a straight line through it, where one was asked for."""

    kind = "series"
    x: tuple[float, ...]
    y: tuple[float, ...]
    x_label: str = ""
    y_label: str = ""
    x_unit: str = ""
    y_unit: str = ""
    slope: float | None = None
    intercept: float | None = None
    verified: Literal[False] = False

    def __str__(self) -> str:
        curve = sparkline(self.y[:: -(-len(self.y) // MOST_BLOCKS) or 1])
        fit = "" if self.slope is None else f", {word('slope', value=readable(self.slope))}"
        return f"{curve}  {self.label}  {word('points', count=len(self.x))}{fit} ({word('not_checked')})"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Export(Record):
    """A file that a script wrote for the person, by its name in the run's folder."""

    kind = "export"
    file: str
    format: str
    formula: str = ""
    verified: Literal[False] = False

    def __str__(self) -> str:
        return f"{self.file}  {self.formula}".rstrip()
