"""A model for the programs of this machine: an OpenAI-style server over any chat model of ours, on the loopback address, with a token.

GET /v1/models · POST /v1/chat/completions (whole, or streamed as server-sent events). One request at a time, the others wait.
A client that goes away stops its reply within a token. llama-cpp-python's own server is not used: five more packages, weights
repacked where that ends the process (LOG.md), nothing kept on disk, and no embedded model.

Covered: no token or a wrong one, requests that are no JSON or too long, clients that go away.
Not covered: other machines (use an SSH tunnel), several requests at once.
"""

import hmac
import itertools
import json
import threading
import time
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from model.errors import ModelError, ModelFailedError

LONGEST_REQUEST = 10_000_000
ROLES = {"system": SystemMessage, "developer": SystemMessage, "assistant": AIMessage}


class ModelServer(ThreadingHTTPServer):
    """Serves one model; `address` is what --model takes. To be closed with `shutdown` and `server_close`."""

    daemon_threads = True

    def __init__(self, model: BaseChatModel, name: str, *, port: int, token: str) -> None:
        self.model, self.name, self.token, self.turn = model, name, token, threading.Lock()
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except (OSError, OverflowError) as failure:
            raise ModelFailedError("port_taken", port=port, reason=failure) from None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what people ask stays out of logs."""

    def do_GET(self) -> None:
        if self._allowed() and self._known(("/v1/models",)):
            self._send(200, {"object": "list", "data": [{"id": self.server.name, "object": "model", "created": 0, "owned_by": "kassei"}]})

    def do_POST(self) -> None:
        if not (self._allowed() and self._known(("/v1/chat/completions",))):
            return
        try:
            asked = json.loads(self.rfile.read(self._length()))
            messages, stop = [_message(said) for said in asked["messages"]], _stops(asked.get("stop"))
        except (ValueError, TypeError, KeyError, AttributeError) as failure:
            self._refuse(400, f"no chat request: {type(failure).__name__}: {failure}")
            return
        with self.server.turn:
            try:
                self._stream(messages, stop) if asked.get("stream") else self._whole(messages, stop)
            except ModelError as failure:
                self._refuse(500, str(failure))

    def _whole(self, messages: list[BaseMessage], stop: list[str] | None) -> None:
        text = self.server.model.invoke(messages, stop=stop).content
        self._send(200, self._reply("chat.completion", {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}))

    def _stream(self, messages: list[BaseMessage], stop: list[str] | None) -> None:
        pieces = cast(Generator[Any], self.server.model.stream(messages, stop=stop))
        first = next(pieces, None)  # a failure before it still has its status
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for piece in itertools.chain([first] if first else [], pieces):
                self._event(self._reply("chat.completion.chunk", {"delta": {"content": piece.content}, "finish_reason": None}))
            self._event(self._reply("chat.completion.chunk", {"delta": {}, "finish_reason": "stop"}))
        except ModelError as failure:
            self._event({"error": {"message": str(failure), "type": "server_error", "code": 500}})
        finally:
            pieces.close()  # also where the client has gone: the model stops
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, data: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode())
        self.wfile.flush()

    def _reply(self, kind: str, choice: dict[str, Any]) -> dict[str, Any]:
        return {"id": "kassei", "object": kind, "created": int(time.time()), "model": self.server.name, "choices": [{"index": 0, **choice}]}

    def _allowed(self) -> bool:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if hmac.compare_digest(given.encode(), self.server.token.encode()):
            return True
        self._refuse(401, "the token is missing or wrong")
        return False

    def _known(self, paths: tuple[str, ...]) -> bool:
        if self.path.split("?", 1)[0].rstrip("/") in paths:
            return True
        self._refuse(404, f"there is no {self.path}")
        return False

    def _length(self) -> int:
        length = int(self.headers.get("Content-Length", ""))
        if not 0 <= length <= LONGEST_REQUEST:
            raise ValueError(f"{length} bytes")
        return length

    def _refuse(self, code: int, message: str) -> None:
        self.close_connection = True  # what is left of the request has not been read
        self._send(code, {"error": {"message": message, "type": "invalid_request_error" if code < 500 else "server_error", "code": code}})

    def _send(self, code: int, body: dict[str, Any]) -> None:
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _message(said: dict[str, Any]) -> BaseMessage:
    content = said["content"]
    if not isinstance(content, str):  # parts: their texts; a picture that nobody sees is not passed over
        if any(part.get("type", "text") != "text" for part in content):
            raise ValueError("this model reads text only")
        content = "".join(str(part.get("text", "")) for part in content)
    return ROLES.get(said["role"], HumanMessage)(content)


def _stops(given: Any) -> list[str] | None:
    return [given] if isinstance(given, str) else [str(one) for one in given] if given else None
