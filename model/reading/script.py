"""The scripts that the embedded model writes, as pieces: a closed vocabulary of code and slots in between.

A script in pieces has no digit, name or file of its own: these come from the slots. Its imports, and the lines that show its result,
follow from the rest and are added when it is written out.
"""

import ast
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from model.dialogue import with_imports
from model.reading.slots import Slots

QUESTIONS = (
    "index_missing", "pick_missing", "element_missing", "element_unknown", "file_missing", "label_unclear", "vacancy", "charge", "isotope",
    "out_of_scope",
)  # fmt: skip
_FUNCTIONS = (
    "read_path", "interpolate", "screen", "barrier", "substitute", "verify", "rates", "view", "lattice_constant", "adsorption_energy",
    "surface_energy", "vacancy_formation", "vacancy_migration", "surface_hop", "vibrations", "relax", "molecular_dynamics", "range",
)  # fmt: skip
_KEYWORDS = (
    "sites", "elements", "substitutions", "together", "host", "n_images", "fmax", "climb", "calculator", "lattice", "site",
    "temperature_K", "time_ps", "ensemble", "highlight",
)  # fmt: skip
_LISTS = ("sites", "elements", "highlight")
_FLAGS = {"together": True, "host": True, "climb": False}
_HEADS = (
    "path = read_path(", "path = interpolate(", "\ntable = screen(path", "\nresult = barrier(path",
    "\nresult = barrier(substitute(path, {", "\nresult = verify(barrier(path", "\nresult = verify(barrier(substitute(path, {",
    "\ntable = verify(table", "\nresult = verify(result", "\ntable = rates(table, [", "\nresult = rates(result, [",
    "\nscene(view(path", "result = lattice_constant(", "result = adsorption_energy(", "result = surface_energy(",
    "result = vacancy_formation(", "result = vacancy_migration(", "result = surface_hop(", "result = vibrations(", "result = relax(",
    "result = molecular_dynamics(",
)  # fmt: skip
_ARGUMENTS = tuple(f", {key}={_FLAGS[key]}" if key in _FLAGS else f", {key}=" for key in _KEYWORDS)
_EXPRESSIONS = (
    "\n", "[", "]", ", ", "{", "}", "}, {", ": ", ")", "range(", " + 1", " + 2", " - 1", " + 273.15", " / 1000", ", 2",
    "[i for i in range(", ") if i % 2 == 0]", ") if i % 2 == 1]", ") if i not in (", ")]", "@", " but ", " end",
)  # fmt: skip
PIECES = (*_HEADS, *_ARGUMENTS, *_EXPRESSIONS, *(f'ask("{code}")' for code in QUESTIONS))
_LONGEST_LIST = 100
_APOSTROPHES = re.compile(r"'([^'\"\\]*)'")
_NUMBERS, _NAMES = "NPDQ", "EGXSMFCV"
_QUOTED = frozenset(_NAMES)


class Unwritable(ValueError):
    """The script is none that pieces can say."""


@dataclass(frozen=True)
class Piece:
    """A piece of code, or a slot with what it is there for."""

    text: str
    role: str = ""


def pieces_of(script: str, slots: Slots) -> list[Piece]:
    """A script in pieces. Raises Unwritable for what has no pieces: other functions, values that have no slot."""
    try:
        tree = ast.parse(script)
    except SyntaxError as wrong:
        raise Unwritable(str(wrong)) from None
    statements = _joined([statement for statement in tree.body if not _is_added(statement)])
    found = [piece for statement in statements for piece in _statement(statement, slots)]
    if not found:
        raise Unwritable("nothing is left of it")
    return found[1:] if found[0].text == "\n" else found


