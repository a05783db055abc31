"""`agent lab`: JupyterLab, ready to be talked to."""

import argparse
import importlib.util
import os
import threading
from pathlib import Path
from typing import Any

from agent import stopping
from agent.errors import RequestRefused
from agent.lab import server
from agent.lab.messages import word
from agent.streams import note
from tools.sandbox.pool import drain

PACKAGES = {"jupyterlab": "jupyterlab", "jupyterlab_chat": "jupyterlab-chat", "jupyter_ai_persona_manager": "jupyter-ai-persona-manager"}


def lab(options: argparse.Namespace) -> int:
    """Serves until Ctrl-C."""
    missing = [package for module, package in PACKAGES.items() if importlib.util.find_spec(module) is None]
    if missing:
        raise RequestRefused("lab_missing", packages=" ".join(missing))
    folder = Path(options.folder).resolve()
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise RequestRefused("lab_folder", folder=folder)
    state = server.state_folder()
    server.prepare(state)
    server.begin_chat(folder)
    os.environ["JUPYTER_CONFIG_DIR"] = str(state / "config")
    _serve(server.arguments(folder, state=state, port=options.port, browser=options.browser, persona=_persona(options)))
    return 0


def _persona(options: argparse.Namespace) -> dict[str, Any]:
    """What the command line says about how the persona computes."""
    named = {"language_model": options.model, "calculator": options.calculator, "isolation": options.isolation, "review": options.review}
    named |= {"processes": options.processes, "timeout_s": options.timeout}
    return {name: value for name, value in named.items() if value is not None}


def _serve(arguments: list[str]) -> None:
    from jupyterlab.labapp import LabApp

    from agent.lab.warmth import warm

    stopping.ignore()  # the server has its own way to end
    serving = LabApp.initialize_server(arguments)
    threading.Thread(target=warm, daemon=True).start()
    note(f"{word('lab_at', url=serving.display_url.split()[0])} {word('lab_end')}")
    try:
        serving.start()
    finally:
        drain()
