"""Greedy writing with llama.cpp: token by token from what the memory holds, guessed tokens read along where that pays.

The way from a token to the next is kept short (no sampler chain, no text made twice), so that llama.cpp's own speed is ours.
"""

import codecs
import ctypes
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import llama_cpp

from model.lookup import Lookup
from model.memory import Memory

LONGEST_TOKEN = 256


def write(memory: Memory, prompt: Sequence[int], *, longest: int, guessed: int = 0, go_on: Callable[[], None]) -> Iterator[int]:
    """The tokens that the model would write after `prompt`, to its end of turn. The memory holds the beginning of the prompt, not all.

    `guessed` likely tokens are read along with each. `go_on` is called before every token and may raise.
    """
    vocabulary = memory.llama._model.vocab
    lookup = Lookup(prompt) if guessed and memory.can_forget else None
    scores, count = memory.read(list(prompt[len(memory.tokens) :])), 0
    guess: list[int] = []
    while True:
        said = [int(row.argmax()) for row in scores]
        right = next((i for i, (a, b) in enumerate(zip(guess, said, strict=False)) if a != b), len(guess))
        memory.cut(len(memory.tokens) - len(guess) + right)
        for token in said[: right + 1]:
            go_on()
            if llama_cpp.llama_vocab_is_eog(vocabulary, token):
                return
            yield token
            count += 1
            if count >= longest:
                return
        room = memory.llama.n_ctx() - len(memory.tokens) - 1
        if room < 1:
            return
        if lookup:
            lookup.extend(said[: right + 1])
            guess = lookup.guess(guessed)[:room]
        scores = memory.read([said[right], *guess], every=True)


def spelt(llama: Any, tokens: Sequence[int]) -> str:
    """The text of tokens, markers too (`Llama.detokenize` loses tokens of more than 32 bytes)."""
    return b"".join(_piece(llama, token) for token in tokens).decode("utf-8", "replace")


def spelling(llama: Any, tokens: Iterator[int]) -> Iterator[str]:
    """The text of tokens as they come, one piece a token: a letter that is spread over several comes whole with its last one."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for token in tokens:
        yield decoder.decode(_piece(llama, token))
    yield decoder.decode(b"", final=True)


def _piece(llama: Any, token: int) -> bytes:
    room = ctypes.create_string_buffer(LONGEST_TOKEN)
    length = llama_cpp.llama_token_to_piece(llama._model.vocab, token, room, LONGEST_TOKEN, 0, True)
    return room.raw[: max(0, length)]


def until(pieces: Iterator[str], stops: Sequence[str]) -> Iterator[str]:
    """The text up to the first of the stops, which is not part of it."""
    waiting, behind = "", max((len(stop) for stop in stops), default=1) - 1
    for piece in pieces:
        waiting += piece
        ends = [place for place in map(waiting.find, stops) if place >= 0]
        if ends:
            yield waiting[: min(ends)]
            return
        sure = max(0, len(waiting) - behind)
        if sure:
            yield waiting[:sure]
        waiting = waiting[sure:]
    yield waiting
