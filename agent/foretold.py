"""The records that a script will give, as far as they follow from its words: what a run would be judged by, without computing anything.

Covered: kinds, substitutions, settings, what is verified and at which temperatures.
Not covered: numbers; they stand as 0.0 where a record must have one.
"""

from collections.abc import Mapping
from typing import Any

from agent.limits import Structure
from agent.reading import read_script
from agent.script import Call, Made
from agent.use import computed
from agent.vocabulary import default

Records = list[dict[str, Any]]
_KINDS = {
    "relax": "relaxation",
    "lattice_constant": "equation_of_state",
    "adsorption_energy": "adsorption",
    "surface_energy": "surface_energy",
    "vacancy_formation": "vacancy_formation",
    "vibrations": "vibrations",
    "molecular_dynamics": "molecular_dynamics",
    "view": "view",
}
_KEYS = {"element": "formula", "structure": "formula", "highlight": "highlighted"}


def foretold(script: str, structures: Mapping[str, Structure], *, calculator: str = "chgnet") -> Records:
    """Records in the order in which they are computed. Raises ScriptRetry for a script that cannot be read."""
    made: dict[int, Records] = {}
    for call in read_script(script).calls:
        if call.name in ("verify", "rates"):
            made[call.number] = _told_more(call, made)
        elif call.name in ("barrier", "screen"):
            settings = _settings(call, structures, calculator)
            made[call.number] = [{"substitution": {str(i): e for i, e in pairs}, **settings} for pairs in computed(call)]
        elif call.name in ("vacancy_migration", "surface_hop"):
            label = " ".join(str(call.arguments[name]) for name in ("element", "adsorbate", "surface") if name in call.arguments)
            made[call.number] = [{"label": label + (" vacancy" if "element" in call.arguments else ""), **_settings(call, {}, calculator)}]
        elif call.name in _KINDS:
            nothing: dict[str, Any] = {"highlighted": []} if call.name == "view" else {}
            named = {_KEYS.get(name, name): value for name, value in call.arguments.items() if not isinstance(value, Made)}
            made[call.number] = [{"kind": _KINDS[call.name], "calculator": calculator} | _choices(call) | nothing | named]
    told: Records = []
    for records in made.values():
        told += [record for record in records if not any(record is known for known in told)]
    return told


def _settings(call: Call, structures: Mapping[str, Structure], calculator: str) -> dict[str, Any]:
    """What a record of a barrier says about how it was computed."""
    sizes = [known.n_images for known in structures.values() if known.n_images > 2]
    usual = {"kind": "barrier", "barrier_eV": 0.0, "climb": True, "fmax": default(call.name, "fmax"), "calculator": calculator}
    images = _made_with(call) or (sizes[0] if sizes else default("interpolate", "n_images"))
    return usual | {"n_images": images} | {k: v for k, v in call.arguments.items() if k in ("n_images", "fmax", "climb", "calculator")}


def _made_with(call: Call) -> Any:
    """How many images the path of a barrier was interpolated with, None where it was not."""
    path = call.arguments.get("path")
    while isinstance(path, Made):
        if path.call.name == "interpolate":
            return path.call.arguments.get("n_images", default("interpolate", "n_images"))
        path = path.call.arguments.get("path")
    return None


def _told_more(call: Call, made: Mapping[int, Records]) -> Records:
    """The records of another call with a verdict, or with rates."""
    value = next(iter(call.arguments.values()))
    records = made.get(value.call.number, []) if isinstance(value, Made) else []
    for record in records:
        if call.name == "verify":
            record["verdict"] = {"n_imaginary": 1}
        else:
            hot = call.arguments["temperatures_K"]
            record["rates"] = [{"temperature_K": t} for t in (hot if isinstance(hot, list | tuple) else [hot])]
    return records


def _choices(call: Call) -> dict[str, Any]:
    """The choices that a call leaves to its function, with what they are then."""
    return {
        name: default(call.name, name) for name in ("site", "temperature_K", "time_ps", "ensemble") if default(call.name, name) is not None
    }
