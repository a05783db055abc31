"""The pictures and the recording in README, from a real run: `python -m bench.pictures [FOLDER]` (default docs).

Runs `agent run` on a copper adatom's hop (EMT, seconds), prints what the terminal showed, and photographs the run's own report and
scene. Needs chromium with its software renderer and a Japanese font: `apt-get install chromium fonts-noto-cjk`. No part of the tests.
"""

import argparse
import contextlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from ase import Atoms
from ase.build import add_adsorbate, fcc100
from ase.constraints import FixAtoms
from ase.io import write

from sim import interpolate
from tools.outputs import STRUCTURE
from tools.viewer import checked_scene, scene_page

REQUEST = "22番を Pd と Au と Ni に置換して障壁を計算してグラフにする。置換前とも比べて"
PAGES = {"report.png": (1000, 1262), "scene.png": (1000, 706)}
# WebGL without a GPU; the page's own time runs until charts and scenes stand still.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--hide-scrollbars",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--virtual-time-budget=8000",
)
LARGEST = 300_000
WIDE = {"COLUMNS": "160", "LINES": "50"}


def adatom(offset: tuple[int, int]) -> Atoms:
    """A copper atom in a hollow of Cu(100)."""
    slab = fcc100("Cu", size=(3, 3, 3), vacuum=8.0)
    add_adsorbate(slab, "Cu", 1.7, "hollow", offset=offset)
    slab.set_constraint(FixAtoms(mask=[atom.tag == 3 for atom in slab]))
    return slab


def run(folder: Path) -> Path:
    """The folder of a run of REQUEST; prints what its terminal showed at the end, but for where on this machine it ran."""
    write(folder / "path.extxyz", interpolate(adatom((0, 0)), adatom((1, 0))).images)
    arguments = ["run", REQUEST, "path.extxyz", "--calculator", "emt", "--out", "run"]
    print(f'$ agent run "{REQUEST}" {" ".join(arguments[2:])}')
    said = in_terminal([sys.executable, "-m", "agent", *arguments], folder)
    print("\n".join(screen(said)).replace(f"{folder.resolve()}/", ""), flush=True)
    return folder / "run"


def in_terminal(command: list[str], folder: Path) -> str:
    """All that a command writes to a terminal of its own, 160 columns wide."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=os.environ | WIDE) as process:
        os.close(theirs)
        said = bytearray()
        with contextlib.suppress(OSError):  # how Linux says that nobody writes any more
            while chunk := os.read(ours, 65536):
                said += chunk
    os.close(ours)
    if process.returncode:
        raise SystemExit(said.decode(errors="replace"))
    return said.decode()


def screen(said: str) -> list[str]:
    """The lines that stand on a terminal in the end: it knows up, erase, return and newline, which is all that rich draws with."""
    lines, at = [""], 0
    for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|[\r\n]|[^\x1b\r\n]+", said):
        if part == "\n":
            at += 1
            lines += [""] * (at == len(lines))
        elif part.endswith("A") and part.startswith("\x1b"):
            at -= int(part[2:-1] or 1)
        elif part == "\x1b[2K":
            lines[at] = ""
        elif part[0] not in "\x1b\r":
            lines[at] += part
    return [line.rstrip() for line in lines if line.strip()]


def scene_of(run_folder: Path) -> str:
    """The page of the run's first scene alone."""
    notebook = nbformat.read(run_folder / "run.ipynb", as_version=4)
    shown = [output.get("data", {}) for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    scene = checked_scene(json.loads(json.dumps(next(data[STRUCTURE] for data in shown if STRUCTURE in data))))
    if scene is None:
        raise SystemExit("the run has no scene")
    return scene_page(scene, language="ja")


def photograph(page: Path, picture: Path, size: tuple[int, int]) -> None:
    """The top of a page as a PNG."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("chromium is not installed: apt-get install chromium fonts-noto-cjk")
    window = f"--window-size={size[0]},{size[1]}"
    with tempfile.TemporaryDirectory() as profile:
        own = f"--user-data-dir={profile}"
        command = [browser, *FLAGS, own, window, f"--screenshot={picture.resolve()}", page.resolve().as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    if picture.stat().st_size > LARGEST:
        raise SystemExit(f"{picture} is larger than {LARGEST} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs"))
    target = parser.parse_args().folder
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        done = run(Path(place))
        (Path(place) / "scene.html").write_text(scene_of(done), encoding="utf-8")
        for page, (name, size) in zip((done / "report.html", Path(place) / "scene.html"), PAGES.items(), strict=True):
            photograph(page, target / name, size)
            print(target / name, file=sys.stderr)


if __name__ == "__main__":
    main()