def _joined(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Like calls one after another, which differ in one argument, as one call with a list."""
    found: list[ast.stmt] = []
    for statement in statements:
        again = _with(found[-1], statement) if found else None
        if again is None:
            found.append(statement)
        else:
            found[-1] = again
    return found


def _with(one: ast.stmt, other: ast.stmt) -> ast.stmt | None:
    """`one` with the argument of `other` besides its own; None where they are not that much alike."""
    a, b = (s.value if isinstance(s, ast.Assign) and isinstance(s.value, ast.Call) else None for s in (one, other))
    if a is None or b is None or ast.dump(a.func) != ast.dump(b.func) or list(map(ast.dump, a.keywords)) != list(map(ast.dump, b.keywords)):
        return None
    differing = [k for k, (x, y) in enumerate(zip(a.args, b.args, strict=False)) if ast.dump(x) != ast.dump(y)]
    if len(a.args) != len(b.args) or len(differing) != 1 or not isinstance(b.args[differing[0]], ast.Constant):
        return None
    first = a.args[differing[0]]
    members = first.elts if isinstance(first, ast.List) else [first]
    if not all(isinstance(member, ast.Constant) for member in members):
        return None
    args = [*a.args]
    args[differing[0]] = ast.List([*members, b.args[differing[0]]], ast.Load())
    return ast.Assign(one.targets, ast.Call(a.func, args, a.keywords), lineno=1)  # type: ignore[attr-defined]


def _is_added(statement: ast.stmt) -> bool:
    """Whether a line is one that is added when a script is written out."""
    if isinstance(statement, ast.ImportFrom):
        return True
    call = statement.value if isinstance(statement, ast.Expr) else None
    shows = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("chart", "scene")
    return shows and not (isinstance(call, ast.Call) and isinstance(call.args[0], ast.Call))


def _statement(statement: ast.stmt, slots: Slots) -> Iterator[Piece]:
    value = statement.value if isinstance(statement, ast.Assign | ast.Expr) else None
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name):
        raise Unwritable(ast.unparse(statement))
    if value.func.id == "ask":
        yield _known(ast.unparse(statement).replace("'", '"'))
        return
    name = f"{statement.targets[0].id} = " if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name) else ""
    if name not in ("path = ", "result = ", "table = ", ""):
        raise Unwritable(ast.unparse(statement))
    inside = list(_call(value, f"\n{name}", slots))
    yield from inside if inside[0].text.startswith("\n") else [Piece("\n"), *inside]


def _call(call: ast.Call, before: str, slots: Slots) -> Iterator[Piece]:
    """A call with all of its arguments; calls within calls begin as one piece, `verify(barrier(substitute(path, {`."""
    assert isinstance(call.func, ast.Name)
    function, inner = call.func.id, call.args[0] if call.args else None
    if function not in _FUNCTIONS and function != "scene":
        raise Unwritable(f"{function}(…)")
    if isinstance(inner, ast.Call):
        yield from _call(inner, f"{before}{function}(", slots)
        rest = call.args[1:]
        if rest:
            raise Unwritable(ast.unparse(call))
    elif isinstance(inner, ast.Name):
        yield from _about(call, f"{before}{function}({inner.id}", slots)
    else:
        head = f"{before}{function}("
        yield _known(head if head in PIECES else head.removeprefix("\n"))
        for number, argument in enumerate(call.args):
            if number:
                yield Piece(", ")
            yield from _value(argument, _role(function, number), slots)
    for keyword in call.keywords:
        yield from _keyword(keyword, slots)
    yield Piece(")")


def _about(call: ast.Call, head: str, slots: Slots) -> Iterator[Piece]:
    """The beginning of a call that is about an earlier line: screen(path, …), rates(table, […]), substitute(path, {…})."""
    rest = call.args[1:]
    if not rest:
        yield _known(head)
    elif isinstance(rest[0], ast.Dict):
        yield _known(f"{head}, {{")
        yield from _pairs(rest[0], slots)
        yield Piece("}")
    else:
        yield _known(f"{head}, [")
        yield from _items(rest[0].elts if isinstance(rest[0], ast.List) else rest[:1], "temperature", slots)
        yield Piece("]")
    if len(rest) > 1:
        raise Unwritable(ast.unparse(call))


def _keyword(keyword: ast.keyword, slots: Slots) -> Iterator[Piece]:
    name, value = keyword.arg or "", keyword.value
    if name in _FLAGS:
        if isinstance(value, ast.Constant) and value.value is _FLAGS[name]:
            yield _known(f", {name}={_FLAGS[name]}")
        elif not (isinstance(value, ast.Constant) and value.value is (not _FLAGS[name])):
            raise Unwritable(f"{name}=…")
        return
    yield _known(f", {name}=")
    several = name in _LISTS and isinstance(value, ast.Constant | ast.BinOp)
    yield from _value(ast.List([value]) if several else value, _role(name, 0), slots)


_ROLES = {
    "sites": "site", "highlight": "site", "elements": "element", "n_images": "images", "fmax": "force", "temperature_K": "temperature",
    "time_ps": "time", "calculator": "potential", "lattice": "choice", "site": "choice", "ensemble": "choice", "read_path": "file",
    "relax": "file", "molecular_dynamics": "file",
}  # fmt: skip
_MADE = {
    ("images", "+", 2): "inner_images", ("force", "/", 1000): "force_meV", ("temperature", "+", 273.15): "celsius",
    ("time", "/", 1000): "femtoseconds", ("site", "-", 1): "from_one", ("site", "+", 1): "site", ("temperature", "+", 1): "temperature",
    ("images", "+", 1): "images", ("time", "+", 1): "time",
}  # fmt: skip


def _role(place: str, number: int) -> str:
    if place == "interpolate":
        return ("initial", "final")[number] if number < 2 else "images"
    return _ROLES.get(place, "choice" if place == "adsorption_energy" and number == 2 else "subject")


def _value(node: ast.expr, role: str, slots: Slots) -> Iterator[Piece]:
    if isinstance(node, ast.List):
        yield Piece("[")
        if all(isinstance(one, ast.Dict) for one in node.elts) and node.elts:
            for number, one in enumerate(node.elts):
                yield Piece("}, {" if number else "{")
                yield from _pairs(one, slots)  # type: ignore[arg-type]
            yield Piece("}")
        else:
            yield from _items(node.elts, role, slots)
        yield Piece("]")
    elif isinstance(node, ast.Dict):
        yield from (Piece("["), Piece("{"))
        yield from _pairs(node, slots)
        yield from (Piece("}"), Piece("]"))
    elif isinstance(node, ast.Constant):
        yield from _constant(node.value, role, slots)
    elif isinstance(node, ast.BinOp):
        yield from _arithmetic(node, role, slots)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range" and not node.keywords:
        yield Piece("range(")
        yield from _ends(node.args, role, slots)
        yield Piece(")")
    elif isinstance(node, ast.ListComp):
        yield from _selected(node, role, slots)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        yield from _constant(ast.literal_eval(node), role, slots)
    else:
        raise Unwritable(ast.unparse(node))


def _items(nodes: Sequence[ast.expr], role: str, slots: Slots) -> Iterator[Piece]:
    """The members of a list; a group's elements in a row become its slot, an even series that was named by its ends a range."""
    series = _as_range(nodes, role, slots)
    if series:
        yield from series
        return
    groups = {tuple(value.split(",")): name for name, value in slots.values.items() if name[0] == "G"}
    k = 0
    while k < len(nodes):
        if k:
            yield Piece(", ")
        rest = tuple(node.value if isinstance(node, ast.Constant) else None for node in nodes[k:])
        group = next((one for one in groups if rest[: len(one)] == one), None)
        fewer = next(((one, left) for one in groups if (left := _but(one, slots)) and rest[: len(left)] == left), None)
        if group:
            yield Piece(groups[group], role)
            k += len(group)
        elif fewer:
            yield from (Piece(groups[fewer[0]], role), Piece(" but "))
            for number, out in enumerate(member for member in fewer[0] if member not in fewer[1]):
                yield from [Piece(", ")] * bool(number)
                yield Piece(slots.name("E", out), "except")
            yield Piece(" end")
            k += len(fewer[1])
        else:
            yield from _value(nodes[k], role, slots)
            k += 1


def _but(group: tuple[str, ...], slots: Slots) -> tuple[str, ...]:
    """The members of a group that are not named by themselves, where some are."""
    left = tuple(member for member in group if not slots.name("E", member))
    return left if len(left) < len(group) else ()


def _as_range(nodes: Sequence[ast.expr], role: str, slots: Slots) -> list[Piece]:
    """The range that whole numbers in a row are, where not all of them were named but the ends (and the step) were."""
    numbers = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, int)]
    steps = {b - a for a, b in itertools.pairwise(numbers)}
    if len(numbers) != len(nodes) or len(numbers) < 3 or len(steps) != 1 or all(slots.name("NPQ", str(n)) for n in numbers):
        return []
    step = steps.pop()
    first, last, by = (slots.name("NPQ", str(n)) for n in (numbers[0], numbers[-1], step))
    if step < 1 or not first or not last or (step > 2 and not by):
        return []
    stride = [] if step == 1 else [Piece(", "), Piece(by, "step")] if by else [Piece(", 2")]
    return [Piece("range("), Piece(first, role), Piece(", "), Piece(last, role), Piece(" + 1"), *stride, Piece(")")]


