"""The beginning that all prompts of a model share (rules, vocabulary, examples), read once and kept on disk for that model file.

A fresh process takes it from there and starts reading at the request. One file a model: a new prefix takes the old one's place.
Whether the state comes from disk or was just read makes no difference to what is written: both times the prefix is read by itself.
"""

import contextlib
import itertools
import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import llama_cpp

from model.fingerprint import cache
from model.memory import Memory

log = logging.getLogger(__name__)
SHORTEST = 32  # tokens that are worth a file


def shared(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens two prompts have in common from their beginning."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def place(sha256: str, context: int) -> Path:
    """Where the prefix of a model file is kept. Another llama.cpp may write its states otherwise."""
    return cache() / "prefixes" / f"{sha256[:32]}-{context}-{llama_cpp.__version__}.state"


def settle(memory: Memory, prompt: Sequence[int], fixed: int, file: Path) -> str:
    """Brings the memory to the first `fixed` tokens of `prompt`, the cheapest way: "kept", "restored" or "read"."""
    wanted = list(prompt[:fixed])
    if memory.tokens[:fixed] == wanted and memory.cut(fixed):
        return "kept"
    with contextlib.suppress(OSError):
        if fixed >= SHORTEST and memory.restore(file) and memory.tokens == wanted:
            return "restored"
    memory.cut(0)
    if fixed:
        memory.read(wanted)
    if fixed >= SHORTEST:
        keep(memory, file)
    return "read"


def keep(memory: Memory, file: Path) -> None:
    """Writes the memory's state, whole or not at all. That it could not be written is a note in the log: the next run reads again."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        os.close(handle)
        try:
            memory.save(Path(name))
            Path(name).replace(file)
            for old in file.parent.glob(f"{file.name.split('-')[0]}-*.state"):  # of another context, or another llama.cpp
                if old != file:
                    old.unlink()
            return
        finally:
            Path(name).unlink(missing_ok=True)
    log.info("the prefix could not be kept in %s", file.parent)
