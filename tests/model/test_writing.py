"""Guesses, thoughts, stops: what stands between a model's tokens and its reply."""

import threading
import time

import pytest
from architectures import build
from langchain_core.messages import HumanMessage, SystemMessage

from model.chat import GGUFChat
from model.errors import ReplyCancelledError
from model.llama import load
from model.lookup import GUESSED, Lookup
from model.memory import Memory
from model.thought import aloud
from model.throughput import candidates, costs, measure
from model.tuning import Tuning, available, remember, remembered, worth_guessing
from model.writing import until, write


def test_what_followed_before_is_guessed_to_follow_again():
    assert Lookup([1, 2, 3, 4, 5, 9, 1, 2]).guess() == [3, 4, 5, 9, 1, 2]
    assert Lookup([1, 2, 3, 4, 5, 9, 1, 2]).guess(2) == [3, 4]


def test_the_longest_match_is_believed_and_of_equals_the_latest():
    assert Lookup([7, 1, 2, 30, 8, 1, 2, 40, 7, 1, 2]).guess(1) == [30]
    assert Lookup([1, 2, 30, 1, 2, 40, 1, 2]).guess(1) == [40]


def test_what_was_never_seen_is_not_guessed():
    assert Lookup([1, 2, 3]).guess() == Lookup().guess() == Lookup([1]).guess() == []
    assert len(Lookup([5] * 30).guess()) <= GUESSED


def test_words_added_one_by_one_are_looked_up_like_words_given_at_once():
    one = Lookup([1, 2, 3])
    one.extend([4, 1])
    one.extend([2])
    assert one.guess() == Lookup([1, 2, 3, 4, 1, 2]).guess() == [3, 4, 1, 2]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("a = 1", "a = 1"),
        ("<think>\n```python\nno\n```</think>\n\nyes", "\n\nyes"),
        ("no, wait</think>yes", "yes"),
        ("<think>never comes to an end", ""),
        ("<|channel|>analysis<|message|>no<|end|><|start|>assistant<|channel|>final<|message|>yes<|return|>", "yes"),
        ("<|channel|>analysis<|message|>never", ""),
        ("yes<|im_end|>", "yes"),
    ],
)
def test_thoughts_and_markers_are_no_part_of_a_reply(reply, said):
    assert aloud(reply) == said


@pytest.mark.parametrize("size", [1, 2, 5, 100])
@pytest.mark.parametrize(("stops", "kept"), [([], "a ``b```c"), (["```"], "a ``b"), (["zz"], "a ``b```c"), (["c", "``b"], "a ")])
def test_a_text_ends_before_the_first_stop_however_it_comes(size, stops, kept):
    text = "a ``b```c"
    assert "".join(until(iter([text[i : i + size] for i in range(0, len(text), size)]), stops)) == kept


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return build("llama", tmp_path_factory.mktemp("writing") / "tiny.gguf")


def test_what_was_measured_is_kept_for_a_file(file, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert remembered(file) == Tuning()
    remember(file, Tuning(3, 2))
    assert remembered(file) == Tuning(3, 2)
    file.touch()  # another file now, as far as anybody knows
    assert remembered(file) == Tuning()
    assert set(candidates(6)) == {1, 2, 3, 4, 6} and available() >= 1


def test_guessing_is_worth_it_where_a_wider_read_costs_little_and_not_where_it_costs_its_width():
    assert worth_guessing([1.0] * 7) == 6
    assert worth_guessing([1, 2, 3, 4, 5, 6, 7]) == 0
    assert worth_guessing([1, 1.1, 1.2, 3, 5, 7, 9]) == 2
    assert worth_guessing([1.0]) == 0


def test_a_measurement_counts_what_was_read_and_written(file):
    found = measure(file, 1, read=40, written=8)
    assert len(costs(file, 1, depth=20)) == GUESSED + 1
    assert found.threads == 1 and found.read_per_s > 0 and found.write_per_s > 0


def test_reading_a_long_prompt_stops_between_two_operations_when_it_is_cancelled(file):
    model = GGUFChat(file=file, n_threads=1)
    model.prepare()
    memory = model._memory
    memory.stop()
    with pytest.raises(ReplyCancelledError):
        memory.read(list(range(100)))
    assert memory.tokens == []
    said = [SystemMessage("x" * 100), HumanMessage("y")]
    threading.Timer(0.0, model.cancel).start()
    time.sleep(0.05)
    assert model.invoke(said) is not None  # a cancelled reply is over; the next one is not
    model.close()


@pytest.mark.parametrize("kind", ["llama", "gpt-oss"])
def test_a_wrong_guess_leaves_nothing_behind(kind, tmp_path, monkeypatch):
    """Every token has been seen before, so that all steps guess, nearly always wrong: the tokens are those of plain writing."""
    monkeypatch.setattr("model.lookup.SHORTEST", 1)
    llama = load(build(kind, tmp_path / "tiny.gguf"), trusted=True, n_threads=1)
    prompt = [*range(256), 5, 250, 17, *range(255, 100, -1)]
    memory, said = Memory(llama), []
    for guessed in (0, 6):
        memory.cut(0)
        said.append(list(write(memory, prompt, longest=40, guessed=guessed, go_on=lambda: None)))
    assert said[0] == said[1] and len(said[0]) == 40
    llama.close()
