"""What can happen to a request, three kinds that never mix: try again, ask or refuse, over.

AgentError              the base: every one carries code, message and hint
├── ScriptRetry         the script is not what was asked for: its text goes back to the model
├── PersonQuestion      only the person can say (exit 2, status question)
├── RequestRefused      the request cannot be carried out (exit 2, status refused)
└── RunFailure          the run is over (exit 1, or 3 without the isolation; status failed)
"""

from collections.abc import Sequence

from agent.complaint import Complaint, telling, told
from agent.messages import explain


class AgentError(Exception):
    """`code` is one of results.json's; `message` and `hint` are in the user's language."""

    def __init__(self, code: str, message: str = "", hint: str = "", **details: object) -> None:
        self.code = code
        self.message, self.hint = (message, hint) if message else explain(code, **details)
        super().__init__(f"{self.message} {self.hint}".strip())


class ScriptRetry(AgentError):
    """`complaints` are what the model reads, in English; `code` is what a question would carry if it never gets better."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(complaints)
        self.complaint = told(complaints)
        super().__init__(telling(complaints), self.complaint)


class PersonQuestion(AgentError):
    pass


class RequestRefused(AgentError):
    pass


class RunFailure(AgentError):
    pass


STATUS = {PersonQuestion: "question", RequestRefused: "refused", RunFailure: "failed"}
# codes by which others say that the request itself cannot be carried out; every other code is a run that failed
REFUSALS = frozenset(
    [
        "index_out_of_range",
        "index_missing",
        "pick_missing",
        "element_unknown",
        "element_missing",
        "calculator_unsupported_element",
        "calculator_unknown",
        "calculator_missing",
        "file_missing",
        "file_unreadable",
        "path_inconsistent",
        "images_invalid",
        "fmax_invalid",
        "temperature_invalid",
        "setting_invalid",
        "out_of_scope",
        "script_rejected",
        "model_missing",
        "table_invalid",
    ]
)
QUESTIONS = frozenset(("index_missing", "element_missing", "pick_missing"))


def exit_code(status: str, code: str) -> int:
    """The exit code of the command line for a run's end."""
    if status == "done":
        return 0
    if code == "isolation_unavailable":
        return 3
    if code == "interrupted":
        return 130
    return 1 if status == "failed" else 2
