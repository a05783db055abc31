"""A table of candidates: CSV, TSV or JSON lines, read row by row however large it is.

Covered: UTF-8 with and without a mark, UTF-16, Shift_JIS (cp932); commas, semicolons or tabs; a workbook, a formula, a row of another
length or a column that stands twice end in one message that names the row. Rows are counted as a spreadsheet shows them: the head is row 1.
Not covered: what a value means; that is for the template (tools/screening/plan.py).
"""

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.errors import TableError
from tools.screening.messages import word

MOST_NAMED = 8
LONGEST_CELL = 100_000
ENCODINGS = ("utf-8-sig", "cp932")
_FORMULA = re.compile(r"[=@]|[+-](?![\d.])")


@dataclass(frozen=True)
class Row:
    """One line of the table: its number, and its cells by column (text from CSV, any JSON value from JSON lines), none of them empty."""

    number: int
    values: dict[str, Any]


class Faults:
    """What is wrong with the rows of a table, told in one message in the end."""

    def __init__(self, file: str) -> None:
        self.file, self.count = file, 0
        self.said: list[str] = []

    def add(self, number: int, text: str) -> None:
        self.count += 1
        if len(self.said) < MOST_NAMED:
            self.said.append(word("row", number=number, why=text))

    def check(self) -> None:
        """Raises TableError when there was one."""
        if self.count:
            more = [word("more_rows", count=self.count - len(self.said))] if self.count > len(self.said) else []
            raise TableError(reason="rows", file=self.file, why="\n".join([*self.said, *more]))


def read_rows(file: Path, faults: Faults) -> Iterator[Row]:
    """The rows of a table; what is wrong with one goes to `faults`. Raises TableError for a file that is no table."""
    text = _opened(file)
    with text:
        first = text.read(1)
        text.seek(0)
        if not first:
            raise TableError(reason="empty", file=file.name)
        rows = _json_rows(text, faults) if file.suffix.lower() in (".jsonl", ".ndjson", ".json") else _csv_rows(text, file, faults)
        found = False
        for row in rows:
            found = True
            yield row
    if not found and not faults.count:
        raise TableError(reason="empty", file=file.name)


def _opened(file: Path) -> io.TextIOWrapper:
    """The file as text, in the first encoding that fits all of it."""
    try:
        with file.open("rb") as stream:
            start = stream.read(4096)
            if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
                raise TableError(reason="workbook", file=file.name)
            encodings = ("utf-16",) if start.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS
        if b"\0" not in start or encodings == ("utf-16",):
            for encoding in encodings:
                if _fits(file, encoding):
                    return file.open(encoding=encoding, newline="")
    except FileNotFoundError:
        raise TableError(reason="missing", file=file.name) from None
    except OSError as error:
        raise TableError(reason="unreadable", file=file.name, why=error.strerror or str(error)) from None
    raise TableError(reason="encoding", file=file.name)


def _fits(file: Path, encoding: str) -> bool:
    try:
        with file.open(encoding=encoding) as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeError:
        return False
    return True


def _csv_rows(text: io.TextIOWrapper, file: Path, faults: Faults) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    head_line = text.readline()
    text.seek(0)
    delimiter = max("\t;,", key=head_line.count)
    rows = _read(csv.reader(text, delimiter=delimiter, strict=True), faults)
    _, cells = next(rows, (1, []))
    columns = [cell.strip() for cell in cells]
    _check_columns(columns, file)
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            faults.add(number, word("row_length", given=len(cells), wanted=len(columns)))
            continue
        formula = next((cell for cell in cells if _FORMULA.match(cell.strip())), None)
        if formula is not None:
            faults.add(number, word("formula", given=formula.strip()[:40]))
            continue
        yield Row(number, {name: cell.strip() for name, cell in zip(columns, cells, strict=True) if cell.strip()})


def _read(reader: Any, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers; the reader's own complaint ends them."""
    for number in itertools.count(1):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.add(number, str(error))
            return
        yield number, cells


def _check_columns(columns: Sequence[str], file: Path) -> None:
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice or not all(columns):
        raise TableError(
            reason="columns", file=file.name, why=word("column_twice", given=", ".join(twice)) if twice else word("column_empty")
        )


def _json_rows(text: io.TextIOWrapper, faults: Faults) -> Iterator[Row]:
    for number, line in enumerate(text, start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            faults.add(number, f"JSON: {error}"[:120])
            continue
        if not isinstance(values, dict):
            faults.add(number, word("no_object"))
            continue
        yield Row(number, {str(name): value for name, value in values.items() if value not in (None, "")})
