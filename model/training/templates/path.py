"""Requests about a path as it is: its barrier, the path between two structures, the proof of its saddle point."""

import random
from dataclasses import replace

from model.training.templates.grammar import Value, load
from model.training.templates.meaning import Job
from model.training.templates.noun import Voice, element_list, one_site
from model.training.templates.things import elements, end_files, path_file, sites

_DO = {"do": "[して|を実行|を回して|お願いします|をお願い|をやって|計算|を計算して|]", "calc2": "{calc}"}

SAID = load("path")


def _given(voice: Voice, **extra: str) -> dict[str, Value]:
    return {"do": lambda: voice.say(_DO["do"]), "calc2": lambda: voice.say("{calc}"), **extra}


def path(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """A request about a path without anything put in, or with its ends named."""
    voice = Voice.drawn(rng)
    kind = rng.random()
    if kind < 0.3:
        job = Job((path_file(rng),), mode="plain")
        return voice, voice.tell(SAID, "BARE", _given(voice, f=job.files[0])), (), job
    if kind < 0.62:
        return between(rng, voice)
    if kind < 0.86:
        ends = rng.random() < 0.12
        job = Job(end_files(rng) if ends else (path_file(rng),), ends, "plain", verify=True)
        return voice, voice.tell(SAID, "VERIFY", _given(voice, f=job.files[0])), (), job
    return verified(rng, voice)


def between(rng: random.Random, voice: Voice) -> tuple[Voice, str, tuple[int, ...], Job]:
    """The path between two files, named in the sentence or known by their names; sometimes with a substitution."""
    a, b = end_files(rng)
    job = Job((a, b), True, "plain")
    short = rng.random() < 0.2
    said = {"a": _stem(a) if short else a, "b": _stem(b) if short else b}
    if rng.random() < 0.08:
        return of_three(rng, a, b)
    kind = rng.random()
    if kind < 0.1 and not voice.english:
        inner, many = rng.random() < 0.4, rng.randrange(3, 16)
        job = replace(job, images=f"{many} + 2" if inner else str(many))
        return voice, voice.tell(SAID, "ENDS_INNER" if inner else "ENDS_TOTAL", _given(voice, n=voice.number(many), **said)), (), job
    if kind < 0.2:
        return voice, voice.tell(SAID, "ENDS_UNNAMED", _given(voice)), (), job
    if kind < 0.62:
        return voice, voice.tell(SAID, "ENDS", _given(voice, **said)), (), job
    symbols = elements(rng, rng.choice((1, 1, 1, 2, 3)))
    job = replace(job, mode="each", sites=sites(rng, 1), elements=symbols)
    given = _given(voice, S=one_site(voice, job.sites[0]), E=element_list(voice, symbols), **said)
    return voice, voice.tell(SAID, "SUBSTITUTED_ENDS", given), (), job


def of_three(rng: random.Random, a: str, b: str) -> tuple[Voice, str, tuple[int, ...], Job]:
    """A path and its two ends lie there, and one or the others are wanted."""
    voice = Voice.drawn(rng, english=0.0)
    p = path_file(rng)
    files = (p, a, b)
    short = rng.random() < 0.3
    given = _given(voice, p=p, a=_stem(a) if short else a, b=_stem(b) if short else b)
    if rng.random() < 0.5:
        job = Job((a, b), True, "plain")
        return voice, voice.tell(SAID, "ENDS_OF_THREE", given), (), replace(job, handed=files)
    symbols = elements(rng, rng.choice((1, 1, 2)))
    job = Job((p,), False, "each", sites(rng, 1), elements=symbols, handed=files)
    return (
        voice,
        voice.tell(SAID, "PATH_OF_THREE", {**given, "S": one_site(voice, job.sites[0]), "E": element_list(voice, symbols)}),
        (),
        job,
    )


def verified(rng: random.Random, voice: Voice) -> tuple[Voice, str, tuple[int, ...], Job]:
    """The proof of the saddle point of a substituted path."""
    job = Job((path_file(rng),), mode="pairs", pairs=((sites(rng, 1)[0], elements(rng, 1)[0]),), verify=True)
    index, symbol = job.pairs[0]
    given = _given(voice, S=one_site(voice, index), E=voice.element(symbol))
    return voice, voice.tell(SAID, "SUBSTITUTED_VERIFY", given), (), job


def _stem(name: str) -> str:
    stem = name.rsplit(".", 1)[0]
    return stem if len(stem) >= 3 else name
