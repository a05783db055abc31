"""The embedded model's tokenizer: byte-level BPE that llama.cpp splits in the same places (pre-tokenizer "qwen2").

Merges are learnt inside runs of one kind of letters, so that no phrase of a template becomes one token.
Markers, placeholders and the code that every script repeats are tokens of their own.
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

from model.dialogue import CONTROL
from model.slots import PLACEHOLDERS

SIZE = 2560  # with all tokens of their own; a multiple of 256
# The regular expression of llama.cpp's "qwen2" pre-tokenizer.
QWEN2 = (
    r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
RUNS = r"[\p{Han}々〆]+|\p{Hiragana}+|[\p{Katakana}ー]+"
CODE = (
    'path = read_path("', 'path = interpolate("', "\ntable = screen(path, ", "sites=[", 'elements=["', "substitutions=[", "together=True", "host=True",  # noqa: E501
    "n_images=", "fmax=", "climb=False", "climb=True", 'calculator="', "temperature_K=", "time_ps=", 'ensemble="',
    "\nresult = barrier(path", "\nresult = verify(barrier(path", "\nresult = barrier(substitute(path, {", "\ntable = rates(table, [",
    "\nresult = rates(result, [", "\nchart(table)\nscene(table.lowest)", "\nchart(result)\nscene(result)", "\nscene(view(path, highlight=[",
    'result = lattice_constant("', 'result = relax("', 'result = vibrations("', 'result = adsorption_energy("', 'result = surface_energy("',
    'result = vacancy_formation("', 'result = vacancy_migration("', 'result = surface_hop("', 'result = molecular_dynamics("', 'ask("',
)  # fmt: skip


def splitter(*, runs: bool = False) -> Sequence:
    """The pre-tokenizer; with `runs`, the finer one that merges are learnt with."""
    steps = [Split(Regex(QWEN2), "isolated")]
    if runs:
        steps.append(Split(Regex(RUNS), "isolated"))
    return Sequence([*steps, ByteLevel(add_prefix_space=False, use_regex=False)])


def own_tokens() -> tuple[str, ...]:
    """Placeholders and pieces of code: tokens that are matched in any text."""
    return (*PLACEHOLDERS, *CODE)


def learn(texts: Iterable[str], *, size: int = SIZE) -> Tokenizer:
    """A tokenizer of `size` tokens whose merges are learnt from `texts`."""
    own = own_tokens()
    cut = re.compile("|".join(re.escape(token) for token in sorted((*CONTROL, *own), key=len, reverse=True)))
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = splitter(runs=True)  # type: ignore[assignment]
    trainer = BpeTrainer(
        vocab_size=size - len(CONTROL) - len(own), initial_alphabet=ByteLevel.alphabet(), max_token_length=18, show_progress=False
    )
    tokenizer.train_from_iterator((piece for text in texts for piece in cut.split(text)), trainer)
    tokenizer.pre_tokenizer = splitter()  # type: ignore[assignment]
    tokenizer.decoder = ByteDecoder()  # type: ignore[assignment]
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in CONTROL])
    tokenizer.add_tokens([AddedToken(token, special=False, normalized=False) for token in own])
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
