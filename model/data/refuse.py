"""Requests that cannot be carried out as they are: something is missing, unknown, or none of our business."""

import random
from dataclasses import replace

from model.data.grammar import lines, one_of, say
from model.data.meaning import Job, quoted, script
from model.data.noun import Voice, element_list, many_sites, one_site, picked, some_elements
from model.data.outside import out_of_scope
from model.data.substitution import core
from model.data.things import figures, path_file, site, sites, stem, unknown

Refused = tuple[Voice, str, tuple[str, ...], tuple[int, ...], str]

NO_INDEX = lines("""
{E}に{ta}{toki}の{B}{calcgraph}
{E}に{te}{B}{calcgraph}
{E}に{te}[ください|みて|ほしい|]
{E}に{repl}した後の{B}{calcgraph}
{E}置換の{B}{calcgraph}
{E}を[入れた|ドープした|置いた|導入した|添加した]{toki}の{B}{calcgraph}
{E}を[入れて|ドープして|置いて]{B}{calcgraph}
{E}を[入れると|ドープすると|入れたら]{B}{wh}
{E}[ドープ|ドーピング]の[影響|効果]を見たい
[表面の|]原子を{E}に{te}{B}{calcgraph}
[表面の|スラブの|]原子[1つ|一つ|1個|を一個][を|だけ]{E}に{ta}{toki}の{B}{calcgraph}
{path}の原子を{E}に{ta}{toki}の{B}{calcgraph}
どれか[1つ|一つ]の原子を{E}に{te}{B}{calcgraph}
{host}原子を{E}に{ta}{toki}の{B}{calcgraph}
{host}を{E}に{te}{B}{calcgraph}
{host}表面の原子[1つ|一つ|]を{E}に{te}{B}{calcgraph}
{host}スラブに{E}を[ドープ|入れ]して{B}{calcgraph}
[置換|]元素は{E}。{B}{calcgraph}
{E}で{B}{calcgraph}
{E}の{toki}の{B}{calcgraph}
{E}にしたら{B}{wh}
{E}[と|を]比較[して|]。{B}で
[どれか|適当な場所|適当な位置|適当な原子|いい感じの位置|どこか]を{E}に{te}{B}{calcgraph}
[隣の|近くの|別の|他の|もう一つの|となりの]原子を{E}に{te}{B}{calcgraph}
{E}に置換、障壁
{E}[に|へ]置換したい
{E}で置換[お願いします|希望|]
[一番|最も][活性な|重要な|効く][原子|サイト]を{E}に{te}{B}{calcgraph}
[反応|吸着]サイト[近く|近傍|周辺]を{E}に{te}{B}{calcgraph}
""")
NO_INDEX_EN = lines("""
[Replace|Substitute|Swap] [an atom|one atom|a surface atom|one of the atoms|a {hoste} atom|one {hoste} atom|the atom next to it] [with|by] {E} and [compute|get] the {Be}{pls}
[Compute|Calculate|What is] the {Be} [with|after] {E} [doping|substitution]{pls}
[Substitute|Dope with|Try|Put in] {E}[ and compute the {Be}|]{pls}
{E} substitution, {Be}
Compare {E}
{Be} [for|with] {E}
Replace with {E}{pls}
""")
NO_ELEMENT = lines("""
{S}を[別の|他の|違う|ほかの|何か別の|異なる|適当な|何か|よさそうな|安い|別な|もっといい|活性の高い|安価な|おすすめの][元素|金属|原子|金属元素|もの][に|で]{ta}{toki}の{B}{calcgraph}
{S}を[別の|他の|違う|ほかの|異なる|適当な|何かの|別な|良い|いい感じの][元素|金属|原子|もの]に{te}{B}{calcgraph}
{S}を{ta}{toki}の{B}{calcgraph}
{S}を{te}{B}{calcgraph}
{S}を{te}[ください|みて|ほしい|みたい|]
{S}を置換[したい|して|してください|お願い|]
{S}の置換[をお願いします|を頼む|]。{B}{calcgraph}
{S}に[何か|別の元素|他の金属|違う金属|ドーパント|不純物|異元素]を[入れた|ドープした|置いた]{toki}の{B}{calcgraph}
{S}に[何か|別の元素|他の金属|違う金属|ドーパント|異種元素]を[入れて|ドープして]{B}{calcgraph}
{S}[に|へ]ドープ[したい|して{B}{calcgraph}]
{S}の元素を変え[て{B}{calcgraph}|たい|たら{B}はどうなる?|たときの{B}{calcgraph}]
{S}に[何を|どの元素を|どんな金属を]入れたら[いい|障壁が下がる|一番速い][?|ですか|か教えて]
{S}を何に[すれば|置換すれば|変えたら][障壁が下がる|いい|反応が速くなる][?|ですか]
{S}を変え[て|たい|てみて][。|]{B}{calcgraph}
[置換|ドープ]位置は{S}。{B}{calcgraph}
""")
NO_ELEMENT_EN = lines("""
[Replace|Substitute|Swap] {S} [with|by] [another|a different|some other|some] [element|metal|atom]{pls}
[Replace|Substitute|Swap|Change] {S} and [compute|get|plot] the {Be}{pls}
[Dope|Substitute] {S}[ and compute the {Be}|]{pls}
What should I [put|place|substitute] at {S} [to lower the {Be}|]?
{Be} after [replacing|changing] {S}{pls}
""")
BOTH_MISSING = lines("""
[置換|原子を置換|元素置換|ドープ|原子を変え|元素を変え|原子を入れ替え]して{B}{calcgraph}
[原子|元素]を[1つ|一つ|別のものに|他の元素に|どれか]{te}{B}{calcgraph}
[置換|ドープ][計算|][をお願いします|したい|して|してください]
[別の元素|他の金属|違う元素]に置換した[とき|場合]の{B}{calcgraph}
[何か|どれか]置換して{B}下げて
[Replace|Substitute] an atom and compute the {Be}
""")


