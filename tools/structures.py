"""What is known about a person's structure file before anything runs: how many images, which atoms, which are held.

Covered: the file is hostile input. Regular files within a size only, opened without waiting (no pipe, no device; symbolic links are
the person's own business); text inside is data. .extxyz and .xyz go through our own strict reader (tools/xyz.py). Other formats go
through ASE in a child process with limits of time and memory, without the person's environment, its reader fixed by the suffix and
never one that unpickles; what the child says is checked again.
Not covered: the child is no sandbox. ASE's readers of .traj, .cif and POSCAR run no code from the file, which is why this is enough
for a summary; the computation reads the file inside the sandbox.
"""

import collections
import dataclasses
import functools
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from ase.data import atomic_numbers

from tools.errors import StructureError
from tools.messages import why
from tools.viewpoint import layers
from tools.xyz import MAX_ATOMS, MAX_IMAGES, Frame, read_frames

T = TypeVar("T")
STRICT = (".extxyz", ".xyz")
READERS = {".traj": "traj", ".cif": "cif", ".vasp": "vasp", ".poscar": "vasp"}
FILE_BYTES = 256 << 20
CHILD_S = 60


@dataclasses.dataclass(frozen=True)
class AtomInfo:
    """One atom: ASE's index (from 0), its layer from below (from 1), and whether it is held."""

    index: int
    element: str
    layer: int
    fixed: bool


@dataclasses.dataclass(frozen=True)
class Summary:
    """A structure file in short; atoms are those of its first image.

    mismatch: where the images are not of the same atoms, order and cell, why not; else ""
    """

    name: str
    n_images: int
    symbols: tuple[str, ...]
    fixed: tuple[int, ...] = ()
    layers: tuple[int, ...] = ()
    mismatch: str = ""

    @property
    def n_atoms(self) -> int:
        return len(self.symbols)

    @property
    def elements(self) -> tuple[str, ...]:
        """Each element once, the most frequent first."""
        return tuple(symbol for symbol, _ in collections.Counter(self.symbols).most_common())

    @property
    def formula(self) -> str:
        """ "Ru192N2": the most frequent element first."""
        return "".join(f"{symbol}{count if count > 1 else ''}" for symbol, count in collections.Counter(self.symbols).most_common())

    @property
    def n_layers(self) -> int:
        return max(self.layers, default=0)

    def atom(self, index: int) -> AtomInfo:
        """What is known of one atom. Raises IndexError."""
        if not 0 <= index < self.n_atoms:
            raise IndexError(index)
        return AtomInfo(index, self.symbols[index], self.layers[index], index in self.fixed)


def read_summary(file: Path) -> Summary:
    """The file in short. Raises StructureError: file_missing, file_unreadable."""
    before = _state(file)
    return _summary(file, before.st_size, before.st_mtime_ns)


def read_first(file: Path) -> Frame:
    """The first structure of the file, with its positions. Raises StructureError."""
    _state(file)
    return _looked_at(file, lambda: next(read_frames(_text(file)), None), lambda said: said[1])


@functools.lru_cache(maxsize=256)
def _summary(file: Path, size: int, changed_ns: int) -> Summary:  # noqa: ARG001 (size and time make the key)
    return _looked_at(file, lambda: _of_frames(file.name, read_frames(_text(file))), lambda said: _of_child(file.name, *said))


def _looked_at(file: Path, strictly: Callable[[], T | None], by_child: Callable[[tuple[int, Frame, str]], T]) -> T:
    """What our own reader makes of the file, or the child that reads other formats. Raises StructureError."""
    suffix = _suffix(file)
    try:
        found = strictly() if suffix in STRICT else by_child(_child(file, READERS[suffix]))
        if found is None:
            raise ValueError(why("no_atoms"))
        return found
    except KeyError:
        said = why("suffix", given=suffix) if suffix else why("no_suffix")
        raise StructureError(reason="file_unreadable", file=file.name, why=said) from None
    except PermissionError:
        raise StructureError(reason="file_unreadable", file=file.name, why=why("permission")) from None
    except UnicodeDecodeError:
        raise StructureError(reason="file_unreadable", file=file.name, why=why("encoding")) from None
    except (OSError, ValueError) as error:
        raise StructureError(reason="file_unreadable", file=file.name, why=str(error)[:200]) from error


def _suffix(file: Path) -> str:
    return file.suffix.lower() or (".vasp" if file.name in ("POSCAR", "CONTCAR") else "")


def _state(file: Path) -> os.stat_result:
    try:
        state = file.stat()
    except OSError:
        raise StructureError(reason="file_missing", file=file.name, found=_neighbours(file)) from None
    said = ""
    if not stat.S_ISREG(state.st_mode):
        said = why("special")
    elif not state.st_size:
        said = why("empty")
    elif state.st_size > FILE_BYTES:
        said = why("large", size=state.st_size >> 20, most=FILE_BYTES >> 20)
    if said:
        raise StructureError(reason="file_unreadable", file=file.name, why=said)
    return state


def _neighbours(file: Path) -> str:
    try:
        names = sorted(f.name for f in file.parent.iterdir() if _suffix(f) in (*STRICT, *READERS))
    except OSError:
        names = []
    return ", ".join(names[:8]) or "–"


def _text(file: Path) -> str:
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as source:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError(why("special"))
        content = source.read(FILE_BYTES + 1)
    if len(content) > FILE_BYTES or b"\0" in content:
        raise ValueError(why("binary"))
    if content.startswith(b"\xef\xbb\xbf"):
        raise ValueError(why("mark"))  # the readers inside the sandbox stumble over it too
    return content.decode("utf-8").replace("\r\n", "\n")


