"""What a script says, read without running it: its calls with their values, and which result comes from which.

Covered: straight lines and `for` loops over written-out lists, literals, arithmetic on literals, names, plain ASE calls.
Not covered: functions, classes, `while`, `if`: a script for one request needs none, and what cannot be read cannot be checked.
"""

import ast
import operator
from collections.abc import Callable
from typing import Any

from agent.errors import ScriptRetry
from agent.script import Call, Loose, Made, Opaque, Script, constants_in
from agent.vocabulary import BUILTINS, MODULES, SHOWN, words

_LONGEST_LOOP, _LONGEST_LIST, _LONGEST_SCRIPT, _LARGEST = 200, 10_000, 20_000, 1e12
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}


def read_script(text: str) -> Script:
    """The script behind the text. Raises ScriptRetry where it cannot be read, or uses what is not in the vocabulary."""
    if len(text) > _LONGEST_SCRIPT:
        raise ScriptRetry("the script is too long")
    try:
        tree = ast.parse(text)
        reader = _Reader(Script(text))
        for number, statement in enumerate(tree.body):
            reader.run(statement, last=number == len(tree.body) - 1)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ScriptRetry(f"the script does not parse: {error}") from error
    if reader.script.asked and len(tree.body) != 1:
        raise ScriptRetry("ask(...) must be the only line of the script")
    return reader.script


