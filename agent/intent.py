"""What the words of a request ask for, beside its elements, numbers and files: which calculation, and how.

Covered: words that leave no doubt; each table says what they demand of a script, or what a script may do only with them.
Not covered: meaning. A script that goes against these words is wrong; one that agrees may still be.
"""

import re

from model.mentions import normal
from model.numerals import kanji_value

# ASCII: kana are no word characters, so that \b finds the Latin word in 「のEaは」
_I = re.IGNORECASE | re.ASCII

_PICK = re.compile(
    (
        r"矢印|(?:指で|指先で)\s*さ[しす]|光っ|カーソル|目印|印の|タップし|ポイントし|囲[っん]|under (?:my|the) cursor|"
        r"ハイライト(?:した|して[あい]|され|中)|この[^、。,\d]{1,10}(?:原子|サイト)|ポチッ|ぽちっ|つつい|マウスで|マークし|印を付け|印をつけ|highlighted|marked|指し|指定した(?:原子|"
        r"場所|サイト)|選んだ|選択|クリック|ピック|この(?:原子|サイト|場所|位置)|ここ(?!で|から|まで)|"
        r"その(?:原子|サイト|場所)|pick|select|click|arrow|(?:this|these|that) (?:atom|site)|here\b"
    ),
    _I,
)
_ONE_BASED = re.compile(
    (
        r"1\s*(?:始まり|はじまり|起点|オリジン|スタート)|1\s*から(?:数え|始ま|カウント)|one-based|1-based|"
        r"(?:counting|numbered|starting) from (?:1|one)|1-index|VESTA"
    ),
    _I,
)
_CI = (
    r"(?:climb\w*(?:[ -]images?)?|クライミング(?:[ ・-]?イメージ)?|クライム|登坂|最高点(?:の像)?(?:を|の|は)?(?:登|上げ)|登ら|"
    r"(?<![A-Za-z])CI(?:-NEB)?(?!(?!off)[A-Za-z]))(?:法|オプション)?"
)
_NO_CLIMB = re.compile(
    rf"{_CI}\s*(?:は|を|も|の|で)?\s*(?:なし|無し|ナシ|無く|なく|抜き|オフ|off\b|OFF|切|し?ない|せず|せな|"
        rf"せない|せず|使わ|不要|いら|要|やめ|外|不使用|使用し(?:な|ませ)|使用せず|用い(?:な|ず|ませ)|[:=]?\s*(?:false|off|no\b|none)|無効|じゃな|でな|ではな)"
    r"|(?:no|without|non|disable|skip|turn(?:ed)? off|switch(?:ed)? off)[- ](?:the |a )?(?:climb|CI\b)|"
        r"(?:plain|ordinary|regular|simple|standard|vanilla|normal) NEB|(?:通常|普通|ふつう|ただ|素|標準|単純|"
        r"従来)の?\s*(?:NEB|ネブ)|not CI",
    _I,
)  # fmt: skip
_NO_CLIMB_MORE = re.compile(r"NEB\s*(?:だけ|のみ|only)", _I)
_CLIMB = re.compile(
    rf"{_CI}\s*(?:は|を|も|の|で)?\s*(?:[:=]?\s*true|あり|有り|有で|オン|on\b|使って|使い|用い|法で|NEB)|with (?:the |a )?(?:climb|CI\b)",
    _I,
)
_NO_CLIMB_WEAK = re.compile(rf"{_NO_CLIMB.pattern}|{_NO_CLIMB_MORE.pattern}|climb|クライミング|登", _I)
_HOST = re.compile(
    (
        r"置換(?:する)?前(?!の?(?:構造|原子))|置換なし|置換無し|置換し(?:ない|ていない|なかった)|"
        r"置き換え(?:る前|ない|なし)|未置換|無置換|非置換|元のまま|そのまま(?:の|と|も)|host\s*=\s*true|"
        r"(?:元の|もとの|純粋な|ピュアな|クリーンな|純)\s*(?:構造|系|経路|表面|スラブ|まま|"
        r"[一-龥ァ-ヴーA-Za-z]{1,10})(?:のまま)?(?:だけ|の(?:値|結果|場合|障壁|バリア))?\s*(?:も|と(?:も|比|"
        r"並|一緒|の?(?:差|違い|比較))|の場合|忘れ)|(?:ホスト|host|元|もと)(?:の(?:もの|値|結果|場合|障壁)?)?\s*(?:も|と(?:も|比|並)|\s*[+&]|"
        r"込み)|素の(?:銅|[A-Z][a-z]?|表面|スラブ|系|経路|まま)|"
        r"the (?:bare|clean|original|pristine) (?:one|path|surface|slab|case)|(?:ベースライン|基準|"
        r"リファレンス|参照|対照)として|(?:before|前)\s*(?:and|/|と)[^、。,]{0,6}(?:after|後)|置換前後|置換の前後|"
        r"with and without|include the host|(?:compare[d]?|comparison) (?:it |them )?(?:with|to) the (?:original|clean|bare|"
        r"pure|undoped|host)|un-?substituted|pristine|without (?:any )?substitution|before (?:the "
        r")?substitution|undoped|ノンドープ|無ドープ|ドープなし|ドープ無し|手つかずの|手付かずの|まっさらな|(?:元|もと)の(?:場合|もの|やつ|状態)(?:と|も|の|[。、,.]|$)"
        r"|(?:置換|ドープ)(?:は)?し(?:ない|ていない)|(?:混ぜ|入れ|加え|添加し|替え|換え|変え)ない(?:とき|時|場合|系|もの|経路|構造)"
        r"|置換は?(?:要りません|いりません|不要|しません|要らない|いらない|しなくて|なくて)|置換せず|"
        r"何も(?:し|変え|替え)(?:ない|ていない)(?:場合|系|とき|もの|経路)"
    ),
    _I,
)
_HOST_WEAK = re.compile(
    (
        rf"{_HOST.pattern}|ホスト|host|元(?:の|と|も|構造|々)|もと(?:の|と)|素の|純(?:粋|[A-Z金銀銅鉄白])|比|"
        rf"基準|参照|リファレンス|対照|何も|そのまま|クリーン|as is|before|after|original|clean|bare|compare|"
        rf"baseline|reference|versus|\bvs\b|pure|変えない|変える前|入れる前|入れない|前後|前と|前も|置換前|"
        rf"下が|上が|低く|高く|変わ|差|効果|影響|change|lower|raise|effect|relative"
    ),
    _I,
)
_TOGETHER = re.compile(
    (
        r"(?:原子|サイト|箇所|場所|位置|点)[をの]?(?:、|は)?(?:全部|すべて|全て|ぜんぶ|みんな|両方)|"
        r"\d\s*(?:番)?が?(?:すべて|全て|全部)|(?:replace|substitute|change) (?:all|both)|(?:全て|すべて|"
        r"全部)の(?:原子|サイト|位置|箇所)|両方|ペア|同時|いっぺん|丸ごと|一度に(?:両|全)|いっしょに(?:置|変|替|換)|"
        r"一緒に(?:置|変|替|換)|両方とも|どちらも|どっちも|(?:原子|つ|個|箇所|か所)とも|まとめて(?:置|変|替|換|[^\s、。]{1,4}(?:に(?!し)|置換))|"
        r"一緒に[^\s、。]{1,8}に(?:し|変|替|換|置)|(?:同じ|一つの|ひとつの|1つの)(?:スラブ|系|計算|セル)|"
        r"\bboth in\b|same (?:slab|cell|calculation)|one go|simultaneous|at the same time|at once|all together|both (?:of them "
        r")?(?:with|to|by|replaced)|together"
    ),
    _I,
)
_APART = re.compile(
    (
        r"どこに|どの(?:サイト|原子|位置|場所)|which (?:site|atom|position)|いずれか|それぞれ|おのおの|各々|"
        r"各(?:サイト|原子|位置|場所|箇所)|どれか|どちらか|(?:番(?:目)?|原子|サイト|[箇ヶケカか]所|\d)\s*のうち|どちらが|どっち(?!も)|[箇ヶケカか]所ずつ(?!で(?:は)?な|じゃな)|"
        r"の中から|\beach\b|\beither\b|any one|all combinations|別々(?!で(?:は)?な|じゃな)|べつべつ|"
        r"個別(?!で(?:は)?な|じゃな)|(?:ひとつ|一つ|1つ|1個|一個|1[箇ヶか]所)ずつ(?!で(?:は)?な|じゃな)|"
        r"それぞれ単独|単独|separately|one at a time|one by one|individually"
    ),
    _I,
)
_CASES = re.compile(
    r"(?:別々|べつべつ|個別|別個|独立)(?!で(?:は)?な|じゃな)|(?:ひとつ|一つ|1つ|1個|一個|1[箇ヶか]所|一[箇ヶか]所)ずつ(?!で(?:は)?な|じゃな)|単独"
    r"|どの(?:計算|系|場合|ケース)も|[1一]原子(?:だけ|のみ|ずつ)|[1一]回に(?:[1一]|置換するのは)|各案|(?:計算|ケース|案|パターン|case|run)\s*[1-9A-C]\s*[:.)、は]"
    r"|別の計算|[\d二三四五六]\s*(?:つの)?(?:パターン|ケース|通り|条件)|separate(?:ly)?|one at a time|one by one|individually|as two|cases",
    _I,
)
_DENIED = re.compile(
    r"(?:同時|いっぺん|まとめて|一緒|いっしょ|一度|別々|べつべつ|個別|それぞれ|(?:一つ|ひとつ|1つ|1個|一個|1[箇ヶか]所)ずつ)(?:に|で|の)?(?:置換|置き換え|変え|替え)?"
    r"(?:(?:する|した|の)の)?(?:では|じゃ|で)な(?:くて?|い)(?:[、,で])?"
    r"|(?:同時|いっぺん|まとめて|一緒|いっしょ)(?:に|で)?(?:は)?(?:置換|置き換え|変え|替え|換え|し)?(?:し|え)?ない(?:で|こと)?"
    r"|\bnot (?:all |both )?(?:at once|together|simultaneously|at the same time|separately|one by one|individually)",
    _I,
)
# each alone beside all at once: 21番だけの系と、両方を同時に…; 両方と、一つずつ; だけの系と、さらに24番も
_BY_ITSELF = r"(?:単独|別々|(?:一つ|1つ|1個|一個|片方)ずつ|だけ|のみ|\balone\b|one at a time|\bonly\b)(?!で(?:は)?な|じゃな)"
_AT_ONCE = r"(?:両方|二つとも|2つとも|同時|いっぺん|まとめて|一緒に|\bboth\b|together|at once)"
_ALONE_AND_AT_ONCE = re.compile(
    rf"{_BY_ITSELF}[^。]{{0,16}}(?:場合|とき|系|もの|構造|番|、|,|と|\band\b|\bthen\b|versus)[^。]{{0,24}}{_AT_ONCE}"
    rf"|{_AT_ONCE}[^。]{{0,16}}(?:場合|とき|系|もの|構造)と[^。]{{0,16}}{_BY_ITSELF}"
    r"|だけの?(?:系|場合|もの|構造)[^。]{0,6}(?:さらに|加えて|もう(?:一つ|1つ))[^。]{0,16}も",
    _I,
)
_SIDE_BY_SIDE = re.compile(
    r"それぞれ|各|どちら|どっち|どれ|いずれ|または|あるいは|もしくは|それとも|比べ|比較|見比|順に|順番|ランキング|[、と]\s*\S{1,12}(?:場合|とき)と"
    r"|(?:とき|場合|もの|系)[とや、,].*(?:とき|場合|もの|系)|\bor\b|\bvs|versus|compar|which|each|either|rank",
    _I,
)
_CARRY = re.compile(
    (
        r"include|comparison|並べ|加え|追加|足し|さっき|先ほど|さきほど|前回|前の|今の|最初|両方|全部|"
        r"これまで|まとめて|合わせて|併せて|あわせて|と比べ|比較|\balso\b|as well|too\b|previous|earlier|both|"
        r"all of|add\b|compare|again|もう一度|同じ|一緒"
    ),
    _I,
)
_ONLY = re.compile(
    r"だけ|のみ|最初|最後|一番|いちばん|1番目|ひとつ|一つ|どれか|片方|方(?:だけ|を|で|は|に)|\bonly\b|\bjust\b|\bfirst\b|\blast\b|\bbest\b",
    _I,
)
_AGAIN = re.compile(r"もう(?:一|1)?(?:度|回|いっぺん|いちど)|再|やり直|同じ|繰り返|again|once more|repeat|same|re-?run|retry|リトライ", _I)
_ADDS = re.compile(
    (
        r"[もを]\s*(?:追加|加え|足し)|(?:追加|加え|足)して|加えて(?:比|一緒)|と一緒に比|to the comparison|"
        r"\badd\b.*\bto\b|include .* (?:too|as well|in)"
    ),
    _I,
)
_ONE_OF = re.compile(
    (
        r"(?:\d+|[一二三])番目の?(?:元素|候補|金属)|(?:最初|最後|先頭)の?(?:元素|候補|金属)|(?:first|second|"
        r"third|last) (?:element|candidate|metal|one)"
    ),
    _I,
)
_THOUGHT = re.compile(r"想定|実験|運転|反応温度|反応条件|操業|作動|assum|operat|experiment|runs? at|running at", _I)
_STEP = re.compile(r"\s*(?:K|度|℃)?\s*(?:刻み|きざみ|ごと|毎|おき|間隔|ステップ|step|interval|increment)|.{0,3}(?:ずつ)", _I)
_ROOM = re.compile(r"室温|常温|room temperature|ambient", _I)
_ROOM_K = (293.15, 295.0, 298.0, 298.15, 300.0)
_INNER_IMAGES = re.compile(
    r"中間|内部|内側|途中|補間|内挿|可動|動か[すし]|動く|間(?:に|の(?:像|イメージ)|像)|あいだ|挟|はさ|"
    r"(?:端|端っこ|はし|端点|終点|終状態|始終点|最終|最終状態)(?:の[\d二両](?:枚|つ|個))?\s*と?(?:は|を|の)?\s*(?:以外|除|ほか|他|別|含まな|含ま[ずれ]|含め[なず]|"
    r"数え[なずん]|(?:数に|勘定に)?入れ(?:[なずん]|ませ)|べつ|カウント(?:しな|せず)|別|抜)"
    r"|intermediate|inner|interior|moving|between|exclud|not count|not includ|besides|without the end|plus (?:the )?(?:two |both )?end",
    _I,
)
_TOTAL_IMAGES = re.compile(
    (
        r"(?:端|端っこ|はし|端点|終点|終状態|始終点|FS|最後)\s*(?:も|を)?\s*(?:含め(?![なずん]|ませ)|含む|含ん|込|"
        r"入れ(?![なずん]|ませ))|全部で|合計|総数|トータル|全体で|計\s*$|\btotal\b|(?<!not )includ|altogether|"
        r"overall|in all\b|(?<!not )count(?:ing|s)? (?:both |the |also )*end|with (?:both|the two) end"
    ),
    _I,
)
_ENDS_COUNTED = re.compile(
    r"(?:端|端っこ|はし|端点|終点|終状態|始終点)\s*(?:も|を|は)?\s*(?:含め(?![なずん]|ませ)|含む(?!な)|含ん|込|入れ(?![なずん]|ませ))"
    r"|(?<!not )(?:includ\w*|count(?:ing|s)?) (?:both |the |also )*end|end(?:s|[ -]?points?) (?:are )?(?:included|counted)",
    _I,
)
_LEFT_OVER = re.compile(r"残り(?:の)?\s*([1-9])\s*(?:元素|つ(?!の(?:サイト|場所|位置|原子))|種|金属)")
_SO_MANY = re.compile(
    r"\s*(?:の|、|,)?\s*(?:計|全部で|合計)?\s*([2-9]|1\d|[二三四五六七八九])\s*(?:通り|とおり|パターン|種類|種(?!類)|元素|つ(?!の(?:サイト|場所|位置|原子))|条件|択)"
)
_STOP = re.compile(r"[。.;\n、,()()]")


