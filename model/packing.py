"""Rows of tokens for the network: whole conversations packed one behind the other, each seeing itself only.

Batch number k of a seed is always the same batch, so that an interrupted training goes on as if nothing had happened.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from model.dialogue import END, PAD, SCRIPT, write
from model.tokenizer import number_of, tokens

Turns = list[tuple[str, str | None]]
IGNORED = -100


@dataclass(frozen=True)
class Batch:
    """Tensors of shape (rows, length): what is read, what should follow (IGNORED outside scripts), where, in which document."""

    tokens: Tensor
    targets: Tensor
    positions: Tensor
    documents: Tensor

    def to(self, device: torch.device) -> "Batch":
        return Batch(*(part.to(device, non_blocking=True) for part in (self.tokens, self.targets, self.positions, self.documents)))


def targets(numbers: list[int], script: int, end: int) -> list[int]:
    """What should follow each token: the next one inside a script (its end too), IGNORED in a request."""
    inside, found = False, []
    for here, after in zip(numbers, [*numbers[1:], IGNORED], strict=True):
        inside = here == script or (inside and here != end)
        found.append(after if inside else IGNORED)
    return found


def encode(tokenizer: Tokenizer, turns: Turns) -> tuple[list[int], list[int]]:
    """Tokens of a conversation and what should follow each."""
    numbers = tokens(tokenizer, write(turns))
    return numbers, targets(numbers, number_of(tokenizer, SCRIPT), number_of(tokenizer, END))


def pack(documents: Iterable[tuple[list[int], list[int]]], *, rows: int, length: int, pad: int) -> Batch:
    """`documents` put first-fit into `rows` of `length` tokens; whatever is too long or left over is not used."""
    free = [length] * rows
    shape = (rows, length)
    batch = Batch(
        torch.full(shape, pad), torch.full(shape, IGNORED), torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    )
    misses = 0
    for number, (numbers, wanted) in enumerate(documents, start=1):
        row = next((r for r in range(rows) if free[r] >= len(numbers)), None)
        if row is None:
            misses += 1
            if misses > 8:
                break
            continue
        start = length - free[row]
        free[row] -= len(numbers)
        place = (row, slice(start, start + len(numbers)))
        batch.tokens[place] = torch.tensor(numbers)
        batch.targets[place] = torch.tensor(wanted)
        batch.positions[place] = torch.arange(len(numbers))
        batch.documents[place] = number
    return batch


def batch(tokenizer: Tokenizer, draw: Callable[[random.Random], Turns], *, seed: int, number: int, rows: int, length: int) -> Batch:
    """Batch `number` of `seed`: conversations drawn until the rows are full."""
    rng = random.Random(f"{seed}/{number}")

    def endless() -> Iterable[tuple[list[int], list[int]]]:
        while True:
            yield encode(tokenizer, draw(rng))

    return pack(endless(), rows=rows, length=length, pad=number_of(tokenizer, PAD))
