"""A run as a notebook: what was asked, what was answered, the script with its outputs; it runs again without a model.

The literals of the script stand before it in a cell tagged `parameters`: papermill and `agent screen` put other values in their place.

Covered: outputs are those that passed the output filter; live widgets, dead in a saved file, are left out, and each scene gets a picture
of itself, made by us, that shows without any script. The notebook is signed where a signature can be kept.
"""

import contextlib
import itertools
import logging
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, output_from_msg

from tools.captions import caption
from tools.markup import VERBATIM, fenced
from tools.outputs import STRUCTURE, WIDGET
from tools.parameters import TAG, assignments, hoisted
from tools.stills import still
from tools.trajectories import write_whole
from tools.viewer import checked_scene, payload

NAME = "run.ipynb"
TITLE_LENGTH = 60
SVG = "image/svg+xml"
# In the run's folder the script finds copies of its files, and overwrites none of the run's own.
AGAIN = """
import os
import shutil
from pathlib import Path

here = Path.cwd()
if (here / "inputs").is_dir():
    again = here / "rerun"
    again.mkdir(exist_ok=True)
    for file in (here / "inputs").iterdir():
        shutil.copyfile(file, again / file.name)
    sim.configure(folder=again)
    os.chdir(again)
"""

_SPECIAL, _BACKSLASHED = re.compile(r"([\\`*_{}\[\]()#+!|~$<>&])"), r"\\\1"

log = logging.getLogger(__name__)


def write_notebook(
    folder: Path,
    *,
    instruction: str,
    setup: str,
    script: str,
    outputs: Sequence[Mapping[str, Any]],
    answer: str,
    files: Sequence[str] = (),
) -> Path:
    """The notebook of a run, written whole, signed, valid; gives its place.

    Args:
        setup: the first code cell, which imports sim; where files are read from is added to it
        outputs: of the script's cell, as nbformat 4 keeps them, through the output filter
        answer: Markdown
        files: that the script wrote, by their names in the folder
    """
    shown = [output for output in map(_kept, outputs) if output]
    alive = any(STRUCTURE in output.get("data", {}) for output in shown)
    values, rest = hoisted(script)
    cells = [
        new_markdown_cell(_head(instruction, answer), id="request"),
        new_code_cell(setup.strip() + "\n" + AGAIN.rstrip(), id="setup", execution_count=1),
        new_code_cell(assignments(values).strip(), id="parameters", execution_count=2, metadata={"tags": [TAG]}),
        new_code_cell(rest.strip(), id="script", execution_count=3, outputs=shown),
    ]
    if alive:
        cells.append(new_markdown_cell(f"[{caption('scene_alive')}](report.html)", id="report"))
    if files:
        links = "\n".join(f"- [{_SPECIAL.sub(_BACKSLASHED, name)}]({quote(name)})" for name in files)
        cells.append(new_markdown_cell(f"**{caption('files')}** — {caption('unverified')}\n\n{links}", id="files"))
    metadata = {
        "kernelspec": {"name": "kassei", "display_name": "kassei", "language": "python"},
        "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
    }
    notebook = new_notebook(cells=cells, metadata=metadata)
    nbformat.validate(notebook)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / NAME, nbformat.writes(notebook).encode())
    _sign(notebook)
    return folder / NAME


def _sign(notebook: nbformat.NotebookNode) -> None:
    """Has Jupyter trust the notebook; where the home folder is read-only it stays unsigned."""
    with contextlib.suppress(OSError, sqlite3.Error):
        NotebookNotary().sign(notebook)
        return
    log.info("the notebook could not be signed: no folder for signatures")


def _head(instruction: str, answer: str) -> str:
    lines = [_escaped(line) for line in instruction.strip().splitlines()] or [""]
    title = lines[0] if len(lines[0]) <= TITLE_LENGTH else lines[0][: TITLE_LENGTH - 1] + "…"
    quoted = "\n".join(f"> {line}" for line in lines)
    return f"# {title}\n\n**{caption('request')}**\n\n{quoted}\n\n**{caption('answer')}**\n\n{_answer(answer)}"


def _answer(answer: str) -> str:
    """The answer's lines, each one kept a line; lists apart from what follows them; what is shown as it is in a block."""
    parts = []
    for verbatim, group in itertools.groupby(answer.strip().splitlines(), lambda line: line.startswith(VERBATIM)):
        lines = list(group)
        parts.append(fenced("\n".join(line.removeprefix(VERBATIM) for line in lines)) if verbatim else _words(lines))
    return "\n".join(parts).rstrip()


def _words(answer: Iterable[str]) -> str:
    lines: list[str] = []
    for line in answer:
        line = _escaped(f"- {line[1:]}" if line.startswith("・") else line)
        if lines and _is_item(line) != _is_item(lines[-1]):
            lines.append("")
        lines.append(line)
    return "\n".join(line if not line or _is_item(line) else f"{line}  " for line in lines)


def _is_item(line: str) -> bool:
    return re.match(r"- |\d+\. ", line) is not None


def _escaped(text: str) -> str:
    """Markdown without tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _kept(output: Mapping[str, Any]) -> dict[str, Any] | None:
    """An output as a saved notebook can hold it; None where nothing of it can."""
    kind = output.get("output_type")
    if kind == "stream":
        return output_from_msg(_message("stream", {"name": output.get("name", "stdout"), "text": output.get("text", "")}))
    if kind == "error":
        return output_from_msg(_message("error", {key: output.get(key, "") for key in ("ename", "evalue", "traceback")}))
    if kind not in ("display_data", "execute_result"):
        return None
    data = {mime: value for mime, value in dict(output.get("data", {})).items() if mime != WIDGET}
    scene = checked_scene(data[STRUCTURE]) if STRUCTURE in data else None
    if scene is None:
        data.pop(STRUCTURE, None)
    else:
        data[STRUCTURE], data[SVG] = payload(scene), still(scene)  # as our viewer in JupyterLab draws it
    # Everything is shown by `display`; an execute_result would need a number of its own.
    return output_from_msg(_message("display_data", {"data": data, "metadata": {}})) if data else None


def _message(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"header": {"msg_type": kind}, "content": content}
