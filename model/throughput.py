"""How fast a model reads and writes on this machine, by our own way to it: no promise of a data sheet, a measurement."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.lookup import GUESSED
from model.memory import Memory
from model.writing import write

READ, WRITTEN = 512, 64  # tokens


@dataclass(frozen=True)
class Throughput:
    """Tokens a second with so many threads."""

    threads: int
    read_per_s: float
    write_per_s: float


def measure(file: Path, threads: int, *, read: int = READ, written: int = WRITTEN) -> Throughput:
    """Reading `read` tokens at once, and writing `written` one by one from nothing, after a warm-up as llama-bench has it."""
    from model.llama import load

    llama = load(file, context=2 * read + written + 64, n_threads=threads)
    memory = Memory(llama)
    read = min(read, (llama.n_ctx() - 1) // 2, llama.n_ctx() - written - 1)
    tokens = numbers(llama, read)
    memory.read(tokens)
    memory.read(tokens[:1])
    memory.cut(0)
    began = time.perf_counter()
    memory.read(tokens)
    read_s = time.perf_counter() - began
    memory.cut(0)
    began = time.perf_counter()
    count = sum(1 for _ in write(memory, tokens[:1], longest=written, go_on=lambda: None))
    write_s = time.perf_counter() - began
    llama.close()
    return Throughput(threads, read / read_s, max(1, count) / write_s)


def costs(file: Path, threads: int, *, depth: int = READ, widths: int = GUESSED + 1) -> list[float]:
    """Seconds that reading 1, 2, … tokens together takes, behind `depth` others; the least of three."""
    from model.llama import load

    llama = load(file, context=depth + 64, n_threads=threads)
    memory = Memory(llama)
    depth = min(depth, llama.n_ctx() - widths - 1)
    memory.read(numbers(llama, depth))
    found = []
    for width in range(1, widths + 1):
        times = []
        for _ in range(4):  # the first of a width prepares the way
            memory.cut(depth)
            began = time.perf_counter()
            memory.read(numbers(llama, width), every=True)
            times.append(time.perf_counter() - began)
        found.append(min(times[1:]))
    llama.close()
    return found


def numbers(llama: Any, count: int) -> list[int]:
    """So many tokens, none like the one before; the same ones each time."""
    return [(7 + 7919 * i) % max(1, llama.n_vocab() - 1) for i in range(count)]


def candidates(cores: int) -> Sequence[int]:
    """Numbers of threads that may be the best: powers of two, half of the cores (one a physical core, often), all of them."""
    return sorted({*(2**i for i in range(cores.bit_length()) if 2**i <= cores), max(1, cores // 2), cores})
