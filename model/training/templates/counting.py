"""Requests that turn on how atoms are counted and which are left alone: ranges, steps, slices, exceptions, counting from one.

These differ from the other families in what they mean, not in how people write; the wordings of many hands are in the corpus.
"""

import random
import re
from dataclasses import dataclass

from model.request import Request
from model.training.templates.grammar import load
from model.training.templates.noun import Voice, element_list, some_elements
from model.training.templates.things import HOSTS, elements, path_file

SAID = load("counting")
Aside = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Where:
    """Atoms in words and as an expression; whether they are several."""

    words: str
    code: str
    several: bool


def counting(rng: random.Random) -> tuple[Request, str, Aside]:
    """A request with its script and with what it sets aside."""
    voice = Voice.drawn(rng, english=0.12)
    symbols = some_elements(rng, 3)
    where, aside = _where(voice)
    named = element_list(voice, symbols)
    together = where.several and rng.random() < 0.35
    form = "TOGETHER" if together else "EACH" if where.several else "ONE"
    text = voice.tell(SAID, form, {"w": where.words, "e": named})
    if rng.random() < 0.4:
        text, more = _beside(voice, text, where, symbols)
        aside += more
    keys = ", together=True" if together else ""
    if rng.random() < 0.08:
        keys += ", host=True"
        text += " compared with the original path" if voice.english else rng.choice(("。置換前とも比べて", "、元の経路とも比較"))
    file, quoted = path_file(rng), ", ".join(f'"{symbol}"' for symbol in symbols)
    script = f'path = read_path("{file}")\ntable = screen(path, sites={where.code}, elements=[{quoted}]{keys})'
    return Request(text.strip(), (file,)), script, aside


def _where(voice: Voice) -> tuple[Where, Aside]:
    """Which atoms, and from where they are counted."""
    rng = voice.rng
    draw = rng.choices((_one, _listed, _range, _coded), (30, 10, 45, 15))[0]
    where = draw(voice)
    if draw is _coded:
        return where, ()
    style = rng.random()
    if style < 0.25 and "%" not in where.code:  # whether even is meant of the one count or the other, nobody could tell
        words = voice.tell(SAID, "FROM_ONE", {"w": where.words})
        return Where(words, _less_one(where.code), where.several), _origin(words)
    if style < 0.4:
        words = voice.tell(SAID, "FROM_ZERO", {"w": where.words})
        return Where(words, where.code, where.several), _origin(words)
    return where, ()


_ORIGINS = re.compile(r"(?<!\d)[01一](?=番として|とすると|から|、2|始|はじ|スタート|起点|オリジン|ベース|-based|based)|(?<=from )(?:0|one)")


def _origin(words: str) -> Aside:
    return tuple((words[m.start() : m.end() + 2], "origin") for m in _ORIGINS.finditer(words))


def _less_one(code: str) -> str:
    """The expression with its numbers counted from one: [23 - 1], range(23 - 1, 26), … not in (24 - 1,)."""
    if code.startswith("[") and "for" not in code:
        return "[" + ", ".join(f"{number} - 1" for number in code.strip("[]").split(", ")) + "]"
    head, kept, out = code.partition(" not in (")
    head = head.replace(", ", " - 1, ", 1).replace(" + 1", "", 1)
    return head + kept + re.sub(r"(\d+)", r"\1 - 1", out)


def _one(voice: Voice) -> Where:
    index = voice.rng.randrange(2, 200)
    return Where(
        f"{'atom ' if voice.english else ''}{index}{'' if voice.english else voice.rng.choice(('番', ' 番', '番目'))}", f"[{index}]", False
    )


def _listed(voice: Voice) -> Where:
    rng = voice.rng
    many = sorted(rng.sample(range(2, 200), rng.choice((2, 2, 3))))
    joiner = rng.choice((" and ", ", ")) if voice.english else rng.choice(("と", "、", "番と", "・", "番、"))
    return Where(joiner.join(map(str, many)) + ("" if voice.english else "番"), f"[{', '.join(map(str, many))}]", True)


