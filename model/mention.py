"""One thing that a sentence names, and the text that it is found in."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """One thing that the sentence names.

    kind: element, number, file, unknown_element, group, surface, molecule, calculator, choice.
    value: the canonical value as text: a symbol, a Python literal, a file name, "Cu(111)", "CO", "emt"; of a choice its name (fcc,
        bridge, NVE); of a group its symbols joined by commas.
    span: where it stands in the NFKC text, (start, end).
    role: a hint, "" if there is none. Numbers: counter (2種類), ordinal (2番目の元素), retracted (21、いや22), unit:index, unit:images,
        unit:K, unit:C, unit:fmax, unit:meV, unit:ps, unit:fs, unit:other. Elements: host (銅表面), original (22番のCuを), retracted.
    """

    kind: str
    text: str
    value: str
    span: tuple[int, int]
    role: str = ""


def normal(text: str) -> str:
    """The text in NFKC, with one minus sign and one wave dash: what spans count in."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").replace("〜", "~").replace("∼", "~")
