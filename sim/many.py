"""One or many: a function that computes one record takes several values of its arguments, and gives a table of all with all.

Covered: lists, tuples and whatever else can be gone through; each value counts once; nothing is computed before every combination was
checked; a combination that cannot be finished is left out, and the records beside it say so.
Not covered: combinations that are not all with all. Those are a loop, and `Table([...])` of what it gives.
"""

import contextlib
import functools
import inspect
import itertools
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

import numpy as np
from ase import Atoms

from sim import plan
from sim.errors import CalculatorError, CandidateError, SettingError, SimError
from sim.messages import caveat_text
from sim.path import Path
from sim.plan.mode import digests, holding, recorded, recording, within
from sim.records import Barrier, BarrierTable, Caveat, Record, Table

log = logging.getLogger(__name__)

F = TypeVar("F", bound=Callable[..., Any])
Call = Callable[[], Record]

# The label of the combination that is computed just now, where no plan gives it one
_label: ContextVar[str] = ContextVar("label", default="")


def one_or_many(*names: str) -> Callable[[F], F]:
    """A function of one value each takes many of these arguments; combinations come in the order of its signature, the last fastest."""

    def widened(function: F) -> F:
        parameters = inspect.signature(function)

        @functools.wraps(function)
        def each(*given: Any, **named: Any) -> Any:
            try:
                arguments = parameters.bind(*given, **named).arguments
            except TypeError:
                return function(*given, **named)  # which says what is wrong with the call
            several = {name: value for name, value in arguments.items() if name in names and is_many(value)}
            if not several:
                return function(*given, **named)
            chosen = combinations(several)
            return _tabled([functools.partial(function, **{**arguments, **one}) for one in chosen], [_told(one) for one in chosen])

        return each  # type: ignore[return-value]

    return widened


def is_many(given: Any) -> bool:
    """Whether this is several values, and not one that happens to have parts."""
    whole = isinstance(given, str | bytes | Mapping | Atoms) or (isinstance(given, np.ndarray) and given.ndim == 0)
    return isinstance(given, Iterable) and not whole


def values(name: str, given: Any) -> list[Any]:
    """What was given as a list, each value once. Raises SettingError where there is none."""
    if not is_many(given):
        return [_plain(given)]
    found: list[Any] = []
    known: list[Any] = []
    for value in map(_plain, given):
        if (own := _known_by(value)) not in known:
            known.append(own)
            found.append(value)
    if not found:
        raise SettingError("nothing_given", name=name)
    return found


def combinations(arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All with all, the last argument changing fastest."""
    lists = [values(name, given) for name, given in arguments.items()]
    return [dict(zip(arguments, one, strict=True)) for one in itertools.product(*lists)]


def label_of(kind: str, base: str, structures: Sequence[Atoms] = (), **fields: Any) -> str:
    """`sim.plan.label_of`, also for the combinations of a table that no plan has."""
    return ("" if within() else _label.get()) or plan.label_of(kind, base, structures, **fields)


@contextlib.contextmanager
def told_apart() -> Iterator[None]:
    """While it lasts nothing is computed where there is no plan, and labels tell unlike computations apart as in one."""
    with contextlib.nullcontext() if _planned() else recorded(0):
        yield


def each_barrier(barriers: Barrier | Iterable[Barrier], work: Callable[[Barrier], Barrier]) -> Barrier | BarrierTable:
    """The barrier with this done to it, or a table of all that were given."""
    if isinstance(barriers, Barrier):
        return work(barriers)
    found = BarrierTable(work(barrier) for barrier in barriers)
    if not found.records and not isinstance(barriers, BarrierTable):
        raise SettingError("nothing_given", name="barriers")
    return found


def _planned() -> bool:
    """Whether this is a pass over a script or the run of a plan, or part of a computation of either."""
    return recording() is not None or holding() is not None or within()


def _tabled(calls: Sequence[Call], names: Sequence[str]) -> Table:
    """The records of all calls, each computation once."""
    labels = [""] * len(calls)
    if not _planned():
        with told_apart():
            labels = [call().label for call in calls]
    found: dict[str, Record] = {}
    lost: dict[str, SimError] = {}
    for call, label, name in zip(calls, labels, names, strict=True):
        if label and label in found:
            continue
        try:
            record = _called(call, label)
            found.setdefault(record.label, record)
        except (CandidateError, CalculatorError) as error:
            if recording() is not None:
                raise
            log.info("%s: %s", name, error)
            lost[name] = error
    if not found:
        raise next(iter(lost.values()))
    notes = [Caveat("left_out", caveat_text("left_out", what=name, why=error.message)) for name, error in lost.items()]
    records = [record.with_warnings(*notes) for record in found.values()]
    return BarrierTable(records) if isinstance(records[0], Barrier) else Table(records)  # type: ignore[arg-type]


def _called(call: Call, label: str) -> Record:
    token = _label.set(label)
    try:
        return call()
    finally:
        _label.reset(token)


def _plain(value: Any) -> Any:
    """A number of NumPy's as one of Python's."""
    return value.item() if isinstance(value, np.generic) else value


def _known_by(value: Any) -> Any:
    """What a value has in common with another that asks for the same; True is not 1 here, and atoms that are held are not free."""
    if isinstance(value, Atoms):
        return digests([value])
    if isinstance(value, Path):
        return digests(value.images), value.label, value.source
    return isinstance(value, bool), value


def _told(combination: Mapping[str, Any]) -> str:
    """A combination in words."""
    return " ".join(value.get_chemical_formula() if isinstance(value, Atoms) else f"{value}" for value in combination.values())
