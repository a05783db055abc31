"""Train the embedded model: `python -m model.training.train`. Interrupt it at will; the same command goes on.

Examples are drawn on the fly from `model.training.corpus`, with fixed seeds; the loss counts the roles and the pieces of the scripts.
Writes OUT/tokenizer.json, OUT/checkpoint.pt (every few minutes) and OUT/log.jsonl. Runs on a CPU or on CUDA.
"""

import argparse
import itertools
import json
import logging
import math
import os
import random
import shutil
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from model.training import corpus, packing, tokenizer
from model.training.network import Network, Shape

log = logging.getLogger(__name__)
OUT = Path(".cache/model")
ROUND = 1024
WARM_UP, FLOOR = 0.02, 0.02  # of the whole training; of the highest rate


@dataclass(frozen=True)
class Plan:
    """What a training is: its end (minutes, or steps when given), its batches, its rate, its size.

    `threads` (0: all cores) compute, `makers` are processes that draw the conversations.
    """

    minutes: float = 50.0
    steps: int = 0
    rows: int = 32
    length: int = 512
    rate: float = 2e-3
    decay: float = 0.05
    hidden: int = 256
    layers: int = 6
    seed: int = 1
    share: float = corpus.SHARE  # of the examples that hands wrote; the rest is drawn from templates
    hands: int = 0  # so many lessons of the corpus only, 0: all
    threads: int = 0
    makers: int = 1
    save_every_s: float = 180.0


@dataclass
class State:
    """Where a training stands: everything that a checkpoint holds."""

    network: Network
    optimizer: "Optimizer"
    step: int = 0
    seconds: float = 0.0
    tokens: int = 0

    def save(self, file: Path) -> None:
        whole = {
            "shape": self.network.shape.to_dict(), "network": self.network.state_dict(), "optimizer": self.optimizer.state_dict(),
            "step": self.step, "seconds": self.seconds, "tokens": self.tokens,
        }  # fmt: skip
        torch.save(whole, file.with_suffix(".new"))
        file.with_suffix(".new").replace(file)

    def load(self, whole: dict[str, Any]) -> None:
        self.network.load_state_dict(whole["network"])
        self.optimizer.load_state_dict(whole["optimizer"])
        self.step, self.seconds, self.tokens = whole["step"], whole["seconds"], whole["tokens"]


def progress(plan: Plan, state: State) -> float:
    """The part of the training that is behind us, 0 … 1."""
    return min(1.0, state.step / plan.steps if plan.steps else state.seconds / (60 * plan.minutes))


def rate(plan: Plan, done: float) -> float:
    """Learning rate: a short rise, then a cosine down to nearly nothing."""
    if done < WARM_UP:
        return plan.rate * (done / WARM_UP + 0.01)
    return plan.rate * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * (done - WARM_UP) / (1 - WARM_UP))))


class Optimizer:
    """Muon for the matrices of the blocks, AdamW for the rest, as one (doi.org/10.48550/arXiv.2502.16982: the rates are alike).

    Muon computes in bfloat16: a processor that only emulates it (30 s a step, measured without AVX-512) gets AdamW throughout.
    """

    def __init__(self, network: Network, plan: Plan):
        matrices = [p for p in network.blocks.parameters() if p.ndim == 2]
        kept = {id(p) for p in matrices}
        rest = [p for p in network.parameters() if id(p) not in kept]
        first: torch.optim.Optimizer
        if has_bfloat16(matrices[0].device):
            first = torch.optim.Muon(matrices, lr=plan.rate, weight_decay=plan.decay, adjust_lr_fn="match_rms_adamw")
        else:
            first = torch.optim.AdamW(matrices, lr=plan.rate, betas=(0.9, 0.98), weight_decay=plan.decay)
        self.parts: tuple[torch.optim.Optimizer, ...] = (
            first,
            torch.optim.AdamW(rest, lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.0),
        )

    def step(self, learning_rate: float) -> None:
        """One step at this rate; the gradients are gone after it."""
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = learning_rate
            part.step()
            part.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict[str, Any]]:
        return [{"kind": type(part).__name__, **part.state_dict()} for part in self.parts]

    def load_state_dict(self, states: list[dict[str, Any]]) -> None:
        """Goes on with the state of each part; a part of another kind (a checkpoint from another machine) begins anew."""
        for part, state in zip(self.parts, states, strict=True):
            if state.pop("kind", type(part).__name__) == type(part).__name__:
                part.load_state_dict(state)


