"""Options in words: images with or without the ends, force limits, climbing, the potential, rates, the host; and sentences around them."""

import random
from dataclasses import replace

from model.data.grammar import continued, load, one_of
from model.data.meaning import Job
from model.data.noun import Voice
from model.data.things import CALCULATOR_NAMES, CALCULATORS, fmax, temperature

# fragments that stand before the main clause (ending so that it can go on), or behind it as a sentence of their own

ENGLISH = {kind: SAID[f"ENGLISH_{kind.upper()}"] for kind in KINDS}
JAPANESE = {
    "total": TOTAL,
    "inner": INNER,
    "force": FORCE,
    "flat": FLAT,
    "climb": CLIMB,
    "potential": POTENTIAL,
    "rate": RATE,
    "host": HOST,
}

SAID = load("options")


def draw_options(rng: random.Random, voice: Voice, job: Job, *, chance: float = 1.0) -> tuple[Job, list[tuple[str, str]]]:
    """The job with some options, and the (kind, fragment) that say each."""
    said: list[tuple[str, str]] = []
    forms = ENGLISH if voice.english else JAPANESE
    kinds = [
        k
        for k, weight in (("images", 0.36), ("force", 0.3), ("climb", 0.2), ("potential", 0.36), ("rate", 0.2), ("host", 0.16))
        if rng.random() < weight * chance
    ]
    for kind in rng.sample(kinds, len(kinds)):
        if kind == "host" and job.mode == "plain":
            continue
        if kind == "rate" and job.verify:
            continue
        job, form, given = _option(rng, voice, job, kind)
        choices = forms[form]
        if "meV" in given.get("u", ""):
            choices = tuple(c for c in choices if "{u}" in c)
        said.append((form, one_of(rng, choices, given)))
    return job, said


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


def temperatures(rng: random.Random, voice: Voice) -> tuple[str, str]:
    """Temperatures of rates: the list in the script, and the words."""
    chance = rng.random()
    unit = rng.choice((" K", "K", "K", " K", "ケルビン" if not voice.english else " kelvin"))
    if chance < 0.1:
        celsius = rng.choice((25, 50, 100, 127, 150, 200, 227, 250, 300, 400, 450, 500, rng.randrange(20, 900)))
        return f"[{celsius} + 273.15]", voice.number(celsius) + rng.choice(
            ("℃", "°C", " ℃", "℃", "度" if not voice.english else " °C", " °C")
        )
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


_BEFORE_TAIL = {
    "total": ("で、", "として、", "にして、", "で", "。"),
    "inner": ("で、", "として、", "にして、", "で", "。"),
    "force": ("で、", "として、", "、", "で", "。"),
    "flat": ("で、", "で", "、", "。"),
    "climb": ("で、", "で", "により"),
    "potential": ("で、", "で", "で", "。", "にて", "により", "を使い"),
    "rate": ("。", "。"),
    "host": ("。", "、"),
}


def compose(voice: Voice, main: str, said: list[tuple[str, str]]) -> str:
    """The main clause with its options before it, behind it, or as one list."""
    rng = voice.rng
    if not said:
        return main
    if voice.english:
        return _compose_english(rng, main, said)
    before, behind = [], []
    for kind, text in said:
        (before if kind not in ("rate", "host") and rng.random() < 0.33 else behind).append((kind, text))
    head = "".join(_ended(rng, kind, text) for kind, text in before)
    if not behind:
        return head + main
    style = rng.random()
    texts = [text for _, text in behind]
    if style < 0.2:
        tail = rng.choice(("(", "（", " (")) + rng.choice(("、", ", ")).join(texts) + rng.choice((")", "）"))
    elif style < 0.5:
        tail = (
            "。"
            + "、".join(texts)
            + rng.choice(
                (
                    "で",
                    "で。",
                    "でお願いします",
                    "。",
                    "",
                    "でよろしく",
                    "で頼む",
                    "にしてください" if behind[-1][0] in ("total", "inner", "force") else "で",
                )
            )
        )
    elif style < 0.75:
        tail = "、" + "、".join(texts) + rng.choice(("で", "", "で。", "でお願いします。", "。"))
    else:
        tail = "".join(
            "。" + text + rng.choice(("で", "で", "", "です", "でお願いします", "にして" if kind in ("total", "inner", "force") else "で"))
            for kind, text in behind
        ) + rng.choice(("", "。"))
    return head + main.rstrip("。") + tail


def _ended(rng: random.Random, kind: str, text: str) -> str:
    """A fragment made to stand before more words."""
    if text.endswith(("で", "て", "に", "まで", "ずに")):
        return text + rng.choice(("、", ""))
    if text.endswith(("使って", "用いて", "なし", "計算")):
        return text + ("で、" if text.endswith(("なし", "計算")) else "、")
    return text + rng.choice(_BEFORE_TAIL[kind])


def _compose_english(rng: random.Random, main: str, said: list[tuple[str, str]]) -> str:
    main = main.rstrip(" .?")
    if rng.random() < 0.25:
        head = rng.choice(said)
        if head[0] in ("potential", "total", "inner"):
            rest = [s for s in said if s is not head]
            return (
                f"{head[1].capitalize() if head[1][0].islower() and not head[1].startswith('n_') else head[1]}, {continued(main)}"
                + "".join(f", {t}" for _, t in rest)
            )
    joiner = rng.choice((", ", ", ", "; ", ". ", " "))
    return main + "".join(joiner + text for _, text in said) + rng.choice(("", ".", " please", ""))


def around(voice: Voice, text: str, *, chance: float = 0.3) -> str:
    """The sentence with what people say before and behind it."""
    rng = voice.rng
    if voice.english:
        return (voice.say("{ctxe}") + " " if rng.random() < 0.12 * chance / 0.3 else "") + text
    if rng.random() < chance * 0.6:
        text = voice.say("{ctx}") + text
    if rng.random() < chance * 0.4:
        text = voice.say("{hi}") + text
    if rng.random() < chance:
        text = text.rstrip("。") + voice.say("{bye}")
    return text
