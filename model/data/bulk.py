"""Requests about the bulk of an element: its lattice constant, its vacancies, how they move."""

from model.data.asking import METALS, Drawn, filled
from model.data.grammar import load
from model.data.noun import Voice
from model.data.things import elements

SAID = load("other")
_LATTICES = {
    "fcc": ("fcc", "FCC", "面心立方", "面心立方格子", "fcc構造"),
    "bcc": ("bcc", "BCC", "体心立方", "体心立方格子", "bcc構造"),
    "hcp": ("hcp", "HCP", "六方最密", "六方最密充填"),
    "diamond": ("ダイヤモンド構造", "diamond", "ダイヤモンド型"),
}


def lattice(voice: Voice) -> Drawn:
    rng = voice.rng
    symbol = elements(rng, 1)[0] if rng.random() < 0.2 else rng.choice(METALS)
    templates = SAID["LATTICE_EN"] if voice.english else SAID["LATTICE"]
    template = rng.choice(templates)
    structure = rng.choice(tuple(_LATTICES))
    word = rng.choice(_LATTICES[structure][:2] if voice.english else _LATTICES[structure])
    if voice.english and "{L}" in template:
        template = template.replace("[{L} |bulk |]", f"{word} " if rng.random() < 0.3 else rng.choice(("bulk ", "")))
        named = word in template
    else:
        named = "{L}" in template
    text = voice.say(template, **filled(voice, E=voice.element(symbol), L=word))
    return text, (), (), f'lattice_constant("{symbol}"' + (f', lattice="{structure}"' if named else "")


def vacancy(voice: Voice) -> Drawn:
    symbol = voice.rng.choice(METALS)
    return (
        voice.tell(SAID, "VACANCY", filled(voice, E=voice.element(symbol))),
        (),
        (),
        f'vacancy_formation("{symbol}"',
    )


def migration(voice: Voice) -> Drawn:
    symbol = voice.rng.choice(METALS)
    return (
        voice.tell(SAID, "MIGRATION", filled(voice, E=voice.element(symbol))),
        (),
        (),
        f'vacancy_migration("{symbol}"',
    )