def points_at_atoms(text: str) -> bool:
    """Whether the words point at atoms that were picked (矢印で指した原子, this site)."""
    return bool(_PICK.search(normal(text)))


def counts_from_one(text: str) -> bool:
    return bool(_ONE_BASED.search(normal(text)))


def says_no_climb(text: str) -> bool:
    text = normal(text)
    return bool(_NO_CLIMB.search(text)) or bool(_NO_CLIMB_MORE.search(text) and not _CLIMB.search(text))


def says_climb(text: str) -> bool:
    return bool(_CLIMB.search(normal(text))) and not says_no_climb(text)


def may_mean_no_climb(text: str) -> bool:
    text = normal(text)
    return bool(_NO_CLIMB_WEAK.search(text)) and not (_CLIMB.search(text) and not says_no_climb(text))


def wants_host(text: str) -> bool:
    return bool(_HOST.search(normal(text)))


def may_want_host(text: str) -> bool:
    return bool(_HOST_WEAK.search(normal(text)))


def _affirmed(text: str) -> str:
    """The text without what it says only to deny it: 同時にではなく, not together."""
    return _DENIED.sub(" ", normal(text))


def says_together(text: str) -> bool:
    """Whether words want all atoms replaced at once; words for both ways leave it open."""
    text = _affirmed(text)
    return bool(_TOGETHER.search(text)) and not _APART.search(text)


