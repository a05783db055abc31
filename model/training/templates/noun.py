"""Noun phrases of a request: the sites, the picked atoms, the elements, as one person would write them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from model.training.templates.grammar import Value, load, say
from model.training.templates.things import COMMON, HOSTS, element_style, elements, figures, group, sites, spelt

SAID = load("noun")


@dataclass(frozen=True)
class Voice:
    """How the writer of one request writes."""

    rng: random.Random
    english: bool = False
    elements: str = "symbol"

    @classmethod
    def drawn(cls, rng: random.Random, english: float = 0.17) -> "Voice":
        speaks_english = rng.random() < english
        return cls(rng, speaks_english, element_style(rng, speaks_english))

    def say(self, template: str, **given: Value) -> str:
        return say(self.rng, template, given)

    def tell(self, said: Mapping[str, tuple[str, ...]], section: str, given: Mapping[str, Value] | None = None) -> str:
        """One template of a section, or of its English twin SECTION_EN, expanded."""
        return say(self.rng, self.rng.choice(said[f"{section}_EN" if self.english else section]), given)

    def number(self, number: int | str) -> str:
        return figures(self.rng, number, self.english)

    def element(self, symbol: str) -> str:
        return spelt(self.rng, symbol, self.elements)


def one_site(voice: Voice, index: int) -> str:
    """One index as a noun phrase."""
    rng = voice.rng
    choices = SAID["ONE_SITE_EN"] if voice.english else SAID["ONE_SITE"]
    wrong = index
    while wrong == index:
        wrong = sites(rng, 1)[0]
    return voice.say(
        rng.choice(choices), i=voice.number(index), wrong=voice.number(wrong), old=lambda: spelt(rng, rng.choice(HOSTS), voice.elements)
    )


def many_sites(voice: Voice, indices: tuple[int, ...]) -> str:
    """Several indices as a noun phrase."""
    numbers = [voice.number(i) for i in indices]
    template = voice.rng.choice(SAID["MANY_SITES_EN"] if voice.english else SAID["MANY_SITES"])
    head, _, rest = template.partition("{")
    inner, _, tail = rest.partition("}")
    if not inner:
        return template
    kind, joiner, *after = inner.split(":")
    if kind == "l":
        text = joiner.join(numbers)
    elif kind == "a":
        text = joiner + (f"{', '.join(numbers[:-1])}{voice.rng.choice((' and ', ', and '))}{numbers[-1]}")
    else:
        text = joiner.join(n + after[0] for n in numbers)
    return head + text + tail


def site_range(voice: Voice, first: int, last: int) -> str:
    """A row of indices as a noun phrase."""
    return voice.say(voice.rng.choice(SAID["RANGE_EN"] if voice.english else SAID["RANGE"]), f=voice.number(first), t=voice.number(last))


def picked(voice: Voice, many: int) -> str:
    """The picked atoms as a noun phrase."""
    rng = voice.rng
    count = rng.choice((f"{many}つの", f"{many}個の", f"{many}", "")) if many > 1 else ""
    count = count if count.endswith("の") or not count else f"{many}つの"
    choices = (
        (SAID["PICKED_MANY_EN"] if voice.english else SAID["PICKED_MANY"])
        if many > 1 and rng.random() < 0.6
        else (SAID["PICKED_EN"] if voice.english else SAID["PICKED"])
    )
    return voice.say(rng.choice(choices), c=count, old=lambda: spelt(rng, rng.choice(HOSTS), voice.elements))


_JOIN = (
    "、",
    "、",
    "、",
    ", ",
    ",",
    "・",
    "と",
    "と",
    " ",
    "/",
    "や",
    "か",
    " と ",
    " or ",
    "とか",
    " & ",
    "→",
    "、または",
    "もしくは",
    "/ ",
    "および",
    "、",
    " vs ",
    " and ",
    "、ならびに",
    "ならびに",
    "、続いて",
    "、別に",
    "、次に",
    "、あるいは",
    " then ",
    "、それから",
)
_END = (
    "と",
    "、それと",
    "、そして",
    "、あと",
    "および",
    "、および",
    "か",
    "、または",
    "それに",
    " and ",
    "、最後に",
    "、念のため",
    "、ならびに",
    "、できれば",
    "、ついでに",
    "、別に",
    "、余裕があれば",
)


def element_list(voice: Voice, symbols: tuple[str, ...]) -> str:
    """Elements as a noun phrase; now and then with one taken back, or with how many they are."""
    rng = voice.rng
    names = [voice.element(s) for s in symbols]
    if len(names) == 1:
        if rng.random() < 0.04:
            wrong = voice.element(next(s for s in elements(rng, 2) if s not in symbols))
            templates = (
                ("{w} instead of ... no, {x}", "{w}, sorry, {x}", "{x} (not {w})")
                if voice.english
                else ("{w}じゃなくて{x}", "{w}、いや{x}", "{w}ではなく{x}", "{w}…やっぱり{x}", "{w}やなくて{x}", "{w}でなく{x}")
            )
            return voice.say(rng.choice(templates), w=wrong, x=names[0])
        if rng.random() < 0.03 and not voice.english:
            return group(rng)[0] + "の" + names[0]
        return names[0]
    if voice.english:
        last = rng.choice(
            (
                " and ",
                " and ",
                " or ",
                ", and ",
                ", ",
                " & ",
                " vs ",
                ", then ",
                ", and then ",
                " and also ",
                ", and separately ",
                " and finally ",
            )
        )
        return (", " if rng.random() < 0.9 else " / ").join(names[:-1]) + last + names[-1]
    joiner = rng.choice(_JOIN)
    if len(names) == 2 and joiner == "→":  # that would be one turned into the other
        joiner = "、"
    text = joiner.join(names[:-1]) + (rng.choice(_END) if rng.random() < 0.35 else joiner) + names[-1]
    if rng.random() < 0.08:
        many = len(names)
        text += (
            rng.choice(SAID["TAIL_TWO"])
            if many == 2
            else rng.choice(
                (
                    f"の{many}種類",
                    f"の{many}つ",
                    f"の{many}元素",
                    f"の{many}通り",
                    f"の{many}パターン",
                    "のそれぞれ",
                    "それぞれ",
                    "の各元素",
                    f"の{many}種",
                    "のどれか",
                )
            )
        )
    return text


def some_elements(rng: random.Random, most: int = 5) -> tuple[str, ...]:
    """A few elements, fewer more often."""
    return elements(rng, rng.choices(range(1, most + 1), (45, 25, 17, 8, 5)[:most])[0])


__all__ = ["COMMON", "Voice", "element_list", "many_sites", "one_site", "picked", "site_range", "some_elements"]
