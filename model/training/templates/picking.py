"""Requests about atoms that were picked in the scene: 矢印で指した原子, ここ, the selected atom."""

import random

from model.training.templates.grammar import load
from model.training.templates.meaning import Job
from model.training.templates.noun import Voice, element_list, many_sites, one_site, picked, some_elements
from model.training.templates.refuse import SAID
from model.training.templates.sites import said_of_several
from model.training.templates.substitution import core, drawn_files, elements_of, grouped, split, with_aside
from model.training.templates.things import sites

MIXED = load("picking")


def at_picked(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """A substitution of one picked atom, or of several, at once or one by one."""
    voice = Voice.drawn(rng)
    files, ends = drawn_files(rng)
    symbols, name = elements_of(voice)
    many = rng.choices((1, 2, 3, 4), (70, 20, 7, 3))[0]
    picks = sites(rng, many)
    job = Job(files, ends, "each", picks, elements=symbols)
    where = picked(voice, many)
    if many > 1 and rng.random() < 0.75:
        text, job = said_of_several(voice, where, job, group_name=name)
        return voice, text, picks, job
    if many > 1:
        where, job = grouped(voice, where, job)
    elif rng.random() < 0.07:
        where = voice.say(rng.choice(_NAMED_TOO_EN if voice.english else _NAMED_TOO), p=where, i=voice.number(picks[0]))
    elif not name and len(symbols) > 1 and rng.random() < 0.12:
        return voice, split(voice, job, where), picks, job
    elif not name and rng.random() < 0.06:
        return voice, with_aside(voice, job, where, core(voice, job, where, pointed=True)), picks, job
    elif rng.random() < 0.04:
        return voice, unpointed(voice, job), picks, job
    return voice, core(voice, job, where, group_name=name, pointed=True), picks, job


# the same atom, picked and named
_NAMED_TOO = ("{p}({i}番)", "{p}、[つまり|すなわち|要するに]{i}番", "{i}番({p})", "{p}(index {i})", "{p}である{i}番", "{i}番、{p}")
_NAMED_TOO_EN = ("{p} ({i})", "{p} (index {i})", "{p}, number {i},", "atom {i} ({p})")


def with_named(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """Picked atoms and named ones in one request, at once or one by one."""
    voice = Voice.drawn(rng)
    files, ends = drawn_files(rng)
    many, more = rng.choices((1, 2), (85, 15))[0], rng.choices((1, 2), (85, 15))[0]
    every = sites(rng, many + more)
    picks, named = every[:many], every[many:]
    words = {"p": picked(voice, many), "n": one_site(voice, named[0]) if more == 1 else many_sites(voice, named)}
    job = Job(files, ends, "each", every, elements=some_elements(rng, 3))
    where = voice.tell(MIXED, "MIXED", words)
    if rng.random() < 0.75:
        text, job = said_of_several(voice, where, job)
        return voice, text, picks, job
    where, job = grouped(voice, where, job)
    return voice, core(voice, job, where, pointed=True), picks, job


def unpointed(voice: Voice, job: Job) -> str:
    """A request that says no place at all, because the picked atom is it."""
    choices = SAID["NO_INDEX_EN" if voice.english else "NO_INDEX"][:8]
    return voice.say(voice.rng.choice(choices), E=element_list(voice, job.elements))
