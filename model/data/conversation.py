"""Conversations: a follow-up changes what was asked, asks for more, points back, or answers our question."""

import random
from collections.abc import Callable
from dataclasses import replace

from model.data.grammar import load, one_of
from model.data.meaning import Job, quoted, script
from model.data.noun import Voice, element_list, many_sites, one_site, picked, some_elements
from model.data.options import SAID as OPTIONS
from model.data.options import around, compose, draw_options, temperatures
from model.data.other import KINDS, surface
from model.data.outside import out_of_scope
from model.data.path import path as path_request
from model.data.picking import at_picked
from model.data.refuse import SAID as REFUSED
from model.data.sites import several
from model.data.substitution import core, substitution
from model.data.things import CALCULATOR_NAMES, CALCULATORS, elements, fmax, path_file, site, sites
from model.request import Request

Turns = list[tuple[Request, str]]
Change = tuple[str, Job]

_LEAD = "[|||||じゃあ|じゃあ、|では|では、|次は|次に|次、|今度は|それなら|ついでに|続けて|あと|あと、|それと|ほな|なら|それでは、|OK、|ありがとう。|なるほど。|ふむ。|了解。|さっきの計算、|同じ条件で|同様に|同じく]"
_LEAD_EN = "[|||Now |Then |Next, |OK, |And |Thanks. |Great, now |Also ]"
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
        follow = _follow_up(rng, voice, job)
        if follow is None:
            continue
        said, job, written, again = follow
        turns.append((Request(said, job.files, again if again else picks if rng.random() < 0.5 else ()), written))
    return turns


def _follow_up(rng: random.Random, voice: Voice, job: Job) -> tuple[str, Job, str, tuple[int, ...]] | None:
    """What is said next, the job it means, its script, and new picks."""
    inserted = job.mode in ("each", "together")
    if rng.random() < 0.08:
        return _new_request(rng, voice, job)
    kinds = ["again", "again", "more", "repeat", "verify", "show"]
    if inserted:
        kinds += ["element"] * 6 + ["index"] * 5 + ["union", "union", "both"]
        kinds += ["ordinal"] * 2 if len(job.elements) > 1 else []
    kind = rng.choice(kinds)
    if kind in ("element", "union", "index", "both", "ordinal"):
        said, changed_job, picks = _replaced(rng, voice, job, kind)
        return said, changed_job, script(changed_job), picks
    if kind == "again":
        said, changed_job = _adjusted(rng, voice, job)
        return said, changed_job, script(changed_job), ()
    if kind == "more":
        return _added(rng, voice, job)
    if kind == "repeat":
        return one_of(rng, SAID["REPEAT"]), job, script(job), ()
    if kind == "verify":
        return _verified(rng, voice, job)
    said = voice.say("[Show|Display|Visualize] [the path|it|it in 3D]{pls}") if voice.english else one_of(rng, SAID["SHOW"])
    marked = f", highlight=[{', '.join(map(str, job.sites))}]" if job.sites else ""
    head = script(replace(job, images="")).split("\n")[0]
    return said, job, f"{head}\nscene(view(path{marked}))", ()


def _new_request(rng: random.Random, voice: Voice, job: Job) -> tuple[str, Job, str, tuple[int, ...]]:
    """A whole new request about the same file, after another one: nothing is kept."""
    fresh = Job(job.files, job.ends, sites=(site(rng),), elements=some_elements(rng, 3))
    fresh, said = draw_options(rng, voice, fresh, chance=0.5)
    return compose(voice, core(voice, fresh, one_site(voice, fresh.sites[0])), said), fresh, script(fresh), ()


def _lead(voice: Voice, text: str) -> str:
    return voice.say(_LEAD_EN if voice.english else _LEAD) + text


def _replaced(rng: random.Random, voice: Voice, job: Job, kind: str) -> tuple[str, Job, tuple[int, ...]]:
    """New elements, a new index, or one of several."""
    prev = element_list(voice, job.elements[:3]) if len(job.elements) > 1 else voice.element(job.elements[0])
    fresh = (
        tuple(e for e in some_elements(rng, 3) if e not in job.elements) or tuple(e for e in elements(rng, 20) if e not in job.elements)[:1]
    )
    if kind == "ordinal":
        n = rng.randrange(min(len(job.elements), 4))
        given = {"n": NTH[n], "j": ("最初", "二番目", "三番目", "四番目")[n], "w": ("first", "second", "third", "fourth")[n]}
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
        text = voice.say(
            "[What about|Try|Now] {E} at {S}[?|]" if voice.english else "{S}を{E}に[したら?|置換したら?|して|変えて|した場合は?]",
            E=element_list(voice, fresh),
            S=where,
        )
        return _lead(voice, text), replace(moved, elements=fresh), ()
    if rng.random() < 0.15 and len(indices) == 1:
        text = voice.say(
            "[What about|Try|Now] {S}[?|]"
            if voice.english
            else "[じゃあ|今度は|次は|では|]{S}[だと?|は?|だったら?|で|でもやって|を同じ元素に|なら?]",
            S=picked(voice, 1),
        )
        return text, moved, indices
    text = voice.tell(SAID, "INDEX", {"S": where, "old": voice.number(job.sites[0])})
    return _lead(voice, text), moved, ()