def _range(voice: Voice) -> Where:
    """A range, whole or by steps or without some of its atoms."""
    rng = voice.rng
    first = rng.randrange(2, 180)
    last = first + rng.randrange(2, 14)
    words = voice.tell(SAID, "RANGE", {"f": str(first), "t": str(last)})
    code, style = f"range({first}, {last} + 1)", rng.random()
    if style < 0.14:
        return Where(_joined(voice, words, voice.tell(SAID, "STEP")), f"range({first}, {last} + 1, 2)", True)
    if style < 0.28:
        odd = rng.random() < 0.5
        return Where(_joined(voice, words, voice.tell(SAID, "ODD" if odd else "EVEN")), f"[i for i in {code} if i % 2 == {int(odd)}]", True)
    if style < 0.38:
        by = rng.randrange(3, 6)
        last = first + by * rng.randrange(2, 5)
        words = voice.tell(SAID, "RANGE", {"f": str(first), "t": str(last)})
        return Where(_joined(voice, words, voice.tell(SAID, "BY", {"k": str(by)})), f"range({first}, {last} + 1, {by})", True)
    if style < 0.62 and last - first > 2:
        out = sorted(rng.sample(range(first + 1, last), rng.choice((1, 1, 2) if last - first > 3 else (1,))))
        named = rng.choice(("と", "、", "番と")).join(map(str, out)) if not voice.english else " and ".join(map(str, out))
        excepted = voice.tell(SAID, "EXCEPT", {"c": named})
        text = f"{words}({excepted})" if rng.random() < 0.4 else _joined(voice, words, excepted)
        return Where(text, f"[i for i in {code} if i not in ({', '.join(map(str, out))},)]", True)
    return Where(words, code, True)


def _joined(voice: Voice, words: str, more: str) -> str:
    if voice.english:
        return f"{words}, {more}"
    return words + voice.rng.choice(("の", "、", "、") if more[0].isdigit() or words[-1].isdigit() else ("の", "、", "、", "")) + more


def _coded(voice: Voice) -> Where:
    """A range or slice of Python, whose end is not included."""
    rng = voice.rng
    first = rng.randrange(2, 180)
    last = first + rng.randrange(2, 12)
    by = rng.randrange(3, 6) if rng.random() < 0.25 else 1
    last = first + by * rng.randrange(2, 5) if by > 1 else last
    more, more_slice = (f", {by}", f":{by}") if by > 1 else ("", "")
    words = rng.choice(
        (
            f"range({first}, {last}{more})", f"range({first},{last}{more.replace(' ', '')})", f"atoms[{first}:{last}{more_slice}]",
            f"[{first}:{last}{more_slice}]", f"np.arange({first}, {last}{more})", f"スライス {first}:{last}{more_slice}",
        )
    )  # fmt: skip
    return Where(words + ("" if voice.english else rng.choice(("", " の原子", "の各サイト", " "))), f"range({first}, {last}{more})", True)


def _beside(voice: Voice, text: str, where: Where, symbols: tuple[str, ...]) -> tuple[str, Aside]:
    """The request with a sentence about atoms or elements that are left alone."""
    rng = voice.rng
    other = next(str(n) for n in iter(lambda: rng.randrange(2, 200), None) if str(n) not in where.code)
    element = next(symbol for symbol in elements(rng, 5) if symbol not in symbols)
    host = next((symbol for symbol in rng.sample(HOSTS, len(HOSTS)) if symbol not in symbols), "Cu")
    figures = str(rng.randrange(20, 99))
    kept = rng.random() < 0.5
    said = voice.tell(SAID, "KEPT" if kept else "DONE", {"c": other, "h": voice.element(host), "x": voice.element(element), "d": figures})
    why = "unwanted" if kept or "eV" not in said else "earlier"
    aside = [(other, why)] if other in said else []
    aside += [(voice.element(element), why)] if voice.element(element) in said else []
    aside += [(voice.element(host), "described")] if kept and voice.element(host) in said else []
    aside += [(f"0.{figures}", "earlier")] if figures in said else []
    joined = said.endswith(("なく", "なくて")) or (rng.random() < 0.5 and not said.startswith("("))
    if joined:
        gap = " " if voice.english else "" if said.endswith(("。", "なく", "なくて")) else rng.choice(("。", "、"))
        return f"{said}{'. ' if voice.english else gap}{text}", tuple(aside)
    return f"{text}{'. ' if voice.english else '' if said.startswith('(') else '。'}{said}", tuple(aside)
