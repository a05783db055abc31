"""Scenes for a browser that is offline: NGL, our viewer and the data in one page, nothing fetched.

Covered: a scene comes out of the sandbox, so it is hostile. It is read field by field into a `Scene` of finite numbers, known elements
and short plain text, within limits; anything else makes no scene. The viewer writes text by `textContent` only.
Not covered: whether the picture is of what the script says. The numbers beside it come from the records.
"""

import base64
import dataclasses
import hashlib
import html
import json
import math
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from ase.data import atomic_numbers

from tools.scenes import looks
from tools.viewpoint import layers
from tools.xyz import MAX_ATOMS

MAX_FRAMES = 1_000
MAX_COORDINATES = 300_000
FARTHEST = 1e4
TEXT_LENGTH = 120


@dataclasses.dataclass(frozen=True)
class Scene:
    """Structures that were checked.

    frames: positions [Å], shape (n_frames, n_atoms, 3); cell [Å], shape (3, 3); energies_eV: relative to the first frame,
    shape (n_frames,) or (); layers: from below, from 1, shape (n_atoms,)
    """

    title: str
    symbols: tuple[str, ...]
    frames: tuple[tuple[tuple[float, ...], ...], ...]
    cell: tuple[tuple[float, ...], ...]
    pbc: tuple[bool, ...]
    highlight: tuple[int, ...]
    energies_eV: tuple[float, ...]
    saddle: int | None
    fixed: tuple[int, ...]

    @property
    def n_frames(self) -> int:
        return len(self.frames)

    @property
    def layers(self) -> tuple[int, ...]:
        return layers([atom[2] for atom in self.frames[0]])


def checked_scene(data: Any) -> Scene | None:
    """The scene in these JSON values, or None where they are not one."""
    try:
        return _read(data)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _read(data: dict[str, Any]) -> Scene:
    symbols = tuple(
        symbol for symbol in _sized(data["symbols"], 1, MAX_ATOMS) if isinstance(symbol, str) and atomic_numbers.get(symbol, 0) > 0
    )
    n_atoms = len(symbols)
    raw = _sized(data["frames"], 1, MAX_FRAMES)
    if n_atoms != len(data["symbols"]) or n_atoms * 3 * len(raw) > MAX_COORDINATES:
        raise ValueError("symbols")
    frames = tuple(tuple(_vector(atom) for atom in _sized(frame, n_atoms, n_atoms)) for frame in raw)
    energies = tuple(_number(value) for value in _sized(data.get("energies_eV") or [], 0, len(frames)))
    saddle = data.get("saddle")
    return Scene(
        title=str(data.get("title", ""))[:TEXT_LENGTH],
        symbols=symbols,
        frames=frames,
        cell=tuple(_vector(row) for row in _sized(data.get("cell") or [[0, 0, 0]] * 3, 3, 3)),
        pbc=tuple(axis is True for axis in _sized(data.get("pbc") or [False] * 3, 3, 3)),
        highlight=_indices(data.get("highlight"), n_atoms),
        energies_eV=energies if len(energies) == len(frames) else (),
        saddle=_indices([saddle], len(frames))[0] if saddle is not None else None,
        fixed=_indices(data.get("fixed"), n_atoms),
    )


def _sized(values: Any, least: int, most: int) -> list[Any]:
    if not isinstance(values, list) or not least <= len(values) <= most:
        raise ValueError("length")
    return values


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > FARTHEST:
        raise ValueError("number")
    return float(value)


def _vector(values: Any) -> tuple[float, ...]:
    return tuple(_number(value) for value in _sized(values, 3, 3))


def _indices(values: Any, size: int) -> tuple[int, ...]:
    found = _sized(values or [], 0, size)
    if not all(isinstance(i, int) and not isinstance(i, bool) and 0 <= i < size for i in found):
        raise ValueError("index")
    return tuple(found)


def asset(name: str) -> str:
    """The text of a file that we ship beside this one."""
    return (files("tools") / "static" / name).read_text(encoding="utf-8")


def payload(scene: Scene) -> dict[str, Any]:
    """What the viewer in the page draws: the scene, and how it looks."""
    found = dataclasses.asdict(scene)
    return found | looks(found)


def data_block(kind: str, value: Any) -> str:
    """JSON inside a page, in a block that no browser runs and that no string can close."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(letter, escaped)
    return f'<script type="application/json" class="{kind}">{text}</script>'


def scene_block(scene: Scene) -> str:
    """The scene's place in a page that carries `scene_scripts()`."""
    return f'<div class="kassei-scene">{data_block("scene-data", payload(scene))}</div>'


def scene_scripts() -> list[str]:
    """The scripts that bring scene blocks to life, in order."""
    return [asset("ngl.js"), asset("curve.js") + asset("viewer.js")]


def page(title: str, body: str, scripts: Sequence[str], styles: Sequence[str], *, language: str) -> str:
    """A whole page that fetches nothing: only these scripts run (by their hashes), no form, frame, plug-in or connection works."""
    scripts = [script.replace("</script", "<\\/script") for script in scripts]
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "worker-src blob:; connect-src 'none'; form-action 'none'; base-uri 'none'"
    )
    running = "".join(f"<script>{script}</script>\n" for script in scripts)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{html.escape(title)}</title>\n<style>{''.join(styles)}</style>\n</head>\n<body>\n{body}\n{running}</body>\n</html>\n"
    )


def scene_page(scene: Scene, *, language: str) -> str:
    """A page with this scene alone."""
    return page(scene.title, scene_block(scene), scene_scripts(), [asset("page.css"), asset("viewer.css")], language=language)
