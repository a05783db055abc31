"""Conversations drawn from all families, in the proportions that the model learns from."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from model.request import Request
from model.training.templates.compose import around, compose
from model.training.templates.conversation import conversation
from model.training.templates.grammar import continued, load, say
from model.training.templates.meaning import Job, script
from model.training.templates.noise import noisy
from model.training.templates.noun import Voice
from model.training.templates.options import draw_options, whole
from model.training.templates.other import other
from model.training.templates.path import path
from model.training.templates.picking import at_picked, with_named
from model.training.templates.refuse import refusal
from model.training.templates.sites import alone_and_both, each_and_host, paired, several, together_split
from model.training.templates.substitution import substitution

Turn = tuple[Request, str]
Drawn = tuple[Voice, str, tuple[int, ...], Job]
SAID = load("draw")
SHARES = {
    "substitution": 0.19,
    "options": 0.17,
    "picked": 0.11,
    "path": 0.11,
    "sites": 0.12,
    "other": 0.13,
    "refuse": 0.10,
    "conversation": 0.12,
}
_FAMILIES, _WEIGHTS = list(SHARES), list(SHARES.values())


@dataclass(frozen=True)
class Sample:
    """A conversation of (request, script) turns, the scripts without imports; the last script is the one to learn."""

    conversation: tuple[Turn, ...]
    family: str


def samples(seed: int, n: int | None = None, family: str = "") -> Iterator[Sample]:
    """`n` conversations (endless if None), the same for the same seed; of one family if it is named."""
    rng = random.Random(seed)
    drawn = 0
    while n is None or drawn < n:
        yield sample(rng, family)
        drawn += 1


def sample(rng: random.Random, family: str = "") -> Sample:
    """One conversation."""
    family = family or rng.choices(_FAMILIES, _WEIGHTS)[0]
    turns = _TURNS[family](rng)
    heard = tuple((replace(request, instruction=_typed(rng, request.instruction)), written) for request, written in turns)
    return Sample(heard, family)


def _typed(rng: random.Random, text: str) -> str:
    return noisy(rng, text).strip() or text


def _named(voice: Voice, text: str, job: Job) -> str:
    """The sentence with the file's name where nothing else names it, sometimes."""
    rng, file = voice.rng, job.files[0] if job.files else ""
    if job.ends or not file or file in text or rng.random() > 0.16:
        return text
    return voice.tell(SAID, "NAMED", {"f": file, "text": text, "cut": text.rstrip(" .?。"), "on": continued(text)})


def _job(
    draw: Callable[[random.Random], Drawn], chance: float, *, at_least_one: bool = False, context: float = 0.3
) -> Callable[[random.Random], list[Turn]]:
    """A family whose requests are jobs on a path."""

    def turns(rng: random.Random) -> list[Turn]:
        voice, text, picks, job = draw(rng)
        said: list[tuple[str, str]] = []
        if rng.random() < (1.0 if at_least_one else chance):
            changed, said = draw_options(rng, voice, job)
            while at_least_one and not said and not (job.temperatures or job.host):
                changed, said = draw_options(rng, voice, job)
            job = changed
        text = around(voice, _named(voice, compose(voice, text, said), job), chance=context)
        return [(Request(text, job.handed or job.files, picks), script(job))]

    return turns


def _other(rng: random.Random) -> list[Turn]:
    voice, (text, files, picks, written) = other(rng)
    if rng.random() < 0.2 and not voice.english:
        text = say(rng, "{hi}") + text if rng.random() < 0.4 else text.rstrip("。") + say(rng, "{bye}")
    if not files and rng.random() < 0.06:
        files = ("path.extxyz",)
    return [(Request(text, files, picks), written)]


def _refuse(rng: random.Random) -> list[Turn]:
    voice, text, files, picks, written = refusal(rng)
    if "out_of_scope" not in written and "file_missing" not in written:
        text = around(voice, text, chance=0.15)
        if rng.random() < 0.2 and "ask" in written and "pick" not in written:
            _, said = draw_options(rng, voice, Job(files or ("x",)), chance=0.7)
            text = compose(voice, text, said)
    return [(Request(text, files, picks), written)]


def _with_options(rng: random.Random) -> Drawn:
    """A request for any job on a path, to say options with."""
    return rng.choices((substitution, path, several, whole), (58, 14, 14, 14))[0](rng)


def _sites(rng: random.Random) -> Drawn:
    return rng.choices((paired, several, alone_and_both, each_and_host, together_split), (32, 54, 8, 3, 3))[0](rng)


def _picked(rng: random.Random) -> Drawn:
    return with_named(rng) if rng.random() < 0.12 else at_picked(rng)


_TURNS: dict[str, Callable[[random.Random], list[Turn]]] = {
    "substitution": _job(substitution, 0.1),
    "options": _job(_with_options, 1.0, at_least_one=True, context=0.15),
    "picked": _job(_picked, 0.15),
    "path": _job(path, 0.2, context=0.2),
    "sites": _job(_sites, 0.15, context=0.2),
    "other": _other,
    "refuse": _refuse,
    "conversation": conversation,
}
