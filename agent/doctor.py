"""`agent doctor`: is everything here that a run needs? `agent model list`: which language models can be named."""

import importlib.util
import sys

from tools.sandbox.selftest import selftest

from agent.artefacts import versions
from agent.messages import english
from model.chat import open_model
from model.errors import ModelError
from sim.potentials import POTENTIALS
from tools.errors import ToolsError


def doctor() -> int:
    """Prints what was found; 0 when a run with the defaults would work."""
    fine = _isolation() & _model() & _potentials()
    for name, version in versions().items():
        print(f"     {name} {version}")
    print(_t("問題ありません。", "All is well.") if fine else _t("足りないものがあります(×の行)。", "Something is missing (see ×)."))
    return 0 if fine else 1


def _t(japanese: str, other: str) -> str:
    return other if english() else japanese


def _say(good: bool, text: str, hint: str = "") -> bool:
    print(f"  {'○' if good else '×'}  {text}" + (f"\n     {hint}" if hint and not good else ""))
    return good


def _isolation() -> bool:
    """Every promise of the sandbox, tried."""
    try:
        checks = selftest()
    except ToolsError as error:
        return _say(False, error.message, error.hint)
    results = [_say(check.passed, _t(f"隔離: {check.name}", f"isolation: {check.name}"), check.detail) for check in checks]
    return all(results)


def _model() -> bool:
    try:
        model = open_model("embedded")
    except ModelError as error:
        return _say(False, error.message, error.hint)
    return _say(True, _t(f"言語モデル: embedded ({model._llm_type})", f"language model: embedded ({model._llm_type})"))


def _potentials() -> bool:
    """The default one must be here; the others are told."""
    there = {name: importlib.util.find_spec(p.needs) is not None for name, p in POTENTIALS.items()}
    for name, found in there.items():
        if found or name == "chgnet":
            _say(found, _t(f"ポテンシャル: {name}", f"potential: {name}"), f"pip install {POTENTIALS[name].package}")
    absent = [name for name, found in there.items() if not found]
    print("     " + _t("入っていないポテンシャル: ", "Potentials not installed: ") + (", ".join(absent) or "-"))
    return there["chgnet"]


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
    sys.stdout.flush()
    return 0
