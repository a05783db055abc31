"""What the network is taught: requests that many hands wrote (`corpus.jsonl`, its card beside it), and sentences drawn from templates.

A request of the corpus has the script that it means and, for what the script does not use, the reason. Letters are taken apart and put
together anew: a sentence that names only what is set aside may be left out, and sentences of that kind from other letters come in.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from model.reading.mention import normal
from model.reading.mentions import mentions
from model.reading.script import Piece, Unwritable, pieces_of, uses
from model.reading.slots import Turn, set_apart
from model.request import Request
from model.training.templates.counting import counting
from model.training.templates.draw import sample

FILE = Path(__file__).parent / "corpus.jsonl"
# reasons of mentions whose sentence stands for itself: it can be left out, or stand in another letter
LOOSE = frozenset(("date", "label", "quoted", "condition", "later", "earlier", "unwanted"))
# of these a sentence may not come to a letter that wants the same things
CONTRARY = frozenset(("unwanted", "later"))
_SENTENCES = re.compile(r"[^。!?！？\n]+[。!?！？\n]*\s*|[。!?！？\n]+\s*")
# words that point to another sentence
_POINTS = re.compile(
    r"それ|これ|その|この|以外|同じ|同様|上記|下記|前者|後者|ほか|他の|残り|のうち|代わり|かわり|逆|やっぱ|訂正|instead|same|other|these|those|this|that|it\b|rest"
)
SHARE, MOST_IN, UNKNOWN, COUNTING = 0.6, 3, 0.2, 0.3


_NAMES = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?")
Aside = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Lesson:
    """A conversation to learn from: each request as (request, script); of what the last script does not use, text → reason.

    source: whose it is, "templates" for a drawn one (whose unused mentions have no reasons: nothing is learnt about them).
    """

    turns: tuple[tuple[Request, str], ...]
    aside: tuple[tuple[str, str], ...] = ()
    source: str = "templates"


@dataclass(frozen=True)
class Example:
    """A lesson as the network sees it: what is read, the pieces of earlier scripts, the account slot by slot, the pieces to write."""

    turns: list[Turn]
    earlier: list[list[str]]
    account: dict[str, str | None]
    pieces: list[str]


def example(lesson: Lesson) -> Example:
    """The lesson with its names set apart. Raises Unwritable for a script that has no pieces."""
    turns, slots = set_apart([request for request, _ in lesson.turns])
    scripts = [pieces_of(script, slots) for _, script in lesson.turns]
    used, reasons = uses(scripts[-1]), _reasons(lesson, turns[-1])
    account = {slot: used.get(slot) or reasons.get(slot) or _before_a_question(slot, scripts[-1]) for slot in turns[-1].named}
    return Example(turns, [[piece.text for piece in script] for script in scripts[:-1]], account, [piece.text for piece in scripts[-1]])


def _before_a_question(slot: str, pieces: Sequence[Piece]) -> str | None:
    """What a thing is there for in a request that is answered by a question, as far as its kind tells."""
    asked = pieces[0].text
    if not asked.startswith("ask("):
        return None
    if slot[0] in "NQ":
        return None if "index_missing" in asked or "pick_missing" in asked or "file_missing" in asked else "site"
    return {"E": "element", "G": "element", "X": "element", "C": "potential", "F": "file"}.get(slot[0], "described")


def _reasons(lesson: Lesson, turn: Turn) -> dict[str, str]:
    """Why each slot is not used: the reason of the first of its mentions that stands in something set aside."""
    text = normal(lesson.turns[-1][0].words)
    spans = [(span, why) for words, why in lesson.aside for span in _places(text, normal(words))]
    found: dict[str, str] = {}
    for slot, named in turn.named.items():
        why = next((why for m in named for (a, b), why in spans if a < m.span[1] and m.span[0] < b), None)
        if why:
            found[slot] = why
    return found


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    start = text.find(words) if words else -1
    while start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + 1)


def read(file: Path = FILE) -> list[Lesson]:
    """The lessons of a corpus: one for each turn of its conversations."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        given: dict[str, Any] = {"files": tuple(item["files"]), "picked": tuple(item["picked"])}
        there = tuple(item.get("species", ()))
        for k, turn in enumerate(item["turns"]):
            *before, last = [(Request(one["text"], **given), one["script"]) for one in item["turns"][: k + 1]]
            turns = (*before, (replace(last[0], species=there), last[1]))
            found.append(Lesson(turns, tuple((a, b) for a, b in turn["aside"]), str(item["hand"])))
    return found


