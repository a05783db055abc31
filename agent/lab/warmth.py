"""What takes seconds, done before anybody waits for it: imports, a sandbox. The language model is opened once for all chats."""

import importlib
import logging

from agent.session import Model, opened
from sim.potentials import is_cheap
from tools.errors import ToolsError
from tools.kernel import prewarm

log = logging.getLogger(__name__)
_models: dict[str, Model] = {}


def model(name: str) -> Model:
    """The language model of this name."""
    return _models.setdefault(name, opened(name))


def warm(*, calculator: str | None = None, isolation: str = "strong") -> None:
    """Imports what runs and what writes, starts a sandbox. What fails here fails again, and is told, when it is wanted."""
    for module in ("agent.work", "agent.loop", "tools.notebook", "tools.report", "tools.structures"):
        importlib.import_module(module)
    try:
        prewarm(level=isolation, learned=not is_cheap(calculator or "chgnet"))
    except ToolsError as error:
        log.info("no sandbox ahead of time: %s", error)
