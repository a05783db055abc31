"""Requests for the other functions: lattice constants, adsorption, surfaces, vacancies, hops, relaxation, vibrations, dynamics, views."""

import random
from collections.abc import Callable

from model.data.grammar import load, one_of
from model.data.noun import Voice, many_sites, one_site, picked
from model.data.things import CALCULATOR_NAMES, CALCULATORS, elements, figures, fmax, path_file, site, sites, structure_file

Drawn = tuple[str, tuple[str, ...], tuple[int, ...], str]
_METALS = (
    "Cu",
    "Ag",
    "Au",
    "Ni",
    "Pd",
    "Pt",
    "Al",
    "Ir",
    "Rh",
    "Fe",
    "Ru",
    "Ti",
    "W",
    "Mo",
    "Co",
    "Ta",
    "Nb",
    "Zn",
    "Mg",
    "V",
    "Cr",
    "Pb",
    "Si",
    "Ge",
)
_ADSORBATES = ("O", "H", "N", "C", "S", "CO", "NO", "OH", "N2", "O2", "H2", "H2O", "NH3", "CH3", "NH", "CH", "F", "Cl", "CH4", "CO2")
_MOLECULES = (
    "CO",
    "N2",
    "H2O",
    "NH3",
    "CH4",
    "O2",
    "H2",
    "NO",
    "CO2",
    "C2H4",
    "OH",
    "CH3OH",
    "C2H2",
    "HCN",
    "HCl",
    "SO2",
    "N2O",
    "C2H6",
    "C6H6",
    "HF",
    "NO2",
    "O3",
    "H2CO",
)
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

SAID = load("other")


_K = "[{wo}{calc}|{wo}{calc}|{wo}{calc}|{wo}計算|{wh}|は[?|いくつ?|いくら?|いくつですか]||[をお願いします|よろしく|お願い|頼む]|[を知りたい|が知りたい|を知りたいのですが|が欲しい|が必要です]|の計算|を{graph}で]"
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
_LATTICES = {
    "fcc": ("fcc", "FCC", "面心立方", "面心立方格子", "fcc構造"),
    "bcc": ("bcc", "BCC", "体心立方", "体心立方格子", "bcc構造"),
    "hcp": ("hcp", "HCP", "六方最密", "六方最密充填"),
    "diamond": ("ダイヤモンド構造", "diamond", "ダイヤモンド型"),
}


