"""Requests about several sites: at once, one by one, in a row, or each with its own element."""

import random
from dataclasses import replace

from model.training.templates.grammar import load, one_of
from model.training.templates.meaning import Job, Pair
from model.training.templates.noun import Voice, element_list, many_sites, one_site, site_range, some_elements
from model.training.templates.substitution import core, drawn_files, grouped
from model.training.templates.things import elements, sites

# every pair has its own words: {P} is the pairs joined

SAID = load("sites")


def several(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """One or more elements at several sites, at once or one by one."""
    voice = Voice.drawn(rng)
    files, ends = drawn_files(rng)
    if rng.random() < 0.22:
        first = sites(rng, 1)[0]
        indices = tuple(range(first, first + rng.randrange(3, 7)))
        where = site_range(voice, indices[0], indices[-1])
    else:
        indices = sites(rng, rng.choices((2, 3, 4), (70, 22, 8))[0])
        where = many_sites(voice, indices)
    job = Job(files, ends, "each", indices, elements=some_elements(rng, 3))
    if rng.random() < 0.2:
        where, job = grouped(voice, where, job)
        return voice, core(voice, job, where), (), job
    text, job = said_of_several(voice, where, job)
    return voice, text, (), job


def _count(voice: Voice, many: int) -> str:
    """How many there are, as it is written."""
    return str(many) if voice.rng.random() < 0.8 else "〇一二三四五六七八九"[many]


def said_of_several(voice: Voice, where: str, job: Job, *, group_name: str = "") -> tuple[str, Job]:
    """The main clause about several sites, and the job with what it says: at once or one by one."""
    together = voice.rng.random() < 0.5
    templates = (
        (SAID["TOGETHER_EN"] if voice.english else SAID["TOGETHER"]) if together else (SAID["EACH_EN"] if voice.english else SAID["EACH"])
    )
    what = group_name or element_list(voice, job.elements)
    return one_of(voice.rng, templates, {"S": where, "E": what, "m": _count(voice, len(job.sites))}), replace(
        job, mode="together" if together else "each"
    )


def paired(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """Sites with one element each, at once or as separate cases."""
    voice = Voice.drawn(rng)
    files, ends = drawn_files(rng)
    many = rng.choices((2, 3, 4), (78, 18, 4))[0]
    indices, symbols = sites(rng, many), elements(rng, many)
    if rng.random() < 0.08:
        symbols = (symbols[0],) * (many - 1) + symbols[-1:]
    apart = rng.random() < 0.35
    if apart and rng.random() < 0.15:
        symbols = (symbols[0],) * many
    pairs = tuple(zip(indices, symbols, strict=True))
    job = Job(files, ends, "pairs", pairs=pairs, apart=apart)
    if apart and rng.random() < 0.3:
        host = rng.random() < 0.2
        return voice, _items(voice, indices, tuple(voice.element(s) for s in symbols), host=host), (), replace(job, host=host)
    arrow = rng.choice(("→", " → ", "->", "=", ":", "に", "は"))
    names = [voice.element(s) for s in symbols]
    if voice.english:
        given = {
            "P": " and ".join(f"{one_site(voice, i)} {rng.choice(('by', 'with'))} {n}" for i, n in zip(indices, names, strict=True)),
            "A": ", ".join(f"{i}{arrow if arrow.isascii() else '->'}{n}" for i, n in zip(indices, names, strict=True)),
            "Q": " and ".join(f"{n} at {i}" for i, n in zip(indices, names, strict=True)),
            "U": " and ".join(f"{n} {rng.choice(('on', 'at', 'in'))} {one_site(voice, i)}" for i, n in zip(indices, names, strict=True)),
            "R": " or ".join(f"{n} at {i}" for i, n in zip(indices, names, strict=True)),
        }
        return voice, one_of(rng, SAID["APART_EN"] if apart else SAID["PAIRS_EN"], given), (), job
    if not apart and rng.random() < 0.2 and len(set(symbols)) == many:
        listed = rng.choice(("、", "と", ", ")).join(names)
        return voice, one_of(rng, SAID["RESPECTIVELY"], {"S": many_sites(voice, indices), "E": listed}), (), job
    unit = rng.choice(("番", "番", "", "番目", "番の原子"))
    given = {
        "m": _count(voice, many),
        "R": rng.choice(("、または", "、あるいは", "か、", "か", " or ", "、それとも")).join(
            f"{voice.number(i)}番に{n}" for i, n in zip(indices, names, strict=True)
        ),
        "P": _pairs(voice, indices, names, unit),
        "A": rng.choice(("、", ", ", "と", " / ", "、")).join(
            f"{voice.number(i)}{unit if unit in ('番', '') else '番'}{arrow}{n}" for i, n in zip(indices, names, strict=True)
        ),
        "Q": rng.choice(("と", "、", "と、")).join(
            f"{voice.number(i)}番を{n}に" + voice.say("[した場合|したとき|置換した場合|したもの|変えたとき|した系|置き換えたもの]")
            for i, n in zip(indices, names, strict=True)
        ),
    }
    return voice, one_of(rng, SAID["APART"] if apart else (SAID["PAIRS"] if rng.random() < 0.75 else SAID["ARROWS"]), given), (), job


def alone_and_both(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """Sites alone beside the same sites at once: 23番だけと、23番と24番の両方."""
    voice = Voice.drawn(rng)
    files, ends = drawn_files(rng)
    (a, b), element = sites(rng, 2), elements(rng, 1)[0]
    which = rng.choice(("FIRST", "EACH"))
    both: tuple[Pair, ...] = ((a, element), (b, element))
    alone: tuple[tuple[Pair, ...], ...] = tuple((pair,) for pair in (both if which == "EACH" else both[:1]))
    first = rng.random() < 0.2
    section, cases = (f"BOTH_AND_{which}", (both, *alone)) if first else (f"{which}_AND_BOTH", (*alone, both))
    given = {"a": one_site(voice, a), "b": one_site(voice, b), "S": many_sites(voice, (a, b)), "E": voice.element(element)}
    return voice, voice.tell(SAID, section, given), (), Job(files, ends, "cases", (a, b), elements=(element,), cases=cases)


_ITEM_HEADS = (
    "計算{n}:", "計算{n}: ", "({n}) ", "({n})", "{n}. ", "{n}) ", "ケース{n}:", "ケース{n}は", "案{n}:", "パターン{n}: ", "その{n}:",
    "条件{n}:", "{L}案: ", "{L}案は", "ケース{L}:", "・", "- ", "[{L}] ", "{L}: ",
)  # fmt: skip
_ITEM_HEADS_EN = ("case {n}: ", "run {n}: ", "({n}) ", "{n}. ", "{n}) ", "case {L}: ", "- ", "job {n}: ")
_ITEM = (
    "{i}番→{e}", "{i}→{e}", "{i}番を{e}に", "{i}番だけ{e}", "{i}番のみ{e}に置換", "{i}番に{e}", "{i}番の原子を{e}に置換", "{i}番 {e}",
    "{i}:{e}", "{i}番は{e}",
)  # fmt: skip
_ITEM_EN = ("{i} -> {e}", "{e} at {i}", "replace {i} with {e}", "only {i}, {e}", "{i}: {e}", "atom {i} by {e}")


def _items(voice: Voice, indices: tuple[int, ...], names: tuple[str, ...], *, host: bool) -> str:
    """Each case as an item of a list, now and then with the unsubstituted path as the last."""
    rng = voice.rng
    head, body = rng.choice(_ITEM_HEADS_EN if voice.english else _ITEM_HEADS), rng.choice(_ITEM_EN if voice.english else _ITEM)
    bodies = [body.format(i=voice.number(i), e=e) for i, e in zip(indices, names, strict=True)]
    if host:
        last = (
            ("unsubstituted", "no substitution", "the original path") if voice.english else ("置換なし", "元のまま", "未置換", "置換しない")
        )
        bodies.append(rng.choice(last))
    items = [head.format(n=n, L="ABCDE"[n - 1]) + text for n, text in enumerate(bodies, start=1)]
    text = rng.choice(("\n", "\n", "、", " ", " / ", "。") if not head.startswith(("・", "-")) else ("\n",)).join(items)
    section = "ITEMS_EN" if voice.english else "ITEMS"
    bare = head.startswith(("・", "-", "(", "{"))
    return one_of(rng, SAID[section + ("_BARE" if bare else "")], {"I": text})


def each_and_host(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """Sites one by one beside the unsubstituted path."""
    voice = Voice.drawn(rng)
    files, ends = drawn_files(rng)
    (a, b), element = sites(rng, 2), elements(rng, 1)
    given = {"a": one_site(voice, a), "b": one_site(voice, b), "S": many_sites(voice, (a, b)), "E": voice.element(element[0])}
    return voice, voice.tell(SAID, "EACH_AND_HOST", given), (), Job(files, ends, "each", (a, b), elements=element, host=True)


def together_split(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """Sites at once, with one element and then with another, in sentences of their own."""
    voice = Voice.drawn(rng)
    files, ends = drawn_files(rng)
    where, both = sites(rng, 2), elements(rng, 2)
    given = {"S": many_sites(voice, where), "x": voice.element(both[0]), "y": voice.element(both[1])}
    return voice, voice.tell(SAID, "TOGETHER_SPLIT", given), (), Job(files, ends, "together", where, elements=both)


def _pairs(voice: Voice, indices: tuple[int, ...], names: list[str], unit: str) -> str:
    """21番をNiに、22番をPd — the last に is the template's."""
    rng = voice.rng
    joiner = rng.choice(("、", "、", "に、", "に、", ", ", "にして、", "、そして", "に", "に変え、", "に置換し、"))
    if not unit and joiner == "に":
        joiner = "に、"
    old = "の" + voice.say("{host}") if unit in ("番", "番目") and rng.random() < 0.15 else ""
    particle = rng.choice(("は", "には", "に")) if not old and rng.random() < 0.12 else "を"
    return joiner.join(f"{voice.number(i)}{unit}{old}{particle}{n}" for i, n in zip(indices, names, strict=True))