class _Reader:
    """Walks a script once, keeping what its names stand for."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.names: dict[str, Any] = {}
        self.functions: dict[str, str] = {}
        self.steps = 0

    def run(self, node: ast.stmt, *, last: bool = False) -> None:
        self.steps += 1
        if self.steps > 2000:
            raise ScriptRetry("the script loops too often")
        if isinstance(node, ast.Import):
            self._import(node)
        elif isinstance(node, ast.ImportFrom):
            self._import_from(node)
        elif isinstance(node, ast.Assign):
            value = self.value(node.value)
            for target in node.targets:
                self._assign(target, value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._assign(node.target, self.value(node.value))
        elif isinstance(node, ast.For) and not node.orelse:
            self._loop(node)
        elif isinstance(node, ast.Expr):
            value = self.value(node.value)
            if last and isinstance(value, Made):
                self.script.shown.append(value)
        elif not isinstance(node, ast.Pass):
            raise self._complaint(node, f"`{type(node).__name__.lower()}` is not allowed: write plain calls, one after the other")

    @staticmethod
    def _complaint(node: ast.AST, text: str) -> ScriptRetry:
        return ScriptRetry(f"line {getattr(node, 'lineno', 1)}: {text}")

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name.split(".")[0] not in MODULES:
                raise self._complaint(node, f"`import {alias.name}` is not allowed; use sim, tools.show, ase and numpy only")
            self.names[alias.asname or alias.name.split(".")[0]] = Opaque()

    def _import_from(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        for alias in node.names:
            known = words() if module == "sim" else SHOWN if module == "tools.show" else None
            if known is not None and alias.name in known:
                self.functions[alias.asname or alias.name] = alias.name
            elif known is None and node.level == 0 and module.split(".")[0] in MODULES and not alias.name.startswith(("_", "*")):
                self.names[alias.asname or alias.name] = Opaque()
            else:
                accepted = f"; {module} has {', '.join(known)}" if known is not None else "; use sim, tools.show, ase and numpy only"
                raise self._complaint(node, f"`from {module} import {alias.name}` is not allowed{accepted}")

    def _assign(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Name):
            self.names[target.id] = value
            self.functions.pop(target.id, None)
        elif isinstance(target, ast.Tuple | ast.List):
            parts = list(value) if isinstance(value, list | tuple) and len(value) == len(target.elts) else [Opaque()] * len(target.elts)
            for part, item in zip(target.elts, parts, strict=True):
                self._assign(part, item)
        elif isinstance(target, ast.Attribute) and isinstance(self.value(target.value), Opaque):
            pass  # atoms.calc = EMT(): a property of an ASE object
        else:
            raise self._complaint(target, "only names can be assigned")

    def _loop(self, node: ast.For) -> None:
        items = self.value(node.iter)
        if not isinstance(items, list | tuple) or len(items) > _LONGEST_LOOP:
            raise self._complaint(node, "loops run over written-out lists only")
        for item in items:
            self._assign(node.target, item)
            for statement in node.body:
                self.run(statement)

    def value(self, node: ast.expr) -> Any:
        """What an expression is: a literal, what a call made, or something of ASE's."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise self._complaint(node, f"`{ast.unparse(node)[:60]}` is not allowed: write plain values and calls")
        return method(node)

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name) -> Any:
        if node.id in self.names:
            return self.names[node.id]
        raise self._complaint(node, f"`{node.id}` is not defined{' (import it)' if node.id in words() or node.id in SHOWN else ''}")

    def _items(self, nodes: list[ast.expr]) -> list[Any]:
        found: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                spread = self.value(node.value)
                if not isinstance(spread, list | tuple):
                    raise self._complaint(node, "only a written-out list can be spread")
                found += spread
            else:
                found.append(self.value(node))
        return found

    def _list(self, node: ast.List) -> Any:
        return self._items(node.elts)

    def _tuple(self, node: ast.Tuple) -> Any:
        return tuple(self._items(node.elts))

    def _dict(self, node: ast.Dict) -> Any:
        if any(key is None for key in node.keys):
            raise self._complaint(node, "`**` is not allowed here")
        keys = [self.value(key) for key in node.keys if key is not None]
        if len(set(map(repr, keys))) != len(keys) or not all(isinstance(key, str | int | float) for key in keys):
            raise self._complaint(node, "a mapping needs different, written-out keys")
        return dict(zip(keys, (self.value(v) for v in node.values), strict=True))

    def _listcomp(self, node: ast.ListComp) -> Any:
        generator = node.generators[0]
        items = self.value(generator.iter)
        if len(node.generators) != 1 or generator.ifs or not isinstance(items, list | tuple) or len(items) > _LONGEST_LOOP:
            raise self._complaint(node, "write the list out")
        found = []
        for item in items:
            self._assign(generator.target, item)
            found.append(self.value(node.elt))
        return found

    def _joinedstr(self, node: ast.JoinedStr) -> Any:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.value(part.value)
        return Opaque()

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        value = self.value(node.operand)
        if isinstance(value, int | float) and isinstance(node.op, ast.USub | ast.UAdd):
            return -value if isinstance(node.op, ast.USub) else value
        if isinstance(value, Opaque):
            return value
        raise self._complaint(node, f"`{ast.unparse(node)[:60]}` is not allowed")

    def _binop(self, node: ast.BinOp) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(left, Opaque | Made) or isinstance(right, Opaque | Made):
            return Opaque(tuple(v for v in (left, right) if not isinstance(v, Opaque | Made)))
        numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (left, right))
        lists = isinstance(left, list) and isinstance(right, list) and isinstance(node.op, ast.Add)
        if type(node.op) in _OPERATORS and (numbers or lists):
            try:
                made = _OPERATORS[type(node.op)](left, right)
            except (ArithmeticError, ValueError) as error:
                raise self._complaint(node, str(error)) from error
            if len(made) > _LONGEST_LIST if lists else abs(made) > _LARGEST:
                raise self._complaint(node, "too large")
            return made
        raise self._complaint(node, f"`{ast.unparse(node)[:60]}` is not allowed: arithmetic on numbers only")

    def _attribute(self, node: ast.Attribute) -> Any:
        if node.attr.startswith("_"):
            raise self._complaint(node, f"`.{node.attr}` is not allowed")
        value = self.value(node.value)
        if isinstance(value, Made):
            return Made(value.call, whole=False)
        if isinstance(value, Opaque):
            return Opaque()
        raise self._complaint(node, f"`.{node.attr}` of a plain value is not allowed")

    def _subscript(self, node: ast.Subscript) -> Any:
        value = self.value(node.value)
        if isinstance(value, Made):
            return Made(value.call, whole=False)
        if isinstance(value, Opaque):
            return value
        try:
            return value[self.value(node.slice)]
        except (TypeError, LookupError) as error:
            raise self._complaint(node, f"`{ast.unparse(node)[:60]}`: {error}") from error

    def _call(self, node: ast.Call) -> Any:
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        positional = self._items(node.args)
        keywords: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value)
            if keyword.arg is None and not isinstance(value, dict):
                raise self._complaint(node, "`**` needs a written-out mapping")
            keywords |= {str(k): v for k, v in value.items()} if keyword.arg is None else {keyword.arg: value}
        if called == "ask":
            return self._ask(node, positional)
        if called in self.functions:
            name = self.functions[called]
            return self._show(node, positional, keywords) if name in SHOWN else self._vocabulary(node, name, positional, keywords)
        if called in BUILTINS and called not in self.names:
            return self._builtin(node, called, positional)
        return self._plain(node, positional, keywords)

    def _ask(self, node: ast.Call, positional: list[Any]) -> None:
        if len(positional) != 1 or not isinstance(positional[0], str) or node.keywords:
            raise self._complaint(node, "ask(...) takes one code")
        self.script.asked = positional[0]

    def _show(self, node: ast.Call, positional: list[Any], keywords: dict[str, Any]) -> None:
        results = positional[0] if len(positional) == 1 and isinstance(positional[0], list | tuple) else positional
        if len(positional) != 1 or keywords or not results or not all(isinstance(made, Made) for made in results):
            raise self._complaint(node, "chart(...) and scene(...) take one result of sim")
        self.script.shown += results

    def _vocabulary(self, node: ast.Call, name: str, positional: list[Any], keywords: dict[str, Any]) -> Made:
        signature = words()[name].signature
        try:
            arguments = dict(signature.bind(*positional, **keywords).arguments)
        except TypeError as error:
            raise self._complaint(node, f"{name}: {error}; its signature is {name}{signature}") from error
        call = Call(name, arguments, node.lineno, len(self.script.calls))
        self.script.calls.append(call)
        return Made(call)

    def _builtin(self, node: ast.Call, name: str, positional: list[Any]) -> Any:
        if name == "print" or any(isinstance(v, Opaque | Made) for v in positional):
            return Opaque()
        makers: dict[str, Callable[..., Any]] = {
            "range": range,
            "list": list,
            "tuple": tuple,
            "zip": zip,
            "enumerate": enumerate,
            "sorted": sorted,
            "reversed": reversed,
            "dict": dict,
            "set": lambda items: sorted(set(items)),
            "len": len,
            "int": int,
            "float": float,
            "str": str,
            "round": round,
            "max": max,
            "min": min,
            "sum": sum,
            "abs": abs,
            "bool": bool,
        }
        try:
            made = makers[name](*positional)
            if isinstance(made, range) and len(made) > _LONGEST_LOOP:
                raise ValueError("too long")
            return list(made) if name in ("range", "zip", "enumerate", "reversed") else made
        except (TypeError, ValueError, OverflowError, KeyError) as error:
            raise self._complaint(node, f"`{ast.unparse(node)[:60]}`: {error}") from error

    def _plain(self, node: ast.Call, positional: list[Any], keywords: dict[str, Any]) -> Opaque:
        function = self.value(node.func)
        if not isinstance(function, Opaque):
            raise self._complaint(node, f"`{ast.unparse(node.func)[:60]}` cannot be called here")
        values = [("", v) for v in positional] + list(keywords.items())
        for parameter, value in values:
            self.script.loose += [Loose(v, parameter, node.lineno) for v in constants_in(value)]
        return Opaque(tuple(v for _, value in values for v in constants_in(value)))
