"""Hints about mentions, read from the words beside them: what a number counts, whether an element is only described.

A hint is no decision: the model reads the sentence, the check uses the hints to know what may stay unused.
"""

import re
from dataclasses import replace
from itertools import pairwise

from model.mention import Mention

_I = re.IGNORECASE | re.ASCII
# numbers that only count things said anyway: 2種類, 3パターン, 2つの元素
_COUNTER = re.compile(
    r"\s*(?:種類|種|GPa|Å|A\b|nm|cm\b|bar\b|atm\b|Pa\b|mol\b|通り|とおり|パターン|元素|金属|件|[かヶケカ箇]所|人|回|倍|割|%|％|年|月|日|週|時間?|分|秒|限|階|円|点間|点の間|構造|ファイル|計算|ケース|条件|候補|ページ|章|節|図|位|コア|並列|スレッド|GPU|次元|配位|員環|"
    r"(?:つ|個|点|枚|原子)ずつ|本|層|コア|次(?:の|反応)|(?:つ|個|点)(?:とも|の(?:元素|金属|候補|原子|サイト|位置|場所|種|案|パターン|ケース|場合|ファイル|構造|系|置換|条件|方|異|違|選択|遷移|貴|組|点で))|者|択)"
)
_ORDINAL = re.compile(r"\s*(?:番目|つ目|個目)の?(?:元素|金属|やつ|候補|もの|ほう|方|置換元素)")
_LABEL_OF_INDEX = re.compile(r"(?:サイト|位置|場所|番号|原子|インデックス|index|site|atom)\s*[:=]\s*$", _I)
_UNITS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("unit:fmax", re.compile(r"\s*(?:eV\s*/\s*(?:Å|A|オングストローム|angstrom|ang)|ev/a)", re.IGNORECASE)),
    ("unit:meV", re.compile(r"\s*meV\s*/\s*(?:Å|A|オングストローム|angstrom|ang)", re.IGNORECASE)),
    ("unit:other", re.compile(r"\s*(?:eV|meV|kJ|kcal|J\b)")),
    ("unit:K", re.compile(r"\s*(?:K(?![a-z])|ケルビン|kelvin|k(?![a-z]))")),
    ("unit:C", re.compile(r"\s*(?:°C|℃|度(?!に|も|の?比較)|°|deg)")),
    ("unit:ps", re.compile(r"\s*(?:ps\b|ps(?![a-z])|ピコ秒|picosec)")),
    ("unit:fs", re.compile(r"\s*(?:fs(?![a-z])|フェムト秒|femtosec)")),
    ("unit:images", re.compile(r"\s*(?:枚|イメージ|フレーム|レプリカ|images?\b|intermediate|interior|inner\b|moving|beads?\b)")),
    ("unit:index", re.compile(r"\s*(?:番|号)")),
)
_TAKEN_BACK = re.compile(
    r"(?:番|の?原子|番目|枚)?(?:に|を|で)?\s*(?:[、,…‥.~ー]|---?)*\s*"
    r"(?:いや|いえ|もとい|じゃなく|じゃない|ではなく|でなく|ではない|やなく|違う|違った|ちがう"
    r"|間違|まちがい|訂正|やっぱ|あ、|no,|not\b|sorry|i mean|rather)",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"\s*(?:\(?(?:fcc|bcc|hcp)\)?\s*)?(?:の|製の?|系の?|系)?(?:表面|スラブ|基板|触媒|電極|母体|ホスト|バルク|結晶|単結晶|クラスタ|ナノ粒子|担体|テラス|ステップ|上[のでに]|上$|中の|板|箔|合金|(?:surface|slab|substrate|catalyst|host|crystal|electrode|cluster)\b)"
)
_ORIGINAL_BEFORE = re.compile(r"(?:番目?|位置|サイト|原子|箇所|場所|\d)\s*(?:の|にある|にいる|に入っている|[(])\s*$")
_ORIGINAL_AFTER = re.compile(r"\s*(?:原子)?\s*(?:を|から|→|->|[)]\s*(?:を|→))")


def number_role(text: str, span: tuple[int, int]) -> str:
    """The hint for a number at `span` of NFKC text."""
    if _TAKEN_BACK.match(text, span[1]):
        return "retracted"
    before = text[max(0, span[0] - 8) : span[0]]
    if before.endswith("第") and re.match(r"\s*番", text[span[1] :]):
        return "unit:index"
    if re.search(r"(?:図|表|式|Fig\.?|fig\.?|Table|第|ver\.?|v)\s*$", before):
        return "counter"
    if _LABEL_OF_INDEX.search(before):
        return "unit:index"
    if span[1] - span[0] == 1 and _ORDINAL.match(text, span[1]):
        return "ordinal"
    for role, pattern in _UNITS:
        if pattern.match(text, span[1]):
            return role
    return "counter" if _COUNTER.match(text, span[1]) else ""


