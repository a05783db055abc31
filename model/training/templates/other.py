"""Requests for the other functions, now and then with a potential, images or a force limit."""

import random
from collections.abc import Callable

from model.training.templates.asking import Drawn
from model.training.templates.bulk import lattice, migration, vacancy
from model.training.templates.noun import Voice
from model.training.templates.structures import dynamics, relaxation, vibration, view
from model.training.templates.surfaces import adsorption, hop, surface_energy
from model.training.templates.things import CALCULATOR_NAMES, CALCULATORS, fmax

KINDS: dict[str, tuple[float, Callable[[Voice], Drawn]]] = {
    "lattice": (1.0, lattice),
    "adsorption": (1.4, adsorption),
    "surface_energy": (0.8, surface_energy),
    "vacancy": (0.8, vacancy),
    "migration": (0.9, migration),
    "hop": (1.1, hop),
    "relaxation": (0.9, relaxation),
    "vibration": (1.0, vibration),
    "dynamics": (1.2, dynamics),
    "view": (1.4, view),
}
_NAMES, _WEIGHTS = list(KINDS), [w for w, _ in KINDS.values()]


def other(rng: random.Random) -> tuple[Voice, Drawn]:
    """One request for another function, now and then with a potential or a force limit; the script is whole."""
    voice = Voice.drawn(rng)
    name = rng.choices(_NAMES, _WEIGHTS)[0]
    text, files, picks, call = KINDS[name][1](voice)
    if name == "view":
        return voice, (text, files, picks, call + "))")
    text, keys = _extras(voice, name, text)
    return voice, (text, files, picks, "\n".join(f"result = {one}{keys})\nchart(result)\nscene(result)" for one in call.splitlines()))


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
