"""Random things to speak of: file names, indices, elements, and the many ways to write each down."""

import random
import string

from model.reading.elements import BY_NAME, GROUPS, NAMES, SYMBOLS
from model.reading.numerals import literal

COMMON = (
    "Ni",
    "Pd",
    "Pt",
    "Ag",
    "Au",
    "Cu",
    "Fe",
    "Co",
    "Al",
    "Ru",
    "Rh",
    "Ir",
    "Ti",
    "Zn",
    "Mn",
    "Cr",
    "Mo",
    "W",
    "V",
    "Sn",
    "Nb",
    "Ta",
    "Mg",
    "Zr",
    "Si",
    "Ga",
    "Re",
    "Os",
)
# elements that are hardly ever put into a metal, yet somebody may
_ALL = tuple(s for s in sorted(SYMBOLS) if s in NAMES and s not in ("I", "No", "He", "Be", "As", "At", "Am"))
HOSTS = ("Cu", "Ru", "Pt", "Ni", "Pd", "Au", "Ag", "Al", "Fe", "Rh", "Ir", "Co")
SURFACES = (
    "Cu(111)",
    "Ru(0001)",
    "Pt(111)",
    "Ni(111)",
    "Cu(100)",
    "Pd(100)",
    "Au(110)",
    "Fe(110)",
    "Al(111)",
    "Rh(111)",
    "Ni(211)",
    "Ag(100)",
)
CALCULATORS = ("emt", "chgnet", "sevennet", "mace", "orb", "mattersim", "fairchem", "xtb", "gpaw")
CALCULATOR_NAMES = {
    "emt": ("EMT", "EMT", "EMT", "emt", "有効媒質理論", "ASE の EMT", "EMTポテンシャル"),
    "chgnet": ("CHGNet", "CHGNet", "chgnet", "CHGnet"),
    "sevennet": ("SevenNet", "7net", "sevennet", "SevenNet-0"),
    "mace": ("MACE", "mace", "MACE-MP-0", "MACE-MP"),
    "orb": ("Orb", "ORB", "orb-v3", "ORB-v2"),
    "mattersim": ("MatterSim", "mattersim"),
    "fairchem": ("fairchem", "UMA", "FAIRChem"),
    "xtb": ("xTB", "GFN2-xTB", "xtb"),
    "gpaw": ("GPAW", "gpaw"),
    "vasp": ("VASP",), "m3gnet": ("M3GNet",), "lammps": ("LAMMPS",), "espresso": ("Quantum ESPRESSO",),
    "matlantis": ("Matlantis",), "pfp": ("PFP",),
}  # fmt: skip
_STEMS = (
    "path",
    "neb",
    "band",
    "mep",
    "n2_ru",
    "co_cu",
    "reaction",
    "traj",
    "run",
    "images",
    "hop",
    "diff",
    "oxid",
    "ads",
    "h2_pt",
    "keiro",
    "test",
    "data",
    "cu_slab",
    "ru0001",
    "final_path",
    "neb_result",
    "step",
)
_STARTS = (
    ("start", "end"),
    ("initial", "final"),
    ("is", "fs"),
    ("init", "fin"),
    ("reactant", "product"),
    ("a", "b"),
    ("before", "after"),
    ("POS_i", "POS_f"),
    ("state1", "state2"),
    ("ini", "end"),
    ("s0", "s1"),
    ("IS", "FS"),
    ("hcp", "fcc"),
)
_STRUCTURES = ("start", "end", "slab", "initial", "POSCAR1", "mol", "structure", "opt", "cluster", "final", "surface")
_EXTENSIONS = ("extxyz",) * 6 + ("traj", "traj", "xyz", "db", "cif", "vasp")
_FULL = str.maketrans(
    string.digits + string.ascii_letters + ".", "".join(chr(ord(c) + 0xFEE0) for c in string.digits + string.ascii_letters + ".")
)
_KANJI = "〇一二三四五六七八九"


def stem(rng: random.Random) -> str:
    """A file's name without its extension."""
    text = rng.choice(_STEMS)
    if rng.random() < 0.35:
        text += rng.choice(("_", "-", "")) + str(rng.randrange(100))
    return text


def path_file(rng: random.Random) -> str:
    """The name of a file that holds a path."""
    return "path.extxyz" if rng.random() < 0.2 else f"{stem(rng)}.{rng.choice(('extxyz', 'extxyz', 'traj', 'xyz', 'db'))}"


def end_files(rng: random.Random) -> tuple[str, str]:
    """The names of the files of a path's two ends."""
    a, b = rng.choice(_STARTS)
    extension = rng.choice(_EXTENSIONS)
    prefix = rng.choice(("", "", "", f"{stem(rng)}_"))
    return f"{prefix}{a}.{extension}", f"{prefix}{b}.{extension}"


def structure_file(rng: random.Random) -> str:
    """The name of a file with one structure."""
    name = rng.choice((*_STRUCTURES, stem(rng)))
    return f"{name}.{rng.choice(_EXTENSIONS)}"