@cache
def has_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is worth its name here: measured, a matrix product is not much slower than in float32."""
    if device.type != "cpu":
        return True

    def seconds(kind: torch.dtype) -> float:
        a = torch.ones(256, 256, dtype=kind)
        tries = []
        for _ in range(4):
            began = time.perf_counter()
            _ = a @ a
            tries.append(time.perf_counter() - began)
        return min(tries)

    return seconds(torch.bfloat16) < 4 * seconds(torch.float32)


def half(device: torch.device) -> AbstractContextManager[Any]:
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=has_bfloat16(device))


def scored(network: Network, forward: Any, batch: packing.Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Scores at the places that count, shape (n, vocabulary); what should stand there and the conversation's number, shape (n,).

    n is filled up with ignored places to a multiple of ROUND: matrices of ever new shapes fill oneDNN's cache (10 MB a step).
    """
    states = forward(batch.tokens, batch.positions, batch.documents, batch.read)
    flat = batch.targets.flatten()
    counts = (flat != packing.IGNORED).nonzero().flatten()
    room = (0, -len(counts) % ROUND)
    wanted = F.pad(flat[counts], room, value=packing.IGNORED)
    return network.logits(states.flatten(0, 1)[F.pad(counts, room)]), wanted, F.pad(batch.documents.flatten()[counts], room)


@torch.no_grad()
def examine(network: Network, forward: Any, batch: packing.Batch) -> dict[str, float]:
    """Loss, and the part of the conversations whose scripts a greedy reader would write without a fault."""
    with half(batch.tokens.device):
        scores, wanted, document = scored(network, forward, batch)
    wrong = set(document[(scores.argmax(-1) != wanted) & (wanted != packing.IGNORED)].tolist())
    every = set(document[wanted != packing.IGNORED].tolist())
    loss = F.cross_entropy(scores.float(), wanted).item()
    return {"loss": round(loss, 5), "exact": round(1 - len(wrong) / len(every), 4), "examined": len(every)}


def begin(out: Path, plan: Plan, device: torch.device, start: Path | None) -> tuple[State, Tokenizer]:
    """The state to go on from: OUT's checkpoint, else the weights of `start`, else a new network."""
    out.mkdir(parents=True, exist_ok=True)
    vocabulary = out / "tokenizer.json"
    if start and not vocabulary.exists():
        shutil.copy(start / "tokenizer.json", vocabulary)
    if not vocabulary.exists():
        rng, taught = random.Random("tokenizer"), corpus.teacher()
        texts = (turn.text for _ in range(30_000) for turn in taught.draw(rng).turns)
        tokenizer.learn(texts).save(str(vocabulary))
    words = tokenizer.load(vocabulary)
    torch.manual_seed(plan.seed)
    shape = Shape(words.get_vocab_size(), hidden=plan.hidden, layers=plan.layers, heads=plan.hidden // 64, inner=3 * plan.hidden)
    network = Network(shape).to(device)
    state = State(network, Optimizer(network, plan))
    if (out / "checkpoint.pt").exists():
        state.load(torch.load(out / "checkpoint.pt", map_location=device, weights_only=True))
        log.info("going on at step %d, %.1f min", state.step, state.seconds / 60)
    elif start:
        network.load_state_dict(torch.load(start / "checkpoint.pt", map_location=device, weights_only=True)["network"])
    return state, words


@dataclass(frozen=True)
class Batches(Dataset[packing.Batch]):
    """Every batch of a plan, by its number."""

    words: Tokenizer
    plan: Plan

    def __getitem__(self, number: int) -> packing.Batch:
        drawn = corpus.teacher(share=self.plan.share, hands=self.plan.hands).draw
        return packing.batch(self.words, drawn, seed=self.plan.seed, number=number, rows=self.plan.rows, length=self.plan.length)


def batches(words: Tokenizer, plan: Plan, first: int) -> Iterable[packing.Batch]:
    """Batches from number `first` on without end, made in processes of their own while the network works on earlier ones."""
    return DataLoader(Batches(words, plan), batch_size=None, sampler=itertools.count(first), num_workers=plan.makers)


def step(state: State, forward: Any, batch: packing.Batch, learning_rate: float) -> Tensor:
    """One batch learnt; its loss."""
    with half(batch.tokens.device):
        scores, wanted, _ = scored(state.network, forward, batch)
    loss = F.cross_entropy(scores.float(), wanted)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), 1.0)
    state.optimizer.step(learning_rate)
    state.step += 1
    state.tokens += batch.tokens.numel()
    return loss.detach()


