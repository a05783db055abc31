"""`agent doctor`: is everything here that a run needs?"""

import asyncio
import importlib.util

from agent.artefacts import versions
from agent.messages import english
from model.chat import open_model
from model.errors import ModelError
from sim.potentials import POTENTIALS
from tools.errors import ToolsError
from tools.sandbox.selftest import check_promises


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
        findings = asyncio.run(check_promises("strong"))
    except ToolsError as error:
        return _say(False, error.message, error.hint)
    held = [_say(found.ok, _t(f"隔離: {found.promise}", f"isolation: {found.promise}"), found.detail) for found in findings]
    return all(held)


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
