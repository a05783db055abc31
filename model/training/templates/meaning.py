"""What a request about a path means, and the script that says so: the one place where canonical scripts are written."""

import random
from dataclasses import dataclass

Pair = tuple[int, str]


@dataclass(frozen=True)
class Job:
    """One calculation on a path.

    mode: each (sites × elements alone), together (all sites at once), pairs (one element a site), plain (nothing put in),
    cases (what is put where, case by case).
    """

    files: tuple[str, ...]
    ends: bool = False
    mode: str = "each"
    sites: tuple[int, ...] = ()
    site_range: bool = False
    elements: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    apart: bool = False
    cases: tuple[tuple[Pair, ...], ...] = ()
    host: bool = False
    images: str = ""
    fmax: str = ""
    climb: bool = True
    calculator: str = ""
    temperatures: str = ""
    verify: bool = False
    handed: tuple[str, ...] = ()  # the files that lie there, where more do than are used


def quoted(items: tuple[str, ...]) -> str:
    return ", ".join(f'"{item}"' for item in items)


def script(job: Job) -> str:
    """The script of a job, without its imports."""
    lines = [_path_line(job)]
    table = job.mode in ("each", "together", "cases") or job.apart or (job.mode == "pairs" and job.host)
    if job.verify and job.mode in ("each", "together") and len(job.elements) == 1 and (len(job.sites) == 1 or job.mode == "together"):
        pairs = tuple((site, job.elements[0]) for site in job.sites)
        lines.append(f"result = verify(barrier(substitute(path, {_mapping(pairs)}){options(job)}))")
        table = False
    elif table:
        lines.append(f"table = screen(path, {_what(job)}{options(job)})")
    else:
        inner = f"substitute(path, {_mapping(job.pairs)})" if job.mode == "pairs" else "path"
        call = f"barrier({inner}{options(job)})"
        lines.append(f"result = verify({call})" if job.verify else f"result = {call}")
    name = "table" if table else "result"
    if job.temperatures:
        lines.append(f"{name} = rates({name}, {job.temperatures})")
    lines += [f"chart({name})", "scene(table.lowest)" if table else "scene(result)"]
    return "\n".join(lines)


def _path_line(job: Job) -> str:
    if not job.ends:
        return f'path = read_path("{job.files[0]}")'
    images = f", n_images={job.images}" if job.images else ""
    return f'path = interpolate("{job.files[0]}", "{job.files[1]}"{images})'


def _mapping(pairs: tuple[Pair, ...]) -> str:
    return "{" + ", ".join(f'{site}: "{element}"' for site, element in pairs) + "}"


def _what(job: Job) -> str:
    """The arguments of `screen` that say what is put where."""
    host = ", host=True" if job.host else ""
    if job.mode == "cases":
        return f"substitutions=[{', '.join(_mapping(case) for case in job.cases)}]{host}"
    if job.mode == "pairs":
        maps = [_mapping((pair,)) for pair in job.pairs] if job.apart else [_mapping(job.pairs)]
        return f"substitutions=[{', '.join(maps)}]{host}"
    sites = ", ".join(str(site) for site in job.sites)
    together = ", together=True" if job.mode == "together" else ""
    return f"sites=[{sites}], elements=[{quoted(job.elements)}]{together}{host}"


def options(job: Job) -> str:
    """The options of a job as keyword arguments, each with a comma before."""
    text = f", n_images={job.images}" if job.images and not job.ends else ""
    text += f", fmax={job.fmax}" if job.fmax else ""
    text += "" if job.climb else ", climb=False"
    return text + (f', calculator="{job.calculator}"' if job.calculator else "")


def weighted(rng: random.Random, **weights: float) -> str:
    """One of the names, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]
