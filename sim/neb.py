"""Barriers of paths: one, or one for each candidate substitution beside the unsubstituted path."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path as FilePath
from typing import Any, TypeVar

from ase import Atoms

from sim.alike import check_alike
from sim.candidate import Task, compute
from sim.errors import ElementError, SiteError
from sim.finished import keep, look_up, recalled
from sim.many import combinations, is_many, label_of, told_apart, values
from sim.messages import caveat_text
from sim.path import Path, check_count, resample
from sim.plan import Wanted, computed_all
from sim.plan.edits import edited
from sim.potentials import caveats, check_elements
from sim.progress import report
from sim.records import Barrier, BarrierTable, Caveat
from sim.relax import check_fmax
from sim.settings import calculator_name
from sim.substitution import substitute
from sim.trajectory import file_name
from sim.workers import compute_all

T = TypeVar("T")
FEW_IMAGES = 5
# A structure of so many atoms without a periodic direction may be a slab whose cell was lost
CLUSTER_ATOMS = 10


@dataclasses.dataclass(frozen=True)
class Options:
    """What was asked for beside the path; n_images and calculator None: the path's own, the session's own."""

    n_images: int | None
    fmax: float
    climb: bool
    calculator: str | None

    def of(self, path: Path) -> "Options":
        """The same with nothing left open, checked."""
        name = calculator_name(self.calculator)
        check_elements(name, set(path.images[0].get_chemical_symbols()))
        count = path.n_images if self.n_images is None else self.n_images
        check_count(count)
        return Options(count, check_fmax(self.fmax), bool(self.climb), name)


def barrier(
    path: Path | Sequence[Path],
    *,
    n_images: int | Sequence[int] | None = None,
    fmax: float | Sequence[float] = 0.02,
    climb: bool = True,
    calculator: str | Sequence[str] | None = None,
) -> Barrier | BarrierTable:
    """The barrier of one or many paths: end points relaxed, saddle found to `fmax` [eV/Å] and verified.

    n_images: both ends counted; None: as many as the path has. climb=False: the highest image of the relaxed band instead.
    """
    paths: list[Path] = values("path", path)
    several = any(map(is_many, (path, n_images, fmax, calculator)))
    with told_apart() if several else nullcontext():
        tasks = [
            _task(one, options, of=name)
            for one, name in zip(paths, _names(paths), strict=True)
            for options in _options(one, n_images, fmax, climb, calculator)
        ]

    def found() -> list[Barrier]:
        _announce(tasks)
        return [look_up(tasks[0]) or keep(tasks[0], compute(recalled(tasks[0])))] if len(tasks) == 1 else _all(tasks)

    barriers = computed_all(Barrier, found, [_wanted(task) for task in tasks])
    return BarrierTable(barriers) if several else barriers[0]


def screen(
    path: Path,
    sites: int | Sequence[int] | None = None,
    elements: str | Sequence[str] | None = None,
    *,
    substitutions: Mapping[int, str] | Iterable[Mapping[int, str]] | None = None,
    together: bool = False,
    host: bool = False,
    n_images: int | Sequence[int] | None = None,
    fmax: float | Sequence[float] = 0.02,
    climb: bool = True,
    calculator: str | Sequence[str] | None = None,
) -> BarrierTable:
    """The barriers of a path with one or many elements at one or many sites, the unsubstituted one beside them.

    together: all sites take an element at once; substitutions: one {index: element} a candidate, instead of sites and elements.
    host: the unsubstituted path is asked for by name; it is computed anyway, because all others start from it.
    """
    changed = [substitute(path, one) for one in _candidates(sites, elements, substitutions, together, host)]
    choices = _options(path, n_images, fmax, climb, calculator)
    with told_apart() if len(choices) > 1 else nullcontext():
        groups = [[_task(one, options) for one in (path, *changed)] for options in choices]
    in_order = _side_by_side(groups)

    def found() -> list[Barrier]:
        _announce(in_order)
        firsts = _all([group[0] for group in groups])
        started = [task for group, first in zip(groups, firsts, strict=True) for task in _started(group, first)]
        rest = iter(_all(started, like=[(group[0], first) for group, first in zip(groups, firsts, strict=True)]))
        return _side_by_side([[first, *islice(rest, len(changed))] for first in firsts])

    return BarrierTable(computed_all(Barrier, found, [_wanted(task) for task in in_order]))


def _side_by_side(groups: Sequence[Sequence[T]]) -> list[T]:
    """What the groups have for the first candidate, then for the second, and so on."""
    return [one for candidate in zip(*groups, strict=True) for one in candidate]


def _options(path: Path, n_images: Any, fmax: Any, climb: bool, calculator: Any) -> list[Options]:
    """All settings with all, checked, each once."""
    given = combinations({"n_images": n_images, "fmax": fmax, "calculator": calculator})
    return list(dict.fromkeys(Options(climb=climb, **one).of(path) for one in given))


def _names(paths: Sequence[Path]) -> list[str]:
    """What tells the labels of several paths apart: their files, where these differ."""
    files = ["–".join(FilePath(file).stem for file in path.source.split(", ")) for path in paths]
    return files if len(set(files)) > 1 else [""] * len(paths)


def _announce(tasks: Sequence[Task]) -> None:
    """Tells what is to come, one event a calculator."""
    for name in dict.fromkeys(task.calculator for task in tasks):
        report({"event": "plan", "labels": [task.label for task in tasks if task.calculator == name], "calculator": name})


def _started(group: Sequence[Task], first: Barrier) -> list[Task]:
    """The candidates of a group, from the band of its unsubstituted path where that is at hand."""
    origin, *tasks = group
    if first.images and first.status == "converged":
        return _crosschecked([_warmed(task, first.images) for task in tasks], origin)
    return tasks


def _listed(given: Any) -> list[Any]:
    """What was given as a list; nothing where nothing was."""
    return [] if given is None else list(given) if is_many(given) else [given]


def _wanted(task: Task) -> Wanted:
    """What is known of a candidate's record beforehand."""
    known: dict[str, Any] = {"label": task.label, "substitution": task.substitution}
    known |= {"changes": task.changes} if task.changes else {}
    known |= {"n_images": len(task.images), "fmax": task.fmax, "climb": task.climb, "calculator": task.calculator}
    return Wanted(known, task.images, {"path": f"paths/{file_name(task.label)}.extxyz"}, task.source)


