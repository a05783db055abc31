"""`agent model list`: which language models can be named, and which of them are here."""

from agent.messages import english
from model.chat import open_model
from model.errors import ModelError


def _t(japanese: str, other: str) -> str:
    return other if english() else japanese


def list_models() -> int:
    """`agent model list`: what --model takes, and whether it is here."""
    rows = (
        ("embedded", _t("同梱のモデル(既定)", "the model that ships with kassei (default)")),
        ("extractor", _t("規則だけの基準(モデルなし)", "the baseline made of rules")),
    )
    for name, text in rows:
        try:
            open_model(name)
            mark = "○"
        except ModelError:
            mark = "×"
        print(f"{mark} {name:10s} {text}")
    print(
        _t("FILE.gguf  手元の GGUF / http(s)://… OpenAI 互換のサーバー", "FILE.gguf  any GGUF / http(s)://… any OpenAI-compatible server")
    )
    return 0
