"""A JupyterLab of ours: what it may do, where it keeps things, how it looks at first.

Covered: this machine alone, with a token; sandboxed kernels, no terminals, no other server extensions than ours; no news, no look-up.
The user's own Jupyter settings are neither read nor written: ours live in a folder of their own.
Not covered: other labextensions of the same environment are loaded as usual.
"""

import json
import os
from pathlib import Path
from typing import Any

from agent.lab.messages import word
from agent.messages import english
from tools.sandbox.spec import server_arguments

CHAT = "kassei.chat"
EXTENSIONS = Path(__file__).with_name("labextension")
PERSONA = "jupyter-ai-personas::agent::KasseiPersona"
_SERVERS = {
    "jupyterlab": True,
    "jupyterlab_chat": True,
    "jupyter_ai_router": True,
    "jupyter_ai_persona_manager": True,
    "jupyter_lsp": True,
    "jupyter_server_terminals": False,
    "jupyter_server_ydoc": False,
    "jupyter_server_mcp": False,
    "jupyter_ai": False,
    "notebook": False,
}
# what is not served is not to be seen, nor asked for
_HIDDEN = tuple(f"@jupyterlab/{name}-extension" for name in ("extensionmanager", "terminal", "debugger"))
_EMPTY_CHAT: dict[str, Any] = {"messages": [], "users": {}, "attachments": {}, "metadata": {}}


def state_folder() -> Path:
    """Where settings and layouts of our JupyterLab are kept."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "kassei" / "lab"


def overrides() -> dict[str, Any]:
    """Settings that differ from JupyterLab's defaults; what the user then changes prevails."""
    return {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        "@jupyterlab/translation-extension:plugin": {"locale": "default" if english() else "ja_JP"},
    }


def prepare(state: Path) -> None:
    """Writes the settings that every start begins with."""
    for name in ("config", "settings", "user", "workspaces"):
        (state / name).mkdir(parents=True, exist_ok=True)
    (state / "settings" / "overrides.json").write_text(json.dumps(overrides(), ensure_ascii=False), encoding="utf-8")
    page = {"disabledExtensions": dict.fromkeys(_HIDDEN, True), "appName": word("persona")}
    (state / "settings" / "page_config.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")


def begin_chat(folder: Path) -> str:
    """The chat that is open at first; one that is there is left as it is."""
    if not (folder / CHAT).exists():
        (folder / CHAT).write_text(json.dumps(_EMPTY_CHAT), encoding="utf-8")
    return CHAT


def arguments(folder: Path, *, state: Path, port: int, browser: bool, persona: dict[str, Any]) -> list[str]:
    """The command line of JupyterLab.

    Args:
        persona: traits of KasseiPersona that differ from their defaults
    """
    return [
        *server_arguments(),
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        f"--ServerApp.open_browser={browser}",
        f"--ServerApp.jpserver_extensions={_SERVERS}",
        f"--ServerApp.allow_root={hasattr(os, 'getuid') and os.getuid() == 0}",
        "--ServerApp.answer_yes=True",
        "--Application.log_level=WARN",
        "--ServerApp.log_level=ERROR",
        f"--LabApp.default_url=/lab/tree/{CHAT}",
        f"--LabApp.app_settings_dir={state / 'settings'}",
        f"--LabApp.user_settings_dir={state / 'user'}",
        f"--LabApp.workspaces_dir={state / 'workspaces'}",
        f"--LabApp.extra_labextensions_path={EXTENSIONS.parent / 'labextensions'}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        "--PersonaManagerExtension.persona_manager_class=agent.lab.persona.OwnPersonas",
        *(f"--KasseiPersona.{name}={value}" for name, value in persona.items()),
    ]
