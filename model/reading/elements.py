"""The lexicon: what people call the elements, groups of elements, molecules and potentials.

Keys are NFKC text; Latin keys of names are lower case. Symbols are looked up as they are written.
"""

import re
import unicodedata
from collections import Counter

# symbol: Japanese names (first the usual one), then English names (lower case)
NAMES: dict[str, tuple[str, ...]] = {
    "H": ("水素", "hydrogen"),
    "He": ("ヘリウム", "helium"),
    "Li": ("リチウム", "lithium"),
    "Be": ("ベリリウム", "beryllium"),
    "B": ("ホウ素", "硼素", "ほう素", "ボロン", "boron"),
    "C": ("炭素", "カーボン", "carbon"),
    "N": ("窒素", "nitrogen"),
    "O": ("酸素", "oxygen"),
    "F": ("フッ素", "弗素", "ふっ素", "フッソ", "fluorine"),
    "Ne": ("ネオン", "neon"),
    "Na": ("ナトリウム", "ソジウム", "sodium"),
    "Mg": ("マグネシウム", "magnesium"),
    "Al": ("アルミニウム", "アルミ", "アルミニューム", "あるみ", "aluminium", "aluminum", "alminium"),
    "Si": ("ケイ素", "珪素", "けい素", "シリコン", "硅素", "silicon"),
    "P": ("リン", "燐", "phosphorus"),
    "S": ("硫黄", "イオウ", "いおう", "sulfur", "sulphur"),
    "Cl": ("塩素", "chlorine"),
    "Ar": ("アルゴン", "argon"),
    "K": ("カリウム", "ポタシウム", "potassium"),
    "Ca": ("カルシウム", "calcium"),
    "Sc": ("スカンジウム", "scandium"),
    "Ti": ("チタン", "チタニウム", "ちたん", "titanium"),
    "V": ("バナジウム", "ヴァナジウム", "バナジューム", "vanadium"),
    "Cr": ("クロム", "クロミウム", "クローム", "chromium"),
    "Mn": ("マンガン", "manganese"),
    "Fe": ("鉄", "アイアン", "iron"),
    "Co": ("コバルト", "こばると", "cobalt"),
    "Ni": ("ニッケル", "ニツケル", "ニッケレ", "にっける", "nickel", "nickle"),
    "Cu": ("銅", "カッパー", "copper"),
    "Zn": ("亜鉛", "ジンク", "zinc"),
    "Ga": ("ガリウム", "gallium"),
    "Ge": ("ゲルマニウム", "germanium"),
    "As": ("ヒ素", "砒素", "ひ素", "arsenic"),
    "Se": ("セレン", "セレニウム", "selenium"),
    "Br": ("臭素", "bromine"),
    "Kr": ("クリプトン", "krypton"),
    "Rb": ("ルビジウム", "rubidium"),
    "Sr": ("ストロンチウム", "strontium"),
    "Y": ("イットリウム", "イトリウム", "yttrium"),
    "Zr": ("ジルコニウム", "zirconium"),
    "Nb": ("ニオブ", "ニオビウム", "niobium"),
    "Mo": ("モリブデン", "molybdenum"),
    "Tc": ("テクネチウム", "technetium"),
    "Ru": ("ルテニウム", "るてにうむ", "ruthenium"),
    "Rh": ("ロジウム", "ロヂウム", "rhodium"),
    "Pd": ("パラジウム", "パラヂウム", "パラジューム", "ぱらじうむ", "palladium"),
    "Ag": ("銀", "シルバー", "silver"),
    "Cd": ("カドミウム", "cadmium"),
    "In": ("インジウム", "indium"),
    "Sn": ("スズ", "錫", "すず", "tin"),
    "Sb": ("アンチモン", "antimony"),
    "Te": ("テルル", "tellurium"),
    "I": ("ヨウ素", "沃素", "よう素", "ヨード", "iodine"),
    "Xe": ("キセノン", "xenon"),
    "Cs": ("セシウム", "cesium", "caesium"),
    "Ba": ("バリウム", "barium"),
    "La": ("ランタン", "lanthanum"),
    "Ce": ("セリウム", "cerium"),
    "Pr": ("プラセオジム", "プラセオジウム", "praseodymium"),
    "Nd": ("ネオジム", "ネオジウム", "neodymium"),
    "Pm": ("プロメチウム", "promethium"),
    "Sm": ("サマリウム", "samarium"),
    "Eu": ("ユウロピウム", "ユーロピウム", "europium"),
    "Gd": ("ガドリニウム", "gadolinium"),
    "Tb": ("テルビウム", "terbium"),
    "Dy": ("ジスプロシウム", "dysprosium"),
    "Ho": ("ホルミウム", "holmium"),
    "Er": ("エルビウム", "erbium"),
    "Tm": ("ツリウム", "thulium"),
    "Yb": ("イッテルビウム", "ytterbium"),
    "Lu": ("ルテチウム", "lutetium"),
    "Hf": ("ハフニウム", "hafnium"),
    "Ta": ("タンタル", "tantalum"),
    "W": ("タングステン", "ウォルフラム", "tungsten"),
    "Re": ("レニウム", "rhenium"),
    "Os": ("オスミウム", "osmium"),
    "Ir": ("イリジウム", "iridium"),
    "Pt": ("白金", "プラチナ", "ぷらちな", "platinum", "platina"),
    "Au": ("金", "ゴールド", "gold"),
    "Hg": ("水銀", "mercury"),
    "Tl": ("タリウム", "thallium"),
    "Pb": ("鉛", "lead"),
    "Bi": ("ビスマス", "蒼鉛", "bismuth"),
    "Po": ("ポロニウム", "polonium"),
    "At": ("アスタチン", "astatine"),
    "Rn": ("ラドン", "radon"),
    "Fr": ("フランシウム", "francium"),
    "Ra": ("ラジウム", "radium"),
    "Ac": ("アクチニウム", "actinium"),
    "Th": ("トリウム", "thorium"),
    "Pa": ("プロトアクチニウム", "protactinium"),
    "U": ("ウラン", "ウラニウム", "uranium"),
    "Np": ("ネプツニウム", "neptunium"),
    "Pu": ("プルトニウム", "plutonium"),
    "Am": ("アメリシウム", "americium"),
    "Cm": ("キュリウム", "curium"),
    "Bk": ("バークリウム", "berkelium"),
    "Cf": ("カリホルニウム", "californium"),
    "Es": ("アインスタイニウム", "einsteinium"),
    "Fm": ("フェルミウム", "fermium"),
    "Md": ("メンデレビウム", "mendelevium"),
    "No": ("ノーベリウム", "nobelium"),
    "Lr": ("ローレンシウム", "lawrencium"),
}

