"""Options in words: images with or without the ends, force limits, climbing, the potential, rates, the host."""

import random
from collections.abc import Mapping
from dataclasses import replace

from model.training.templates.grammar import Value, load, one_of
from model.training.templates.meaning import Job
from model.training.templates.noun import Voice, element_list, one_site, some_elements
from model.training.templates.things import CALCULATOR_NAMES, CALCULATORS, fmax, path_file, site, temperature

SAID = load("options")


def draw_options(rng: random.Random, voice: Voice, job: Job, *, chance: float = 1.0) -> tuple[Job, list[tuple[str, str]]]:
    """The job with some options, and the (kind, fragment) that say each."""
    said: list[tuple[str, str]] = []
    kinds = [
        k
        for k, weight in (("images", 0.36), ("force", 0.3), ("climb", 0.2), ("potential", 0.36), ("rate", 0.2), ("host", 0.16))
        if rng.random() < weight * chance
    ]
    for kind in rng.sample(kinds, len(kinds)):
        if (kind == "host" and (job.mode == "plain" or job.host)) or (kind == "rate" and (job.verify or job.temperatures)):
            continue
        job, form, given = _option(rng, voice, job, kind)
        said.append((form, worded(voice, form, given)))
    return job, said


def whole(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """A substitution whose main clause asks for rates or for the unsubstituted path as well."""
    voice = Voice.drawn(rng)
    job = Job((path_file(rng),), sites=(site(rng),), elements=some_elements(rng, 2))
    given: dict[str, Value] = {
        "S": one_site(voice, job.sites[0]),
        "E": element_list(voice, job.elements),
        "host": lambda: voice.say("{host}"),
    }
    if rng.random() < 0.6:
        values, given["t"] = temperatures(rng, voice)
        return voice, voice.tell(SAID, "WITH_RATE", given), (), replace(job, temperatures=values)
    return voice, voice.tell(SAID, "WITH_HOST", given), (), replace(job, host=True)


def worded(voice: Voice, form: str, given: Mapping[str, str]) -> str:
    """A fragment that says one option."""
    choices = SAID[form.upper() + ("_EN" if voice.english else "")]
    if "meV" in given.get("u", ""):
        choices = tuple(c for c in choices if "{u}" in c)
    if form in ("total", "inner") and not voice.english and voice.rng.random() < 0.1:
        choices = SAID[form.upper() + "_ADNOMINAL"]
    return one_of(voice.rng, choices, {"x": str(voice.rng.randrange(3, 16)), **given})


def _option(rng: random.Random, voice: Voice, job: Job, kind: str) -> tuple[Job, str, dict[str, str]]:
    """One option drawn: the job with it, the form of words, what they are filled with."""
    if kind == "images":
        inner = rng.random() < 0.5
        many = rng.randrange(3, 16)
        return replace(job, images=f"{many} + 2" if inner else str(many)), "inner" if inner else "total", {"n": voice.number(many)}
    if kind == "force":
        if rng.random() < 0.06:
            milli = rng.choice((10, 20, 30, 40, 50, 100, 25))
            return replace(job, fmax=f"{milli} / 1000"), "force", {"f": voice.number(milli), "u": rng.choice((" meV/Å", "meV/Å", " meV/A"))}
        typed, value = fmax(rng)
        unit = rng.choice(("", "", "", " eV/Å", "eV/Å", " eV/A", "eV/A", " eV/Å"))
        return replace(job, fmax=value), "force", {"f": voice.number(typed), "u": unit}
    if kind == "climb":
        flat = rng.random() < 0.7
        return replace(job, climb=not flat), "flat" if flat else "climb", {}
    if kind == "potential":
        name = rng.choice(CALCULATORS[:2]) if rng.random() < 0.6 else rng.choice(tuple(CALCULATOR_NAMES))
        return replace(job, calculator=name), "potential", {"c": rng.choice(CALCULATOR_NAMES[name])}
    if kind == "rate":
        values, words = temperatures(rng, voice)
        return replace(job, temperatures=values), "rate", {"t": words}
    return replace(job, host=True), "host", {"host": voice.say("{hoste}" if voice.english else "{host}")}


def _celsius(rng: random.Random, voice: Voice) -> tuple[str, str]:
    """One temperature or a few in degrees Celsius: the list in the script, and the words."""
    common = (25, 27, 50, 100, 127, 150, 200, 227, 250, 300, 400, 450, 500)
    values = sorted(rng.sample((*common, *rng.sample(range(20, 900), 4)), rng.choices((1, 2, 3), (65, 25, 10))[0]))
    values = list(dict.fromkeys(values))
    unit = rng.choice((" °C", "°C", " ℃") if voice.english else ("℃", "°C", " ℃", "℃", "度", "度"))
    head = "摂氏" if unit == "度" and rng.random() < 0.4 else ""
    joined = rng.choice((", ", " and ") if voice.english else ("と", "、", ", ", "・"))
    shared = rng.random() < 0.4
    words = (joined.join(voice.number(t) for t in values) + unit) if shared else joined.join(voice.number(t) + unit for t in values)
    return f"[{', '.join(f'{t} + 273.15' for t in values)}]", head + words


def temperatures(rng: random.Random, voice: Voice) -> tuple[str, str]:
    """Temperatures of rates: the list in the script, and the words."""
    chance = rng.random()
    unit = rng.choice((" K", "K", "K", " K", "ケルビン" if not voice.english else " kelvin"))
    if chance < 0.1:
        return _celsius(rng, voice)
    if chance < 0.14 and not voice.english:
        return "[298.15]", rng.choice(("室温", "常温"))
    if chance < 0.2:
        first, step = rng.choice((200, 300, 400)), rng.choice((50, 100))
        last = first + step * rng.randrange(3, 8)
        values = ", ".join(str(t) for t in range(first, last + 1, step))
        if voice.english:
            return f"[{values}]", f"{first} to {last} K in steps of {step} K"
        return f"[{values}]", rng.choice(
            (
                f"{first}〜{last} K({step} K刻み)",
                f"{first}から{last} Kまで{step} Kごと",
                f"{first} Kから{last} Kまで{step} K刻み",
                f"{first}-{last} K、{step} K間隔",
                f"{first} Kから{last} Kまで{step} Kおき",
                f"{first}から{last}ケルビンまで{step}きざみ",
            )
        )
    many = rng.choices((1, 2, 3), (75, 18, 7))[0]
    values_: list[int] = []
    while len(values_) < many:
        t = temperature(rng)
        if t not in values_:
            values_.append(t)
    joined = rng.choice((", ", "、", "と", "・")) if not voice.english else " and "
    shared = rng.random() < 0.5
    words = (joined.join(voice.number(t) for t in values_) + unit) if shared else joined.join(voice.number(t) + unit for t in values_)
    return f"[{', '.join(str(t) for t in values_)}]", words
