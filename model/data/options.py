"""Options in words: images with or without the ends, force limits, climbing, the potential, rates, the host; and sentences around them."""

import random
from dataclasses import replace

from model.data.grammar import continued, lines, one_of
from model.data.meaning import Job
from model.data.noun import Voice
from model.data.things import CALCULATOR_NAMES, CALCULATORS, fmax, temperature

# fragments that stand before the main clause (ending so that it can go on), or behind it as a sentence of their own
TOTAL = lines("""
[イメージ|像|画像|image|images|NEBイメージ|レプリカ]は[全部で|合計|計|トータル|総数|トータルで|全]{n}枚
[イメージ数|画像数|image数|レプリカ数|像の数|点数|イメージの数|バンドの枚数|分割数|images数]は{n}
[イメージ数|画像数|像の数|n_images|image数|nimages|images]={n}
[イメージ数|画像数|n_images|images|枚数|像数]{n}
[両端|始点と終点|始状態と終状態|端点|始点・終点|両端点|端|IS/FS|最初と最後]を[含めて|入れて|込みで|含め]{n}[枚|個|点|イメージ|]
[両端込み|端込み|端点込み|両端を含め|両端含む|始終点込み]で{n}[枚|個|イメージ|点|images]
[全部で|合計|計|全|トータル]{n}[枚|イメージ|個のイメージ|枚のイメージ|images|点|個|フレーム]
{n}イメージ
{n}枚
{n}枚のイメージ
{n} images
イメージ{n}枚
イメージを{n}枚に
イメージ[を|は]{n}つ
イメージ数を{n}に[増やして|減らして|設定|変更|して]
画像{n}枚
バンドは{n}枚[構成|]
[イメージ|像]を[計|合計|全部で]{n}個[使って|並べて|用意して]
NEBは{n}点
""")
TOTAL_ADNOMINAL = lines("""
{n}イメージの
{n}枚のイメージを使った
[両端込み|合計|計|全]{n}枚の
n_images={n}の
イメージ数{n}の
{n}-image の
""")
INNER = lines("""
[中間像|中間イメージ|中間画像|内部イメージ|中間構造|内部像|途中の像|中間点|補間像|中間のイメージ|補間イメージ|途中のイメージ|中間フレーム|内側のイメージ|間のイメージ]は{n}[枚|個|つ|点|]
[中間像|中間イメージ|中間画像|内部イメージ|中間構造|内部像|途中の像|中間点|補間像|中間のイメージ|補間点|内挿点|中間レプリカ|intermediate image|intermediate images|間の像] {n}[枚|個|つ|点|]
[中間像|中間イメージ|内部イメージ|中間構造|中間点|中間の像|補間点|内挿点]を{n}[枚|個|つ|点][に|入れて|置いて|挟んで|使って|用意して|はさんで]
[中間像|中間イメージ|内部イメージ|中間構造|中間点][の数|数]は{n}
[中間像|中間イメージ|内部イメージ|中間点]数={n}
[両端|端点|始点と終点|始状態と終状態|端|始点終点]を[除いて|除き|含めず|含まずに|別にして|数えずに|抜いて]{n}[枚|個|点|イメージ|]
[両端|端点|始点と終点|端]の[ほかに|他に|間に|あいだに]{n}[枚|個|点|イメージ|]
[両端|始点と終点|始状態と終状態|初期と終状態]の間に{n}[枚|個|点|つ][のイメージ|の像|]を[挟んで|入れて|置いて|補間して]
[間に|あいだに|途中に]{n}[枚|個|点|つ][のイメージを|の像を|]挟んで
[端以外|両端以外|端点以外|両端を除く像]は{n}[枚|個|]
可動イメージ{n}[枚|個]
動かすイメージは{n}[枚|個]
""")
INNER_ADNOMINAL = lines("""
[中間像|中間イメージ|内部イメージ|中間構造] {n} [枚|個|]の
[中間像|中間イメージ|内部イメージ]{n}枚を[使った|挟んだ|入れた]
[両端|端点]を除いて{n}枚の
""")
FORCE = lines("""
fmax {f}
fmax={f}
fmax = {f}{u}
fmax は {f}{u}
fmaxは{f}
fmax:{f}
fmax{f}
fmaxを{f}{u}に[して|設定して|]
[収束条件|収束基準|収束判定|収束|収束値|収束の目安|収束しきい値|収束閾値]は{f}{u}
[収束条件|収束基準|収束判定|収束|収束の基準]{f}{u}
[力の|フォースの|forceの|残留力の|最大力の|原子にかかる力の][閾値|しきい値|収束条件|収束判定|上限|許容値|基準|トレランス|収束基準]は{f}{u}
[力の|フォースの|forceの][閾値|しきい値|収束条件|収束判定|収束基準]{f}{u}
[最大力|残留力|力|残差力|force|フォース|最大の力|原子間力]が{f}{u}[以下|未満|を切る|を下回る|より小さく]になるまで
[最大力|残留力|力|force]を{f}{u}[以下|未満|まで]に[収束|落として|]
[最大力|残留力|力の最大値]{f}{u}[以下|未満|]
力が{f}{u}[以下|未満]で収束[とみなす|としてください|判定|]
[力|force]は{f}{u}[まで|以下に]収束させて
[ゆるめに|緩めに|厳しめに|きつめに|精密に|粗く|ざっくり]{f}{u}で収束
{f}{u}まで収束[させて|]
{f}eV/Å
{f} eV/Åで収束
精度は{f}{u}
force tolerance {f}{u}
[許容力|力のトレランス|tolerance|閾値|しきい値]{f}{u}
""")
FLAT = lines("""
climbing[ image|] なし
climbingなし
climbing image は[使わない|不要|なし|使わず|オフ|off|いらない|要らない]
climbing imageを[使わずに|切って|オフにして|外して]
[CI|ci|CI-NEB]は[なし|使わない|切って|不要|オフ|OFF|なしで|いらない|要らない|使わずに|しない|やめて]
CI[なし|無し|抜き|オフ|off|を切って|を使わずに|じゃない普通のNEB]
[クライミングイメージ|クライミング|クライミング・イメージ|クライム][なし|は不要|は使わない|オフ|は切って|法は使わず|を使わず|無し|抜き|は要りません|なしで|法なし]
[普通|通常|ただ|標準|素|ふつう|単純|従来]の[NEB|NEB法|ネブ][で|だけ|でいい|で十分|のみ|だけで]
[climb|climbing]=False
climb[は|]オフ
NEB[だけ|のみ][でいい|で|]
CI-NEB[ではなく|じゃなくて|でなく][普通の|通常の|ただの|]NEB[で|]
no climbing
最高点を[登らせない|登らせずに|登らせなくていい]
regular NEB
""")
CLIMB = lines("""
CI-NEB
CI-NEB法
climbing image[あり|NEB|を使って|有り|法]
クライミングイメージ[あり|NEB|法|を使って|有り]
CIあり
climbあり
climb=True
CIオン
""")
POTENTIAL = lines("""
{c}
{c}
{c}
{c}ポテンシャル
{c}を使って
{c}を[用いて|使用して|使い|利用して]
{c}で計算
ポテンシャルは{c}
[計算器|calculator|力場|エネルギー計算|計算手法|手法|モデル|MLIP|機械学習ポテンシャル|ソルバー|calc|エンジン|potential]は{c}
[calculator|calc|ポテンシャル|力場]={c}
[calculator|ポテンシャル|力場|計算器]: {c}
[ポテンシャル|力場|計算器|calculator]に{c}を[使って|指定して|用いて]
[ポテンシャル|力場]{c}
""")
RATE = lines("""
{t}での[速度定数|反応速度定数|反応速度|レート|rate constant|反応速度定数k|頻度|速度]も
{t}での[速度定数|反応速度定数|反応速度|速度定数(k)|rate]も[計算して|求めて|出して|教えて|知りたい|欲しい|併せて|ください|お願いします|計算お願いします]
{t}[における|の|のときの|で|だと][速度定数|反応速度定数|反応速度|反応レート|rate constant|rate]も[求めて|計算して|出して|お願い|見たい|]
[速度定数|反応速度定数|反応速度|レート|速度|rate constant]({t})も
[速度定数|反応速度定数|反応速度]も[、|]{t}で[求めて|計算して|出して|お願いします|]
[速度定数|反応速度]も欲しい。温度は{t}
[加えて|さらに|ついでに|あと|それと|あわせて|併せて]{t}の[速度定数|反応速度|rate|反応速度定数]も[計算|算出|求めて|お願い]
[Eyring|アイリング|遷移状態理論|TST|調和TST][の式|]で{t}の[速度定数|反応速度]も
{t}で反応[が何回起きる|がどのくらい起きる|がどれくらい速い]か[も|まで][計算して|教えて|]
""")
HOST = lines("""
[置換前|置換する前|置き換える前|変更前|入れ替え前|置換なし|置換しない場合|無置換|未置換|非置換|置換無し|元のまま|変えない場合|ドープ前|ドープなし][と|とも|とも一緒に|とも比べて|と比較して|のものとも|の系とも|の値とも|との比較も|との差も|の結果とも]比べて
[置換前|未置換|無置換|置換なし|元のまま|何も置換しない系|置換しない元の系|オリジナル|元の構造|元の系|もとの経路|元の経路|純粋な{host}|ピュアな{host}|純{host}|pristine|クリーンな表面|置換前の系|元の{host}|ホスト][も|も一緒に|も含めて|も同じ図に|も計算して|も加えて|も入れて|の値も|のバリアも|の障壁も|の結果も|の場合も|の活性化エネルギーも|も並べて|も忘れずに|も参考に|も比較対象に|も基準として]
[比較|参考|基準|リファレンス|参照|対照|コントロール|ベースライン]として[置換前|未置換|元の系|無置換|置換なし|元の経路|純粋な系|何も変えないもの|オリジナル|置換しない場合]も
[置換前後|置換の前後|before/after|ドープ前後]で[比較|比べて|どう違うか|の差を]
host=True
[元|もと]の{host}[のまま|の場合|だけ|表面|スラブ][と|とも]比較
[元|置換前]と比べて[どう変わるか|下がるか|どれくらい変わるか][も|]
元のも[計算|やって]
hostも[計算|込みで|入れて]
""")

