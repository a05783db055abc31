"""The account of mentions: what each thing that a request names is there for, or why it is not used.

A reader writes it beside its script; the check, the answer and the question to the person go by it, whichever model wrote the script.
"""

from dataclasses import dataclass

from model.reading.mention import Mention

# what a mention that the script uses is there for; it follows from the script (`model.reading.script`)
USES = (
    "site", "from_one", "except", "step", "element", "images", "inner_images", "force", "force_meV", "temperature", "celsius", "time",
    "femtoseconds", "file", "initial", "final", "subject", "facet", "potential", "choice",
)  # fmt: skip
# why a mention is not used
ASIDE = {
    "date": "a date or time",
    "label": "names a room, page, figure, job or the like",
    "earlier": "an earlier result or calculation",
    "quoted": "stands in a quotation",
    "unwanted": "excluded, or taken back",
    "described": "says what is there already",
    "count": "counts what is named anyway",
    "origin": "says from where is counted",
    "condition": "a condition of an experiment or of another program",
    "later": "for another time",
}
ROLES = (*USES, *ASIDE)


@dataclass(frozen=True)
class Use:
    """One mention of a request, what it is there for (one of ROLES), and how sure the reader is of it, 0 … 1."""

    mention: Mention
    role: str
    sure: float = 1.0

    @property
    def is_used(self) -> bool:
        return self.role not in ASIDE


Account = tuple[Use, ...]


def remark(use: Use) -> str:
    """The line of a script that says what it does not use, and why."""
    return f"# not used: {use.mention.text} ({use.role})"
