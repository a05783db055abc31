"""How a structure differs from those that the person handed in: atoms replaced, taken out, put in, moved, held, the cell.

Covered: the same atoms in the same order; a few atoms more or fewer; a cell that was stretched; a cell that was repeated.
Not covered: a structure of its own making, or one whose atoms stand in another order: it is told as built anew, by its formula.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from ase import Atoms
from ase.geometry import find_mic
from scipy.spatial import cKDTree

from sim.messages import word

Known = Mapping[str, Sequence[Atoms]]
Difference = dict[str, Any]

# An atom farther than this from where it was has moved [Å]
MOVED_A = 1e-3
# Two atoms nearer than this are the same one, where atoms were taken out or put in [Å]
SAME_A = 0.5
# At most so many atoms are told as taken out or put in
MOST_CHANGED = 24
# Of more coordinates than this, only the first and the last structure of a file are looked at
MOST_COORDINATES = 2_000_000


def difference(atoms: Atoms, known: Known) -> Difference:
    """The difference from the nearest known structure.

    Keys, each only where there is something to tell: file, image (which structure it is told from), repeat [a, b, c],
    substitution {index: symbol}, removed [index], added [{element, position}], moved [index], held [index], cell (lengths of the
    cell's vectors against those before, shape (3,)), angles (true: they changed), pbc; or built (its formula) and n_atoms.
    """
    best: tuple[float, Difference] | None = None
    for name, images in known.items():
        for k in _looked_at(images):
            found = _against(atoms, images[k])
            if found is not None and (best is None or found[0] < best[0]):
                best = (found[0], {"file": name, "image": k, **found[1]})
        if best is not None and best[0] == 0.0:
            break
    if best is None or best[0] > max(4.0, 0.9 * len(atoms)) + 3.0 * MOST_CHANGED:
        return {"built": atoms.get_chemical_formula(), "n_atoms": len(atoms)}
    return best[1]


def changes(found: Difference) -> Difference:
    """What was done to a structure besides putting other elements in; {} where nothing was."""
    return {key: value for key, value in found.items() if key in ("removed", "added", "repeat", "cell", "angles", "held")}


def named(found: Difference, known: Known) -> str:
    """What was done to a structure besides putting other elements in, as labels have it: "−Cu18", "+O", "2×2×1"; "" for nothing."""
    told = []
    if found.get("removed"):
        before = known[found["file"]][found["image"]]
        told.append("−" + ",".join(f"{before.symbols[i]}{i}" for i in found["removed"]))
    if found.get("added"):
        told.append("+" + ",".join(one["element"] for one in found["added"]))
    if found.get("repeat"):
        told.append("×".join(map(str, found["repeat"])))
    if "held" in found:
        told.append(word("held", count=len(found["held"])))
    if found.get("cell"):
        told.append(word("strain", value=_percent(found["cell"])))
    return ", ".join(told)


def _percent(shares: Sequence[float]) -> str:
    """+2 % where all of the cell, or its first two vectors, are stretched alike; else each vector's."""
    told = [f"{100 * (share - 1):+.3g} %" if abs(share - 1) > 1e-6 else "0 %" for share in shares]
    alike = told[0] == told[1] and told[2] in (told[0], "0 %")
    return told[0] if alike else ", ".join(f"{axis} {one}" for axis, one in zip("abc", told, strict=True))


def held(atoms: Atoms) -> list[int]:
    """Indices of atoms that a constraint holds, in whichever directions."""
    found = {int(i) for one in atoms.constraints for i in np.atleast_1d(getattr(one, "index", [])).ravel()}
    return sorted(found)


def _looked_at(images: Sequence[Atoms]) -> Sequence[int]:
    count = len(images)
    if count > 2 and count * len(images[0]) * 3 > MOST_COORDINATES:
        return (0, count - 1)
    return range(count)


def _against(atoms: Atoms, before: Atoms) -> tuple[float, Difference] | None:
    """(cost, difference) from one structure; None where the two have nothing to do with one another."""
    if len(atoms) == len(before):
        return _alike(atoms, before)
    times = _repeats(atoms, before)
    if times:
        cost, found = _alike(atoms, before.repeat(times))
        return cost + 2.0, {"repeat": list(times), **found}
    return _more_or_fewer(atoms, before)


def _alike(atoms: Atoms, before: Atoms) -> tuple[float, Difference]:
    """Against a structure of as many atoms."""
    found: Difference = {}
    swapped = np.flatnonzero(atoms.numbers != before.numbers)
    if len(swapped):
        found["substitution"] = {int(i): str(atoms.symbols[i]) for i in swapped}
    stretched, strain = _strained(atoms, before)
    found |= strain
    moved = np.flatnonzero(_apart(atoms, stretched) > MOVED_A)
    if len(moved):
        found["moved"] = moved.tolist()
    if held(atoms) != held(before):
        found["held"] = held(atoms)
    if (atoms.pbc != before.pbc).any():
        found["pbc"] = [bool(one) for one in atoms.pbc]
    return 3.0 * len(swapped) + len(moved) + bool(strain) + 0.1 * ("held" in found) + 0.1 * ("pbc" in found), found


def _strained(atoms: Atoms, before: Atoms) -> tuple[np.ndarray, Difference]:
    """Where the atoms would be had only the cell been stretched, shape (n_atoms, 3), and the stretch."""
    ours, theirs = atoms.cell.array, before.cell.array
    if np.allclose(ours, theirs, atol=1e-6) or atoms.cell.rank < 3 or before.cell.rank < 3:
        return before.positions, {}
    found: Difference = {"cell": [round(float(f), 6) for f in atoms.cell.lengths() / before.cell.lengths()]}
    if not np.allclose(atoms.cell.angles(), before.cell.angles(), atol=1e-3):
        found["angles"] = True
    return before.positions @ np.linalg.solve(theirs, ours), found


def _apart(atoms: Atoms, places: np.ndarray) -> np.ndarray:
    """How far each atom is from its place, the shortest way across the cell [Å], shape (n_atoms,)."""
    step = atoms.positions - places
    if np.abs(step).max(initial=0.0) <= MOVED_A or not atoms.pbc.any() or not atoms.cell.rank:
        return np.linalg.norm(step, axis=1)
    return find_mic(step, atoms.cell, atoms.pbc)[1]


def _repeats(atoms: Atoms, before: Atoms) -> tuple[int, int, int] | None:
    """How often the cell before stands in this one each way, where that explains the number of atoms."""
    if before.cell.rank < 3 or atoms.cell.rank < 3 or len(atoms) % len(before):
        return None
    shares = atoms.cell.lengths() / before.cell.lengths()
    times = [int(n) for n in np.rint(shares)]
    fits = min(times) >= 1 and np.allclose(shares, times, rtol=0.1) and int(np.prod(times)) == len(atoms) // len(before)
    return (times[0], times[1], times[2]) if fits else None


def _more_or_fewer(atoms: Atoms, before: Atoms) -> tuple[float, Difference] | None:
    """Against a structure with a few atoms more or fewer."""
    if abs(len(atoms) - len(before)) > MOST_CHANGED or not len(before):
        return None
    stretched, found = _strained(atoms, before)
    pairs = _pairs(atoms, stretched)
    removed = sorted(set(range(len(before))) - set(pairs))
    added = sorted(set(range(len(atoms))) - set(pairs.values()))
    if len(removed) + len(added) > MOST_CHANGED:
        return None
    swapped = {old: str(atoms.symbols[new]) for old, new in pairs.items() if atoms.numbers[new] != before.numbers[old]}
    if swapped:
        found["substitution"] = swapped
    if removed:
        found["removed"] = removed
    if added:
        found["added"] = [{"element": str(atoms.symbols[i]), "position": [round(float(x), 3) for x in atoms.positions[i]]} for i in added]
    news = np.array(list(pairs.values()), dtype=int)
    shifted = _apart(atoms[news], stretched[list(pairs)]) > MOVED_A if len(news) else np.zeros(0, dtype=bool)
    moved = sorted(old for old, far in zip(pairs, shifted, strict=True) if far)
    if moved:
        found["moved"] = moved
    numbered = {new: old for old, new in pairs.items()}
    kept = sorted(numbered[i] for i in held(atoms) if i in numbered)
    if kept != [i for i in held(before) if i in pairs]:
        found["held"] = kept
    return 3.0 * len(swapped) + 2.0 * (len(removed) + len(added)) + len(moved), found


def _pairs(atoms: Atoms, places: np.ndarray) -> dict[int, int]:
    """{index before: index now} of atoms that stand where they stood; each stands for one at most, the nearest."""
    if not len(atoms):
        return {}
    distances, nearest = cKDTree(atoms.positions).query(places, distance_upper_bound=SAME_A)
    found: dict[int, int] = {}
    taken: dict[int, float] = {}
    for old in np.argsort(distances, kind="stable"):
        new = int(nearest[old])
        if np.isfinite(distances[old]) and new not in taken:
            taken[new], found[int(old)] = float(distances[old]), new
    return found
