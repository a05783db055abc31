"""Any model behind the command line: a server, a file, the one that the user settled on; and what it says about itself afterwards."""

import json
import threading

import pytest
from written import reply, screen_script

from model.scripted import ScriptedChat
from model.serve import ModelServer

RIGHT = screen_script("8", "Ni")
ASKED = "8番を Ni に置換した活性化エネルギー"


@pytest.fixture
def served():
    """A server of ours that says these scripts one after the other."""
    made = []

    def start(*scripts):
        server = ModelServer(ScriptedChat(replies=[reply(script) for script in scripts]), "lab", port=0, token="secret")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        made.append(server)
        return server

    yield start
    for server in made:
        server.shutdown()
        server.server_close()


def run(desk, *words, **environment):
    return desk.agent("run", ASKED, "path.extxyz", "--json", "--out", "out", "--dry-run", *words, KASSEI_MODEL_KEY="secret", **environment)


def said_of_the_model(desk):
    return json.loads((desk.folder / "out" / "run.json").read_text())["provenance"]["model"]


def test_a_server_writes_the_script_and_is_told_what_is_in_the_file(desk, served):
    server = served(RIGHT)
    assert run(desk, "--model", server.address).code == 0
    assert (desk.folder / "out" / "script.py").read_text() == RIGHT
    about = said_of_the_model(desk)
    assert (about["name"], about["url"], about["named_by"]) == ("lab", server.address, "--model")
    asked = server.model.asked[0]
    assert "screen(path: Path" in asked[0].content and "about: path.extxyz: 5 images, Cu 0-12" in asked[1].content


def test_a_wrong_script_goes_back_to_the_server_with_the_reason(desk, served):
    server = served(screen_script("9", "Ni"), RIGHT)
    assert run(desk, "--model", server.address).code == 0
    assert server.model.asked[1][-1].content.startswith("error: ") and "9" in server.model.asked[1][-1].content


def test_a_server_that_fails_is_said_with_what_to_do(desk, served):
    done = run(desk, "--model", served().address)
    assert (done.code, done.error) == (1, "model_failed") and done.result["error"]["hint"] and "Traceback" not in done.err
    refused = desk.agent("run", ASKED, "path.extxyz", "--json", "--out", "no", "--model", served(RIGHT).address, KASSEI_MODEL_KEY="wrong")
    assert (refused.code, refused.error) == (1, "model_failed") and "401" in refused.result["error"]["message"]


def test_the_model_that_was_settled_on_is_taken_and_the_run_says_who_settled_it(desk, served):
    address, home = served(RIGHT, RIGHT).address, {"XDG_CONFIG_HOME": str(desk.folder / "config")}
    assert desk.agent("model", "use", address, KASSEI_MODEL_KEY="secret", **home).code == 0
    assert run(desk, **home).code == 0
    assert said_of_the_model(desk)["named_by"] == str(desk.folder / "config" / "kassei" / "config.toml")


@pytest.mark.parametrize("data", [b"", b"GGUF", b"PK\x03\x04" * 100, b"GGUF\x03\0\0\0" + (1 << 60).to_bytes(8, "little") * 2])
def test_a_broken_file_is_a_model_that_failed(desk, data):
    (desk.folder / "broken.gguf").write_bytes(data)
    done = run(desk, "--model", "broken.gguf")
    assert (done.code, done.error) == (1, "model_failed") and done.result["error"]["hint"] and "Traceback" not in done.err


def test_the_same_set_is_scored_with_any_model(desk, served):
    item = {
        "id": "1",
        "family": "refuse",
        "instruction": "Ni に置換した活性化エネルギー",
        "files": ["path.extxyz"],
        "expect": {"error": "index_missing"},
    }
    (desk.folder / "set.jsonl").write_text(json.dumps(item, ensure_ascii=False), encoding="utf-8")
    server = served('ask("index_missing")\n')
    done = desk.agent("eval", "set.jsonl", "--files", ".", "--model", server.address, KASSEI_MODEL_KEY="secret")
    assert done.code == 0 and "right 1/1" in done.out and len(server.model.asked) <= 1
