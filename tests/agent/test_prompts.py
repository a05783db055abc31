"""What a general model is told cannot drift from the code, and has room in its context."""

import dataclasses
import re
from dataclasses import replace

import pytest
from ase.build import add_adsorbate, fcc100, hcp0001, molecule
from ase.constraints import FixAtoms
from ase.io import read, write
from langchain_core.messages import HumanMessage, SystemMessage
from planning import looked_at

import sim
from agent.conversation import Turn
from agent.prompts import about, system_prompt, told
from agent.understanding import hop
from model.request import Request, parse
from model.scripted import ScriptedChat
from sim.records import KINDS
from sim.vocabulary import words
from tools.structures import read_summary

REQUEST = Request("22番をAgに", ("path.extxyz",))
EARLIER = [Turn(Request(f"{n}番をAgに"), "a = 1\n") for n in range(5)]


class Narrow(ScriptedChat):
    """A model with a context of so many letters."""

    room: int

    def fits(self, messages):
        return sum(len(message.content) for message in messages) <= self.room


def letters(messages):
    return sum(len(message.content) for message in messages)


@pytest.mark.parametrize("brief", [False, True])
def test_the_prompt_has_every_function_with_its_own_parameters(brief):
    prompt = system_prompt(brief=brief)
    for name, word in words().items():
        line = re.search(rf"^{name}\((.*)\) -> \w+", prompt, re.MULTILINE)[1]
        assert re.findall(r"(\w+):", line) == list(word.signature.parameters)
        assert (sim.__dict__[name].__doc__.split("\n")[0] in prompt) != brief
    assert not re.search(r"\{(?:functions|shown|records|potentials|sites|surfaces|lattices|ensembles)\}", prompt)


EXAMPLE = r"(?:^files: (.*)\n)?(?:^about: .*\n)?^request: (.*)\n^(```python\n(?s:.*?)```)"


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    """The files that the examples of the prompt speak of."""
    folder = tmp_path_factory.mktemp("examples")
    slab = hcp0001("Ru", size=(8, 6, 4), vacuum=6.0)
    add_adsorbate(slab, molecule("N2"), 2.0, "ontop")
    hop(folder)
    for name, images in (("n2_ru", [slab] * 3), ("a", read(folder / "start.extxyz", ":")), ("b", read(folder / "end.extxyz", ":"))):
        for number, image in enumerate(images):
            images[number] = image.copy()
            images[number].positions[-1, 0] += 0.3 * number
            images[number].info.clear()
        write(folder / f"{name}.extxyz", images)
    return folder


@pytest.mark.parametrize("brief", [False, True])
def test_the_examples_are_replies_that_the_check_accepts(brief, examples):
    shown = re.findall(EXAMPLE, system_prompt(brief=brief), re.MULTILINE)
    assert len(shown) == (2 if brief else 8)
    for files, request, reply in shown:
        said = looked_at(request, reply, examples, files=[name for name in files.split(", ") if name])
        assert said in ("", "index_missing")


def test_the_prompt_names_the_fields_of_every_record():
    prompt = system_prompt()
    for name, kind in KINDS.items():
        fields = [field.name for field in dataclasses.fields(kind) if field.name not in ("warnings", "calculator")]
        assert name in ("value", "series", "export") or f"{kind.__name__}: {', '.join(fields)}" in prompt


def test_a_small_context_is_told_less_but_never_less_than_the_request():
    whole = told(Narrow(replies=[], room=10**9), system_prompt(), EARLIER, REQUEST, [], {})
    assert whole[0].content == system_prompt() and len(whole) == 2 * len(EARLIER) + 2
    brief = told(Narrow(replies=[], room=letters(whole) - 1), system_prompt(), EARLIER, REQUEST, [], {})
    assert brief[0].content == system_prompt(brief=True) and len(brief) == len(whole)
    recent = told(Narrow(replies=[], room=letters(brief) - 1), system_prompt(), EARLIER, REQUEST, [], {})
    assert "1番" in recent[1].content and recent[-1].content.endswith("22番をAgに")
    last = told(Narrow(replies=[], room=1), system_prompt(), EARLIER, REQUEST, [], {})
    assert [type(said) for said in last] == [SystemMessage, HumanMessage]


def test_a_model_that_cannot_measure_is_told_all():
    assert len(told(ScriptedChat(replies=[]), system_prompt(), EARLIER, REQUEST, [("x", "no")], {})) == 2 * len(EARLIER) + 4


def test_files_are_told_in_a_line_without_a_coordinate(tmp_path):
    slab = fcc100("Cu", size=(2, 2, 3), vacuum=8.0)
    slab.set_constraint(FixAtoms(indices=range(4)))
    slab[9].symbol = "Ag"
    slab.info.clear()
    write(tmp_path / "path.extxyz", [slab] * 3)
    summary = read_summary(tmp_path / "path.extxyz")
    assert about(summary) == "path.extxyz: 3 images, Cu 0-8 10-11, Ag 9, 3 layers, fixed 0-3"
    said = told(ScriptedChat(replies=[]), system_prompt(), [], REQUEST, [], {"path.extxyz": summary})[-1].content
    assert "about: path.extxyz: 3 images" in said and not re.search(r"\d\.\d", said)
    assert parse(said) == replace(REQUEST, species=("Cu", "Ag"))  # what the embedded model reads


def test_the_prompt_is_short_enough_for_a_context_of_4096_tokens():
    assert len(system_prompt().encode()) / 3 < 4500  # of 8192; three bytes a token is more than any tokenizer of the catalogue needs
    assert len(system_prompt(brief=True).encode()) / 3 < 2800
