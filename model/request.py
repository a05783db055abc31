"""What a person asked, and the text of it that every model reads."""

import re
from dataclasses import dataclass

_ATOMS = re.compile(r"\b([A-Z][a-z]?)(?= [\d(])")


@dataclass(frozen=True)
class Request:
    """One request: the sentence, the files that go with it, the atoms picked in the scene (ASE indices, from 0), what a table says where
    the sentence is silent, (column, value) each, and the elements that are in the files."""

    instruction: str
    files: tuple[str, ...] = ()
    picked: tuple[int, ...] = ()
    table: tuple[tuple[str, str], ...] = ()
    species: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All that is said: the sentence, and what the table says beside it."""
        told = [f"{value}番" if column == "site" else value for column, value in self.table]
        return f"{self.instruction}({'、'.join(told)})" if told else self.instruction


def render(request: Request, *, about: str = "") -> str:
    """The text of a HumanMessage: `files:`, `about:` and `picked:` lines where there are any, then `request:` and the sentence."""
    lines = []
    if request.files:
        lines.append("files: " + ", ".join(request.files))
    if about:
        lines.append("about: " + about)
    if request.picked:
        lines.append("picked: " + ", ".join(str(i) for i in request.picked))
    lines.append("request: " + request.words)
    return "\n".join(lines)


def parse(text: str) -> Request:
    """The request behind a HumanMessage; of what is about its files the elements alone; a text without a `request:` line is an
    instruction alone."""
    files: tuple[str, ...] = ()
    picked: tuple[int, ...] = ()
    species: tuple[str, ...] = ()
    rest = text
    while True:
        line, _, after = rest.partition("\n")
        if line.startswith("files: ") and not files:
            files, rest = tuple(line.removeprefix("files: ").split(", ")), after
        elif line.startswith("about: ") and files:
            species, rest = tuple(dict.fromkeys(_ATOMS.findall(line))), after
        elif line.startswith("picked: ") and not picked:
            picked, rest = tuple(int(i) for i in line.removeprefix("picked: ").split(", ")), after
        elif line.startswith("request: "):
            return Request(rest.removeprefix("request: "), files, picked, species=species)
        else:
            return Request(text)
