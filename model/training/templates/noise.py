"""What happens to a sentence between the head and the screen: widths, spaces, dropped particles, slips of the keys."""

import random
import re

from model.training.templates.grammar import load

_FULL = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_SLIPS = tuple(tuple(line.split(" > ")) for line in load("noise")["SLIPS"])
_FILE = re.compile(r"[\w\-]+\.(?:extxyz|xyz|traj|db|cif|vasp)")


def noisy(rng: random.Random, text: str, *, chance: float = 0.32) -> str:
    """The sentence as it may arrive; file names stay as they are."""
    if rng.random() > chance:
        return text
    files = _FILE.findall(text)
    for kind in rng.sample((_slip, _no_particle, _spaces, _no_spaces, _wide, _stops, _newline), rng.choice((1, 1, 2))):
        changed = kind(rng, text)
        if changed and all(name in changed for name in files):
            text = changed
    return text


def _slip(rng: random.Random, text: str) -> str:
    found = [(a, b) for a, b in _SLIPS if a in text]
    if not found:
        return text
    right, wrong = rng.choice(found)
    return text.replace(right, wrong, 1)


def _no_particle(rng: random.Random, text: str) -> str:
    """The sentence without one of its particles (not those that say which element goes where, or negation)."""
    places = [m.start() for m in re.finditer(r"(?<=[一-龥番])[をのは](?=[一-龥ァ-ヴA-Za-z])|(?<=[ァ-ヴー])[をのは](?=[一-龥A-Za-z])", text)]
    if not places:
        return text
    place = rng.choice(places)
    return text[:place] + text[place + 1 :]


def _spaces(rng: random.Random, text: str) -> str:
    """Spaces around numbers and Latin words, as many write them."""
    text = re.sub(r"(?<=[぀-ヿ一-龥])(?=[A-Za-z0-9])", " ", text)
    text = re.sub(r"(?<=[A-Za-z0-9])(?=[぀-ヿ一-龥])", " ", text)
    return text.replace(" ", "　") if rng.random() < 0.15 else text


def _no_spaces(_rng: random.Random, text: str) -> str:
    return re.sub(r"(?<=[぀-ヿ一-龥、。]) | (?=[぀-ヿ一-龥、。])", "", text)


def _wide(rng: random.Random, text: str) -> str:
    """Full-width figures and letters, or only signs."""
    if _FILE.search(text) or not re.search(r"[぀-ヿ]", text):
        return text
    if rng.random() < 0.5:
        return text.translate(_FULL)
    return (
        text.replace("(", "（")
        .replace(")", "）")
        .replace(",", "，")
        .replace("?", "？")
        .replace("!", "！")
        .replace(":", "：")
        .replace("=", "＝")
    )


def _stops(rng: random.Random, text: str) -> str:
    """Other signs for the pauses: spaces, ASCII commas, none."""
    chance = rng.random()
    if chance < 0.3:
        return text.replace("、", "，").replace("。", "．")
    if chance < 0.5:
        return text.replace("。", " ")
    if chance < 0.75:
        return text.replace("?", "").replace("？", "").rstrip("。")
    return text + rng.choice(("。", "！", "？", "...", "〜", "、"))


def _newline(_rng: random.Random, text: str) -> str:
    return text.replace("。", "。\n", 1) if "。" in text[:-1] else text
