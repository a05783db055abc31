"""What the models on llama.cpp in this process share: one loaded file, one request at a time, a way to stop."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatResult
from pydantic import PrivateAttr

from model.dialogue import unfenced
from model.errors import ReplyCancelledError
from model.request import Request, parse

COMPLAINT = "error:"


def plain(message: BaseMessage) -> str:
    """The text of a message, whatever parts it has."""
    content = message.content
    return (
        content if isinstance(content, str) else "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in content)
    )


def turns_of(messages: Sequence[BaseMessage]) -> tuple[list[tuple[Request, str | None]], set[str]]:
    """The conversation as (request, script), the last script None, and the scripts that were tried for the last request already.

    A HumanMessage that begins with "error:" is the check's complaint about the reply before it, no new request.
    """
    turns: list[tuple[Request, str | None]] = []
    tried: set[str] = set()
    for message in messages:
        text = plain(message)
        if isinstance(message, HumanMessage) and not text.startswith(COMPLAINT):
            turns.append((parse(text), None))
            tried = set()
        elif isinstance(message, AIMessage) and turns:
            script = unfenced(text).strip()
            tried.add(script)
            turns[-1] = (turns[-1][0], script)
    if turns:
        turns[-1] = (turns[-1][0], None)
    return turns, tried


class LlamaChat(BaseChatModel):
    """What the two backends on llama.cpp share: one loaded model, one request at a time, a way to stop."""

    file: Path
    n_threads: int = 0
    _llama: Any = PrivateAttr(default=None)
    _busy: Any = PrivateAttr(default_factory=threading.Lock)
    _stop: Any = PrivateAttr(default_factory=threading.Event)

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"file": str(self.file)}

    def _loaded(self, *, trusted: bool, batch: int = 512) -> Any:
        from model.llama import load  # llama.cpp is slow to import and not every model needs it

        if self._llama is None:
            self._llama = load(self.file, trusted=trusted, n_threads=self.n_threads, batch=batch)
        return self._llama

    def cancel(self) -> None:
        """Stop the reply that is being written, within one token."""
        self._stop.set()

    def _go_on(self) -> None:
        if self._stop.is_set():
            raise ReplyCancelledError("cancelled")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        try:
            return await super()._agenerate(messages, stop, run_manager, **kwargs)
        except asyncio.CancelledError:
            self.cancel()
            raise

    def close(self) -> None:
        """Give the memory back."""
        if self._llama is not None:
            self._llama.close()
            self._llama = None
