"""The lexicon: what people call the elements, groups of elements, molecules and potentials.

Keys are NFKC text; Latin keys of names are lower case. Symbols are looked up as they are written.
"""

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

_NOBLE = ("Ru", "Rh", "Pd", "Ag", "Os", "Ir", "Pt", "Au")
_PLATINUM = ("Ru", "Rh", "Pd", "Os", "Ir", "Pt")
_COINAGE = ("Cu", "Ag", "Au")
_3D = ("Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn")
_4D = ("Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd")
_5D = ("Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au")
_IRON = ("Fe", "Co", "Ni")
_ALKALI = ("Li", "Na", "K", "Rb", "Cs")
_ALKALINE = ("Be", "Mg", "Ca", "Sr", "Ba")
_HALOGENS = ("F", "Cl", "Br", "I")
_EMT = ("Al", "Ni", "Cu", "Pd", "Ag", "Pt", "Au")
_REFRACTORY = ("Nb", "Mo", "Ta", "W", "Re")
_LANTHANIDES = ("La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu")

GROUPS: dict[str, tuple[str, ...]] = {
    "貴金属元素": _NOBLE, "貴金属": _NOBLE, "noble metals": _NOBLE, "precious metals": _NOBLE, "noble metal": _NOBLE,
    "白金族元素": _PLATINUM, "白金族金属": _PLATINUM, "白金族": _PLATINUM, "プラチナ族": _PLATINUM,
    "platinum group metals": _PLATINUM, "platinum group": _PLATINUM, "platinum-group metals": _PLATINUM, "pgms": _PLATINUM, "pgm": _PLATINUM,
    "コインメタル": _COINAGE, "コイン金属": _COINAGE, "貨幣金属": _COINAGE, "硬貨金属": _COINAGE, "銅族元素": _COINAGE, "銅族": _COINAGE,
    "11族元素": _COINAGE, "11族": _COINAGE, "coinage metals": _COINAGE, "coinage metal": _COINAGE, "coin metals": _COINAGE, "group 11": _COINAGE,
    "3d遷移金属元素": _3D, "3d遷移金属": _3D, "3d金属": _3D, "3d元素": _3D, "第4周期の遷移金属": _3D, "第一遷移系列": _3D, "第一遷移元素": _3D,
    "3d transition metals": _3D, "3d metals": _3D,
    "4d遷移金属元素": _4D, "4d遷移金属": _4D, "4d金属": _4D, "4d元素": _4D, "第5周期の遷移金属": _4D, "第二遷移系列": _4D, "4d transition metals": _4D, "4d metals": _4D,
    "5d遷移金属元素": _5D, "5d遷移金属": _5D, "5d金属": _5D, "5d元素": _5D, "第6周期の遷移金属": _5D, "第三遷移系列": _5D, "5d transition metals": _5D, "5d metals": _5D,
    "鉄族元素": _IRON, "鉄族": _IRON, "鉄属元素": _IRON, "iron group": _IRON, "iron triad": _IRON,
    "アルカリ金属元素": _ALKALI, "アルカリ金属": _ALKALI, "alkali metals": _ALKALI,
    "アルカリ土類金属": _ALKALINE, "アルカリ土類": _ALKALINE, "alkaline earth metals": _ALKALINE, "alkaline earths": _ALKALINE,
    "ハロゲン元素": _HALOGENS, "ハロゲン": _HALOGENS, "halogens": _HALOGENS,
    "EMTが対応する元素": _EMT, "EMTで扱える元素": _EMT, "EMTで計算できる元素": _EMT, "EMTの対応元素": _EMT, "EMT対応元素": _EMT, "elements supported by EMT": _EMT,
    "高融点金属": _REFRACTORY, "refractory metals": _REFRACTORY,
    "ランタノイド": _LANTHANIDES, "ランタニド": _LANTHANIDES, "lanthanides": _LANTHANIDES, "lanthanoids": _LANTHANIDES,
}  # fmt: skip

MOLECULES: dict[str, str] = {
    "一酸化炭素": "CO", "二酸化炭素": "CO2", "炭酸ガス": "CO2", "水分子": "H2O", "水蒸気": "H2O", "アンモニア": "NH3", "メタン": "CH4", "窒素分子": "N2", "酸素分子": "O2",
    "水素分子": "H2", "一酸化窒素": "NO", "二酸化窒素": "NO2", "亜酸化窒素": "N2O", "エチレン": "C2H4", "アセチレン": "C2H2", "エタン": "C2H6", "ベンゼン": "C6H6",
    "メタノール": "CH3OH", "ホルムアルデヒド": "H2CO", "シアン化水素": "HCN", "塩化水素": "HCl", "フッ化水素": "HF", "二酸化硫黄": "SO2", "ヒドロキシル": "OH",
    "塩素分子": "Cl2", "フッ素分子": "F2", "オゾン": "O3", "硫化水素": "SH2", "水素ガス": "H2", "窒素ガス": "N2", "酸素ガス": "O2",
    "carbon monoxide": "CO", "carbon dioxide": "CO2", "water": "H2O", "ammonia": "NH3", "methane": "CH4", "nitric oxide": "NO", "ethylene": "C2H4", "acetylene": "C2H2",
    "methanol": "CH3OH", "benzene": "C6H6", "dinitrogen": "N2", "dioxygen": "O2", "dihydrogen": "H2",
}  # fmt: skip
FORMULAS = frozenset(
    [
        "CO",
        "NO",
        "OH",
        "CH",
        "NH",
        "HF",
        "HCl",
        "N2",
        "O2",
        "H2",
        "F2",
        "Cl2",
        "O3",
        "CO2",
        "NO2",
        "N2O",
        "SO2",
        "H2O",
        "NH2",
        "NH3",
        "CH2",
        "CH3",
        "CH4",
        "HCN",
        "H2CO",
        "H2O2",
        "HCOOH",
        "CH3OH",
        "C2H2",
        "C2H4",
        "C2H6",
        "C6H6",
        "SH2",
        "H2S",
        "PH3",
        "N2H4",
    ]
)

CALCULATORS: dict[str, str] = {
    "emt": "emt", "有効媒質理論": "emt", "有効媒質": "emt", "effective medium theory": "emt",
    "chgnet": "chgnet", "chg-net": "chgnet", "chgnetv0.3": "chgnet",
    "sevennet": "sevennet", "seven-net": "sevennet", "7net": "sevennet", "sevennet-0": "sevennet", "7net-0": "sevennet", "セブンネット": "sevennet",
    "mace": "mace", "mace-mp": "mace", "mace-mp-0": "mace", "mace-mpa-0": "mace", "mace_mp": "mace",
    "orb": "orb", "orb-v2": "orb", "orb-v3": "orb", "mattersim": "mattersim", "matter-sim": "mattersim", "fairchem": "fairchem", "uma": "fairchem",
    "xtb": "xtb", "gfn2-xtb": "xtb", "gfn1-xtb": "xtb", "gfn-xtb": "xtb", "gpaw": "gpaw",
    "m3gnet": "m3gnet", "vasp": "vasp", "lammps": "lammps", "quantum espresso": "espresso", "espresso": "espresso", "matlantis": "matlantis", "pfp": "pfp",
    "gaussian": "gaussian", "cp2k": "cp2k", "siesta": "siesta", "castep": "castep", "nequip": "nequip", "allegro": "allegro", "alignn": "alignn", "reaxff": "reaxff", "aims": "aims",
    "lj": "lj", "lennard-jones": "lj",
}  # fmt: skip

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
