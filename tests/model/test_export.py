import random

import pytest
import torch

from model import corpus, tokenizer
from model.dialogue import CONTROL, SCRIPT, write
from model.export import export, quantize
from model.llama import _scores, candidates, load
from model.network import Network, Shape
from model.writing import spelt


@pytest.fixture(scope="module")
def llama(plain_gguf):
    model = load(plain_gguf, trusted=True)
    yield model
    model.close()


def test_llama_cpp_splits_five_hundred_texts_as_the_tokenizer_does(llama, words, conversations):
    for turns in conversations:
        text = write(turns)
        assert llama.tokenize(text.encode(), add_bos=False, special=True) == tokenizer.tokens(words, text)


def test_what_people_type_in_no_template_is_split_alike_too(llama, words):
    rng = random.Random(0)
    letters = "あア亜一aA1１.,、。!?'\"()[]{}<>|/\\ \n\t　E1N12F1…→Åé😀ｱ゛ー々〆"
    for _ in range(300):
        text = "".join(rng.choice(letters) for _ in range(40))
        assert llama.tokenize(text.encode(), add_bos=False, special=True) == tokenizer.tokens(words, text), text


def test_every_token_of_our_own_is_one_token_and_comes_back_whole(llama):
    for token in (*CONTROL, *tokenizer.own_tokens()):
        numbers = llama.tokenize(token.encode(), add_bos=False, special=True)
        assert len(numbers) == 1
        assert spelt(llama, numbers) == token


def test_no_two_tokens_are_the_same(words):
    listed = [token for _, token in tokenizer.spans(words)]
    assert len(listed) == len(set(listed)) == words.get_vocab_size()
    assert [number for number, _ in tokenizer.spans(words)] == list(range(len(listed)))


def test_llama_cpp_computes_what_torch_computes(llama, words, checkpoint, conversations):
    network = Network(Shape(**checkpoint["shape"]))
    network.load_state_dict(checkpoint["network"])
    for turns in conversations[:8]:
        numbers = tokenizer.tokens(words, write(turns))
        row = torch.tensor([numbers])
        states = network(row, torch.arange(len(numbers))[None], torch.ones_like(row))
        here = network.logits(states[0, -1]).log_softmax(-1).detach().numpy()
        llama.reset()
        assert abs(_scores(llama, numbers) - here).max() < 2e-2


def test_each_number_format_loads_and_writes(plain_gguf, tmp_path):
    for kind in ("F16", "Q8_0", "Q6_K", "Q4_K_M"):
        file = tmp_path / f"{kind}.gguf"
        quantize(plain_gguf, file, kind)
        model = load(file, trusted=True)
        assert _scores(model, [5, 6, 7]).shape == (model.n_vocab(),)
        model.close()


def test_exporting_twice_gives_the_same_file(trained, tmp_path):
    one, other = export([trained], tmp_path / "a.gguf"), export([trained], tmp_path / "b.gguf")
    assert one.read_bytes() == other.read_bytes()


def test_candidates_differ_come_in_one_order_and_use_no_banned_token(llama, words):
    prompt = tokenizer.tokens(words, write([(corpus.draw(random.Random(3))[0][0], None)]))
    end = tokenizer.tokens(words, SCRIPT)[0]
    banned = tokenizer.tokens(words, "E1E2")

    def first(n):
        found = []
        for numbers in candidates(llama, prompt, end=end, banned=banned, longest=3, worst=1e9):
            found.append(tuple(numbers))
            if len(found) == n:
                break
        return found

    once = first(4)
    assert len(set(once)) == len(once)
    assert once == first(4)
    assert not {number for numbers in once for number in numbers} & set(banned)
