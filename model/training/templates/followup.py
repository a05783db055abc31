"""What is said after a calculation: another element or index, other options, more of it, its proof, its picture."""

import random
from dataclasses import replace

from model.training.templates.compose import compose
from model.training.templates.grammar import load, one_of
from model.training.templates.meaning import Job, script
from model.training.templates.noun import Voice, element_list, many_sites, one_site, picked, some_elements
from model.training.templates.options import draw_options, temperatures, worded
from model.training.templates.substitution import core
from model.training.templates.things import CALCULATOR_NAMES, CALCULATORS, elements, fmax, site, sites

SAID = load("conversation")
Change = tuple[str, Job]
NTH = ("1", "2", "3", "4")


def follow_up(rng: random.Random, voice: Voice, job: Job) -> tuple[str, Job, str, tuple[int, ...]] | None:
    """What is said next, the job it means, its script, and new picks."""
    inserted = job.mode in ("each", "together")
    if rng.random() < 0.08:
        return _new_request(rng, voice, job)
    kinds = ["again", "again", "more", "more", "repeat", "verify", "show"]
    if inserted:
        kinds += ["element"] * 6 + ["index"] * 5 + ["union", "union", "both", "places", "places"]
        kinds += ["ordinal"] * 2 if len(job.elements) > 1 else []
        kinds += ["manner"] * 2 if len(job.sites) > 1 else []
    kind = rng.choice(kinds)
    if kind == "repeat":
        return one_of(rng, SAID["REPEAT"]), job, script(job), ()
    if kind == "verify":
        return _verified(voice, job)
    if kind == "show":
        said = voice.tell(SAID, "SHOW")
        marked = f", highlight=[{', '.join(map(str, job.sites))}]" if job.sites else ""
        head = script(replace(job, images="")).split("\n")[0]
        return said, job, f"{head}\nscene(view(path{marked}))", ()
    change = {"again": _adjusted, "more": _added, "places": _places, "manner": _other_manner}.get(kind)
    said, job, picks = (*change(rng, voice, job), ()) if change else _replaced(rng, voice, job, kind)
    if kind in ("element", "index", "ordinal", "places") and rng.random() < 0.2:
        said, job = _with_option(rng, voice, said, job)
    return said, job, script(job), picks


def _new_request(rng: random.Random, voice: Voice, job: Job) -> tuple[str, Job, str, tuple[int, ...]]:
    """A whole new request about the same file, after another one: nothing is kept."""
    fresh = Job(job.files, job.ends, sites=(site(rng),), elements=some_elements(rng, 3))
    fresh, said = draw_options(rng, voice, fresh, chance=0.5)
    return compose(voice, core(voice, fresh, one_site(voice, fresh.sites[0])), said), fresh, script(fresh), ()


def _lead(voice: Voice, text: str) -> str:
    return voice.tell(SAID, "LEAD") + text


def _replaced(rng: random.Random, voice: Voice, job: Job, kind: str) -> tuple[str, Job, tuple[int, ...]]:
    """New elements, a new index, or one of several."""
    prev = element_list(voice, job.elements[:3]) if len(job.elements) > 1 else voice.element(job.elements[0])
    fresh = (
        tuple(e for e in some_elements(rng, 3) if e not in job.elements) or tuple(e for e in elements(rng, 20) if e not in job.elements)[:1]
    )
    if kind == "ordinal":
        n = rng.randrange(min(len(job.elements), 4))
        given = {"n": NTH[n], "j": ("最初", "二番目", "三番目", "四番目")[n], "w": ("first", "second", "third", "fourth")[n]}
        given["e"] = voice.element(job.elements[n])
        if n == len(job.elements) - 1 and rng.random() < 0.3:
            given |= {"n": NTH[n], "j": rng.choice(("最後", "一番最後")), "w": "last"}
        return voice.tell(SAID, "ORDINAL", given), replace(job, elements=(job.elements[n],)), ()
    if kind == "element":
        text = voice.tell(SAID, "ELEMENT", {"E": element_list(voice, fresh), "prev": prev})
        return _lead(voice, text), replace(job, elements=fresh), ()
    if kind == "union":
        text = voice.tell(SAID, "MORE", {"E": element_list(voice, fresh), "prev": prev})
        return _lead(voice, text), replace(job, elements=job.elements + fresh), ()
    many = 1 if job.mode == "each" else len(job.sites)
    indices = tuple(i for i in sites(rng, many + 2) if i not in job.sites)[:many] or (site(rng),)
    where = one_site(voice, indices[0]) if len(indices) == 1 else many_sites(voice, indices)
    moved = replace(job, sites=indices, mode=job.mode if len(indices) > 1 else "each")
    if kind == "both":
        text = voice.tell(SAID, "BOTH", {"E": element_list(voice, fresh), "S": where})
        return _lead(voice, text), replace(moved, elements=fresh), ()
    if rng.random() < 0.15 and len(indices) == 1:
        text = voice.tell(SAID, "POINT", {"S": picked(voice, 1)})
        return text, moved, indices
    text = voice.tell(SAID, "INDEX", {"S": where, "old": voice.number(job.sites[0])})
    return _lead(voice, text), moved, ()


