"""Score a model on requests whose scripts are known: `python -m model.evaluate [MODEL …] [--file model/dev_requests.jsonl]`.

exact: the script, after restoring, is the wanted one to the letter (imports and layout apart).
slots: every literal and keyword of the wanted script is there and no other, in whatever form.
Earlier turns of a conversation are given with their right scripts. Nothing is run: `agent eval` does that.
"""

import argparse
import ast
import json
import math
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from model.chat import open_model
from model.dialogue import body, fenced, unfenced
from model.errors import ModelError
from model.request import Request, render

FILE = Path(__file__).parent / "dev_requests.jsonl"


@dataclass(frozen=True)
class Score:
    """How one request went: the two measures, the seconds, what was written and what was wanted."""

    name: str
    family: str
    exact: bool
    slots: bool
    seconds: float
    written: str
    wanted: str


def messages(item: dict[str, Any]) -> list[BaseMessage]:
    """The conversation of one request of the file, up to the reply that is to be scored."""
    said = item.get("turns") or [item["instruction"]]
    earlier = item.get("scripts", [])[: len(said) - 1]
    picked = tuple(item.get("picked", ()))
    talk: list[BaseMessage] = []
    for number, text in enumerate(said):
        talk.append(HumanMessage(render(Request(text, tuple(item.get("files", ())), picked))))
        if number < len(earlier):
            talk.append(AIMessage(fenced(earlier[number])))
    return talk


def literals(script: str) -> Counter[str]:
    """Names, keywords and literal values of a script, counted; empty if it is no Python."""
    try:
        tree = ast.parse(script)
    except SyntaxError:
        return Counter()
    kept: Counter[str] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            kept[repr(node.value)] += 1
        elif isinstance(node, ast.keyword):
            kept[f"{node.arg}="] += 1
        elif isinstance(node, ast.Name):
            kept[node.id] += 1
    return kept


def score(model: BaseChatModel, item: dict[str, Any]) -> Score:
    """One request, asked and compared."""
    began = time.perf_counter()
    try:
        written = body(unfenced(str(model.invoke(messages(item)).content)))
    except ModelError as failure:
        written = f"# {failure.message}"
    seconds = time.perf_counter() - began
    wanted = body(item["script"])
    return Score(item["id"], item["family"], written == wanted, literals(written) == literals(wanted), seconds, written, wanted)


def wilson(right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a proportion (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    if not n:
        return 0.0, 1.0
    p, spread = right / n, z * math.sqrt(right / n * (1 - right / n) / n + z**2 / (4 * n**2))
    return max(0.0, (p + z**2 / (2 * n) - spread) / (1 + z**2 / n)), min(1.0, (p + z**2 / (2 * n) + spread) / (1 + z**2 / n))


def table(scores: Iterable[Score]) -> str:
    """Scores by family as a Markdown table, the sum last."""
    every = list(scores)
    lines = ["| family | n | exact | 95 % | slots |", "|---|---|---|---|---|"]
    for family in [*sorted({s.family for s in every}), "all"]:
        group = [s for s in every if family in (s.family, "all")]
        right, slots = sum(s.exact for s in group), sum(s.slots for s in group)
        low, high = wilson(right, len(group))
        lines.append(f"| {family} | {len(group)} | {right / len(group):.1%} | {low:.0%}–{high:.0%} | {slots / len(group):.1%} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", default=["embedded"])
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--wrong", action="store_true", help="show what was written where it is not what was wanted")
    given = parser.parse_args()
    items = [json.loads(line) for line in given.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    for name in given.models:
        model = open_model(name)
        scores = [score(model, item) for item in items]
        if given.wrong:
            for s in scores:
                if not s.exact:
                    print(f"--- {s.name} {s.family}\nwritten:\n{s.written}\nwanted:\n{s.wanted}")
        print(f"\n{name}: median {statistics.median(s.seconds for s in scores):.3f} s a request\n\n{table(scores)}")


if __name__ == "__main__":
    main()
