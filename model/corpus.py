"""What the network is trained on: slotted conversations, drawn without end, each one checked by program before it is used."""

import ast
import random
import re

from model.data.draw import sample, slotted
from model.slots import SLOT, slots_in

Turns = list[tuple[str, str | None]]
_OURS = re.compile(r"[+*/] (?:2|273\.15|1000|1)\b")
# the only words that a slotted script may quote
WORDS = frozenset(("index_missing", "element_missing", "pick_missing", "file_missing", "out_of_scope"))


def sound(turns: Turns) -> bool:
    """True if every script is Python, and takes every name and number from slots that the person filled."""
    seen = " ".join(text for text, _ in turns)
    return all(script is not None and _sound(script, seen) for _, script in turns)


def _sound(script: str, seen: str) -> bool:
    try:
        ast.parse(script)
    except SyntaxError:
        return False
    bare = _OURS.sub("", SLOT.sub("", script))
    quoted = {word for word in re.findall(r'"([^"]*)"', bare) if word}
    return (
        not re.search(r"\d", bare) and quoted <= WORDS and all(re.search(rf"(?<![A-Za-z]){name}(?!\d)", seen) for name in slots_in(script))
    )


def draw(rng: random.Random, family: str = "") -> Turns:
    """One conversation as the network reads and writes it."""
    while True:
        turns = slotted(sample(rng, family))
        if sound(turns):
            return turns
