"""The language models behind LangChain's BaseChatModel, chosen by name in `open_model`.

embedded           the model that kassei ships: it reads a request, accounts for what is named, and writes the script (`model.reader`)
NAME               a model of the catalogue, or of the user's own naming, that was pulled
FILE.gguf          any GGUF, through llama.cpp in this process
http(s)://…/v1     any OpenAI-compatible server
scripted:FILE      replies from a file, for tests and recordings
"""

import hashlib
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from model.catalogue import entries
from model.errors import ModelFailedError, ModelMissingError
from model.fingerprint import sha256
from model.general import GGUFChat
from model.header import read_header
from model.library import unchanged
from model.local import LlamaChat
from model.reader import EMBEDDED, EmbeddedChat
from model.scripted import ScriptedChat, from_file

__all__ = ["EmbeddedChat", "GGUFChat", "ScriptedChat", "describe", "open_model"]
NAMES = ("embedded", "scripted:FILE")
PROJECTOR = "clip"  # the architecture of what turns pictures into tokens
OURS = "kassei"  # general.name of a GGUF that wants slots


def open_model(name: str | Path = "embedded") -> BaseChatModel:
    """The chat model of a name, a GGUF file or a server's address. Raises ModelError when there is none, with advice."""
    text = str(name)
    if text == "embedded":
        if not EMBEDDED.is_file():
            raise ModelMissingError("embedded_missing", file=EMBEDDED)
        return EmbeddedChat()
    if text.startswith("scripted:"):
        return from_file(Path(text.removeprefix("scripted:")))
    if text.startswith(("http://", "https://")):
        from model.server import open_server  # the openai package takes a second to import

        return open_server(text)
    file = unchanged(text) or Path(text).expanduser()
    if file.suffix == ".gguf" or file.exists():
        header = read_header(file)
        if header.architecture == PROJECTOR:
            raise ModelFailedError("projector", file=file)
        return EmbeddedChat(file=file) if header.name == OURS else GGUFChat(file=file)
    listed = {entry.name: entry for entry in entries()}
    if text in listed:
        raise ModelMissingError("not_pulled", name=text, size=listed[text].file_gb)
    raise ModelMissingError("name_unknown", name=text, accepted=", ".join([*NAMES, *listed]))


def describe(model: BaseChatModel) -> dict[str, Any]:
    """What a result must say about the model behind it: name, backend, and of a file its hash and size [bytes]."""
    about: dict[str, Any] = {"name": model._llm_type.removeprefix("kassei-"), "backend": type(model).__name__}
    if isinstance(model, LlamaChat):
        about |= {"name": "embedded" if model.file == EMBEDDED else model.file.name, "backend": "llama.cpp"}
        if model.file.is_file():
            about |= {"sha256": sha256(model.file), "size": model.file.stat().st_size}
    elif isinstance(model, ScriptedChat):
        about |= {"name": f"scripted:{model.source}" if model.source else "scripted", "sha256": _text_hash("\0".join(model.replies))}
    elif hasattr(model, "openai_api_base"):
        about |= {"name": str(getattr(model, "model_name", "")), "backend": "server", "url": str(model.openai_api_base)}
    return about


def _text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
