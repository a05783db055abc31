"""The data: every sample is a request that its script answers, in legal Python, from what was said."""

import ast
import itertools
import random
from collections import Counter

import pytest

from model import corpus
from model.data import samples
from model.data.draw import SHARES
from model.data.grammar import say

NEB = {"n_images", "fmax", "climb", "calculator"}
ARGUMENTS: dict[str, set[str]] = {
    name: set() for name in ("read_path", "substitute", "verify", "rates", "chart", "scene", "ask", "range")
} | {
    "interpolate": {"n_images"},
    "barrier": NEB,
    "screen": NEB | {"sites", "elements", "substitutions", "together", "host"},
    "view": {"highlight"},
    "relax": {"fmax", "calculator"},
    "lattice_constant": {"lattice", "calculator"},
    "adsorption_energy": {"site", "calculator"},
    "surface_energy": {"calculator"},
    "vacancy_formation": {"calculator"},
    "vibrations": {"calculator"},
    "vacancy_migration": NEB,
    "surface_hop": NEB,
    "molecular_dynamics": {"temperature_K", "time_ps", "ensemble", "calculator"},
}


def calls(script: str) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Call)]


def test_scripts_use_the_vocabulary_and_its_arguments_only() -> None:
    for sample in samples(11, 3000):
        for call in itertools.chain.from_iterable(calls(script) for _, script in sample.conversation):
            assert isinstance(call.func, ast.Name) and {k.arg for k in call.keywords} <= ARGUMENTS[call.func.id]


def test_nearly_every_sample_is_sound_and_the_rest_is_not_learnt() -> None:
    rng = random.Random(12)
    from model.data.draw import sample, slotted

    drawn = [slotted(sample(rng)) for _ in range(2000)]
    assert sum(corpus.sound(turns) for turns in drawn) > 0.985 * len(drawn)
    assert all(corpus.sound(corpus.draw(rng)) for _ in range(200))


def test_a_script_with_a_number_that_nobody_said_is_not_sound() -> None:
    assert corpus.sound([("request: N1番をE1に", 'screen(path, sites=[N1], elements=["E1"])')])
    assert not corpus.sound([("request: N1番をE1に", 'screen(path, sites=[22], elements=["E1"])')])
    assert not corpus.sound([("request: N1番をE1に", 'screen(path, sites=[N1], elements=["E2"])')])
    assert not corpus.sound([("request: N1番をE1に", 'screen(path, sites=[N1], elements=["Pt"])')])


def test_the_same_seed_gives_the_same_data() -> None:
    assert list(samples(3, 50)) == list(samples(3, 50)) != list(samples(4, 50))


def test_every_family_has_its_share() -> None:
    seen = Counter(sample.family for sample in samples(5, 4000))
    assert all(abs(seen[family] / 4000 - share) < 0.03 for family, share in SHARES.items())


@pytest.mark.parametrize("family", SHARES)
def test_sentences_hardly_repeat(family: str) -> None:
    rng = random.Random(6)
    said = [corpus.draw(rng, family)[-1][0] for _ in range(1000)]
    assert len(set(said)) > (650 if family in ("refuse", "conversation") else 800)


def test_templates_expand_choices_and_words() -> None:
    rng = random.Random(1)
    assert {say(rng, "[a|b]{x}", {"x": "!"}) for _ in range(50)} == {"a!", "b!"}
    with pytest.raises(ValueError, match="open bracket"):
        say(rng, "[a|b")
