"""llama.cpp in this process: models loaded quietly, tried first where they cannot do harm, and scripts searched best first.

A GGUF that llama.cpp cannot stand can abort its whole process (a failed assertion in C++), so a file that this machine has not
seen yet is opened in a process of its own first.
"""

import contextlib
import ctypes
import hashlib
import heapq
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import ModelFailedError
from model.fingerprint import cache
from model.header import read_header, stamp
from model.machine import GB, Machine
from model.tuning import available, remembered

os.environ.setdefault("GGML_NO_BACKTRACE", "1")  # an abort shall not start a debugger
# Threads that wait for each other shall sleep: spinning, as OpenMP does by itself, made two threads on a busy machine 40 times slower
# (LOG.md). OpenMP reads it once, when llama.cpp is loaded; programs that we start are not to inherit it.
_waiting = os.environ.get("OMP_WAIT_POLICY")
os.environ["OMP_WAIT_POLICY"] = _waiting or "PASSIVE"
import llama_cpp  # noqa: E402
import llama_cpp.llama_cpp as _bindings  # noqa: E402

if _waiting is None:
    del os.environ["OMP_WAIT_POLICY"]

log = logging.getLogger(__name__)
CONTEXT = 8192
TRIAL_S = 300.0
WORST = 14.0  # −log p of a script that is not worth showing
_said: list[str] = []
_loading = threading.Lock()


@llama_cpp.llama_log_callback
def _listen(level: int, text: bytes, _data: ctypes.c_void_p) -> None:
    """llama.cpp's talk goes to our log; its first error becomes the reason of a failed load."""
    line = text.decode("utf-8", "replace").strip()
    log.debug("llama.cpp: %s", line)
    if level == 4 and line:
        _said.append(line)


llama_cpp.llama_log_set(_listen, ctypes.c_void_p(0))


def load(
    file: Path, *, context: int = CONTEXT, trusted: bool = False, repack: bool | None = None, n_threads: int = 0, batch: int = 512
) -> llama_cpp.Llama:
    """A loaded model. Raises ModelError with advice for any file that llama.cpp cannot run.

    `batch` is how many tokens are read at once. A file that is not trusted is tried in another process first, with its weights repacked
    for this processor and, should that
    abort, without; a trusted one is never repacked (seen with 0.3.36: every quantized type dies on a processor with AMX).
    """
    header = read_header(file)
    if header.needed > (memory := Machine.here().memory_gb * GB):  # it would be read from the disk again for every token
        raise ModelFailedError("memory_short", file=file, needed=header.needed / GB, memory=memory / GB)
    if repack is None:
        repack = not trusted and _tried(stamp(file))
    size = min(context, header.context or context)
    n_threads = n_threads or remembered(file).threads or available()
    _said.clear()
    try:
        with _quiet(), _weights(repack=repack):
            return llama_cpp.Llama(
                str(file), n_ctx=size, n_batch=batch, n_ubatch=batch, n_threads=n_threads, n_threads_batch=n_threads, seed=0,
                verbose=False,
            )  # fmt: skip
    except (ValueError, RuntimeError, OSError, AssertionError, KeyError, UnicodeDecodeError) as failure:
        raise ModelFailedError("load_failed", file=file, reason=_said[0] if _said else failure) from None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """llama-cpp-python's own prints on loading go nowhere."""
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        yield


@contextlib.contextmanager
def _weights(*, repack: bool) -> Iterator[None]:
    """Models loaded within have their weights repacked or not; llama-cpp-python 0.3.36 has no argument for it."""
    default = _bindings.llama_model_default_params

    def params() -> Any:
        chosen = default()
        chosen.use_extra_bufts = repack
        return chosen

    with _loading:
        _bindings.llama_model_default_params = params
        try:
            yield
        finally:
            _bindings.llama_model_default_params = default


def _seen(about: tuple[str, int, int]) -> Path:
    """The note that a file has been opened well on this machine, and how."""
    return cache() / "opened" / hashlib.sha256(repr((about, llama_cpp.__version__)).encode()).hexdigest()[:32]


@lru_cache
def _tried(about: tuple[str, int, int]) -> bool:
    """True if the file runs with repacked weights, False if only without; tried in another process, once for each file and machine."""
    note = _seen(about)
    if note.is_file():
        return note.read_text() == "repacked"
    failures = []
    for how in ("repacked", "plain"):
        reason = _trial_elsewhere(about[0], how)
        if not reason:
            with contextlib.suppress(OSError):  # a home that cannot be written to costs a second trial, nothing else
                note.parent.mkdir(parents=True, exist_ok=True)
                note.write_text(how)
            return how == "repacked"
        failures.append(reason)
    raise ModelFailedError("load_failed", file=about[0], reason=failures[-1])