ENGLISH = {
    "total": lines("""
        with {n} images
        with {n} images in total
        {n} images [in total|including [the |]end points|including both ends|altogether|total|overall]
        using {n} images
        n_images={n}
        use {n} images including the ends
        a band of {n} images
        """),
    "inner": lines("""
        with {n} intermediate images
        {n} intermediate images
        using {n} [interior|inner|intermediate] images
        {n} images [between|in between] the [end points|ends]
        {n} images [excluding|not counting|without|besides] the [ends|end points|endpoints]
        {n} moving images
        """),
    "force": lines("""
        fmax {f}
        fmax={f}
        with fmax = {f}{u}
        converge [the forces |]to {f}{u}
        force [tolerance|threshold|convergence|criterion|cutoff] [of |]{f}{u}
        until the [forces are|max force is] below {f}{u}
        forces below {f}{u}
        """),
    "flat": lines("""
        without climbing image
        no climbing image
        without climbing
        plain NEB only
        no CI
        climbing off
        climb=False
        regular NEB, no climbing
        without the climbing image
        """),
    "climb": lines("""
        with climbing image
        CI-NEB
        using CI-NEB
        """),
    "potential": lines("""
        with {c}
        using {c}
        with the {c} potential
        {c} please
        calculator={c}
        use {c}
        on {c}
        potential: {c}
        """),
    "rate": lines("""
        and the rate constant[s|] at {t}
        also the rate at {t}
        plus rate constants at {t}
        give the rate constant at {t} too
        include the reaction rate at {t}
        how fast is it at {t}?
        """),
    "host": lines("""
        and compare with the [unsubstituted|pristine|original|clean|undoped|pure] [one|path|surface|slab|case|system]
        also the [unsubstituted|pristine|original|undoped|bare] [path|one|case|slab]
        including the [host|pristine system|original|undoped slab|reference without substitution]
        compared to no substitution
        include the host [too|as well|as a reference]
        with the unsubstituted [path|surface] as [reference|baseline]
        as is, too
        before and after
        host=True
        """),
}  # fmt: skip
JAPANESE = {"total": TOTAL, "inner": INNER, "force": FORCE, "flat": FLAT, "climb": CLIMB, "potential": POTENTIAL, "rate": RATE, "host": HOST}