def refusal(rng: random.Random) -> Refused:
    """A request that gets a question or a refusal, or one that the check will refuse for what it names."""
    kind = rng.choices(("index", "element", "pick", "unknown", "range", "file", "no_file", "outside"), (19, 15, 13, 12, 6, 9, 5, 26))[0]
    voice = Voice.drawn(rng)
    files: tuple[str, ...] = (path_file(rng),)
    if kind == "index":
        text = one_of(rng, NO_INDEX_EN if voice.english else NO_INDEX, {"E": element_list(voice, some_elements(rng, 3))})
        return voice, text, files, (), 'ask("index_missing")'
    if kind == "element":
        if rng.random() < 0.12:
            return voice, one_of(rng, BOTH_MISSING), files, (), 'ask("index_missing")'
        return no_element(rng, voice, files)
    if kind == "pick":
        return no_pick(rng, voice, files)
    if kind == "unknown":
        return no_such_element(rng, voice, files)
    if kind == "range":
        index = rng.choice((rng.randrange(300, 10_000), -rng.randrange(1, 30)))
        job = Job(files, sites=(index,), elements=some_elements(rng, 2))
        return voice, core(voice, job, rng.choice((f"{index}番", f"index {index}", f"{index}番の原子", f"インデックス{index}", f"{index}番目")) if not voice.english else f"index {index}"), files, (), script(job)
    if kind == "file":
        return no_such_file(rng, voice, files)
    if kind == "no_file":
        job = Job(files, sites=sites(rng, 1), elements=some_elements(rng, 3))
        text = core(voice, job, one_site(voice, job.sites[0])) if rng.random() < 0.6 else say(rng, rng.choice(("{B}{calcgraph}", "NEBを回して", "{path}の{B}{calcgraph}", "[反応|]{B}は[どのくらい|何eV]?")) if not voice.english else "[What is|compute] the {Be}?")
        return voice, text, (), (), 'ask("file_missing")'
    text = out_of_scope(rng)
    return voice, text, files if rng.random() < 0.35 else (), (), 'ask("out_of_scope")'


def no_element(rng: random.Random, voice: Voice, files: tuple[str, ...]) -> Refused:
    """A site without an element."""
    picks: tuple[int, ...] = ()
    if rng.random() < 0.2:
        picks = sites(rng, rng.choice((1, 1, 2)))
        where = picked(voice, len(picks))
    else:
        indices = sites(rng, rng.choices((1, 2, 3), (80, 15, 5))[0])
        where = one_site(voice, indices[0]) if len(indices) == 1 else many_sites(voice, indices)
    return voice, one_of(rng, NO_ELEMENT_EN if voice.english else NO_ELEMENT, {"S": where}), files, picks, 'ask("element_missing")'


