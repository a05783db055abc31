"""Text for charts: escaped, broken into lines by its width on paper, numbers with a real minus."""


def plain(text: str) -> str:
    """The text with nothing in it that Plotly would read as a tag."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def signed(value: float, digits: int = 3) -> str:
    """The number with its sign, a real minus; what rounds to nothing has none."""
    text = f"{abs(value):.{digits}f}"
    return text if float(text) == 0 else ("−" if value < 0 else "+") + text


def columns(text: str) -> int:
    """How wide the text is, in half-width columns."""
    return sum(map(_width, text))


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most so many half-width columns; Japanese breaks anywhere, Latin words do not."""
    lines, line = [], ""
    for piece in _pieces(text):
        if columns(line + piece) > width and line and piece not in "。、)」":
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def _width(letter: str) -> int:
    return 2 if ord(letter) > 0x2E7F else 1


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for letter in text:
        joins = _width(letter) == 1 and letter != " " and pieces and pieces[-1] != " " and _width(pieces[-1][-1]) == 1
        if joins:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces
