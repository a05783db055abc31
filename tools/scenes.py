"""Records as something to turn and play: one JSON-able dict that any front end can draw, and nglview's live widget where there is one.

What is in the dict (`application/vnd.kassei.structure+json`): title, symbols, frames [Å], cell [Å], pbc, highlight, energies_eV
(relative to the first image), saddle, fixed, label. Nothing in it is markup.
"""

import json
import sys
import types
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from ase import Atoms
from ase.geometry import find_mic
from IPython.utils.capture import capture_output

from sim.path import Path, read_structures
from sim.records import Barrier, BarrierTable, Record, Table, View
from tools import barrierwords, palette
from tools.captions import caption
from tools.viewpoint import layers, radius, viewpoint

STRUCTURE_MIME = "application/vnd.kassei.structure+json"
MAX_FRAMES = 200
# The host takes at most 250 000 values of JSON in a message (tools/outputs.py): an atom in a frame is four, and three more in all.
MAX_COORDINATES = 105_000
WORDS = (
    "play",
    "pause",
    "frame",
    "reset_view",
    "pick_hint",
    "picked",
    "is_fixed",
    "is_free",
    "saddle",
    "initial",
    "final",
    "no_webgl",
    "pale",
)
FILES = ("path", "trajectory", "structure")


def scene_of(shown: Any) -> tuple[dict[str, Any], list[Atoms]] | None:
    """The scene of a record, a table's `one_of`, a path or a structure, with its images; None where there is nothing to see."""
    shown = one_of(shown)
    images = images_in(shown)
    if not images or 3 * len(images[0]) > MAX_COORDINATES:
        return None
    energies = list(shown.energies_eV) if isinstance(shown, Barrier) and len(shown.energies_eV) == len(images) else []
    saddle = shown.saddle_image if isinstance(shown, Barrier) and energies and shown.barrier_eV is not None else None
    kept = thin(len(images), len(images[0]), keep=saddle)
    images = _joined([images[k] for k in kept])
    scene = {
        "title": _title(shown),
        "label": getattr(shown, "label", ""),
        "symbols": list(images[0].symbols),
        "frames": [np.round(image.positions, 4).tolist() for image in images],
        "cell": np.round(images[0].cell.array, 6).tolist(),
        "pbc": [bool(axis) for axis in images[0].pbc],
        "highlight": [i for i in _highlight(shown) if 0 <= i < len(images[0])],
        "energies_eV": [round(float(energies[k]), 6) for k in kept] if energies else [],
        "saddle": kept.index(saddle) if saddle in kept else None,
        "fixed": fixed_atoms(images[0]),
    }
    return scene, images


def one_of(shown: Any) -> Any:
    """What stands for a table in a scene: the lowest barrier, the first of other records."""
    if isinstance(shown, BarrierTable):
        return shown.lowest
    return shown[0] if isinstance(shown, Table) else shown


def looks(scene: Mapping[str, Any]) -> dict[str, Any]:
    """What the viewer in a page needs beside the scene: layers, colours and radii, from where it is seen, the words of its buttons."""
    kinds, periodic = sorted(set(scene["symbols"])), any(scene["pbc"])
    return {
        "layers": list(layers([atom[2] for atom in scene["frames"][0]])),
        "colours": {symbol: palette.element_colour(symbol) for symbol in kinds},
        "radii": {symbol: palette.element_radius(symbol) for symbol in kinds},
        "drawn": {symbol: radius(symbol, periodic=periodic) for symbol in kinds},
        "halo": palette.HIGHLIGHT,
        "view": list(viewpoint(scene["symbols"], scene["frames"], scene["pbc"], scene["highlight"], scene["saddle"])),
        # Left as templates: the viewer fills them in.
        "words": {word: caption(word, index="{index}", element="{element}", layer="{layer}", fixed="{fixed}") for word in WORDS},
    }


