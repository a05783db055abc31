"""One thing that a sentence names, and the text that it is found in."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """One thing that the sentence names.

    kind: element, number, file, unknown_element, group, surface, molecule, calculator, choice.
    value: the canonical value as text: a symbol, a Python literal, a file name, "Cu(111)", "CO", "emt"; of a choice its name (fcc,
        bridge, NVE); of a group its symbols joined by commas.
    span: where it stands in the NFKC text, (start, end).
    """

    kind: str
    text: str
    value: str
    span: tuple[int, int]


# spaces between words, as in texts for children and learners: 2 つの ファイル が
_WIDE_APART = re.compile(r"(?<=[ぁ-ゖァ-ヺー一-龥々\d]) +(?=[ぁ-ゖ])|(?<=[ぁ-ゖ]) +(?=[ぁ-ゖァ-ヺー一-龥々])")
# NFKC would glue them to the figures behind: ①21番
_CIRCLED = {ord("①") + i: f"({i + 1})" for i in range(20)}


# 〇・〇三
_DECIMAL = re.compile(r"([〇零一二三四五六七八九])・([〇零一二三四五六七八九]+)")
_FIGURES = str.maketrans("〇零一二三四五六七八九", "00123456789")


def normal(text: str) -> str:
    """The text in NFKC, with one minus sign, one wave dash, (1) for ①, no spaces between Japanese words: what spans count in."""
    text = _DECIMAL.sub(lambda found: f"{found[1].translate(_FIGURES)}.{found[2].translate(_FIGURES)}", text)
    plain = unicodedata.normalize("NFKC", text.translate(_CIRCLED)).replace("−", "-").replace("〜", "~").replace("∼", "~")
    return _WIDE_APART.sub("", plain)
