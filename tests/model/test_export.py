import random

import pytest
import torch

from model.llama import _scores, candidates, load, read_whole
from model.reading.prompt import MARKS, OF_SLOT, SCRIPT, prompt
from model.training import packing, tokenizer
from model.training.export import export, quantize
from model.training.network import Network, Shape
from model.writing import spelt


@pytest.fixture(scope="module")
def llama(plain_gguf):
    model = load(plain_gguf, trusted=True)
    yield model
    model.close()


def test_llama_cpp_splits_five_hundred_texts_as_the_tokenizer_does(llama, words, examples):
    for one in examples:
        text = prompt(one.turns, one.earlier)
        assert llama.tokenize(text.encode(), add_bos=False, special=True) == tokenizer.tokens(words, text)


def test_what_people_type_in_no_template_is_split_alike_too(llama, words):
    rng = random.Random(0)
    letters = "あア亜一aA1１.,、。!?'\"()[]{}<>|/\\ \n\t　E1N12F1…→Åé😀ｱ゛ー々〆"
    for _ in range(300):
        text = "".join(rng.choice(letters) for _ in range(40))
        assert llama.tokenize(text.encode(), add_bos=False, special=True) == tokenizer.tokens(words, text), text


def test_every_token_of_our_own_is_one_token_and_comes_back_whole(llama):
    for token in (*MARKS, *OF_SLOT.values()):
        numbers = llama.tokenize(token.encode(), add_bos=False, special=True)
        assert len(numbers) == 1
        assert spelt(llama, numbers) == token


def test_no_two_tokens_are_the_same(words):
    listed = [token for _, token in tokenizer.spans(words)]
    assert len(listed) == len(set(listed)) == words.get_vocab_size()
    assert [number for number, _ in tokenizer.spans(words)] == list(range(len(listed)))


def test_llama_cpp_computes_what_torch_computes(plain_gguf, words, checkpoint, examples):
    llama = load(plain_gguf, trusted=True, batch=1024)
    network = Network(Shape(**checkpoint["shape"]))
    network.load_state_dict(checkpoint["network"])
    everything = list(range(llama.n_vocab()))
    for example in examples[:8]:
        one = packing.encode(words, example)
        row = torch.tensor([one.numbers])
        read = torch.arange(len(one.numbers))[None] < one.read
        states = network(row, torch.arange(len(one.numbers))[None], torch.ones_like(row), read)
        here = network.logits(states[0]).log_softmax(-1).detach().numpy()
        read_whole(llama, one.numbers[: one.read])
        for place in range(one.read + 1, len(one.numbers), 3):
            assert abs(_scores(llama, one.numbers[:place], everything) - here[place - 1]).max() < 2e-2
    llama.close()


def test_each_number_format_loads_and_writes(plain_gguf, tmp_path):
    for kind in ("F16", "Q8_0", "Q6_K", "Q4_K_M"):
        file = tmp_path / f"{kind}.gguf"
        quantize(plain_gguf, file, kind)
        model = load(file, trusted=True)
        assert _scores(model, [5, 6, 7], [1, 2, 3]).shape == (3,)
        model.close()


def test_exporting_twice_gives_the_same_file(trained, tmp_path):
    one, other = export([trained], tmp_path / "a.gguf"), export([trained], tmp_path / "b.gguf")
    assert one.read_bytes() == other.read_bytes()


def test_candidates_differ_come_in_one_order_and_use_allowed_tokens_only(llama, words, examples):
    read = tokenizer.tokens(words, prompt(examples[0].turns, examples[0].earlier))
    end, *allowed = tokenizer.tokens(words, SCRIPT + "".join(OF_SLOT.values())[:40])

    def first(n):
        found = []
        for numbers, _ in candidates(llama, read, end=end, allowed=lambda _: [end, *allowed], longest=3, worst=1e9):
            found.append(tuple(numbers))
            if len(found) == n:
                break
        return found

    once = first(4)
    assert len(set(once)) == len(once)
    assert once == first(4)
    assert {number for numbers in once for number in numbers} <= set(allowed)
