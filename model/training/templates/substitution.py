"""Requests of the kind "put these elements at this site and tell me the barriers"."""

import random
from dataclasses import replace

from model.training.templates.grammar import Value, continued, load
from model.training.templates.meaning import Job
from model.training.templates.noun import Voice, element_list, one_site, some_elements
from model.training.templates.things import elements, end_files, group, path_file, site

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


def split(voice: Voice, job: Job, where: str, *, host: bool = False) -> str:
    """The request with its elements in sentences of their own: one first, the others after it; the unsubstituted path beside them."""
    first, rest = job.elements[:1], job.elements[1:]
    return voice.tell(
        SAID, "SPLIT_HOST" if host else "SPLIT", {"S": where, "a": element_list(voice, first), "b": element_list(voice, rest)}
    )


def with_aside(voice: Voice, job: Job, where: str, text: str) -> str:
    """The request with elements that are named and not wanted: planned and dropped, done before, a slip put right."""
    rng = voice.rng
    others = [e for e in elements(rng, 6) if e not in job.elements]
    unwanted = tuple(others[: rng.choices((1, 2, 3), (75, 18, 7))[0]])
    everything = rng.sample((*job.elements, *unwanted), len(job.elements) + len(unwanted))
    return voice.tell(
        SAID,
        "ASIDE",
        {
            "text": text.rstrip("。."), "on": continued(text), "S": where, "E": element_list(voice, job.elements),
            "w": element_list(voice, unwanted), "all": element_list(voice, tuple(everything)),
            "rest": voice.say(rng.choice(_REST_EN if voice.english else _REST), S=where),
        },
    )  # fmt: skip


_REST = (
    "{S}を{ta}{toki}の{B}{calcgraph}", "{S}に[入れて|置いて]{B}{calcgraph}", "[場所|位置|サイト|対象]は{S}[です|]。{B}{calcgraph}",
    "{S}の{B}{calcgraph}", "{S}で{B}[よろしく|お願いします|を出して]", "{S}に[置換|ドープ]した[とき|場合]の{B}{calcgraph}",
)  # fmt: skip
_REST_EN = ("{Be} at {S}{pls}", "put [it|them] at {S} and compute the {Be}{pls}", "site is {S}. {Be}{pls}", "replace {S}, {Be}{pls}")


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
    where = one_site(voice, job.sites[0])
    text = core(voice, job, where, group_name=name)
    if not name and len(symbols) > 1 and rng.random() < 0.12:
        with_host = rng.random() < 0.25
        return voice, split(voice, job, where, host=with_host), (), replace(job, host=with_host)
    if not name and rng.random() < 0.12:
        return voice, with_aside(voice, job, where, text), (), job
    if len(symbols) > 1 and not name and not voice.english and rng.random() < 0.03:
        text = voice.tell(SAID, "NAMED_GROUP", {"text": text, "dot": voice.say("[。|で、|として、|:]")})
    return voice, text, (), job


def grouped(voice: Voice, where: str, job: Job, together: float = 0.55) -> tuple[str, Job]:
    """Several sites with a word that says whether they are meant at once or one by one."""
    rng = voice.rng
    if rng.random() < together:
        marked = voice.tell(SAID, "TOGETHER", {"s": where})
        job = replace(job, mode="together")
    else:
        marked = voice.tell(SAID, "EACH", {"s": where})
    return marked, job
