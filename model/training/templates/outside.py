"""What people say to a chemistry assistant that is none of its business, or chemistry that it does not do."""

import random

from model.training.templates.grammar import Value, load, one_of
from model.training.templates.noun import Voice, one_site
from model.training.templates.things import COMMON, path_file, site, spelt

SAID = load("outside")
_ENGLISH = ("silver", "gold", "copper", "Pt", "iron", "water", "CO2", "nickel", "silicon")
_SUBSTANCES = ("水", "CO", "CO2", "アンモニア", "メタン", "水分子", "二酸化炭素", "酸化鉄", "塩化銀", "ベンゼン", "TiO2")


def out_of_scope(rng: random.Random) -> str:
    """A sentence that asks for nothing that we compute; some of them name atoms, files and elements all the same."""

    def element() -> str:
        return spelt(rng, rng.choice(COMMON), rng.choice(("symbol", "ja", "ja")))

    voice = Voice(rng)
    given: dict[str, Value] = {
        "E": element,
        "E2": element,
        "En": lambda: rng.choice(_ENGLISH),
        "M": lambda: rng.choice(_SUBSTANCES),
        "S": lambda: one_site(voice, site(rng)),
        "f": lambda: path_file(rng),
        "n": lambda: str(rng.randrange(1, 60)),
    }
    section = rng.choices(("ENGLISH", "SCIENCE", "CHAT", "NEAR"), (16, 25, 44, 15))[0]
    text = one_of(rng, SAID[section], given)
    return voice.say("{hi}") + text if section != "ENGLISH" and rng.random() < 0.12 else text
