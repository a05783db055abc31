"""A conversation as the tokens that a model has learnt to go on from: by the chat template in its GGUF, or as plain text without one.

Plain text is what a base model (PLaMo 2 as published) knows: requests and fenced scripts one below the other, like the examples.
"""

from typing import Any

from jinja2 import TemplateError

FENCE = "```"
# templates of models that think before they answer: not here, a script is short and is checked anyway
QUIET = {"enable_thinking": False, "thinking": False, "reasoning_effort": "low"}


def has_template(llama: Any) -> bool:
    return "tokenizer.chat_template" in llama.metadata


def tokens_of(llama: Any, messages: list[dict[str, str]]) -> list[int]:
    """The tokens of the conversation, up to where the model has to go on. Raises TemplateError or ValueError for a template that fails."""
    if not has_template(llama):
        return list(llama.tokenize(plain(messages).encode(), add_bos=True, special=False))
    try:
        text = _filled(llama, messages)
    except (TemplateError, ValueError):  # most likely no place for the system's words
        text = _filled(llama, without_system(messages))
    return list(llama.tokenize(text.encode(), add_bos=False, special=True))


def _filled(llama: Any, messages: list[dict[str, str]]) -> str:
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    vocabulary = llama._model
    bos, eos = (vocabulary.token_get_text(number) if number != -1 else "" for number in (llama.token_bos(), llama.token_eos()))
    formatter = Jinja2ChatFormatter(template=llama.metadata["tokenizer.chat_template"], eos_token=eos, bos_token=bos)
    return formatter(messages=messages, **QUIET).prompt  # type: ignore[arg-type]


def plain(messages: list[dict[str, str]]) -> str:
    """The conversation as a text that a base model goes on with: its next words are the script, then a fence."""
    return "\n\n".join([*(message["content"].strip() for message in messages), f"{FENCE}python\n"]).replace(
        f"\n\n{FENCE}python", f"\n{FENCE}python"
    )


def without_system(messages: list[dict[str, str]]) -> list[dict[str, str]]:
    """The same messages, the system's words in front of the first user's."""
    said = "\n\n".join(m["content"] for m in messages if m["role"] == "system")
    rest = [m for m in messages if m["role"] != "system"]
    return [{**rest[0], "content": f"{said}\n\n{rest[0]['content']}"}, *rest[1:]] if said and rest else rest
