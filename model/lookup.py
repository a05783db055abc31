"""Prompt lookup: scripts repeat names, numbers and lines of their prompt, so what followed there is guessed to follow here.

A guess is read together with the token before it, in one pass over the weights; what the model would not have said is cut off
again. The text is the one without guessing. (Saxena, github.com/apoorvumang/prompt-lookup-decoding)
"""

from collections.abc import Sequence

LONGEST, SHORTEST = 4, 2  # tokens that have to agree, the longest match first
GUESSED = 6  # at most


class Lookup:
    """Where each short run of tokens was last followed by something."""

    def __init__(self, tokens: Sequence[int] = ()) -> None:
        self._tokens: list[int] = []
        self._after: dict[tuple[int, ...], int] = {}
        self.extend(tokens)

    def extend(self, tokens: Sequence[int]) -> None:
        """Tokens that came next."""
        for token in tokens:
            here = len(self._tokens)
            for length in range(SHORTEST, LONGEST + 1):
                if here >= length:
                    self._after[tuple(self._tokens[here - length :])] = here
            self._tokens.append(token)

    def guess(self, most: int = GUESSED) -> list[int]:
        """What may come next, at most so many tokens; none where the last tokens have not been seen before."""
        for length in range(LONGEST, SHORTEST - 1, -1):
            place = self._after.get(tuple(self._tokens[-length:])) if len(self._tokens) >= length else None
            if place is not None:
                return self._tokens[place : place + most]
        return []
