"""A model that says what it was told to say: for tests, and for replaying the record of a run."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from model.errors import ModelFailedError, ModelMissingError


class ScriptedChat(BaseChatModel):
    """Gives `replies` one after the other, and keeps what it was asked in `asked`."""

    replies: list[str]
    source: str = ""
    _asked: list[list[BaseMessage]] = PrivateAttr(default_factory=list)

    @property
    def asked(self) -> Sequence[list[BaseMessage]]:
        return self._asked

    @property
    def _llm_type(self) -> str:
        return "kassei-scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        if len(self._asked) >= len(self.replies):
            raise ModelFailedError("replies_spent", given=len(self.replies))
        reply = self.replies[len(self._asked)]
        self._asked.append(list(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=reply))])


def from_file(file: Path) -> ScriptedChat:
    """The scripted model of a file: a JSON list of replies, or one {"reply": …} a line."""
    if not file.is_file():
        raise ModelMissingError("file_missing", file=file)
    try:
        text = file.read_text(encoding="utf-8")
        replies = (
            json.loads(text) if text.lstrip().startswith("[") else [json.loads(line)["reply"] for line in text.splitlines() if line.strip()]
        )
        if not all(isinstance(reply, str) for reply in replies):
            raise TypeError("not all replies are strings")
    except (ValueError, KeyError, TypeError, OSError) as failure:
        raise ModelFailedError("replies_unreadable", file=file, reason=failure) from None
    return ScriptedChat(replies=replies, source=str(file))
