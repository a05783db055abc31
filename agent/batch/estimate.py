"""What a batch will cost, before anything is spent: candidates, force calls, time, disk.

A force call of this potential on the first path is measured in the sandbox that will compute; force calls a candidate come from
finished candidates of the folder where there are some, else from what candidates usually took (198 to 312 with CHGNet, 71 to 100 with EMT).
"""

import asyncio
import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from agent.batch.ending import durable
from agent.batch.messages import duration, word
from agent.batch.spec import Laid
from agent.batch.understood import MOST_NAMED, named, understood
from sim.potentials import is_cheap
from tools.errors import KernelError
from tools.kernel import open_kernel
from tools.screening.store import FOLDER, Store

USUAL_CALLS = {True: 90, False: 280}  # by whether the potential is cheap
OVERHEAD_S = {True: 2.0, False: 6.0}  # a sandbox, with its imports [s]
RECORD_BYTES, DISK_BLOCK = 6_000, 4_096
MEASURE = """
import time
from sim import read_path
from sim.potentials import open_calculator
atoms = read_path({file!r}).images[0].copy()
atoms.calc = open_calculator({calculator!r})
atoms.get_forces()
atoms.rattle(0.01, seed=0)
_began = time.perf_counter()
atoms.get_forces()
print("CALL_S", time.perf_counter() - _began)
"""


def estimate(laid: Laid, keys: Sequence[str], folder: Path, *, workers: int, say: Callable[[str], None]) -> dict[str, Any]:
    """The figures, and the words for them under `said`."""
    done = [key for key in keys if (folder / FOLDER / key[:2] / key).is_dir()]
    left = len(keys) - len(done)
    say(word("estimating"))
    calculator = str(laid.spec.template.defaults.get("calculator") or laid.spec.manner.calculator)
    file = next((file for file, _ in laid.shelf.known.values()), None)
    call_s = asyncio.run(_force_call(file, calculator, laid.spec.manner.isolation)) if file else 0.0
    measured = _calls_of(durable(Store(folder), done)) if done else []
    cheap = is_cheap(calculator)
    per = round(statistics.mean(measured)) if measured else USUAL_CALLS[cheap]
    seconds = left * (per * call_s + OVERHEAD_S[cheap]) / max(1, workers)
    disk = left * (_on_disk(file.stat().st_size if file else 0) + _on_disk(RECORD_BYTES) + 3 * DISK_BLOCK)
    what, first = understood(laid), _labels(laid)
    figures: dict[str, Any] = {
        "candidates": len(keys),
        "finished": len(done),
        "force_calls": left * per,
        "time_s": round(seconds, 1),
        "disk_bytes": disk,
    }
    said = {
        "what": word("understood", what=what) if what else "", "first": named(first), "count": len(keys), "done": len(done), "left": left,
        "calls": left * per, "per": per, "time": duration(seconds),
        "call_ms": f"{1000 * call_s:.1f}", "workers": workers, "disk": f"{disk / 1e6:.1f} MB",
        "basis": word("basis_measured" if measured else "basis_usual"),
    }  # fmt: skip
    free = shutil.disk_usage(folder if folder.exists() else Path.cwd()).free
    figures |= {"understood": what, "first": first[:MOST_NAMED]}
    return {**figures, "force_call_s": call_s, "workers": workers, "disk_free_bytes": free, "said": said}


def _labels(laid: Laid) -> list[str]:
    """The first candidates' labels, each candidate once."""
    labels: dict[str, str] = {}
    for candidate in laid.candidates():
        labels.setdefault(candidate.key, candidate.label)
        if len(labels) > MOST_NAMED:
            break
    return list(labels.values())


def _calls_of(records: Sequence[dict[str, Any]]) -> list[int]:
    return [found["force_calls"] for record in records for found in record["records"] if found.get("force_calls")]


def _on_disk(size: int) -> int:
    """Whole blocks."""
    return -(-size // DISK_BLOCK) * DISK_BLOCK


async def _force_call(file: Path, calculator: str, isolation: str) -> float:
    """Seconds of one force call on the path's first image, the second one of two."""
    with tempfile.TemporaryDirectory() as place:
        name = f"path{file.suffix.lower()}"
        async with open_kernel(inputs={name: file}, folder=Path(place), isolation=isolation, calculator=calculator) as kernel:
            result = await kernel.execute(MEASURE.format(file=name, calculator=calculator))
    printed = "".join(str(output.get("text", "")) for output in result.outputs)
    if result.error is not None or "CALL_S" not in printed:
        raise KernelError(reason="kernel_died", detail=(result.error.message if result.error else printed)[:200])
    return float(printed.rpartition("CALL_S")[2])
