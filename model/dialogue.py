"""The text that the embedded model reads and goes on with.

    <|request|>files: ⟨F1⟩ … request: ⟨E1⟩ …<|script|>path = read_path(⟨F1⟩) …<|end|><|request|>… <|script|>

Requests and scripts carry placeholders (`model.slots`); scripts leave out their imports, which follow from the names used.
"""

import ast
import re
import unicodedata

REQUEST, SCRIPT, END, PAD = "<|request|>", "<|script|>", "<|end|>", "<|pad|>"
CONTROL = (PAD, REQUEST, SCRIPT, END)
SHOWN = ("chart", "scene")
FENCE = re.compile(r"```(?:python)?\n(.*?)```", re.DOTALL)


def clean(text: str) -> str:
    """`text` as the tokenizer wants it: NFKC, and nothing in it that looks like a marker of ours."""
    return unicodedata.normalize("NFKC", text).replace("<|", "< |").strip()


def write(turns: list[tuple[str, str | None]]) -> str:
    """The conversation as one text; the last turn's script is None when it is still to be written."""
    parts = []
    for request, script in turns:
        parts.append(f"{REQUEST}{clean(request)}{SCRIPT}")
        if script is not None:
            parts.append(body(script) + END)
    return "".join(parts)


def body(script: str) -> str:
    """`script` without its imports and blank lines."""
    lines = (line.rstrip() for line in script.strip().splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("from sim ", "from tools.show ")))


def with_imports(body: str) -> str:
    """The whole script: `body` behind the imports of the names that it calls."""
    names = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    called = {node.func.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    physics = sorted((names & called) - set(SHOWN) - {"ask"})
    shown = [name for name in SHOWN if name in called]
    imports = [f"from sim import {', '.join(physics)}"] if physics else []
    imports += [f"from tools.show import {', '.join(shown)}"] if shown else []
    return "\n".join([*imports, "", body]) + "\n" if imports else body + "\n"


def fenced(script: str) -> str:
    """`script` as a reply: one fenced Python block."""
    return f"```python\n{script.rstrip()}\n```"


def unfenced(reply: str) -> str:
    """The script in a reply; the reply itself when it has no fence."""
    found = FENCE.search(reply)
    return found[1] if found else reply
