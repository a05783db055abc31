"""How a model file runs best on this machine, as measured by `agent model bench`: threads, and tokens guessed ahead."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from model.fingerprint import cache
from model.header import stamp

# Tokens kept a step when so many are guessed (0, 1, 2, …), where the right script of each of the requests is written after the whole
# prompt; and tokens read a step (model/LOG.md: `python -m bench.model`).
KEPT = (1.0, 1.58, 2.03, 2.19, 2.43, 2.55, 2.64)
WORTH = 1.1  # less than a tenth faster is within what a measurement errs
WIDTH = (1.0, 1.82, 2.53, 3.24, 3.87, 4.51, 5.14)


@dataclass(frozen=True)
class Tuning:
    """0 threads: as many as there are cores. 0 guessed: none, as long as nothing was measured."""

    threads: int = 0
    guessed: int = 0


def available() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def worth_guessing(costs: Sequence[float]) -> int:
    """How many tokens to guess, from the seconds that reading 1, 2, 3, … tokens together takes; 0 where guessing does not pay."""

    def speed(guessed: int) -> float:
        whole = min(int(WIDTH[guessed]), len(costs))
        part = (WIDTH[guessed] - whole) * (costs[min(whole, len(costs) - 1)] - costs[whole - 1])
        return KEPT[guessed] / (costs[whole - 1] + part)

    best = max(range(min(len(KEPT), len(costs))), key=speed)
    return best if speed(best) > WORTH * speed(0) else 0


def remember(file: Path, tuning: Tuning) -> None:
    """Keeps what was measured for this file; later runs use it."""
    note = _note(file)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(asdict(tuning)), encoding="ascii")


def remembered(file: Path) -> Tuning:
    """What was measured before, the defaults if nothing was."""
    try:
        return Tuning(**json.loads(_note(file).read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError):
        return Tuning()


def _note(file: Path) -> Path:
    return cache() / "tuning" / hashlib.sha256(repr(stamp(file)).encode()).hexdigest()[:32]