# the symbols that nothing was ever computed with are elements all the same
RARE = ("Rf", "Db", "Sg", "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc", "Lv", "Ts", "Og")

SYMBOLS: frozenset[str] = frozenset(NAMES) | frozenset(RARE)
# two-letter symbols that people type as "ni" or "NI"; none of them is a word or a molecule
LOOSE: dict[str, str] = {
    s.lower(): s
    for s in ["Ag", "Al", "Au", "Cr", "Cu", "Fe", "Ir", "Mn", "Mo", "Nb", "Ni", "Pd", "Pt", "Rh", "Ru", "Ti", "Zn", "Zr", "Ta", "Mg"]
}
# symbols that are English words at the beginning of a sentence
WORDLIKE = frozenset(("I", "As", "At", "In", "No", "He", "Be", "Am"))

BY_NAME: dict[str, str] = {name: symbol for symbol, names in NAMES.items() for name in names}

# the names written in hiragana: those that no other word contains, and those that are too short to be told from one
_HIRAGANA = str.maketrans({chr(c): chr(c - 0x60) for c in range(ord("ァ"), ord("ヴ") + 1)})
_AS_SPOKEN = {"はっきん": "Pt", "あえん": "Zn", "すいそ": "H", "たんそ": "C", "ちっそ": "N", "さんそ": "O"}
SHORT_KANA = {"ぎん": "Ag", "きん": "Au", "てつ": "Fe", "なまり": "Pb"}
BY_KANA: dict[str, str] = (
    {name.translate(_HIRAGANA): symbol for name, symbol in BY_NAME.items() if len(name) > 3 and re.fullmatch("[ァ-ヴー]+", name)}
    | _AS_SPOKEN
    | SHORT_KANA
)


def sound_of(word: str) -> str:
    """A katakana word without what is easily mistyped: long vowels, small ッ, voicing marks."""
    plain = unicodedata.normalize("NFD", word)
    return "".join(c for c in plain if c not in "ー・ッ゛゜\u3099\u309a").replace("ヂ", "ジ")


