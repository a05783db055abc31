"""Words for settings and for kinds of calculation, as people write them: whether a text speaks of one, not what it says of it."""

import re

_I = re.IGNORECASE | re.ASCII
_SETTINGS = {
    "climb": r"クライ[ミム]|climb|山登り|よじ登|登坂|(?<![A-Za-z])CI(?![A-Za-z])|NEB|鞍点|サドル|saddle",
    "hold": r"固定|拘束|動かさ|凍結|フリーズ|止め|可動|自由|constrain|fix|freez|frozen|held|hold|free",
    "from_one": r"VESTA|1\s*(?:から|始|起|origin|ベース|-?based)|[1一壱](?:から|始まり|スタート|番から)|いち(?:から|始)"
    r"|one-based|from 1|from one"
    r"|serial|シリアル|先頭から|数えて|始まりを1|先頭を1|最初を1|Avogadro|Jmol|VMD|CrystalMaker|Materials Studio|通し番号",
    "inner": r"中間|内部|内側|内挿|途中|間に|間の|あいだ|以外|除|別に|intermediate|inner|interior|moving|between|exclud|besides"
    r"|ほか|挟|はさ|数え",
    "ends": r"端|終点|ends?\b|end ?points?",
    "total": r"全部で|合計|総数|トータル|全体で|込み|込で|含(?:め(?![なず])|む|ん)|入れ(?![なず])|total|(?<!not )includ",
    "code": r"range\s*\(|\[\s*-?\d*\s*:|arange|linspace",
    "written": r"^(?:に|へ|として|という名前で)\s*(?:結果を|図を)?\s*(?:保存|書き|出力|セーブ|残)|^as (?:the )?output",
    "points": r"選|矢印|クリック|(?:この|その)(?:原子|サイト|場所|位置)|指し|指す|指定した|picked|selected|clicked"
    r"|arrow|this (?:atom|site)|pointed",
    "step": r"おき|飛ば|とば|ごと|毎|偶数|奇数|刻み|間隔|交互|置きに|every|even|odd|step|:\s*\d+\s*\]|,\s*\d+\s*,\s*\d+\s*\)",
    "remove": r"抜|除|空孔|欠陥|取り|取っ|消|削|なくし|清浄|remov|vacan|delet|tak\w+ out|without|clean|bare",
    "select": r"層|表面|面内|周り|まわり|周囲|近|隣|下|上|直下|真下|全部|すべて|全て|各|ひとつずつ|一つずつ|ランダム"
    r"|無作為|端|中央|中心|吸着|アドアトム|動く|動い|自由|以内"
    r"|接し|触れ|対称|配位|最外|内部|バルク|layer|surface|neighbo|near|within|adatom|adsorb|moving|all "
    r"|every|each|random|shell|below|above|top|free",
    "repeat": r"スーパーセル|超格子|繰り返|倍|supercell|repeat|×|x",
    "reverse": r"逆|戻|reverse|backward",
    "strain": r"歪|ひずみ|ヒズミ|格子定数|伸|縮|圧縮|引張|引っ張|膨張|strain|stretch|compress|expan|セル|cell|体積|volume",
    "move": r"動か|移動|ずら|ランダム|揺ら|変位|高さ|離|近づ|遠ざ|持ち上|上げ|下げ|傾|回転|rattle|displac|mov"
    r"|shift|rotat|tilt|lift|height",
}  # fmt: skip
# what people call the kinds of records
KINDS = {
    "equation_of_state": r"\ba_?0\b|格子|セル|平衡|体積|原子間距離|ラティス|状態方程式|弾性|EOS|equation of state|modulus|モジュラス"
    r"|lattice|volume|cell|単位胞",
    "adsorption": r"吸着|くっつ|付[いくけ着き]|つ[くき]|乗[るせっ]|載[るせっ]|のせ|結合|adsor|E_?ads|bind|stick|被覆",
    "surface_energy": r"表面|surface|cleav|劈開|へき開|露出",
    "vacancy_formation": r"空孔|空格|欠陥|抜|穴|vacanc|ベイカンシ|ベーカンシ|バカンシ|defect|取り除|除[いく]",
    "relaxation": r"緩和|ゆる[めく]|緩め|最適化|安定|リラックス|relax|optimi[sz]|minimi[sz]|極小|最小|落ち着|エネルギー|energ",
    "vibrations": r"振動|freq|周波数|波数|ゼロ点|零点|ZPE|フォノン|モード|伸縮|cm-?1|cm⁻|vibra|zero|phonon|赤外|\bIR\b|ΔG"
    r"|エントロピ|自由エネルギ",
    "molecular_dynamics": r"動力学|(?<![A-Za-z])MD(?![A-Za-z])|ダイナミクス|NVT|NVE|アニール|熱運動|熱振動|カノニカル|加熱|温め|熱浴"
    r"|軌跡|dynamic|\bps\b"
    r"|ピコ秒|anneal|heat|走らせ|回し"
    r"|\bfs\b|フェムト|揺ら|シミュレーション|simulat|動かし",
}  # fmt: skip
_PATTERNS = {name: re.compile(words, _I) for name, words in (_SETTINGS | KINDS).items()}


def names_setting(text: str, name: str) -> bool:
    """Whether NFKC text has a word for a setting or a kind of calculation; of one that no list has, it is not known: yes."""
    pattern = _PATTERNS.get(name)
    return pattern is None or bool(pattern.search(text))


_LIST = re.compile(r"\s*番?\s*(?:[、,・/／&+と]|か|や|and|or)\s*", re.IGNORECASE)


def lists(between: str) -> bool:
    """Whether what stands between two names makes them members of one list (Ni、Pd; 20番と22番)."""
    return bool(_LIST.fullmatch(between))


_SPAN = re.compile(r"\s*(?:番(?:目)?)?\s*(?:から|~|-|–|—|\bto\b|through|\.\.+|…|乃至|ないし|以上)\s*(?:index|#|No\.?)?\s*", re.IGNORECASE)


def spans(between: str) -> bool:
    """Whether what stands between two numbers makes them the ends of a range (20番から24番, 20-24)."""
    return bool(_SPAN.fullmatch(between))


_TO_TWELVE = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WORDS = {word: float(number) for number, word in enumerate(_TO_TWELVE)} | {"half": 0.5, "半": 0.5, "twenty": 20.0, "dozen": 12.0}
_IN_WORDS = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(word for word in _WORDS if word.isascii())})(?![A-Za-z])|半", re.IGNORECASE)


def numbers_in_words(text: str) -> list[float]:
    """Numbers that are written as words."""
    return [_WORDS[found.lower()] for found in _IN_WORDS.findall(text)]


_STEP = re.compile(r"\s*(?:K|度|℃|°C)?\s*(?:刻み|きざみ|ごと|毎に|おき|置き|間隔|ステップ|steps?\b|interval|increment)", re.IGNORECASE)
_STEP_BEFORE = re.compile(r"(?:every|steps? of|increments? of|intervals? of)\s*$", re.IGNORECASE)


def is_step(text: str, span: tuple[int, int]) -> bool:
    """Whether a number is how far apart the members of a series are (100 K 刻み)."""
    return bool(_STEP.match(text, span[1]) or _STEP_BEFORE.search(text[: span[0]]))
