"""Our message in the chat while a run goes on: said, shown, redrawn, written in batches.

Each writing rewrites the whole chat file, so pictures and scenes are messages of their own, the scene's data a file of the run.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from jupyterlab_chat.models import BaseChatModel, Message, MimeModel, NewMessage

from agent import planned
from agent.lab.asked import KEY
from agent.lab.markdown import fenced, plain, prose, table
from agent.lab.messages import word
from agent.messages import word as said
from agent.rows import Event, Rows
from sim.plan import Plan

BATCH_S = 0.08
REDRAWN_S = 1.0
ACTIONS = "application/vnd.kassei.actions+json"


class Reply:
    """One answer: what was said, the script, the rows of the table, what came out."""

    def __init__(self, chat: BaseChatModel, sender: str) -> None:
        self._chat, self._sender = chat, sender
        self._parts: list[str] = [plain(word("reading"))]
        self._rows = Rows()
        self._end: list[str] = []
        self._metadata: dict[str, Any] = {}
        self._writing: asyncio.TimerHandle | None = None
        self.open = True
        self._id = chat.add_message(NewMessage(body=self.body, sender=sender))

    @property
    def body(self) -> str:
        """The message as it is now."""
        return "\n\n".join([*self._parts, *self._table(), *self._end])

    def mark(self, **what: Any) -> None:
        """Keeps with the message what a later one goes on with."""
        self._metadata |= what
        self._soon()

    def say(self, text: str) -> None:
        """A sentence; the first one takes the place of 「読み取っています…」."""
        text = plain(text)
        self._parts = [text] if self._parts == [plain(word("reading"))] else [*self._parts, text]
        self._soon()

    def show_script(self, script: str, plan: Plan, sizes: Mapping[str, int]) -> None:
        """The script with its plan: what will be computed, on which atoms, how, and what of the request is set aside."""
        heads, rows = planned.table(plan)
        self._parts += [f"**{word('script')}**\n\n{fenced(script)}", f"**{word('plan')}**\n\n{table(heads, rows)}"]
        self._parts += [plain(line) for line in (*planned.cost_in_words(plan, sizes), *planned.set_aside(plan))]
        self._soon()

    def take(self, event: Event) -> None:
        """One progress event of the sandbox."""
        self._rows.take(event)
        self._soon()

    def end(self, text: str, *, as_prose: bool = True) -> None:
        """What came of it."""
        if text:
            self._end.append(prose(text) if as_prose else text)
        self._soon()

    def show(self, bundle: dict[str, Any]) -> None:
        """A picture, a scene or buttons, below."""
        self.write()
        self._chat.add_message(NewMessage(body="", sender=self._sender, mime_model=MimeModel(data=bundle)))

    def offer(self, *actions: str, run: str, script: str = "") -> None:
        """Buttons, below."""
        self.write()
        offer(self._chat, self._sender, *actions, run=run, script=script)

    def write(self) -> None:
        """Writes what has not been written."""
        if self._writing:
            self._writing.cancel()
            self._writing = None
        known = self._chat.get_message(self._id)
        if known is not None:
            known.body, known.metadata = self.body, {**(known.metadata or {}), KEY: self._metadata}
            self._chat.update_message(known)

    def close(self) -> None:
        """The last writing."""
        self.open = False
        self.write()

    def _soon(self) -> None:
        if self._writing is None:
            self._writing = asyncio.get_running_loop().call_later(BATCH_S, self._due)

    def _due(self) -> None:
        self._writing = None
        self.write()
        if self.open and any(not row.done for row in self._rows):  # seconds go by, even while no event comes
            self._writing = asyncio.get_running_loop().call_later(REDRAWN_S, self._due)

    def _table(self) -> list[str]:
        if not len(self._rows):
            return []
        head = [said(f"col_{name}") for name in ("candidate", "stage", "calls", "fmax", "time")]
        rows = [
            [
                row.label,
                row.state,
                str(row.force_calls or ""),
                "" if row.fmax is None else f"{row.fmax:.3f}",
                "" if row.elapsed_s is None else f"{row.elapsed_s:.0f} s",
            ]
            for row in self._rows
        ]
        drawn = [table(head, rows)]
        left = self._rows.left_s if self.open and not self._end else None
        if left is not None and any(not row.done for row in self._rows):
            minutes = left >= 90
            value = f"{left / 60:.0f}" if minutes else f"{max(1.0, left):.0f}"
            drawn.append(plain(word("left", left=word("minutes" if minutes else "seconds", value=value))))
        return drawn


def offer(chat: BaseChatModel, sender: str, *actions: str, run: str, script: str = "") -> None:
    """A message of buttons: names of messages.WORDS without their `do_`."""
    buttons = [{"name": name, "label": word(f"do_{name}")} for name in actions]
    if buttons:
        bundle = {ACTIONS: {"actions": buttons, "run": run, "script": script}}
        chat.add_message(NewMessage(body="", sender=sender, mime_model=MimeModel(data=bundle)))


def states(chat: BaseChatModel, sender: str) -> list[tuple[Message, dict[str, Any]]]:
    """Our messages that belong to a run, with what was kept with them, oldest first."""
    found = []
    for message in chat.get_messages():
        kept = (message.metadata or {}).get(KEY)
        if message.sender == sender and not message.deleted and isinstance(kept, dict) and isinstance(kept.get("run"), str):
            found.append((message, kept))
    return found
