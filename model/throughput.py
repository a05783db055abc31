"""How fast a model reads and writes on this machine, by our own way to it: no promise of a data sheet, a measurement."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.memory import Memory
from model.writing import write

READ, WRITTEN = 512, 64  # tokens


@dataclass(frozen=True)
class Throughput:
    """Tokens a second with so many threads; the seconds to a first token after `prefix` fixed tokens, read anew and from disk."""

    threads: int
    read_per_s: float
    write_per_s: float
    prefix: int = 0
    cold_s: float = 0.0
    warm_s: float = 0.0


def measure(file: Path, threads: int, *, read: int = READ, written: int = WRITTEN) -> Throughput:
    """Reading `read` tokens at once, then writing `written` one by one."""
    from model.llama import load

    llama = load(file, context=read + written + 64, n_threads=threads)
    memory = Memory(llama)
    tokens = numbers(llama, read)
    memory.read(tokens[:8])  # the weights come in from disk
    memory.cut(0)
    read_s = _seconds(lambda: memory.read(tokens))
    count, began = 0, time.perf_counter()
    for count, _ in enumerate(write(memory, [*tokens, tokens[0]], longest=written, guessing=False, go_on=lambda: None), start=1):  # noqa: B007
        pass
    write_s = time.perf_counter() - began
    llama.close()
    return Throughput(threads, read / read_s, max(1, count) / write_s)


def numbers(llama: Any, count: int) -> list[int]:
    """So many tokens, none like the one before; the same ones each time."""
    return [(7 + 7919 * i) % max(1, llama.n_vocab() - 1) for i in range(count)]


def candidates(cores: int) -> Sequence[int]:
    """Numbers of threads that may be the best: powers of two, half of the cores (one a physical core, often), all of them."""
    return sorted({*(2**i for i in range(cores.bit_length()) if 2**i <= cores), max(1, cores // 2), cores})


def _seconds(call: Any) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
