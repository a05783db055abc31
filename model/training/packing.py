"""Rows of tokens for the network: whole conversations packed one behind the other, each seeing itself only.

Batch number k of a seed is always the same batch, so that an interrupted training goes on as if nothing had happened.
"""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import torch
from tokenizers import Tokenizer
from torch import Tensor

from model.reading.prompt import END, MARKS, OF_ROLE, OF_SLOT, PAD, SCRIPT, prompt, token
from model.training.corpus import Example
from model.training.tokenizer import number_of, tokens

IGNORED = -100
CUT, BLOTTED = 0.06, 0.12  # of the places between letters; of the words
_OURS = re.compile(r"<\|.*?\|>|⟨.*?⟩", re.DOTALL)


@dataclass(frozen=True)
class Document:
    """Tokens of one example, how many of them are read as a whole, and what should follow each of those that are written."""

    numbers: list[int]
    read: int
    wanted: list[int]


@dataclass(frozen=True)
class Batch:
    """Tensors of shape (rows, length): tokens, what should follow (IGNORED where nothing is learnt), places, documents, what is read."""

    tokens: Tensor
    targets: Tensor
    positions: Tensor
    documents: Tensor
    read: Tensor

    def to(self, device: torch.device) -> "Batch":
        return Batch(*(part.to(device, non_blocking=True) for part in vars(self).values()))


def encode(tokenizer: Tokenizer, one: Example, rng: random.Random | None = None) -> Document:
    """An example as tokens: learnt are the roles (where they are known), the pieces and the end; the slots of the account are given.

    With `rng` its words are cut now and then, so that the same word is read in several ways (after doi.org/10.18653/v1/2020.acl-main.170).
    """
    text = prompt(one.turns, one.earlier)
    before = tokens(tokenizer, text) if rng is None else _blotted(tokenizer, [tokens(tokenizer, part) for part in _cut(text, rng)], rng)
    written: list[str] = []
    learnt: list[bool] = []
    for slot, role in one.account.items():
        written += [OF_SLOT[slot], OF_ROLE[role or "described"]]
        learnt += [False, role is not None]
    written += [SCRIPT, *map(token, one.pieces), END]
    learnt += [False, *([True] * (len(one.pieces) + 1))]
    numbers = [*before, *(number_of(tokenizer, text) for text in written)]
    after = [*([False] * (len(before) - 1)), *learnt, False]
    wanted = [following if counts else IGNORED for following, counts in zip([*numbers[1:], IGNORED], after, strict=True)]
    return Document(numbers, len(before), wanted)


def _blotted(tokenizer: Tokenizer, parts: list[list[int]], rng: random.Random) -> list[int]:
    """The tokens of a text, in every other one of which some words cannot be read, so that no single word is relied on."""
    numbers = [number for part in parts for number in part]
    if rng.random() < 0.5:
        return numbers
    ours, blot = own_numbers(tokenizer), number_of(tokenizer, PAD)
    return [number if number in ours or rng.random() >= BLOTTED else blot for number in numbers]


@cache
def own_numbers(tokenizer: Tokenizer) -> frozenset[int]:
    """The tokens of marks and slots."""
    return frozenset(number_of(tokenizer, text) for text in (*MARKS, *OF_SLOT.values()))


def _cut(text: str, rng: random.Random) -> list[str]:
    """A text in parts, none of which ends within a token of ours; half of the texts stay whole."""
    if rng.random() < 0.5:
        return [text]
    parts, start = [], 0
    for ours in (*_OURS.finditer(text), None):
        end = ours.start() if ours else len(text)
        for place in range(start + 1, end):
            if rng.random() < CUT:
                parts.append(text[start:place])
                start = place
        after = ours.end() if ours else end
        parts.append(text[start:after])
        start = after
    return [part for part in parts if part]


def pack(documents: Iterable[Document], *, rows: int, length: int, pad: int) -> Batch:
    """`documents` put first-fit into `rows` of `length` tokens; whatever is too long or left over is not used."""
    free = [length] * rows
    shape = (rows, length)
    batch = Batch(
        tokens=torch.full(shape, pad),
        targets=torch.full(shape, IGNORED),
        positions=torch.zeros(shape, dtype=torch.long),
        documents=torch.zeros(shape, dtype=torch.long),
        read=torch.zeros(shape, dtype=torch.bool),
    )
    misses = 0
    for number, one in enumerate(documents, start=1):
        row = next((r for r in range(rows) if free[r] >= len(one.numbers)), None)
        if row is None:
            misses += 1
            if misses > 8:
                break
            continue
        start = length - free[row]
        free[row] -= len(one.numbers)
        place = (row, slice(start, start + len(one.numbers)))
        batch.tokens[place] = torch.tensor(one.numbers)
        batch.targets[place] = torch.tensor(one.wanted)
        batch.positions[place] = torch.arange(len(one.numbers))
        batch.documents[place] = number
        batch.read[row, start : start + one.read] = True
    return batch


def batch(tokenizer: Tokenizer, draw: Callable[[random.Random], Example], *, seed: int, number: int, rows: int, length: int) -> Batch:
    """Batch `number` of `seed`: examples drawn until the rows are full."""
    rng = random.Random(f"{seed}/{number}")

    def endless() -> Iterable[Document]:
        while True:
            yield encode(tokenizer, draw(rng), rng)

    return pack(endless(), rows=rows, length=length, pad=number_of(tokenizer, PAD))
