"""What is wrong with a script, as a value: a code for programs, a sentence for the model, and what to write instead."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """code: one of results.json's, which a question to the person would carry; text: what is wrong; fix: what to write instead."""

    text: str
    fix: str = ""
    code: str = "script_rejected"

    def __str__(self) -> str:
        return f"{self.text}: {self.fix}" if self.fix else self.text


def told(complaints: Sequence[Complaint]) -> str:
    """All complaints as one text for the model, each once."""
    return "; ".join(dict.fromkeys(map(str, complaints)))


def telling(complaints: Sequence[Complaint]) -> str:
    """The code that says most."""
    return next((one.code for one in complaints if one.code != "script_rejected"), "script_rejected")
