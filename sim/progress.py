"""How far a computation is, told to one listener as JSON-able dicts."""

import time
from collections.abc import Callable
from typing import Any

Event = dict[str, Any]
Listener = Callable[[Event], None]

# Between two "stage" events of one candidate and stage [s]
INTERVAL_S = 0.5

_listener: Listener | None = None


def listen(callback: Listener | None) -> Listener | None:
    """Sends all later events to `callback` (None: to nobody); gives back the listener before."""
    global _listener
    before, _listener = _listener, callback
    return before


def report(event: Event) -> None:
    """Tells the listener, if there is one."""
    if _listener is not None:
        _listener(event)


class Meter:
    """Counts the force calls of one candidate, and reports them at most twice a second."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.stage = "ends"
        self.force_calls = 0
        self.started = time.perf_counter()
        self._told = 0.0

    @property
    def wall_s(self) -> float:
        return time.perf_counter() - self.started

    def enter(self, stage: str) -> None:
        """Names the stage that follows: ends, band, climb or verify."""
        self.stage = stage
        self._told = 0.0

    def count(self, calls: int = 1) -> None:
        self.force_calls += calls

    def tell(self, fmax: float) -> None:
        """Reports the stage with the largest force [eV/Å], unless it did so just now."""
        now = time.perf_counter()
        if now - self._told < INTERVAL_S:
            return
        self._told = now
        report(
            {
                "event": "stage",
                "label": self.label,
                "stage": self.stage,
                "force_calls": self.force_calls,
                "fmax": round(float(fmax), 4),
                "wall_s": round(self.wall_s, 2),
            }
        )