def surface(voice: Voice) -> tuple[str, str]:
    """A surface: its canonical name, and as it is written."""
    rng = voice.rng
    metal = rng.choice(("Cu", "Pt", "Ni", "Pd", "Ag", "Au", "Al", "Rh", "Ir", "Ru", "Fe", "Co", "W", "Mo"))
    facet = "0001" if metal in ("Ru", "Co") and rng.random() < 0.6 else rng.choice(("111", "111", "100", "110", "211", "210"))
    name = metal if rng.random() < 0.75 else voice.element(metal)
    forms = (f"{name}({facet})",) * 6 + (
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


def _words(voice: Voice, **extra: object) -> dict[str, object]:
    say = voice.say
    return {
        "k": lambda: say(_K), "k2": lambda: say("{calc}"), "k3": lambda: say("[|{wo}{calc}|。計算して|を求めて|は?]"), "k4": lambda: say("{wo}{calc}。"),
        "k2b": lambda: say("[して|してください|お願いします|する|してほしい]"), "k5": lambda: say("[を実行して|をお願いします|して|お願い|をやって||をしてください|を頼む|をかけて]"), "c": lambda: say("[|ください|ほしい|みて]"), **extra,
    }  # fmt: skip


def lattice(voice: Voice) -> Drawn:
    rng = voice.rng
    symbol = elements(rng, 1)[0] if rng.random() < 0.2 else rng.choice(_METALS)
    templates = SAID["LATTICE_EN"] if voice.english else SAID["LATTICE"]
    template = rng.choice(templates)
    structure = rng.choice(tuple(_LATTICES))
    word = rng.choice(_LATTICES[structure][:2] if voice.english else _LATTICES[structure])
    if voice.english and "{L}" in template:
        template = template.replace("[{L} |bulk |]", f"{word} " if rng.random() < 0.3 else rng.choice(("bulk ", "")))
        named = word in template
    else:
        named = "{L}" in template
    text = voice.say(template, **_words(voice, E=voice.element(symbol), L=word))
    return text, (), (), f'lattice_constant("{symbol}"' + (f', lattice="{structure}"' if named else "")


def adsorption(voice: Voice) -> Drawn:
    rng = voice.rng
    where, written = surface(voice)
    what = rng.choice(_ADSORBATES)
    bare = rng.random() < 0.25
    place = rng.choice(tuple(_SITES))
    templates = (SAID["ADSORPTION_BARE_EN"] if bare else SAID["ADSORPTION_EN"]) if voice.english else (SAID["ADSORPTION_BARE"] if bare else SAID["ADSORPTION"])
    place_word = rng.choice(_SITES_EN[place] if voice.english else _SITES[place])
    if not voice.english and not place_word.endswith("サイト") and rng.random() < 0.5:
        place_word += rng.choice(("サイト", "サイト", " サイト", "位置"))
    text = one_of(rng, templates, _words(voice, S=written, A=molecule(voice, what), T=place_word))
    return text, (), (), f'adsorption_energy("{what}", "{where}"' + ("" if bare else f', site="{place}"')


def surface_energy(voice: Voice) -> Drawn:
    where, written = surface(voice)
    return voice.tell(SAID, "SURFACE", _words(voice, S=written)), (), (), f'surface_energy("{where}"'


def vacancy(voice: Voice) -> Drawn:
    symbol = voice.rng.choice(_METALS)
    return (
        voice.tell(SAID, "VACANCY", _words(voice, E=voice.element(symbol))),
        (),
        (),
        f'vacancy_formation("{symbol}"',
    )


def migration(voice: Voice) -> Drawn:
    symbol = voice.rng.choice(_METALS)
    return (
        voice.tell(SAID, "MIGRATION", _words(voice, E=voice.element(symbol))),
        (),
        (),
        f'vacancy_migration("{symbol}"',
    )


def hop(voice: Voice) -> Drawn:
    rng = voice.rng
    where, written = surface(voice)
    symbol = rng.choice(("Cu", "Pt", "Ni", "Ag", "Au", "Pd", "Al", "O", "H", "N", "C", "Rh", "S", where.split("(")[0], where.split("(")[0]))
    text = voice.tell(SAID, "HOP", _words(voice, S=written, A=voice.element(symbol)))
    return text, (), (), f'surface_hop("{symbol}", "{where}"'


def relaxation(voice: Voice) -> Drawn:
    file = structure_file(voice.rng)
    said = file
    if voice.rng.random() < 0.15:
        said = "the structure" if voice.english else voice.rng.choice(("この構造", "添付の構造", "ファイルの構造", "構造"))
    return voice.tell(SAID, "RELAX", _words(voice, f=said)), (file,), (), f'relax("{file}"'


def vibration(voice: Voice) -> Drawn:
    rng = voice.rng
    templates = SAID["VIBRATIONS_EN"] if voice.english else SAID["VIBRATIONS"]
    if rng.random() < 0.3:
        file = structure_file(rng)
        return one_of(rng, templates, _words(voice, M=file)), (file,), (), f'vibrations("{file}"'
    what = rng.choice(_MOLECULES)
    return one_of(rng, templates, _words(voice, M=molecule(voice, what))), (), (), f'vibrations("{what}"'


def dynamics(voice: Voice) -> Drawn:
    rng = voice.rng
    file = structure_file(rng)
    kelvin, t = _temperature(voice)
    time, p = _time(voice)
    if voice.english:
        text, keys = one_of(rng, SAID["DYNAMICS_EN"], _words(voice, f=file, t=t, p=p)), f", temperature_K={kelvin}, time_ps={time}"
    else:
        kind = rng.random()
        given = _words(voice, f=file, t=t, p=p)
        if kind < 0.7:
            text, keys = one_of(rng, SAID["DYNAMICS"], given), f", temperature_K={kelvin}, time_ps={time}"
        elif kind < 0.9:
            text, keys = one_of(rng, SAID["DYNAMICS_HOT"], given), f", temperature_K={kelvin}"
        else:
            text, keys = one_of(rng, SAID["DYNAMICS_LONG"], given), f", time_ps={time}"
    if rng.random() < 0.22:
        ensemble = rng.choice(("NVE", "NVT"))
        words_ = {
            "NVE": ("NVE", "NVEアンサンブル", "ミクロカノニカル", "エネルギー一定"),
            "NVT": ("NVT", "NVTアンサンブル", "カノニカル", "温度一定"),
        }[ensemble]
        said = ensemble if voice.english else rng.choice(words_)
        text = f"{text.rstrip(' ?.')}, {said}" if voice.english else rng.choice((f"{said}で{text}", f"{text}。{said}で", f"{text}、{said}"))
        keys += f', ensemble="{ensemble}"'
    return text, (file,), (), f'molecular_dynamics("{file}"{keys}'


def _temperature(voice: Voice) -> tuple[str, str]:
    rng = voice.rng
    if rng.random() < 0.12:
        celsius = rng.choice((25, 27, 100, 200, 300, 500, rng.randrange(0, 900)))
        return f"{celsius} + 273.15", f"{celsius}" + rng.choice(("℃", "°C", " ℃") if voice.english else ("℃", "度", "°C", " ℃"))
    kelvin = rng.choice((300, 400, 500, 600, 800, 1000, 1200, rng.randrange(100, 1500)))
    return str(kelvin), figures(rng, kelvin, voice.english) + rng.choice((" K", "K") if voice.english else (" K", "K", "ケルビン", "K"))


def _time(voice: Voice) -> tuple[str, str]:
    rng = voice.rng
    if rng.random() < 0.3:
        femto = rng.choice((100, 200, 250, 500, 800, 1000, 2000, rng.randrange(50, 3000)))
        return f"{femto} / 1000", f"{femto}" + rng.choice((" fs", "fs") if voice.english else (" fs", "fs", "フェムト秒"))
    text = rng.choice(("0.5", "0.2", "1", "2", "5", "10", "0.1", "1.5", "2.5", "3", "0.25", "20"))
    return text, figures(rng, text, voice.english) + rng.choice((" ps", "ps") if voice.english else (" ps", "ps", "ピコ秒", "ps"))


def view(voice: Voice) -> Drawn:
    """A scene of a path, with atoms to be seen or without."""
    rng = voice.rng
    file = path_file(rng)
    head = f'path = read_path("{file}")\nscene(view(path'
    kind = rng.random()
    if kind < 0.22:
        text = voice.tell(SAID, "VIEW_BARE", _words(voice, f=file))
        return text, (file,), (), head
    many = rng.choices((1, 2, 3), (70, 20, 10))[0]
    indices = sites(rng, many) if many > 1 else (site(rng),)
    if kind < 0.4:
        said, picks = picked(voice, many), indices
    else:
        said, picks = many_sites(voice, indices) if many > 1 else one_site(voice, indices[0]), ()
    text = voice.tell(SAID, "VIEW", _words(voice, s=said))
    return text, (file,), picks, head + f", highlight=[{', '.join(map(str, indices))}]"


KINDS: dict[str, tuple[float, Callable[[Voice], Drawn]]] = {
    "lattice": (1.0, lattice), "adsorption": (1.4, adsorption), "surface_energy": (0.8, surface_energy), "vacancy": (0.8, vacancy), "migration": (0.9, migration), "hop": (1.1, hop),
    "relaxation": (0.9, relaxation), "vibration": (1.0, vibration), "dynamics": (1.2, dynamics), "view": (1.4, view),
}  # fmt: skip
_NAMES, _WEIGHTS = list(KINDS), [w for w, _ in KINDS.values()]
_CONTEXT = ("{hi}", "{ctx}")


def other(rng: random.Random) -> tuple[Voice, Drawn]:
    """One request for another function, now and then with a potential or a force limit; the script is whole."""
    voice = Voice.drawn(rng)
    name = rng.choices(_NAMES, _WEIGHTS)[0]
    text, files, picks, call = KINDS[name][1](voice)
    if name == "view":
        return voice, (text, files, picks, call + "))")
    text, keys = _extras(voice, name, text)
    return voice, (text, files, picks, f"result = {call}{keys})\nchart(result)\nscene(result)")


def _extras(voice: Voice, name: str, text: str) -> tuple[str, str]:
    """The request with options that fit the function, and their keywords."""
    rng, keys, said = voice.rng, "", []
    if name in ("migration", "hop") and rng.random() < 0.15:
        many, inner = rng.randrange(3, 12), rng.random() < 0.5
        keys += f", n_images={many} + 2" if inner else f", n_images={many}"
        said.append(
            (f"{many} intermediate images" if inner else f"{many} images")
            if voice.english
            else (
                rng.choice((f"中間像{many}枚", f"中間イメージは{many}枚", f"内部イメージ{many}枚"))
                if inner
                else rng.choice((f"イメージ{many}枚", f"全部で{many}枚", f"イメージ数{many}"))
            )
        )
    if name in ("relaxation", "migration", "hop") and rng.random() < (0.25 if name == "relaxation" else 0.12):
        typed, value = fmax(rng)
        keys += f", fmax={value}"
        said.append(
            rng.choice(
                (f"fmax {typed}", f"fmax={typed}")
                if voice.english
                else (
                    f"fmax {typed}",
                    f"fmax={typed}",
                    f"fmaxは{typed}",
                    f"力が{typed} eV/Å以下まで",
                    f"収束条件{typed}",
                    f"力の閾値は{typed} eV/Å",
                    f"残留力{typed}まで",
                )
            )
        )
    if name in ("migration", "hop") and rng.random() < 0.08:
        keys += ", climb=False"
        said.append("no climbing image" if voice.english else rng.choice(("climbing なし", "CIなし", "クライミングなし", "普通のNEB")))
    if rng.random() < 0.38:
        calculator = rng.choice(("emt", "emt", "emt", "chgnet", "chgnet", *CALCULATORS))
        keys += f', calculator="{calculator}"'
        written = rng.choice(CALCULATOR_NAMES[calculator])
        if voice.english:
            said.append(rng.choice((f"with {written}", f"using {written}", f"{written}")))
        else:
            form = rng.choice(("{c}", "{c}", "{c}ポテンシャル", "{c}を使っ", "{c}を用い", "計算器は{c}", "ポテンシャルは{c}"))
            said.append(form.replace("{c}", written))
    return _joined(voice, text, said), keys


def _joined(voice: Voice, text: str, said: list[str]) -> str:
    rng = voice.rng
    if not said:
        return text
    if voice.english:
        return text.rstrip(" .?!") + "".join(rng.choice((", ", " ", "; ")) + s for s in said)
    if rng.random() < 0.5:
        return "".join(s + ("て、" if s.endswith(("使っ", "用い")) else rng.choice(("で、", "で", "で"))) for s in said) + text
    said = [s + "て" if s.endswith(("使っ", "用い")) else s for s in said]
    return text.rstrip("。") + rng.choice(("、", "。", "(")) + "、".join(said) + rng.choice(("で", "で。", "", "でお願いします"))
