"""Conversations: a follow-up changes what was asked, asks for more, points back, or answers our question."""

import random
from collections.abc import Callable
from dataclasses import replace

from model.data.grammar import lines, one_of
from model.data.meaning import Job, quoted, script
from model.data.noun import Voice, element_list, many_sites, one_site, picked, some_elements
from model.data.options import ENGLISH, JAPANESE, around, compose, draw_options, temperatures
from model.data.other import KINDS, surface
from model.data.outside import out_of_scope
from model.data.path import path as path_request
from model.data.refuse import NO_ELEMENT, NO_ELEMENT_EN, NO_INDEX, NO_INDEX_EN
from model.data.sites import several
from model.data.picking import at_picked
from model.data.substitution import core, substitution
from model.data.things import CALCULATOR_NAMES, CALCULATORS, elements, fmax, path_file, site, sites
from model.request import Request

Turns = list[tuple[Request, str]]
Change = tuple[str, Job]

_LEAD = "[|||||じゃあ|じゃあ、|では|では、|次は|次に|次、|今度は|それなら|ついでに|続けて|あと|あと、|それと|ほな|なら|それでは、|OK、|ありがとう。|なるほど。|ふむ。|了解。|さっきの計算、|同じ条件で|同様に|同じく]"
_LEAD_EN = "[|||Now |Then |Next, |OK, |And |Thanks. |Great, now |Also ]"
ELEMENT = lines("""
{E}でも[計算して|お願い|試して|頼む|見せて|お願いします|調べて|同じ計算を|]
{E}で[は|も|やり直して|もう一度|同じことを|お願い|計算し直して|同じ計算をして|再計算]
{E}[は|だと|なら|だったら|の場合は|にすると|にしたら][どう|どうなる|どうなります|いくつ|][?|か?]
{E}に[変えて|替えて|変更して|置き換えて|差し替えて|したら|置換したら][?|もう一度|計算して|再計算して|]
元素を{E}に[変えて|替えて|変更して|して][ください|もう一度|計算]
{E}も[計算して|見たい|知りたい|調べて|やってみて|お願いします]
{E}も[同じように|同様に|同じ位置で|同じ条件で][計算して|お願い|頼む|置換して]
[同じ位置|同じ場所|同じサイト|同じところ|そこ|同じ原子]を{E}に[して|置換して|変えて|したら?|]
[同じ位置|同じ場所|そこ|同じサイト]に{E}を[入れて|置いて|入れたら?]
{E}[は|って][?|どう?|どうなん?]
{E}
{E}で
{E}バージョン[も|を]
{prev}じゃなくて{E}[で|に|だった|にして|でお願い]
{prev}ではなく{E}[で|に|にして][お願いします|計算して|]
[ごめん|すみません|間違えた|訂正][、|。]{prev}ではなく{E}[でした|です|で]
{prev}の代わりに{E}[で|を入れて|を使って]
{prev}[を|から]{E}に[変えて|替えて|変更]
""")
ELEMENT_EN = lines("""
[What about|How about|And] {E}?
[Try|Do|Use|Run] {E} [too|instead|next|as well|]
[Same|The same] [for|with] {E}[ please|]
[Change|Switch] the element to {E}
{E} instead of {prev}
with {E}[?|]
Replace it with {E} instead
""")
MORE = lines("""
{E}も[追加|足|加え]して[比較して|一緒に比べて|もう一度|グラフに|]
{E}を[追加|足|加え]して[比較|全部比べて|グラフにして|一緒に表示|]
[さっきの|今の|先ほどの|前の][結果|グラフ|表|もの|やつ|計算]に{E}[も|を][追加して|足して|加えて][ください|]
[さっきの|今の|先ほどの]{prev}と[一緒に|並べて|あわせて]{E}も
{prev}と{E}を[並べて|一緒に]比較
{prev}に加えて{E}も[計算して|お願い|比べて]
""")
MORE_EN = lines("""
[Add|Include] {E} [to the comparison|to the chart|as well] [and keep {prev}|]
Compare {prev} and {E}
[Besides|In addition to] {prev}, [also|include] {E}
""")
INDEX = lines("""
{S}[なら|だと|の場合は|では|にすると|にしたら|を置換したら|の場合][どう|どうなる|どうなります|いくつ|][?|か?]
{S}でも[計算して|お願い|試して|見たい|同じことを|お願いします|]
{S}で[は|も|やり直して|もう一度|同じ計算を|お願い|再計算]
{S}は?
{S}[に|へ][変えて|変更して|移して|して|移動して][計算して|もう一度|再計算して|]
[位置|場所|サイト|index|インデックス|番号|置換位置|置換サイト]を{S}に[して|変えて|変更して|移して][ください|もう一度|]
[同じ元素|同じ金属]を{S}に[入れて|置いて|入れたら?]
[位置|場所|サイト]は{S}で
{S}も[計算して|見たい|同じように|調べて|お願いします|]
[今度は|次は]{S}を[同じ元素に|同じように|]置換して
{old}番[じゃなくて|ではなく|でなくて]{S}[で|に|です|だった|でした|にして]
[間違えた|ごめん|訂正][。|、]{S}[です|でした|で|だった]
{old}の代わりに{S}[で|を置換]
[隣の|となりの|隣の原子、|となり、]{S}[で|でも|だと?]
""")
INDEX_EN = lines("""
[What about|How about|And] {S}?
[Try|Do|Use|Run] {S} [too|instead|next|as well|]
[Same|The same] [for|at] {S}[ please|]
[Change|Move] the [site|index|position] to {S}
{S} instead of {old}
at {S}[?|]
""")
AGAIN = lines("""
[もう一度|もういっぺん|再度|再|もう1回|同じ計算を|同じ条件で][、|]{o}[で|で計算して|で計算し直して|でお願いします|でやり直して|でやって]
{o}[で|で計算して|で計算し直して|でお願いします|でやり直して|でやり直し|でもう一度|で再計算|だと?|だとどうなる?|にして|に変えて|でもお願い|だったら?]
[さっきの|先ほどの|今の|前の][計算|やつ|条件|設定|もの|結果]を{o}[で|で再計算して|でやり直して|にして][ください|]
[設定|条件]を変え[て|ます]。{o}[で|で計算|]
[精度を上げたい|結果が怪しい|心配|もっと詳しく見たい|確認したい|念のため][ので|から|、|。]{o}[で|でもう一度|で計算し直して]
""")
AGAIN_EN = lines("""
[Again|Redo it|Repeat|Do it again|Rerun|Run it again|Same thing|Recalculate] {o}[ please|]
[Now |]{o}[ please|]
""")
MORE_OF_IT = lines("""
{h}
{h}[お願いします|お願い|計算して|出して|ください|欲しい|]
""")
SADDLE = lines("""
[それは|これは|この点は|得られたのは][本当に|ちゃんと|]鞍点[?|ですか|なの?|か確認して|か検証して]
[鞍点|TS|遷移状態]の[検証|確認|虚数振動数の確認|バリデーション]も[して|お願い|お願いします]
虚数振動数[も|を][確認して|見たい|チェックして|計算して]
[遷移状態|TS]か[どうか|]確かめて
[振動解析|振動計算]で[鞍点|TS|遷移状態]を[確認|検証]して
[虚振動|虚数モード]は[1つ|一つ|1本]だけ?
""")
SHOW = lines("""
[経路|反応経路|構造|それ|3D|パス]を[表示して|見せて|3Dで見せて|可視化して|見たい|アニメーションで]
[さっきの|今の|その][経路|構造|原子|場所]を[3Dで|]見[せて|たい]
[置換した|その|さっきの][原子|サイト|位置]を[ハイライト|強調]して[表示|見せて]
[どこ|どの原子|どの位置]を置換したか[見せて|図で示して|表示して]
""")
REPEAT = lines("""
[もう一度|もう一回|再度|もういっぺん][同じ|今の|さっきの]計算を[お願いします|して|回して]
[同じ計算|さっきの計算]を[もう一度|再実行|やり直して|繰り返して]
[再計算|やり直し|リトライ|もう一回|もう一度][して|お願い|お願いします|]
[Run|Do] [the same|it] [again|once more]
""")
NTH = ("1", "2", "3", "4")
ORDINAL = lines("""
[{n}番目|{n}つ目|{j}][の元素|の金属|のやつ|の候補][だけ|のみ][で|もう一度|再計算して|やり直して|計算し直して|で再計算|]
[{n}番目|{n}つ目|{j}]の[元素|金属|候補]だけ[詳しく|あらためて|もう一回]計算して
""")
ORDINAL_EN = lines("""
only the {w} element[ again|]
[Redo|Repeat] it with the {w} [element|metal|candidate] only
""")
ANSWER_INDEX = lines("""
{S}
{S}です
{S}でお願いします
{S}で
{S}を置換して
{S}にして
{S}ね
{S}に[入れて|置いて]
[位置|場所|サイト|index|インデックス|番号]は{S}[です|で|]
{S}の原子[です|]
[すみません、|ごめん、|あ、|ああ、|えっと、|失礼しました。]{S}[です|で|でお願いします|]
[では|じゃあ|それなら|とりあえず]{S}で
{S}[かな|がいい|を希望|でよろしく|にします|としてください]
""")
ANSWER_INDEX_EN = lines("""
{S}
{S} please
It's {S}
Use {S}
at {S}
Sorry, {S}
""")
ANSWER_ELEMENT = lines("""
{E}
{E}です
{E}で
{E}でお願いします
{E}に[して|してください|置換して|変えて|します]
{E}を[入れて|使って|試して|希望]
[元素|置換元素|置換先|金属]は{E}[です|で|]
[すみません、|ごめん、|あ、|えっと、|失礼しました、]{E}[です|で|でお願いします|]
[では|じゃあ|それなら|とりあえず]{E}[で|に|を]
{E}[かな|がいい|でよろしく|にします|を考えています]
""")
ANSWER_ELEMENT_EN = lines("""
{E}
{E} please
Use {E}
With {E}
Try {E}
Sorry, {E}
""")
ANSWER_PICK = lines("""
[これ|ここ|この原子|選びました|選択しました|クリックしました|指しました|今選んだ|はい、選びました|これです|この原子です|ここです|選んだよ|矢印を置きました|ピックした|今度は選んだ|はい|お願いします|選択した]
[This one|Here|Selected|Picked it now|I clicked it|Done]
""")
ANSWER_FILE = lines("""
{f}[です|で|を使って|でお願いします|を見て|]
[ファイルは|経路は|]{f}[です|]
[アップロードした|添付した|追加しました|ファイルを置きました|送りました|これで|入れました]
[すみません、|ごめん、]{f}[です|でした|で]
Use {f}
""")


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
        return one_of(rng, REPEAT), job, script(job), ()
    if kind == "verify":
        return _verified(rng, voice, job)
    said = voice.say("[Show|Display|Visualize] [the path|it|it in 3D]{pls}") if voice.english else one_of(rng, SHOW)
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
    fresh = tuple(e for e in some_elements(rng, 3) if e not in job.elements) or tuple(e for e in elements(rng, 20) if e not in job.elements)[:1]
    if kind == "ordinal":
        n = rng.randrange(min(len(job.elements), 4))
        given = {"n": NTH[n], "j": ("最初", "二番目", "三番目", "四番目")[n], "w": ("first", "second", "third", "fourth")[n]}
        if n == len(job.elements) - 1 and rng.random() < 0.3:
            given |= {"n": NTH[n], "j": rng.choice(("最後", "一番最後")), "w": "last"}
        return one_of(rng, ORDINAL_EN if voice.english else ORDINAL, given), replace(job, elements=(job.elements[n],)), ()
    if kind == "element":
        text = one_of(rng, ELEMENT_EN if voice.english else ELEMENT, {"E": element_list(voice, fresh), "prev": prev})
        return _lead(voice, text), replace(job, elements=fresh), ()
    if kind == "union":
        text = one_of(rng, MORE_EN if voice.english else MORE, {"E": element_list(voice, fresh), "prev": prev})
        return _lead(voice, text), replace(job, elements=job.elements + fresh), ()
    many = 1 if job.mode == "each" else len(job.sites)
    indices = tuple(i for i in sites(rng, many + 2) if i not in job.sites)[:many] or (site(rng),)
    where = one_site(voice, indices[0]) if len(indices) == 1 else many_sites(voice, indices)
    moved = replace(job, sites=indices, mode=job.mode if len(indices) > 1 else "each")
    if kind == "both":
        text = voice.say("[What about|Try|Now] {E} at {S}[?|]" if voice.english else "{S}を{E}に[したら?|置換したら?|して|変えて|した場合は?]", E=element_list(voice, fresh), S=where)
        return _lead(voice, text), replace(moved, elements=fresh), ()
    if rng.random() < 0.15 and len(indices) == 1:
        text = voice.say("[What about|Try|Now] {S}[?|]" if voice.english else "[じゃあ|今度は|次は|では|]{S}[だと?|は?|だったら?|で|でもやって|を同じ元素に|なら?]", S=picked(voice, 1))
        return text, moved, indices
    text = one_of(rng, INDEX_EN if voice.english else INDEX, {"S": where, "old": voice.number(job.sites[0])})
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
    text = one_of(rng, AGAIN_EN if voice.english else AGAIN, {"o": option})
    return text.replace("ででき", "で").replace("でで", "で").replace("にに", "に"), job


