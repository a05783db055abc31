"""Hints about mentions, read from the words beside them: what a number counts, whether an element is only described.

A hint is no decision: the model reads the sentence, the check uses the hints to know what may stay unused.
"""

import re

# numbers that only count things said anyway: 2種類, 3パターン, 2つの元素
_COUNTER = re.compile(
    r"\s*(?:種類|種|GPa|Å|A\b|nm|cm\b|bar\b|atm\b|Pa\b|mol\b|通り|とおり|パターン|元素|金属|件|[かヶケカ箇]所|人|回|倍|割|%|％|年|月|日|週|時間?|分|秒|限|階|円|ページ|章|節|図|位|コア|並列|スレッド|GPU|次元|配位|員環|"
    r"(?:つ|個|点|枚|原子)ずつ|本|層|コア|次(?:の|反応)|(?:つ|個|点)(?:とも|の(?:元素|金属|候補|原子|サイト|位置|場所|種|案|パターン|ケース|場合|ファイル|構造|系|置換|条件|方|異|違|選択|遷移|貴|組|点で))|者|択)"
)
_ORDINAL = re.compile(r"\s*(?:番目|つ目|個目)の?(?:元素|金属|やつ|候補|もの|ほう|方|置換元素)")
_UNITS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("unit:fmax", re.compile(r"\s*(?:eV\s*/\s*(?:Å|A|オングストローム|angstrom|ang)|ev/a)", re.IGNORECASE)),
    ("unit:meV", re.compile(r"\s*meV\s*/\s*(?:Å|A|オングストローム|angstrom|ang)", re.IGNORECASE)),
    ("unit:other", re.compile(r"\s*(?:eV|meV|kJ|kcal|J\b)")),
    ("unit:K", re.compile(r"\s*(?:K(?![a-z])|ケルビン|kelvin|k(?![a-z]))")),
    ("unit:C", re.compile(r"\s*(?:°C|℃|度(?!に|も|の?比較)|°|deg)")),
    ("unit:ps", re.compile(r"\s*(?:ps\b|ps(?![a-z])|ピコ秒|picosec)")),
    ("unit:fs", re.compile(r"\s*(?:fs(?![a-z])|フェムト秒|femtosec)")),
    ("unit:images", re.compile(r"\s*(?:枚|イメージ|フレーム|レプリカ|images?\b|intermediate)")),
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
    if re.search(r"(?:図|表|式|Fig\.?|fig\.?|Table|第|ver\.?|v)\s*$", before):
        return "counter"
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
