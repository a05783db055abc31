"""Noun phrases of a request: the sites, the picked atoms, the elements, as one person would write them."""

import random
from dataclasses import dataclass

from model.data.grammar import say
from model.data.things import HOSTS, COMMON, element_style, elements, figures, sites, spelt


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

    def say(self, template: str, **given: object) -> str:
        return say(self.rng, template, given)  # type: ignore[arg-type]

    def number(self, number: int | str) -> str:
        return figures(self.rng, number, self.english)

    def element(self, symbol: str) -> str:
        return spelt(self.rng, symbol, self.elements)


_ONE_SITE = (
    "{i}番", "{i}番", "{i}番", "{i}番", "{i} 番", "{i}番目", "{i}番の原子", "{i}番原子", "{i}番目の原子", "{i}番サイト", "index {i}", "index{i}", "Index {i}", "インデックス{i}", "インデックス {i}", "#{i}", "# {i}",
    "サイト{i}", "サイト {i}", "原子{i}", "原子 {i}", "{i}", "{i}", "番号{i}", "番号 {i} の原子", "原子番号{i}番目", "index が {i} の原子", "indexが{i}の原子", "インデックスが {i} の原子", "インデックス{i}の原子", "index={i}", "idx {i}", "idx={i}", "atom {i}", "Atom {i}",
    "{i}番の位置", "位置{i}", "{i}の位置", "site {i}", "No.{i}", "no. {i}", "[反応|]経路の index が {i} の原子", "[反応|]経路の{i}番", "経路中の{i}番目の原子", "ASEの番号で{i}", "ASE index {i}", "ID {i}", "{i}番のところ", "{i}番め", "i={i}", "原子ID {i}", "{i}ばん", "@{i}", "番号が{i}の原子",
    "{i}番[の|にある|にいる]{old}", "{i}番の{old}原子", "index {i} の {old}", "{old}スラブの{i}番", "{old}表面の{i}番", "{old}表面の{i}番目の原子", "{old}(111)の{i}番", "表面の{i}番", "スラブの{i}番", "元の{path}の{i}番", "{i}番(表面第1層)", "第1層の{i}番", "{path}の index が {i} ([矢印で指した場所|矢印の先|図の矢印])の原子",
    "{wrong}、いや{i}番", "{wrong}じゃなくて{i}番", "{wrong}番…いえ、{i}番", "{wrong}番ではなく{i}番", "{wrong}番、違った、{i}番", "{wrong}番、あ、{i}番", "{wrong}やなくて{i}番", "{wrong}番、もとい{i}番",
)  # fmt: skip
_ONE_SITE_EN = (
    "index {i}", "index {i}", "atom {i}", "atom {i}", "site {i}", "atom index {i}", "the atom at index {i}", "atom number {i}", "atom no. {i}", "atom #{i}", "#{i}", "position {i}", "the {hoste} atom at index {i}", "the {i}th atom", "the atom with index {i}", "idx {i}", "site #{i}",
    "index {i} of the [path|reaction path|slab]", "the atom {i}", "index {wrong}, sorry, {i}", "atom {wrong}, no, {i}", "index {i} (not {wrong})",
)  # fmt: skip
_MANY_SITES = (
    "{x:と:番}", "{x:と:番}", "{x:、:番}", "{l:、}番", "{l:、}番", "{l:,}番", "{l:, }番", "{l:・}番", "{l:と}番", "{l:と}", "{l:、}", "{l:, }", "サイト{l:、}", "サイト{l:と}", "サイト {l:, }", "index {l:, }", "index {l:と}", "インデックス{l:、}", "インデックスが{l:と}の原子", "index が {l:, } の原子", "{x:と:番の原子}", "{l:、}番の原子",
    "{l:・}番の原子", "#{l:と#}", "#{l:, #}", "原子{l:、}", "原子 {l: と }", "{x:、それと:番}", "{x:および:番}", "{x:と、:番目}", "{l:/}番", "{l:と}番目", "{l:と}番目の原子", "{x:と:番サイト}", "atom {l:, }", "{x:に加えて:番}", "位置{l:と}", "{l:&}番", "{l:+}番",
)  # fmt: skip
_MANY_SITES_EN = ("{a:atoms }", "{a:indices }", "{a:sites }", "{a:index }", "{a:atoms }", "{a:positions }", "atoms {l:, }", "indices {l:, }", "[{l:, }]", "{a:#}", "atoms at {a:}")
_RANGE = (
    "{f}〜{t}番", "{f}〜{t}番", "{f}-{t}番", "{f}～{t}番", "{f}から{t}番", "{f}番から{t}番", "{f}番から{t}番まで", "{f}から{t}まで", "{f}番〜{t}番", "index {f}〜{t}", "index {f}-{t}", "{f}から{t}番目", "サイト{f}〜{t}", "インデックス{f}から{t}まで", "{f}~{t}番", "原子{f}–{t}", "{f}番から{t}番の原子", "{f}..{t}番", "{f}番ないし{t}番", "{f}以上{t}以下の番号"
)  # fmt: skip
_RANGE_EN = ("atoms {f}-{t}", "indices {f} to {t}", "sites {f} through {t}", "indices {f}–{t}", "atoms {f} to {t}", "index {f}..{t}", "atoms from {f} to {t}")


