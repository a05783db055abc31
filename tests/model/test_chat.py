import asyncio
import json

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from model.chat import EmbeddedChat, GGUFChat, ScriptedChat, describe, open_model
from model.dialogue import unfenced
from model.errors import ModelError, ReplyCancelledError
from model.local import turns_of
from model.request import Request, render
from model.template import without_system

SENTENCE = "Fe, Co, Pt について、反応経路の index が 189 (矢印で指した場所) の原子を置換した後に活性化エネルギーを計算してグラフにする"
ASKED = HumanMessage(render(Request(SENTENCE, ("n2_ru.extxyz",))))


@pytest.fixture(scope="module")
def embedded():
    model = EmbeddedChat()
    yield model
    model.close()


def test_the_sentence_of_the_demo_becomes_its_script(embedded):
    assert unfenced(embedded.invoke([ASKED]).content) == (
        "from kassei import chart, read_path, scene, screen\n\n"
        'path = read_path("n2_ru.extxyz")\ntable = screen(path, sites=[189], elements=["Fe", "Co", "Pt"])\n'
        "chart(table)\nscene(table.lowest)\n"
    )


def test_the_same_request_gives_the_same_script_whatever_came_before(embedded):
    first = embedded.invoke([ASKED]).content
    embedded.invoke([HumanMessage("request: 銅の格子定数")])
    again = EmbeddedChat()
    assert embedded.invoke([ASKED]).content == first == again.invoke([SystemMessage("…"), ASKED]).content
    again.close()


def test_a_complaint_gives_the_next_best_script_never_one_that_was_tried(embedded):
    talk, seen = [ASKED], []
    for _ in range(3):
        reply = embedded.invoke(talk)
        seen.append(reply.content)
        talk += [reply, HumanMessage("error: element_missing …")]
    assert len(set(seen)) == 3


def test_a_script_uses_no_slot_that_the_request_has_not(embedded):
    talk = [HumanMessage(render(Request("5番を銀に", ("a.extxyz",))))]
    for _ in range(4):
        reply = embedded.invoke(talk)
        compile(unfenced(reply.content), "script", "exec")
        talk += [reply, HumanMessage("error: no")]


def test_errors_belong_to_the_request_before_them():
    turns, tried = turns_of([ASKED, AIMessage("```python\na = 1\n```"), HumanMessage("error: x"), AIMessage("```python\na = 2\n```")])
    assert len(turns) == 1
    assert tried == {"a = 1", "a = 2"}
    turns, tried = turns_of([ASKED, AIMessage("```python\na = 1\n```"), HumanMessage("request: Pd も")])
    assert [script for _, script in turns] == ["a = 1", None]
    assert tried == set()


def test_nothing_of_llama_cpp_reaches_the_terminal(capfd, plain_gguf):
    model = GGUFChat(file=plain_gguf, longest=4)
    model.invoke([HumanMessage("hello")])
    model.close()
    said = capfd.readouterr()
    assert said.out == said.err == ""


def test_streaming_says_what_invoking_says(plain_gguf):
    model = GGUFChat(file=plain_gguf, longest=8)
    whole = model.invoke([SystemMessage("sys"), HumanMessage("request: 22番をAgに")]).content
    assert "".join(chunk.content for chunk in model.stream([SystemMessage("sys"), HumanMessage("request: 22番をAgに")])) == whole
    model.close()


def test_a_reply_stops_within_a_token_when_it_is_cancelled(plain_gguf):
    model = GGUFChat(file=plain_gguf, longest=500)
    pieces = model.stream([HumanMessage("request: 22番をAgに")])
    next(pieces)
    model.cancel()
    with pytest.raises(ReplyCancelledError):
        list(pieces)
    assert model.invoke([HumanMessage("x")], stop=["a"]) is not None
    model.close()


def test_a_cancelled_task_stops_the_model(plain_gguf):
    model = GGUFChat(file=plain_gguf, longest=100_000)
    list(zip(range(1), model.stream([HumanMessage("x")]), strict=False))  # loaded now; whoever stops reading lets go of it

    async def run():
        task = asyncio.create_task(model.ainvoke([HumanMessage("request: 22番をAgに")]))
        while not model._busy.locked():  # after a fixed time a fast machine could be through
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())  # waits for the thread
    assert model._stop.is_set()
    with model._busy:
        model.close()


def test_a_template_without_a_system_role_gets_its_words_with_the_first_request():
    said = [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}]
    assert without_system(said) == [{"role": "user", "content": "S\n\nU"}]


def test_every_model_says_what_it_is(plain_gguf, tmp_path):
    about = describe(open_model("embedded"))
    assert about["name"] == "embedded"
    assert about["size"] < 40e6
    assert len(about["sha256"]) == 64
    assert describe(open_model(plain_gguf))["name"] == "tiny.gguf"
    (tmp_path / "r.json").write_text(json.dumps(["a"]))
    assert describe(open_model(f"scripted:{tmp_path}/r.json"))["name"].startswith("scripted:")


def test_scripted_replies_come_in_order_and_end_with_advice(tmp_path):
    (tmp_path / "r.jsonl").write_text('{"reply": "a"}\n{"reply": "b"}\n')
    model = open_model(f"scripted:{tmp_path}/r.jsonl")
    assert [model.invoke("x").content, model.invoke("y").content] == ["a", "b"]
    with pytest.raises(ModelError) as failure:
        model.invoke("z")
    assert failure.value.code == "model_failed"
    assert failure.value.hint


@pytest.mark.parametrize("text", ["", "{", '["a", 1]', '{"answer": "a"}', "null"])
def test_an_unreadable_file_of_replies_is_said_so(tmp_path, text):
    (tmp_path / "r.json").write_text(text)
    if text:
        with pytest.raises(ModelError):
            open_model(f"scripted:{tmp_path}/r.json")


def test_an_unknown_name_lists_what_there_is(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    with pytest.raises(ModelError) as failure:
        open_model("gpt-9")
    assert failure.value.code == "model_missing"
    assert "embedded" in failure.value.hint


def test_scripted_keeps_what_it_was_asked():
    model = ScriptedChat(replies=["a"])
    model.invoke([HumanMessage("hello")])
    assert model.asked[0][0].content == "hello"
