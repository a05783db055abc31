"""Templates and their expansion: `[a|b|]` is one of the choices, `{name}` a word from the caller or from the shared words."""

import random
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

Value = str | Callable[[], str]
# a node: text, ("one", choices), ("all", parts), ("word", name)
Node = Any


def load(name: str) -> dict[str, tuple[str, ...]]:
    """The templates of a text file beside this one: sections `== NAME`, one template a line (\\n is a new line in it)."""
    sections: dict[str, list[str]] = {}
    for line in resources.files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            current = sections.setdefault(line.removeprefix("== "), [])
        elif line.strip():
            current.append(line.strip().replace("\\n", "\n"))
    return {section: tuple(templates) for section, templates in sections.items()}


WORDS = load("words")


def _parse(text: str, position: int, inside: bool) -> tuple[Node, int]:
    """The node of a template from `position` up to the end or the closing bracket."""
    choices: list[list[Node]] = [[]]
    plain = ""
    while position < len(text):
        c = text[position]
        if c in "[{" or (inside and c in "|]"):
            if plain:
                choices[-1].append(plain)
                plain = ""
            if c == "[":
                node, position = _parse(text, position + 1, True)
                choices[-1].append(node)
                continue
            if c == "{":
                end = text.index("}", position)
                choices[-1].append(("word", text[position + 1 : end]))
                position = end + 1
                continue
            position += 1
            if c == "|":
                choices.append([])
                continue
            return ("one", [_all(parts) for parts in choices]), position
        plain += c
        position += 1
    if inside:
        raise ValueError(f"an open bracket in {text!r}")
    if plain:
        choices[-1].append(plain)
    return _all(choices[0]), position


def _all(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else ("all", parts) if parts else ""


@cache
def compiled(template: str) -> Node:
    """The parsed template, kept."""
    return _parse(template, 0, False)[0]


def say(rng: random.Random, template: str, given: Mapping[str, Value] | None = None) -> str:
    """One expansion of a template; `given` words go before shared ones."""
    return _say(rng, compiled(template), given or {})


def _say(rng: random.Random, node: Node, given: Mapping[str, Value]) -> str:
    if isinstance(node, str):
        return node
    kind, content = node
    if kind == "all":
        return "".join([_say(rng, part, given) for part in content])
    if kind == "one":
        return _say(rng, content[int(rng.random() * len(content))], given)
    if content in given:
        value = given[content]
        return value if isinstance(value, str) else value()
    choices = WORDS[content]
    return _say(rng, compiled(choices[int(rng.random() * len(choices))]), given)


def one_of(rng: random.Random, templates: tuple[str, ...], given: Mapping[str, Value] | None = None) -> str:
    """One expansion of one of the templates."""
    return say(rng, templates[int(rng.random() * len(templates))], given)


def continued(text: str) -> str:
    """An English sentence as it goes on behind a comma: its first word in lower case, unless that is a symbol or a name."""
    word = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if len(word) > 2 and word.isalpha() and word[1:].islower() else text