@dataclass(frozen=True)
class Teacher:
    """Draws lessons: a share of them from the hands, the rest from templates."""

    lessons: Sequence[Lesson]
    loose: Sequence[tuple[str, tuple[Aside, Aside]]]
    share: float = SHARE

    def draw(self, rng: random.Random) -> Example:
        """One example that can be written in pieces."""
        while True:
            hand = bool(self.lessons) and rng.random() < self.share
            lesson = self._again(rng, rng.choice(self.lessons) if hand else drawn(rng))
            try:
                return example(lesson)
            except Unwritable:
                continue

    def _again(self, rng: random.Random, lesson: Lesson) -> Lesson:
        """A lesson of the corpus, half of the time with some of its loose sentences out and some of others' in; now and then nobody
        knows what is in the files."""
        if rng.random() < UNKNOWN:
            request, script = lesson.turns[-1]
            lesson = replace(lesson, turns=(*lesson.turns[:-1], (replace(request, species=()), script)))
        if rng.random() < 0.5 or not self.loose or lesson.turns[-1][1].startswith("ask("):
            return lesson
        request, script = lesson.turns[-1]
        wanted = set(_NAMES.findall(script))
        parts = [(part, _loose(part, lesson)) for part in _SENTENCES.findall(request.instruction)]
        kept = [part for part, loose in parts if not loose or rng.random() < 0.6]
        aside = list(lesson.aside)
        for _ in range(rng.choice((0, 1, 1, 2, MOST_IN)) if len(lesson.turns) == 1 else 0):
            other, why = rng.choice(self.loose)
            if wanted & {value for value, reason in why[1] if reason in CONTRARY}:
                continue
            place = rng.choice((0, 0, len(kept), len(kept), rng.randint(0, len(kept))))
            kept.insert(place, _ended(other, rng))
            if place and not kept[place - 1].endswith(("。", "\n", "!", "?", "!", "?")):
                kept[place - 1] += rng.choice(("。", "\n"))
            aside += why[0]
        text = "".join(kept).strip()
        return Lesson((*lesson.turns[:-1], (replace(request, instruction=text), script)), tuple(aside), lesson.source)


def _ended(sentence: str, rng: random.Random) -> str:
    return sentence if sentence.endswith(("。", "\n", "!", "?", "!", "?")) else sentence + rng.choice(("。", "\n"))


def _loose(sentence: str, lesson: Lesson) -> bool:
    """Whether a sentence names something, and only what is set aside for reasons of its own."""
    if len(sentence) < 8 or _POINTS.search(sentence):
        return False
    found = mentions(sentence, lesson.turns[-1][0].files)
    text = normal(sentence)
    spans = [(span, why) for words, why in lesson.aside for span in _places(text, normal(words))]
    whys = [next((why for (a, b), why in spans if a < m.span[1] and m.span[0] < b), "") for m in found]
    return bool(whys) and set(whys) <= LOOSE and not any(m.kind == "file" for m in found)


def loose_sentences(lessons: Iterable[Lesson]) -> list[tuple[str, tuple[Aside, Aside]]]:
    """Sentences that can stand in another letter, each with what it sets aside: in its words, and by value."""
    found = []
    for lesson in lessons:
        if len(lesson.turns) > 1:
            continue
        for part in _SENTENCES.findall(lesson.turns[0][0].instruction):
            if _loose(part, lesson):
                said = tuple(one for one in lesson.aside if one[0] in part)
                values = tuple((m.value, why) for words, why in said for m in mentions(part, ()) if m.text in words)
                found.append((part, (said, values)))
    return found


def drawn(rng: random.Random) -> Lesson:
    """One lesson from the templates."""
    if rng.random() < COUNTING:
        request, script, aside = counting(rng)
        return Lesson(((request, script),), aside)
    return Lesson(tuple((request, script) for request, script in sample(rng).conversation))


@cache
def teacher(file: Path = FILE, share: float = SHARE, hands: int = 0) -> Teacher:
    """The teacher of a corpus file; of `hands` lessons only, where that is given (chosen by a fixed seed)."""
    lessons = read(file) if share and file.is_file() else []
    if hands:
        lessons = random.Random(0).sample(lessons, min(hands, len(lessons)))
    return Teacher(lessons, loose_sentences(lessons), share if lessons else 0.0)
