"""The baseline of rules reads the plain requests, and is measured on the same set as the model."""

import json
from pathlib import Path

from langchain_core.messages import AIMessage, HumanMessage

import model
from model.dialogue import body, unfenced
from model.extractor import ExtractorChat
from model.request import Request, render
from model.rules import extract

SET = Path(model.__path__[0]) / "dev_requests.jsonl"


def test_a_plain_substitution_is_read() -> None:
    script = extract([(Request("22番を Ni と Ag に置換して障壁を計算", ("path.extxyz",)), None)])
    assert 'screen(path, sites=[22], elements=["Ni", "Ag"])' in script


def test_what_is_missing_is_asked_for() -> None:
    assert extract([(Request("Pt に置換して障壁を計算", ("path.extxyz",)), None)]) == 'ask("index_missing")'
    assert extract([(Request("ここを Pt に置換", ("path.extxyz",)), None)]) == 'ask("pick_missing")'


def test_a_follow_up_changes_the_element_and_keeps_the_site() -> None:
    first = Request("22番を Ni に置換して障壁を計算", ("path.extxyz",))
    assert 'sites=[22], elements=["Pd"]' in extract([(first, None), (Request("次はPd", ("path.extxyz",)), None)])


def test_it_is_a_chat_model_like_any_other() -> None:
    reply = ExtractorChat().invoke([HumanMessage(render(Request("Cu(100) の表面エネルギー")))])
    assert isinstance(reply, AIMessage) and 'surface_energy("Cu(100)")' in unfenced(str(reply.content))


def test_the_baseline_gets_most_of_our_own_requests_and_not_all() -> None:
    rows = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    right = 0
    for row in rows:
        said = row.get("turns") or [row["instruction"]]
        conversation = [(Request(text, tuple(row["files"]), tuple(row["picked"])), None) for text in said]
        right += body(extract(conversation)) == body(row["script"])
    assert len(rows) >= 150 and 0.6 < right / len(rows) < 1