def _candidates(
    sites: int | Sequence[int] | None,
    elements: str | Sequence[str] | None,
    substitutions: Mapping[int, str] | Iterable[Mapping[int, str]] | None,
    together: bool,
    host: bool,
) -> list[dict[int, str]]:
    """The substitutions that were asked for, each once, in order."""
    if substitutions is not None:
        found = [dict(substitution) for substitution in values("substitutions", substitutions)]
    else:
        indices = _listed(sites)
        symbols = _listed(elements)
        if not indices and not (host and not symbols):
            raise SiteError("index_missing")
        if indices and not symbols:
            raise ElementError("element_missing")
        groups = [indices] if together else [[index] for index in indices]
        found = [dict.fromkeys(group, symbol) for group in groups for symbol in symbols]
    return [one for place, one in enumerate(found) if one and one not in found[:place]]


def _task(path: Path, options: Options, *, of: str = "") -> Task:
    """All choices of one candidate, checked; of: what its label begins with."""
    check_alike(path.images)
    settings = dataclasses.asdict(options.of(path))
    count, name = settings["n_images"], settings["calculator"]
    atoms = path.images[0]
    said = [Caveat("images_few", caveat_text("images_few", given=count))] if count < FEW_IMAGES else []
    if len(atoms) >= CLUSTER_ATOMS and not atoms.pbc.any():
        said.append(Caveat("not_periodic", caveat_text("not_periodic", given=len(atoms))))
    path, done, base = edited(path)
    images = resample(path.images, count)
    return Task(
        label=label_of("barrier", f"{of} {base}".strip(), images, **settings),
        images=images,
        substitution=dict(path.substitution),
        changes=done,
        source=path.source,
        calculator=name,
        fmax=settings["fmax"],
        climb=settings["climb"],
        warnings=(*caveats(name, set(atoms.get_chemical_symbols()), path.images[0]), *path.warnings, *said),
    )


def _warmed(task: Task, images: Sequence[Atoms]) -> Task:
    """The task with the unsubstituted path's last band to start from, its own elements put in."""
    warm = []
    for image in images:
        atoms = image.copy()
        atoms.numbers = task.images[0].numbers
        warm.append(atoms)
    return dataclasses.replace(task, warm=tuple(warm))


def _crosschecked(tasks: list[Task], origin: Task) -> list[Task]:
    """The tasks, where there are several, with one to be computed from an interpolation too: does the warm start hide a lower way?"""
    changed = [k for k, task in enumerate(tasks) if (task.images[0].numbers != origin.images[0].numbers).any()]
    if len(changed) < 2:
        return tasks
    tasks[changed[0]] = dataclasses.replace(tasks[changed[0]], crosscheck=True)
    return tasks


def _all(tasks: Sequence[Task], like: Sequence[tuple[Task, Barrier]] = ()) -> list[Barrier]:
    """The barriers of all tasks, in order; each is kept before another is taken. `like`: results that serve their equals."""
    found: dict[int, Barrier] = {}
    for place, task in enumerate(tasks):
        same = next((result for origin, result in like if _is_same(task, origin)), None)
        if same is not None:
            found[place] = keep(task, _renamed(same, task))
        elif known := look_up(task):
            found[place] = known
    left = [place for place in range(len(tasks)) if place not in found]
    for turn, result in compute_all([recalled(tasks[place]) for place in left]):
        found[left[turn]] = keep(tasks[left[turn]], result)
    return [found[place] for place in range(len(tasks))]


def _is_same(task: Task, origin: Task) -> bool:
    """Whether a candidate is the unsubstituted path under another name, with the same settings."""
    settings = [(one.calculator, one.fmax, one.climb, len(one.images)) for one in (task, origin)]
    return settings[0] == settings[1] and bool((task.images[0].numbers == origin.images[0].numbers).all())


def _renamed(known: Barrier, task: Task) -> Barrier:
    """A result under the name of a substitution that changes nothing."""
    same = dataclasses.replace(known, label=task.label, substitution=task.substitution, force_calls=0, wall_s=0.0)
    return same.with_warnings(*task.warnings)
