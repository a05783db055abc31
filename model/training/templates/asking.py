"""Ways to ask for the result of a function that is named anyway."""

from model.reading.patterns import each
from model.training.templates.grammar import Value
from model.training.templates.noun import Voice

# what a request of this kind returns: the sentence, its files, its picks, the calls without their last bracket, one a line
Drawn = tuple[str, tuple[str, ...], tuple[int, ...], str]
METALS = tuple(sorted(each("Cu Ag Au Ni Pd Pt Al Ir Rh Fe Ru Ti W Mo Co Ta Nb Zn Mg V Cr Pb Si Ge")))


def filled(voice: Voice, **extra: Value) -> dict[str, Value]:
    """The words that these templates share: ways to ask ({k}, {k2}, …), with those of the caller."""
    say = voice.say
    return {
        "k": lambda: say("{k_}"),
        "k2": lambda: say("{calc}"),
        "k3": lambda: say("[|{wo}{calc}|。計算して|を求めて|は?]"),
        "k4": lambda: say("{wo}{calc}。"),
        "k2b": lambda: say("[して|してください|お願いします|する|してほしい]"),
        "k5": lambda: say("[を実行して|をお願いします|して|お願い|をやって||をしてください|を頼む|をかけて]"),
        "c": lambda: say("[|ください|ほしい|みて]"),
        **extra,
    }
