"""Named choices: the lattice of a crystal, the site of an adsorbate, the ensemble of dynamics, the direction of a path."""

import re
from collections.abc import Iterator

from ase.data import atomic_numbers, reference_states

from agent.ground import Complaint, Ground
from agent.use import Use
from agent.vocabulary import default
from model.mentions import normal

_WORDS = {
    "lattice": {"fcc": r"\bfcc|面心", "bcc": r"\bbcc|体心", "hcp": r"\bhcp|六方最密|最密六方", "diamond": r"ダイヤモンド|diamond"},
    "site": {
        "ontop": r"オントップ|アトップ|直上|真上|トップ|on-?top|atop|top\b",
        "bridge": r"ブリッジ|橋|bridge",
        "hollow": r"ホロー|くぼみ|窪み|中空|hollow",
        "fcc": r"fcc",
        "hcp": r"hcp",
    },
    "ensemble": {
        "nve": r"NVE|エネルギー一定|constant energy|ミクロカノニカル|microcanonical",
        "nvt": r"NVT|温度一定|constant temperature|(?<!ミクロ)カノニカル|\bcanonical",
        "npt": r"NPT",
    },
}
_FUNCTIONS = {"lattice": "lattice_constant", "site": "adsorption_energy", "ensemble": "molecular_dynamics"}
_FROM = re.compile(r"\s*(?:から|を(?:始|初期|反応物)(?!\S{0,3}(?:と|・|/)\s*(?:終|生成|最終))|が(?:始|初期|反応物)|→|->)")
_TO = re.compile(r"\s*(?:まで|へ|に(?:至|向|到)|を(?:終|生成物)|が(?:終|生成物))")
_FROM_EN, _TO_EN = (re.compile(rf"\b{word}\s+(?:the\s+)?$", re.IGNORECASE | re.ASCII) for word in ("from", "to"))


def choices_agree(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Each choice that the request names is made, and none that it does not name."""
    for parameter, words in _WORDS.items():
        if _FUNCTIONS[parameter] not in use.functions:
            continue
        said = {
            name
            for name, pattern in words.items()
            if any(re.search(pattern, normal(text), re.IGNORECASE | re.ASCII) for text in ground.texts)
        }
        said -= {"hollow"} if said & {"fcc", "hcp"} else set()
        usual = _usual(parameter, use)
        made = next((value for name, value in use.choices if name == parameter), usual)
        if made not in said and (said or made != usual):
            wanted = f"the request wants {', '.join(sorted(said))}" if said else "the request names none"
            yield "script_rejected", f'{parameter}="{made}": {wanted}'


def _usual(parameter: str, use: Use) -> str:
    """What a choice is when a script leaves it out."""
    if parameter == "lattice":
        numbers = [atomic_numbers[thing] for thing in use.things if thing in atomic_numbers]
        return str((reference_states[numbers[0]] or {}).get("symmetry", "")) if numbers else ""
    return str(default(_FUNCTIONS[parameter], parameter)).lower()


def direction_agrees(use: Use, ground: Ground) -> Iterator[Complaint]:
    """A path leads from the file that the request starts from to the one that it goes to."""
    text = normal(ground.last.text)
    for initial, final in use.ends:
        for mention in ground.last.of("file"):
            before = text[: mention.span[0]]
            starts = bool(_FROM.match(text, mention.span[1]) or _FROM_EN.search(before))
            ends = bool(_TO.match(text, mention.span[1]) or _TO_EN.search(before))
            if (starts and mention.value == final != initial) or (ends and mention.value == initial != final):
                yield "script_rejected", f"the path goes the other way: interpolate({final!r}, {initial!r})"