def one_site(voice: Voice, index: int) -> str:
    """One index as a noun phrase."""
    rng = voice.rng
    choices = _ONE_SITE_EN if voice.english else _ONE_SITE
    wrong = index
    while wrong == index:
        wrong = sites(rng, 1)[0]
    return voice.say(rng.choice(choices), i=voice.number(index), wrong=voice.number(wrong), old=lambda: spelt(rng, rng.choice(HOSTS), voice.elements))


def many_sites(voice: Voice, indices: tuple[int, ...]) -> str:
    """Several indices as a noun phrase."""
    numbers = [voice.number(i) for i in indices]
    template = voice.rng.choice(_MANY_SITES_EN if voice.english else _MANY_SITES)
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
    return voice.say(voice.rng.choice(_RANGE_EN if voice.english else _RANGE), f=voice.number(first), t=voice.number(last))


_PICKED = (
    "矢印で指した原子", "矢印で指した場所", "矢印の[先の|]原子", "矢印が指している原子", "矢印の位置", "矢印のところ", "選んだ原子", "選択した原子", "選択中の原子", "いま選んだ原子", "今選んでいる原子", "さっき選んだ原子", "クリックした原子", "クリックしたところ", "クリックした場所", "ここ", "ここ", "この原子", "この位置", "このサイト", "ここの原子", "指した原子",
    "指定した原子", "指差した原子", "マークした原子", "マークした位置", "印を付けた原子", "印のついた原子", "ハイライトした原子", "ハイライトされている原子", "ピックした原子", "pickした原子", "選択サイト", "選択原子", "そこ", "その原子", "そのサイト", "図で示した原子", "画面で選んだ原子", "ビューアで選択した原子", "光っている原子", "カーソルの原子", "タップした原子", "矢印サイト", "↓の原子", "矢印",
    "囲った原子", "丸を付けた原子", "3Dビューで指した原子", "反応経路の矢印で指した場所の原子", "{old}表面の選んだ原子", "選択した{old}原子", "ポイントした原子", "指し示した場所", "選んだサイト", "選んだ場所", "クリックしたサイト", "示した位置", "マウスで指定した原子", "黄色くなっている原子", "目印の原子",
)  # fmt: skip
_PICKED_MANY = ("これらの原子", "選んだ{c}原子", "これら", "この{c}原子", "選んだ原子たち", "選択した{c}原子", "ここと[ここ|そこ]", "これらのサイト", "矢印の{c}原子", "マークした{c}サイト", "選択した複数の原子", "クリックした{c}原子", "ハイライトした{c}原子", "選択されている全ての原子", "矢印で示した{c}箇所")
_PICKED_EN = (
    "the selected atom", "the picked atom", "this atom", "this site", "the atom I clicked", "the clicked atom", "the highlighted atom", "the atom the arrow points at", "the atom under the arrow", "the marked atom", "the atom I selected", "here", "the atom I picked", "that atom", "the arrowed atom", "my selection", "the site I pointed to",
)  # fmt: skip
_PICKED_MANY_EN = ("the selected atoms", "these atoms", "the picked atoms", "both selected atoms", "the atoms I clicked", "the highlighted atoms", "these sites", "the marked atoms", "my selection")


