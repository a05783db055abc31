"""The reader that kassei ships: it reads a request as a whole, accounts for everything that is named in it, and writes the script.

Copying is by construction: numbers, names and files of a script can only be those of the conversation; what the account sets aside
cannot stand in the script, and what it says is used must.
"""

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from model.dialogue import fenced
from model.errors import ModelFailedError
from model.local import LlamaChat, turns_of
from model.reading.account import ASIDE, ROLES, Account, Use, remark
from model.reading.prompt import END, OF_PIECE, OF_ROLE, OF_SLOT, SCRIPT, prompt
from model.reading.script import Unwritable, pieces_of, written
from model.reading.slots import Slots, Turn, set_apart
from model.request import Request

EMBEDDED = Path(__file__).parent / "embedded" / "kassei.gguf"
MOST_TRIED = 12
LONGEST_PROMPT = 1024  # tokens, read as a whole
SHARED = 0.6  # how sure a role can be of each of several mentions of one number (9番, 9枚): it is told once for all of them


@dataclass(frozen=True)
class Reading:
    """One way to read a request: its script, what each thing that it names is there for, and how sure the reader is of it, 0 … 1.

    Why a thing is not used makes no difference to that.
    """

    script: str
    account: Account
    sure: float


class EmbeddedChat(LlamaChat):
    """The reader as a chat model. After an "error:" message it gives its next best script, different from those before."""

    file: Path = EMBEDDED
    tries: int = 6  # its next best script costs hundredths of a second
    n_threads: int = 1  # so small that a second thread costs more in waiting than it computes
    _last: Any = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "kassei-embedded"

    def prepare(self) -> None:
        """Load the model now, not with the first request."""
        self._loaded(trusted=True, batch=LONGEST_PROMPT)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        turns, tried = turns_of(messages)
        fresh = (one for one in islice(self.readings(turns), MOST_TRIED) if one.script.strip() not in tried)
        reading = next(fresh, None)
        if reading is None:
            raise ModelFailedError("no_script", name=self.file.stem)
        message = AIMessage(content=fenced(reading.script), response_metadata={"sure": reading.sure})
        return ChatResult(generations=[ChatGeneration(message=message)])

    def readings(self, turns: Sequence[tuple[Request, str | None]]) -> Iterator[Reading]:
        """The ways to read the last request of a conversation, the likeliest first; each script once."""
        from model.llama import candidates

        with self._busy:
            self._stop.clear()
            llama = self._loaded(trusted=True, batch=LONGEST_PROMPT)
            known = _vocabulary(llama)
            numbers, turn, slots = _prompt(llama, turns)
            seen: set[str] = set()
            for tokens, costs in candidates(
                llama, numbers, allowed=known.grammar(turn, slots), end=known.end, alike=known.aside, go_on=self._go_on
            ):
                reading = known.reading(tokens, costs, turn, slots)
                if reading is not None and reading.script not in seen:
                    seen.add(reading.script)
                    yield reading


def _prompt(llama: Any, turns: Sequence[tuple[Request, str | None]]) -> tuple[list[int], Turn, Slots]:
    """The tokens to read: as much of the conversation, from its end, as can be read at once. Raises ModelFailedError for a request
    that is too long by itself."""
    for first in range(len(turns)):
        heard, slots = set_apart([request for request, _ in turns[first:]])
        try:
            scripts = [[piece.text for piece in pieces_of(script or "", slots)] for _, script in turns[first:-1]]
        except Unwritable:  # a script of another model: what was said before it is not read on
            continue
        numbers = llama.tokenize(prompt(heard, scripts).encode(), add_bos=False, special=True)
        if len(numbers) <= LONGEST_PROMPT:
            return numbers, heard[-1], slots
    raise ModelFailedError("prompt_too_long", tokens=len(numbers), limit=LONGEST_PROMPT)


@dataclass(frozen=True)
class _Vocabulary:
    """The tokens of a loaded model that can be written, by what they stand for."""

    slots: dict[str, int]
    roles: dict[str, int]
    pieces: dict[str, int]
    script: int
    end: int

    @property
    def aside(self) -> frozenset[int]:
        """The tokens of the reasons why a thing is not used."""
        return frozenset(self.roles[role] for role in ASIDE)

    def grammar(self, turn: Turn, slots: Slots) -> Callable[[Sequence[int]], Sequence[int]]:
        """What may come next: each slot of the request with its role, then the script, in which nothing stands that is set aside."""
        named, roles = [self.slots[slot] for slot in turn.named], list(self.roles.values())
        used = {self.roles[role] for role in self.roles if role not in ASIDE}
        others = [self.slots[slot] for slot in slots.values if slot not in turn.named]
        code = [*self.pieces.values(), self.end]

        def allowed(chosen: Sequence[int]) -> Sequence[int]:
            place = len(chosen)
            if place < 2 * len(named):
                return roles if place % 2 else [named[place // 2]]
            if place == 2 * len(named):
                return [self.script]
            kept = [slot for slot, role in zip(chosen[:place:2], chosen[1:place:2], strict=False) if role in used]
            return [*code, *others, *kept[: len(named)]] if place > 2 * len(named) + 1 else code[:-1]

        return allowed

    def reading(self, tokens: Sequence[int], costs: Sequence[float], turn: Turn, slots: Slots) -> Reading | None:
        """What tokens say, None where they say no script, or one that leaves out what the account says it uses."""
        count = 2 * len(turn.named)
        role_of, text_of = {t: r for r, t in self.roles.items()}, {t: p for p, t in (self.pieces | self.slots).items()}
        roles = [role_of[token] for token in tokens[1:count:2]]
        pieces = [text_of[token] for token in tokens[count + 1 :]]
        asks = pieces[:1] and pieces[0].startswith("ask(")
        if not asks and any(role not in ASIDE and slot not in pieces for slot, role in zip(turn.named, roles, strict=True)):
            return None
        try:
            script = written(pieces, slots)
        except (LookupError, SyntaxError, ValueError):
            return None
        sure = [math.exp(-price) for price in costs[1:count:2]]
        account = tuple(
            Use(mention, role, min(p, SHARED) if len(mentions) > 1 and mention.kind == "number" else p)
            for mentions, role, p in zip(turn.named.values(), roles, sure, strict=True)
            for mention in mentions
        )
        aside = dict.fromkeys(remark(use) for use in account if not use.is_used)
        return Reading(script if asks else "".join(f"{line}\n" for line in aside) + script, account, math.exp(-sum(costs)))


@lru_cache(maxsize=4)
def _vocabulary(llama: Any) -> _Vocabulary:
    def number(text: str) -> int:
        found = llama.tokenize(text.encode(), add_bos=False, special=True)
        if len(found) != 1:
            raise ModelFailedError("load_failed", file="kassei.gguf", reason=f"no token {text}")
        return int(found[0])

    return _Vocabulary(
        {slot: number(text) for slot, text in OF_SLOT.items()},
        {role: number(OF_ROLE[role]) for role in ROLES},
        {piece: number(text) for piece, text in OF_PIECE.items()},
        number(SCRIPT),
        number(END),
    )


_usual = EmbeddedChat()
_using = threading.Lock()


@lru_cache(maxsize=256)
def account_of(*conversation: tuple[Request, str | None]) -> Account:
    """What each thing that the last request names is there for, as the embedded reader reads it; empty where it reads nothing."""
    with _using:
        reading = next(_usual.readings(conversation), None)
    return reading.account if reading else ()
