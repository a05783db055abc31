"""The data: every sample is a request that its script answers, in legal Python, from what was said."""

import ast
import itertools
import random
from collections import Counter

import pytest

from model.reading.script import Unwritable, written
from model.reading.slots import set_apart
from model.request import Request
from model.training import corpus
from model.training.evaluate import meaning
from model.training.templates import samples
from model.training.templates.draw import SHARES, sample
from model.training.templates.grammar import say

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
    for one in samples(11, 3000):
        for call in itertools.chain.from_iterable(calls(script) for _, script in one.conversation):
            assert isinstance(call.func, ast.Name) and {k.arg for k in call.keywords} <= ARGUMENTS[call.func.id]


def test_nearly_every_sample_can_be_written_in_pieces_and_means_the_same() -> None:
    rng, lost = random.Random(12), 0
    for _ in range(2000):
        lesson = corpus.drawn(rng)
        try:
            one = corpus.example(lesson)
        except Unwritable:
            lost += 1
            continue
        slots = set_apart([request for request, _ in lesson.turns])[1]
        assert meaning(written(one.pieces, slots)) == meaning(lesson.turns[-1][1])
    assert lost < 0.01 * 2000


@pytest.mark.parametrize("script", ['screen(path, sites=[23], elements=["Ni"])', 'screen(path, sites=[22], elements=["Pt"])', "print(22)"])
def test_what_nobody_named_cannot_be_written(script: str) -> None:
    request = Request("22番をNiに", ("p.xyz",))
    with pytest.raises(Unwritable):
        corpus.example(corpus.Lesson(((request, f'path = read_path("p.xyz")\ntable = {script}'),)))


def test_the_same_seed_gives_the_same_data() -> None:
    assert list(samples(3, 50)) == list(samples(3, 50)) != list(samples(4, 50))


def test_every_family_has_its_share() -> None:
    seen = Counter(sample.family for sample in samples(5, 4000))
    assert all(abs(seen[family] / 4000 - share) < 0.03 for family, share in SHARES.items())


@pytest.mark.parametrize("family", SHARES)
def test_sentences_hardly_repeat(family: str) -> None:
    rng = random.Random(6)
    said = [sample(rng, family).conversation[-1][0].instruction for _ in range(1000)]
    assert len(set(said)) > (650 if family in ("refuse", "conversation") else 800)


def test_templates_expand_choices_and_words() -> None:
    rng = random.Random(1)
    assert {say(rng, "[a|b]{x}", {"x": "!"}) for _ in range(50)} == {"a!", "b!"}
    with pytest.raises(ValueError, match="open bracket"):
        say(rng, "[a|b")
