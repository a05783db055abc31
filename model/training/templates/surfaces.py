"""Requests about a surface: adsorption, surface energy, the hop of an atom."""

from model.training.templates.asking import Drawn, filled
from model.training.templates.grammar import load, one_of
from model.training.templates.noun import Voice

SAID = load("other")
_ADSORBATES = ["O", "H", "N", "C", "S", "CO", "NO", "OH", "N2", "O2", "H2", "H2O", "NH3", "CH3", "NH", "CH", "F", "Cl", "CH4", "CO2"]
_MOLECULE_NAMES = {
    "CO": "一酸化炭素",
    "CO2": "二酸化炭素",
    "H2O": "水分子",
    "NH3": "アンモニア",
    "CH4": "メタン",
    "N2": "窒素分子",
    "O2": "酸素分子",
    "H2": "水素分子",
    "NO": "一酸化窒素",
    "C2H4": "エチレン",
    "CH3OH": "メタノール",
    "C2H2": "アセチレン",
    "C6H6": "ベンゼン",
    "C2H6": "エタン",
    "H2CO": "ホルムアルデヒド",
    "HCN": "シアン化水素",
    "HCl": "塩化水素",
}
_MOLECULE_NAMES_EN = {
    "CO": "carbon monoxide",
    "CO2": "carbon dioxide",
    "H2O": "water",
    "NH3": "ammonia",
    "CH4": "methane",
    "C2H4": "ethylene",
    "C2H2": "acetylene",
    "CH3OH": "methanol",
    "C6H6": "benzene",
    "NO": "nitric oxide",
}
_SITES = {
    "ontop": (
        "ontop",
        "on-top",
        "オントップ",
        "on top",
        "atop",
        "top",
        "トップ",
        "直上",
        "真上",
        "アトップ",
        "オントップサイト",
        "top サイト",
        "ontop サイト",
    ),
    "bridge": ("bridge", "ブリッジ", "橋かけ", "bridge サイト", "ブリッジサイト", "架橋", "架橋サイト", "橋架け", "ブリッジ位置"),
    "fcc": ("fcc", "fccサイト", "fcc ホロー", "FCC", "fcc hollow", "fcc サイト", "fccホローサイト", "fcc三配位"),
    "hcp": ("hcp", "hcpサイト", "hcp ホロー", "HCP", "hcp hollow", "hcp サイト", "hcpホローサイト", "hcp三配位"),
    "hollow": ("hollow", "ホロー", "ホローサイト", "hollow サイト", "四配位ホロー", "4-fold hollow", "4配位ホロー", "くぼみ", "中空サイト"),
}
_SITES_EN = {
    "ontop": ("ontop", "on-top", "atop", "top"),
    "bridge": ("bridge",),
    "fcc": ("fcc", "fcc hollow"),
    "hcp": ("hcp", "hcp hollow"),
    "hollow": ("hollow", "four-fold hollow"),
}


def surface(voice: Voice) -> tuple[str, str]:
    """A surface: its canonical name, and as it is written."""
    rng = voice.rng
    metal = rng.choice(("Cu", "Pt", "Ni", "Pd", "Ag", "Au", "Al", "Rh", "Ir", "Ru", "Fe", "Co", "W", "Mo"))
    facet = "0001" if metal in ("Ru", "Co") and rng.random() < 0.6 else rng.choice(("111", "111", "100", "110", "211", "210"))
    name = metal if rng.random() < 0.75 else voice.element(metal)
    forms: tuple[str, ...] = (f"{name}({facet})",) * 6 + (
        f"{name} ({facet})",
        f"{name}({facet})面",
        f"{name}の({facet})面",
        f"{name}({facet})表面",
        f"{name}の{facet}面",
        f"{name}{facet}面",
        f"{name} {facet} 面",
    )
    if voice.english:
        forms = (f"{name}({facet})",) * 6 + (f"{name} ({facet})", f"{name}{facet}" if len(name) < 3 else f"{name}({facet})")
    if rng.random() < 0.04:
        forms = tuple(f.translate(str.maketrans("()0123", "（）０１２３")) for f in forms)
    return f"{metal}({facet})", rng.choice(forms)


def two_surfaces(voice: Voice) -> tuple[str, str, str]:
    """Two facets of one metal, or one of two: their canonical names, and as they are written."""
    rng = voice.rng
    first, written = surface(voice)
    metal = first.split("(")[0]
    facet = rng.choice([f for f in ("111", "100", "110") if f not in first])
    joined = " and " if voice.english else rng.choice(("と", "、", "・", " と "))
    if rng.random() < 0.6:
        name = metal if rng.random() < 0.7 else voice.element(metal)
        face = "" if voice.english or rng.random() < 0.4 else "面"
        return first, f"{metal}({facet})", f"{name}({first.partition('(')[2]}{face}{joined}({facet}){face}"
    other = rng.choice([m for m in ("Cu", "Pt", "Ni", "Pd", "Ag", "Au", "Al") if m != metal])
    return first, f"{other}({facet})", f"{written}{joined}{other}({facet})"


def molecule(voice: Voice, symbol: str) -> str:
    """A molecule or atom as it is written."""
    names = _MOLECULE_NAMES_EN if voice.english else _MOLECULE_NAMES
    if symbol in names and voice.rng.random() < 0.35:
        return names[symbol]
    if len(symbol) == 1 or symbol == "Cl":
        text = symbol if voice.rng.random() < 0.6 or voice.english else voice.element(symbol)
        if voice.english and voice.rng.random() < 0.3:
            return voice.element(symbol)
        return text + ("原子" if not voice.english and voice.rng.random() < 0.25 else "")
    return symbol + ("分子" if not voice.english and voice.rng.random() < 0.25 else "")


def adsorption(voice: Voice) -> Drawn:
    rng = voice.rng
    where, written = surface(voice)
    what = rng.choice(_ADSORBATES)
    bare = rng.random() < 0.25
    place = rng.choice(tuple(_SITES))
    templates = (
        (SAID["ADSORPTION_BARE_EN"] if bare else SAID["ADSORPTION_EN"])
        if voice.english
        else (SAID["ADSORPTION_BARE"] if bare else SAID["ADSORPTION"])
    )
    place_word = rng.choice(_SITES_EN[place] if voice.english else _SITES[place])
    if not voice.english and not place_word.endswith("サイト") and rng.random() < 0.5:
        place_word += rng.choice(("サイト", "サイト", " サイト", "位置"))
    text = one_of(rng, templates, filled(voice, S=written, A=molecule(voice, what), T=place_word))
    return text, (), (), f'adsorption_energy("{what}", "{where}"' + ("" if bare else f', site="{place}"')


def surface_energy(voice: Voice) -> Drawn:
    where, written = surface(voice)
    if voice.rng.random() < 0.08:
        where, other, written = two_surfaces(voice)
        text = voice.tell(SAID, "SURFACE", filled(voice, S=written))
        return text, (), (), f'surface_energy("{where}"\nsurface_energy("{other}"'
    return voice.tell(SAID, "SURFACE", filled(voice, S=written)), (), (), f'surface_energy("{where}"'


def hop(voice: Voice) -> Drawn:
    rng = voice.rng
    where, written = surface(voice)
    symbol = rng.choice(("Cu", "Pt", "Ni", "Ag", "Au", "Pd", "Al", "O", "H", "N", "C", "Rh", "S", where.split("(")[0], where.split("(")[0]))
    text = voice.tell(SAID, "HOP", filled(voice, S=written, A=voice.element(symbol)))
    return text, (), (), f'surface_hop("{symbol}", "{where}"'
