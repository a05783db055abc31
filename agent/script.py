"""What a script is once it has been read: its calls with their values, and which result comes from which."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from agent.vocabulary import RECORDS


@dataclass(frozen=True)
class Call:
    """One call of the vocabulary; `arguments` by parameter name, values literal, Made or Opaque."""

    name: str
    arguments: dict[str, Any]
    line: int
    number: int


@dataclass(frozen=True)
class Made:
    """What a call of the vocabulary gave; `whole` is False for a part of it (`table.lowest`)."""

    call: Call
    whole: bool = True


@dataclass(frozen=True)
class Opaque:
    """Something that plain ASE made: `literals` are the constants that went into it."""

    literals: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Loose:
    """A constant in a call of plain ASE, with the name of its parameter where one was written."""

    value: Any
    parameter: str
    line: int


@dataclass
class Script:
    """The calls of a script in the order in which they run."""

    text: str
    calls: list[Call] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    shown: list[Made] = field(default_factory=list)
    asked: str = ""

    def named(self, *names: str) -> list[Call]:
        return [call for call in self.calls if call.name in names]


def origins(made: Made) -> Iterator[Call]:
    """The calls that a result comes from, itself first."""
    yield made.call
    for value in made.call.arguments.values():
        if isinstance(value, Made):
            yield from origins(value)


def unshown(script: Script) -> list[Call]:
    """Calls whose result nobody will see: they give a record, and no chart, scene or last line shows it or what came of it."""
    seen = {call.number for made in script.shown if made.whole for call in origins(made)}
    return [call for call in script.calls if call.name in RECORDS and call.number not in seen]


def constants_in(value: Any) -> Iterator[Any]:
    """The constants in a value."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from constants_in(item)
    elif isinstance(value, dict):
        for item in (*value.keys(), *value.values()):
            yield from constants_in(item)
    elif isinstance(value, Opaque):
        yield from value.literals
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield value
