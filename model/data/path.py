"""Requests about a path as it is: its barrier, the path between two structures, the proof of its saddle point."""

import random
from dataclasses import replace

from model.data.grammar import lines, one_of
from model.data.meaning import Job
from model.data.noun import Voice, element_list, one_site
from model.data.things import elements, end_files, path_file, sites

BARE = lines("""
{B}{wh}
{B}{calcgraph}
[この|手元の|添付の|今の|こちらの|この反応の|]{path}の{B}{calcgraph}
[この|]反応の{B}{calcgraph}
[この|]{path}の{B}{wh}
[この|]{path}で[NEB|NEB計算|nudged elastic band][を実行|を回して|を計算して|して|をお願いします|を走らせて|をやって][ください|]
NEB[を|計算を][回して|実行して|お願いします|やって|してください|走らせて|頼む|かけて|計算して]
NEB計算
NEB よろしく
[そのまま|置換なし|置換せず|このまま|何も置換しないで|何も変えずに|置換はせずに|元素は変えずに|元の組成のまま]で{B}{calcgraph}
[そのまま|このまま]NEBを[回して|実行して|お願いします]
[置換しない|未置換の|無置換の|元の|置換前の|元のままの][系|経路|表面|構造|場合|状態]の{B}{calcgraph}
{host}[表面|スラブ|触媒|][のまま|そのまま]の{B}{calcgraph}
[この|]{rx}の{B}{calcgraph}
{rx}[は|が]どれくらい[起きやすい|起こりやすい|進みやすい]か[{B}で教えて|調べて|?]
{surf}[上|表面|]の{rx}の{B}{calcgraph}
[反応|]障壁[いくつ|なんぼ|どれくらい]?
{B}[教えて|だけ教えて|だけ知りたい|お願い|よろしく|頼む|プリーズ]
[遷移状態|TS|鞍点|サドル点|saddle point]を[求めて|探して|見つけて|計算して|出して][ください|]
[遷移状態|TS|鞍点]の[エネルギー|高さ|構造]を[求めて|教えて|計算して|見たい|出して]
[最小エネルギー経路|MEP|反応経路|最小エネルギーパス][を|の][計算して|最適化して|求めて|緩和して|計算をお願いします|計算]
[始|初期][状態|構造]から[終|最終]状態までの{B}{calcgraph}
[正反応と逆反応の|逆反応の|正方向の|往復の]{B}{calcgraph}
反応エネルギーと{B}{calcgraph}
[エネルギープロファイル|エネルギー曲線|反応座標とエネルギーの図|エネルギーダイアグラム]を[描いて|作って|出して|見せて][ください|]
どれくらいのエネルギーがあれば[反応が進む|反応する|越えられる]?
{f}[の|で]{B}{calcgraph}
{f}[を|で][NEB|計算|NEB計算][して|を実行|お願い|に掛けて]
{f}の[経路|パス|反応][について|の|で]{B}{calcgraph}
{f} {B}
{f}: NEB
""")
BARE_EN = lines("""
[What is|What's|How high is|Tell me|Compute|Calculate|Find|Get|Estimate] the {Be}{pls}
[What is|Compute|Calculate|Find|Plot] the {Be} [of|for|along] [this|the|my] [path|reaction|reaction path|band]{pls}
[Run|Do|Perform|Start] [a |an |the |][NEB|CI-NEB|NEB calculation|nudged elastic band calculation][ on [this|the|my] path|]{pls}
[Find|Locate|Get] the [transition state|saddle point]{pls}
[Optimize|Relax|Converge] the [path|band|minimum energy path|MEP]{pls}
{Be}?
{Be} as is, no substitution
[Plot|Draw|Show] the energy profile{pls}
[What is|Compute] the {Be} in {f}{pls}
NEB on {f}{pls}
how fast is this reaction? [{Be} please|]
""")
ENDS = lines("""
{a}と{b}を[つなぐ|繋ぐ|連結する|つないだ][反応の道筋|道筋|反応経路|MEP|パス|ミニマムエネルギーパス][を|が]{calc2}
{a}と{b}の間の[{B}|最小エネルギー経路|反応経路|MEP|遷移状態]{calcgraph}
{a}と{b}の間[を|で][NEB|補間して NEB|補間してNEB計算|つないでNEB]{do}
{a}から{b}[へ|まで|に至る|への|に行く|に移る]の[経路|反応経路|{B}|反応|最小エネルギー経路]{calcgraph}
{a}から{b}までの{B}{calcgraph}
{a}から{b}[へ|まで]の[NEB|NEB計算|CI-NEB]{do}
{a}から{b}[へ|まで][NEB|経路を計算|経路探索]
{a}[→|->| → |=>|〜]{b}[ の|の| ]{B}{calcgraph}
{a}[→|->| → ]{b} NEB
[始状態|初期構造|反応物|始点|IS|初期状態|initial|出発構造|始め][が|は|を|=|:]{a}[、|で、|、そして|,][終状態|最終構造|生成物|終点|FS|最終状態|final|終わり][が|は|を|=|:]{b}[。|として|、|です。|のとき]{B}{calcgraph}
{a}を[始点|始状態|反応物|初期構造|出発点]、{b}を[終点|終状態|生成物|最終構造|到着点]に[して|した][NEB|{B}{calcgraph}|NEB計算{do}]
{a}が[{b}に|{b}へ][変わる|なる|移る|転移する|変化する]ときの{B}{calcgraph}
{a}, {b} で NEB
{a}と{b}で[NEB|NEB計算|経路計算|経路探索][して|を|お願い|を回して|]
{a}と{b}[を使って|から|を端点に|を両端に|を両端として][経路を作って|経路を作り|補間して|NEBで|NEB計算をして]{B}{calcgraph}
[2つの構造|2つのファイル|二つの構造|2構造]({a}、{b})の間の{B}{calcgraph}
{a}と{b}の遷移状態[を探して|は?|を求めて|探索]
""")
ENDS_UNNAMED = lines("""
[2つの|この2つの|二つの|添付の2つの|][構造|ファイル]の間[の|を結ぶ][最小エネルギー経路|{B}|反応経路]{calcgraph}
[始状態|始点|初期構造|反応物]と[終状態|終点|最終構造|生成物]を[結ぶ|つなぐ][最小エネルギー経路|経路|反応経路|MEP]{calcgraph}
[始状態|初期状態|始点]から[終状態|最終状態|終点][まで|へ]の{B}{calcgraph}
[始状態|始点|初期構造]と[終状態|終点|終構造]の間[で|を]NEB{do}
両端の構造から[経路を作って|補間して]{B}{calcgraph}
2つの構造を[補間|内挿|つないで]して[NEB{do}|{B}{calcgraph}]
""")
ENDS_EN = lines("""
[Find|Compute|Calculate|Get] the [minimum energy path|MEP|reaction path|{Be}] [between|connecting] {a} and {b}{pls}
[Run|Do] NEB [from {a} to {b}|between {a} and {b}]{pls}
[What is the|Calculate the|Get the] {Be} [from|going from] {a} to {b}{pls}
{a} -> {b}: {Be}
[Connect|Interpolate between] {a} and {b} and [run NEB|compute the {Be}]{pls}
[initial|start|reactant]: {a}, [final|end|product]: {b}. {Be}{pls}
{a} to {b}, NEB
""")
VERIFY = lines("""
[鞍点|遷移状態|TS|サドルポイント|最高点|頂上|山の頂上|saddle][の構造|][で|の|における][虚数振動|虚振動|虚の振動数|虚数の振動モード|虚の振動モード|負の固有値|imaginary frequency|虚数モード]の[本数|個数|数][を|は][確認して|調べて|確かめて|数えて|チェックして|見て|教えて|?][ください|]
[虚数振動数|虚振動|虚の振動数|虚数モード|imaginary mode][が|は|の数は][一つ|1つ|1個|1本|いくつ|何個|何本][だけ|]?[か|です|ですか|でしょうか][確認|]
[虚数振動数|虚振動|虚の振動数|虚数の振動数][を|の][確認して|計算して|調べて|数を数えて|チェックして|確認をお願いします|検証を頼みます][ください|]
[本当に|ちゃんと|きちんと|確かに|][鞍点|遷移状態|TS|一次の鞍点|1次の鞍点|一次鞍点]に[なって|到達して]いるか[確認して|検証して|調べて|確かめて|チェックして|見てほしい][ください|]
[見つかった|得られた|求めた|計算した|この|出てきた][TS|遷移状態|鞍点][が|は][本物|正しい|真の遷移状態|本当の鞍点|一次の鞍点|妥当][か|かどうか][確認して|検証して|調べて|確かめて|?][ください|]
[遷移状態|TS|鞍点]を振動[解析|計算]で[確認|検証|確かめて|チェック][して|][ください|]
[遷移状態|TS|鞍点]の[検証|確認|確証|バリデーション|妥当性確認][を|も][して|お願いします|頼む|行って][ください|]
[遷移状態|TS|鞍点][である|だという]ことを[確認|確かめ|検証|証明]し[て|たい]
[遷移状態|TS|鞍点]かどうか[確認|検証|チェック|判定][して|][ください|]
[鞍点|TS|遷移状態]から[両側|両方向]に[下って|緩和して|降りて][始状態と終状態に|両端に|ISとFSに|それぞれの端に]つながるか[確認して|調べて|見て|検証して]
[NEB|経路]を計算して[鞍点|遷移状態|TS]の[虚数振動数|振動モード|ヘッセ行列の負の固有値]を[確認|検証|チェック]
{B}を計算して、[鞍点|遷移状態][の確認|の検証|かどうかの確認|の虚数振動数の確認]も
{B}と、[鞍点|遷移状態|TS]の[虚数振動数の数|検証|虚振動]も[計算して|確認して|]
[一次|1次]の[鞍点|サドル]か[?|確認|チェックして|調べて]
[鞍点|TS]のヘッシアン[を調べて|の固有値を確認して|を確認]
verify[して|お願い|も]
{f}の[鞍点|遷移状態|TS]の[虚数振動数|検証|確認]を[して|お願い|確認して]
""")
VERIFY_EN = lines("""
[Check|Verify|Confirm|Make sure] that the [saddle point|transition state|TS] has [exactly |only |][one|a single] imaginary [frequency|mode]{pls}
[Check|Verify|Confirm|Validate] the [saddle point|transition state|TS]{pls}
[Is it|Is this] [really |] a [true |real |first-order |][saddle point|transition state]?
How many imaginary [frequencies|modes] does the [saddle point|transition state|TS] have?
[Verify|Check] the [TS|saddle] by [vibrational analysis|frequencies|a frequency calculation]{pls}
[Does|Check that] the [saddle point|transition state] [connect|connects] both [ends|minima]?
""")
SUBSTITUTED_ENDS = lines("""
{a}から{b}への反応で{S}を{E}に[した|置換した|変えた]ときのNEB{do}
{a}と{b}を[結ぶ|つなぐ]経路で{S}を{E}に{ta}{toki}の{B}{calcgraph}
{a}から{b}[へ|まで]の経路の{S}を{E}に{te}{B}{calcgraph}
{a}→{b}、{S}を{E}に{te}{B}{calcgraph}
{a}と{b}の間、{S}を{E}に{ta}{toki}の{B}{calcgraph}
{S}を{E}に{te}、{a}から{b}[まで|へ]の{B}{calcgraph}
[始点|始状態]{a}、[終点|終状態]{b}。{S}を{E}に{te}{B}{calcgraph}
{a}と{b}で経路を[作って|作り]、{S}を{E}に{ta}{toki}の{B}{calcgraph}
""")
SUBSTITUTED_ENDS_EN = lines("""
NEB from {a} to {b} with {S} [replaced by|as|substituted by] {E}{pls}
[Replace|Substitute] {S} with {E} and find the {Be} between {a} and {b}{pls}
Between {a} and {b}, [replace|swap] {S} with {E}, {Be}
""")
SUBSTITUTED_VERIFY = lines("""
{S}を{E}に{ta}[とき|場合|系|後]の[鞍点|遷移状態|TS]の[虚数振動数|虚振動|検証|振動モード]を[確認|計算|チェック|調べて|して][して|][ください|]
{S}を{E}に{te}[鞍点|遷移状態|TS]の[虚数振動数|虚振動]が[一つ|1つ|1個][だけ|]か[確認|検証|調べて|チェックして]
{S}を{E}に{te}{B}を計算し、[遷移状態|鞍点|TS]の[確認|検証|虚数振動数の確認]も[して|お願いします|]
{S}→{E}の{B}と[鞍点の検証|虚数振動数|TSの確認]も
{S}に{E}を入れたときの[遷移状態|鞍点]が本物か[虚数振動数で|]確認して
""")
_DO = {"do": "[して|を実行|を回して|お願いします|をお願い|をやって|計算|を計算して|]", "calc2": "{calc}"}


