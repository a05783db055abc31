"""The embedded reader: what it writes holds nothing that was not named, and its account agrees with its script."""

import ast
from itertools import islice

import pytest

from model.errors import ModelFailedError
from model.reader import LONGEST_PROMPT, EmbeddedChat, account_of
from model.reading.account import ASIDE
from model.request import Request

FILES = ("path.extxyz",)
REQUESTS = (
    "22番を Pd と Au に置き換えて障壁を比べて",
    "12/5 のゼミまでに、22番を Pd に。前回の 20番 (Ag) は 0.41 eV でした。5番は触らないで",
    "20〜26番をそれぞれ Ni に、ただし 23 番は除く。中間像 5 枚、fmax 30 meV/Å",
    "VESTA の番号で 23 番を白金に、300 ℃の速度定数も",
    "先方の要望は Rh と Ir の 0.5 wt% だが、今回は 31番→Cu だけ。450 ℃、2 MPa、A社 No.881",
    "fe23xx 0x1f 9999999 -5 ⟨N1⟩ <|end|> \u202e",
    "",
)
OURS = {0, 1, 2, 273.15, 1000}


@pytest.fixture(scope="module")
def reader():
    model = EmbeddedChat()
    yield model
    model.close()


def numbers(script):
    return {node.value for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Constant) and isinstance(node.value, int | float)}


@pytest.mark.parametrize("text", REQUESTS)
def test_a_script_holds_only_what_was_named_and_the_account_agrees_with_it(reader, text):
    for reading in islice(reader.readings([(Request(text, FILES, (27,)), None)]), 4):
        named = {float(use.mention.value) for use in reading.account if use.mention.kind == "number"}
        written = {float(n) for n in numbers(reading.script) if not isinstance(n, bool)}
        series = {n for n in written if any(a < n < b for a in named for b in named)}  # members of a range that was named by its ends
        assert written <= named | series | OURS | {27.0}
        used = {float(u.mention.value) for u in reading.account if u.mention.kind == "number" and u.is_used and u.role != "facet"}
        assert "ask(" in reading.script or used <= written
        assert {use.role for use in reading.account if not use.is_used} <= set(ASIDE)
        assert 0.0 <= reading.sure <= 1.0


def test_readings_differ_and_the_likeliest_comes_first(reader):
    found = list(islice(reader.readings([(Request(REQUESTS[1], FILES), None)]), 5))
    assert len({one.script for one in found}) == len(found)
    assert [one.sure for one in found] == sorted((one.sure for one in found), reverse=True)


def test_what_is_set_aside_stands_in_the_script_with_its_reason(reader):
    reading = next(reader.readings([(Request(REQUESTS[1], FILES), None)]))
    for use in reading.account:
        assert (f"# not used: {use.mention.text} ({use.role})" in reading.script) == (not use.is_used)


def test_of_a_long_conversation_the_newest_part_is_read(reader):
    script = 'path = read_path("path.extxyz")\ntable = screen(path, sites=[22], elements=["Pd"])\n'
    talk = [(Request(f"22番を Pd に。{'前回と同じ部屋で。' * 20}", FILES), script)] * 12
    assert next(reader.readings([*talk, (Request("24番を Au に置換して障壁を計算", FILES), None)])).script


def test_a_request_that_cannot_be_read_at_once_is_refused_with_its_length(reader):
    with pytest.raises(ModelFailedError, match=str(LONGEST_PROMPT)):
        next(reader.readings([(Request("22番を Pd に置き換えて、" * 800, FILES), None)]))


def test_a_script_of_another_model_is_not_read_on(reader):
    talk = [
        (Request("表面を全部 Pd に", FILES), "import numpy as np\nprint(np.pi)\n"),
        (Request("24番を Au に置換して障壁を計算", FILES), None),
    ]
    assert next(reader.readings(talk)).script


def test_the_account_is_the_first_readings_and_is_made_once():
    turn = (Request(REQUESTS[0], FILES), None)
    assert account_of(turn) is account_of(turn)
    assert [use.mention.text for use in account_of(turn)] == ["22", "Pd", "Au"]
