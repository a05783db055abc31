"""Sandboxes on their way: started ahead with the slow imports done, or now; each can be given up at any moment."""

import atexit
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from tools.sandbox.box import Box, open_box
from tools.sandbox.limits import Limits

log = logging.getLogger(__name__)
# "module:function" is also called: the scenes mend nglview before it is imported
_SCENES = "tools.scenes:mend_front_end_version"
PRELOAD = ("numpy", "ase.io", "ase.mep", "plotly.graph_objects", "sim", "tools.show", _SCENES, "nglview")
LEARNED = ("torch", "chgnet.model")  # as long again as all of the others

_lock = threading.Lock()
_ready: dict[tuple[Limits, str], list["Opening"]] = {}
_openers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="sandbox-opener")
_fillers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-pool")


class Opening:
    """A sandbox that is being opened in the background; `future` is the box."""

    def __init__(
        self, where: ThreadPoolExecutor, *, limits: Limits, level: str, key: bytes | None = None, preload: Sequence[str] = ()
    ) -> None:
        self._box: Box | None = None
        self._unwanted = False
        self.future: Future[Box] = where.submit(open_box, limits=limits, level=level, key=key, preload=preload, begun=self._begun)

    def give_up(self) -> None:
        """Nobody wants it any more: whatever it is at ends now, and leaves nothing."""
        self._unwanted = True
        if not self.future.cancel():
            if self._box is not None:
                self._box.kill()
            self.future.add_done_callback(_closed)

    def _begun(self, box: Box) -> None:
        self._box = box
        if self._unwanted:
            box.kill()


def _closed(future: Future[Box]) -> None:
    if future.exception() is None:
        future.result().close()
    else:
        log.debug("given up: %s", future.exception())


def prewarm(*, limits: Limits | None = None, level: str = "strong", count: int = 1, learned: bool = True) -> None:
    """Start sandboxes in the background until `count` are ready or on their way; learned: with the default potential imported."""
    limits = limits or Limits()
    with _lock:
        waiting = _ready.setdefault((limits, level), [])
        while len(waiting) < count:
            waiting.append(Opening(_fillers, limits=limits, level=level, preload=PRELOAD + LEARNED if learned else PRELOAD))


def take(*, limits: Limits, level: str, key: bytes | None = None) -> Opening:
    """A sandbox that is ready or on its way, or a new one (always a new one for a given key)."""
    while key is None:
        with _lock:
            waiting = _ready.get((limits, level))
            if not waiting:
                break
            opening = waiting.pop(0)
        if not opening.future.done() or (opening.future.exception() is None and opening.future.result().alive):
            return opening
        opening.give_up()
    return Opening(_openers, limits=limits, level=level, key=key)


@atexit.register
def drain() -> None:
    """Close the sandboxes that nobody took. Whoever has prewarmed calls it in the end: at exit, threads are waited for first."""
    with _lock:
        openings = [opening for waiting in _ready.values() for opening in waiting]
        _ready.clear()
    for opening in openings:
        opening.give_up()
