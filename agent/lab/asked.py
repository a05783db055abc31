"""What a message of the chat asks: its words, the files that come with it, the atoms that were clicked, the button that was pressed.

Covered: paths come from the browser; one that leads out of the server's folder is none.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.inputs import structure_files
from tools.pictures import is_picture

KEY = "kassei"
ACTIONS = ("run", "leave", "resume")
_RESUME = re.compile(
    r"(?:続けて|つづけて|続きから|続き|再開|続行|go on|continue|resume)(?:計算)?(?:して|ください|して ?ください|する)?[。.!！]?", re.I
)
_STOP = re.compile(r"(?:止めて|とめて|中止|停止|ストップ|やめて|stop|cancel)(?:して)?(?:ください)?[。.!！]?", re.IGNORECASE)
_MOST_PICKS, _MOST_NOTEBOOK = 100, 20 << 20


@dataclass(frozen=True)
class Asked:
    """One message.

    here: the folder that the file browser shows; run: the run that a button or an open notebook belongs to
    """

    words: str
    here: Path
    files: tuple[str, ...] = ()
    picked: tuple[int, ...] = ()
    action: str = ""
    run: Path | None = None
    script: str = ""

    @property
    def wants_more(self) -> bool:
        """Whether it only asks to go on with what was stopped."""
        return self.action == "resume" or bool(_RESUME.fullmatch(self.words))


def wants_stop(words: str) -> bool:
    return bool(_STOP.fullmatch(words.strip()))


def asked(words: str, metadata: Mapping[str, Any] | None, attached: Iterable[str], *, root: Path, beside: Path) -> Asked:
    """What a message asks.

    Args:
        attached: paths of attachments, relative to root
        root: the server's folder
        beside: the folder of the chat, used where the browser names none
    """
    given = (metadata or {}).get(KEY)
    given = given if isinstance(given, Mapping) else {}
    here = inside(root, given.get("folder"))
    files = [file for name in attached if (file := inside(root, name)) and file.is_file()]
    notebooks = [file for file in files if file.suffix == ".ipynb"]
    if not notebooks and (opened := inside(root, given.get("notebook"))) and opened.suffix == ".ipynb" and opened.is_file():
        notebooks = [opened]
    structures = [file for file in files if file.suffix != ".ipynb"]
    if all(is_picture(file.name) for file in structures):
        structures += [file for notebook in notebooks if not _is_run(notebook.parent) for file in named_in(notebook)]
    action = given.get("action")
    return Asked(
        words.strip(),
        here if here is not None and here.is_dir() else beside,
        tuple(map(str, structures)),
        _picks(given.get("picks")),
        action if action in ACTIONS else "",
        inside(root, given.get("run")) or next((book.parent for book in notebooks if _is_run(book.parent)), None),
        script if isinstance(script := given.get("script"), str) else "",
    )


def inside(root: Path, name: object) -> Path | None:
    """The path of this name in the server's folder, None for one that leads out of it."""
    if not isinstance(name, str) or "\0" in name:
        return None
    place = (root / name.lstrip("/")).resolve()
    return place if place == root.resolve() or root.resolve() in place.parents else None


def named_in(notebook: Path) -> list[Path]:
    """Structure files beside a notebook that its code names."""
    try:
        if notebook.stat().st_size > _MOST_NOTEBOOK:
            return []
        cells = json.loads(notebook.read_text(encoding="utf-8")).get("cells", [])
        code = "\n".join("".join(cell["source"]) for cell in cells if cell.get("cell_type") == "code")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
    return [file for file in structure_files(notebook.parent) if f'"{file.name}"' in code or f"'{file.name}'" in code]


def _is_run(folder: Path) -> bool:
    return (folder / "run.json").is_file()


def _picks(given: object) -> tuple[int, ...]:
    """Indices, each once, in the order of the clicks."""
    picks: Sequence[object] = given if isinstance(given, list) else []
    found = [pick.get("index") if isinstance(pick, Mapping) else pick for pick in picks[:_MOST_PICKS]]
    return tuple(dict.fromkeys(i for i in found if isinstance(i, int) and not isinstance(i, bool) and i >= 0))
