"""What was done to a path before it was computed, by whatever means: told from the person's files, and named in its label."""

import dataclasses
from pathlib import Path as FilePath

from ase import Atoms

from sim.path import Path
from sim.plan.difference import Difference, changes, named
from sim.plan.mode import inputs, told_of, within


def edited(path: Path) -> tuple[Path, Difference, str]:
    """The path with all that was put in, what else was done to it, and a label for both.

    An atom that a script replaced by hand (atoms[20].symbol = "Ag") is a substitution like any other.
    """
    if within() or not inputs():
        return path, {}, path.label
    found = told_of(path.images[0], path.source)
    if "built" in found:
        return path, {}, path.label
    done = changes(found)
    put_in = {int(index): element for index, element in found.get("substitution", {}).items()}
    if not (done.keys() & {"removed", "added", "repeat"}):  # else the path counts its atoms anew; the person's numbers stay
        put_in |= path.substitution
    path = dataclasses.replace(path, substitution=put_in)
    words = named(found, inputs())
    label = path.label if path.substitution or not words else ""
    return path, done, ", ".join(filter(None, (label, words)))


def named_structure(atoms: Atoms) -> str:
    """A name for a structure that a script made: what was done to the person's, "" where nothing is known of it."""
    if within() or not inputs():
        return ""
    found = told_of(atoms)
    if "built" in found:
        return ""
    put_in = Path((atoms,), found.get("substitution", {}))
    words = named(found, inputs())
    return ", ".join(filter(None, (FilePath(found["file"]).stem, put_in.label if put_in.substitution else "", words)))
