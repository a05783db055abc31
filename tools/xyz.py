"""Extended XYZ read strictly: the format of paths, from people and out of the sandbox, as text that may be hostile.

Covered: plain `float` and `int` on bounded text; no regular expression over what was given but on one bounded line; no file is trusted
to say how large it is. Not covered: fields that no summary needs (forces, charges, ...) are skipped unread.
https://github.com/libAtoms/extxyz#extended-xyz-specification-and-parsing-tools
"""

import dataclasses
import math
import re
from collections.abc import Iterator

from ase.data import atomic_numbers, chemical_symbols

from tools.messages import why

MAX_ATOMS = 20_000
MAX_IMAGES = 10_000
MAX_LINE = 100_000
FARTHEST = 1e5  # a coordinate beyond this is a mistake [Å]
_KEY = re.compile(r'(?:^|\s)(Lattice|Properties|pbc)=(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_PLAIN = "species:S:1:pos:R:3"


@dataclasses.dataclass(frozen=True)
class Frame:
    """One structure: positions [Å], shape (n_atoms, 3); lattice [Å], shape (9,) or (); the atoms that are held."""

    symbols: tuple[str, ...]
    positions: tuple[tuple[float, ...], ...]
    lattice: tuple[float, ...]
    fixed: tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class _Columns:
    species: int
    position: int
    mask: slice | None
    width: int


def read_frames(text: str) -> Iterator[Frame]:
    """The structures of an XYZ text, one after the other.

    Raises:
        ValueError: it is none; says in which line
    """
    lines = text.split("\n")
    at, count = 0, 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        count += 1
        if count > MAX_IMAGES:
            raise ValueError(why("many_images", most=MAX_IMAGES))
        size = _size(lines[at], at)
        if at + 2 + size > len(lines):
            raise ValueError(why("cut", line=at + 1, atoms=size, left=max(0, len(lines) - at - 2)))
        yield _frame(lines, at, size)
        at += 2 + size


def _size(line: str, at: int) -> int:
    word = line.strip()
    if not (word.isascii() and word.isdigit() and len(word) < 9) or not 0 < int(word) <= MAX_ATOMS:
        raise ValueError(why("count", line=at + 1, most=MAX_ATOMS, given=word[:20]))
    return int(word)


def _frame(lines: list[str], at: int, size: int) -> Frame:
    comment = lines[at + 1]
    if len(comment) > MAX_LINE:
        raise ValueError(why("long", line=at + 2))
    header = {found[1].lower(): found[2] or found[3] or "" for found in _KEY.finditer(comment)}
    lattice = tuple(_number(word, at + 1) for word in header.get("lattice", "").split())
    if len(lattice) not in (0, 9):
        raise ValueError(why("lattice", line=at + 2))
    columns = _columns(header.get("properties") or _PLAIN, at + 1)
    symbols, positions, fixed = [], [], []
    for i, line in enumerate(lines[at + 2 : at + 2 + size]):
        words = line.split(None, columns.width) if len(line) <= MAX_LINE else []
        if len(words) < columns.width:
            raise ValueError(why("columns", line=at + 3 + i, columns=columns.width))
        symbols.append(_symbol(words[columns.species], at + 2 + i))
        positions.append(tuple(_number(word, at + 2 + i) for word in words[columns.position : columns.position + 3]))
        if columns.mask is not None and all(word in ("F", "False", "0") for word in words[columns.mask]):
            fixed.append(i)
    return Frame(tuple(symbols), tuple(positions), lattice, tuple(fixed))


def _columns(properties: str, at: int) -> _Columns:
    """Where the columns of a line are that a summary needs."""
    parts = properties.split(":")
    places, width = {}, 0
    for name, kind, count in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
        if kind not in ("S", "R", "I", "L") or not (count.isascii() and count.isdigit() and 0 < int(count) < 1000):
            raise ValueError(why("properties", line=at + 1))
        places[name.lower()] = slice(width, width + int(count))
        width += int(count)
    species = places.get("species") or places.get("z")
    position = places.get("pos")
    if len(parts) % 3 or species is None or position is None or position.stop - position.start != 3:
        raise ValueError(why("properties", line=at + 1))
    return _Columns(species.start, position.start, places.get("move_mask"), width)


def _symbol(word: str, at: int) -> str:
    if word.isascii() and word.isdigit() and len(word) < 4 and 0 < int(word) < len(chemical_symbols):
        return chemical_symbols[int(word)]
    symbol = word[:1].upper() + word[1:].lower()
    if atomic_numbers.get(symbol, 0) < 1:
        raise ValueError(why("element", line=at + 1, given=word[:20]))
    return symbol


def _number(word: str, at: int) -> float:
    try:
        value = float(word) if len(word) < 40 else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(why("number", line=at + 1, given=word[:20]))
    if abs(value) > FARTHEST:
        raise ValueError(why("far", line=at + 1, given=word[:20]))
    return value
