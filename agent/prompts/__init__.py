"""What a general model is told: the vocabulary, from the functions themselves, examples, what is in the files; as much as it has room for.

The system message is the same for every request (a model keeps its state of it on disk, `model.prefix`); what is about this request
alone stands in the person's message.
"""

import ast
import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from agent.conversation import Turn, messages
from model.request import Request
from sim.bulk import LATTICES
from sim.dynamics import ENSEMBLES
from sim.potentials import POTENTIALS
from sim.records import KINDS, BarrierTable, Table
from sim.slab import FACETS
from sim.vocabulary import words
from tools.structures import Summary

_MODULE = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Z])")
_MANY = re.compile(r" \| (?:Sequence|Iterable)\[(?:[^\[\]]|\[[^\]]*\])*\]")
_EXAMPLES_IN_BRIEF = 2
HANDED_OVER = ("figure", "series", "export")


@lru_cache(maxsize=2)
def system_prompt(*, brief: bool = False) -> str:
    """The system message: rules, signatures with their docstrings, fields of records, names, examples; in brief without the
    docstrings and with fewer examples."""
    rules, examples = (files(__package__).joinpath(name).read_text(encoding="utf-8") for name in ("system.md", "examples.md"))
    functions = [_signature(name, word.signature) + ("" if brief else f"\n    {word.summary}") for name, word in words().items()]
    shown = [signature if brief else f"{signature}\n    {summary}" for signature, summary in _shown()]
    blocks = examples.strip().split("\n\n\n")
    filled = {"functions": "\n".join(functions), "shown": "\n".join(shown), "records": "\n".join(_records()), **_names()}
    for name, text in filled.items():
        rules = rules.replace("{" + name + "}", text)
    return "\n".join([rules, "\n\n".join(blocks[:_EXAMPLES_IN_BRIEF] if brief else blocks)]) + "\n"


def _signature(name: str, signature: Any) -> str:
    """A signature without the modules of its types, a third of its tokens; files are named by text (Path is a reaction path), and
    many values are a list."""
    return name + _MANY.sub(" | list", _MODULE.sub("", str(signature).replace(" | pathlib.Path", "")))


def _shown() -> list[tuple[str, str]]:
    """(signature, summary) of what hands values over besides chart and scene, read from their source: it draws, and is slow to import."""
    tree = ast.parse(files("tools").joinpath("show.py").read_text(encoding="utf-8"))
    found = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return [(f"{name}({ast.unparse(found[name].args)})", (ast.get_docstring(found[name]) or "").split("\n", 1)[0]) for name in HANDED_OVER]


def _records() -> list[str]:
    """Each kind of record with the names of its fields and of what it knows of itself, tables with theirs."""
    kinds = [kind for name, kind in KINDS.items() if name not in ("value", "series", "export")]
    told = []
    for kind in (*kinds, Table, BarrierTable):
        fields = [field.name for field in dataclasses.fields(kind) if field.name not in ("warnings", "calculator")]
        known = [name for name in dir(kind) if isinstance(getattr(kind, name, None), property)]
        told.append(f"{kind.__name__}: {', '.join(dict.fromkeys([*fields, *known]))}")
    return [*told, "All have label and calculator; units are in the names; a table is iterated over and indexed by place or label."]


def _names() -> dict[str, str]:
    """The names that functions accept, from the code itself."""
    sites = dict.fromkeys(site for facet in FACETS.values() for site in facet.sites)
    surfaces = [f"{element}({plane})" for element, (lattice, plane) in zip(("Cu", "Cu", "Cu", "Fe", "Fe", "Ru"), FACETS, strict=False)]
    return {
        "potentials": ", ".join(f'"{name}"' for name in POTENTIALS), "sites": ", ".join(sites), "surfaces": ", ".join(surfaces),
        "lattices": ", ".join(LATTICES), "ensembles": ", ".join(ENSEMBLES),
    }  # fmt: skip


def told(
    model: BaseChatModel,
    system: str,
    earlier: Sequence[Turn],
    request: Request,
    attempts: Sequence[tuple[str, str]],
    structures: Mapping[str, Any],
) -> list[BaseMessage]:
    """The conversation for this model: all of it where that has room in its context, as measured by the model itself.

    What goes first is the docstrings, then the oldest turns, then what is in the files. A model that cannot measure is told all.
    """
    fits = getattr(model, "fits", None)
    said: list[BaseMessage] = []
    for rules, turns, about in _ever_less(system, earlier, _about(request, structures)):
        said = messages(rules, turns, request, attempts, about=about)
        if fits is None or fits(said):
            break
    return said


def _ever_less(system: str, earlier: Sequence[Turn], about: str) -> Iterator[tuple[str, Sequence[Turn], str]]:
    yield system, earlier, about
    yield from ((system_prompt(brief=True), earlier[gone:], about) for gone in range(len(earlier) + 1))
    yield system_prompt(brief=True), (), ""


def _about(request: Request, structures: Mapping[str, Any]) -> str:
    known = [structures[name] for name in request.files if isinstance(structures.get(name), Summary)]
    return "; ".join(about(summary) for summary in known)


def about(summary: Summary) -> str:
    """A structure file in a line, without a coordinate: path.extxyz: 5 images, Cu 0-12, 4 layers, fixed 0-3."""
    runs: dict[str, list[int]] = {}
    for index, symbol in enumerate(summary.symbols):
        runs.setdefault(symbol, []).append(index)
    atoms = ", ".join(f"{symbol} {_ranges(where)}" for symbol, where in runs.items())
    more = [f"{summary.n_layers} layers"] * bool(summary.n_layers) + [f"fixed {_ranges(summary.fixed)}"] * bool(summary.fixed)
    return f"{summary.name}: " + ", ".join([f"{summary.n_images} images", atoms, *more])


_MOST_RANGES = 6


def _ranges(indices: Sequence[int]) -> str:
    """0-11 24 30-35; of many, their number."""
    spans = [list(group) for _, group in itertools.groupby(enumerate(indices), key=lambda pair: pair[1] - pair[0])]
    if len(spans) > _MOST_RANGES:
        return f"({len(indices)} atoms)"
    ends = [(span[0][1], span[-1][1]) for span in spans]
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in ends)
