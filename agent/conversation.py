"""The conversation as it is kept with a run, and as the model reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from model.dialogue import fenced, unfenced
from model.request import Request, render
from sim.plan import Plan


@dataclass(frozen=True)
class Turn:
    """One earlier request with the script that came of it (a question is `ask("…")`) and its plan, where it has one."""

    request: Request
    script: str
    plan: Plan | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "instruction": self.request.instruction,
            "files": list(self.request.files),
            "picked": list(self.request.picked),
            "script": self.script,
            "plan": self.plan.to_dict() if self.plan else None,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Turn":
        request = Request(str(data["instruction"]), tuple(map(str, data["files"])), tuple(map(int, data["picked"])))
        return cls(request, str(data["script"]), Plan.from_dict(plan) if (plan := data.get("plan")) else None)


def messages(
    system: str, earlier: Sequence[Turn], request: Request, attempts: Sequence[tuple[str, str]] = (), *, about: str = ""
) -> list[BaseMessage]:
    """System, earlier turns, this request (`about` what is in its files), and each rejected reply with what was wrong about it."""
    said: list[BaseMessage] = [SystemMessage(system)]
    for turn in earlier:
        said += [HumanMessage(render(turn.request)), AIMessage(fenced(turn.script))]
    said.append(HumanMessage(render(request, about=about)))
    for reply, complaint in attempts:
        said += [AIMessage(reply), HumanMessage(f"error: {complaint}")]
    return said


def script_in(reply: str) -> str:
    """The script of a reply, as it is checked, kept and run."""
    return unfenced(reply).strip() + "\n"
