"""What happens to a sentence between the head and the screen: widths, spaces, dropped particles, slips of the keys."""

import random
import re

_FULL = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_SLIPS = (
    ("エネルギー", "エネルギ"), ("エネルギー", "エナルギー"), ("エネルギー", "エネルギ-"), ("エネルギー", "エネ"), ("活性化", "活性か"), ("活性化", "括性化"), ("置換", "チカン"), ("置換", "置喚"), ("置換", "ちかん"), ("障壁", "しょうへき"), ("障壁", "障碧"), ("グラフ", "グラブ"), ("グラフ", "ぐらふ"),
    ("計算", "けいさん"), ("計算", "計産"), ("して", "しテ"), ("ください", "くださ"), ("ください", "下さい"), ("ください", "くだしあ"), ("お願い", "おねがい"), ("イメージ", "イメジ"), ("イメージ", "イメイジ"), ("原子", "げんし"), ("原子", "原し"), ("番", "ばん"), ("収束", "収縮"), ("速度定数", "速度乗数"),
    ("インデックス", "インデクス"), ("サイト", "サイド"), ("反応", "はんのう"), ("反応", "反能"), ("経路", "径路"), ("経路", "けいろ"), ("吸着", "吸収着"), ("振動", "振働"), ("格子定数", "格子常数"), ("空孔", "空格"), ("求めて", "もとめて"), ("教えて", "おしえて"), ("比較", "比較し"), ("図", "ず"),
    ("replace", "repalce"), ("activation", "activaton"), ("energy", "enegy"), ("barrier", "barier"), ("substitute", "subsitute"), ("calculate", "calcurate"), ("index", "idnex"), ("atom", "atm"), ("the ", "teh "),
)  # fmt: skip
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
    return text.replace(*rng.choice(found), 1) if found else text


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


def _no_spaces(rng: random.Random, text: str) -> str:
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


def _newline(rng: random.Random, text: str) -> str:
    return text.replace("。", "。\n", 1) if "。" in text[:-1] else text