def no_pick(rng: random.Random, voice: Voice, files: tuple[str, ...]) -> Refused:
    """Pointing where nothing was picked."""
    job = Job(files, sites=sites(rng, 1), elements=some_elements(rng, 3))
    where = picked(voice, rng.choices((1, 2), (85, 15))[0])
    if rng.random() < 0.1:
        text = voice.say("Show {s}{pls}" if voice.english else "{s}を[ハイライト|強調]して[表示|経路を見せて]", s=where)
    else:
        text = core(voice, job, where)
    return voice, text, files, (), 'ask("pick_missing")'


def no_such_element(rng: random.Random, voice: Voice, files: tuple[str, ...]) -> Refused:
    """A substitution by what is no element; the script says so plainly and the check refuses it."""
    known = some_elements(rng, 2) if rng.random() < 0.3 else ()
    word = unknown(rng)
    job = Job(files, sites=sites(rng, 1))
    names = [voice.element(s) for s in known] + [word]
    order = rng.sample(range(len(names)), len(names))
    symbols = tuple(((*known, word)[i]) for i in order)
    picks = job.sites if rng.random() < 0.1 else ()
    where = picked(voice, 1) if picks else one_site(voice, job.sites[0])
    joined = (", " if voice.english else rng.choice(("、", "と", ", "))).join(names[i] for i in order)
    text = one_of(rng, _UNKNOWN_EN if voice.english else _UNKNOWN, {"S": where, "E": joined})
    job = replace(job, elements=symbols)
    assert quoted(symbols)
    return voice, text, files, picks, script(job)


_UNKNOWN = lines("""
{S}を{E}に{ta}{toki}の{B}{calcgraph}
{S}を{E}に{te}{B}{calcgraph}
{S}を{E}に置換
{S}を{E}に{te}[ください|みて|ほしい|]
{S}に{E}を[入れて|ドープして|置いて]{B}{calcgraph}
{S}を{E}に{reba}{B}{wh}
{S}を{E}に変えてNEB
{S}→{E}
""")
_UNKNOWN_EN = lines("""
[Replace|Substitute|Swap] {S} with {E} and [compute|get|plot] the {Be}{pls}
{Be} after substituting {S} with {E}
""")
_FILE_CLAUSE = lines("""
{f}の{B}{calcgraph}
{f}の{B}{wh}
{f}で{B}{calcgraph}
{f}を[使って|読み込んで|読んで|開いて|元に]{B}{calcgraph}
{f}[で|の][NEB|NEB計算][をして|を実行|をお願い|]
{f}[に|の][ある|入っている]{path}の{B}{calcgraph}
""")


def no_such_file(rng: random.Random, voice: Voice, files: tuple[str, ...]) -> Refused:
    """A file is named that did not come with the request; the script reads it and the check says that it is not there."""
    name = files[0]
    while name in files:
        name = f"{rng.choice((stem(rng), 'missing', 'old', 'unknown', 'other', 'backup', 'hoge', 'foo', 'sample'))}.{rng.choice(('extxyz', 'traj', 'xyz', 'db', 'cif'))}"
    files = files if rng.random() < 0.7 else ()
    if rng.random() < 0.25:
        text = voice.say("[relax|optimize] {f}{pls}" if voice.english else "{f}を[構造緩和|構造最適化|最適化]して[ください|]", f=name)
        return voice, text, files, (), f'result = relax("{name}")\nchart(result)\nscene(result)'
    job = Job((name,), mode="plain")
    if rng.random() < 0.4:
        job = replace(job, mode="each", sites=(site(rng),), elements=some_elements(rng, 2))
        text = core(voice, job, one_site(voice, job.sites[0]))
        text = f"in {name}, {text}" if voice.english else rng.choice((f"{name}の", f"{name}で", f"{name}: ", f"{name}について、")) + text
        return voice, text, files, (), script(job)
    text = say(rng, "[What is|Compute] the {Be} [of|in|for] {f}{pls}", {"f": name}) if voice.english else one_of(rng, _FILE_CLAUSE, {"f": name})
    return voice, text, files, (), script(job)


__all__ = ["figures", "refusal"]