def thin(n_frames: int, n_atoms: int, *, keep: int | None = None) -> list[int]:
    """The frames that are shown: all of them, or as many evenly spaced ones as a page can carry, with `keep` and both ends."""
    most = min(MAX_FRAMES, MAX_COORDINATES // (3 * max(n_atoms, 1)))
    if n_frames <= most:
        return list(range(n_frames))
    kept = set() if keep is None else {keep}
    if most <= len(kept) + 1:
        return sorted(kept) or [0]
    return sorted({round(k) for k in np.linspace(0, n_frames - 1, most - len(kept))} | kept)


def fixed_atoms(atoms: Atoms) -> list[int]:
    """Indices of the atoms that are held."""
    return sorted({int(i) for constraint in atoms.constraints if hasattr(constraint, "index") for i in np.atleast_1d(constraint.index)})


def images_in(shown: Any) -> list[Atoms]:
    """The structures of a record, a path or a structure; none where it has none."""
    if isinstance(shown, Atoms):
        return [shown]
    if isinstance(shown, Path):
        return list(shown.images)
    if not isinstance(shown, Record):
        return []
    if images := getattr(shown, "images", ()):
        return list(images)
    if atoms := getattr(shown, "atoms", None):
        return [atoms]
    file = next((name for name in (getattr(shown, field, "") for field in FILES) if name), "")
    return read_structures(file) if file and FilePath(file).is_file() else []


def _joined(images: list[Atoms]) -> list[Atoms]:
    """The images, each atom taking the shortest way to the next one (a path's own images do so already)."""
    chain = [images[0]]
    for image in images[1:]:
        if len(image) != len(chain[0]) or (image.numbers != chain[0].numbers).any():
            break
        whole = image.copy()
        step, _ = find_mic(image.positions - chain[-1].positions, chain[0].cell, chain[0].pbc)
        whole.positions = chain[-1].positions + step
        chain.append(whole)
    return chain


def _title(shown: Any) -> str:
    if isinstance(shown, Barrier):
        return caption("scene_of", label=barrierwords.name(shown))
    if isinstance(shown, View):
        return FilePath(shown.path).name
    return getattr(shown, "label", "") or getattr(shown, "formula", "") or caption("scene_structure")


def _highlight(shown: Any) -> Sequence[int]:
    if isinstance(shown, View):
        return [int(i) for i in shown.highlighted]
    return sorted(getattr(shown, "substitution", {}))


def widget(scene: dict[str, Any], images: Sequence[Atoms]) -> Any | None:
    """nglview's widget of the scene: the path plays, the site is lit up and named; None where nglview is not to be had."""
    mend_front_end_version()
    try:
        with capture_output():  # its import displays an empty widget
            import nglview
    except ImportError:
        return None
    view = nglview.NGLWidget(nglview.ASETrajectory([_upright(image) for image in images]), default_representation=False)
    periodic = any(scene["pbc"])
    style = "spacefill" if periodic else "ball+stick"
    size = {"radius_type": "covalent", "radius_scale": 0.86} if periodic else {"aspect_ratio": 3.0}
    view.add_representation(style, **size)
    if periodic:
        view.add_unitcell()
    for i in scene["highlight"]:
        view.add_representation(
            "spacefill", selection=[i], color=palette.HIGHLIGHT, opacity=0.45, radius_type="covalent", radius_scale=1.25
        )
        name = {"label_type": "text", "label_text": {str(i): f"{scene['symbols'][i]} {i}"}, "color": "black"}
        plate = {"show_background": True, "background_color": palette.HIGHLIGHT, "background_opacity": 0.85, "background_margin": 0.7}
        size = {"radius_type": "size", "radius_size": 2.6, "y_offset": 1.9, "z_offset": 9.0, "attachment": "bottom-center"}
        view.add_representation("label", selection=[i], **size, **name, **plate)
    view.camera = "orthographic"
    frames = [_upright(image).positions for image in images]
    view.control.rotate(list(viewpoint(scene["symbols"], frames, scene["pbc"], scene["highlight"], scene["saddle"])))
    view.center()
    return view


def _upright(atoms: Atoms) -> Atoms:
    """The same structure with the cell along x, as the PDB format that nglview goes through wants it."""
    plain = Atoms(numbers=atoms.numbers, positions=atoms.positions, cell=atoms.cell, pbc=atoms.pbc)
    if plain.cell.rank == 3:
        _, rotation = plain.cell.standard_form()
        plain.positions = plain.positions @ rotation.T
        plain.cell = plain.cell.array @ rotation.T
    return plain


def mend_front_end_version() -> None:
    """Has nglview ask for the front end that its own wheel ships: 4.0.1 asks for 4.0 and brings 3.1.5 (nglview #1172, #1181)."""
    if "nglview" in sys.modules:
        return
    from jupyter_core.paths import jupyter_path

    for folder in jupyter_path("labextensions"):
        package = FilePath(folder) / "nglview-js-widgets" / "package.json"
        if package.is_file():
            module = types.ModuleType("nglview._frontend")
            module.__dict__["__frontend_version__"] = json.loads(package.read_text(encoding="utf-8"))["version"]
            sys.modules["nglview._frontend"] = module
            return
