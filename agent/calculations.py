"""Which calculation the words of a request ask for: the words that demand a function, and those without which it is not asked for."""

import re

from model.mentions import normal

# ASCII: kana are no word characters, so that \b finds the Latin word in 「のEaは」
_I = re.IGNORECASE | re.ASCII

# function: words without which it was not asked for (any turn of the conversation)
_PERMITS = {
    "lattice_constant": (
        r"格子|\ba_?0\b|セル|cell|平衡|体積|E-?V ?(?:カーブ|曲線)|volume|原子間距離|ラティス|lattice|状態方程式|体積弾性|弾性率|EOS|"
        r"equation of state|modulus|モジュラス|equilibrium volume|cell parameter|単位胞"
    ),
    "adsorption_energy": (
        r"吸着|くっつ|付[いくけ着き]|つ[くき]|強[くさ]|乗[るせっ]|載[るせっ]|のせ|置[いく]|結合エネルギー|結合の強さ|adsor|\bE_?ads|"
        r"binding|sticks?\b|bind"
    ),
    "surface_energy": (
        r"表面エネ|surface ene|表面の?(?:自由)?エネルギ|表面張力|surface (?:free )?energy|surface tension|cleav|"
        r"へき開|劈開|作る|露出|切り出|表面(?:を作|の安定|を切)"
    ),
    "vacancy_formation": r"空孔|空格|欠陥|抜|穴|vacanc|ベイカンシ|ベーカンシ|バカンシ|defect|空サイト",
    "vacancy_migration": (
        r"(?=.*(?:空孔|空格|欠陥|穴|vacanc|ベ[イー]カンシ|バカンシ|自己拡散|self-?diffusion))"
        r"(?=.*(?:移|動|拡散|跳|飛|隣|となり|ホップ|ジャンプ|マイグレ|障壁|バリア|migrat|diffus|hop|jump|mov|mobil|barrier))"
    ),
    "surface_hop": (
        r"拡散|ホップ|移動|跳|移[りるっ]|隣|ホッピング|転が|滑|歩|マイグレ|ジャンプ|\bmove|動き|動く|飛び|"
        r"diffus|hop|migrat|jump|mobil"
    ),
    "relax": r"緩和|ゆる[めく]|緩め|最適化|安定|リラックス|relax|optimi[sz]|minimi[sz]|極小|最小|落ち着",
    "vibrations": r"振動|\bfreq|周波数|波数|ゼロ点|零点|ZPE|フォノン|モード|伸縮|cm-?1|cm⁻|"
        r"vibrat|frequenc|zero-point|zero point|normal mode|phonon|赤外|IR",
    "molecular_dynamics": (
        r"分子動力学|\bMD\b|MD|動かし|動力学|ダイナミクス|NVT|NVE|アニール|熱運動|熱振動|カノニカル|shake|加熱|温め|熱浴|軌跡|molecular "
        r"dynamics|dynamics|\bps\b|ピコ秒|anneal|heat|走らせ|回し|\bfs\b|フェムト|揺ら|シミュレーション|simulat"
    ),
    "view": (
        r"表示|見せ|見[たてる]|眺め|ハイライト|可視化|描|示し|示す|光らせ|目立|強調|確認|scene|point out|3D|3次元|三次元|アニメ|"
        r"どこ|どれ|動画|図|ビュー|映|色|印|マーク|view|show|display|highlight|visuali|look|see\b|draw|animat|where|"
        r"render|mark"
    ),
    "barrier": (
        r"障壁|バリア|エネルギ|エネ(?![一-龥])|Ea\b|E_a|NEB|ネブ|経路|パス|バンド|遷移|鞍点|サドル|反応|山|越え|速|速度|頻度|置換|ドープ|計算|解析|"
        r"拡散|移動|解離|虚|振動|検証|確認|barrier|energy|path|band|transition|saddle|reaction|MEP|\bTS\b|rate|fast|imaginary|verify|run"
    ),
}  # fmt: skip

_PERMITTED = {name: re.compile(words, _I) for name, words in _PERMITS.items() if words}

_REACTION = re.compile(
    (
        r"障壁|バリア|活性化|Ea\b|E_a|NEB|遷移状態|鞍点|反応経路|反応速度|反応性|置換|置き換|barrier|"
        r"activation|transition state|saddle|substitut|reaction (?:path|rate)|最小エネルギー経路|MEP"
    ),
    _I,
)