def _adjusted(rng: random.Random, voice: Voice, job: Job) -> Change:
    """The same with other options."""
    forms = ENGLISH if voice.english else JAPANESE
    kind = rng.choice(("total", "inner", "force", "potential", "potential", "flat", "climb"))
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
    option = one_of(rng, forms[kind], given)
    text = voice.tell(SAID, "AGAIN", {"o": option})
    return text.replace("ででき", "で").replace("でで", "で").replace("にに", "に"), job


def _added(rng: random.Random, voice: Voice, job: Job) -> tuple[str, Job, str, tuple[int, ...]]:
    """The same with the host or with rates besides."""
    forms = ENGLISH if voice.english else JAPANESE
    if job.mode != "plain" and not job.host and rng.random() < 0.5 and not job.verify:
        text, job = one_of(rng, forms["host"], {"host": voice.say("{hoste}" if voice.english else "{host}")}), replace(job, host=True)
    else:
        values, words_ = temperatures(rng, voice)
        text, job = one_of(rng, forms["rate"], {"t": words_}), replace(job, temperatures=values, verify=False)
    return (text if voice.english else _lead(voice, one_of(rng, SAID["MORE_OF_IT"], {"h": text}))), job, script(job), ()


def _verified(rng: random.Random, voice: Voice, job: Job) -> tuple[str, Job, str, tuple[int, ...]] | None:
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
    said = voice.say("[Verify|Check|Confirm] the [saddle point|transition state|TS]{pls}") if voice.english else one_of(rng, SAID["SADDLE"])
    return said, replace(job, temperatures="", host=False), script(proof), ()


def answered(rng: random.Random) -> Turns:
    """We asked for what was missing, and the answer comes; now and then a follow-up after it."""
    voice = Voice.drawn(rng)
    files = (path_file(rng),)
    kind = rng.choices(("index", "element", "pick", "file"), (44, 34, 16, 6))[0]
    job = Job(files, sites=(site(rng),), elements=some_elements(rng, 3))
    picks: tuple[int, ...] = ()
    answer_files = files
    if kind == "index":
        main = one_of(rng, NO_INDEX_EN if voice.english else NO_INDEX, {"E": element_list(voice, job.elements)})
        if rng.random() < 0.2:
            picks = job.sites
            answer = one_of(rng, SAID["ANSWER_PICK"])
        else:
            answer = voice.tell(SAID, "ANSWER_INDEX", {"S": one_site(voice, job.sites[0])})
    elif kind == "element":
        main = one_of(rng, NO_ELEMENT_EN if voice.english else NO_ELEMENT, {"S": one_site(voice, job.sites[0])})
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
    if rng.random() < 0.2 and (follow := _follow_up(rng, voice, job)):
        turns.append((Request(follow[0], answer_files, follow[3]), follow[2]))
    return turns


def other_changed(rng: random.Random) -> Turns:
    """A request for another function, and one that changes its element, surface, site, or potential."""
    voice = Voice.drawn(rng)
    name = rng.choice(("lattice", "vacancy", "migration", "surface_energy", "hop", "adsorption", "vibration", "relaxation"))
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
        said = voice.say(
            "[Now |Again |]with {x}[?|]"
            if voice.english
            else "[じゃあ|では|今度は|次は|]{x}[でも|で|だと?|でやり直して|で計算して|で計算し直して|も|を使って]",
            x=written,
        )
    else:
        said = voice.say(
            "[What about|How about|And] {x}?"
            if voice.english
            else "[じゃあ|では|今度は|次は|]{x}[は?|だと?|でも|で|の場合は?|も計算して|なら?|だったら?|も]",
            x=written,
        )
    second = f"result = {next_call}{keys})\nchart(result)\nscene(result)"
    return [(Request(text, files, picks), first), (Request(said, files), second)]
