"""Scripts planned in this process, as the sandboxed kernel plans them, over a folder with a path and its ends."""

import contextlib
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from agent.check import check, check_request, ground_of
from agent.conversation import script_in
from agent.errors import AgentError, ScriptRetry
from agent.inputs import summed_up
from model.request import Request
from sim.plan import Plan, merged
from sim.plan.passes import passes
from sim.plan.plain_ase import install


def plan_of(script: str, folder: Path, files: Sequence[str] = ("path.extxyz",), calculator: str | None = None) -> Plan:
    """What a script would compute on these files of a folder."""
    sys.modules["kassei"] = importlib.import_module("tools.kassei")
    install()
    with contextlib.chdir(folder):
        first, second = (Plan.from_dict(one) for one in passes(script, list(files), calculator))
    return merged(first, second)


def looked_at(instruction, reply, folder, *, files=("path.extxyz",), picked=(), earlier=(), inherited=False, calculator=""):
    """What the check says of a reply: "" when its plan passes, else the code, or "again: " and the complaints."""
    request, script = Request(instruction, tuple(files), tuple(picked)), script_in(reply)
    known = summed_up([folder / name for name in files]).structures.values()
    ground = ground_of(request, earlier, known, calculator=calculator, inherited=inherited)
    try:
        check_request(ground)
        check(script, plan_of(script, folder, files, calculator or None), ground)
    except AgentError as error:
        return error.code if not isinstance(error, ScriptRetry) else f"again: {error.complaint}"
    return ""