def train(plan: Plan, out: Path, *, start: Path | None = None, compiled: bool = True, device: torch.device | None = None) -> Path:
    """The checkpoint of a finished training."""
    device = device or torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_num_threads(plan.threads or len(os.sched_getaffinity(0)))
    state, words = begin(out, plan, device, start)
    forward = torch.compile(state.network, dynamic=False) if compiled else state.network
    unseen = packing.batch(
        words, corpus.teacher(share=plan.share, hands=plan.hands).draw, seed=-1, number=0, rows=2 * plan.rows, length=plan.length
    ).to(device)
    parts = [packing.Batch(*(t[i : i + plan.rows] for t in vars(unseen).values())) for i in (0, plan.rows)]
    log.info("%s, %.1f M parameters, %s", plan, state.network.shape.parameters / 1e6, device)
    saved = seen = last = time.monotonic()
    losses: list[Tensor] = []
    started = False
    for batch in batches(words, plan, state.step):
        done = progress(plan, state)
        if done < 1.0:
            losses.append(step(state, forward, batch.to(device), rate(plan, done)))
            now = time.monotonic()
            state.seconds += now - last if started else 0.0  # the first step compiles
            started, last = True, now
        if done == 1.0 or now - saved > plan.save_every_s:
            saved = time.monotonic()
            state.save(out / "checkpoint.pt")
            told = [examine(state.network, forward, part) for part in parts]
            note(out, state, told, losses, seconds=saved - seen)
            losses, seen = [], saved
        if done == 1.0:
            return out / "checkpoint.pt"
    raise AssertionError("batches never end")


def note(out: Path, state: State, told: list[dict[str, float]], losses: list[Tensor], *, seconds: float) -> None:
    """One line of OUT/log.jsonl: where the training stands."""
    line: dict[str, float] = {key: round(sum(t[key] for t in told) / len(told), 5) for key in ("loss", "exact")}
    line |= {"step": state.step, "minutes": round(state.seconds / 60, 2), "tokens": state.tokens}
    if losses:
        line |= {"train_loss": round(torch.stack(losses).mean().item(), 5), "steps_per_s": round(len(losses) / seconds, 3)}
    with (out / "log.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
    log.info("%s", line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, field in Plan.__dataclass_fields__.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(field.default), default=field.default)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--start", type=Path, help="a folder whose checkpoint gives the first weights")
    parser.add_argument("--eager", action="store_true", help="without torch.compile")
    given = vars(parser.parse_args())
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    out, start, eager = given.pop("out"), given.pop("start"), given.pop("eager")
    train(Plan(**given), out, start=start, compiled=not eager and shutil.which("c++") is not None)


if __name__ == "__main__":
    main()
