"""Scripts are read, never run: what they compute is known beforehand, what cannot be known is sent back."""

import pytest

from agent.errors import ScriptRetry
from agent.reading import read_script
from agent.script import unshown
from agent.use import use_of

HEAD = "from sim import barrier, interpolate, rates, read_path, screen, substitute, verify, view\nfrom tools.show import chart, scene\n"
PATH = HEAD + 'path = read_path("p.extxyz")\n'


def barriers(body):
    return use_of(read_script(PATH + body)).barriers


def test_each_site_meets_each_element():
    found = barriers('chart(screen(path, sites=[1, 2], elements=["Ni", "Ag"], host=True))')
    assert found == [(), ((1, "Ni"),), ((1, "Ag"),), ((2, "Ni"),), ((2, "Ag"),)]


def test_together_replaces_all_sites_at_once():
    assert barriers('chart(screen(path, sites=[1, 2], elements=["Pd"], together=True))') == [((1, "Pd"), (2, "Pd"))]


def test_a_substituted_path_keeps_its_substitution_through_names():
    assert barriers('other = substitute(path, {3: "Pt"})\nresult = verify(barrier(other))\nchart(result)') == [((3, "Pt"),)]


def test_loops_over_lists_are_followed():
    body = 'for element in ["Ni", "Ag"]:\n    chart(barrier(substitute(path, {7: element})))\n'
    assert barriers(body) == [((7, "Ni"),), ((7, "Ag"),)]


def test_arithmetic_on_numbers_is_done():
    use = use_of(read_script(PATH + "chart(barrier(path, n_images=4 + 2, fmax=50 / 1000))"))
    assert (use.images, use.fmax) == ([6], [0.05])


def test_a_result_that_nobody_sees_is_noticed():
    script = read_script(PATH + "result = barrier(path)\nchart(rates(barrier(path), [300]))\n")
    assert [call.name for call in unshown(script)] == ["barrier"]


def test_showing_a_part_is_not_showing_the_whole():
    script = read_script(PATH + 'table = screen(path, sites=[1], elements=["Ni"])\nscene(table.lowest)')
    assert [call.name for call in unshown(script)] == ["screen"]


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.system('id')",
        "__import__('os')",
        "from sim import configure",
        "from sim.path import read_structures",
        "open('/etc/passwd')",
        "eval('1')",
        "().__class__",
        "from ase import Atoms\nAtoms().__class__",
        "while True: pass",
        "def f(): pass",
        "lambda: 0",
        "x = [1]\nfor i in range(10**9): x",
        "x = [0] * 10**9",
        "x = [0]\nfor i in range(100): x = x + x",
        "x = 2\nfor i in range(100): x = x * x",
        "x = 9 ** 9 ** 9",
        "(" * 3000,
        "x = " + "-" * 5000 + "1",
        "x = 1" + " + 1" * 4000,
        "from sim import barrier\nbarrier(nothing)",
        "from sim import barrier\nbarrier('p.xyz', images=7)",
        'ask("index_missing")\nprint(1)',
        "x = \0",
        PATH + "path.images[0].calc = 1",
    ],
)
def test_what_cannot_be_read_is_sent_back(text):
    with pytest.raises(ScriptRetry):
        read_script(text)


@pytest.mark.parametrize(
    "call",
    [
        "screen(path)",
        "screen(path, sites=[], elements=['Ni'])",
        "screen(path, sites=[1], elements='Ni')",
        "screen(path, sites=1, elements=['Ni'])",
        "screen(path, sites=[1.0], elements=['Ni'])",
        "screen(path, sites=[1, 1], elements=['Ni'])",
        "screen(path, sites=[1], elements=['Ni'], host='yes')",
        "screen(path, substitutions=[{'1': 'Ni'}])",
        "screen(path, sites=[1], elements=['Ni'], substitutions=[{1: 'Ni'}])",
        "barrier(path, n_images='7')",
        "barrier(path, fmax=True)",
        "barrier(substitute(path, {}))",
    ],
)
def test_values_of_a_wrong_type_are_sent_back(call):
    with pytest.raises(ScriptRetry):
        use_of(read_script(PATH + f"chart({call})"))


def test_rates_from_vibrations_are_a_persons_to_ask_for_and_no_word_of_the_models():
    """The request has no words for them yet, so a script that takes them would compute what nobody asked for."""
    with pytest.raises(ScriptRetry, match="harmonic_rates"):
        read_script("from sim import barrier, harmonic_rates\n")


def test_plain_ase_stays_allowed_and_its_constants_are_kept():
    script = read_script(
        "from ase.build import fcc111\nfrom ase.calculators.emt import EMT\nfrom sim import relax\nfrom tools.show import chart\n"
        'slab = fcc111("Cu", size=(2, 2, 3), vacuum=8.0)\nslab.calc = EMT()\nchart(relax(slab, calculator="emt"))'
    )
    assert ("Cu", "") in [(item.value, item.parameter) for item in script.loose]