def _given(voice: Voice, **extra: str) -> dict[str, object]:
    return {"do": lambda: voice.say(_DO["do"]), "calc2": lambda: voice.say("{calc}"), **extra}


def path(rng: random.Random) -> tuple[Voice, str, tuple[int, ...], Job]:
    """A request about a path without anything put in, or with its ends named."""
    voice = Voice.drawn(rng)
    kind = rng.random()
    if kind < 0.3:
        job = Job((path_file(rng),), mode="plain")
        return voice, one_of(rng, BARE_EN if voice.english else BARE, _given(voice, f=job.files[0])), (), job
    if kind < 0.62:
        return between(rng, voice)
    if kind < 0.86:
        ends = rng.random() < 0.12
        job = Job(end_files(rng) if ends else (path_file(rng),), ends, "plain", verify=True)
        return voice, one_of(rng, VERIFY_EN if voice.english else VERIFY, _given(voice, f=job.files[0])), (), job
    return verified(rng, voice)


def between(rng: random.Random, voice: Voice) -> tuple[Voice, str, tuple[int, ...], Job]:
    """The path between two files, named in the sentence or known by their names; sometimes with a substitution."""
    a, b = end_files(rng)
    job = Job((a, b), True, "plain")
    short = rng.random() < 0.2
    said = {"a": _stem(a) if short else a, "b": _stem(b) if short else b}
    kind = rng.random()
    if kind < 0.2:
        text = "[Find|Compute] the {Be} between the two structures{pls}" if voice.english else rng.choice(ENDS_UNNAMED)
        return voice, voice.say(text, **_given(voice)), (), job
    if kind < 0.62:
        return voice, one_of(rng, ENDS_EN if voice.english else ENDS, _given(voice, **said)), (), job
    symbols = elements(rng, rng.choice((1, 1, 1, 2, 3)))
    job = replace(job, mode="each", sites=sites(rng, 1), elements=symbols)
    given = _given(voice, S=one_site(voice, job.sites[0]), E=element_list(voice, symbols), **said)
    return voice, one_of(rng, SUBSTITUTED_ENDS_EN if voice.english else SUBSTITUTED_ENDS, given), (), job


def verified(rng: random.Random, voice: Voice) -> tuple[Voice, str, tuple[int, ...], Job]:
    """The proof of the saddle point of a substituted path."""
    job = Job((path_file(rng),), mode="pairs", pairs=((sites(rng, 1)[0], elements(rng, 1)[0]),), verify=True)
    index, symbol = job.pairs[0]
    given = _given(voice, S=one_site(voice, index), E=voice.element(symbol))
    if voice.english:
        return voice, voice.say("[Replace|Substitute] {S} with {E} and [verify|check|confirm] the [saddle point|transition state|imaginary frequencies]{pls}", **given), (), job
    return voice, one_of(rng, SUBSTITUTED_VERIFY, given), (), job


def _stem(name: str) -> str:
    stem = name.rsplit(".", 1)[0]
    return stem if len(stem) >= 3 else name
