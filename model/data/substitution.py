"""Requests of the kind "put these elements at this site and tell me the barriers"."""

import random
from dataclasses import replace

from model.data.grammar import lines, one_of
from model.data.meaning import Job
from model.data.noun import Voice, element_list, one_site, some_elements
from model.data.things import end_files, group, path_file, site

ANY = lines("""
{S}[の原子|]を{E}に{ta}[{toki}|]の{B}{calcgraph}
{S}を{E}に{ta}{toki}の{B}{calcgraph}
{S}を{E}に{repl}{after}{B}{calcgraph}
{S}を{E}で{ta}{toki}の{B}{calcgraph}
{S}を{E}に{te}、{B}{calcgraph}
{S}を{E}に{te}{B}{calcgraph}
{S}を{E}に{te}[ください|みて|みたい|ほしい|みてください|くれ|]
{S}を{E}に。{B}{calcgraph}
{S}を{E}に
{S}を{E}に{ru}と{B}{wh}
{S}を{E}に{reba}{B}{wh}
{S}を{E}に{reba}[反応は|]{B}が下がる[か|でしょうか|?|かな]
{S}に{E}を[入れた|置いた|ドープした|導入した|埋め込んだ|入れ込んだ|配置した|添加した]{toki}の{B}{calcgraph}
{S}に{E}を[入れて|置いて|ドープして|導入して|埋め込んで|入れてみて][ください|{B}{calcgraph}|、{B}{calcgraph}|]
{S}に{E}を[入れると|置くと|ドープすると|入れたら|ドープしたら][{B}{wh}|障壁は下がる?|速くなる?|反応は[進みやすい|速い]?]
{S}に{E}[を置換|をドープ|ドープ|置換]。{B}{calcgraph}
{S}、{E}[に|]{repl}、{B}
{S} → {E}[の場合|とした場合|のとき][、|]{B}{wh}
{S}→{E}
{S}→{E}の{B}{calcgraph}
{S}=>{E} {B}{wh}
{S}: {E}、{B}{calcgraph}
{S} {E} {B}
{S} {E} {B}{calcgraph}
{S}のみ{E}に{te}、{B}{calcgraph}
{S}だけ{E}に{ta}{toki}の{B}{calcgraph}
{E}を{S}に[入れた|置いた|ドープした]{toki}の{B}{calcgraph}
{E}を{S}に[入れて|置いて|ドープして]{B}{calcgraph}
{E}[について|に関して|に対して|で|だと]、{S}[の原子|]を{ta}{after}{B}{calcgraph}
{E}について、{S}を{repl}した{toki}の{B}{calcgraph}
{E}[に|への]{repl}、[位置は|場所は|サイトは|]{S}[です|]。{B}{calcgraph}
{E}に{ta}{toki}の{B}{calcgraph}。[位置|場所|サイト|置換サイト|置換位置]は{S}[です|で|]
{E}置換、{S}。{B}{calcgraph}
{E}置換[体|モデル|系|]の{B}{calcgraph}([位置|場所|サイト]:{S})
[置換|ドープ]元素は{E}、[置換|]位置は{S}。{B}{calcgraph}
[候補|検討する元素|リスト]は{E}[で|]、{S}に[入れる|置く|使う]{toki}の{B}{calcgraph}
[位置|場所|サイト|対象|ターゲット]は{S}[。|、|です。|で、]{E}に{ta}{toki}の{B}{calcgraph}
[位置|サイト|対象]: {S}、元素: {E}、[求めるもの: |]{B}
[元素|置換元素|dopant]: {E} / [サイト|index|位置]: {S} / {B}
対象{S}、[置換先|置換元素|ドーパント]{E}、{B}[を計算|希望|]
{S}[が|を]{E}[だったら|だった場合|だとしたら|なら|になったら][、|]{B}{wh}
{S}の{E}置換[による{B}{calcgraph}|の{B}{calcgraph}|での{B}{calcgraph}|後の{B}{calcgraph}]
{S}[における|での|への]{E}置換の[効果|影響]を{B}で[評価|調べ|見積もっ]て
{path}の{S}を{E}に{ta}{toki}の{B}{calcgraph}
[この|手元の|添付の|今の|こちらの|]{path}で、{S}を{E}に{te}{B}{calcgraph}
[この|]{path}について{S}を{E}に{repl}し、{B}{calcgraph}
[この|]{path}の{B}{calcgraph}。ただし{S}は{E}に{te}[おく|ください|おいて]
{B}{calcgraph}。{S}を{E}に{ta}もの[で|を]
{B}{calcgraph}。[条件|設定]は{S}を{E}に{repl}
{B}を[知りたい|計算したい|求めたい][です|]。{S}を{E}に{repl}。
{S}[の原子|]を{E}[へ|へと]{ta}{toki}の{B}{calcgraph}
{S}を{E}へ{repl}、NEB[で{B}|]を[計算|実行|回して][して|]
{S}を{E}に{te}NEB[を回して|して|計算して|お願いします|よろしく|を走らせて|計算をお願いします]
{S}を{E}に{ta}NEB[計算|]を[実行|回し|し]て[ください|]
{S} {E} 置換 NEB
{S}{E}置換 {B}
{S}[の原子|]を{E}[に変えてみ|に替えてみ]たいんだけど、{B}{wh}
{S}[の原子|]を{E}にしたら[どうなる?|どうなりますか|{B}は?|反応しやすくなる?]
{S}を{E}にしたやつの{B}{calc2}
{S}を{E}にするとどれくらい反応が[速くなる|起きやすくなる|進みやすくなる]か{B}で[教えて|評価して|見せて]
{S}を{E}にしたら{B}どうなるん?
{S}を{E}に変えてみてや。{B}も出して
{S}んとこ{E}に変えて{B}見せて
{S}のとこを{E}にしたら{B}なんぼ?
{S}を{E}に変えたいねんけど、{B}計算してくれへん?
{S}{E}に置換して{B}計算
{S}の原子{E}に変えて{B}計算して
{S}、{E}で[お願いします|よろしく|頼む|NEB]
{S}を{E}にかえて[みて|]
{S}をreplaceして{E}に。{B}[計算して|を]
{S} を {E} に replace した時の {B} を calculate して
{S}の atom を{E}で substitute して {B}{calcgraph}
{E} at {S}の{B}{calcgraph}
{E}@{S} の{B}{calcgraph}
{S}サブして{E}。{B}よろ
{S}に居る原子を{E}に。{graph}希望
{S}を抜いて{E}を入れたときの{B}{calcgraph}
{S}を取り除いて{E}を代わりに入れて{B}{calcgraph}
{S}の代わりに{E}を置いた{toki}の{B}{calcgraph}
{S}を[{old}から|]{E}に{te}{B}{calcgraph}
{S}を{old}から{E}に{ta}{toki}の{B}{calcgraph}
{S}の{old}を{E}に{te}{B}{calcgraph}
{S}の{old}[原子|]を{E}に{ta}{toki}の{B}{calcgraph}
{S}: {old}→{E} {B}
{old}触媒の{S}を{E}に{te}{B}{calcgraph}
{old}表面の{S}を、{E}に{ta}{toki}の{B}{calcgraph}
{old}スラブ[で|上で|の]、{S}を{E}に{te}{B}{calcgraph}
{surf}の{S}を{E}に{ta}{toki}の{B}{calcgraph}
{surf}[上|]の{rx}で{S}を{E}に{ta}{toki}の{B}{calcgraph}
{S}を{E}[元素|原子|]に{te}、[反応経路|NEB|遷移状態|TS]を[計算|探索|最適化]し、{B}{calcgraph}
{S}の元素を{E}に{te}{B}{calcgraph}
{S}の元素[だけ|]を{E}に変更し[、|て]{B}{calcgraph}
""")

