"""Requests about the bulk of an element: its lattice constant, its vacancies, how they move."""

from model.training.templates.asking import METALS, Drawn, filled
from model.training.templates.grammar import load
from model.training.templates.noun import Voice, element_list
from model.training.templates.things import elements

SAID = load("other")
_LATTICES = {
    "fcc": ("fcc", "FCC", "面心立方", "面心立方格子", "fcc構造"),
    "bcc": ("bcc", "BCC", "体心立方", "体心立方格子", "bcc構造"),
    "hcp": ("hcp", "HCP", "六方最密", "六方最密充填"),
    "diamond": ("ダイヤモンド構造", "diamond", "ダイヤモンド型"),
}


def _metals(voice: Voice) -> tuple[str, ...]:
    """One metal, now and then two or three."""
    return tuple(voice.rng.sample(METALS, voice.rng.choices((1, 2, 3), (92, 6, 2))[0]))


def _calls(name: str, symbols: tuple[str, ...], more: str = "") -> str:
    return "\n".join(f'{name}("{symbol}"{more}' for symbol in symbols)


def lattice(voice: Voice) -> Drawn:
    rng = voice.rng
    symbols = elements(rng, 1) if rng.random() < 0.2 else _metals(voice)
    templates = SAID["LATTICE_EN"] if voice.english else SAID["LATTICE"]
    template = rng.choice(templates)
    structure = rng.choice(tuple(_LATTICES))
    word = rng.choice(_LATTICES[structure][:2] if voice.english else _LATTICES[structure])
    if voice.english and "{L}" in template:
        template = template.replace("[{L} |bulk |]", f"{word} " if rng.random() < 0.3 else rng.choice(("bulk ", "")))
        named = word in template
    else:
        named = "{L}" in template
    text = voice.say(template, **filled(voice, E=element_list(voice, symbols), L=word))
    return text, (), (), _calls("lattice_constant", symbols, f', lattice="{structure}"' if named else "")


def vacancy(voice: Voice) -> Drawn:
    symbols = _metals(voice)
    text = voice.tell(SAID, "VACANCY", filled(voice, E=element_list(voice, symbols)))
    return text, (), (), _calls("vacancy_formation", symbols)


def migration(voice: Voice) -> Drawn:
    symbols = _metals(voice)
    text = voice.tell(SAID, "MIGRATION", filled(voice, E=element_list(voice, symbols)))
    return text, (), (), _calls("vacancy_migration", symbols)