def says_apart(text: str) -> bool:
    """Whether words want one atom at a time; words for both ways leave it open."""
    text = _affirmed(text)
    return bool(_APART.search(text)) and not _TOGETHER.search(text)


def says_alone_and_at_once(text: str) -> bool:
    """Whether words want atoms replaced alone, and beside that all of them at once."""
    return bool(_ALONE_AND_AT_ONCE.search(normal(text)))


def may_mean_alone_and_at_once(text: str) -> bool:
    """Whether words leave room for atoms alone beside all of them at once."""
    text = _affirmed(text)
    return says_alone_and_at_once(text) or bool(_TOGETHER.search(text) and _APART.search(text))


def says_cases(text: str) -> bool:
    """Whether words set several substitutions apart as calculations of their own."""
    text = _affirmed(text)
    return bool(_CASES.search(text)) and not _TOGETHER.search(text)


def may_mean_cases(text: str) -> bool:
    """Whether words may set several substitutions side by side."""
    return bool(_CASES.search(normal(text)) or _SIDE_BY_SIDE.search(normal(text)))


def carries_on(text: str) -> bool:
    """Whether a later request takes up elements or places of earlier ones beside its own (さっきの…も加えて)."""
    return bool(_CARRY.search(normal(text)))


def takes_a_part(text: str) -> bool:
    """Whether a later request takes only some of what the earlier ones had (最初の元素だけ)."""
    return bool(_ONLY.search(normal(text)))