def draw_options(rng: random.Random, voice: Voice, job: Job, *, chance: float = 1.0) -> tuple[Job, list[tuple[str, str]]]:
    """The job with some options, and the (kind, fragment) that say each."""
    said: list[tuple[str, str]] = []
    forms = ENGLISH if voice.english else JAPANESE
    kinds = [k for k, weight in (("images", 0.36), ("force", 0.3), ("climb", 0.2), ("potential", 0.36), ("rate", 0.2), ("host", 0.16)) if rng.random() < weight * chance]
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
        return f"[{celsius} + 273.15]", voice.number(celsius) + rng.choice(("℃", "°C", " ℃", "℃", "度" if not voice.english else " °C", " °C"))
    if chance < 0.14 and not voice.english:
        return "[298.15]", rng.choice(("室温", "常温"))
    if chance < 0.2:
        first, step = rng.choice((200, 300, 400)), rng.choice((50, 100))
        last = first + step * rng.randrange(3, 8)
        values = ", ".join(str(t) for t in range(first, last + 1, step))
        if voice.english:
            return f"[{values}]", f"{first} to {last} K in steps of {step} K"
        return f"[{values}]", rng.choice((f"{first}〜{last} K({step} K刻み)", f"{first}から{last} Kまで{step} Kごと", f"{first} Kから{last} Kまで{step} K刻み", f"{first}-{last} K、{step} K間隔"))
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


_BEFORE_TAIL = {"total": ("で、", "として、", "にして、", "で", "。"), "inner": ("で、", "として、", "にして、", "で", "。"), "force": ("で、", "として、", "、", "で", "。"), "flat": ("で、", "で", "、", "。"), "climb": ("で、", "で", "により"), "potential": ("で、", "で", "で", "。", "にて", "により", "を使い"), "rate": ("。", "。"), "host": ("。", "、")}


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
        tail = "。" + "、".join(texts) + rng.choice(("で", "で。", "でお願いします", "。", "", "でよろしく", "で頼む", "にしてください" if behind[-1][0] in ("total", "inner", "force") else "で"))
    elif style < 0.75:
        tail = "、" + "、".join(texts) + rng.choice(("で", "", "で。", "でお願いします。", "。"))
    else:
        tail = "".join("。" + text + rng.choice(("で", "で", "", "です", "でお願いします", "にして" if kind in ("total", "inner", "force") else "で")) for kind, text in behind) + rng.choice(("", "。"))
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
            return f"{head[1].capitalize() if head[1][0].islower() and not head[1].startswith('n_') else head[1]}, {continued(main)}" + "".join(f", {t}" for _, t in rest)
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
