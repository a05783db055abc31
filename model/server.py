"""Any OpenAI-compatible server (llama-server, vLLM, Ollama, our own), with a limit on how long it may take and advice when it fails.

An address is http://…/v1, or http://…/v1#MODEL for one of several models (Ollama lists all that it has); /v1 may be left out.
Covered: no server, slow, cut off, errors, garbage, a reply that never ends. Not covered: whether the server keeps what it is told private.
"""

import asyncio
import json
import os
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from typing import Any

from httpx2 import HTTPError
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from openai import OpenAIError
from pydantic import PrivateAttr, SecretStr

from model.errors import ModelFailedError, ModelMissingError, ReplyCancelledError
from model.thought import aloud

# A 7 B model on a few cores reads 20 tokens a second, and our rules and examples are 2,900 (LOG.md): 145 s to its first word.
FIRST_S, WHOLE_S = 180.0, 300.0
MOST_CHARACTERS = 100_000
BYTES_PER_TOKEN, LEAST_REPLY = 2.5, 256
UNREADABLE = (json.JSONDecodeError, UnicodeDecodeError, AttributeError, KeyError, IndexError, TypeError, ValueError)


class ServerChat(ChatOpenAI):
    """ChatOpenAI that answers within `whole_s` seconds or raises ModelError."""

    first_s: float = FIRST_S
    whole_s: float = WHOLE_S
    context: int = 0  # tokens, as the server says; 0 where it says nothing
    sees: bool = True  # pictures may be sent; a model that cannot see them is refused by its server, or found out by who asks
    _arrived: "queue.Queue[ChatGenerationChunk | BaseException | None]" = PrivateAttr(default_factory=queue.Queue)

    @property
    def _llm_type(self) -> str:
        return "kassei-server"

    def fits(self, messages: Sequence[BaseMessage]) -> bool:
        """Whether the conversation and a reply have room; by a count that is rather too high, since the tokenizer is the server's."""
        letters = sum(len(str(message.content).encode()) for message in messages)
        return not self.context or letters / BYTES_PER_TOKEN + LEAST_REPLY <= self.context

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages, stop, run_manager, **kwargs))
        if not text.strip():
            raise ModelFailedError("server_garbage", url=self.openai_api_base, reason="empty reply")
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=aloud(text)))])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        """`_generate` in a thread: ChatOpenAI's own would wait as long as the server likes."""
        try:
            return await BaseChatModel._agenerate(self, messages, stop, run_manager, **kwargs)
        except asyncio.CancelledError:
            self.cancel()
            raise

    def cancel(self) -> None:
        """Stop waiting for the reply that is being written."""
        self._arrived.put(ReplyCancelledError("cancelled"))

    def _stream(  # type: ignore[override]
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        """Chunks as they come; read in a thread of their own, since a server that drips can hold a socket for ever."""
        arrived = self._arrived = queue.Queue()
        over = threading.Event()

        def read() -> None:
            finished = False
            try:
                for chunk in ChatOpenAI._stream(self, messages, stop, None, **kwargs):
                    arrived.put(chunk)
                    finished = finished or bool((chunk.generation_info or {}).get("finish_reason"))
                    if over.is_set():
                        return
                arrived.put(None if finished else EOFError("-"))
            except (OpenAIError, OSError, HTTPError, *UNREADABLE) as failure:
                arrived.put(failure)

        threading.Thread(target=read, daemon=True).start()
        try:
            yield from self._within_limits(arrived, run_manager)
        finally:
            over.set()

    def _within_limits(self, arrived: "queue.Queue[Any]", run_manager: CallbackManagerForLLMRun | None) -> Iterator[ChatGenerationChunk]:
        began, limit, written = time.monotonic(), self.first_s, 0
        while True:
            try:
                item = arrived.get(timeout=max(0.0, min(limit, began + self.whole_s - time.monotonic())))
            except queue.Empty:
                raise ModelFailedError("server_failed", url=self.openai_api_base, reason=f"> {time.monotonic() - began:.0f} s") from None
            if item is None:
                return
            if isinstance(item, ReplyCancelledError):
                raise item
            if isinstance(item, EOFError):
                raise ModelFailedError("server_cut" if written else "server_garbage", url=self.openai_api_base, reason=item) from None
            if isinstance(item, UNREADABLE):
                raise ModelFailedError("server_garbage", url=self.openai_api_base, reason=item) from None
            if isinstance(item, BaseException):
                raise ModelFailedError("server_failed", url=self.openai_api_base, reason=item) from None
            written += len(str(item.message.content))
            if written > MOST_CHARACTERS:
                raise ModelFailedError("server_garbage", url=self.openai_api_base, reason=f"> {MOST_CHARACTERS} characters")
            if run_manager:
                run_manager.on_llm_new_token(str(item.message.content), chunk=item)
            yield item


def served_model(url: str, *, timeout_s: float = 10.0) -> tuple[str, int]:
    """(name, context in tokens or 0) of the first model that the server lists."""
    request = urllib.request.Request(url.rstrip("/") + "/models", headers={"Authorization": f"Bearer {key()}"})
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as reply:
            first = json.loads(reply.read(1_000_000))["data"][0]
        told = (first.get("max_model_len"), (first.get("meta") or {}).get("n_ctx"))  # vLLM's way, llama-server's way
        return str(first["id"]), next((int(size) for size in told if size), 0)
    except urllib.error.HTTPError as refused:
        refused.close()
        if refused.code == 404 and not url.rstrip("/").endswith("/v1"):
            return served_model(url.rstrip("/") + "/v1", timeout_s=timeout_s)
        raise ModelFailedError("server_failed", url=url, reason=refused) from None
    except (OSError, urllib.error.URLError) as failure:
        raise ModelMissingError("server_failed", url=url, reason=failure) from None
    except UNREADABLE as failure:
        raise ModelFailedError("server_garbage", url=url, reason=failure) from None


def key() -> str:
    """The key for servers that want one, from KASSEI_MODEL_KEY."""
    return os.environ.get("KASSEI_MODEL_KEY", "none")


def open_server(url: str, *, first_s: float = FIRST_S, whole_s: float = WHOLE_S) -> ServerChat:
    """A chat model on the OpenAI-compatible server at `url`, temperature 0, fixed seed, no retries."""
    url, _, wanted = url.partition("#")
    first, context = served_model(url)
    base = url.rstrip("/") if url.rstrip("/").endswith("/v1") else url.rstrip("/") + "/v1"
    return ServerChat(
        model=wanted or first, context=0 if wanted else context, base_url=base, api_key=SecretStr(key()),
        temperature=0.0, seed=0, max_retries=0, timeout=first_s,
        stream_usage=False, first_s=first_s, whole_s=whole_s,
    )  # fmt: skip
