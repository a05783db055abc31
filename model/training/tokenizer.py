"""The embedded model's tokenizer: byte-level BPE that llama.cpp splits in the same places (pre-tokenizer "qwen2").

Merges are learnt inside runs of one kind of letters, so that no phrase becomes one token. Markers, slots, roles and pieces of code
are tokens of their own.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.decoders import ByteLevel as ByteDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split
from tokenizers.trainers import BpeTrainer

from model.reading.prompt import MARKS, OF_SLOT

SIZE = 4096  # with all tokens of their own; a multiple of 256
# The regular expression of llama.cpp's "qwen2" pre-tokenizer.
QWEN2 = (
    r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
RUNS = r"[\p{Han}々〆]+|\p{Hiragana}+|[\p{Katakana}ー]+"


def splitter(*, runs: bool = False) -> Sequence:
    """The pre-tokenizer; with `runs`, the finer one that merges are learnt with."""
    steps = [Split(Regex(QWEN2), "isolated")]
    if runs:
        steps.append(Split(Regex(RUNS), "isolated"))
    return Sequence([*steps, ByteLevel(add_prefix_space=False, use_regex=False)])


def learn(texts: Iterable[str], *, size: int = SIZE) -> Tokenizer:
    """A tokenizer of `size` tokens whose merges are learnt from `texts`."""
    own = (*MARKS, *OF_SLOT.values())
    cut = re.compile("|".join(re.escape(token) for token in sorted(own, key=len, reverse=True)))
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = splitter(runs=True)  # type: ignore[assignment]
    trainer = BpeTrainer(vocab_size=size - len(own), initial_alphabet=ByteLevel.alphabet(), max_token_length=12, show_progress=False)
    tokenizer.train_from_iterator((piece for text in texts for piece in cut.split(text)), trainer)
    tokenizer.pre_tokenizer = splitter()  # type: ignore[assignment]
    tokenizer.decoder = ByteDecoder()  # type: ignore[assignment]
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in MARKS])
    tokenizer.add_tokens([AddedToken(token, special=False, normalized=False) for token in OF_SLOT.values()])
    return tokenizer


def load(file: Path) -> Tokenizer:
    return Tokenizer.from_file(str(file))


def tokens(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids


def spans(tokenizer: Tokenizer) -> Iterator[tuple[int, str]]:
    """(id, token) in order of the ids."""
    vocabulary = tokenizer.get_vocab()
    yield from sorted((number, token) for token, number in vocabulary.items())


def merges(tokenizer: Tokenizer) -> list[tuple[str, str]]:
    """The merges, the first one learnt first."""
    listed = json.loads(tokenizer.to_str())["model"]["merges"]
    pairs = (merge.split(" ") if isinstance(merge, str) else merge for merge in listed)
    return [(left, right) for left, right in pairs]


def number_of(tokenizer: Tokenizer, marker: str) -> int:
    """The token of one of our markers."""
    found = tokenizer.token_to_id(marker)
    if found is None:
        raise ValueError(f"this tokenizer has no {marker}")
    return found