def _pairs(node: ast.Dict, slots: Slots) -> Iterator[Piece]:
    for number, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
        if key is None:
            raise Unwritable(ast.unparse(node))
        if number:
            yield Piece(", ")
        yield from _value(key, "site", slots)
        yield Piece(": ")
        yield from _value(value, "element", slots)


def _constant(value: object, role: str, slots: Slots) -> Iterator[Piece]:
    """The slot of a value; a surface that is named in parts is its element and its facet."""
    if isinstance(value, str):
        name = slots.name("SMECFXVG", value)
        element, _, facet = value.partition("(")
        metal = slots.name("E", element) or next((n for n, v in slots.values.items() if n[0] == "S" and v.startswith(f"{element}(")), "")
        if not name and facet and metal:
            digits = facet.rstrip(")")
            other = slots.name("N", digits) or next((n for n, v in slots.values.items() if n[0] == "S" and v.endswith(f"({digits})")), "")
            if other:
                yield from (Piece(metal, role), Piece("@"), Piece(other, "facet"))
                return
    elif isinstance(value, bool) or not isinstance(value, int | float):
        name = ""
    else:
        texts = (str(value), repr(float(value)), str(int(value)) if value == int(value) else "")
        letters = "PNQD" if role == "site" else "NQDP"
        name = next((found for text in texts if text and (found := slots.name(letters, text))), "")
    if not name:
        raise Unwritable(f"{value!r} has no slot")
    yield Piece(name, role)


