"""Conversations: a follow-up changes what was asked, asks for more, points back, or answers our question."""

import random
from collections.abc import Callable

from model.request import Request
from model.training.templates.compose import around, compose
from model.training.templates.followup import follow_up
from model.training.templates.grammar import load, one_of
from model.training.templates.meaning import Job, quoted, script
from model.training.templates.noun import Voice, element_list, one_site, picked, some_elements
from model.training.templates.options import draw_options
from model.training.templates.other import KINDS
from model.training.templates.outside import out_of_scope
from model.training.templates.path import path as path_request
from model.training.templates.picking import at_picked
from model.training.templates.refuse import SAID as REFUSED
from model.training.templates.sites import several
from model.training.templates.substitution import core, substitution
from model.training.templates.surfaces import surface
from model.training.templates.things import CALCULATOR_NAMES, CALCULATORS, elements, path_file, site

Turns = list[tuple[Request, str]]
Change = tuple[str, Job]

NTH = ("1", "2", "3", "4")

SAID = load("conversation")


def _first(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """The request that a conversation begins with."""
    kind = rng.random()
    draw: Callable[[random.Random], tuple[Voice, str, tuple[int, ...], Job]]
    draw = substitution if kind < 0.62 else at_picked if kind < 0.75 else several if kind < 0.87 else path_request
    voice, text, picks, job = draw(rng)
    job, said = draw_options(rng, voice, job, chance=0.35)
    return voice, around(voice, compose(voice, text, said), chance=0.12), picks, job


def conversation(rng: random.Random) -> Turns:
    """Two or three turns."""
    kind = rng.random()
    if kind < 0.62:
        return changed(rng)
    if kind < 0.86:
        return answered(rng)
    return other_changed(rng)


def changed(rng: random.Random) -> Turns:
    """A calculation, and one or two follow-ups that change it."""
    voice, text, picks, job = _first(rng)
    turns = [(Request(text, job.files, picks), script(job))]
    for _ in range(2 if rng.random() < 0.25 else 1):
        if rng.random() < 0.04:
            turns.append((Request(out_of_scope(rng), job.files), 'ask("out_of_scope")'))
            continue
        follow = follow_up(rng, voice, job)
        if follow is None:
            continue
        said, job, written, again = follow
        turns.append((Request(said, job.files, again if again else picks if rng.random() < 0.5 else ()), written))
    return turns


def answered(rng: random.Random) -> Turns:
    """We asked for what was missing, and the answer comes; now and then a follow-up after it."""
    voice = Voice.drawn(rng)
    files: tuple[str, ...] = (path_file(rng),)
    kind = rng.choices(("index", "element", "pick", "file"), (44, 34, 16, 6))[0]
    job = Job(files, sites=(site(rng),), elements=some_elements(rng, 3))
    picks: tuple[int, ...] = ()
    answer_files = files
    if kind == "index":
        main = voice.tell(REFUSED, "NO_INDEX", {"E": element_list(voice, job.elements)})
        if rng.random() < 0.2:
            picks = job.sites
            answer = one_of(rng, SAID["ANSWER_PICK"])
        else:
            answer = voice.tell(SAID, "ANSWER_INDEX", {"S": one_site(voice, job.sites[0])})
    elif kind == "element":
        main = voice.tell(REFUSED, "NO_ELEMENT", {"S": one_site(voice, job.sites[0])})
        answer = voice.tell(SAID, "ANSWER_ELEMENT", {"E": element_list(voice, job.elements)})
    elif kind == "pick":
        main = core(voice, job, picked(voice, 1))
        if rng.random() < 0.6:
            picks, answer = job.sites, one_of(rng, SAID["ANSWER_PICK"])
        else:
            answer = voice.tell(SAID, "ANSWER_INDEX", {"S": one_site(voice, job.sites[0])})
    else:
        main, files = core(voice, job, one_site(voice, job.sites[0])), ()
        answer = one_of(rng, SAID["ANSWER_FILE"], {"f": answer_files[0]})
    job, said = draw_options(rng, voice, job, chance=0.3)
    code = {"index": "index_missing", "element": "element_missing", "pick": "pick_missing", "file": "file_missing"}[kind]
    turns = [(Request(compose(voice, main, said), files), f'ask("{code}")'), (Request(answer, answer_files, picks), script(job))]
    if rng.random() < 0.2 and (follow := follow_up(rng, voice, job)):
        turns.append((Request(follow[0], answer_files, follow[3]), follow[2]))
    return turns


def other_changed(rng: random.Random) -> Turns:
    """A request for another function, and one that changes its element, surface, site, or potential."""
    voice = Voice.drawn(rng)
    name = rng.choice(("lattice", "vacancy", "migration", "surface_energy", "hop", "adsorption", "vibration", "relaxation"))
    text, files, picks, call = KINDS[name][1](voice)
    while "\n" in call:  # several things at once: what would change is not clear
        text, files, picks, call = KINDS[name][1](voice)
    keys = ', calculator="emt"' if rng.random() < 0.2 else ""
    if keys:
        text = f"{text.rstrip(' ?.')}, EMT" if voice.english else rng.choice((f"EMTで{text}", f"{text}。EMTで"))
    first = f"result = {call}{keys})\nchart(result)\nscene(result)"
    change = rng.choice(("argument", "argument", "calculator"))
    head, _, argument = call.partition("(")
    written, next_call = "", call
    if change == "argument" and name in ("lattice", "vacancy", "migration"):
        symbol = elements(rng, 1)[0]
        old = argument.split('"')[1]
        written, next_call = voice.element(symbol), f"{head}({argument.replace(quoted((old,)), quoted((symbol,)), 1)}"
    elif change == "argument" and name in ("surface_energy", "hop", "adsorption"):
        where, written = surface(voice)
        old = next(part for part in argument.split('"') if "(" in part)
        next_call = f"{head}({argument.replace(old, where)}"
    if not written:
        calculator = rng.choice([c for c in CALCULATORS if c != "emt"])
        written, keys = rng.choice(CALCULATOR_NAMES[calculator]), f', calculator="{calculator}"'
        said = voice.tell(SAID, "OTHER_POTENTIAL", {"x": written})
    else:
        said = voice.tell(SAID, "OTHER_THING", {"x": written})
    second = f"result = {next_call}{keys})\nchart(result)\nscene(result)"
    return [(Request(text, files, picks), first), (Request(said, files), second)]
