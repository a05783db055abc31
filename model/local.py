"""The embedded model on llama.cpp, and what every model in this process shares."""

import ast
import asyncio
import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from model.dialogue import END, fenced, unfenced, write
from model.errors import ModelFailedError, ReplyCancelledError
from model.request import Request, parse
from model.slots import PLACEHOLDERS, meant, restore, set_apart, slots_in

EMBEDDED = Path(__file__).parent / "embedded" / "kassei.gguf"
COMPLAINT = "error:"
MOST_TRIED = 40


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

    def _loaded(self, *, trusted: bool) -> Any:
        from model.llama import load  # llama.cpp is slow to import and not every model needs it

        if self._llama is None:
            self._llama = load(self.file, trusted=trusted, n_threads=self.n_threads)
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


@dataclass(frozen=True)
class Candidate:
    """A script that the embedded model thought of; `whole` if it uses all that the last request means to be used."""

    text: str
    whole: bool


class EmbeddedChat(LlamaChat):
    """The model that kassei ships. After an "error:" message it gives its next best script, different from those before."""

    file: Path = EMBEDDED
    tries: int = 6  # its next best script costs hundredths of a second
    n_threads: int = 1  # so small that a second thread costs more in waiting than it computes

    @property
    def _llm_type(self) -> str:
        return "kassei-embedded"

    def prepare(self) -> None:
        """Load the model now, not with the first request."""
        self._loaded(trusted=True)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        turns, tried = turns_of(messages)
        fresh = (one for one in islice(self.scripts(turns), MOST_TRIED) if one.text.strip() not in tried)
        script = next(fresh, None)
        if script and tried and not script.whole:  # what was left out is the likeliest reason for the complaint
            script = next((one for one in fresh if one.whole), script)
        if script is None:
            raise ModelFailedError("no_script", name=self.file.stem)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=fenced(script.text)))])

    def scripts(self, turns: Sequence[tuple[Request, str | None]]) -> Iterator[Candidate]:
        """The scripts that the model thinks of, best first; those that cannot be restored or read as Python are passed by."""
        from model.llama import candidates
        from model.writing import spelt

        with self._busy:
            self._stop.clear()
            llama = self._loaded(trusted=True)
            slotted, slots = set_apart(turns)
            prompt = llama.tokenize(write(slotted).encode(), add_bos=False, special=True)
            end, *unknown = (
                llama.tokenize(token.encode(), add_bos=False, special=True)[0]
                for token in (END, *PLACEHOLDERS)
                if token not in slots.values
            )
            if len(prompt) > llama.n_ctx() // 2:
                raise ModelFailedError("prompt_too_long", tokens=len(prompt), limit=llama.n_ctx() // 2)
            for numbers in candidates(llama, prompt, end=end, banned=unknown, go_on=self._go_on):
                with contextlib.suppress(LookupError, SyntaxError, ValueError):
                    written = spelt(llama, numbers)
                    script = restore(written, slots)
                    ast.parse(script)
                    yield Candidate(script, whole=meant(slotted[-1][0]) <= slots_in(written))
