"""Hints about mentions, read from the words beside them: what a number counts, whether an element is only described.

A hint is no decision: the model reads the sentence, the check uses the hints to know what may stay unused.
"""

import re
from dataclasses import replace
from itertools import pairwise

from model.aside import set_aside, unwanted_behind
from model.items import item_heads
from model.mention import Mention
from model.patterns import either

_I = re.IGNORECASE | re.ASCII
# numbers that only count things said anyway: 2種類, 3パターン, 2つの元素
_COUNTED = either(
    r"""
    種類 種 気圧 ヶ月 か月 カ月 週間 歳 文字 行 案 班 グループ チーム つ星 台 層目? 列 MPa kPa mL mg kg wt mol mm μm eV分 GPa Å A\b nm cm\b
    bar\b atm\b Pa\b mol\b 通り とおり パターン 元素 金属 件 [かヶケカ箇]所 人 名(?!前) 回 倍 割 % ％ 年 月 日 週 時間? 分 秒 限 階 円
    点間 点の間 モード 構造 ファイル 計算 ケース 条件 候補 ページ 章 節 図 位 コア 並列 スレッド GPU 次元 配位 員環
    (?:つ|個|点|枚|原子|sites?|サイト|atoms?)\s?ずつ 原子(?:だけ|のみ) 本 層 次(?:の|反応) (?:つ|個|点)とも 者 択
    """
)
_OF_WHAT = either(
    "元素 金属 候補 原子 サイト 位置 場所 種 案 パターン ケース 場合 ファイル 構造 系 置換 条件 方 異 違 選択 遷移 貴 組 点で"
)
_COUNTER = re.compile(rf"\s*(?:{_COUNTED}|(?:つ|個|点)の(?:{_OF_WHAT}))")
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
    (
        "unit:images",
        re.compile(r"\s*(?:枚|まい(?![にるす])|イメージ|フレーム|レプリカ|images?\b|intermediate|interior|inner\b|moving|beads?\b)"),
    ),
    ("unit:index", re.compile(r"\s*(?:番|号|版(?=の?原子|目|サイト))")),
)
_TAKEN_BACK = re.compile(
    r"(?:番|の?原子|番目|枚)?(?:に|を|で)?\s*(?:→|->)?\s*(?:[、,…‥.~ー]|---?)*\s*"
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
    if re.search(
        r"(?:図|表|式|課題番号|ページ|頁|項|節|号室|page|pages|pp?\.|section|sec\.|chapter|ref\.?|reference|eq\.?|equation|scheme|sample|slide|day|step|version|group|grant|project|room|Fig\.?|fig\.?|Table|第|ver\.?|v)\s*$",
        before,
    ):
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


_ANOTHER = re.compile(r"\s*番?(?:の?原子)?(?:に|を)違う")
_INSTEAD = re.compile(r"\s*(?:番(?:目)?)?(?:の?原子)?の(?:代わり|かわり)|\s*instead of")
_HOST_BEFORE = re.compile(
    r"(?:吸着|拡散する|移動する|動く|ホップする)(?:した|している)?\s*$|(?:ホスト|母体|母材|元|もと|基板|表面|スラブ)\s*(?:は|が|:|=)\s*$"
    r"|(?:純粋な|ピュアな|純|元の|もとの|\bpure\s|\bplain\s|\bclean\s|\bbare\s|\bpristine\s)\s*$",
    _I,
)
_HOST_AFTER = re.compile(
    r"\s*(?:の?原子|の?アダトム|の?adatom)?が(?:隣|となり|移|動|拡散|跳|飛|ホップ|滑)|\s*(?:の)?(?:まま|だけの(?:場合|系|表面)|単体)|\s*(?:原子)?の(?:移動|拡散|ホップ|解離|脱離|再結合|水素化)(?:を|、|の反応|反応|の経路|経路|について|が)"
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
_LISTED = re.compile(r"\s*(?:だの|や|と|とか|か|・|/|、|,|and|or)+\s*", _I)
_LABELLED = re.compile(
    r"(?:images?|イメージ|枚|像|fmax|index|idx|#|no\.|サイト|位置|原子|番号|番|atoms?|sites?)(?:は|を|が)?\s*[=:]?\s*$", _I
)


_SETTLED_ON = re.compile(
    r"\s*(?:原子)?(?:だけ|のみ|一択|一本|一点|一つ|ひとつ)(?!で(?:は)?な|じゃな|の(?:場合|系|もの|とき|構造))(?:に|で|を|として)?", _I
)
_PLANNED = re.compile(
    r"予定|つもり|当初|最初|はじめ|候補|考え|迷|検討|と言|元々|もともと|本来|全部試|だった|でした|が、|けど|planned|at first|originally", _I
)
_ARROW = re.compile(r"\s*(?:→|->|=>|⇒|➡)\s*")
_IN_ORDER = re.compile(r"\s*(?:の?順|order)")
_EXCEPT_BEFORE = re.compile(r"\s*(?:は|を|が)?\s*(?:除[いくき]\S{0,4}|以外の|抜きの|を含まない|のぞく|を外した)\s*", _I)
_DATE = re.compile(
    r"\s*/\s*\d{1,2}(?![\d/])\s*(?:の|\(|まで|午|に|日|から|付|分|版|〆|締|提出|発表|会議|打ち?合|報告|ゼミ|MTG|ミーティング)"
)
_PIECES = re.compile(
    r"\s*(?:個(?=[、,をともが。]|$)|(?<=[1-4二三])\s*原子(?=を?同時|置換)|つ(?!目|の?[^、。]{0,6}(?:像|イメージ|点|レプリカ|フレーム)))"
)
_IMAGES_BEFORE = re.compile(r"(?:像|端|イメージ|点|image|レプリカ|フレーム|状態|間|途中|内側).{0,16}$", _I)
_OF_IMAGES = re.compile(r"(?:像|イメージ|点|レプリカ|フレーム)(?:の?数)?(?:を|は|が)?\s*$", _I)
# what an earlier calculation was done with: 前回は fmax 0.1 で回しましたが
_LAST_TIME = re.compile(r"(?:前回|この前|以前|先日|先週|昨日|これまで|さっき)(?:は|の|では|まで)?[^。、,]{0,14}$")
_BUT_NOW = re.compile(r"[^。、,番]{0,14}(?:た|だった|です)(?:が|けど|けれど|ので|から|のを?)[、,]?")
_CHOSEN_ATOMS = re.compile(r"(?:選んだ|選択した|指した|さした|クリックした|ピックした|マークした|これらの|この|その)\s*$")
_DATE_END = re.compile(r"(?<![\d/])\d{1,2}\s*/\s*$")
_TOO_FEW = re.compile(
    r"\s*枚?\s*(?:だと|では|じゃ|で(?:は)?|しかなくて?)(?:少し|ちょっと|さすがに|やや)?(?:粗|足り|不十分|少な|多す|心もと|物足)"
    r"|\s*(?:images?\s*)?(?:is|are|was|were)\s+(?:too|not enough)",
    _I,
)


def settled(text: str, found: list[Mention]) -> list[Mention]:
    """The mentions of a sentence with the hints that the words and the mentions around each one give."""
    items = item_heads(text)
    found = [m for m in found if m.kind == "number" or m.span[0] not in items]
    found = [replace(m, role="counter") if m.kind == "number" and m.span[0] in items else _alone(text, m) for m in found]
    for i in range(len(found) - 2, -1, -1):
        found[i] = _before(text, found[i], found[i + 1])
    numbers = [i for i, m in enumerate(found) if m.kind == "number" and m.role in ("", "unit:index")]
    for i, _ in pairwise(numbers):
        if _INSTEAD.match(text, found[i].span[1]):
            found[i] = replace(found[i], role="retracted")
    found = _only_these(text, _changed_from(text, found))
    found = [_as_a_heading(m, found) for m in found]
    return [_without_excluded(text, m, found) for m in _said_last(found)]


def _only_these(text: str, found: list[Mention]) -> list[Mention]:
    """Elements that were a plan, in a sentence that then settles on others: 当初は Au、Pd の予定でしたが、Ag だけにします."""
    chosen = next((i for i, m in enumerate(found) if m.kind == "element" and _SETTLED_ON.match(text, m.span[1])), None)
    if chosen is None:
        return found
    value, start = found[chosen].value, found[chosen].span[0]
    return [
        replace(m, role="retracted")
        if m.kind == "element" and not m.role and m.value != value and m.span[1] <= start and _PLANNED.search(text, m.span[1], start)
        else m
        for m in found
    ]


def _said_last(found: list[Mention]) -> list[Mention]:
    """Elements and numbers whose last mention takes them back: 候補は Ni、Pd、Pt だったが Pt は要らない; 24 を…失礼、24 ではなく 22."""
    kinds = ("element", "number")
    last = {(m.kind, m.value): m.role for m in found if m.kind in kinds}
    return [replace(m, role="retracted") if m.kind in kinds and last[m.kind, m.value] == "retracted" else m for m in found]


def _changed_from(text: str, found: list[Mention]) -> list[Mention]:
    """The first of two elements with an arrow between is what stands there now (24番、Cu→Au); three in a row are an order."""
    for i, j in pairwise(i for i, m in enumerate(found) if m.kind == "element"):
        before, after = found[i], found[j]
        alone = not any(m.kind == "element" and (_arrow(text, m, before) or _arrow(text, after, m)) for m in found)
        if j == i + 1 and alone and not before.role and _arrow(text, before, after) and not _IN_ORDER.match(text, after.span[1]):
            found[i] = replace(before, role="original")
    return found


def _arrow(text: str, first: Mention, second: Mention) -> bool:
    return first.span[1] <= second.span[0] and bool(_ARROW.fullmatch(text, first.span[1], second.span[0]))


def _as_a_heading(mention: Mention, found: list[Mention]) -> Mention:
    """A group whose members are named in the same sentence only says what they are: 貴金属ドープ。ドーパントは白金・金・銀."""
    members = mention.value.split(",") if mention.kind == "group" and not mention.role else ()
    named = [m for m in found if m.kind == "element" and not m.role and m.value in members]
    return replace(mention, role="retracted") if len(named) > 1 else mention


def _without_excluded(text: str, mention: Mention, found: list[Mention]) -> Mention:
    """A group without the members that are set aside right before or behind its name: 銅を除く貨幣金属, 貨幣金属(Cuは除く)."""
    if mention.kind != "group" or mention.role:
        return mention
    near = [m for m in found if m.kind == "element" and m.role == "retracted"]
    out = {m.value for m in near if _EXCEPT_BEFORE.fullmatch(text, m.span[1], mention.span[0]) or (0 <= m.span[0] - mention.span[1] <= 12)}
    left = [e for e in mention.value.split(",") if e not in out]
    return replace(mention, value=",".join(left)) if left else mention


def _alone(text: str, mention: Mention) -> Mention:
    """The hint that the words around one mention give."""
    before = text[max(0, mention.span[0] - 24) : mention.span[0]]
    if mention.kind == "number" and (
        before.endswith(("^", "**"))
        or _ENDS.search(before)
        or _COUNTED_FROM.match(text, mention.span[0])
        or _SIZES.match(text, mention.span[1])
        or _DATE.match(text, mention.span[1])
        or (mention.role == "" and _PIECES.match(text, mention.span[1]) and not _IMAGES_BEFORE.search(before))
        or (_CHOSEN_ATOMS.search(before) and re.match(r"\s*(?:つの|個の)?(?:原子|サイト|箇所|か所)", text[mention.span[1] :]))
        or (_DATE_END.search(before) and _DATE.match(text, mention.span[0] - 1))
    ):
        return replace(mention, role="counter")
    if mention.kind == "element" and not mention.role and (_HOST_BEFORE.search(before) or _HOST_AFTER.match(text, mention.span[1])):
        return replace(mention, role="host")
    if mention.role == "retracted" and mention.kind == "number" and _ANOTHER.match(text, mention.span[1]):
        return replace(mention, role="")
    setting = mention.kind == "number" and mention.role in ("unit:images", "unit:fmax", "unit:K", "")
    if setting and _LAST_TIME.search(text, 0, mention.span[0]) and _BUT_NOW.match(text, mention.span[1]):
        return replace(mention, role="retracted")
    if mention.role == "unit:images" and _TOO_FEW.match(text, mention.span[1]):
        return replace(mention, role="retracted")
    aside = mention.kind in ("element", "group", "number", "file") and mention.role != "unit:images"
    if aside and set_aside(text, mention.span, number=mention.kind == "number"):
        return replace(mention, role="retracted")
    if mention.kind == "group" and _VAGUE.search(before):
        return replace(mention, role="retracted")
    if mention.kind != "number" or mention.role:
        return mention
    if _POINTS.match(text, mention.span[1]) or (_OF_IMAGES.search(before) and re.match(r"\s*(?:つ|個)(?!目)", text[mention.span[1] :])):
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
    if mention.kind in ("element", "file") and alike and following.role == "retracted" and _LISTED.fullmatch(text, *between):
        return replace(mention, role="retracted") if unwanted_behind(text, following.span[1]) else mention
    if mention.kind == "element" and following.kind in ("element", "group") and not following.role:
        made = _MADE_INTO_EN.fullmatch(text, *between) and _MAKE_EN.search(text[: mention.span[0]])
        return replace(mention, role="original") if made or _MADE_INTO.fullmatch(text, *between) else mention
    return mention
