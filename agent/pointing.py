"""From a picture with an arrow on it to the index of an atom: by geometry where the picture is our own, else by a model that sees.

Our own picture (`agent picture`) is laid over a fresh one of the same structure; what was drawn on it points at an atom, and no model
has a say. Any other picture goes to the model with a labelled one of ours; it is never asked for an index. First it has to read an
arrow that we drew ourselves; then it is asked twice, with other labels each time, and both answers have to be one atom.

Covered: labels are numbers that no atom of the file has, so a number that is written in the picture is no answer; what stands beside
the pixels never reaches the model. Not covered: a model that sees well and errs the same way twice; the answer says how it was come by.
"""

import base64
import hashlib
import io
import random
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from PIL import Image

from agent.errors import PersonQuestion
from agent.messages import explain, word
from model.chat import describe
from model.errors import ModelFailedError
from tools.arrow import Arrow, arrow_in, draw_arrow, drawn_on, meant
from tools.pictures import read_picture
from tools.snapshot import Snapshot, snapshot
from tools.structures import read_first

LARGEST_SIDE = 1024  # of a picture that a model is shown [pixels]
Model = Callable[[], Awaitable[BaseChatModel]]


@dataclass(frozen=True)
class Pointed:
    """The atom that a picture's arrow points at, and how that is known: "geometry", or "model" and its name."""

    picture: str
    index: int
    element: str
    way: str
    model: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def words(self) -> str:
        """It in a sentence, for the person to confirm."""
        how = word(f"picture_{self.way}", model=self.model)
        return word("picture_read", file=self.picture, index=self.index, element=self.element, how=how)


class Unread(Exception):
    """What the arrow means cannot be said. Its text says why, in the user's language."""


def drawings(structures: Mapping[str, Path]) -> dict[str, tuple[tuple[str, ...], Snapshot]]:
    """(elements, our picture) of each structure file. Raises StructureError."""
    frames = {name: read_first(file) for name, file in structures.items()}
    return {name: (frame.symbols, snapshot(frame)) for name, frame in frames.items()}


def by_geometry(name: str, picture: Image.Image, drawn: Mapping[str, tuple[tuple[str, ...], Snapshot]]) -> Pointed | None:
    """The atom that was pointed at on a picture of ours; None for a picture that is not. Raises Unread."""
    for symbols, ours in drawn.values():
        changed = drawn_on(picture, ours)
        if changed is None:
            continue
        arrow = arrow_in(changed)
        if arrow is None:
            raise Unread(word("picture_no_arrow"))
        atoms = meant(arrow, ours)
        if len(atoms) != 1:
            raise Unread(word("picture_between", atoms=_named(atoms, symbols)) if atoms else word("picture_nothing"))
        return Pointed(name, atoms[0], symbols[atoms[0]], "geometry")
    return None


async def by_model(name: str, picture: Image.Image, drawn: Mapping[str, tuple[tuple[str, ...], Snapshot]], model: Model) -> Pointed:
    """The atom that a model sees pointed at, twice the same. Raises Unread."""
    (symbols, ours), *others = drawn.values()
    if any(other != symbols for other, _ in others):
        raise Unread(word("picture_other"))
    eyes = await model()
    called = str(describe(eyes)["name"])
    if not getattr(eyes, "sees", False):
        raise Unread(word("picture_no_eyes", model=called))
    chance = random.Random(hashlib.sha256(picture.tobytes()).hexdigest())
    known = chance.choice(ours.legible)
    if await _asked(eyes, _with_arrow(ours, known, chance), ours, chance, called) != known:
        raise Unread(word("picture_blind", model=called))
    first, second = [await _asked(eyes, picture, ours, chance, called) for _ in range(2)]
    if first is None or second is None:
        raise Unread(word("picture_unsaid", model=called))
    if first != second:
        raise Unread(word("picture_disagrees", model=called, atoms=_named((first, second), symbols)))
    return Pointed(name, first, symbols[first], "model", called)


async def _asked(eyes: BaseChatModel, picture: Image.Image, ours: Snapshot, chance: random.Random, called: str) -> int | None:
    """The atom whose label the model says; None where it says none, or anything else."""
    least = 100 * (ours.whole.shape[1] // 100 + 1)
    labels = dict(zip(ours.legible, chance.sample(range(least, least + 3 * len(ours.legible)), len(ours.legible)), strict=True))
    shown = [_part(picture), _part(ours.picture({index: str(label) for index, label in labels.items()}))]
    rules = files("agent.prompts").joinpath("pointing.md").read_text(encoding="utf-8")
    try:
        reply = await eyes.ainvoke([SystemMessage(rules), HumanMessage([{"type": "text", "text": "Which label?"}, *shown])])
    except ModelFailedError as failure:
        raise Unread(word("picture_failed", model=called, why=failure.reason[:200])) from None
    lines = str(reply.text).strip().splitlines()
    said = set(re.findall(r"\d+", lines[-1])) if lines else set()
    return next((index for index, label in labels.items() if said == {str(label)}), None)


def _part(picture: Image.Image) -> dict[str, Any]:
    """The pixels alone, as OpenAI's servers take them."""
    small, kept = picture.copy(), io.BytesIO()
    small.thumbnail((2 * LARGEST_SIDE, LARGEST_SIDE))
    small.save(kept, "PNG")
    return {"type": "image_url", "image_url": {"url": "data:image/png;base64," + base64.b64encode(kept.getvalue()).decode()}}


def _with_arrow(ours: Snapshot, index: int, chance: random.Random) -> Image.Image:
    """Our picture with an arrow of our own at an atom."""
    place = next(place for view in range(len(ours.per_A)) if (place := ours.place(index, view)))
    image, (right, down) = ours.picture(), chance.choice(((0.6, 0.8), (-0.6, 0.8), (0.8, -0.6), (-0.8, -0.6)))
    draw_arrow(image, Arrow(place, (right, down)))
    return image


def _named(atoms: tuple[int, ...], symbols: tuple[str, ...]) -> str:
    return ", ".join(f"{symbols[index]} {index}" for index in atoms)


async def pointed(
    name: str, file: Path, structures: Mapping[str, Path], *, named: frozenset[int], model: Model, say: Callable[[str], None]
) -> Pointed | None:
    """The atom that a picture's arrow points at; None for a picture that is not needed because the request names its atoms itself.

    Args:
        named: indices that the request names or picks; an arrow that points at another atom is a question
    Raises:
        PersonQuestion: what it means cannot be said, or is not what the request says
    """
    picture, drawn = read_picture(file), drawings(structures)
    try:
        found = by_geometry(name, picture, drawn)
        if found is None and not named:
            say(word("picture_looking"))
            found = await by_model(name, picture, drawn, model)
    except Unread as unread:
        if not named:
            raise PersonQuestion("pick_missing", *explain("picture_asks", file=name, why=unread)) from None
        found = None
    if found is None:
        say(word("picture_unused", file=name))
    elif named and found.index not in named:
        said = word("picture_contradicts", said=", ".join(map(str, sorted(named))), atom=f"{found.element} {found.index}")
        raise PersonQuestion("pick_missing", *explain("picture_asks", file=name, why=said))
    else:
        say(found.words)
    return found
