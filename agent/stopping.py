"""Ctrl-C, SIGTERM, SIGHUP: the first one ends in good order what is being done, later ones change nothing while that lasts.

Covered: a second and third Ctrl-C while results are written, and until the interpreter has gone. After PATIENCE_S of waiting the next
one ends the program at once; sandboxes die with it, and the next run sweeps their folders.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
EXIT = 130
PATIENCE_S = 10.0

_asked_at: float | None = None
_end: Callable[[], Any] | None = None


def heed() -> None:
    """From now on a signal raises KeyboardInterrupt, or calls what `ends_by` has named."""
    global _asked_at
    _asked_at = None
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, _take)


def ignore() -> None:
    """The program is leaving anyway."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def ends_by(end: Callable[[], Any] | None) -> Iterator[None]:
    """While it lasts a signal calls `end` (None: raises KeyboardInterrupt)."""
    global _end
    before, _end = _end, end
    try:
        yield
    finally:
        _end = before


def _take(signum: int, frame: Any) -> None:  # noqa: ARG001 (the signature of a handler)
    global _asked_at
    if _asked_at is not None:
        if time.monotonic() - _asked_at > PATIENCE_S:
            os._exit(EXIT)
        return
    _asked_at = time.monotonic()
    if _end is None:
        raise KeyboardInterrupt
    _end()
