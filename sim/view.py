"""A path to look at."""

from collections.abc import Iterable
from pathlib import Path as FilePath

from sim.path import Path, read_structures
from sim.records import View
from sim.settings import settings
from sim.substitution import check_site
from sim.trajectory import write_images


def view(path: Path | str | FilePath, highlight: Iterable[int] | int = ()) -> View:
    """A path (or the structures of a file) with atoms to point out, indices from 0."""
    shown = path if isinstance(path, Path) else Path(tuple(read_structures(path)), source=str(path))
    wanted = highlight if isinstance(highlight, Iterable) else (highlight,)
    marked = tuple(dict.fromkeys(check_site(shown, index) for index in wanted))
    on_disk = bool(shown.source) and not shown.substitution and FilePath(shown.source).is_file()
    file = shown.source if on_disk else write_images(settings().folder, f"{shown.label}-view", shown.images)
    return View(label=FilePath(shown.source).stem if on_disk else shown.label, path=file, highlighted=marked, images=shown.images)
