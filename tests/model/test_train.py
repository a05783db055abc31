import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from model.reading.prompt import SCRIPT
from model.training import packing
from model.training.network import Network, Shape
from model.training.train import Plan, progress, rate, train
from tests.model.conftest import PLAN

ROOT = Path(__file__).parents[2]


def test_the_number_of_parameters_is_the_one_that_is_told():
    shape = Shape(vocabulary=512, hidden=128, layers=2, heads=2, inner=384)
    assert sum(p.numel() for p in Network(shape).parameters()) == shape.parameters


def test_a_conversation_does_not_see_its_neighbour_in_the_row():
    torch.manual_seed(0)
    network = Network(Shape(vocabulary=64, hidden=64, layers=2, heads=1, inner=192))
    for p in network.parameters():
        torch.nn.init.normal_(p, std=0.2)
    alone = torch.randint(0, 64, (1, 6))
    packed = torch.cat([torch.randint(0, 64, (1, 5)), alone], dim=1)
    position = torch.cat([torch.arange(5), torch.arange(6)])[None]
    document = torch.tensor([[1] * 5 + [2] * 6])
    read = torch.tensor([[True, True, True, False, False] + [True] * 4 + [False] * 2])
    by_itself = network(alone, torch.arange(6)[None], torch.ones(1, 6, dtype=torch.long), read[:, 5:])
    assert torch.allclose(network(packed, position, document, read)[:, 5:], by_itself, atol=1e-5)


def test_what_is_read_is_seen_as_a_whole_and_what_is_written_sees_nothing_after_it():
    torch.manual_seed(0)
    network = Network(Shape(vocabulary=64, hidden=64, layers=2, heads=1, inner=192))
    for p in network.parameters():
        torch.nn.init.normal_(p, std=0.2)
    one = torch.randint(0, 64, (1, 8))
    other = one.clone()
    other[0, 5:] = torch.randint(0, 64, (3,))
    place, document = torch.arange(8)[None], torch.ones(1, 8, dtype=torch.long)
    nothing, first_six = torch.zeros(1, 8, dtype=torch.bool), (torch.arange(8) < 6)[None]
    assert torch.allclose(network(one, place, document, nothing)[:, :5], network(other, place, document, nothing)[:, :5], atol=1e-6)
    assert not torch.allclose(network(one, place, document, first_six)[:, :5], network(other, place, document, first_six)[:, :5], atol=1e-3)


def test_the_loss_counts_known_roles_and_the_script_only(words, examples):
    for example in examples[:50]:
        one = packing.encode(words, example)
        begin = len(one.numbers) - 1 - one.numbers[::-1].index(words.token_to_id(SCRIPT))
        assert set(one.wanted[: one.read - 1]) <= {packing.IGNORED}
        assert one.wanted[begin:-1] == one.numbers[begin + 1 :]
        known = sum(role is not None for role in example.account.values())
        assert sum(token != packing.IGNORED for token in one.wanted[:begin]) == known


def test_packing_keeps_examples_whole(words, examples):
    encoded = [packing.encode(words, one) for one in examples[:40]]
    batch = packing.pack(encoded, rows=3, length=512, pad=0)
    for number in set(batch.documents.flatten().tolist()) - {0}:
        assert batch.tokens[batch.documents == number].tolist() == encoded[number - 1].numbers
        assert batch.read[batch.documents == number].sum() == encoded[number - 1].read


def test_the_rate_rises_then_falls_to_nearly_nothing():
    plan = Plan(rate=1.0)
    rates = [rate(plan, done / 100) for done in range(101)]
    assert rates.index(max(rates)) == 2
    assert rates[2:] == sorted(rates[2:], reverse=True)
    assert rates[-1] == pytest.approx(0.02)


def test_progress_is_counted_in_steps_when_they_are_given(trained):
    lines = [json.loads(line) for line in (trained / "log.jsonl").read_text().splitlines()]
    assert lines[-1]["step"] == PLAN.steps
    assert progress(Plan(steps=4), type("At", (), {"step": 1, "seconds": 0.0})()) == 0.25


def test_a_killed_training_goes_on_to_the_same_weights(trained, words, tmp_path):
    words.save(str(tmp_path / "tokenizer.json"))
    options = [f"--{name}={getattr(PLAN, name)}" for name in ("steps", "rows", "length", "layers", "threads")]
    command = [sys.executable, "-m", "model.training.train", "--eager", "--save-every-s=0", f"--out={tmp_path}", *options]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    while not (tmp_path / "log.jsonl").exists() and running.poll() is None:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    done = torch.load(tmp_path / "checkpoint.pt", weights_only=True)["step"]
    train(PLAN, tmp_path, compiled=False)
    undisturbed = torch.load(trained / "checkpoint.pt", weights_only=True)["network"]
    resumed = torch.load(tmp_path / "checkpoint.pt", weights_only=True)["network"]
    assert done >= 1
    assert all(torch.equal(undisturbed[name], resumed[name]) for name in undisturbed)