def _places(rng: random.Random, voice: Voice, job: Job) -> Change:
    """The same elements at several other places, one by one."""
    indices = tuple(i for i in sites(rng, 5) if i not in job.sites)[: rng.choice((2, 2, 3))]
    text = voice.tell(SAID, "PLACES", {"S": many_sites(voice, indices)})
    return _lead(voice, text), replace(job, sites=indices, mode="each")


def _other_manner(_rng: random.Random, voice: Voice, job: Job) -> Change:
    """The same places at once instead of one by one, or the other way round."""
    at_once = job.mode == "each"
    return voice.tell(SAID, "AT_ONCE" if at_once else "ONE_BY_ONE"), replace(job, mode="together" if at_once else "each")


def _option(rng: random.Random, voice: Voice, job: Job) -> Change:
    """One option in words, and the job with it."""
    kind = rng.choice(("total", "total", "inner", "force", "force", "potential", "potential", "flat", "flat", "climb"))
    if kind in ("total", "inner"):
        many = rng.randrange(3, 16)
        given, job = {"n": voice.number(many)}, replace(job, images=f"{many} + 2" if kind == "inner" else str(many))
    elif kind == "force":
        typed, value = fmax(rng)
        given, job = {"f": voice.number(typed), "u": rng.choice(("", "", " eV/Å"))}, replace(job, fmax=value)
    elif kind == "potential":
        name = rng.choice(CALCULATORS)
        given, job = {"c": rng.choice(CALCULATOR_NAMES[name])}, replace(job, calculator=name)
    else:
        given, job = {}, replace(job, climb=kind == "climb")
    return worded(voice, kind, given), job


def _adjusted(rng: random.Random, voice: Voice, job: Job) -> Change:
    """The same with other options."""
    option, job = _option(rng, voice, job)
    text = voice.tell(SAID, "AGAIN", {"o": option})
    return text.replace("ででき", "で").replace("でで", "で").replace("にに", "に"), job


def _with_option(rng: random.Random, voice: Voice, said: str, job: Job) -> Change:
    """A follow-up that changes an option besides."""
    option, job = _option(rng, voice, job)
    return compose(voice, said.rstrip("?。 ."), [("flat", option)]), job


def _added(rng: random.Random, voice: Voice, job: Job) -> Change:
    """The same with the host or with rates besides."""
    host = job.mode != "plain" and not job.host and rng.random() < 0.5 and not job.verify
    if host:
        given, job = {"host": voice.say("{hoste}" if voice.english else "{host}")}, replace(job, host=True)
    else:
        values, words_ = temperatures(rng, voice)
        given, job = {"t": words_}, replace(job, temperatures=values, verify=False)
    if rng.random() < 0.5:
        return _lead(voice, voice.tell(SAID, "HOST_LATER" if host else "RATE_LATER", given)), job
    text = worded(voice, "host" if host else "rate", given)
    return text if voice.english else _lead(voice, one_of(rng, SAID["MORE_OF_IT"], {"h": text})), job


def _verified(voice: Voice, job: Job) -> tuple[str, Job, str, tuple[int, ...]] | None:
    """The proof that what was found is a saddle point."""
    single = (
        job.mode == "plain"
        or (job.mode == "each" and len(job.sites) == len(job.elements) == 1)
        or (job.mode == "together" and len(job.elements) == 1)
    )
    if not single or job.verify:
        return None
    pairs = tuple((i, job.elements[0]) for i in job.sites) if job.mode != "plain" else ()
    proof = replace(job, mode="pairs" if pairs else "plain", pairs=pairs, verify=True, temperatures="", host=False)
    said = voice.tell(SAID, "SADDLE")
    return said, replace(job, temperatures="", host=False), script(proof), ()