def picked(voice: Voice, many: int) -> str:
    """The picked atoms as a noun phrase."""
    rng = voice.rng
    count = rng.choice((f"{many}つの", f"{many}個の", f"{many}", "")) if many > 1 else ""
    count = count if count.endswith("の") or not count else f"{many}つの"
    choices = (_PICKED_MANY_EN if voice.english else _PICKED_MANY) if many > 1 and rng.random() < 0.6 else (_PICKED_EN if voice.english else _PICKED)
    return voice.say(rng.choice(choices), c=count, old=lambda: spelt(rng, rng.choice(HOSTS), voice.elements))


_JOIN = ("、", "、", "、", ", ", ",", "・", "と", "と", " ", "/", "や", "か", " と ", " or ", "とか", " & ", "→", "、または", "もしくは", "/ ", "および", "、", " vs ", " and ")
_END = ("と", "、それと", "、そして", "、あと", "および", "、および", "か", "、または", "それに", " and ", "、最後に")
_TAIL_TWO = ("の2種類", "の二つ", "の2つ", "の2元素", "の2通り", "の両方", "の2パターン", "の二種", "のどちらか", "のいずれか", "の2種", "それぞれ", "の各元素", "のそれぞれ", "の2択")


def element_list(voice: Voice, symbols: tuple[str, ...]) -> str:
    """Elements as a noun phrase; now and then with one taken back, or with how many they are."""
    rng = voice.rng
    names = [voice.element(s) for s in symbols]
    if len(names) == 1:
        if rng.random() < 0.04:
            wrong = voice.element(next(s for s in elements(rng, 2) if s not in symbols))
            templates = ("{w} instead of ... no, {x}", "{w}, sorry, {x}", "{x} (not {w})") if voice.english else ("{w}じゃなくて{x}", "{w}、いや{x}", "{w}ではなく{x}", "{w}…やっぱり{x}", "{w}やなくて{x}", "{w}でなく{x}")
            return voice.say(rng.choice(templates), w=wrong, x=names[0])
        return names[0]
    if voice.english:
        last = rng.choice((" and ", " and ", " or ", ", and ", ", ", " & ", " vs "))
        return (", " if rng.random() < 0.9 else " / ").join(names[:-1]) + last + names[-1]
    joiner = rng.choice(_JOIN)
    text = joiner.join(names[:-1]) + (rng.choice(_END) if rng.random() < 0.35 else joiner) + names[-1]
    if rng.random() < 0.08:
        many = len(names)
        text += rng.choice(_TAIL_TWO) if many == 2 else rng.choice((f"の{many}種類", f"の{many}つ", f"の{many}元素", f"の{many}通り", f"の{many}パターン", "のそれぞれ", "それぞれ", "の各元素", f"の{many}種", "のどれか"))
    return text


def some_elements(rng: random.Random, most: int = 5) -> tuple[str, ...]:
    """A few elements, fewer more often."""
    return elements(rng, rng.choices(range(1, most + 1), (45, 25, 17, 8, 5)[:most])[0])


__all__ = ["COMMON", "Voice", "element_list", "many_sites", "one_site", "picked", "site_range", "some_elements"]
