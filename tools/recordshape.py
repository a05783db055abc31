"""Whether a record that a sandbox sent has the shape that sim/records.py gives it; what is missing is what a new record has there.

Covered: kinds, fields and their types, as annotated there. Not covered: whether its numbers are true.
"""

import dataclasses
import functools
import types
import typing
from typing import Any

from sim.records import KINDS

STATUSES = ("converged", "unconverged", "barrierless", "failed")


def shaped(record: object) -> dict[str, Any] | None:
    """The record with all of its fields; None when one that has no usual value is missing, or a value is of another type."""
    if not isinstance(record, dict) or not isinstance(record.get("kind"), str) or record["kind"] not in KINDS:
        return None
    usual, types_of = _fields(record["kind"])
    whole = {**usual, **record}
    if "status" in usual and whole["status"] not in STATUSES:
        return None
    return whole if all(name in whole and _is(whole[name], wanted) for name, wanted in types_of.items()) else None


@functools.cache
def _fields(kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """(value of each field that has a usual one, type of each field) of a kind."""
    record = KINDS[kind]
    kept = [field for field in dataclasses.fields(record) if field.metadata.get("json", True)]
    hints = typing.get_type_hints(record)
    usual = {field.name: field.default for field in kept if field.default is not dataclasses.MISSING}
    usual |= {field.name: field.default_factory() for field in kept if field.default_factory is not dataclasses.MISSING}
    usual = {name: list(value) if isinstance(value, tuple) else value for name, value in usual.items()}
    return usual, {field.name: hints[field.name] for field in kept}


def _is(value: object, wanted: Any) -> bool:
    """Whether a JSON value is of an annotated type."""
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if isinstance(wanted, types.UnionType) or origin is typing.Union:
        return any(_is(value, one) for one in inner)
    if wanted is type(None):
        return value is None
    if origin is typing.Literal:
        return any(type(value) is type(one) and value == one for one in inner)
    if origin is tuple:
        several = isinstance(value, list | tuple)
        return several and (inner[-1] is not Ellipsis or all(_is(item, inner[0]) for item in typing.cast(list, value)))
    if origin is dict:
        return isinstance(value, dict) and all(
            str(key).isdecimal() == (inner[0] is int) and _is(item, inner[1]) for key, item in value.items()
        )
    if dataclasses.is_dataclass(wanted):
        hints = typing.get_type_hints(wanted)
        return isinstance(value, dict) and set(value) == set(hints) and all(_is(value[name], hint) for name, hint in hints.items())
    if wanted in (float, int):
        return isinstance(value, int | float if wanted is float else int) and not isinstance(value, bool)
    return wanted is Any or isinstance(value, wanted)
