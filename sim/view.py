"""A path to look at."""

from collections.abc import Iterable
from pathlib import Path as FilePath

from sim.path import Path, read_structures
from sim.plan import computed, label_of
from sim.records import View
from sim.settings import settings
from sim.substitution import check_site
from sim.trajectory import file_name, write_images


def view(path: Path | str | FilePath, highlight: Iterable[int] | int = ()) -> View:
    """A path (or the structures of a file) with atoms to point out, indices from 0."""
    shown = path if isinstance(path, Path) else Path(tuple(read_structures(path)), source=str(path))
    wanted = highlight if isinstance(highlight, Iterable) else (highlight,)
    marked = tuple(dict.fromkeys(check_site(shown, index) for index in wanted))
    on_disk = bool(shown.source) and not shown.substitution and FilePath(shown.source).is_file()
    label = label_of("view", FilePath(shown.source).stem if on_disk else shown.label, shown.images, highlighted=list(marked))
    file = shown.source if on_disk else f"paths/{file_name(f'{label}-view')}.extxyz"

    def found() -> View:
        if not on_disk:
            write_images(settings().folder, f"{label}-view", shown.images)
        return View(label=label, path=file, highlighted=marked, images=shown.images)

    return computed(View, found, structures=shown.images, label=label, path=file, highlighted=marked)
