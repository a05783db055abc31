"""What Dask says while a batch computes goes into cluster/client.log: of a connection lost and mended nobody needs a traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NAMES = ("asyncio", "distributed", "tornado", "tools.screening")


class _Quiet(logging.FileHandler):
    """A log that cannot be written stops nothing and says nothing."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        pass


@contextmanager
def logged_in(folder: Path) -> Iterator[None]:
    """For as long as it lasts, these libraries log into a file of this folder."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    handler = _Quiet(folder / "client.log", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    for name in _NAMES:
        logging.getLogger(name)
    known = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith(_NAMES)]
    before = {logger: logger.handlers for logger in known if logger.handlers or logger.name in _NAMES}
    try:
        for logger in before:
            logger.handlers = [handler]
        yield
    finally:
        for logger, handlers in before.items():
            logger.handlers = handlers
        handler.close()