def _trial_elsewhere(file: str, how: str) -> str:
    """Why another process could not load the file and write a token, "" if it could."""
    command = [sys.executable, "-m", "model.llama", file, how]
    try:
        tried = subprocess.run(command, capture_output=True, timeout=TRIAL_S, check=False, cwd=Path(__file__).parents[1])
    except subprocess.TimeoutExpired:
        return f"> {TRIAL_S:.0f} s"
    if not tried.returncode:
        return ""
    lines = tried.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines and tried.returncode > 0 else f"llama.cpp ended with signal {-tried.returncode}"


def read_whole(llama: llama_cpp.Llama, prompt: list[int]) -> None:
    """Reads a prompt from an empty memory as a whole, each token seeing those behind it too. It must fit into one batch."""
    llama.reset()
    llama_cpp.llama_set_causal_attn(llama.ctx, False)
    try:
        llama.eval(prompt)
    finally:
        llama_cpp.llama_set_causal_attn(llama.ctx, True)


def candidates(
    llama: llama_cpp.Llama,
    prompt: list[int],
    *,
    allowed: Callable[[Sequence[int]], Sequence[int]],
    end: int,
    alike: Collection[int] = (),
    go_on: Callable[[], None] = lambda: None,
    longest: int = 320,
    branches: int = 3,
    worst: float = WORST,
) -> Iterator[tuple[list[int], list[float]]]:
    """What may be written after `prompt` up to `end`, with −log p of each token: the greedy one first, then those that leave a better
    one where the model doubted most.

    A search by the cost of what was chosen: each continuation is finished greedily, the choices passed by wait in a heap.
    `allowed` gives the tokens that may come next; where there is only one, it costs nothing. Of tokens that are `alike` the likeliest
    stands for all: it costs what they cost together. `go_on` is called before every token and may raise. Everything is computed from
    an empty memory in one order: the same prompt gives the same continuations, always.
    """
    read_whole(llama, prompt)
    waiting: list[tuple[float, list[int], list[float]]] = [(0.0, [], [])]
    while waiting and waiting[0][0] < worst:
        cost, chosen, costs = heapq.heappop(waiting)
        while cost < worst and len(chosen) < longest and chosen[-1:] != [end]:
            go_on()
            next_ones = list(allowed(chosen))
            if len(next_ones) == 1:
                chosen, costs = [*chosen, next_ones[0]], [*costs, 0.0]
                continue
            next_ones, scores = _one_of(alike, next_ones, _scores(llama, [*prompt, *chosen], next_ones))
            first, *others = np.argsort(-scores, kind="stable")[:branches]
            for other in others:
                price = -float(scores[other])
                if cost + price < worst:
                    heapq.heappush(waiting, (cost + price, [*chosen, next_ones[other]], [*costs, price]))
            cost -= float(scores[first])
            chosen, costs = [*chosen, next_ones[first]], [*costs, -float(scores[first])]
        if chosen[-1:] == [end] and cost < worst:
            yield chosen[:-1], costs[:-1]


def _one_of(alike: Collection[int], tokens: list[int], scores: np.ndarray) -> tuple[list[int], np.ndarray]:
    """Tokens with their log p, those that are alike as one."""
    among = np.array([token in alike for token in tokens])
    if among.sum() < 2:
        return tokens, scores
    best = int(np.argmax(np.where(among, scores, -np.inf)))
    kept = [k for k in range(len(tokens)) if k == best or not among[k]]
    together = np.log(np.exp(scores[among]).sum())
    return [tokens[k] for k in kept], np.array([together if k == best else scores[k] for k in kept])


def _scores(llama: llama_cpp.Llama, numbers: list[int], among: list[int]) -> np.ndarray:
    """log p of each of the tokens `among` after `numbers`; what stands in the memory already is not computed again."""
    shorter = min(llama.n_tokens, len(numbers))
    differing = np.flatnonzero(llama.input_ids[:shorter] != np.array(numbers[:shorter], dtype=np.intc))
    llama.n_tokens = min(int(differing[0]) if differing.size else shorter, len(numbers) - 1)
    llama.eval(numbers[llama.n_tokens :])
    raw = np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(llama.ctx, -1), shape=(llama.n_vocab(),))[among].astype(np.float64)
    return raw - raw.max() - np.log(np.exp(raw - raw.max()).sum())


def _trial(file: Path, how: str) -> None:
    """Load the file, read a few tokens and write one; the process ends badly if it cannot."""
    model = load(file, context=64, trusted=True, repack=how == "repacked")
    model.eval([max(0, model.token_bos())] * 8)
    model.eval([max(0, model.token_bos())])
    model.close()


if __name__ == "__main__":
    try:
        _trial(Path(sys.argv[1]), sys.argv[2])
    except (ModelFailedError, RuntimeError, ValueError) as failure:
        print(getattr(failure, "reason", failure), file=sys.stderr)
        sys.exit(1)