def adds(text: str) -> bool:
    """Whether a later request adds to what the earlier ones had (Pd も加えて比較して)."""
    return bool(_ADDS.search(normal(text)))


def takes_one(text: str) -> bool:
    """Whether a later request picks one of the earlier ones' candidates (2番目の元素だけ)."""
    return bool(_ONE_OF.search(normal(text)))


def asks_again(text: str) -> bool:
    """Whether a later request wants the same once more."""
    return bool(_AGAIN.search(normal(text)))


def only_thought_of(text: str, span: tuple[int, int]) -> bool:
    """Whether a condition at `span` is named as a setting, not as something to compute (反応温度は 400 K を想定)."""
    return bool(_THOUGHT.search(normal(text)[max(0, span[0] - 14) : span[1] + 12]))


def is_step(text: str, span: tuple[int, int]) -> bool:
    """Whether a number is the step of a series (100 K 刻み)."""
    return bool(_STEP.match(text, span[1])) or bool(re.search(r"(?:every|in steps of|step(?: of)?)\s*$", text[: span[0]], _I))


def image_counts(text: str, span: tuple[int, int], value: int) -> tuple[int, ...]:
    """How many images a number of images stands for, both ends counted: 中間像 4 枚 are 6, 全部で 9 枚 are 9."""
    text = normal(text)
    before = _STOP.split(text[max(0, span[0] - 28) : span[0]])[-1]
    after = _STOP.split(re.sub(r"^\s*(?:枚|個|点|images?)?\s*[((]", " ", text[span[1] : span[1] + 24]), maxsplit=1)[0]
    around = f"{before} {after}"
    if _ENDS_COUNTED.search(around):
        return (value,)
    inner, total = bool(_INNER_IMAGES.search(around)), bool(_TOTAL_IMAGES.search(before) or _TOTAL_IMAGES.search(around))
    if inner and not total:
        return (value + 2,)
    return (value, value + 2) if inner else (value,)


def counted(text: str, end: int) -> int:
    """How many the things listed before `end` are said to be (Al、Ag、Au の3通り), 0 if nothing is said."""
    match = _SO_MANY.match(normal(text), end)
    if not match:
        return 0
    return int(match.group(1)) if match.group(1).isdigit() else kanji_value(match.group(1)) or 0


def left_over(text: str) -> int:
    """How many elements a request says that are left (残りの4元素), 0 if nothing is said."""
    match = _LEFT_OVER.search(normal(text))
    return int(match.group(1)) if match else 0


def room_temperatures(text: str) -> tuple[float, ...]:
    return _ROOM_K if _ROOM.search(normal(text)) else ()
