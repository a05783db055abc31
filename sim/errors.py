"""Errors of the physics. All of them end one request, none of them is a bug of ours.

SimError
├── FileError          a file is missing or cannot be read as structures
├── PathError          the images do not make a path
├── SiteError          an index that the structure does not have
├── ElementError       a symbol that is no element
├── SettingError       a number or a choice outside what is accepted
├── CalculatorError    a potential that is unknown, not installed, or not made for an element
├── PlanError          a computation that the plan of this run does not have
└── CandidateError     one candidate cannot be finished; it stays in the table with this reason
"""

from typing import Any

from sim.messages import explain


class SimError(Exception):
    """What went wrong, as a code for programs and as a message with a hint for people."""

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.details = details
        self.message, self.hint = explain(code, **details)
        super().__init__(f"{self.message} {self.hint}".strip())

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.code, self.details)


def _restore(kind: type[SimError], code: str, details: dict[str, Any]) -> SimError:
    return kind(code, **details)


class FileError(SimError):
    pass


class PathError(SimError):
    pass


class SiteError(SimError):
    pass


class ElementError(SimError):
    pass


class SettingError(SimError):
    pass


class CalculatorError(SimError):
    pass


class PlanError(SimError):
    pass


class CandidateError(SimError):
    pass
