"""How fast a model reads and writes on this machine, by our own way to it: no promise of a data sheet, a measurement."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.memory import Memory
from model.writing import write

READ, WRITTEN = 512, 64  # tokens


@dataclass(frozen=True)
class Throughput:
    """Tokens a second with so many threads."""

    threads: int
    read_per_s: float
    write_per_s: float


def measure(
    file: Path, threads: int, *, read: int = READ, written: int = WRITTEN, clock: Callable[[], float] = time.perf_counter
) -> Throughput:
    """Reading `read` tokens at once, and writing `written` one by one from nothing. `clock` gives seconds."""
    from model.llama import load

    llama = load(file, context=read + written + 64, n_threads=threads)
    memory = Memory(llama)
    tokens = numbers(llama, read)
    memory.read(tokens[:8])  # the weights come in from disk
    memory.cut(0)
    began = clock()
    memory.read(tokens)
    read_s = clock() - began
    memory.cut(0)
    began = clock()
    count = sum(1 for _ in write(memory, tokens[:1], longest=written, guessing=False, go_on=lambda: None))
    write_s = clock() - began
    llama.close()
    return Throughput(threads, read / read_s, max(1, count) / write_s)


def numbers(llama: Any, count: int) -> list[int]:
    """So many tokens, none like the one before; the same ones each time."""
    return [(7 + 7919 * i) % max(1, llama.n_vocab() - 1) for i in range(count)]


def candidates(cores: int) -> Sequence[int]:
    """Numbers of threads that may be the best: powers of two, half of the cores (one a physical core, often), all of them."""
    return sorted({*(2**i for i in range(cores.bit_length()) if 2**i <= cores), max(1, cores // 2), cores})