# the names by their sound, those that no other element shares: ニケッル, パラチウム
_SOUNDS = Counter((sound_of(name), symbol) for name, symbol in BY_NAME.items() if len(name) > 3 and re.fullmatch("[ァ-ヴー]+", name))
BY_SOUND = {sound: symbol for sound, symbol in _SOUNDS if sum(s == sound for s, _ in _SOUNDS) == 1}

# members, and the names of the group (Latin ones in lower case)
_GROUPS: dict[str, tuple[str, ...]] = {
    "Ru Rh Pd Ag Os Ir Pt Au": ("貴金属元素", "貴金属", "noble metals", "precious metals", "noble metal"),
    "Ru Rh Pd Os Ir Pt": (
        "白金族元素",
        "白金族金属",
        "白金族",
        "プラチナ族",
        "platinum group metals",
        "platinum group",
        "platinum-group metals",
        "pgms",
        "pgm",
    ),
    "Cu Ag Au": (
        "コインメタル",
        "コイン金属",
        "貨幣金属",
        "硬貨金属",
        "銅族元素",
        "銅族",
        "11族元素",
        "11族",
        "coinage metals",
        "coinage metal",
        "coin metals",
        "group 11",
    ),
    "Sc Ti V Cr Mn Fe Co Ni Cu Zn": (
        "3d遷移金属元素",
        "3d遷移金属",
        "3d金属",
        "3d元素",
        "第4周期の遷移金属",
        "第一遷移系列",
        "第一遷移元素",
        "3d transition metals",
        "3d metals",
    ),
    "Y Zr Nb Mo Tc Ru Rh Pd Ag Cd": (
        "4d遷移金属元素",
        "4d遷移金属",
        "4d金属",
        "4d元素",
        "第5周期の遷移金属",
        "第二遷移系列",
        "4d transition metals",
        "4d metals",
    ),
    "Hf Ta W Re Os Ir Pt Au": (
        "5d遷移金属元素",
        "5d遷移金属",
        "5d金属",
        "5d元素",
        "第6周期の遷移金属",
        "第三遷移系列",
        "5d transition metals",
        "5d metals",
    ),
    "Ti Zr Hf": ("チタン族元素", "チタン族", "4族", "group 4"),
    "V Nb Ta": ("バナジウム族元素", "バナジウム族", "5族", "group 5"),
    "Cr Mo W": ("クロム族元素", "クロム族", "6族", "group 6"),
    "Mn Tc Re": ("マンガン族元素", "マンガン族", "7族", "group 7"),
    "Fe Ru Os": ("8族", "group 8"),
    "Co Rh Ir": ("コバルト族元素", "コバルト族", "9族", "group 9"),
    "Ni Pd Pt": ("ニッケル族元素", "ニッケル族", "10族", "group 10"),
    "Zn Cd Hg": ("亜鉛族元素", "亜鉛族", "12族", "group 12"),
    "Fe Co Ni": ("鉄族元素", "鉄族", "鉄属元素", "iron group", "iron triad"),
    "Li Na K Rb Cs": ("アルカリ金属元素", "アルカリ金属", "alkali metals"),
    "Be Mg Ca Sr Ba": ("アルカリ土類金属", "アルカリ土類", "alkaline earth metals", "alkaline earths"),
    "F Cl Br I": ("ハロゲン元素", "ハロゲン", "halogens"),
    "Al Ni Cu Pd Ag Pt Au": (
        "EMTが対応する元素",
        "EMTで扱える元素",
        "EMTで計算できる元素",
        "EMTの対応元素",
        "EMT対応元素",
        "elements supported by emt",
    ),
    "Nb Mo Ta W Re": ("高融点金属", "refractory metals"),
    "La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu": ("ランタノイド", "ランタニド", "lanthanides", "lanthanoids"),
}
GROUPS = {name: tuple(members.split()) for members, names in _GROUPS.items() for name in names}

