"""Scripts in replies: their fences, their imports."""

import ast
import builtins
import re

# what scripts of ours begin with, and those of before there was one package
IMPORTS = ("from kassei ", "from sim ", "from tools.show ")
FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*([\w+-]*)[^\n]*\n(.*?)(?:^[ \t]*\1|\Z)", re.DOTALL | re.MULTILINE)
PYTHON = ("", "python", "py", "python3", "ipython")


def body(script: str) -> str:
    """`script` without its imports and blank lines."""
    lines = (line.rstrip() for line in script.strip().splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(IMPORTS))


def with_imports(body: str) -> str:
    """The whole script: `body` behind the imports of the names that it calls."""
    names = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    called = {node.func.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    wanted = sorted((names & called) - {"ask"} - set(dir(builtins)))
    return f"from kassei import {', '.join(wanted)}\n\n{body}\n" if wanted else body + "\n"


def fenced(script: str) -> str:
    """`script` as a reply: one fenced Python block."""
    return f"```python\n{script.rstrip()}\n```"


def unfenced(reply: str) -> str:
    """The script in a reply, whatever its fence; of several blocks the last, with those before where it stands on them; the reply
    itself when it has no fence."""
    blocks = [found[3] for found in FENCE.finditer(reply) if found[2].lower() in PYTHON]
    if not blocks:
        return reply
    return "\n".join(blocks) if _needs_more(blocks[-1]) else blocks[-1]


def _needs_more(script: str) -> bool:
    """Whether a script uses names that it does not make itself."""
    try:
        nodes = list(ast.walk(ast.parse(script)))
    except (SyntaxError, ValueError, RecursionError):
        return False
    made = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    made |= {
        (alias.asname or alias.name).split(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    made |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    made |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    made |= {node.name for node in nodes if isinstance(node, ast.ExceptHandler) and node.name}
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return "*" not in made and bool(used - made - set(dir(builtins)) - {"ask", "display"})