MANY = lines("""
{S}[用の元素として|に入れる元素として|の置換元素に]{E}を[考えている|検討中|挙げた|想定している][。|が、|ので、][どれ|どの元素|どの金属]で{B}が[下がる|最小になる|一番小さい]か[計算して|教えて|調べて|見て]
{S}を{E}に置換した[とき|場合]、[どれ|どの元素|どちら|どっち|どの金属]が[一番|最も|いちばん|]{B}[が|を][低い|小さい|下げる][か|?|ですか|ですか?|か調べて]
{S}に入れるなら{E}[のうち|の中で|で|]どれが[いい|良い|最適|ベスト][?|か|ですか|でしょうか]
{S}に入れるのは{E}、[どれ|どっち|どちら]がいい[?|か計算して|でしょう]
{E}の[中で|うち]{S}に[入れて|置換して|置いて][最も|一番]{B}が[低く|小さく]なる[のはどれ|元素は|元素を探して|元素を選んで][?|]
{S}[に入れる元素|の元素]を{E}[の順|という順番][で|に]{te}{B}{calcgraph}
{S}、{E}の順[に|で]{B}{calcgraph}
{S}を{E}に[順番に|順に|順次|それぞれ|各々|ひとつずつ|一つずつ|1つずつ]{te}{B}{calcgraph}
{S}を{E}に{ta}[とき|場合]の{B}を[比較|比べ]て[ください|ほしい|]
{S}について{E}を[比較|比べて|スクリーニング][して|]。{B}で
{S}を{E}で[スクリーニング|総当たり|一通り計算|振って][して|。{B}を{graph}に]
{E}を{S}で[比較|比べて|競わせて|試して|テストして|順に試して]
{E}、{S}に入れて[障壁の|{B}]ランキングを[出して|作って]
{S}の[ドーパント|置換元素|置換種]を{E}と変え[て|ながら|たときの]{B}{calcgraph}
{S}[の原子|]を{E}に変えて[、|]それぞれの{B}{calcgraph}
{S}を{E}それぞれに{ta}{toki}の{B}{calcgraph}
{E}[それぞれ|各元素|の各々]で{S}を{ta}{toki}の{B}{calcgraph}
{S}のところ、{E}どれ[に|]したら一番反応[しやすい|早い]?
{E}[で悩んでる|で迷っています]。{S}に入れたときの{B}{calcgraph}
{S}に{E}を入れた計算を全部やって{B}{calcgraph}
{S}を{E}に{te}{B}の低い順に[並べて|ランキング]
{E}、{S}の場合で{B}比較よろしく
{S}に対して{E}を[候補として|候補に]{B}{calcgraph}
""")

