"""What a GGUF file says about itself, checked before llama.cpp is given the file.

Covered: magic, version, counts and lengths that the file cannot hold, tensors that end behind its end.
Not covered: whether the weights mean anything, whether llama.cpp knows the architecture (`model.llama` tries that in a process of its own).
"""

import os
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from model.errors import ModelFailedError, ModelMissingError

STRING, ARRAY = 8, 9
FORMATS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
# ggml type → (weights in a block, bytes of a block); a type that is not listed is left to llama.cpp
BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 40), 10: (256, 84), 11: (256, 110),
    12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292), 16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50),
    20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56),
    30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17), 40: (64, 36), 41: (128, 18),
}  # fmt: skip
MOST_TENSORS, MOST_DIMENSIONS = 100_000, 4


@dataclass(frozen=True)
class Header:
    """The metadata of a GGUF (long arrays by their length only) and the bytes that its tensors claim."""

    metadata: dict[str, Any] = field(default_factory=dict)
    needed: int = 0

    @property
    def name(self) -> str:
        return str(self.metadata.get("general.name", ""))

    @property
    def architecture(self) -> str:
        return str(self.metadata.get("general.architecture", ""))

    @property
    def context(self) -> int:
        """The context that the model was trained with, 0 if the file does not say."""
        given = self.metadata.get(f"{self.architecture}.context_length", 0)
        return given if isinstance(given, int) else 0


class _Damage(Exception):
    """The header cannot be read on; the text says why."""


@dataclass
class _Reader:
    stream: BinaryIO
    size: int

    def take(self, count: int) -> bytes:
        if count > self.size - self.stream.tell():
            raise _Damage(f"{count} bytes claimed at {self.stream.tell()}")
        return self.stream.read(count)

    def number(self, form: str) -> Any:
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def text(self) -> str:
        return self.take(self.number("<Q")).decode("utf-8", "replace")

    def value(self, kind: int, depth: int = 0) -> Any:
        if kind == STRING:
            return self.text()
        if kind == ARRAY and depth < 2:
            inner, count = self.number("<I"), self.number("<Q")
            if inner in FORMATS:
                self.take(count * struct.calcsize(FORMATS[inner]))
            elif count > self.size:
                raise _Damage(f"array of {count}")
            else:
                for _ in range(count):
                    self.value(inner, depth + 1)
            return count
        if kind not in FORMATS:
            raise _Damage(f"value of type {kind}")
        return self.number(FORMATS[kind])


def read_header(file: Path) -> Header:
    """The header of a whole GGUF file. Raises ModelError with advice when the file is missing, empty, no GGUF, cut off or damaged."""
    if not file.is_file():
        raise ModelMissingError("file_missing", file=file)
    size = file.stat().st_size
    if not size:
        raise ModelFailedError("file_empty", file=file)
    try:
        with file.open("rb") as stream:
            header = _header(_Reader(stream, size), file)
    except PermissionError as refused:
        raise ModelFailedError("load_failed", file=file, reason=refused.strerror) from None
    except _Damage as damage:
        raise ModelFailedError("file_damaged", file=file, reason=damage) from None
    if header.needed > size:
        raise ModelFailedError("file_truncated", file=file, needed=header.needed, size=size)
    return header


def _header(reader: _Reader, file: Path) -> Header:
    magic = reader.stream.read(4)
    version = reader.number("<I") if magic == b"GGUF" else 0
    if version not in (2, 3):
        raise ModelFailedError("file_not_gguf", file=file, given=f"{magic!r}, version {version}" if version else repr(magic))
    tensors, values = reader.number("<Q"), reader.number("<Q")
    if tensors > MOST_TENSORS or values > MOST_TENSORS:
        raise _Damage(f"{tensors} tensors, {values} values")
    metadata = {}
    for _ in range(values):
        key = reader.text()
        metadata[key] = reader.value(reader.number("<I"))
    ends = [_tensor_end(reader) for _ in range(tensors)]
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 1 <= alignment <= 1 << 20:
        raise _Damage(f"alignment {alignment}")
    start = -(-reader.stream.tell() // alignment) * alignment
    return Header(metadata, start + max(ends, default=0))


def _tensor_end(reader: _Reader) -> int:
    """Where the next tensor of the table ends, counted from the beginning of the data."""
    reader.text()
    dimensions = reader.number("<I")
    if dimensions > MOST_DIMENSIONS:
        raise _Damage(f"tensor of {dimensions} dimensions")
    weights = 1
    for _ in range(dimensions):
        weights *= reader.number("<Q")
    kind, offset = reader.number("<I"), reader.number("<Q")
    in_block, block = BLOCKS.get(kind, (1, 0))
    return offset + weights // in_block * block


def stamp(file: Path) -> tuple[str, int, int]:
    """What changes when the file does: its real place, size and time."""
    about = file.stat()
    return os.path.realpath(file), about.st_size, about.st_mtime_ns
