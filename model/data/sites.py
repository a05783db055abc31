"""Requests about several sites: at once, one by one, in a row, or each with its own element."""

import random
from dataclasses import replace

from model.data.grammar import lines, one_of
from model.data.meaning import Job
from model.data.noun import Voice, element_list, many_sites, one_site, site_range, some_elements
from model.data.substitution import core, drawn_files, grouped
from model.data.things import elements, sites

EACH = lines("""
{S}の[各々|おのおの|各サイト|それぞれの位置|各位置|いずれか一方ずつ]に{E}を[置いた|ドープした|置換した|導入した]{toki}の{B}{calcgraph}
{S}の[それぞれ|各]に{E}を[置いて|ドープして|入れ、|入れて]{B}{calcgraph}
{S}[それぞれ|各々]に{E}を[入れて|置いて|ドープして]{B}{calcgraph}
{S}[それぞれ|各々]について、{E}に{ta}{toki}の{B}{calcgraph}
{S}を[それぞれ|別々に|個別に|一つずつ|1つずつ|順番に|順に|一か所ずつ|単独で|独立に|1サイトずつ|ひとつずつ]{E}に{te}{B}{calcgraph}
{S}を[別々に|個別に|一つずつ|1つずつ|順番に|単独で|独立に|1個ずつ]{E}に{ta}{toki}の{B}{calcgraph}
{S}[別々に|個別に|1つずつ|一個ずつ]{E}置換、{B}{calcgraph}
{S}の[どれ|どの位置|どこ|どのサイト|どちら|どっち]を{E}に[する|置換する|変える]と{B}が[一番|最も|]低い[か|?|か調べて|か教えて|か計算して]
{S}の[うち|中で|中から]、[どこ|どの位置|どれ]を{E}に[替える|置換する|する|変える]のが[いい|最適|有利]か[計算で比べて|{B}で判断して|調べて|?]
{E}を[入れる|置く|ドープする|置換する]なら{S}の[どこ|どの位置|どちら|どれ]が[いい|有利|障壁が低い|最適][?|か|ですか|でしょうか]
{E}を[入れる|置く|ドープする]位置を{S}で[比較|比べて|変えて{B}{calcgraph}]
{E}の[位置|サイト|置換位置]を{S}と変え[て|ながら]{B}{calcgraph}
[位置|サイト]依存性を見たい。{S}を{E}に[別々に|一つずつ|それぞれ]
{S}[各|の各|それぞれの]サイトで{E}置換の{B}{calcgraph}
{E}に[それぞれ|別々に|個別に]{S}を{te}{B}{calcgraph}
{S}を1[箇所|か所|カ所|サイト|個|原子]ずつ{E}に{te}{B}{calcgraph}
{S}[の各|各]位置を{E}に{ta}{toki}の{B}{calcgraph}
{S}[の場合をそれぞれ|それぞれの場合で]{E}に{te}{B}{calcgraph}
{S}、{E}で総当たり
{S}と{E}の[全組み合わせ|すべての組み合わせ|全ての組合せ|全通り|組み合わせを全部|総当たり]で{B}{calcgraph}
[サイト|位置]{S} × {E} の{B}{calcgraph}
{S}のいずれかを{E}に{ta}{toki}の{B}{calcgraph}
{S}で別々に{E}を試して[。{B}も|]
""")
TOGETHER = lines("""
{S}を[同時に|まとめて|両方とも|一緒に|一度に|いっぺんに|全部|すべて|全て|一括で|ともに|両方|丸ごと|そろって|揃えて|セットで|ペアで|2つとも|みんな|どちらも|一斉に]{E}に{ta}{toki}の{B}{calcgraph}
{S}を[同時に|まとめて|両方とも|一緒に|一度に|全部|すべて|全て|一括で|ともに|両方|丸ごと|セットで|どちらも|一斉に]{E}に{te}{B}{calcgraph}
{S}[同時に|まとめて|両方とも|全部|すべて|両方]{E}置換[した{B}{calcgraph}|、{B}{calcgraph}]
{S}の[両方|すべて|全て|全部|2原子|両原子|どちらも]を{E}に{ta}{toki}の{B}{calcgraph}
{S}の[両方に|全部に|すべてに|どちらにも]{E}を[入れた|置いた|ドープした]{toki}の{B}{calcgraph}
{S}の[両方に|全部に|すべてに|どちらにも][同時に|]{E}を[入れて|置いて|ドープして]{B}{calcgraph}
{S}を{E}に[同時置換|同時に置換|一括置換|まとめて置換|全置換][して|した]{B}{calcgraph}
{S}の[同時置換|一括置換|ペア置換]({E})の{B}{calcgraph}
{E}を{S}に[同時に|一度に|いっぺんに|両方とも][入れた|置いた|ドープした]{toki}の{B}{calcgraph}
{E}で{S}を[同時に|まとめて|両方とも|すべて]{ta}{toki}の{B}{calcgraph}
{S}が[両方とも|すべて|全部|どちらも|みんな]{E}[だったら|だった場合|なら|になったら]{B}{wh}
{S}を[同時に|一緒に|両方]{E}[で|に][お願い|NEB|計算して|{te}]
{S}を{E}に{te}{B}{calcgraph}
{S}を{E}に{ta}{toki}の{B}{calcgraph}
{S}を{E}に[して、|{te}、][同時に|一度に]変えたものの{B}{calcgraph}
[2つ|複数]の原子({S})を[同時に|まとめて]{E}に{te}{B}{calcgraph}
{S}を[別々でなく|別々ではなく|1つずつではなく|個別じゃなくて][同時に|まとめて]{E}に{te}{B}{calcgraph}
""")
EACH_EN = lines("""
[Replace|Substitute|Swap] {S} with {E} [one at a time|one by one|separately|individually|in turn|independently] and [plot|compare|compute|tabulate] the {Bes}{pls}
[Compute|Calculate|Get|Compare] the {Bes} for {E} at each of {S}{pls}
[Which of|Among] {S} is the best [site|position|place] for {E}? [Compare the {Bes}|]
{E} at {S}, [each separately|one site at a time|individually], {Bes}
For each of {S}, [put in|try|substitute] {E} and [compare|tabulate] the {Bes}{pls}
[All combinations of|Every combination of] {S} and {E}: {Bes}
""")
TOGETHER_EN = lines("""
[Replace|Substitute|Swap] {S} with {E} [at the same time|simultaneously|together|at once|both at once|all at once] and [compute|get|plot] the {Be}{pls}
[Replace|Substitute|Swap] [both|all of|all] {S} with {E} and [compute|get|plot] the {Be}{pls}
{Be} [with|when] {S} [all|both] [replaced by|changed to] {E} [simultaneously|at once|together]{pls}
[Simultaneous|Joint] [substitution|replacement] of {S} by {E}, {Be}
{S} -> {E} [together|simultaneously|at once], {Be}
Put {E} [at|on] {S} [simultaneously|at the same time|together]{pls}
""")
# every pair has its own words: {P} is the pairs joined
PAIRS = lines("""
{P}に{ta}{toki}の{B}{calcgraph}
{P}に[同時に|]{te}{B}{calcgraph}
{P}に[同時置換して|一緒に{te}|同時に{te}]{B}{calcgraph}
{P}に
{P}に{te}[ください|みて|みたい|ほしい|]
{P}[にした|とした]{toki}の{B}{calcgraph}
{P}[にした|とした]とき{B}{wh}
{P}に{te}NEB
[同時に|一緒に]{P}に{te}{B}{calcgraph}
{P}[にして|で][、|]一緒に計算
""")
RESPECTIVELY = lines("""
{S}を[それぞれ|各々|順に]{E}に{ta}{toki}の{B}{calcgraph}
{S}を[それぞれ|各々]{E}に[同時に|]{te}{B}{calcgraph}
{S}に[それぞれ|順に]{E}を[入れた|置いた|割り当てた]{toki}の{B}{calcgraph}
""")
ARROWS = lines("""
{A}の[同時置換|二重置換|共ドープ|両方同時][で|の]{B}{calcgraph}
{A} [同時に|一緒に|両方同時]、{B}
{A}[、|で][同時に|]{B}{calcgraph}
{A}としたときの{B}{calcgraph}
[同時置換|共置換]: {A}。{B}{calcgraph}
""")
APART = lines("""
{A}を[別々に|それぞれ|個別に|独立に|一つずつ]計算[して{B}{calcgraph}|して比べて|]
{A}の[2通り|それぞれ|2ケース|各ケース|2パターン]で{B}{calcgraph}
{A}、[それぞれ|別々に|個別に]{B}{calcgraph}
{Q}[を比べて|の{B}を比べて|で{B}{calcgraph}|を別々に計算して|をそれぞれ計算]
{Q}、どちら[の障壁|の{B}|]が低い[?|か|ですか]
""")
PAIRS_EN = lines("""
[Replace|Substitute|Change] {P} [at the same time|simultaneously|together|] and [compute|get|plot] the {Be}{pls}
{A} [together|simultaneously|at once], {Be}{pls}
{Be} with {P}{pls}
""")
APART_EN = lines("""
[Compare|Compute] {Q} [separately|one by one|individually|]{pls}
{A}, each [separately|on its own|alone], {Bes}
[Calculate|Run] {Q} as [separate|two] [cases|calculations]{pls}
""")


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