ENGLISH = lines("""
[Replace|Substitute|Swap|Exchange|Change] {S} [with|by|for|to] {E} and [calculate|compute|get|find|estimate|evaluate|tell me|show] the {Be}{pls}
{hie} [replace|substitute|swap] {S} with {E} and [calculate|compute|get|plot] the {Be}{pls}
{hie} [calculate|compute|determine|find] the {Be} [after|when|upon] [replacing|substituting|swapping] {S} [with|by] {E}{pls}
[What is|What's|How high is|Tell me] the {Be} [if|when] {S} is [replaced by|replaced with|substituted by|substituted with|changed to|swapped for] {E}?
[What would the|How does the] {Be} [be|change] [if|when] {S} [were|is|becomes] {E}?
{Be} [for|of|with] {E} at {S}{pls}
{Be} [for|with] {S} -> {E}
{S} -> {E}, {Be}{pls}
{S} to {E}, {Be}?
{E} at {S}: {Be}
{E} [substitution|doping|dopant] at {S}, {Be}{pls}
[Put|Place|Insert|Try] {E} [at|on|in|into] {S}[ and [show|give|plot|report] me the {Be}| and run NEB|]{pls}
[Run|Do|Perform] [a |]NEB [with|for] {E} [at|on|substituted at] {S}{pls}
[Run|Do] NEB after [replacing|swapping] {S} with {E}{pls}
For {E}, [calculate|compute] the {Be} after [replacing|substituting] {S}{pls}
Does [putting|doping|placing] {E} at {S} lower the {Be}?
Dope {S} with {E}[ and compute the {Be}|; {Be}|]{pls}
I [want|need|would like] the {Be} with {S} [replaced by|changed to|as] {E}{pls}
on the {hoste} surface, replace {S} by {E}, {Be}{pls}
In the reaction path, substitute {S} with {E} and plot the {Be}
Could you check {E} at {S}? {Be} only
{S} = {E}; {Be}
""")

