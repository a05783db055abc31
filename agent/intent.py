"""What the words of a request ask for, beside its elements, numbers and files: which calculation, and how.

Covered: words that leave no doubt; each table says what they demand of a script, or what a script may do only with them.
Not covered: meaning. A script that goes against these words is wrong; one that agrees may still be.
"""

import re

from model.mentions import normal

_I = re.IGNORECASE

_PICK = re.compile(r"矢印|指し|指定した(?:原子|場所|サイト)|選んだ|選択|クリック|ピック|この(?:原子|サイト|場所|位置)|ここ(?!で|から|まで)|その(?:原子|サイト|場所)|pick|select|click|arrow|(?:this|these|that) (?:atom|site)|here\b", _I)
_ONE_BASED = re.compile(r"1\s*(?:始まり|はじまり|起点|オリジン|スタート)|1\s*から(?:数え|始ま|カウント)|one-based|1-based|(?:counting|numbered|starting) from (?:1|one)|1-index|VESTA", _I)
_NO_CLIMB = re.compile(
    r"(?:climb\w*|クライミング|クライム|登坂|登り|\bCI\b)(?:[ -]?(?:image|イメージ)?)?(?:法|は|を|も|の)?\s*(?:なし|無し|ナシ|無く|なく|抜き|オフ|off|切|し?ない|せず|使わ|不要|やめ|false|=\s*false|無効)"
    r"|(?:no|without|non|disable|skip|turn off)[- ](?:the )?climb|(?:plain|ordinary|regular|simple) NEB|(?:通常|普通|ふつう|ただ|素)の\s*NEB|CI(?:-NEB)?\s*(?:では|じゃ)なく|not CI|climbing? image なし",
    _I,
)  # fmt: skip
_NO_CLIMB_WEAK = re.compile(rf"{_NO_CLIMB.pattern}|NEB\s*(?:だけ|のみ)|climb|クライミング", _I)
_HOST = re.compile(r"置換(?:する)?前(?!の?(?:構造|原子))|置換なし|置換無し|置換し(?:ない|ていない|なかった)|置き換え(?:る前|ない|なし)|未置換|無置換|非置換|元のまま|そのまま(?:の|と|も)|un-?substituted|pristine|without (?:any )?substitution|before (?:the )?substitution|undoped|ノンドープ|ドープなし", _I)
_HOST_WEAK = re.compile(
    rf"{_HOST.pattern}|ホスト|host|元(?:の|と|も|構造|々)|もと(?:の|と)|素の|純(?:粋|[A-Z金銀銅鉄白])|比|基準|参照|リファレンス|対照|何も|そのまま|original|clean|bare|compare|baseline|reference|versus|\bvs\b|pure|変えない|変える前|入れる前|入れない|前後|前と|前も|置換前|下が|上が|低く|高く|変わ|差|効果|影響|change|lower|raise|effect|relative",
    _I,
)
_TOGETHER = re.compile(r"(?:原子|サイト|箇所|場所|位置|点)を?(?:、|は)?(?:全部|すべて|全て|ぜんぶ|みんな|両方)|(?:replace|substitute|change) (?:all|both)|同時|いっぺん|一度に(?:両|全)|いっしょに(?:置|変|替|換)|一緒に(?:置|変|替|換)|両方とも|simultaneous|at the same time|at once|all together|both (?:of them )?(?:with|to|by|replaced)|together", _I)
_APART = re.compile(r"別々|べつべつ|個別|ひとつずつ|一つずつ|1つずつ|1個ずつ|一個ずつ|1箇所ずつ|それぞれ単独|単独|separately|one at a time|one by one|individually", _I)
_CARRY = re.compile(r"加え|追加|足し|さっき|先ほど|さきほど|前回|前の|今の|最初|両方|全部|これまで|まとめて|合わせて|併せて|あわせて|と比べ|比較|\balso\b|as well|too\b|previous|earlier|both|all of|add\b|compare|again|もう一度|同じ|一緒", _I)
_ROOM = re.compile(r"室温|常温|room temperature|ambient", _I)
_ROOM_K = (293.15, 295.0, 298.0, 298.15, 300.0)
_BETWEEN_IMAGES = re.compile(r"中間(?:像|イメージ|画像|点|構造|レプリカ|ノード|の?image)?(?:は|を|が|の|=|数|:)?\s*$|(?:intermediate|inner|moving|interior)\s*(?:images?|replicas?)?\s*(?:=|:|of)?\s*$|(?:動く|可動)(?:像|イメージ)?(?:は|を|が)?\s*$|(?:間|あいだ)に\s*$|between(?: them)?\s*$", _I)
_BETWEEN_IMAGES_AFTER = re.compile(
    r"^\s*(?:枚|個|つ|images?)?\s*の?\s*(?:中間|intermediate|inner|moving|interior|動く|可動)|^\s*(?:枚|個|images?)?\s*[((]?(?:\s*(?:両端|端|端点)(?:は|を)?(?:の像)?(?:を|は)?(?:除|含ま|含め[なず]|以外|抜|別|数えない)|\s*(?:excluding|without|not counting|plus) (?:the |both )?end)|^\s*(?:枚|個)?\s*(?:を|が)?(?:間|あいだ|両端の間)に|^\s*(?:images? )?(?:in )?between",
    _I,
)
_TOTAL_IMAGES_AFTER = re.compile(r"^\s*(?:枚|個|images?)?\s*[((]?\s*(?:両端|端点)?(?:を|も)?(?:含|込)|^\s*(?:images? )?(?:including|in total|total)", _I)

