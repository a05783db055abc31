"""A network of one layer that has seen a few batches: everything of the real one but the quality."""

import random

import pytest
import torch

from model.reading.prompt import END
from model.training import corpus, tokenizer
from model.training.export import write as write_gguf
from model.training.train import Plan, train

PLAN = Plan(steps=6, rows=4, length=384, layers=1, save_every_s=0.0, threads=1)


@pytest.fixture(scope="session")
def examples():
    rng, teacher = random.Random("examples"), corpus.teacher()
    return [teacher.draw(rng) for _ in range(500)]


@pytest.fixture(scope="session")
def words(examples):
    return tokenizer.learn((turn.text for one in examples for turn in one.turns), size=1536)


@pytest.fixture(scope="session")
def trained(tmp_path_factory, words):
    folder = tmp_path_factory.mktemp("trained")
    words.save(str(folder / "tokenizer.json"))
    train(PLAN, folder, compiled=False)
    return folder


@pytest.fixture(scope="session")
def checkpoint(trained):
    return torch.load(trained / "checkpoint.pt", weights_only=True)


@pytest.fixture(scope="session")
def plain_gguf(checkpoint, words, tmp_path_factory):
    """A GGUF that is not ours by name: any model, with a chat template. Nothing points at its end marker, so it never stops by itself."""
    checkpoint["network"]["embedding.weight"][words.token_to_id(END)] = 0.0
    file = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    write_gguf(checkpoint, words, file, name="tiny")
    return file