def element_role(text: str, span: tuple[int, int]) -> str:
    """The hint for an element at `span` of NFKC text."""
    if _TAKEN_BACK.match(text, span[1]):
        return "retracted"
    if _HOST.match(text, span[1]):
        return "host"
    if _ORIGINAL_BEFORE.search(text, max(0, span[0] - 8), span[0]) and _ORIGINAL_AFTER.match(text, span[1]):
        return "original"
    return ""


_ASIDE_AFTER = re.compile(
    r"(?:は|を|が|など|とか|系)*(?:避け|使わ|使え(?:な|ず)|使いたくな|高価|高い|除|以外|やめ)|は?以外|の(?:代わり|代替|かわり|変わり)"
    r"|に(?:代わる|代わって|かわる)|(?:番)?(?:の原子)?は(?:そのまま|変えな|触ら|いじら)|ではな|じゃな|でな(?:く|い)",
    _I,
)
_ASIDE_BEFORE = re.compile(
    r"(?:\bthan|instead of|avoid(?:ing)?|other than|except(?: for)?|rather than|replacement for|alternative to|\bnot)\s*(?:using\s*)?"
    r"(?:the\s*|a\s*|an\s*)?(?:atom\s*|index\s*|site\s*|#\s*|no\.\s*)*$",
    _I,
)
_BACK_AFTER = re.compile(
    r"\s*(?:番(?:目)?)?(?:の?原子)?[\s、,.…―-]*(?:いや|いえ|もとい|違[うっい]|間違|訂正|あ[、,. ]|あっ|no,|sorry|i mean|oops)", _I
)
_ANOTHER = re.compile(r"\s*番?(?:の?原子)?(?:に|を)違う")
_INSTEAD = re.compile(r"\s*(?:番(?:目)?)?(?:の?原子)?の(?:代わり|かわり)|\s*instead of")
_HOST_BEFORE = re.compile(
    r"(?:ホスト|母体|母材|元|もと|基板|表面|スラブ)\s*(?:は|が|:|=)\s*$"
    r"|(?:純粋な|ピュアな|純|元の|もとの|\bpure\s|\bplain\s|\bclean\s|\bbare\s|\bpristine\s)\s*$",
    _I,
)
_HOST_AFTER = re.compile(
    r"\s*(?:の)?(?:まま|だけの(?:場合|系|表面)|単体)|\s*(?:原子)?の(?:移動|拡散|ホップ|解離|脱離|再結合|水素化)(?:を|の反応|反応|の経路|経路|について|が)"
)
_MADE_INTO = re.compile(r"\s*(?:原子)?\s*(?:を|から|ではなく)\s*")
_MADE_INTO_EN = re.compile(r"\s*(?:atoms?\s*)?(?:with|by|for|to|into)\s*", _I)
_MAKE_EN = re.compile(r"(?:replac|swap|substitut|exchang|chang|turn|from)\w*\s+(?:the\s+|a\s+)?$", _I)
_COUNTED_FROM = re.compile(r"[01]\s*(?:始まり|はじまり|起点|オリジン|スタート|-?based|-?index|から(?:数え|始ま|カウント))", _I)
_ENDS = re.compile(r"(?:両?端|端点)の\s*$")
_SIZES = re.compile(
    r"\s*(?:原子|個の原子)の?(?:系|モデル|スラブ|経路|構造)|点(?:振動|エネ)|\)?\s*面|-?fold|コア"
    r"|\s*-?\s*(?:layers?|層|atoms? (?:slab|system|cell))"
)
# a group that is only an idea of what to choose from: 何か適当な貴金属
_VAGUE = re.compile(
    r"(?:何か|なにか|何らか|適当|手頃|どれか|好き|\bsome|\bany)(?:の|な)?\s*(?:適当な|別の|ほかの|良い|よい|other|suitable)?\s*$", _I
)
_LABELS = (
    (
        "unit:images",
        re.compile(
            r"(?:枚数|(?:イメージ|画像|image|像|レプリカ|点)の?(?:総)?数|n_?images?|images?|イメージ|像|画像)\s*(?:は|を|が|=|:)?\s*$", _I
        ),
    ),
    (
        "unit:fmax",
        re.compile(
            r"(?:fmax|収束(?:条件|基準|判定|値)?|(?:残留|最大)力|しきい値|閾値|force(?: tolerance)?|tolerance)\s*(?:は|を|が|=|:)?\s*$", _I
        ),
    ),
    ("unit:K", re.compile(r"(?:温度|temperature|\bT)\s*(?:は|を|が|=|:)\s*$", _I)),
)
_POINTS = re.compile(r"\s*(?:点|フレーム)(?!目|振動|エネ|から|まで|へ|と)")
_ALIKE = ("unit:K", "unit:C", "unit:ps", "unit:fs")
_AND = re.compile(r"\s*(?:[、,・/と]|and|or|から|~|-)\s*(?:and\s*)?", _I)
_LISTED = re.compile(r"\s*(?:や|と|とか|か|・|/|、|,|and|or)+\s*", _I)
_LABELLED = re.compile(
    r"(?:images?|イメージ|枚|像|fmax|index|idx|#|no\.|サイト|位置|原子|番号|番|atoms?|sites?)(?:は|を|が)?\s*[=:]?\s*$", _I
)


