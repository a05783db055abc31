"""Requests about a structure in a file, or a molecule: relaxation, vibrations, dynamics; the view of a path."""

from model.reading.patterns import each
from model.training.templates.asking import Drawn, filled
from model.training.templates.grammar import load, one_of
from model.training.templates.noun import Voice, many_sites, one_site, picked
from model.training.templates.surfaces import molecule
from model.training.templates.things import figures, path_file, site, sites, structure_file

SAID = load("other")
_MOLECULES = tuple(sorted(each("CO N2 H2O NH3 CH4 O2 H2 NO CO2 C2H4 OH CH3OH C2H2 HCN HCl SO2 N2O C2H6 C6H6 HF NO2 O3 H2CO")))


def relaxation(voice: Voice) -> Drawn:
    file = structure_file(voice.rng)
    said = file
    if voice.rng.random() < 0.15:
        said = "the structure" if voice.english else voice.rng.choice(("この構造", "添付の構造", "ファイルの構造", "構造"))
    return voice.tell(SAID, "RELAX", filled(voice, f=said)), (file,), (), f'relax("{file}"'


def vibration(voice: Voice) -> Drawn:
    rng = voice.rng
    templates = SAID["VIBRATIONS_EN"] if voice.english else SAID["VIBRATIONS"]
    if rng.random() < 0.3:
        file = structure_file(rng)
        return one_of(rng, templates, filled(voice, M=file)), (file,), (), f'vibrations("{file}"'
    what = rng.choice(_MOLECULES)
    return one_of(rng, templates, filled(voice, M=molecule(voice, what))), (), (), f'vibrations("{what}"'


def dynamics(voice: Voice) -> Drawn:
    rng = voice.rng
    file = structure_file(rng)
    kelvin, t = _temperature(voice)
    time, p = _time(voice)
    if voice.english:
        text, keys = one_of(rng, SAID["DYNAMICS_EN"], filled(voice, f=file, t=t, p=p)), f", temperature_K={kelvin}, time_ps={time}"
    else:
        kind = rng.random()
        given = filled(voice, f=file, t=t, p=p)
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
        text = voice.tell(SAID, "VIEW_BARE", filled(voice, f=file))
        return text, (file,), (), head
    many = rng.choices((1, 2, 3), (70, 20, 10))[0]
    indices = sites(rng, many) if many > 1 else (site(rng),)
    if kind < 0.4:
        said, picks = picked(voice, many), indices
    else:
        said, picks = many_sites(voice, indices) if many > 1 else one_site(voice, indices[0]), ()
    text = voice.tell(SAID, "VIEW", filled(voice, s=said))
    return text, (file,), picks, head + f", highlight=[{', '.join(map(str, indices))}]"
