"""What the embedded model reads and writes, token by token.

    <|request|>files: ⟨F1⟩ path
    request: 12/5 … ⟨N3⟩番を⟨E1⟩に…<|account|>⟨N1⟩ date ⟨N2⟩ date ⟨N3⟩ site ⟨E1⟩ element<|script|>pieces …<|end|>

Earlier turns stand before, each as <|request|>…<|script|>…<|end|>, without their accounts. What the person says is read as a whole,
each token seeing those behind it too; what is written sees what stands before it (doi.org/10.48550/arXiv.1905.03197).
"""

from collections.abc import Sequence

from model.reading.account import ROLES
from model.reading.script import PIECES
from model.reading.slots import SLOTS, Turn

PAD, REQUEST, ACCOUNT, SCRIPT, END = "<|pad|>", "<|request|>", "<|account|>", "<|script|>", "<|end|>"
CONTROL = (PAD, REQUEST, ACCOUNT, SCRIPT, END)
OF_ROLE = {role: f"<|{role}|>" for role in ROLES}
OF_PIECE = {piece: "<|" + piece.replace("\n", "¶") + "|>" for piece in PIECES}
OF_SLOT = {slot: f"⟨{slot}⟩" for slot in SLOTS}
# tokens of their own: markers, roles and code can stand in no text, slots stand in it
MARKS = (*CONTROL, *OF_ROLE.values(), *OF_PIECE.values())


def clean(text: str) -> str:
    """The text of a request without anything that looks like a token of ours."""
    return text.replace("<|", "< |").strip()


def prompt(turns: Sequence[Turn], scripts: Sequence[Sequence[str]]) -> str:
    """What is read before the last request is answered: the turns, each but the last with its script in pieces."""
    earlier = "".join(
        f"{REQUEST}{clean(turn.text)}{SCRIPT}{''.join(map(token, pieces))}{END}" for turn, pieces in zip(turns[:-1], scripts, strict=True)
    )
    return f"{earlier}{REQUEST}{clean(turns[-1].text)}{ACCOUNT}"


def token(piece: str) -> str:
    """The token of a piece of code or a slot."""
    return OF_PIECE.get(piece) or OF_SLOT[piece]
