"""`agent doctor`: is everything here that a run needs, and what to do about what is not?"""

import asyncio
import importlib.util
import os
import tempfile
from pathlib import Path

from agent.artefacts import versions
from agent.messages import PROMISES, english, word
from agent.modelcommand import suggestion
from agent.streams import out
from model.chat import open_model
from model.errors import ModelError
from model.library import usual
from model.machine import Machine
from sim.potentials import POTENTIALS
from tools.errors import ToolsError
from tools.sandbox.levels import check_level
from tools.sandbox.selftest import check_promises


def doctor() -> int:
    """Prints what was found; 0 when a run with the defaults would work."""
    fine = all([_isolation(), _model(), _potentials(), _folders()])
    out("     " + " · ".join(f"{name} {version}" for name, version in versions().items()))
    out(word("doctor_fine" if fine else "doctor_missing"))
    return 0 if fine else 1


def _say(good: bool, text: str, hint: str = "") -> bool:
    out(f"  {'○' if good else '×'}  {text}" + (f"\n     → {hint}" if hint and not good else ""))
    return good


def _isolation() -> bool:
    """Every promise of the sandbox, tried."""
    try:
        isolation = check_level("strong")
        findings = asyncio.run(check_promises("strong"))
    except ToolsError as error:
        return _say(False, word("doctor_isolation", what=error.message), error.hint)
    broken = [found for found in findings if not found.ok]
    if broken and broken[0].promise == "isolation":  # it did not even start
        return _say(False, word("doctor_isolation", what=broken[0].detail))
    _say(True, word("doctor_isolation", what=f"strong (bubblewrap {isolation.bwrap}, Landlock {isolation.landlock})"))
    held = [
        _say(found.ok, _promise(found.promise), word("doctor_broken", detail=found.detail))
        for found in findings
        if found.promise != "isolation"
    ]
    return all(held)


def _promise(name: str) -> str:
    return name if english() else PROMISES.get(name, name)


def _model() -> bool:
    """The model that a run would take, opened."""
    try:
        name, _ = usual()
        model = open_model(name)
        if hasattr(model, "prepare"):
            model.prepare()
    except ModelError as error:
        return _say(False, word("doctor_model", what=error.message), error.hint)
    _say(True, word("doctor_model", what=name))
    out("     " + suggestion(Machine.here()))
    return True


def _potentials() -> bool:
    """The default one must be here; the others are told."""
    there = {name: importlib.util.find_spec(p.needs) is not None for name, p in POTENTIALS.items()}
    for name, found in there.items():
        if found or name == "chgnet":
            _say(found, word("doctor_potential", what=name), POTENTIALS[name].install)
    absent = [f"{name} ({POTENTIALS[name].install})" for name, found in there.items() if not found]
    if absent:
        out("     " + word("doctor_more", what=", ".join(absent)))
    return there["chgnet"]


def _folders() -> bool:
    """Where runs and sandboxes write."""
    hint, places = word("doctor_unwritable"), (Path.cwd(), Path(tempfile.gettempdir()))
    writable = [_say(os.access(place, os.W_OK), word("doctor_folder", what=place), hint) for place in places]
    return all(writable)