def site(rng: random.Random) -> int:
    """An atom's index: mostly of two or three figures."""
    return rng.randrange(1, 10) if rng.random() < 0.07 else rng.randrange(10, 100) if rng.random() < 0.8 else rng.randrange(100, 1000)


def sites(rng: random.Random, many: int) -> tuple[int, ...]:
    """Different indices, mostly in rising order."""
    found: list[int] = []
    while len(found) < many:
        index = site(rng)
        if index not in found:
            found.append(index)
    return tuple(sorted(found) if rng.random() < 0.8 else found)


def elements(rng: random.Random, many: int) -> tuple[str, ...]:
    """Different elements, mostly metals."""
    return tuple(rng.sample(COMMON if rng.random() < 0.93 or many > 8 else _ALL, many))


def spelt(rng: random.Random, symbol: str, style: str) -> str:
    """An element written in a style: symbol, ja (its names in Japanese), en, loose (typed in one case), mixed."""
    names = NAMES[symbol]
    if style == "mixed":
        style = rng.choice(("symbol", "ja", "symbol", "ja", "en"))
    if style == "ja":
        japanese = [n for n in names if not n.isascii()]
        return japanese[0] if rng.random() < 0.75 else rng.choice(japanese)
    if style == "en":
        english = [n for n in names if n.isascii() and n != "lead"]
        return (rng.choice(english) if rng.random() < 0.9 else rng.choice(english).capitalize()) if english else symbol
    if style == "full":
        return symbol.translate(_FULL)
    return symbol


def element_style(rng: random.Random, english: bool = False) -> str:
    """One person's way to write elements in one request."""
    if english:
        return "symbol" if rng.random() < 0.7 else "en"
    return rng.choices(("symbol", "ja", "mixed", "full", "en"), (50, 33, 8, 5, 3))[0]


def kanji(number: int) -> str:
    """A number below 1000 in kanji: 二十一."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = ("" if hundreds < 2 else _KANJI[hundreds]) + "百" if hundreds else ""
    text += (("" if tens < 2 else _KANJI[tens]) + "十") if tens else ""
    return text + (_KANJI[ones] if ones or not text else "")


def figures(rng: random.Random, number: int | str, english: bool = False) -> str:
    """A number as somebody types it: plain, full width, now and then in kanji."""
    chance = rng.random()
    if english or chance < 0.86:
        return str(number)
    if chance < 0.95 or not isinstance(number, int) or number > 999 or number < 11:
        return str(number).translate(_FULL)
    return kanji(number)


def fmax(rng: random.Random) -> tuple[str, str]:
    """A force limit as typed, and its literal."""
    text = rng.choice(
        (
            "0.01",
            "0.02",
            "0.03",
            "0.04",
            "0.05",
            "0.05",
            "0.1",
            "0.10",
            "0.005",
            "0.025",
            "0.08",
            "0.15",
            "0.2",
            "0.050",
            f"0.{rng.randrange(1, 100):02d}",
        )
    )
    if float(text) == 0:
        text = "0.05"
    return text, literal(text)


def group(rng: random.Random, english: bool = False) -> tuple[str, tuple[str, ...]]:
    """A group of elements by name, and its members."""
    names = [n for n in GROUPS if (" " in n or n.startswith(("pg", "hal", "lan"))) == english and not n.startswith("E")]
    name = rng.choice(names)
    return name, GROUPS[name]


def temperature(rng: random.Random) -> int:
    return rng.choice((300, 350, 400, 450, 500, 600, 700, 800, 1000, 298, 77, 250)) if rng.random() < 0.7 else rng.randrange(200, 1500)


def unknown(rng: random.Random) -> str:
    """A word where an element belongs that is none."""
    kind = rng.random()
    if kind < 0.35:
        head = "".join(
            rng.choice("アイウエオカキクコサシスソタテトナニノハフホマミモヤユヨラリルレロワガギグゴザジズゾダデドバビブベボパプペポ")
            for _ in range(rng.randrange(1, 4))
        )
        word = head + rng.choice(("ニウム", "リウム", "ジウム", "チウム", "ウム", "シウム", "ミウム"))
        return word if word not in BY_NAME else "ユノニウム"
    if kind < 0.6:
        while True:
            symbol = rng.choice("QXJZAEGDLRVWY") + rng.choice("qxjzwkvypg")
            if symbol not in SYMBOLS and symbol not in ("Ex", "Ez"):
                return symbol
    return rng.choice(
        (
            "ミスリル",
            "オリハルコン",
            "アダマンチウム",
            "ヴィブラニウム",
            "unobtainium",
            "vibranium",
            "adamantium",
            "mithril",
            "kryptonite",
            "ヒヒイロカネ",
            "クリプトナイト",
            "ステンレス",
            "真鍮",
            "プラスチック",
            "デューテリウム",
            "dilithium",
            "ダイリチウム",
        )
    )
