"""Requests that cannot be carried out as they are: something is missing, unknown, or none of our business."""

import random
from dataclasses import replace

from model.training.templates.grammar import load, one_of, say
from model.training.templates.meaning import Job, script
from model.training.templates.noun import Voice, element_list, many_sites, one_site, picked, some_elements
from model.training.templates.outside import out_of_scope
from model.training.templates.substitution import core
from model.training.templates.things import path_file, site, sites, stem, unknown

Refused = tuple[Voice, str, tuple[str, ...], tuple[int, ...], str]

SAID = load("refuse")
_ABSENT = ("missing", "old", "unknown", "other", "backup", "hoge", "foo", "sample")


def refusal(rng: random.Random) -> Refused:
    """A request that gets a question or a refusal, or one that the check will refuse for what it names."""
    kind = rng.choices(("index", "element", "pick", "unknown", "range", "file", "no_file", "outside"), (19, 15, 13, 12, 6, 9, 5, 26))[0]
    voice = Voice.drawn(rng)
    files: tuple[str, ...] = (path_file(rng),)
    if kind == "index":
        text = voice.tell(SAID, "NO_INDEX", {"E": element_list(voice, some_elements(rng, 3))})
        return voice, text, files, (), 'ask("index_missing")'
    if kind == "element":
        if rng.random() < 0.12:
            return voice, one_of(rng, SAID["BOTH_MISSING"]), files, (), 'ask("index_missing")'
        return no_element(rng, voice, files)
    if kind == "pick":
        return no_pick(rng, voice, files)
    if kind == "unknown":
        return no_such_element(rng, voice, files)
    if kind == "range":
        index = rng.choice((rng.randrange(300, 10_000), -rng.randrange(1, 30)))
        job = Job(files, sites=(index,), elements=some_elements(rng, 2))
        return (
            voice,
            core(
                voice,
                job,
                rng.choice((f"{index}番", f"index {index}", f"{index}番の原子", f"インデックス{index}", f"{index}番目"))
                if not voice.english
                else f"index {index}",
            ),
            files,
            (),
            script(job),
        )
    if kind == "file":
        return no_such_file(rng, voice, files)
    if kind == "no_file":
        job = Job(files, sites=sites(rng, 1), elements=some_elements(rng, 3))
        text = (
            core(voice, job, one_site(voice, job.sites[0]))
            if rng.random() < 0.6
            else say(
                rng,
                rng.choice(("{B}{calcgraph}", "NEBを回して", "{path}の{B}{calcgraph}", "[反応|]{B}は[どのくらい|何eV]?"))
                if not voice.english
                else "[What is|compute] the {Be}?",
            )
        )
        return voice, text, (), (), 'ask("file_missing")'
    text = out_of_scope(rng)
    return voice, text, files if rng.random() < 0.35 else (), (), 'ask("out_of_scope")'


def no_element(rng: random.Random, voice: Voice, files: tuple[str, ...]) -> Refused:
    """A site without an element."""
    picks: tuple[int, ...] = ()
    if rng.random() < 0.2:
        picks = sites(rng, rng.choice((1, 1, 2)))
        where = picked(voice, len(picks))
    else:
        indices = sites(rng, rng.choices((1, 2, 3), (80, 15, 5))[0])
        where = one_site(voice, indices[0]) if len(indices) == 1 else many_sites(voice, indices)
    return voice, voice.tell(SAID, "NO_ELEMENT", {"S": where}), files, picks, 'ask("element_missing")'


def no_pick(rng: random.Random, voice: Voice, files: tuple[str, ...]) -> Refused:
    """Pointing where nothing was picked."""
    job = Job(files, sites=sites(rng, 1), elements=some_elements(rng, 3))
    where = picked(voice, rng.choices((1, 2), (85, 15))[0])
    if rng.random() < 0.1:
        text = voice.say("Show {s}{pls}" if voice.english else "{s}を[ハイライト|強調]して[表示|経路を見せて]", s=where)
    else:
        text = core(voice, job, where)
    return voice, text, files, (), 'ask("pick_missing")'


def no_such_element(rng: random.Random, voice: Voice, files: tuple[str, ...]) -> Refused:
    """A substitution by what is no element; the script says so plainly and the check refuses it."""
    known = some_elements(rng, 2) if rng.random() < 0.3 else ()
    word = unknown(rng)
    job = Job(files, sites=sites(rng, 1))
    names = [voice.element(s) for s in known] + [word]
    order = rng.sample(range(len(names)), len(names))
    symbols = tuple(((*known, word)[i]) for i in order)
    picks = job.sites if rng.random() < 0.1 else ()
    where = picked(voice, 1) if picks else one_site(voice, job.sites[0])
    joined = (", " if voice.english else rng.choice(("、", "と", ", "))).join(names[i] for i in order)
    text = voice.tell(SAID, "UNKNOWN", {"S": where, "E": joined})
    job = replace(job, elements=symbols)
    return voice, text, files, picks, script(job)


def no_such_file(rng: random.Random, voice: Voice, files: tuple[str, ...]) -> Refused:
    """A file is named that did not come with the request; the script reads it and the check says that it is not there."""
    name = files[0]
    while name in files:
        name = f"{rng.choice((stem(rng), *_ABSENT))}.{rng.choice(('extxyz', 'traj', 'xyz', 'db', 'cif'))}"
    files = files if rng.random() < 0.7 else ()
    if rng.random() < 0.25:
        text = voice.say("[relax|optimize] {f}{pls}" if voice.english else "{f}を[構造緩和|構造最適化|最適化]して[ください|]", f=name)
        return voice, text, files, (), f'result = relax("{name}")\nchart(result)\nscene(result)'
    job = Job((name,), mode="plain")
    if rng.random() < 0.4:
        job = replace(job, mode="each", sites=(site(rng),), elements=some_elements(rng, 2))
        text = core(voice, job, one_site(voice, job.sites[0]))
        text = f"in {name}, {text}" if voice.english else rng.choice((f"{name}の", f"{name}で", f"{name}: ", f"{name}について、")) + text
        return voice, text, files, (), script(job)
    text = (
        say(rng, "[What is|Compute] the {Be} [of|in|for] {f}{pls}", {"f": name})
        if voice.english
        else one_of(rng, SAID["FILE_CLAUSE"], {"f": name})
    )
    return voice, text, files, (), script(job)
