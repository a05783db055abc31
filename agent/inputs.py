"""The files of a request: given, named in the sentence, kept from an earlier run, or the one path of the working folder."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.check.named import Named
from agent.errors import RequestRefused
from agent.messages import explain, folder_listing, word
from model.request import Request
from sim.messages import explain as sim_explain
from sim.path import SUFFIXES
from tools.errors import ToolsError
from tools.messages import why
from tools.pictures import is_picture, read_picture
from tools.structures import Summary, read_summary

_NAME = re.compile(r"[^/.,\s\x00-\x1f\x7f-][^/,\x00-\x1f\x7f]{0,200}")
_MOST_LOOKED_AT = 200


@dataclass(frozen=True)
class Inputs:
    """Files of a request.

    files: name in the script → host file
    found: structure files of the folder that could have been meant
    taken: the one that was chosen for the person
    """

    files: Mapping[str, Path]
    structures: Mapping[str, Summary]
    found: tuple[str, ...] = ()
    taken: str = ""


def check_picks(picked: Sequence[int], structures: Mapping[str, Summary]) -> None:
    """Raises RequestRefused for a picked atom that no file has."""
    last = max((structure.n_atoms for structure in structures.values()), default=0) - 1
    for index in picked if structures else ():
        if not 0 <= index <= last:
            raise RequestRefused("index_out_of_range", *sim_explain("index_out_of_range", given=index, last=last))


def gather(given: Sequence[str], instruction: str, folder: Path) -> Inputs:
    """The files of a request that starts from nothing. Raises RequestRefused for one that is missing or cannot be read."""
    here = structure_files(folder)
    named = [folder / name for name in Named(Request(instruction)).structure_files]
    files = [checked(name, folder, here) for name in given]
    have = {file.name for file in files}
    files += [file for file in dict.fromkeys(named) if file.is_file() and file.name not in have]
    if files:
        return summed_up(files, found=tuple(f.name for f in here))
    paths = [(file, summary) for file in here[:_MOST_LOOKED_AT] if (summary := _path_summary(file))]
    if len(paths) == 1:
        file, summary = paths[0]
        return Inputs({file.name: file}, {file.name: summary}, (file.name,), file.name)
    return Inputs({}, {}, tuple(file.name for file in here))


def pictures(given: Sequence[str], folder: Path) -> tuple[dict[str, Path], list[str]]:
    """The pictures among the files by name, each looked at, and the names of the others. Raises RequestRefused."""
    shown = [checked(name, folder, structure_files(folder)) for name in given if is_picture(name)]
    for file in shown:
        try:
            read_picture(file)
        except ToolsError as error:
            raise RequestRefused(error.code, error.message, error.hint) from error
    return {file.name: file for file in shown}, [name for name in given if not is_picture(name)]


def structure_files(folder: Path) -> list[Path]:
    """Structure files of a folder whose names can be said, sorted."""
    try:
        return sorted(f for f in folder.iterdir() if f.suffix.lower() in SUFFIXES and _NAME.fullmatch(f.name) and f.is_file())
    except OSError:
        return []


def checked(name: str, folder: Path, here: Sequence[Path]) -> Path:
    """The file of this name. `-` is never one."""
    file = folder / name
    if name == "-" or not name or not file.exists():
        raise RequestRefused("file_missing", file=name, found=folder_listing([f.name for f in here]))
    if not file.is_file():
        raise RequestRefused("file_unreadable", file=name, why=why("special"))
    if not _NAME.fullmatch(file.name):
        raise RequestRefused("file_unreadable", file=name, why=word("bad_name"))
    return file


def summed_up(files: Sequence[Path], *, found: tuple[str, ...] = ()) -> Inputs:
    """The files by name, each looked at. Raises RequestRefused for one that cannot be read."""
    by_name: dict[str, Path] = {}
    for file in files:
        if file.name in by_name and not by_name[file.name].samefile(file):
            raise RequestRefused("file_unreadable", *explain("file_twice", file=file.name))
        by_name[file.name] = file
    return Inputs(by_name, {name: _summary(file) for name, file in by_name.items()}, found)


def _summary(file: Path) -> Summary:
    try:
        return read_summary(file)
    except ToolsError as error:
        raise RequestRefused(error.code, error.message, error.hint) from error


def _path_summary(file: Path) -> Summary | None:
    """The summary of a file that is a path; None for one that is not, or cannot be read."""
    try:
        summary = read_summary(file)
    except ToolsError:
        return None
    return summary if summary.n_images >= 3 else None
