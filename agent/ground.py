"""What a script is compared with: the request, the conversation before it, what is known about its files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent import intent
from agent.said import Earlier, Said

Complaint = tuple[str, str]


@dataclass(frozen=True)
class Ground:
    """What the comparison stands on: the request, the earlier turns, and what is known about the files (symbols, sizes)."""

    last: Said
    earlier: tuple[Earlier, ...] = ()
    species: frozenset[str] = frozenset()
    sizes: frozenset[int] = frozenset()
    symbols: tuple[str, ...] = ()
    calculator: str = ""
    inherited: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        return (*(turn.said.text for turn in self.earlier), self.last.text)

    @property
    def everything(self) -> tuple[Said, ...]:
        return (*(turn.said for turn in self.earlier), self.last)


def own_elements(ground: Ground) -> set[str]:
    """What the last request wants put in. An element of the host that only names the atom is none; a group is none whose members
    are named beside it (貴金属で安いのは銀なので、銀を)."""
    last = ground.last
    named = {m.value for m in last.elements if not (ground.earlier and m.value in ground.species and last.stands_there(m))}
    groups = [set(m.value.split(",")) for m in last.of("group") if m.role != "retracted"]
    return named.union(*(group for group in groups if not group & (named - ground.species)))


def inherits(ground: Ground) -> bool:
    """Whether the last request leaves its elements or its places to the conversation."""
    last = ground.last
    return bool(ground.earlier) and not (own_elements(ground) and (last.indices or (last.request.picked and not ground.inherited)))


def listed(items: Iterable[object] | Sequence[object]) -> str:
    return ", ".join(str(item) for item in sorted(items, key=lambda v: (str(type(v)), v)))  # type: ignore[type-var, arg-type, return-value]


def from_one(last: Said) -> str:
    return " (the request counts from 1, scripts from 0)" if intent.counts_from_one(last.text) else ""