def said_of_several(voice: Voice, where: str, job: Job, *, group_name: str = "") -> tuple[str, Job]:
    """The main clause about several sites, and the job with what it says: at once or one by one."""
    together = voice.rng.random() < 0.5
    templates = (TOGETHER_EN if voice.english else TOGETHER) if together else (EACH_EN if voice.english else EACH)
    what = group_name or element_list(voice, job.elements)
    return one_of(voice.rng, templates, {"S": where, "E": what}), replace(job, mode="together" if together else "each")


def paired(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """Sites with one element each, at once or as separate cases."""
    voice = Voice.drawn(rng)
    files, ends = drawn_files(rng)
    many = rng.choices((2, 3, 4), (78, 18, 4))[0]
    indices, symbols = sites(rng, many), elements(rng, many)
    if rng.random() < 0.08:
        symbols = (symbols[0],) * (many - 1) + symbols[-1:]
    apart = rng.random() < 0.35
    pairs = tuple(zip(indices, symbols, strict=True))
    job = Job(files, ends, "pairs", pairs=pairs, apart=apart)
    arrow = rng.choice(("→", " → ", "->", "=", ":", "に", "は"))
    names = [voice.element(s) for s in symbols]
    if voice.english:
        given = {
            "P": " and ".join(f"{one_site(voice, i)} {rng.choice(('by', 'with'))} {n}" for i, n in zip(indices, names, strict=True)),
            "A": ", ".join(f"{i}{arrow if arrow.isascii() else '->'}{n}" for i, n in zip(indices, names, strict=True)),
            "Q": " and ".join(f"{n} at {i}" for i, n in zip(indices, names, strict=True)),
        }
        return voice, one_of(rng, APART_EN if apart else PAIRS_EN, given), (), job
    if not apart and rng.random() < 0.2 and len(set(symbols)) == many:
        listed = rng.choice(("、", "と", ", ")).join(names)
        return voice, one_of(rng, RESPECTIVELY, {"S": many_sites(voice, indices), "E": listed}), (), job
    unit = rng.choice(("番", "番", "", "番目", "番の原子"))
    given = {
        "P": _pairs(voice, indices, names, unit),
        "A": rng.choice(("、", ", ", "と", " / ", "、")).join(f"{voice.number(i)}{unit if unit in ('番', '') else '番'}{arrow}{n}" for i, n in zip(indices, names, strict=True)),
        "Q": rng.choice(("と", "、", "と、")).join(f"{voice.number(i)}番を{n}に{rng.choice(('した場合', 'したとき', '置換した場合', 'したもの', '変えたとき', 'した系', '置き換えたもの'))}" for i, n in zip(indices, names, strict=True)),
    }
    return voice, one_of(rng, APART if apart else (PAIRS if rng.random() < 0.75 else ARROWS), given), (), job


def _pairs(voice: Voice, indices: tuple[int, ...], names: list[str], unit: str) -> str:
    """21番をNiに、22番をPd — the last に is the template's."""
    rng = voice.rng
    joiner = rng.choice(("、", "、", "に、", "に、", ", ", "にして、", "、そして", "に", "に変え、", "に置換し、"))
    if not unit and joiner == "に":
        joiner = "に、"
    return joiner.join(f"{voice.number(i)}{unit}を{n}" for i, n in zip(indices, names, strict=True))
