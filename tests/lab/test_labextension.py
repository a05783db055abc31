"""The labextension as it ships, in an empty page of Chromium. Slow."""

import json
from pathlib import Path

import pytest
from driven import chromium

BUILT = Path(__file__).parent.parent.parent / "agent" / "lab" / "labextensions" / "kassei"
STRUCTURE, ACTIONS = "application/vnd.kassei.structure+json", "application/vnd.kassei.actions+json"
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def does(browser, lab):
    """Runs JavaScript beside a fresh labextension; `beside` is what beside.js tells of it."""
    page = browser.new_page(extra_http_headers={"Authorization": f"token {lab.token}"})
    page.route("**/empty", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body="<!DOCTYPE html>"))
    page.goto(f"{lab.root}/empty")
    entry = json.loads((BUILT / "package.json").read_text())["jupyterlab"]["_build"]["load"]
    page.add_script_tag(url=f"{lab.root}/lab/extensions/kassei/{entry}")
    page.add_script_tag(content=Path(__file__).with_name("beside.js").read_text(encoding="utf-8"))
    page.evaluate("begin()")
    yield lambda script, given=None: page.evaluate(f"async given => {{ {script} }}", given)
    page.close()


ATOM = {"index": 189, "element": "Ru", "layer": 4, "fixed": False}


def test_a_click_marks_an_atom_and_a_second_one_takes_the_mark_away(does):
    script = "beside.pick(beside.chat.node, given); return beside.chips()"
    assert does(script, ATOM) == ["Ru 189(4 層目・可動) ×"]
    assert does(script, {"index": 3, "element": "H"}) == ["Ru 189(4 層目・可動) ×", "H 3 ×"]
    assert does(script, ATOM) == ["H 3 ×"]
    assert does("beside.chat.node.querySelector('.kassei-chip').click(); return beside.chips()") == []


@pytest.mark.parametrize(
    "atom", [None, "x", {"index": -1, "element": "Ru"}, {"index": 1.5, "element": "Ru"}, {"index": 1, "element": "<b>"}]
)
def test_what_is_no_atom_is_no_mark(does, atom):
    assert does("beside.pick(beside.chat.node, given); return beside.chips()", atom) == []


def test_marks_go_with_a_message_and_are_gone_with_it(does):
    does("beside.pick(beside.chat.node, given); beside.chat.model.input.send('この原子を Fe に')", ATOM)
    assert does("return [beside.chat.sent, beside.chips(), beside.chat.told.kassei.picks]") == [
        [{"body": "この原子を Fe に", "metadata": {"kassei": {"folder": "runs", "notebook": "a.ipynb", "picks": [189]}}}],
        [],
        [],
    ]


def test_an_nglview_in_a_notebook_marks_too_once_a_click(does):
    message = {"header": {"msg_type": "comm_msg"}, "content": {"data": {"method": "update", "state": {"picked": {}}}}}
    clicked = json.loads(json.dumps(message))
    clicked["content"]["data"]["state"]["picked"] = {"atom1": {"index": 189, "element": "RU"}}
    say = "for (const [direction, msg] of given) beside.kernel.anyMessage.emit({ direction, msg }); return beside.chips()"
    assert does(say, [["send", message], ["send", clicked], ["send", message], ["send", clicked]]) == ["Ru 189 ×"]
    assert does(say, [["recv", clicked]]) == ["Ru 189 ×"]  # what a kernel says is no click
    assert does("await new Promise(done => setTimeout(done, 400));" + say, [["send", clicked]]) == []


def test_a_scene_in_a_notebook_tells_its_kernel(does):
    does("beside.pick(beside.book.node, given); await new Promise(done => setTimeout(done, 50))", ATOM)
    assert does("return [beside.chips().length, beside.kernel.heard]") == [1, [["kassei.picks", "one", {"index": 189}]]]
    does("beside.pick(beside.chat.node, given); await new Promise(done => setTimeout(done, 50))", ATOM)
    assert does("return beside.kernel.heard.length") == 1


def test_buttons_say_what_they_do_and_an_edited_script_goes_along(does):
    names = [{"name": "run", "label": "実行"}, {"name": "edit", "label": "編集して実行"}, {"name": "notebook", "label": "<b>"}]
    does(f"window.node = await beside.render('{ACTIONS}', given)", {"actions": names, "run": "runs/1", "script": "a = 1"})
    assert does("return [...node.querySelectorAll('button')].map(button => button.textContent)") == ["実行", "編集して実行", "<b>"]
    assert does("node.querySelector('[data-name=edit]').click(); return beside.chat.sent") == []
    does("node.querySelector('textarea').value = 'a = 2'; node.querySelector('[data-name=edit]').click()")
    told = {"folder": "runs", "notebook": "a.ipynb", "action": "run", "run": "runs/1", "script": "a = 2"}
    persona = "jupyter-ai-personas::agent::KasseiPersona"
    assert does("return beside.chat.sent") == [{"body": "編集して実行", "metadata": {"to_persona": persona, "kassei": told}}]
    opened = {"path": "runs/1/run.ipynb", "options": {"mode": "split-right"}}
    assert does("node.querySelector('[data-name=notebook]').click(); return beside.commands") == [["docmanager:open", opened]]


def test_an_enter_that_belongs_to_the_input_method_stays_there(does):
    does("window.heard = 0; document.querySelector('textarea').addEventListener('keydown', () => { heard += 1 })")
    press = "document.querySelector('textarea').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, ...given })); return heard"
    assert does(press, {"isComposing": True}) == 0
    assert does(press, {"keyCode": 229}) == 0
    assert does(press, {}) == 1


@pytest.mark.parametrize(
    "wrong", [{"symbols": ["<img>"]}, {"frames": [[[0, 0, "x"]]]}, {"frames": []}, {"colours": {"Cu": "url(x)"}}, None]
)
def test_a_scene_that_is_none_is_not_drawn(does, wrong):
    lists: dict = {name: [] for name in ("cell", "pbc", "highlight", "energies_eV", "fixed", "layers", "view")}
    scene = {**lists, "symbols": ["Cu"], "frames": [[[0, 0, 0]]], "colours": {"Cu": "#ff0000"}, "radii": {}, "drawn": {}, "words": {}}
    data = {"symbols": "x"} if wrong is None else {**scene, **wrong}
    does(f"window.node = await beside.render('{STRUCTURE}', given); await new Promise(done => setTimeout(done, 1500))", data)
    assert does("return [node.textContent, node.querySelectorAll('canvas, img').length]") == ["表示するデータがありません。", 0]
