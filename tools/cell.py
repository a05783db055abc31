"""What one cell gave, gathered from a kernel's messages as they come."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tools.messages import text
from tools.outputs import ERROR, PROGRESS, RECORD, TEXT_BYTES, clean_text

Event = dict[str, Any]

# What the system says of a full folder, and of a file as large as the folder may become
_FULL = ("No space left on device", "File too large", "Disk quota exceeded")


@dataclass(frozen=True)
class CellError:
    """Why a cell did not end well; `code` is one of results.json's, or "interrupted"."""

    code: str
    message: str
    hint: str = ""
    ename: str = ""
    traceback: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellResult:
    """What a cell showed.

    Attributes:
        outputs: as a notebook keeps them (nbformat 4), cleaned
        records: results displayed, the last of each kind and label; of a cell that ended badly also those finished before
        paths: names in the run's folder `paths` that were collected
        error: None when the cell ended well
        begun: places in the plan of the computations that were begun
        files: other files that were collected, by their names in the run's folder; files_left: how many the script wrote that were not
    """

    outputs: tuple[dict[str, Any], ...] = ()
    records: tuple[dict[str, Any], ...] = ()
    paths: tuple[str, ...] = ()
    error: CellError | None = None
    begun: frozenset[int] = frozenset()
    files: tuple[str, ...] = ()
    files_left: int = 0

    @property
    def ok(self) -> bool:
        """Whether the cell ended well."""
        return self.error is None


def error_of(code: str, **details: str) -> CellError:
    """A CellError with the text that stands in messages.py."""
    message, hint = text(f"Cell.{code}", **{"detail": "", **details})
    return CellError(code, message.strip(), hint)


@dataclass
class Gathering:
    """A cell in progress: `take` each message, then ask for outputs, records and error.

    Attributes:
        named: of each display id, the data that all of its outputs share, so that an update costs the same however many there are
        kept_bytes: memory that was ever kept, which is more than the messages' length: "[]," is 3 bytes, a list 56
    """

    on_event: Callable[[Event], None] | None = None
    outputs: list[dict[str, Any]] = field(default_factory=list)
    finished: list[dict[str, Any]] = field(default_factory=list)
    named: dict[str, dict[str, Any]] = field(default_factory=dict)
    reported: dict[str, str] | None = None
    raised: dict[str, Any] | None = None
    clearing: bool = False
    kept_bytes: int = 0
    begun: set[int] = field(default_factory=set)

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """One message of this cell, cleaned already."""
        if kind in ("display_data", "execute_result", "update_display_data"):
            self._display(kind, content)
        elif kind == "stream":
            self._stream(content)
        elif kind == "error":
            self.raised = content
            self._add({"output_type": "error", **content})
        elif kind == "clear_output":
            self.clearing = True
            if not content.get("wait"):
                self._clear()

    def records(self, *, with_finished: bool) -> tuple[dict[str, Any], ...]:
        """The last record of each kind and label, in the order of their first appearance."""
        shown = [record for output in self.outputs for record in output.get("data", {}).get(RECORD, {}).get("records", [])]
        chosen: dict[tuple[str, str], dict[str, Any]] = {}
        for record in [*(self.finished if with_finished else []), *shown]:
            chosen[str(record.get("kind")), str(record.get("label", record.get("formula", record.get("surface", ""))))] = record
        return tuple(chosen.values())

    def error(self, *, interrupted: bool) -> CellError | None:
        """The error that the script raised, if it did."""
        if self.reported and self.raised is None:
            return CellError(self.reported["code"], self.reported["message"], str(self.reported.get("hint", "")))
        if self.raised is None:
            return None
        name, value = self.raised["ename"], self.raised["evalue"]
        rest = {"ename": name, "traceback": tuple(self.raised["traceback"])}
        if interrupted and name == "KeyboardInterrupt":
            return error_of("interrupted")
        if self.reported:
            return CellError(self.reported["code"], self.reported["message"], str(self.reported.get("hint", "")), **rest)
        if name == "MemoryError" or "DefaultCPUAllocator: can't allocate memory" in value:
            code = "limit_memory"
        else:
            code = "limit_disk" if any(words in value for words in _FULL) else "script_failed"
        known = error_of(code, detail=f"{name}: {value}")
        return CellError(code, known.message, known.hint, **rest)

    def _display(self, kind: str, content: dict[str, Any]) -> None:
        data = content["data"]
        if PROGRESS in data:
            self._progress(data[PROGRESS])
            return
        if ERROR in data:
            self.reported = data[ERROR]
            return
        name = content["transient"].get("display_id")
        if name in self.named:
            self.kept_bytes += weight(data)
            self.named[name].clear()
            self.named[name] |= data
            data = self.named[name]
        if kind == "update_display_data":
            return
        added: dict[str, Any] = {"output_type": kind, "data": data, "metadata": {}}
        if kind == "execute_result":
            added["execution_count"] = content.get("execution_count")
        self._add(added)
        if name:
            self.named[name] = data

    def _progress(self, event: Event) -> None:
        if event["event"] == "begun" and isinstance(event.get("entry"), int):
            self.begun.add(event["entry"])
        if event["event"] == "finished" and isinstance(event.get("record"), dict):
            self.kept_bytes += weight(event["record"])
            self.finished.append(event["record"])
        if self.on_event:
            self.on_event(event)

    def _stream(self, content: dict[str, Any]) -> None:
        if not content["text"]:
            return
        last = self.outputs[-1] if self.outputs and not self.clearing else {}
        same = last.get("output_type") == "stream" and last["name"] == content["name"]
        if same and len(last["text"]) < TEXT_BYTES:  # no longer: each addition copies it
            last["text"] += content["text"]
            self.kept_bytes += sys.getsizeof(content["text"])
        else:
            self._add({"output_type": "stream", **content})

    def _add(self, output: dict[str, Any]) -> None:
        if self.clearing:
            self._clear()
        self.kept_bytes += weight(output)
        self.outputs.append(output)

    def _clear(self) -> None:
        self.outputs.clear()
        self.named.clear()
        self.clearing = False


def weight(value: object) -> int:
    """Memory that a JSON value takes [bytes]."""
    if isinstance(value, dict):
        return sys.getsizeof(value) + sum(weight(item) for pair in value.items() for item in pair)
    return sys.getsizeof(value) + (sum(map(weight, value)) if isinstance(value, list) else 0)


def one_line(words: str) -> str:
    """The last line of a dead process's words, clean."""
    lines = clean_text(words, colours=False).strip().splitlines()
    return lines[-1][:300] if lines else ""
