"""What a potential is, so that two numbers of one name can be told apart: its package's version and the hash of its weights.

Covered: weights that come inside a package; the source file of a custom calculator.
Not covered: weights that a package fetches itself (their version stands for them).
"""

import hashlib
import importlib.metadata
import importlib.util
from functools import lru_cache
from pathlib import Path as FilePath

from sim.potentials import POTENTIALS

# module and the files of the weights below it, as `open_calculator` takes them
WEIGHTS = {
    "chgnet": ("chgnet", "pretrained/0.3.0/*.pth.tar"),
    "sevennet": ("sevenn", "pretrained_potentials/**/checkpoint_sevennet_0.pth"),
}


@lru_cache(maxsize=64)
def identity(name: str) -> dict[str, str]:
    """Name, package, version and, where they are at hand, the SHA-256 of the weights; nothing of a potential is imported."""
    known = POTENTIALS.get(name)
    if known is None:
        return {"name": name, "source": _hash(_files(name.split(".")[0], "**/*.py"))}
    found = {"name": name, "package": known.package, "version": _version(known.package)}
    if name in WEIGHTS:
        found["weights"] = _hash(_files(*WEIGHTS[name]))
    return found


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _files(module: str, pattern: str) -> list[FilePath]:
    """Files of a module that is not imported for it."""
    spec = importlib.util.find_spec(module)
    if spec is None:
        return []
    folders = [FilePath(place) for place in spec.submodule_search_locations or ()]
    found = [file for folder in folders for file in sorted(folder.glob(pattern))]
    return found or ([FilePath(spec.origin)] if spec.origin and not folders else [])


def _hash(files: list[FilePath]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest() if files else ""