# formula, and what it is called besides
_MOLECULES: dict[str, tuple[str, ...]] = {
    "CO": ("一酸化炭素", "carbon monoxide"),
    "CO2": ("二酸化炭素", "炭酸ガス", "carbon dioxide"),
    "H2O": ("水分子", "水蒸気", "water"),
    "NH3": ("アンモニア", "ammonia"),
    "CH4": ("メタン", "methane"),
    "N2": ("窒素分子", "窒素ガス", "dinitrogen"),
    "O2": ("酸素分子", "酸素ガス", "dioxygen"),
    "H2": ("水素分子", "水素ガス", "dihydrogen"),
    "NO": ("一酸化窒素", "nitric oxide"),
    "NO2": ("二酸化窒素",),
    "N2O": ("亜酸化窒素",),
    "C2H4": ("エチレン", "ethylene"),
    "C2H2": ("アセチレン", "acetylene"),
    "C2H6": ("エタン",),
    "C6H6": ("ベンゼン", "benzene"),
    "CH3OH": ("メタノール", "methanol"),
    "H2CO": ("ホルムアルデヒド",),
    "HCN": ("シアン化水素",),
    "HCl": ("塩化水素",),
    "HF": ("フッ化水素",),
    "SO2": ("二酸化硫黄",),
    "OH": ("ヒドロキシル",),
    "Cl2": ("塩素分子",),
    "F2": ("フッ素分子",),
    "O3": ("オゾン",),
    "SH2": ("硫化水素",),
}
MOLECULES = {name: known for known, names in _MOLECULES.items() for name in names}
FORMULAS = frozenset(_MOLECULES) | frozenset(("CH", "NH", "NH2", "CH2", "CH3", "H2O2", "HCOOH", "H2S", "PH3", "N2H4", "OH"))

# the name that scripts use, and the ways to write it
_CALCULATORS: dict[str, tuple[str, ...]] = {
    "emt": ("emt", "有効媒質理論", "有効媒質", "effective medium theory"),
    "chgnet": ("chgnet", "chg-net", "chgnetv0.3"),
    "sevennet": ("sevennet", "seven-net", "7net", "sevennet-0", "7net-0", "セブンネット"),
    "mace": ("mace", "mace-mp", "mace-mp-0", "mace-mpa-0", "mace_mp"),
    "orb": ("orb", "orb-v2", "orb-v3"),
    "mattersim": ("mattersim", "matter-sim"),
    "fairchem": ("fairchem", "uma"),
    "xtb": ("xtb", "gfn2-xtb", "gfn1-xtb", "gfn-xtb"),
    "gpaw": ("gpaw",),
    "m3gnet": ("m3gnet",),
    "vasp": ("vasp",),
    "lammps": ("lammps",),
    "espresso": ("quantum espresso", "espresso"),
    "matlantis": ("matlantis",),
    "pfp": ("pfp",),
    "gaussian": ("gaussian",),
    "cp2k": ("cp2k",),
    "siesta": ("siesta",),
    "castep": ("castep",),
    "nequip": ("nequip",),
    "allegro": ("allegro",),
    "alignn": ("alignn",),
    "reaxff": ("reaxff",),
    "aims": ("aims",),
    "lj": ("lj", "lennard-jones"),
}
CALCULATORS = {name: known for known, names in _CALCULATORS.items() for name in names}

# what people say in fun or by mistake where an element belongs
NOT_ELEMENTS = frozenset(
    [
        "ミスリル",
        "オリハルコン",
        "アダマンタイト",
        "ヒヒイロカネ",
        "クリプトナイト",
        "ミスリル銀",
        "賢者の石",
        "ステンレス",
        "真鍮",
        "ブロンズ",
        "プラスチック",
        "ガラス",
        "セラミックス",
        "重水素",
        "三重水素",
        "デューテリウム",
        "mithril",
        "orichalcum",
        "adamantite",
        "kryptonite",
        "unobtainium",
        "steel",
        "brass",
        "bronze",
        "plastic",
        "deuterium",
        "tritium",
    ]
)
# words that only end like an element
IUM_WORDS = frozenset(
    [
        "シンポジウム",
        "スタジウム",
        "アクアリウム",
        "プラネタリウム",
        "アンモニウム",
        "イミダゾリウム",
        "ピリジニウム",
        "ホスホニウム",
        "サナトリウム",
        "メディウム",
        "コンソーシウム",
        "ミレニウム",
        "アルブミウム",
        "オキソニウム",
        "カルボカチオニウム",
        "medium",
        "equilibrium",
        "nonequilibrium",
        "premium",
        "stadium",
        "symposium",
        "ammonium",
        "podium",
        "aquarium",
        "planetarium",
        "consortium",
        "gymnasium",
        "auditorium",
        "millennium",
        "compendium",
        "bacterium",
        "hydronium",
    ]
)
