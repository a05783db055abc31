"""The regular expressions behind the mentions: what a token is, what makes a facet, what stands around an element."""

import re

from model.reading.choices import CHOICE
from model.reading.elements import BY_KANA, BY_NAME, MOLECULES

KATAKANA, KANJI = "ァ-ヴー", "一-龥々"
_EXTENSION = r"(?:extxyz|xyz|traj|db|cif|vasp|poscar|pdb|json|xsf|cfg|lammps|data|gz|out|log|h5|npz)"
_FILE = rf"[A-Za-z0-9_][A-Za-z0-9_\-+./]*\.{_EXTENSION}(?![A-Za-z0-9])"
_GROUP = "|".join(
    (
        "EMT(?:が対応する元素|で扱える元素|で計算できる元素|の対応元素|対応元素)",
        "[345]d ?(?:遷移)?(?:金属|元素)(?:元素)?|[345]d (?:transition )?metals|第 ?[456] ?周期の?遷移金属",
        "第[一二三]遷移系列|第一遷移元素",
        "第? ?(?:1[0-2]|[4-9]) ?族(?:の?(?:遷移)?(?:金属|元素))?(?:元素)?|[Gg]roup (?:1[0-2]|[4-9])",
        "アルカリ(?:土類)?金属(?:元素)?|アルカリ土類",
        "(?:チタン|バナジウム|クロム|マンガン|コバルト|ニッケル|亜鉛)族(?:元素)?|プラチナ族",
        "白金族(?:元素|金属)?|銅族(?:元素)?|鉄族(?:元素)?|鉄属元素|貴金属(?:元素)?|コイン金属|貨幣金属|硬貨金属|高融点金属",
    )
)
# words in which an element's kanji says something else
_WORDS = re.sub(
    r"\s+",
    "|",
    """合金|金属|料金|現金|お金|資金|賞金|税金|年金|罰金|送金|募金|集金|預金|貯金|入金|返金|代金|奨学金
    助成金|基金|科研費|金曜|金融|金額|金庫|金魚|金髪|金沢|金型|金具|金物|金色|金閣|金メダル|金賞|金券|金利
    金持|針金|黄金比|借金|頭金|敷金|礼金|元金|銀行|銀河|銀座|銀色|銀賞|銀メダル|銀杏|銀紙|銀歯|銀閣|銅像
    銅板|銅線|銅箔|銅管|銅賞|銅メダル|青銅|黄銅|白銅|赤銅|銅鐸|分銅|鉄則|鉄道|地下鉄|私鉄|鉄板|鉄鋼|鉄筋
    鉄棒|鉄人|鉄砲|鉄塔|鉄橋|鉄器|鉄瓶|鉄火|鉄分|製鉄|鉄鉱|砂鉄|鉄鍋|鉄壁|鉄拳|鉄骨|電鉄|鉛筆|黒鉛|鉛直
    炭素鋼|炭素税|炭素循環|脱炭素|低炭素|炭素排出|水素化物?|水素結合|水素社会|水素エネルギー|酸素濃度""",
)
# compounds, whose elements are not what is put in
_COMPOUNDS = (
    r"(?:酸化|塩化|硫化|窒化|硝酸|硫酸|水酸化|臭化|炭化|炭酸|リン酸|燐酸|過酸化)(?:亜鉛|水銀|水素|鉄|銅|銀|鉛|錫|金)"
    r"|(?:窒素|硫黄|炭素)(?:酸化物|化合物)"
)
# "21,222" is two indices; only thousands that end in 000 or have a unit are one number
NUMBER = r"\d{1,3},000(?!\d)|\d{1,3},\d{3}(?=\s*K)|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|(?<![A-Za-z0-9.ぁ-ヿ一-龥])\.\d+"


