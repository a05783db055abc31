"""The other files that a run may take out of a sandbox: exports that a record names, and what a script wrote by itself. Read as hostile.

Covered: regular files alone, opened below the sandbox's folder without following a link; suffixes by an allow-list, nothing that runs
where it is opened, an SVG only without scripts and addresses; plain names; number, depth and sizes limited; of what a script wrote by
itself only what this cell wrote.
Not covered: what is in a file. Whoever opens a table or a PDF does so with a program of their own.
"""

import contextlib
import os
import re
import stat
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.trajectories import FILE_BYTES, FOLDER, collect, copy, opened

EXPORTS, FREE = "exports", "files"
EXPORT = re.compile(rf"{EXPORTS}/([\w@+,=-][\w@+,.=-]{{0,180}}\.(?:extxyz|xyz|cif|vasp|traj|csv))")
_SUFFIXES = """
csv tsv txt log dat out md json yaml yml xlsx npy npz png jpg jpeg svg pdf
extxyz xyz cif vasp poscar traj xsf cube pdb gen
"""
SUFFIXES = frozenset(_SUFFIXES.split())
NAMES = frozenset(("POSCAR", "CONTCAR"))
MOST_FILES, MOST_BYTES, SVG_BYTES, DEEPEST, MOST_LOOKED_AT, NAME_BYTES = 100, 256 << 20, 8 << 20, 3, 20_000, 150
PASSED_OVER = frozenset(("paths", EXPORTS, "inputs", "__pycache__"))

Seen = Mapping[str, tuple[int, ...]]
SIZE = 0  # of what is seen of a file


def written(workspace: int) -> Seen:
    """Files in the sandbox's folder, those deep down last, each with what changes when it is written again."""
    with contextlib.suppress(OSError), opened(".", os.O_RDONLY | os.O_DIRECTORY, workspace) as folder:
        found = dict(_walked(folder, "", DEEPEST, [MOST_LOOKED_AT]))
        return dict(sorted(found.items(), key=lambda one: (one[0].count("/"), one[0])))
    return {}


def _walked(folder: int, place: str, depth: int, left: list[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            left[0] -= 1
            if left[0] < 0:
                return
            if entry.name.startswith(".") or (not place and entry.name in PASSED_OVER):
                continue
            with contextlib.suppress(OSError):
                state = os.stat(entry.name, dir_fd=folder, follow_symlinks=False)
                if stat.S_ISREG(state.st_mode):
                    yield f"{place}{entry.name}", (state.st_size, state.st_ino, state.st_mtime_ns, state.st_ctime_ns)
                elif stat.S_ISDIR(state.st_mode) and depth > 1:
                    with opened(entry.name, os.O_RDONLY | os.O_DIRECTORY, folder) as below:
                        yield from _walked(below, f"{place}{entry.name}/", depth - 1, left)


def exports(workspace: int, records: Iterable[Mapping[str, Any]], target: Path, *, most: int = MOST_BYTES) -> list[str]:
    """Copies the exports that records name into the run's folder; gives their names in it."""
    given = (EXPORT.fullmatch(str(record.get("file"))) for record in records if record.get("kind") == "export")
    names = list(dict.fromkeys(found[1] for found in given if found))[:MOST_FILES]
    return [f"{EXPORTS}/{name}" for name in collect(workspace, names, target / EXPORTS, most=most, place=EXPORTS)]


def free_files(workspace: int, before: Seen, target: Path, *, most: int = MOST_BYTES) -> tuple[list[str], int]:
    """Copies what was written since into the run's folder; gives the names in it, and how many files stayed behind."""
    now = written(workspace)
    new = [place for place, state in now.items() if before.get(place) != state]
    copied: dict[str, int] = {}
    tried = 0
    for place in new:
        suffix = _suffix(place)
        room = min(SVG_BYTES if suffix == "svg" else FILE_BYTES, most - sum(copied.values()))
        if suffix is None or now[place][SIZE] > room:
            continue
        if tried == MOST_FILES:
            break
        tried, name = tried + 1, _plain_name(place, copied)
        size = _copied(workspace, place.split("/"), target / FREE / name, room, svg=suffix == "svg")
        if size is not None:
            copied[name] = size
    return [f"{FREE}/{name}" for name in copied], len(new) - len(copied)


def _copied(workspace: int, parts: Sequence[str], target: Path, most: int, *, svg: bool) -> int | None:
    with contextlib.suppress(OSError), contextlib.ExitStack() as folders:
        folder = workspace
        for part in parts[:-1]:
            folder = folders.enter_context(opened(part, FOLDER, folder))
        return copy(folder, parts[-1], target, most, harmless=_is_drawing if svg else None)
    return None


def _suffix(place: str) -> str | None:
    """The suffix in small letters; None where files that end so are not taken."""
    name = place.rpartition("/")[2]
    suffix = name.rpartition(".")[2].lower()
    return suffix if name in NAMES or (suffix in SUFFIXES and "." in name) else None


def _plain_name(place: str, taken: Iterable[str]) -> str:
    """A name that every file system takes, that no folder is part of, and that is not taken: out/E(V).csv is out_E(V).csv."""
    whole = unicodedata.normalize("NFC", place.encode(errors="replace").decode())
    stem, dot, suffix = re.sub(r"[^\w@+,.=()-]", "_", whole).lstrip(".").rpartition(".")
    stem, end = (stem or "_", dot + suffix) if dot else (suffix, "")
    stem = stem.encode()[:NAME_BYTES].decode(errors="ignore")
    known = {name.casefold() for name in taken}
    return next(name for k in range(len(known) + 1) if (name := f"{stem}{f'-{k + 1}' if k else ''}{end}").casefold() not in known)


_DRAWING = """
svg g defs title desc metadata style symbol use path rect circle ellipse line polyline polygon text tspan textpath image
clippath mask pattern marker lineargradient radialgradient stop filter
rdf work date format type creator agent
"""
_ELEMENTS = frozenset(_DRAWING.split())
_ELSEWHERE = re.compile(r"image-set|src\s*\(|url\s*\(\s*[\"']?\s*(?!#)|@import|expression\s*\(|javascript:|\\", re.IGNORECASE)
_WITHIN = re.compile(r"#[^\s]*|data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*")


def _is_drawing(content: bytes) -> bool:
    """Whether an SVG only draws: known elements, nothing that runs, nothing from elsewhere. UTF-8 alone, so that it reads as it looks."""
    encoding = re.search(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", content)
    if encoding and encoding[1].lower() != b"utf-8":
        return False
    if any(mark in content for mark in (b"\0", b"<!ENTITY", b"<!ATTLIST", b"<?xml-stylesheet")):
        return False
    try:
        content.decode("utf-8")
        root = ElementTree.fromstring(content)
    except (ValueError, LookupError, ElementTree.ParseError, RecursionError):
        return False
    return all(_only_draws(element) for element in root.iter())


def _only_draws(element: ElementTree.Element) -> bool:
    name = element.tag.rpartition("}")[2].lower()
    if name not in _ELEMENTS or (name == "style" and (len(element) or _ELSEWHERE.search(element.text or ""))):
        return False
    for attribute, value in element.attrib.items():
        local = attribute.rpartition("}")[2].lower()
        if local == "base" or local.startswith("on") or _ELSEWHERE.search(value):
            return False
        if local in ("href", "src") and not _WITHIN.fullmatch(value.strip()):
            return False
    return True
