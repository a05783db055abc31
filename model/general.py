"""Any GGUF on this machine: its own chat template, its own memory, temperature 0; the fixed beginning of its prompts is read once."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from jinja2 import TemplateError
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from model.errors import ModelFailedError
from model.local import LlamaChat, plain
from model.thought import aloud

log = logging.getLogger(__name__)
LEAST_REPLY = 256


class GGUFChat(LlamaChat):
    """A general model in process.

    `longest` bounds a reply [tokens]; `guessed` likely next tokens are read along (`model.lookup`), None: as many as were measured to pay.
    """

    longest: int = 1024
    guessed: int | None = None
    _memory: Any = PrivateAttr(default=None)
    _read: int = PrivateAttr(default=0)  # tokens of the last prompt: where a conversation that goes on can go on
    _began: str = PrivateAttr(default="")

    @property
    def _llm_type(self) -> str:
        return "kassei-gguf"

    @property
    def began(self) -> str:
        """How the last prompt began: "continued", "kept", "restored" (from disk) or "read" (from nothing)."""
        return self._began

    @property
    def forgets(self) -> bool:
        """Whether a part of its memory can be forgotten; without that (mamba, hybrids) a conversation is read again from the prefix on."""
        return bool(self._ready().can_forget)

    def prepare(self) -> None:
        """Load the model now, not with the first request."""
        self._ready()

    def fits(self, messages: Sequence[BaseMessage]) -> bool:
        """Whether the conversation and a reply have room in the model's context; measured with its own tokenizer."""
        from model.template import tokens_of

        memory = self._ready()
        return len(tokens_of(memory.llama, [role(message) for message in messages])) + self._reply_room() <= memory.llama.n_ctx()

    def cancel(self) -> None:
        super().cancel()
        if self._memory is not None:
            self._memory.stop()

    def close(self) -> None:
        self._memory = None
        super().close()

    def _ready(self) -> Any:
        from model.memory import Memory

        llama = self._loaded(trusted=False)
        if self._memory is None:
            self._memory = Memory(llama)
        return self._memory

    def _guessed(self) -> int:
        from model.tuning import remembered

        return remembered(self.file).guessed if self.guessed is None else self.guessed

    def _reply_room(self) -> int:
        return min(LEAST_REPLY, self.longest)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages, stop, run_manager))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=aloud(text)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with self._busy:
            self._stop.clear()
            memory = self._ready()
            memory.go_on()
            try:
                for piece in self._pieces(memory, [role(message) for message in messages], stop or []):
                    chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
                    if run_manager:
                        run_manager.on_llm_new_token(piece, chunk=chunk)
                    yield chunk
            except (ValueError, RuntimeError, TemplateError, LookupError) as failure:
                raise ModelFailedError("reply_failed", name=self.file.name, reason=failure) from None

    def _pieces(self, memory: Any, messages: list[dict[str, str]], stop: list[str]) -> Iterator[str]:
        """The reply, a piece a token; without a chat template in a fence of ours, since the plain prompt ends with an opened one."""
        from model.template import FENCE, has_template, tokens_of
        from model.writing import spelling, until, write

        fence = "" if has_template(memory.llama) else FENCE
        prompt = tokens_of(memory.llama, messages)
        if len(prompt) + self._reply_room() > memory.llama.n_ctx():
            raise ModelFailedError("prompt_too_long", tokens=len(prompt), limit=memory.llama.n_ctx() - self._reply_room())
        self._stand(memory, prompt, [m for m in messages if m["role"] == "system"])
        tokens = write(memory, prompt, longest=self.longest, guessed=self._guessed(), go_on=self._go_on)
        if fence:
            yield f"{fence}python\n"
        yield from until(spelling(memory.llama, tokens), [*stop, *filter(None, [fence])])
        if fence:
            yield fence

    def _stand(self, memory: Any, prompt: list[int], system: list[dict[str, str]]) -> None:
        """Brings the memory to a beginning of the prompt: the whole last prompt where the talk goes on, else the fixed prefix."""
        from model.fingerprint import sha256
        from model.prefix import place, settle, shared
        from model.template import tokens_of

        so_far, self._read = self._read, len(prompt)
        if 0 < so_far < len(prompt) and shared(memory.tokens, prompt) >= so_far and memory.cut(so_far):
            self._began = "continued"
        else:
            other = tokens_of(memory.llama, [*system, {"role": "user", "content": "a"}]) if system else []
            fixed = min(shared(prompt, other), len(prompt) - 1)
            self._began = settle(memory, prompt, fixed, place(sha256(self.file), memory.llama.n_ctx()))
        again = "" if memory.can_forget or self._began == "continued" else " (its memory cannot forget a part)"
        log.info("%s: %s %d of %d tokens of the prompt%s", self.file.name, self._began, len(memory.tokens), len(prompt), again)


def role(message: BaseMessage) -> dict[str, str]:
    """A message as chat templates want it."""
    name = "system" if isinstance(message, SystemMessage) else "assistant" if isinstance(message, AIMessage) else "user"
    return {"role": name, "content": plain(message)}