def set_aside(text: str, span: tuple[int, int], *, number: bool = False) -> bool:
    """Whether what stands at `span` of NFKC text is named as what is not wanted (白金は高価なので, instead of Ag, not 41)."""
    after = _ASIDE_AFTER.match(text, span[1])
    return bool(
        (after and not (number and "わり" in after.group()))
        or _BACK_AFTER.match(text, span[1])
        or _ASIDE_BEFORE.search(text, max(0, span[0] - 32), span[0])
    )


def settled(text: str, found: list[Mention]) -> list[Mention]:
    """The mentions of a sentence with the hints that the words and the mentions around each one give."""
    found = [_alone(text, mention) for mention in found]
    for i in range(len(found) - 2, -1, -1):
        found[i] = _before(text, found[i], found[i + 1])
    numbers = [i for i, m in enumerate(found) if m.kind == "number" and m.role in ("", "unit:index")]
    for i, _ in pairwise(numbers):
        if _INSTEAD.match(text, found[i].span[1]):
            found[i] = replace(found[i], role="retracted")
    return found


def _alone(text: str, mention: Mention) -> Mention:
    """The hint that the words around one mention give."""
    before = text[max(0, mention.span[0] - 24) : mention.span[0]]
    if mention.kind == "number" and (
        before.endswith(("^", "**"))
        or _ENDS.search(before)
        or _COUNTED_FROM.match(text, mention.span[0])
        or _SIZES.match(text, mention.span[1])
    ):
        return replace(mention, role="counter")
    if mention.kind == "element" and not mention.role and (_HOST_BEFORE.search(before) or _HOST_AFTER.match(text, mention.span[1])):
        return replace(mention, role="host")
    if mention.role == "retracted" and mention.kind == "number" and _ANOTHER.match(text, mention.span[1]):
        return replace(mention, role="")
    aside = mention.kind in ("element", "group", "number") and mention.role != "unit:images"
    if aside and set_aside(text, mention.span, number=mention.kind == "number"):
        return replace(mention, role="retracted")
    if mention.kind == "group" and _VAGUE.search(before):
        return replace(mention, role="retracted")
    if mention.kind != "number" or mention.role:
        return mention
    if _POINTS.match(text, mention.span[1]):
        return replace(mention, role="unit:images")
    return replace(mention, role=next((role for role, label in _LABELS if label.search(before)), ""))


def _before(text: str, mention: Mention, following: Mention) -> Mention:
    """The hint that the next mention gives: 300, 400 K are two temperatures, Pt を Re に puts in one element, PtやAuは避けたい none."""
    between = (mention.span[1], following.span[0])
    alike = mention.kind == following.kind
    if mention.role:
        return mention
    if mention.kind == "number":
        same = (
            alike
            and following.role in _ALIKE
            and "." not in mention.value
            and _AND.fullmatch(text, *between)
            and not _LABELLED.search(text[: mention.span[0]])
        )
        return replace(mention, role=following.role) if same else mention
    if mention.kind == "element" and alike and following.role == "retracted" and _LISTED.fullmatch(text, *between):
        return replace(mention, role="retracted") if _ASIDE_AFTER.match(text, following.span[1]) else mention
    if mention.kind == "element" and following.kind in ("element", "group") and not following.role:
        made = _MADE_INTO_EN.fullmatch(text, *between) and _MAKE_EN.search(text[: mention.span[0]])
        return replace(mention, role="original") if made or _MADE_INTO.fullmatch(text, *between) else mention
    return mention
