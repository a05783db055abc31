"""Servers that are good, and servers that are slow, broken, garbled or endless: each gets its error, with advice, within its limit."""

import asyncio
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from langchain_core.messages import HumanMessage

from model.chat import describe, open_model
from model.errors import ModelError
from model.server import open_server


class _Server(BaseHTTPRequestHandler):
    """A server whose behaviour is the first part of its address: /good/v1, /slow/v1, …"""

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/models":  # as Ollama: everything is under /v1
            self._send(404, b"404 page not found", "text/plain")
            return
        about = {"vllm": {"max_model_len": 900}, "llama": {"meta": {"n_ctx": 900}}}.get(self.path.split("/")[1], {})
        self._send(200, json.dumps({"object": "list", "data": [{"id": "m", "object": "model", **about}, {"id": "other"}]}).encode())

    def do_POST(self):
        self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        getattr(self, self.path.split("/")[1])()

    def _send(self, code, body, kind="application/json"):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _events(self, *pieces, finish=True):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in pieces:
            event = {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "m",
                "choices": [{"index": 0, "delta": {"content": piece}}],
            }
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()
        if finish:
            event["choices"][0] |= {"delta": {}, "finish_reason": "stop"}
            self.wfile.write(f"data: {json.dumps(event)}\n\ndata: [DONE]\n\n".encode())

    def good(self):
        self._events("a = ", "1")

    v1 = vllm = llama = good

    def named(self):
        self._events(self.asked["model"])

    def thinking(self):
        self._events("<think>```python\nwrong\n```", "</think>", "```python\nright\n```")

    def silent(self):
        self._events("")

    def cut(self):
        self._events("```python\npath = ", finish=False)

    def torn(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"fff\r\ndata: {")

    def gone(self):
        self.connection.shutdown(2)

    def flood(self):
        try:
            self._events(*["x" * 5000] * 1000, finish=False)
        except OSError:
            pass

    def slow(self):
        self.server.over.wait(20)

    def garbage(self):
        self._send(200, b"<html>not a model</html>", "text/html")

    def broken(self):
        self._send(500, b'{"error": {"message": "out of memory"}}')

    def nonsense(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"data: {{{{\n\n")

    def endless(self):
        try:
            while not self.server.over.wait(0.02):
                self._events("x", finish=False) if not getattr(self, "begun", False) else self.wfile.write(b": still here\n\n")
                self.begun = True
        except OSError:
            pass


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    server.over = threading.Event()
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_server_answers(address):
    model = open_server(f"{address}/good/v1")
    assert model.invoke([HumanMessage("x")]).content == "a = 1"
    assert describe(model) == {"name": "m", "backend": "server", "url": f"{address}/good/v1"}


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("manner", ["slow", "garbage", "broken", "nonsense", "endless", "silent", "cut", "torn", "gone", "flood"])
def test_a_bad_server_is_an_error_with_advice_within_its_limit(address, manner, at_once):
    model = open_server(f"{address}/{manner}/v1", first_s=0.6, whole_s=1.2)
    began = time.monotonic()
    with pytest.raises(ModelError) as failure:
        asyncio.run(model.ainvoke([HumanMessage("x")])) if at_once else model.invoke([HumanMessage("x")])
    assert failure.value.code == "model_failed"
    assert failure.value.hint
    assert time.monotonic() - began < 30  # the limit is 1.2 s; the rest is a busy machine


def test_one_of_several_models_is_named_behind_the_address(address):
    assert open_server(f"{address}/named/v1#other").invoke([HumanMessage("x")]).content == "other"
    assert open_server(f"{address}/named/v1").invoke([HumanMessage("x")]).content == "m"


def test_v1_may_be_left_out_of_an_address(address):
    assert open_model(address).invoke([HumanMessage("x")]).content == "a = 1"


def test_thoughts_are_not_taken_for_the_reply(address):
    assert open_server(f"{address}/thinking/v1").invoke([HumanMessage("x")]).content == "```python\nright\n```"


@pytest.mark.parametrize("kind", ["vllm", "llama"])
def test_a_server_that_tells_its_context_is_told_no_more_than_that(address, kind):
    model = open_server(f"{address}/{kind}/v1")
    assert model.fits([HumanMessage("x" * 1000)]) and not model.fits([HumanMessage("x" * 2000)])
    assert open_server(f"{address}/good/v1").fits([HumanMessage("x" * 100_000)])


def test_no_server_at_all_is_said_so():
    with pytest.raises(ModelError) as failure:
        open_model("http://127.0.0.1:9/v1")
    assert failure.value.code == "model_missing"


def test_a_task_that_is_cancelled_does_not_wait_for_the_server(address):
    model = open_server(f"{address}/slow/v1", first_s=100, whole_s=100)

    async def run():
        task = asyncio.create_task(model.ainvoke([HumanMessage("x")]))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    began = time.monotonic()
    asyncio.run(run())  # waits for the thread
    assert time.monotonic() - began < 15  # the server would take 20 s
