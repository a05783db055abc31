"""Barriers of paths: one, or one for each candidate substitution beside the unsubstituted path."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ase import Atoms

from sim.alike import check_alike
from sim.candidate import Task, compute
from sim.errors import ElementError, SiteError
from sim.finished import keep, look_up, recalled
from sim.messages import caveat_text
from sim.path import Path, check_count, resample
from sim.plan import Wanted, computed_all, label_of
from sim.plan.edits import edited
from sim.potentials import caveats, check_elements
from sim.progress import report
from sim.records import Barrier, BarrierTable, Caveat
from sim.relax import check_fmax
from sim.settings import calculator_name
from sim.substitution import substitute
from sim.trajectory import file_name
from sim.workers import compute_all

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


def barrier(path: Path, *, n_images: int | None = None, fmax: float = 0.02, climb: bool = True, calculator: str | None = None) -> Barrier:
    """The barrier of a path: end points relaxed, saddle found to `fmax` [eV/Å] and verified.

    n_images: both ends counted; None: as many as the path has. climb=False: the highest image of the relaxed band instead.
    """
    task = _task(path, Options(n_images, fmax, climb, calculator))

    def found() -> list[Barrier]:
        report({"event": "plan", "labels": [task.label], "calculator": task.calculator})
        return [look_up(task) or keep(task, compute(recalled(task)))]

    return computed_all(Barrier, found, [_wanted(task)])[0]


def screen(
    path: Path,
    sites: int | Sequence[int] | None = None,
    elements: str | Sequence[str] | None = None,
    *,
    substitutions: Iterable[Mapping[int, str]] | None = None,
    together: bool = False,
    host: bool = False,
    n_images: int | None = None,
    fmax: float = 0.02,
    climb: bool = True,
    calculator: str | None = None,
) -> BarrierTable:
    """The barriers of a path with each of these elements at each of these sites, the unsubstituted one beside them.

    together: all sites take an element at once; substitutions: one {index: element} a candidate, instead of sites and elements.
    host: the unsubstituted path is asked for by name; it is computed anyway, because all others start from it.
    """
    options = Options(n_images, fmax, climb, calculator)
    wanted = _candidates(sites, elements, substitutions, together, host)
    origin = _task(path, options)
    tasks = [_task(substitute(path, one), options) for one in wanted]

    def found() -> list[Barrier]:
        report({"event": "plan", "labels": [origin.label, *(task.label for task in tasks)], "calculator": origin.calculator})
        first = _all([origin])[0]
        if first.images and first.status == "converged":
            return [first, *_all(_crosschecked([_warmed(task, first.images) for task in tasks], origin), like=(origin, first))]
        return [first, *_all(tasks, like=(origin, first))]

    return BarrierTable(tuple(computed_all(Barrier, found, [_wanted(task) for task in (origin, *tasks)])))


def _wanted(task: Task) -> Wanted:
    """What is known of a candidate's record beforehand."""
    known: dict[str, Any] = {"label": task.label, "substitution": task.substitution}
    known |= {"changes": task.changes} if task.changes else {}
    known |= {"n_images": len(task.images), "fmax": task.fmax, "climb": task.climb, "calculator": task.calculator}
    return Wanted(known, task.images, {"path": f"paths/{file_name(task.label)}.extxyz"})


def _candidates(
    sites: int | Sequence[int] | None,
    elements: str | Sequence[str] | None,
    substitutions: Iterable[Mapping[int, str]] | None,
    together: bool,
    host: bool,
) -> list[dict[int, str]]:
    """The substitutions that were asked for, each once, in order."""
    if substitutions is not None:
        found = [dict(substitution) for substitution in substitutions]
    else:
        indices = [sites] if isinstance(sites, int) else list(sites or ())
        symbols = [elements] if isinstance(elements, str) else list(elements or ())
        if not indices and not (host and not symbols):
            raise SiteError("index_missing")
        if indices and not symbols:
            raise ElementError("element_missing")
        groups = [indices] if together else [[index] for index in indices]
        found = [dict.fromkeys(group, symbol) for group in groups for symbol in symbols]
    return [one for place, one in enumerate(found) if one and one not in found[:place]]


def _task(path: Path, options: Options) -> Task:
    """All choices of one candidate, checked."""
    check_alike(path.images)
    name = calculator_name(options.calculator)
    symbols = set(path.images[0].get_chemical_symbols())
    check_elements(name, symbols)
    count = path.n_images if options.n_images is None else options.n_images
    check_count(count)
    atoms = path.images[0]
    said = [Caveat("images_few", caveat_text("images_few", given=count))] if count < FEW_IMAGES else []
    if len(atoms) >= CLUSTER_ATOMS and not atoms.pbc.any():
        said.append(Caveat("not_periodic", caveat_text("not_periodic", given=len(atoms))))
    path, done, base = edited(path)
    images, fmax = resample(path.images, count), check_fmax(options.fmax)
    fields = {"n_images": count, "fmax": fmax, "climb": bool(options.climb), "calculator": name}
    return Task(
        label=label_of("barrier", base, images, **fields),
        images=images,
        substitution=dict(path.substitution),
        changes=done,
        calculator=name,
        fmax=fmax,
        climb=bool(options.climb),
        warnings=(*caveats(name, symbols, path.images[0]), *path.warnings, *said),
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


def _all(tasks: Sequence[Task], like: tuple[Task, Barrier] | None = None) -> list[Barrier]:
    """The barriers of all tasks, in order; each is kept before another is taken. `like`: a result that serves its equals."""
    found: dict[int, Barrier] = {}
    for place, task in enumerate(tasks):
        if like is not None and (task.images[0].numbers == like[0].images[0].numbers).all():
            found[place] = keep(task, _renamed(like[1], task))
        elif known := look_up(task):
            found[place] = known
    left = [place for place in range(len(tasks)) if place not in found]
    for turn, result in compute_all([recalled(tasks[place]) for place in left]):
        found[left[turn]] = keep(tasks[left[turn]], result)
    return [found[place] for place in range(len(tasks))]


def _renamed(known: Barrier, task: Task) -> Barrier:
    """A result under the name of a substitution that changes nothing."""
    same = dataclasses.replace(known, label=task.label, substitution=task.substitution, force_calls=0, wall_s=0.0)
    return same.with_warnings(*task.warnings)