def each(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def _longest_first(names: dict[str, str], letters: str) -> str:
    return "|".join(sorted((name for name in names if re.search(f"[{letters}]", name)), key=len, reverse=True))


TOKEN = re.compile(
    rf"(?P<file>{_FILE})|(?P<group>{_GROUP})"
    rf"|(?P<calculator>有効媒質(?:理論|法)?|7[Nn][Ee][Tt](?:-0)?)|(?P<room>室温|常温|[Rr]oom temperature)"
    rf"|(?P<choice>{CHOICE})"
    rf"|(?P<molecule>{_longest_first(MOLECULES, KANJI)}|水(?=の?(?:分子|吸着|脱離|振動|解離)))"
    rf"|(?P<other>{_WORDS}|{_COMPOUNDS})|(?P<unknown>真鍮|賢者の石|三?重水素)"
    rf"|(?P<name>{_longest_first(BY_NAME, KANJI + 'ぁ-ん')})"
    rf"|(?P<kana>{_longest_first(BY_KANA, 'ぁ-ん')})"
    rf"|(?P<katakana>[ァ-ヴ][{KATAKANA}]*)|(?P<latin>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)"
    r"|(?P<atomic>原子番号 ?\d{1,3}(?= ?(?:番)?の(?:元素|金属|もの))|(?<![\d.])\d{1,3}(?=の元素(?!数))|\bZ ?= ?\d{1,3}(?!\d))"
    r"|(?P<spoken>(?:(?:に|さん|よん|ご|ろく|なな|はっ|はち|きゅう)?(?:ひゃく|びゃく|ぴゃく))?(?:(?:に|さん|よん|ご|ろく|なな|しち|はち|きゅう)?じゅう)?"
    r"(?<!いち)(?:(?<=う)いち|に|さん|よん|ご|ろく|なな|しち|はち|きゅう)?(?=ばん)|れい(?=ばん))"
    rf"|(?P<number>{NUMBER})|(?P<kanji>[〇零一二三四五六七八九十百千]+)"
    rf"|(?P<ending>[{KANJI}]{{1,2}}素(?=[にをとへ、,]))"
)
FACET = re.compile(
    r"\s*-?(?:の表面の?|の|表面の?)?\s*(?:[(\[{<]\s*(?P<a>0001|11[-–]?20|10[-–]?1[0-3]|[0-3]{3}|1,1,1|1,0,0|1,1,0|2,1,1)\s*[)\]}>](?:\s*面)?"
    r"|(?P<b>0001|[0-3]{3})(?:\s*面|(?=\s*表面)))"
)
FACET_BEFORE = re.compile(r"\((0001|[0-3]{3})\)\s*(?:面の|表面の|面|surface of )\s*$")
KATAKANA_TAIL = re.compile(
    "スラブ|サイト|クラスタ|バルク|イオン|ドープ|バージョン|ケース|パターン|ナノ|アダトム|ダイマー|モデル|ベース"
    "|ターゲット|アトム|ドーピング|スイッチ|チェンジ|テラス|ステップ|ホスト|ドーパント|単結晶|系"
)
KATAKANA_HEAD = re.compile("(?:サイト|ドーパント|インデックス|ターゲット)(?=.)")
PLACE_BEFORE = re.compile(r"(?:に|→|->|=>|元素|を|with |to |by |into |using |・|、|,|と|:)\s*$")
PLACE_AFTER = re.compile(
    r"\s*(?:原子)?(?:$|に(?!つ|対|関|よ)|へ|を(?:入|ドープ|置|試|導)|と|、|,|・|で置|→|\?|？|。|\.|\s(?:at|for|and|or|instead)\b)"
)
PUT_IN = re.compile(r"\s*(?:原子)?(?:に(?:置|変|替|換|差|し|入)|へ(?:置|変|替))")
KANJI_COUNTER = re.compile(r"\s*(?:番(?!手|線|組|地)|つ(?!目)|枚|号|点|ピコ|ケルビン|K|目|個|フレーム|イメージ)")
UNIT_OR_WORD = re.compile(
    r"(?:st|nd|rd|th|K|k|C|ps|fs|ns|eV|ev|meV|mev|images?|imgs?|枚|nm|A|GPa|kJ|kcal|x|pt|mol|and|to)(?![a-z])|[A-Z][a-z](?![A-Za-z0-9])|°"
)