ENGLISH_MANY = lines("""
[Compare|Rank|Plot|Tabulate|Calculate|Compute|Get] the {Bes} [for|of|with] {E} at {S}{pls}
[Compare|Screen|Test|Try] {E} at {S}{pls}
Which [lowers|gives the lowest|has the lowest|reduces] the {Be} at {S}: {E}?
Which of {E} at {S} [gives|has] the [lowest|smallest] {Be}?
[Is|would] {E} be better at {S}? [Compare|Calculate] the {Bes}{pls}
{Bes} of {E} [substituted|doped|placed] at {S}{pls}
[Screen|Scan] {S} over {E} and [rank|plot|compare] the {Bes}
Replace {S} with each of {E} [in turn|one by one|separately|] and [compare|plot] the {Bes}
""")

PICKED_ONLY = lines("""
{S}を{E}に
{S}を{E}に{te}
{S}に{E}[入れて|を|で]
{S}、{E}[に|で][お願い|したら?|]
{S}を{E}に変えたい
{S}を{E}に差し替えて計算
{S}[が|を]{E}[なら|だったら|にしたら]?
{S}に{E}を[置いて|入れて][みて|ほしい|]
{S}は{E}[で|に]
""")


def core(voice: Voice, job: Job, where: str, *, group_name: str = "") -> str:
    """The main clause: which element where."""
    rng = voice.rng
    many = len(job.elements) > 1
    what = group_name or element_list(voice, job.elements)
    if voice.english:
        templates = ENGLISH_MANY if many and rng.random() < 0.45 else ENGLISH
    else:
        templates = MANY if many and rng.random() < 0.42 else PICKED_ONLY if not job.files and rng.random() < 0.1 else ANY
    given = {"S": where, "E": what, "old": lambda: voice.say("{host}"), "calc2": lambda: voice.say("[出して|見せて|教えて|計算しといて|頼む|ちょうだい]")}
    return one_of(rng, templates, given)


def drawn_files(rng: random.Random) -> tuple[tuple[str, ...], bool]:
    """Files of a request about a path: one path, or now and then the two ends; True for ends."""
    return (end_files(rng), True) if rng.random() < 0.06 else ((path_file(rng),), False)


def elements_of(voice: Voice) -> tuple[tuple[str, ...], str]:
    """The elements to put in, and the name of their group if they are spoken of by it."""
    rng = voice.rng
    if rng.random() < 0.07:
        name, members = group(rng, voice.english)
        return members, f"{name}" if voice.english or rng.random() < 0.8 else f"{name}[全部|すべて|全て|の元素|の各元素]".split("[")[0]
    return some_elements(rng), ""


def substitution(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """A plain substitution at one site."""
    voice = Voice.drawn(rng)
    files, ends = drawn_files(rng)
    symbols, name = elements_of(voice)
    job = Job(files, ends, "each", (site(rng),), elements=symbols)
    return voice, core(voice, job, one_site(voice, job.sites[0]), group_name=name), (), job


_TOGETHER = ("{s}全部", "{s}すべて", "{s}全て", "{s}みんな", "{s}の両方", "{s}のすべて", "{s}の全部", "{s}ぜんぶ", "{s}の全て", "{s}セット", "{s}一式")
_EACH = ("{s}のそれぞれ", "{s}それぞれ", "{s}の各々", "{s}おのおの", "{s}の一つずつ", "{s}各々", "{s}のどれか1つ", "{s}の1つずつ")
_TOGETHER_EN = ("both {s}", "all of {s}", "all {s} together", "{s} (all at once)", "both of {s}")
_EACH_EN = ("each of {s}", "each one of {s}", "{s} (one at a time)", "{s} (separately)")


def grouped(voice: Voice, where: str, job: Job, together: float = 0.55) -> tuple[str, Job]:
    """Several sites with a word that says whether they are meant at once or one by one."""
    rng = voice.rng
    if rng.random() < together:
        marked = rng.choice(_TOGETHER_EN if voice.english else _TOGETHER)
        job = replace(job, mode="together")
    else:
        marked = rng.choice(_EACH_EN if voice.english else _EACH)
    return marked.replace("{s}", where), job