def _of_frames(name: str, frames: Iterable[Frame]) -> Summary | None:
    first, before, count, mismatch = None, None, 0, ""
    for k, frame in enumerate(frames):
        first, count = first or frame, count + 1
        mismatch = mismatch or _difference(first, before or frame, frame, k)
        before = frame
    if first is None:
        return None
    heights = [position[2] for position in first.positions]
    return Summary(name, count, first.symbols, first.fixed, layers(heights), mismatch)


def _difference(first: Frame, before: Frame, frame: Frame, k: int) -> str:
    if len(frame.symbols) != len(first.symbols):
        return why("other_count", k=k, n=len(frame.symbols), first=len(first.symbols))
    if frame.symbols != first.symbols:
        i = next(i for i, pair in enumerate(zip(frame.symbols, first.symbols, strict=True)) if pair[0] != pair[1])
        return why("other_order", k=k, i=i, symbol=frame.symbols[i], first=first.symbols[i])
    if len(frame.lattice) != len(first.lattice) or any(abs(a - b) > 1e-4 for a, b in zip(frame.lattice, first.lattice, strict=True)):
        return why("other_cell", k=k)
    if frame.fixed != first.fixed:
        return why("other_fixed", k=k)
    pair = swapped(before, frame)
    return why("swapped", k=k, i=pair[0], j=pair[1]) if pair else ""


def swapped(before: Frame, after: Frame) -> tuple[int, int] | None:
    """Two of the atoms of one element that stand in each other's places (or in a ring of such) one image later: another order."""
    from sim.alike import exchanged  # sim is heavy, and most files never come here

    cell = np.array(after.lattice).reshape(3, 3) if after.lattice else np.zeros((3, 3))
    return exchanged(np.array(before.positions), np.array(after.positions), cell, before.symbols)


# What the child runs: an ASE reader named by us, on one file, within its limits.
_CHILD = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (50, 50))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
import numpy as np
from ase.io import iread
def fixed(atoms):
    return sorted({int(i) for c in atoms.constraints if hasattr(c, "index") for i in np.atleast_1d(c.index)})
first, count, mismatch = None, 0, {}
for atoms in iread(sys.argv[1], index=":", format=sys.argv[2], do_not_split_by_at_sign=True):
    if len(atoms) > int(sys.argv[3]) or count >= int(sys.argv[4]):
        sys.exit("many_atoms")
    if not (np.isfinite(atoms.positions).all() and np.isfinite(atoms.cell.array).all()):
        sys.exit("not_finite")
    first, count = first or atoms, count + 1
    if not mismatch and len(atoms) != len(first):
        mismatch = {"key": "other_count", "k": count - 1, "n": len(atoms), "first": len(first)}
    elif not mismatch and (atoms.numbers != first.numbers).any():
        i = int(np.nonzero(atoms.numbers != first.numbers)[0][0])
        mismatch = {"key": "other_order", "k": count - 1, "i": i, "symbol": atoms.symbols[i], "first": first.symbols[i]}
    elif not mismatch and not np.allclose(atoms.cell.array, first.cell.array, atol=1e-4):
        mismatch = {"key": "other_cell", "k": count - 1}
if first is None or not len(first):
    sys.exit("no_atoms")
places = [[round(float(x), 4) for x in place] for place in first.positions]
cell = [float(x) for x in first.cell.array.ravel()] if first.cell.rank else []
print(json.dumps([count, list(first.symbols), fixed(first), places, cell, mismatch]))
"""


def _child(file: Path, reader: str) -> tuple[int, Frame, str]:
    """(images, the first one, mismatch) as the child says."""
    argv = [sys.executable, "-I", "-W", "ignore", "-c", _CHILD, str(file.resolve()), reader, str(MAX_ATOMS), str(MAX_IMAGES)]
    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath}
    try:
        done = subprocess.run(argv, capture_output=True, text=True, env=environment, cwd="/", timeout=CHILD_S, check=False)
    except subprocess.TimeoutExpired:
        raise ValueError(why("slow", given=CHILD_S)) from None
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise ValueError(why(last[0]) if last and last[0] in ("many_atoms", "not_finite", "no_atoms") else why("format", given=reader))
    return _checked(file.name, json.loads(done.stdout))


def _checked(name: str, said: Any) -> tuple[int, Frame, str]:
    """The child's answer, as little trusted as the file."""
    count, symbols, fixed, places, cell, mismatch = said
    fine = (
        isinstance(count, int)
        and all(atomic_numbers.get(symbol, 0) > 0 for symbol in symbols)
        and all(isinstance(i, int) and 0 <= i < len(symbols) for i in fixed)
        and len(places) == len(symbols)
        and all(len(place) == 3 for place in places)
        and len(cell) in (0, 9)
    )
    if not fine:
        raise ValueError(why("format", given=name))
    said = why(mismatch.pop("key"), **mismatch)[:200] if mismatch else ""
    positions = tuple(tuple(map(float, place)) for place in places)
    return count, Frame(tuple(symbols), positions, tuple(map(float, cell)), tuple(fixed)), said


def _of_child(name: str, count: int, first: Frame, mismatch: str) -> Summary:
    return Summary(name, count, first.symbols, first.fixed, layers([place[2] for place in first.positions]), mismatch)
