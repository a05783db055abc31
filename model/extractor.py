"""The deterministic baseline as a chat model: `open_model("extractor")`. One script a request, the same after every complaint."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from model.dialogue import fenced, with_imports
from model.errors import ModelFailedError
from model.local import turns_of
from model.rules import extract


class ExtractorChat(BaseChatModel):
    """A chat model that is rules only: what the embedded model has to beat."""

    @property
    def _llm_type(self) -> str:
        return "kassei-extractor"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        turns, tried = turns_of(messages)
        script = with_imports(extract(turns))
        if script.strip() in tried:
            raise ModelFailedError("no_script", name="extractor")
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=fenced(script)))])
