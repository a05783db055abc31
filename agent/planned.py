"""A plan in words and as a table: what a script would compute, on which atoms, what it will cost, what was left aside."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from agent.check.named import atoms_of
from agent.messages import english, word
from agent.phrases import phrase
from model.reading.account import ASIDE
from sim.plan import Entry, Plan
from sim.potentials import is_cheap
from sim.records import UNVERIFIED

MOST_LINES = 40
# force calls of one computation, by whether the potential is cheap (bench/barriers.py; barriers 71 to 100 with EMT, 198 to 312 with CHGNet)
USUAL_CALLS = {
    "barrier": (90, 280), "relaxation": (20, 40), "equation_of_state": (30, 30), "adsorption": (80, 120), "surface_energy": (60, 90),
    "vacancy_formation": (20, 40), "vibrations": (60, 80), "ase_energy": (1, 1), "ase_optimization": (60, 60), "ase_neb": (500, 500),
}  # fmt: skip
RECORD_BYTES, ATOM_BYTES, USUAL_ATOMS = 6_000, 90, 37
# one force call on one core: EMT 4 ms for 28 atoms, CHGNet 0.06 s for 38 atoms and 0.94 s for 194 (bench/cost.py, bench/request.py)
CHEAP_CALL_S, LEARNED_CALL_S, LEARNED_POWER = 0.00015, 0.06, 1.69


@dataclasses.dataclass(frozen=True)
class Cost:
    """What a plan is likely to take: force calls, time on one core [s], bytes on disk."""

    force_calls: int
    time_s: float
    disk_bytes: int


def cost(plan: Plan, sizes: Mapping[str, int]) -> Cost:
    """About what the plan costs, from what such computations usually took; sizes: how many atoms each file has."""
    calls, seconds, disk = 0, 0.0, 0
    for entry in plan:
        cheap, atoms = is_cheap(str(entry.get("calculator") or "chgnet")), _atoms(entry, sizes)
        these = _calls(entry, cheap=cheap)
        calls += these
        seconds += these * (CHEAP_CALL_S * atoms if cheap else LEARNED_CALL_S * (atoms / 38) ** LEARNED_POWER)
        disk += RECORD_BYTES + ATOM_BYTES * atoms * int(entry.get("n_images") or 1)
    return Cost(calls, seconds, disk)


def _atoms(entry: Entry, sizes: Mapping[str, int]) -> int:
    """How many atoms an entry is about; a slab of ours where nothing is known."""
    told: Mapping[str, Any] = entry.structures[0] if entry.structures else {}
    return int(told.get("n_atoms") or sizes.get(str(told.get("file")), USUAL_ATOMS))


def _calls(entry: Entry, *, cheap: bool) -> int:
    if entry.kind == "molecular_dynamics":
        return round(1000 * float(entry.get("time_ps") or 1.0))
    if entry.kind == "ase_dynamics":
        return int(entry.get("steps") or 0)
    usual = USUAL_CALLS.get(entry.kind, (0, 0))[0 if cheap else 1]
    return round(usual * int(entry.get("n_images") or 7) / 7) if entry.kind == "barrier" else usual


def in_words(plan: Plan, sizes: Mapping[str, int] | None = None) -> list[str]:
    """A line for each computation, the first of many, and about what it costs; sizes: how many atoms each file has."""
    entries = [entry for entry in plan if entry.kind not in UNVERIFIED]
    lines = [f"・{_line(entry)}" for entry in entries[:MOST_LINES]]
    if len(entries) > MOST_LINES:
        lines.append(word("plan_more", count=len(entries) - MOST_LINES))
    if plan.figures or plan.files or (not entries and plan.printed):
        lines.append(word("plan_free", figures=plan.figures, files=", ".join(plan.files) or "–"))
    return [*lines, *cost_in_words(plan, sizes or {})]


def cost_in_words(plan: Plan, sizes: Mapping[str, int]) -> list[str]:
    """About what a plan costs, in a line; nothing where it computes nothing."""
    count = sum(entry.kind not in UNVERIFIED for entry in plan)
    if not count:
        return []
    about = cost(plan, sizes)
    disk = f"{about.disk_bytes / 1e6:.1f} MB" if about.disk_bytes >= 1e5 else f"{about.disk_bytes / 1e3:.0f} kB"
    return [word("plan_cost", count=count, calls=about.force_calls, time=_duration(about.time_s), disk=disk)]


def _duration(seconds: float) -> str:
    return word("seconds", value=max(1, round(seconds))) if seconds < 90 else word("minutes", value=round(seconds / 60))


def table(plan: Plan) -> tuple[list[str], list[list[str]]]:
    """(heads, rows): each computation with the atoms that it is about and its settings."""
    heads = [word(f"plan_{name}") for name in ("what", "label", "atoms", "settings")]
    rows = [
        [kind_name(entry.kind), entry.label, ", ".join(map(str, atoms_of(entry))), _settings(entry)]
        for entry in plan
        if entry.kind not in UNVERIFIED
    ]
    return heads, rows


def highlighted(plan: Plan) -> list[int]:
    """Atoms that the plan is about, each once."""
    return list(dict.fromkeys(i for entry in plan for i in atoms_of(entry)))


def kind_name(kind: str) -> str:
    """A kind of computation as people call it."""
    return phrase(f"kind_{kind}") if f"kind_{kind}" in _KINDS else kind


_KINDS = frozenset(
    f"kind_{kind}"
    for kind in (
        "barrier", "relaxation", "equation_of_state", "adsorption", "surface_energy", "vacancy_formation", "vibrations",
        "molecular_dynamics", "view", "ase_energy", "ase_optimization", "ase_neb", "ase_dynamics",
    )
)  # fmt: skip


def _line(entry: Entry) -> str:
    """「障壁 Pd@22: 22 を Pd に(7 枚、fmax 0.02、emt)」"""
    done = _edits(entry)
    doubts = [word("plan_varies")] * bool(entry.varies) + [word("plan_conditional")] * entry.conditional
    settings = ", ".join(filter(None, [_settings(entry), *doubts]))
    return f"{kind_name(entry.kind)} {entry.label}" + (f": {done}" if done else "") + (f" ({settings})" if settings else "")


def _edits(entry: Entry) -> str:
    """What is done to the structure, by atoms."""
    if entry.varies.get("substitution"):
        return ""
    by_element: dict[str, list[str]] = {}
    for index, element in (entry.get("substitution") or {}).items():
        by_element.setdefault(element, []).append(str(index))
    told = [word("plan_put_in", atoms=", ".join(atoms), element=element) for element, atoms in by_element.items()]
    first: Mapping[str, Any] = entry.structures[0] if entry.structures else {}
    if first.get("removed"):
        told.append(word("plan_removed", atoms=_few(first["removed"])))
    if first.get("added"):
        told.append(word("plan_added", what=", ".join(one["element"] for one in first["added"])))
    if first.get("moved") and not entry.from_results:
        told.append(word("plan_moved", atoms=_few(first["moved"])))
    if first.get("held") is not None:
        told.append(word("plan_held", atoms=_few(first["held"])))
    if first.get("cell"):
        told.append(word("plan_cell", shares=", ".join(f"{share:g}" for share in first["cell"])))
    if first.get("built"):
        told.append(word("plan_built", formula=first["built"]))
    return ("、" if not english() else ", ").join(told)


def _few(indices: Sequence[int]) -> str:
    return ", ".join(map(str, indices[:8])) + (f", … ({len(indices)})" if len(indices) > 8 else "") or word("nothing")


def _settings(entry: Entry) -> str:
    told = []
    if entry.get("n_images") is not None:
        told.append(word("plan_images", count=entry.get("n_images")))
    if entry.get("fmax") is not None:
        told.append(f"fmax {entry.get('fmax'):g}")
    if entry.get("climb") is False and entry.kind == "barrier":
        told.append(word("plan_no_climb"))
    told += [str(entry.get(name)) for name in ("surface", "site", "lattice", "ensemble", "optimizer", "integrator") if entry.get(name)]
    if entry.get("temperature_K") is not None:
        told.append(f"{entry.get('temperature_K'):g} K")
    if entry.get("time_ps") is not None:
        told.append(f"{entry.get('time_ps'):g} ps")
    if entry.get("rates"):
        told.append(word("plan_rates", temperatures=", ".join(f"{rate['temperature_K']:g}" for rate in entry.get("rates"))))
    if entry.get("calculator"):
        told.append(str(entry.get("calculator")))
    return ", ".join(told)


def set_aside(plan: Plan) -> list[str]:
    """What the request names and the plan does not use, in a line; nothing where there is nothing."""
    told = [f"{one['text']}({_why(one['why'])})" if one.get("why") else str(one["text"]) for one in plan.set_aside]
    return [word("set_aside", what=", ".join(told))] if told else []


def _why(reason: str) -> str:
    return word(f"aside_{reason}") if reason in _REASONS else reason


_REASONS = frozenset((*ASIDE, "beside"))


def undone(plan: Plan, begun: Collection[int]) -> list[str]:
    """What was planned and did not happen, in a line; what depends on results may well not."""
    left = [entry for k, entry in enumerate(plan.entries) if k not in begun and not entry.conditional and entry.kind not in UNVERIFIED]
    return [word("plan_undone", what=", ".join(f"{kind_name(entry.kind)} {entry.label}" for entry in left))] if left else []


def unplanned(records: Iterable[Mapping[str, Any]], plan: Plan) -> list[str]:
    """Records whose kind the plan does not have, or with a substitution that it does not have."""
    strange = []
    for record in records:
        planned = plan.of(str(record["kind"]))
        wanted = {str(i): e for i, e in (record.get("substitution") or {}).items()}
        known = any(entry.varies or {str(i): e for i, e in (entry.get("substitution") or {}).items()} == wanted for entry in planned)
        if record["kind"] not in UNVERIFIED and not known:
            strange.append(f"{record['kind']} {record.get('label', '')}".strip())
    return strange
