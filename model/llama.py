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
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from model.errors import ModelFailedError
from model.header import read_header, stamp

os.environ.setdefault("GGML_NO_BACKTRACE", "1")  # an abort shall not start a debugger
import llama_cpp

log = logging.getLogger(__name__)
CONTEXT = 8192
TRIAL_S = 300.0
_said: list[str] = []


@llama_cpp.llama_log_callback
def _listen(level: int, text: bytes, _data: ctypes.c_void_p) -> None:
    """llama.cpp's talk goes to our log; its last errors become the reason of a failed load."""
    line = text.decode("utf-8", "replace").strip()
    log.debug("llama.cpp: %s", line)
    if level == 4 and line:
        _said.append(line)
        del _said[:-3]


llama_cpp.llama_log_set(_listen, ctypes.c_void_p(0))


def threads() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def load(file: Path, *, context: int = CONTEXT, trusted: bool = False, n_threads: int | None = None) -> llama_cpp.Llama:
    """A loaded model. Raises ModelError with advice for any file that llama.cpp cannot run."""
    header = read_header(file)
    if not trusted:
        _try_elsewhere(stamp(file))
    size = min(context, header.context or context)
    _said.clear()
    try:
        with _quiet():
            return llama_cpp.Llama(
                str(file), n_ctx=size, n_batch=512, n_threads=n_threads or threads(), n_threads_batch=threads(), seed=0, verbose=False
            )
    except (ValueError, RuntimeError, OSError, AssertionError, KeyError, UnicodeDecodeError) as failure:
        raise ModelFailedError("load_failed", file=file, reason=_said[-1] if _said else failure) from None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """llama-cpp-python's own prints on loading go nowhere."""
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        yield


def _seen(about: tuple[str, int, int]) -> Path:
    """The mark that a file has been opened well on this machine."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kassei" / "opened"
    return folder / hashlib.sha256(repr((about, llama_cpp.__version__)).encode()).hexdigest()[:32]


@lru_cache
def _try_elsewhere(about: tuple[str, int, int]) -> None:
    """Open the file and write one token in another process, once for each file and machine."""
    mark = _seen(about)
    if mark.exists():
        return
    try:
        tried = subprocess.run(
            [sys.executable, "-m", "model.llama", about[0]],
            capture_output=True,
            timeout=TRIAL_S,
            check=False,
            cwd=Path(__file__).parents[1],
        )
    except subprocess.TimeoutExpired:
        raise ModelFailedError("load_failed", file=about[0], reason=f"> {TRIAL_S:.0f} s") from None
    if tried.returncode:
        lines = tried.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = lines[-1] if lines and tried.returncode > 0 else f"llama.cpp ended with signal {-tried.returncode}"
        raise ModelFailedError("load_failed", file=about[0], reason=reason)
    with contextlib.suppress(OSError):  # a home that cannot be written to costs a second trial, nothing else
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()


def candidates(
    llama: llama_cpp.Llama, prompt: list[int], *, end: int, go_on: Callable[[], None], longest: int = 320, branches: int = 3
) -> Iterator[list[int]]:
    """Continuations of `prompt` up to `end`, the greedy one first, then those that leave a better one where the model doubted most.

    A search by the cost of what was chosen (−log p): each continuation is finished greedily, the choices it passed by wait in a heap.
    `go_on` is called before every token and may raise. Everything is computed from an empty memory in one order, so that the same prompt gives the same continuations, always.
    """
    llama.reset()
    waiting: list[tuple[float, list[int]]] = [(0.0, [])]
    while waiting:
        cost, chosen = heapq.heappop(waiting)
        scores = _scores(llama, [*prompt, *chosen])
        while len(chosen) < longest:
            go_on()
            best = np.argsort(-scores, kind="stable")[:branches]
            for other in best[1:]:
                heapq.heappush(waiting, (cost - float(scores[other]), [*chosen, int(other)]))
            cost -= float(scores[best[0]])
            chosen = [*chosen, int(best[0])]
            if chosen[-1] == end:
                break
            scores = _scores(llama, [*prompt, *chosen])
        if chosen[-1] == end:
            yield chosen[:-1]


def _scores(llama: llama_cpp.Llama, numbers: list[int]) -> np.ndarray:
    """log p of every token after `numbers`, shape (vocabulary,); what stands in the memory already is not computed again."""
    before = llama.input_ids[: llama.n_tokens].tolist()
    same = next((i for i, (a, b) in enumerate(zip(before, numbers, strict=False)) if a != b), min(len(before), len(numbers)))
    llama.n_tokens = min(same, len(numbers) - 1)
    llama.eval(numbers[llama.n_tokens :])
    raw = np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(llama.ctx, -1), shape=(llama.n_vocab(),)).astype(np.float64)
    return raw - raw.max() - np.log(np.exp(raw - raw.max()).sum())


def _trial(file: Path) -> None:
    """Load the file and evaluate one token; the process ends badly if it cannot."""
    model = load(file, context=64, trusted=True)
    model.eval([max(0, model.token_bos())])
    model.close()


if __name__ == "__main__":
    try:
        _trial(Path(sys.argv[1]))
    except (ModelFailedError, RuntimeError, ValueError) as failure:
        print(failure, file=sys.stderr)
        sys.exit(1)