# words that demand a function, of the last request
_DEMANDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(words, _I), functions)
    for words, functions in (
        (
            r"活性化(?:エネルギ|障壁)|障壁|エネルギーバリア|反応バリア|\bEa\b|activation (?:energ|barrier)|energy "
            r"barrier|reaction barrier|最小エネルギー経路|minimum energy path|\bNEB\b"
            r"(?!\s*の?(?:経路|バンド|パス|path|結果|図|(?:は|を)?(?:まだ|回すな|走らせ(?:るな|ない)|やらな|せず|し?ない|不要|なし)))"
        , ("barrier", "screen", "vacancy_migration", "surface_hop")),
        (r"格子定数|格子パラメータ|体積弾性率|lattice (?:constant|parameter)|bulk modulus", ("lattice_constant",)),
        (r"吸着(?:エネルギ|エンタルピ|の強さ|力)|adsorption energ|binding energ", ("adsorption_energy",)),
        (r"表面エネルギ|surface energ", ("surface_energy",)),
        (r"空孔の?(?:形成|生成)|vacancy.formation|(?:formation|form) .{0,20}vacanc", ("vacancy_formation",)),
        (
            r"空孔の?(?:移動|拡散|マイグレーション|ホップ)|(?:空孔|空格子点?|ベ[ーイ]カンシー?)が.{0,10}(?:移|動|拡散|跳|隣|飛)|"
            r"vacancy (?:migration|diffusion|hop)", ("vacancy_migration",)),
        (r"速度定数|rate constants?", ("rates",)),
        (
            r"虚(?:数)?(?:の)?振動|imaginary|verif(?:y|ied|ication)|検証|(?:鞍点|サドル|遷移状態|"
                r"\bTS)(?:(?!エネルギ|高さ|障壁|値).){0,12}(?:確認|確かめ|チェック|本物|本当|正しい|なってい|調べ)|first-order|"
            r"(?:check|confirm|validate).{0,24}(?:saddle|transition state|\bTS\b)|つなが(?:る|って(?:い)?る)か",
            ("verify", "vibrations", "screen")),
        (r"振動(?:解析|数|モード)|ゼロ点|零点|zero.point|vibrational|normal modes?", ("vibrations", "verify", "screen")),
        (r"分子動力学|molecular dynamics|(?-i:\bMD\b)", ("molecular_dynamics",)),
        (r"ハイライト(?:し(?:て(?!あ|い|る)|たい)|表示|を)|\bhighlight (?:the )?(?:atom|index|site|number|no\.|#|\d)", ("view",)),
        (r"構造(?:を|の)?(?:緩和|最適化)|geometry optimi[sz]ation|relax the", ("relax", "barrier", "screen")),
    )
)  # fmt: skip


# what no function computes
_PROPERTIES = re.compile(
    r"収率|選択率|バンドギャップ|バンド構造|状態密度|フォノン(?:分散|バンド)|NMR|XRD|ラマン|溶解度|相図|状態図|融点|沸点|密度(?!汎)|Bader|電荷|"
    r"磁気モーメント|磁性|弾性定数|ヤング率|誘電率|仕事関数|双極子|配位数|伝導(?:率|度)|膨張係数|band (?:gap|structure)|density of states|"
    r"phonon (?:disp|band)|melting point|boiling point|solubility|phase diagram|magnetic moment|elastic constant|"
    r"work function|conductivity",
    _I,
)
_ERRANDS = re.compile(
    r"メール|手紙|翻訳|に訳|和訳|英訳|要約|スライド|ブログ|論文(?:を|の要|風)|レシピ|天気|価格|値段|株価|相場|予約|変換|圧縮|削除|消して|アップロードして(?!あ|い)|"
    r"ファイルサイズ|って(?:何(?!\s*(?:cm|eV|meV|K\b|Å|番|枚|度|THz))|なに|どういう)|とは(?:何|なに|[。?]|$)|原理|仕組み|説明し|解説|考察|\be-?mail|translat|summari[sz]e|recipe|weather|"
    r"price|explain|what does .* mean",
    _I,
)
_BARRIER = re.compile(r"障壁|バリア|活性化|山|(?:\b|_)Ea\b|NEB|速度|barrier|activation|rate", _I)


_SUBSTITUTES = re.compile(
    r"置換|置き?換え|置きか|差し替え|入れ替え|ドープ|原子.{0,16}に(?:し|変|替|換)|substitut|replac|swap|dope|instead of .{0,24}atom", _I
)


def beyond(text: str, *, placed: bool) -> bool:
    """Whether a request wants what none of the functions gives; one that puts elements in may tell of its errands besides."""
    text = normal(text)
    if placed:
        return bool(_PROPERTIES.search(text)) and not _BARRIER.search(text)
    return bool(_PROPERTIES.search(text) or _ERRANDS.search(text))


def wants_substitution(text: str) -> bool:
    """Whether a request speaks of putting another element in, and of nothing that we do not compute."""
    return bool(_SUBSTITUTES.search(normal(text))) and not beyond(text, placed=False)


def permitted(function: str, texts: tuple[str, ...]) -> bool:
    """Whether the words of the conversation let a script call this function."""
    found = _PERMITTED.get(function)
    return found is None or any(found.search(normal(text)) for text in texts)


_LOOKING = re.compile(
    r"表示|眺め|可視化|(?-i:3D)|三次元|アニメ|どの原子か|visuali[sz]|animat|\bmark (?:atom|index|site|the)|show "
    r"(?:me )?the (?:path|structure|atom)",
    _I,
)
_PATH = re.compile(r"反応経路|最小エネルギー経路|reaction path|\bMEP\b", _I)
_FIGURES = re.compile(
    r"値|差|グラフ|障壁|バリア|エネルギ|Ea\b|計算(?!は?(?:まだ|今は|とくに|特に)?(?:せず|し?な|不要|いら|要ら))|energy|barrier|value|plot",
    _I,
)


def only_looks(text: str) -> bool:
    """Whether a request wants to see structures and no figures."""
    text = normal(text)
    return bool(_LOOKING.search(text)) and not _FIGURES.search(text) and not _REACTION.search(_PATH.sub("", text))


def wants_figures(text: str) -> bool:
    """Whether a request wants figures, whatever it wants to see besides."""
    text = normal(text)
    return bool(_FIGURES.search(text)) and not _LOOKING.search(text) and "ハイライト" not in text and "highlight" not in text.lower()


def demanded(text: str, functions: frozenset[str]) -> tuple[str, tuple[str, ...]] | None:
    """The words that demand a function which the script does not call, and the functions; None if there are none."""
    text = normal(text)
    for pattern, wanted in _DEMANDS:
        said = pattern.search(text)
        if said and not functions & set(wanted):
            return said.group(), wanted
    return None


def about_reactions(text: str) -> bool:
    return bool(_REACTION.search(normal(text)))
