"""Sandboxes started ahead, with the slow imports done."""

import atexit
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from tools.sandbox.box import Box, open_box
from tools.sandbox.limits import Limits

# "module:function" is also called: the scenes mend nglview before it is imported
_SCENES = "tools.scenes:mend_front_end_version"
PRELOAD = ("numpy", "ase.io", "ase.mep", "torch", "chgnet.model", "plotly.graph_objects", "sim", "tools.show", _SCENES, "nglview")

_lock = threading.Lock()
_ready: dict[tuple[Limits, str], list[Future[Box]]] = {}
_fillers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-pool")


def prewarm(*, limits: Limits | None = None, level: str = "strong", count: int = 1) -> None:
    """Start sandboxes in the background until `count` are ready or on their way."""
    limits = limits or Limits()
    with _lock:
        waiting = _ready.setdefault((limits, level), [])
        while len(waiting) < count:
            waiting.append(_fillers.submit(open_box, limits=limits, level=level, preload=PRELOAD))


def take(*, limits: Limits, level: str, key: bytes | None = None) -> Box:
    """A ready sandbox, or a new one (always a new one for a given key)."""
    while key is None:
        with _lock:
            waiting = _ready.get((limits, level))
            if not waiting:
                break
            future = waiting.pop(0)
        box = future.result()
        if box.alive:
            return box
        box.close()
    return open_box(limits=limits, level=level, key=key)


@atexit.register
def drain() -> None:
    """Close the sandboxes that nobody took."""
    with _lock:
        futures = [future for waiting in _ready.values() for future in waiting]
        _ready.clear()
    for future in futures:
        if not future.cancel() and future.exception() is None:
            future.result().close()
