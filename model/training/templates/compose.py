"""Sentences put together: the main clause, its options before or behind it, and what people say around it."""

import random

from model.training.templates.grammar import continued
from model.training.templates.noun import Voice

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
    before: list[tuple[str, str]] = []
    behind: list[tuple[str, str]] = []
    if len(main) < 24 and len(said) > 1 and rng.random() < 0.15:
        return _listed(rng, main, said)
    for kind, text in said:
        (before if rng.random() < (0.15 if kind in ("rate", "host") else 0.33) else behind).append((kind, text))
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


def _listed(rng: random.Random, main: str, said: list[tuple[str, str]]) -> str:
    """The request as a bare list of what is wanted, in any order."""
    parts = [main, *(text for _, text in said)]
    return rng.choice((", ", "、", " / ", "; ", "。", " ")).join(rng.sample(parts, len(parts)))


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