def _arithmetic(node: ast.BinOp, role: str, slots: Slots) -> Iterator[Piece]:
    sign = {ast.Add: "+", ast.Sub: "-", ast.Div: "/"}.get(type(node.op), "?")  # type: ignore[call-overload]
    constant = node.right.value if isinstance(node.right, ast.Constant) else None
    made = _MADE.get((role, sign, constant)) if isinstance(constant, int | float) else None
    if made is None or not isinstance(node.left, ast.Constant):
        raise Unwritable(ast.unparse(node))
    yield from _constant(node.left.value, made, slots)
    yield _known(f" {sign} {constant!r}")


def _ends(nodes: Sequence[ast.expr], role: str, slots: Slots) -> Iterator[Piece]:
    if not 2 <= len(nodes) <= 3:
        raise Unwritable("range(…)")
    yield from _value(nodes[0], role, slots)
    yield Piece(", ")
    yield from _value(nodes[1], role, slots)
    if len(nodes) == 3 and isinstance(nodes[2], ast.Constant) and nodes[2].value == 2:
        yield Piece(", 2")
    elif len(nodes) == 3:
        yield Piece(", ")
        yield from _value(nodes[2], "step", slots)


def _selected(node: ast.ListComp, role: str, slots: Slots) -> Iterator[Piece]:
    """[i for i in range(…) if i % 2 == 0], [… if i not in (…)]"""
    part = node.generators[0]
    whole = part.iter
    if len(node.generators) != 1 or len(part.ifs) > 1 or not (isinstance(whole, ast.Call) and ast.unparse(whole.func) == "range"):
        raise Unwritable(ast.unparse(node))
    if not part.ifs:
        yield from _value(whole, role, slots)
        return
    yield Piece("[i for i in range(")
    yield from _ends(whole.args, role, slots)
    condition = part.ifs[0]
    text = ast.unparse(condition).replace("!= 0", "== 1").replace("!= 1", "== 0")
    if text in ("i % 2 == 0", "i % 2 == 1"):
        yield _known(f") if {text}]")
        return
    if not isinstance(condition, ast.Compare) or ast.unparse(condition.left) != "i":
        raise Unwritable(text)
    against = condition.comparators[0]
    out: Sequence[ast.expr]
    if isinstance(condition.ops[0], ast.NotIn) and isinstance(against, ast.Tuple | ast.List | ast.Set):
        out = against.elts
    elif isinstance(condition.ops[0], ast.NotEq):
        out = [against]
    else:
        raise Unwritable(text)
    yield Piece(") if i not in (")
    for number, one in enumerate(out):
        if number:
            yield Piece(", ")
        if isinstance(one, ast.BinOp):
            yield from _value(one, "site", slots)
        else:
            yield from _value(one, "except", slots)
    yield Piece(")]")