def _added(rng: random.Random, voice: Voice, job: Job) -> tuple[str, Job, str, tuple[int, ...]]:
    """The same with the host or with rates besides."""
    forms = ENGLISH if voice.english else JAPANESE
    if job.mode != "plain" and not job.host and rng.random() < 0.5 and not job.verify:
        text, job = one_of(rng, forms["host"], {"host": voice.say("{hoste}" if voice.english else "{host}")}), replace(job, host=True)
    else:
        values, words_ = temperatures(rng, voice)
        text, job = one_of(rng, forms["rate"], {"t": words_}), replace(job, temperatures=values, verify=False)
    return (text if voice.english else _lead(voice, one_of(rng, MORE_OF_IT, {"h": text}))), job, script(job), ()


def _verified(rng: random.Random, voice: Voice, job: Job) -> tuple[str, Job, str, tuple[int, ...]] | None:
    """The proof that what was found is a saddle point."""
    single = job.mode == "plain" or (job.mode == "each" and len(job.sites) == len(job.elements) == 1) or (job.mode == "together" and len(job.elements) == 1)
    if not single or job.verify:
        return None
    pairs = tuple((i, job.elements[0]) for i in job.sites) if job.mode != "plain" else ()
    proof = replace(job, mode="pairs" if pairs else "plain", pairs=pairs, verify=True, temperatures="", host=False)
    said = voice.say("[Verify|Check|Confirm] the [saddle point|transition state|TS]{pls}") if voice.english else one_of(rng, SADDLE)
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
            answer = one_of(rng, ANSWER_PICK)
        else:
            answer = one_of(rng, ANSWER_INDEX_EN if voice.english else ANSWER_INDEX, {"S": one_site(voice, job.sites[0])})
    elif kind == "element":
        main = one_of(rng, NO_ELEMENT_EN if voice.english else NO_ELEMENT, {"S": one_site(voice, job.sites[0])})
        answer = one_of(rng, ANSWER_ELEMENT_EN if voice.english else ANSWER_ELEMENT, {"E": element_list(voice, job.elements)})
    elif kind == "pick":
        main = core(voice, job, picked(voice, 1))
        if rng.random() < 0.6:
            picks, answer = job.sites, one_of(rng, ANSWER_PICK)
        else:
            answer = one_of(rng, ANSWER_INDEX_EN if voice.english else ANSWER_INDEX, {"S": one_site(voice, job.sites[0])})
    else:
        main, files = core(voice, job, one_site(voice, job.sites[0])), ()
        answer = one_of(rng, ANSWER_FILE, {"f": answer_files[0]})
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
        said = voice.say("[Now |Again |]with {x}[?|]" if voice.english else "[じゃあ|では|今度は|次は|]{x}[でも|で|だと?|でやり直して|で計算して|で計算し直して|も|を使って]", x=written)
    else:
        said = voice.say("[What about|How about|And] {x}?" if voice.english else "[じゃあ|では|今度は|次は|]{x}[は?|だと?|でも|で|の場合は?|も計算して|なら?|だったら?|も]", x=written)
    second = f"result = {next_call}{keys})\nchart(result)\nscene(result)"
    return [(Request(text, files, picks), first), (Request(said, files), second)]
