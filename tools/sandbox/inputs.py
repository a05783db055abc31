"""Files that a sandbox reads: copies of its own, read-only inside."""

import contextlib
import os
import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from tools.errors import InputError
from tools.sandbox.box import Box

INPUT_NAME = re.compile(r"[^/.\x00-\x1f\x7f][^/\x00-\x1f\x7f]{0,200}")


def of_run(folder: Path) -> dict[str, Path]:
    """The inputs of a run whose folder this is (its notebook is started there); a link is none."""
    inputs = folder / "inputs"
    if inputs.is_symlink() or not inputs.is_dir() or not (folder / "run.json").is_file():
        return {}
    return {path.name: path for path in inputs.iterdir() if path.is_file() and not path.is_symlink() and INPUT_NAME.fullmatch(path.name)}


def link(target: str, name: str, folder: int) -> None:
    """Make `name` in the folder a link to target; what else has that name is moved aside."""
    with contextlib.suppress(OSError):
        if os.readlink(name, dir_fd=folder) == target:
            return
    with contextlib.suppress(FileNotFoundError):
        os.rename(name, f".moved-{time.monotonic_ns()}", src_dir_fd=folder, dst_dir_fd=folder)
    os.symlink(target, name, dir_fd=folder)


def bring(inputs: Mapping[str, Path], box: Box) -> None:
    """Copy files in. Raises InputError where a name is none or a file cannot be read."""
    for name, path in inputs.items():
        if not INPUT_NAME.fullmatch(name):
            raise InputError(given=name)
        try:
            shutil.copyfile(path, box.folder.path / "inputs" / name)
        except OSError as error:
            raise InputError(given=str(path)) from error
    give(box.folder.path / "inputs", box.folder.uid)


def give(folder: Path, uid: int) -> None:
    """Make everything below readable for the sandbox's user (who sees it through a read-only mount)."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o500 if path.is_dir() else 0o400)
            if os.getuid() == 0:
                os.chown(path, uid, uid)