# function: words without which it was not asked for (any turn of the conversation)
_PERMITS = {
    "lattice_constant": r"格子|ラティス|lattice|状態方程式|体積弾性|弾性率|EOS|equation of state|bulk modulus|equilibrium volume|cell parameter|単位胞",
    "adsorption_energy": r"吸着|くっつ|付着|結合エネルギー|結合の強さ|adsor|binding|sticks?\b|bind",
    "surface_energy": r"表面エネルギ|表面の?(?:自由)?エネルギ|表面張力|surface (?:free )?energy|surface tension|cleav|へき開|劈開|表面(?:を作|の安定|を切)",
    "vacancy_formation": r"空孔|空格子|欠陥|抜|vacanc|ベイカンシ|defect|空サイト",
    "vacancy_migration": r"空孔|空格子|欠陥|vacanc|ベイカンシ|自己拡散|self-?diffusion",
    "surface_hop": r"拡散|ホップ|移動|跳|動き|動く|飛び|diffus|hop|migrat|jump|mobil",
    "relax": r"緩和|最適化|安定構造|安定な構造|リラックス|relax|optimi[sz]|minimi[sz]|極小|落ち着",
    "vibrations": r"振動|周波数|波数|ゼロ点|零点|ZPE|フォノン|モード|伸縮|vibrat|frequenc|zero-point|zero point|normal mode|phonon|赤外|IR",
    "molecular_dynamics": r"分子動力学|\bMD\b|MD|動かし|動力学|ダイナミクス|NVT|NVE|アニール|加熱|温め|熱浴|軌跡|molecular dynamics|dynamics|\bps\b|ピコ秒|anneal|heat|走らせ|揺ら|シミュレーション|simulat",
    "view": r"表示|見せ|見た|眺め|ハイライト|可視化|描|示し|示す|光らせ|目立|強調|確認|3D|3次元|三次元|アニメ|どこ|図|ビュー|映|色|印|マーク|view|show|display|highlight|visuali|look|see\b|draw|animat|where|render|mark",
    "barrier": "",
}  # fmt: skip
_PERMITTED = {name: re.compile(words, _I) for name, words in _PERMITS.items() if words}
_REACTION = re.compile(r"障壁|バリア|活性化|Ea\b|E_a|NEB|遷移状態|鞍点|反応経路|反応速度|反応性|置換|置き換|barrier|activation|transition state|saddle|substitut|reaction (?:path|rate)|最小エネルギー経路|MEP", _I)

