"""How far each candidate of a run is, gathered from the sandbox's progress events; whatever an event holds, it only changes rows."""

import time
from dataclasses import dataclass, field, replace
from typing import Any

from agent.messages import word
from agent.phrases import phrase

Event = dict[str, Any]
STATUSES = ("converged", "unconverged", "barrierless", "failed")
STAGES = ("ends", "band", "climb", "verify", "waiting", "relax")
# how much of a candidate's time has usually gone by when a stage begins
_PASSED = {"ends": 0.05, "band": 0.25, "climb": 0.6, "verify": 0.8, "done": 1.0}


@dataclass(frozen=True)
class Row:
    """One candidate as far as it is."""

    label: str
    stage: str = "waiting"
    force_calls: int = 0
    fmax: float | None = None
    started: float | None = None
    wall_s: float | None = None
    line: str = ""

    @property
    def done(self) -> bool:
        return self.stage == "done"

    @property
    def state(self) -> str:
        """The stage in words, or how it ended."""
        return self.line.partition(": ")[2] if self.done else named(self.stage)

    @property
    def elapsed_s(self) -> float | None:
        """Since it began, or in all."""
        if self.wall_s is not None:
            return self.wall_s
        return time.monotonic() - self.started if self.started is not None else None


@dataclass
class Rows:
    """The candidates of a run, in the order in which they were named."""

    by_label: dict[str, Row] = field(default_factory=dict)

    def __iter__(self) -> Any:
        return iter(self.by_label.values())

    def __len__(self) -> int:
        return len(self.by_label)

    def take(self, event: Event) -> str:
        """Takes one event; gives the sentence that tells of it where rows are not drawn, "" for none."""
        label = str(event.get("label", ""))[:80]
        kind = event.get("event")
        if kind == "plan" and isinstance(event.get("labels"), list):
            names = [str(name)[:80] for name in event["labels"][:1000]]
            self.by_label |= {name: Row(name) for name in names if name not in self.by_label}
        elif kind == "stage":
            return self._enter(label, event)
        elif kind == "finished" and isinstance(event.get("record"), dict):
            return self._finish(label, event["record"])
        return ""

    @property
    def left_s(self) -> float | None:
        """About how long it will still take, from the time gone by and the stages passed; None while nothing can be said."""
        passed = sum(_PASSED.get(row.stage, 0.0) for row in self)
        begun = [row.started for row in self if row.started is not None]
        if not begun or passed < 0.2:
            return None
        return (time.monotonic() - min(begun)) * (len(self) - passed) / passed

    def _enter(self, label: str, event: Event) -> str:
        row, stage = self.by_label.get(label, Row(label)), str(event.get("stage", ""))[:20]
        self.by_label[label] = replace(
            row, stage=stage, force_calls=_whole(event.get("force_calls")), fmax=_number(event.get("fmax")),
            started=row.started or time.monotonic() - (_number(event.get("wall_s")) or 0.0),
        )  # fmt: skip
        return "" if stage == row.stage else word("stage_line", label=label, stage=named(stage), calls=_whole(event.get("force_calls")))

    def _finish(self, label: str, record: dict[str, Any]) -> str:
        row = self.by_label.get(label, Row(label))
        wall_s, calls = _number(record.get("wall_s")), _whole(record.get("force_calls"))
        value = _number(record.get("barrier_eV"))
        status = str(record.get("status", ""))
        state = phrase(status) if status in STATUSES else status[:20]
        line = f"{label}: {state}" + (f" {value:.3f} eV" if value is not None else "")
        self.by_label[label] = replace(
            row, stage="done", force_calls=calls, fmax=_number(record.get("fmax_reached")), wall_s=wall_s, line=line
        )
        return word("finished_line", line=line, calls=calls, wall=wall_s or 0.0)


def named(stage: str) -> str:
    """A stage in the user's language."""
    return word(f"stage_{stage}") if stage in STAGES else stage


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
