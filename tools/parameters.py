"""The parameters of a script: its literal arguments set apart, in the way that papermill reads and writes them.

`read_path("hop.extxyz")` becomes `file = "hop.extxyz"` in a cell tagged `parameters`, and `read_path(file)` in the script: the name is that
of the argument. Covered: calls of `sim`'s functions by name, literals of any shape; a name that is taken gets a number.
Not covered: literals elsewhere (in loops, in plain ASE); they stay where they are.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import sim

TAG, INJECTED = "parameters", "injected-parameters"


def hoisted(script: str) -> tuple[dict[str, Any], str]:
    """The parameters of a script with their values, and the script that reads them. A script that does not parse has none."""
    try:
        tree = ast.parse(script)
    except (SyntaxError, ValueError):
        return {}, script
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found: dict[str, Any] = {}
    places: list[tuple[ast.expr, str]] = []
    for argument, name, value in _literals(tree):
        chosen = next(n for n in _numbered(name) if n not in taken and (n not in found or _same(found[n], value)))
        found[chosen] = value
        places.append((argument, chosen))
    return found, _replaced(script, places)


def assignments(values: Mapping[str, Any]) -> str:
    """The values as a cell's source."""
    return "".join(f"{name} = {value!r}\n" for name, value in values.items())


def assigned(source: str) -> dict[str, Any]:
    """The literals that a parameters cell assigns (annotations may stand beside). Raises ValueError where something else is in it."""
    found = {}
    for node in ast.parse(source).body:
        target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(target, ast.Name) or value is None:
            raise ValueError(f"line {node.lineno}: {ast.unparse(node)}")
        found[target.id] = ast.literal_eval(value)
    return found


def _literals(tree: ast.AST) -> Iterator[tuple[ast.expr, str, Any]]:
    """Each literal argument of a call of `sim`, with the name of its parameter, in the order of the text."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        function = getattr(sim, call.func.id, None) if isinstance(call.func, ast.Name) and call.func.id in sim.__all__ else None
        if not inspect.isfunction(function):
            continue
        names = list(inspect.signature(function).parameters)
        given = [*zip(names, call.args, strict=False), *((k.arg, k.value) for k in call.keywords if k.arg)]
        for name, argument in given:
            try:
                yield argument, str(name), ast.literal_eval(argument)
            except (ValueError, TypeError, SyntaxError):
                continue


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def _replaced(script: str, places: list[tuple[ast.expr, str]]) -> str:
    """The script with each argument's text replaced, from the last to the first (offsets of `ast` count bytes)."""
    lines = [line.encode() for line in script.splitlines(keepends=True)]
    starts = [sum(len(line) for line in lines[:k]) for k in range(len(lines))]
    text = b"".join(lines)
    for node, name in sorted(places, key=lambda place: (place[0].lineno, place[0].col_offset), reverse=True):
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        text = text[:first] + name.encode() + text[last:]
    return text.decode()