# words that demand a function, of the last request
_DEMANDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(words, _I), functions)
    for words, functions in (
        (r"活性化(?:エネルギ|障壁)|障壁|エネルギーバリア|反応バリア|\bEa\b|activation (?:energ|barrier)|energy barrier|reaction barrier|最小エネルギー経路|minimum energy path|\bNEB\b", ("barrier", "screen", "vacancy_migration", "surface_hop")),
        (r"格子定数|格子パラメータ|体積弾性率|lattice (?:constant|parameter)|bulk modulus", ("lattice_constant",)),
        (r"吸着(?:エネルギ|エンタルピ|の強さ|力)|adsorption energ|binding energ", ("adsorption_energy",)),
        (r"表面エネルギ|surface energ", ("surface_energy",)),
        (r"空孔の?(?:形成|生成)|vacancy.formation|(?:formation|form) .{0,20}vacanc", ("vacancy_formation",)),
        (r"空孔の?(?:移動|拡散|マイグレーション|ホップ)|vacancy (?:migration|diffusion|hop)", ("vacancy_migration",)),
        (r"速度定数|rate constants?", ("rates",)),
        (r"虚(?:数)?(?:の)?振動|imaginary (?:mode|freq)", ("verify", "vibrations")),
        (r"振動(?:解析|数|モード)|ゼロ点|零点|zero.point|vibrational|normal modes?", ("vibrations", "verify")),
        (r"分子動力学|molecular dynamics|\bMD\b", ("molecular_dynamics",)),
        (r"ハイライト|highlight", ("view",)),
        (r"構造(?:を|の)?(?:緩和|最適化)|geometry optimi[sz]ation|relax the", ("relax", "barrier", "screen")),
    )
)  # fmt: skip


def permitted(function: str, texts: tuple[str, ...]) -> bool:
    """Whether the words of the conversation let a script call this function."""
    found = _PERMITTED.get(function)
    return found is None or any(found.search(normal(text)) for text in texts)


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


def points_at_atoms(text: str) -> bool:
    """Whether the words point at atoms that were picked (矢印で指した原子, this site)."""
    return bool(_PICK.search(normal(text)))


def counts_from_one(text: str) -> bool:
    return bool(_ONE_BASED.search(normal(text)))


def says_no_climb(text: str) -> bool:
    return bool(_NO_CLIMB.search(normal(text)))


def may_mean_no_climb(text: str) -> bool:
    return bool(_NO_CLIMB_WEAK.search(normal(text)))


def wants_host(text: str) -> bool:
    return bool(_HOST.search(normal(text)))


def may_want_host(text: str) -> bool:
    return bool(_HOST_WEAK.search(normal(text)))


def says_together(text: str) -> bool:
    return bool(_TOGETHER.search(normal(text))) and not says_apart(text)


def says_apart(text: str) -> bool:
    return bool(_APART.search(normal(text)))


def carries_on(text: str) -> bool:
    """Whether a later request takes up elements or places of earlier ones beside its own (さっきの…も加えて)."""
    return bool(_CARRY.search(normal(text)))


def image_counts(text: str, span: tuple[int, int], value: int) -> tuple[int, ...]:
    """How many images a number of images stands for, both ends counted: 中間像 4 枚 are 6, 全部で 9 枚 are 9."""
    text = normal(text)
    before, after = text[max(0, span[0] - 16) : span[0]], text[span[1] : span[1] + 24]
    if _TOTAL_IMAGES_AFTER.search(after):
        return (value,)
    if _BETWEEN_IMAGES.search(before) or _BETWEEN_IMAGES_AFTER.search(after):
        return (value + 2,)
    return (value,)


def room_temperatures(text: str) -> tuple[float, ...]:
    return _ROOM_K if _ROOM.search(normal(text)) else ()
