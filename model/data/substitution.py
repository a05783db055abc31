"""Requests of the kind "put these elements at this site and tell me the barriers"."""

import random
from dataclasses import replace

from model.data.grammar import Value, load
from model.data.meaning import Job
from model.data.noun import Voice, element_list, one_site, some_elements
from model.data.things import end_files, group, path_file, site

SAID = load("substitution")


def core(voice: Voice, job: Job, where: str, *, group_name: str = "", pointed: bool = False) -> str:
    """The main clause: which element where."""
    rng = voice.rng
    many = len(job.elements) > 1
    what = group_name or element_list(voice, job.elements)
    short = pointed and not voice.english and rng.random() < 0.12
    section = "MANY" if many and rng.random() < 0.43 else "PICKED_ONLY" if short else "ANY"
    given: dict[str, Value] = {
        "S": where,
        "E": what,
        "old": lambda: voice.say("{host}"),
        "calc2": lambda: voice.say("[出して|見せて|教えて|計算しといて|頼む|ちょうだい]"),
    }
    return voice.tell(SAID, section, given)


def drawn_files(rng: random.Random) -> tuple[tuple[str, ...], bool]:
    """Files of a request about a path: one path, or now and then the two ends; True for ends."""
    return (end_files(rng), True) if rng.random() < 0.06 else ((path_file(rng),), False)


def elements_of(voice: Voice) -> tuple[tuple[str, ...], str]:
    """The elements to put in, and the name of their group if they are spoken of by it."""
    rng = voice.rng
    if rng.random() < 0.07:
        name, members = group(rng, voice.english)
        return members, f"{name}" if voice.english or rng.random() < 0.8 else f"{name}[全部|すべて|全て|の元素|の各元素]".split("[")[0]
    return some_elements(rng), ""


def substitution(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """A plain substitution at one site."""
    voice = Voice.drawn(rng)
    files, ends = drawn_files(rng)
    symbols, name = elements_of(voice)
    job = Job(files, ends, "each", (site(rng),), elements=symbols)
    return voice, core(voice, job, one_site(voice, job.sites[0]), group_name=name), (), job


def grouped(voice: Voice, where: str, job: Job, together: float = 0.55) -> tuple[str, Job]:
    """Several sites with a word that says whether they are meant at once or one by one."""
    rng = voice.rng
    if rng.random() < together:
        marked = voice.tell(SAID, "TOGETHER", {"s": where})
        job = replace(job, mode="together")
    else:
        marked = voice.tell(SAID, "EACH", {"s": where})
    return marked, job
