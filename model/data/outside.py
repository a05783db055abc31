"""What people say to a chemistry assistant that is none of its business, or chemistry that it does not do."""

import random

from model.data.grammar import load, one_of

SAID = load("outside")



def out_of_scope(rng: random.Random) -> str:
    """A sentence that asks for nothing that we compute."""
    from model.data.noun import Voice
    from model.data.things import COMMON, spelt

    chance = rng.random()
    given = {
        "E": lambda: spelt(rng, rng.choice(COMMON), rng.choice(("symbol", "ja", "ja"))),
        "En": lambda: rng.choice(("silver", "gold", "copper", "Pt", "iron", "water", "CO2", "nickel", "silicon")),
        "M": lambda: rng.choice(
            ("水", "CO", "CO2", "アンモニア", "メタン", "水分子", "二酸化炭素", "酸化鉄", "塩化銀", "ベンゼン", "TiO2")
        ),
    }
    text = one_of(rng, SAID["ENGLISH"] if chance < 0.17 else SAID["SCIENCE"] if chance < 0.45 else SAID["CHAT"], given)
    if chance >= 0.17 and rng.random() < 0.12:
        text = Voice(rng).say("{hi}") + text
    return text