def _known(text: str) -> Piece:
    for one in (text, text.removeprefix("\n")):
        if one in PIECES:
            return Piece(one)
    raise Unwritable(text.strip())


def uses(pieces: Sequence[Piece]) -> dict[str, str]:
    """What each slot of a script is there for: of several uses the first."""
    found: dict[str, str] = {}
    for piece in pieces:
        if piece.role:
            found.setdefault(piece.text, piece.role)
    return found


def written(pieces: Sequence[str], slots: Slots) -> str:
    """The whole script behind pieces: slots filled, lists spelt out, the result shown, imports in front.

    Raises SyntaxError for pieces that are no Python, LookupError for a slot that the table has not.
    """
    text, k = "", 0
    while k < len(pieces):
        piece = pieces[k]
        if piece in PIECES:
            text += _readable(piece, text)
        elif k + 1 < len(pieces) and pieces[k + 1] == " but ":
            last = pieces.index(" end", k)
            out = {slots.values[one] for one in pieces[k + 2 : last : 2]}
            text += ", ".join(repr(one) for one in slots.values[piece].split(",") if one not in out)
            k = last
        elif k + 2 < len(pieces) and pieces[k + 1] == "@":
            facet = slots.values[pieces[k + 2]]
            text += f'"{slots.values[piece].partition("(")[0]}({facet.partition("(")[2].rstrip(")") or facet})"'
            k += 2
        else:
            text += _filled(slots.values[piece], piece)
        k += 1
    tree = _Spelt().visit(ast.parse(text))
    lines: list[str] = []
    for statement, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        lines.append(_APOSTROPHES.sub(r'"\1"', ast.unparse(statement)))
        lines += _shown(statement, after)
    return with_imports("\n".join(lines))


_AS_LIST = {") if i not in (": ") if i not in [", ")]": "]]"}  # (23) is a number, [23] a list


def _readable(piece: str, before: str) -> str:
    """A piece as it stands in a script: `screen(path` has its comma already, the first argument of a call has none before it."""
    piece = _AS_LIST.get(piece, piece)
    return piece.removeprefix(", ") if before.endswith("(") and piece.startswith(", ") and piece != ", " else piece


def _filled(value: str, slot: str) -> str:
    if slot[0] in _QUOTED:
        return ", ".join(map(repr, value.split(","))) if slot[0] == "G" else repr(value)
    return value


class _Spelt(ast.NodeTransformer):
    """Ranges as the lists that they are, where these are of a sensible length and hold all that was named; `[range(…)]` as the range."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return _spelt_out(node) if _is_range(node) else node

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        return node

    def visit_List(self, node: ast.List) -> ast.expr:
        self.generic_visit(node)
        only = node.elts[0] if len(node.elts) == 1 else None
        return only if isinstance(only, ast.List | ast.ListComp) or (isinstance(only, ast.Call) and _is_range(only)) else node


def _is_range(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"


def _spelt_out(call: ast.Call) -> ast.expr:
    """The list that a range is; the range itself where that is long, or lacks a number that was named (range(20, 24) has no 24)."""
    ends = [_number(one) for one in call.args]
    named = {one.value for argument in call.args for one in ast.walk(argument) if isinstance(one, ast.Constant)} - {1, 2}
    try:
        members = range(*ends)
    except (TypeError, ValueError):
        return call  # range(20.5, 24), range(1, 9, 0): Python will say so, with the line
    whole = len(members) <= _LONGEST_LIST and named <= set(members)
    return ast.List([ast.Constant(one) for one in members], ast.Load()) if whole else call


def _number(node: ast.expr) -> Any:
    """An end of a range: a number, or one and another (24 + 1)."""
    if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant):
        left, right = node.left.value, node.right.value
        return left + right if isinstance(node.op, ast.Add) else left - right  # type: ignore[operator]
    return node.value if isinstance(node, ast.Constant) else None


def _shown(statement: ast.stmt, after: ast.stmt | None) -> list[str]:
    """The lines that show what a statement makes, unless the next one goes on with it."""
    name = statement.targets[0].id if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name) else ""
    goes_on = after is not None and any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id == name for node in ast.walk(after)
    )
    if name not in ("table", "result") or goes_on:
        return []
    return [f"chart({name})", "scene(table.lowest)" if name == "table" else "scene(result)"]
