"""What a script puts where, and with which settings: the side of the comparison that the script stands on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.errors import ScriptRetry
from agent.script import Call, Loose, Made, Opaque, Script, origins
from agent.vocabulary import RECORDS

FILE = re.compile(r"\.(?:extxyz|xyz|traj|db|cif|vasp|poscar|pdb|xsf|cfg|data|gz|json)$", re.IGNORECASE)
Substitution = tuple[tuple[int, str], ...]


@dataclass
class Use:
    """The values of a script by what they are there for. `barriers` holds each computed substitution, () for the unsubstituted path."""

    functions: set[str] = field(default_factory=set)
    files: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    ends: list[tuple[str, str]] = field(default_factory=list)
    barriers: list[Substitution] = field(default_factory=list)
    highlighted: list[int] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    surfaces: list[str] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    fmax: list[float] = field(default_factory=list)
    temperatures_K: list[float] = field(default_factory=list)
    times_ps: list[float] = field(default_factory=list)
    calculators: list[str] = field(default_factory=list)
    unnamed_calculator: bool = False
    climb_off: bool = False
    choices: list[tuple[str, str]] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)

    @property
    def placed(self) -> list[str]:
        """Elements put into a path, each once."""
        return list(dict.fromkeys(e for b in self.barriers for _, e in b))

    @property
    def sites(self) -> list[int]:
        """Indices of atoms that are replaced, each once."""
        return list(dict.fromkeys(i for b in self.barriers for i, _ in b))

    @property
    def elements(self) -> set[str]:
        """Every symbol that the script names, molecules and surfaces taken apart."""
        named = [*self.things, *self.surfaces, *(str(item.value) for item in self.loose if isinstance(item.value, str))]
        return {*self.placed, *(e for word in named for e in symbols_in(word))}


_READERS = {
    "n_images": "images", "fmax": "fmax", "temperatures_K": "temperatures_K", "temperature_K": "temperatures_K", "time_ps": "times_ps",
}  # fmt: skip
_FILES = ("file", "initial", "final", "structure", "path")
_CHOICES = ("site", "lattice", "ensemble")


def use_of(script: Script) -> Use:
    """The values of a script. Raises ScriptRetry where one is of a wrong type."""
    use = Use(loose=[item for item in script.loose if not _is_file(item.value)])
    use.files += [str(item.value) for item in script.loose if _is_file(item.value)]
    for call in script.calls:
        use.functions.add(call.name)
        for parameter, value in call.arguments.items():
            _take(use, call, parameter, value)
        if call.name in RECORDS and call.name not in ("verify", "rates", "view") and call.arguments.get("calculator") is None:
            use.unnamed_calculator = True
        if call.name == "read_path":
            use.paths.append(_text(call, "file", call.arguments.get("file")))
        if call.name == "interpolate":
            ends = [call.arguments.get(name) for name in ("initial", "final")]
            use.ends += [(str(ends[0]), str(ends[1]))] if all(isinstance(end, str) for end in ends) else []
        if call.name in ("barrier", "screen"):
            use.barriers += computed(call)
    use.files = list(dict.fromkeys(use.files))
    return use


def symbols_in(word: str) -> list[str]:
    """The symbols of a formula or surface: CO → C, O; Cu(111) → Cu; a word that is none gives nothing."""
    formula = word.split("(")[0]
    parts = re.findall(r"[A-Z][a-z]?", formula)
    return parts if re.fullmatch(r"(?:[A-Z][a-z]?\d*)+", formula) else []


def _is_file(value: Any) -> bool:
    return isinstance(value, str) and bool(FILE.search(value))


def _take(use: Use, call: Call, parameter: str, value: Any) -> None:
    """Files one argument of a call under what it is there for."""
    if value is None or isinstance(value, Made) or parameter in ("sites", "elements", "substitutions", "substitution", "together", "host"):
        return
    if parameter in _READERS:
        for number in _numbers(call, parameter, value):
            getattr(use, _READERS[parameter]).append(number)
    elif parameter in _FILES:
        _take_structure(use, call, parameter, value)
    elif parameter == "highlight":
        use.highlighted += _indices(call, parameter, [value] if isinstance(value, int) else value)
    elif parameter == "surface" or parameter in ("element", "adsorbate"):
        (use.surfaces if parameter == "surface" else use.things).append(_text(call, parameter, value))
    elif parameter in _CHOICES:
        use.choices.append((parameter, _text(call, parameter, value).lower()))
    elif parameter == "calculator":
        use.calculators.append(_text(call, parameter, value).lower())
    elif parameter == "climb":
        use.climb_off |= not _flag(call, parameter, value)


def _take_structure(use: Use, call: Call, parameter: str, value: Any) -> None:
    if isinstance(value, Opaque):
        return
    text = _text(call, parameter, value)
    (use.files if _is_file(text) or parameter != "structure" or not symbols_in(text) else use.things).append(text)


def computed(call: Call) -> list[Substitution]:
    """What a call of `barrier` or `screen` computes, one substitution each."""
    already = _inherited(call.arguments.get("path"))
    if call.name == "barrier":
        return [tuple(sorted(already.items()))]
    made = _candidates(call)
    host = _flag(call, "host", call.arguments.get("host", False))
    return [*([tuple(sorted(already.items()))] if host else []), *(tuple(sorted({**already, **one}.items())) for one in made)]


def _candidates(call: Call) -> list[dict[int, str]]:
    sites, elements, pairs = (call.arguments.get(name) for name in ("sites", "elements", "substitutions"))
    if pairs is not None:
        if sites is not None or elements is not None or not isinstance(pairs, list | tuple):
            raise _wrong(call, "substitutions", "a list of mappings, without sites and elements")
        return [_mapping(call, "substitutions", one) for one in pairs]
    if sites is None or elements is None:
        raise ScriptRetry(f"line {call.line}: screen needs sites=[…] and elements=[…], or substitutions=[{{…}}]", "index_missing")
    indices = _indices(call, "sites", sites)
    names = [_text(call, "elements", e) for e in elements] if isinstance(elements, list | tuple) else None
    if not indices or not names:
        raise _wrong(call, "sites" if not indices else "elements", "a list that is not empty")
    if len(set(indices)) != len(indices) or len(set(names)) != len(names):
        raise ScriptRetry(f"line {call.line}: the same site or element stands twice in a list")
    if _flag(call, "together", call.arguments.get("together", False)):
        return [dict.fromkeys(indices, name) for name in names]
    return [{index: name} for index in indices for name in names]


def _inherited(value: Any) -> dict[int, str]:
    """The substitution that a path carries already."""
    found: dict[int, str] = {}
    for call in reversed(list(origins(value))) if isinstance(value, Made) else ():
        if call.name == "substitute":
            found |= _mapping(call, "substitution", next((v for v in call.arguments.values() if not isinstance(v, Made)), None))
    return found


def _mapping(call: Call, parameter: str, value: Any) -> dict[int, str]:
    if not isinstance(value, Mapping) or not value:
        raise _wrong(call, parameter, 'a mapping such as {22: "Ni"}')
    return {_indices(call, parameter, [i])[0]: _text(call, parameter, e) for i, e in value.items()}


def _indices(call: Call, parameter: str, value: Any) -> list[int]:
    if not isinstance(value, list | tuple) or not all(isinstance(i, int) and not isinstance(i, bool) for i in value):
        raise _wrong(call, parameter, "a list of whole numbers")
    return list(value)


def _numbers(call: Call, parameter: str, value: Any) -> Iterable[float]:
    values = value if isinstance(value, list | tuple) else [value]
    if not values or not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        raise _wrong(call, parameter, "a number")
    return values


def _text(call: Call, parameter: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise _wrong(call, parameter, "a written-out text")
    return value


def _flag(call: Call, parameter: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(call, parameter, "True or False")
    return value


def _wrong(call: Call, parameter: str, wanted: str) -> ScriptRetry:
    return ScriptRetry(f"line {call.line}: {call.name}({parameter}=…) must be {wanted}")
