"""`agent lab` as a person starts it (another process, its own settings) and its chat in Chromium as a person drives it."""

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tornado.websocket import websocket_connect

from agent.lab.server import PERSONA

FLAGS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox"]
INPUT = ".jp-chat-input-container textarea"
STOP = ".jp-jai-stopButton"


@dataclass(frozen=True)
class Lab:
    """A server under way."""

    url: str
    folder: Path
    state: Path
    pid: int

    def sandboxes(self) -> set[int]:
        """The processes of the server's sandboxes: every one below it that is a bwrap or below one."""
        parents = {int(entry.name): parent for entry in Path("/proc").glob("[0-9]*") if (parent := _parent(entry)) is not None}
        below = {self.pid}
        while more := {pid for pid, (parent, _) in parents.items() if parent in below} - below:
            below |= more
        found = {pid for pid in below if parents.get(pid, (0, ""))[1] == "bwrap"}
        while more := {pid for pid, (parent, _) in parents.items() if parent in found} - found:
            found |= more
        return found

    @property
    def token(self) -> str:
        return self.url.partition("token=")[2]

    @property
    def root(self) -> str:
        return self.url.partition("/lab")[0]

    def ask(self, path: str, *, token: str | None = None, body: Any = None) -> tuple[int, bytes]:
        """(status, body) of a request; with a body it is a POST."""
        headers = {"Authorization": f"token {self.token if token is None else token}"}
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{self.root}/{path}", data, headers), timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except urllib.error.URLError:  # nobody listens yet
            return 0, b""

    def messages(self, chat: str = "kassei.chat") -> list[dict[str, Any]]:
        """The chat file, which is the truth."""
        return json.loads((self.folder / chat).read_text(encoding="utf-8"))["messages"]

    def await_words(self, words: str, *, since: int = 0, chat: str = "kassei.chat", seconds: float = 120) -> float:
        """Waits until one of our messages says this; the seconds that it took. `since`: how many messages are of before."""
        begun = time.monotonic()
        while not any(words in message["body"] for message in self.messages(chat)[since:]):
            assert time.monotonic() < begun + seconds, self.messages(chat)[-2:]
            time.sleep(0.02)
        return time.monotonic() - begun

    def await_end(self, *, since: int = 0, chat: str = "kassei.chat", seconds: float = 120) -> str:
        """Waits until a run of this chat has come to its end, however; how it ended."""
        end = time.monotonic() + seconds
        while True:
            kept = [(message.get("metadata") or {}).get("kassei") or {} for message in self.messages(chat)[since:]]
            states = [found["state"] for found in kept if found.get("state") and found["state"] != "running"]
            if states:
                return states[-1]
            assert time.monotonic() < end, self.messages(chat)[-2:]
            time.sleep(0.1)


@contextmanager
def serving(folder: Path, state: Path, *options: str) -> Iterator[Lab]:
    """A server for this folder, with settings of its own in `state`."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "XDG_DATA_HOME": str(state), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "agent", "lab", str(folder), "--no-browser", "--port", str(_free_port()), *options]
    log = state / "log"
    with log.open("w") as stream, subprocess.Popen(command, env=environment, stdout=stream, stderr=stream) as server:
        try:
            end = time.monotonic() + 120
            while not (found := re.search(r"http://127\.0\.0\.1:\d+/lab\S*", log.read_text())):
                assert server.poll() is None and time.monotonic() < end, log.read_text()
                time.sleep(0.1)
            started = Lab(found[0], folder, state, server.pid)
            while started.ask("api/status")[0] != 200:
                time.sleep(0.1)
            yield started
        finally:
            _end(server)


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Ends it as a person does; one that does not end is killed, and told of: waiting for it would hang all tests after it."""
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        raise AssertionError("the server did not end within 30 s of SIGTERM") from None


def _parent(entry: Path) -> tuple[int, str] | None:
    """(parent, name) of a process; None for one that has gone or is only waited for."""
    try:
        name, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return None
    return None if rest.split()[0] == "Z" else (int(rest.split()[1]), name)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


class Talk:
    """A chat by its socket, as a tab of a browser holds it."""

    def __init__(self, lab: Lab, chat: str = "kassei.chat") -> None:
        self.lab, self.chat = lab, chat
        if not (lab.folder / chat).exists():
            (lab.folder / chat).write_text('{"messages": [], "users": {}, "attachments": {}, "metadata": {}}', encoding="utf-8")
        self._loop = asyncio.new_event_loop()
        address = f"{lab.root.replace('http', 'ws', 1)}/api/chat/ws/{quote(chat)}?token={lab.token}"
        self._socket = self._awaited(lambda: websocket_connect(address))
        begun = self._awaited(self._socket.read_message)
        self.id, self.history = json.loads(begun)["id"], json.loads(begun)["messages"]

    def say(self, words: str, *, attached: Sequence[str] = (), settings: Mapping[str, str] | None = None, **kassei: Any) -> int:
        """Sends a message; how many there were before, for what is waited for. `kassei`: what our labextension tells with it."""
        since = len(self.lab.messages(self.chat))
        metadata: dict[str, Any] = {"to_persona": PERSONA, "kassei": {"folder": "", **kassei}}
        if settings:
            metadata["settings"] = dict(settings)
        files = [{"type": "file", "value": name} for name in attached]
        sent = {"type": "client", "action": "send", "id": uuid.uuid4().hex, "body": words, "metadata": metadata, "attachments": files}
        self._awaited(lambda: self._socket.write_message(json.dumps(sent)))
        return since

    def stop(self) -> None:
        """What the stop button does."""
        status, _ = self.lab.ask(f"api/ai/personas/cancel?chat_id={quote(self.id)}", body={})
        assert status == 200

    def close(self) -> None:
        """The tab is closed."""
        self._socket.close()
        self._awaited(lambda: asyncio.sleep(0.1))
        self._loop.close()

    def _awaited(self, call: Callable[[], Awaitable[Any]]) -> Any:
        async def awaited() -> Any:
            return await call()

        return self._loop.run_until_complete(awaited())


@contextmanager
def talking(lab: Lab, chat: str = "kassei.chat") -> Iterator[Talk]:
    talk = Talk(lab, chat)
    try:
        yield talk
    finally:
        talk.close()


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "Chromium is needed: make chromium, or apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def browsing(lab: Lab, *, width: int = 1280, height: int = 800, chat: str = "kassei.chat") -> Iterator[Any]:
    """A page with a chat. `page.wrong` is what went wrong meanwhile: errors, failed requests, addresses outside."""
    with chromium() as browser:
        page = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP").new_page()
        watch(page)
        page.goto(f"{lab.root}/lab/tree/{chat}?token={lab.token}&reset")  # nothing of what an earlier page had open
        ready(page)
        yield page


def watch(page: Any) -> None:
    """Keeps what goes wrong in this page in `page.wrong`."""
    page.wrong = wrong = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("requestfailed", lambda request: wrong.append(f"{request.url} {request.failure}"))
    page.on("request", lambda request: wrong.append(request.url) if re.match(r"(?!http://127\.0\.0\.1)https?:", request.url) else None)


def ready(page: Any) -> None:
    """Waits until somebody can be talked to."""
    page.wait_for_selector(INPUT, timeout=60_000)
    page.wait_for_selector("text=活性エージェント", timeout=60_000)
    page.wait_for_timeout(1500)


def send(page: Any, text: str) -> None:
    page.click(INPUT)
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def await_stop_button(page: Any) -> None:
    """Waits until there is something to stop."""
    page.wait_for_function(f"() => !document.querySelector('{STOP}').disabled", timeout=20_000)
