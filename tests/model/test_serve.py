"""`agent model serve`, asked by our own client of OpenAI-compatible servers and by hand."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from model.chat import GGUFChat, ScriptedChat, open_model
from model.errors import ModelError
from model.serve import ModelServer
from model.server import open_server

ASKED = [SystemMessage("sys"), HumanMessage("request: 22番をAgに")]


@pytest.fixture
def serving(monkeypatch):
    """A server of any model of ours; its token is in the client's environment."""
    made = []

    def start(model, name="tiny"):
        server = ModelServer(model, name, port=0, token="secret")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        made.append(server)
        monkeypatch.setenv("KASSEI_MODEL_KEY", "secret")
        return server

    yield start
    for server in made:
        server.shutdown()
        server.server_close()


def post(server, body, *, token="secret", path="/chat/completions"):
    """(status, answer) of one request by hand."""
    request = urllib.request.Request(server.address + path, data=body, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, json.loads(reply.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


def test_a_served_model_says_what_it_says_here(serving, plain_gguf):
    model = GGUFChat(file=plain_gguf, longest=8)
    here = model.invoke(ASKED).content
    client = open_server(serving(model).address)
    assert client.model_name == "tiny" and client.invoke(ASKED).content == here
    assert "".join(chunk.content for chunk in client.stream(ASKED)) == here
    model.close()


def test_an_unstreamed_request_gets_one_whole_answer(serving):
    server = serving(ScriptedChat(replies=["a = 1"]))
    status, answer = post(server, json.dumps({"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}]}).encode())
    assert status == 200 and answer["choices"][0]["message"]["content"] == "a = 1"
    assert answer["choices"][0]["finish_reason"] == "stop"
    status, answer = post(server, json.dumps({"messages": [{"role": "user", "content": "x"}]}).encode())
    assert status == 500 and answer["error"]["message"]  # the replies are spent: a model that fails is an error of the server's


def test_a_model_that_fails_while_streaming_is_an_error_of_the_client(serving):
    with pytest.raises(ModelError):
        open_server(serving(ScriptedChat(replies=[])).address).invoke(ASKED)


@pytest.mark.parametrize("token", ["", "wrong", "secretx"])
def test_without_its_token_it_says_nothing(serving, token):
    server = serving(ScriptedChat(replies=["a"]))
    status, answer = post(server, b"{}", token=token)
    assert status == 401 and answer != "a"
    assert not server.model.asked


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"messages": 1}', b'{"messages": [{}]}', b'{"messages": [1]}', b"\xff"])
def test_what_is_no_request_is_refused(serving, body):
    status, answer = post(serving(ScriptedChat(replies=["a"])), body)
    assert status == 400 and answer["error"]["message"]


def test_other_paths_are_not_there(serving):
    assert post(serving(ScriptedChat(replies=["a"])), b"{}", path="/embeddings")[0] == 404


def test_it_listens_on_the_loopback_address_alone(serving):
    assert serving(ScriptedChat(replies=[])).server_address[0] == "127.0.0.1"


def test_a_client_that_goes_away_stops_its_reply(serving, plain_gguf):
    model = GGUFChat(file=plain_gguf, longest=100_000, n_threads=1)
    server = serving(model)
    body = json.dumps({"messages": [{"role": "user", "content": "x"}], "stream": True}).encode()
    with socket.create_connection(server.server_address) as line:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall(head.encode() + body)
        assert line.recv(10)
    deadline = time.monotonic() + 60
    while server.turn.locked() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not server.turn.locked()
    model.close()


def test_the_command_serves_until_it_is_interrupted(plain_gguf, monkeypatch):
    environment = {**os.environ, "KASSEI_MODEL_KEY": "secret", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "agent", "model", "serve", str(plain_gguf), "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    address = process.stdout.readline().strip()
    monkeypatch.setenv("KASSEI_MODEL_KEY", "secret")
    assert open_model(address).model_name == plain_gguf.name
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0 and "KASSEI_MODEL_KEY=secret" in said and "Traceback" not in said


def test_a_port_that_is_taken_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ModelError) as failure:
        ModelServer(ScriptedChat(replies=[]), "x", port=taken.getsockname()[1], token="x")
    assert failure.value.hint
