"""A batch's folder: what is computed, what is durable, what is told. The one place that joins plan, engine, store and index.

batch.json       template, settings, how rows are read; written before anything is computed
inputs/          the table and every structure file, so that the folder alone can be resumed
candidates/      finished ones (store.py)    candidates.db   their index (index.py)
journals/        of candidates under way     cluster/        keys and logs of our own workers
"""

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.screening.candidate import Candidate
from tools.screening.cluster import Cluster
from tools.screening.engine import RETRIES, Batch, Engine
from tools.screening.index import Index
from tools.screening.messages import word
from tools.screening.store import Store
from tools.screening.task import Delivery, Order, carry_out
from tools.screening.template import Template

Event = dict[str, Any]
# Why a candidate need not be tried (code, message, hint), or None
Refuse = Callable[[Candidate], Mapping[str, str] | None]
VERSION = 1


@dataclass(frozen=True)
class Manner:
    """How candidates are computed; their numbers depend on the calculator alone."""

    calculator: str = "chgnet"
    isolation: str = "strong"
    timeout_s: float | None = None
    memory_mb: int | None = None
    retries: int = RETRIES


@dataclass
class Work:
    """A batch under way in its folder."""

    folder: Path
    template: Template
    manner: Manner
    store: Store
    index: Index
    listen: Callable[[Event], None]
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    leaders: dict[str, str] = field(default_factory=dict)
    files: dict[Path, bytes] = field(default_factory=dict)
    refuse: Refuse | None = None
    task: Callable[[Order], Delivery] = carry_out

    @classmethod
    def opened(
        cls, folder: Path, template: Template, manner: Manner, listen: Callable[[Event], None], *, refuse: Refuse | None = None
    ) -> "Work":
        store = Store(folder)
        work = cls(folder, template, manner, store, Index(folder, store), listen)
        work.refuse = refuse
        (folder / "journals").mkdir(exist_ok=True)
        (folder / "journals" / "token").write_text(work.token, encoding="utf-8")
        return work

    def compute(self, candidates: Iterable[Candidate], cluster: Cluster, stop: Callable[[], bool]) -> None:
        """Until every candidate is durable; what `Engine.run` raises."""
        batch = Batch(self.order, self.settle, self.finished, self.led, self.listen, stop, self.task, self.manner.isolation)
        Engine(batch, cluster, self._tried(candidates), retries=self.manner.retries).run()
        shutil.rmtree(self.folder / "journals", ignore_errors=True)
        if not self.index.whole or not self.index.file.exists():
            self.index.rebuild(self.store.records())

    def _tried(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """The candidates that have to be tried; those that cannot be computed are set aside at once."""
        for candidate in candidates:
            if self.refuse and candidate.key not in self.store and (error := self.refuse(candidate)):
                self.settle(candidate, Delivery(candidate.key, error=error), 0)
            yield candidate

    def finished(self, candidate: Candidate) -> bool:
        """Whether a candidate is durable; its group's host may be known by it then."""
        if candidate.key not in self.store:
            return False
        if candidate.group not in self.leaders:
            self._follow(candidate, self.store.get(candidate.key) or {})
        return True

    def led(self, candidate: Candidate) -> bool:
        """Whether the unsubstituted path that the candidate starts from is finished, or it has none."""
        return not candidate.group or candidate.group in self.leaders

    def _follow(self, candidate: Candidate, record: Mapping[str, Any]) -> None:
        if candidate.group and record.get("finished"):
            self.leaders.setdefault(candidate.group, candidate.key)

    def order(self, candidate: Candidate) -> Order:
        """What a worker gets: the script, the files, and the host that the candidate starts from."""
        finished, paths = self._host(candidate)
        return Order(
            candidate.key,
            candidate.label,
            self.template.script(candidate.values),
            {name: self._content(file) for name, file in candidate.files.items()},
            self.manner.calculator,
            self.manner.isolation,
            self.manner.timeout_s,
            self.manner.memory_mb,
            finished,
            paths,
            str((self.folder / "journals" / candidate.key).resolve()),
            self.token,
        )

    def settle(self, candidate: Candidate, delivery: Delivery, attempts: int) -> None:
        """Makes a delivery durable, then tells of it."""
        record = self._record(candidate, delivery, attempts)
        named = {
            Path(str(found.get("path") or found.get("structure") or found.get("trajectory") or "")).name for found in record["records"]
        }
        self.store.put(candidate.key, record, {name: content for name, content in delivery.paths.items() if name in named})
        self._follow(candidate, record)
        self.index.add(record)
        shutil.rmtree(self.folder / "journals" / candidate.key, ignore_errors=True)
        self.listen({"event": "done", "record": record})

    def _record(self, candidate: Candidate, delivery: Delivery, attempts: int) -> dict[str, Any]:
        error = dict(delivery.error) if delivery.error else None
        if error and not error["message"]:
            error["message"] = word("worker_died", count=attempts)
        given = self._host(candidate)[0]
        known = [(found.get("label"), found.get("energies_eV")) for found in given.values()]
        own = [found for found in delivery.records if (found.get("label"), found.get("energies_eV")) not in known]
        return {
            "version": VERSION,
            "key": candidate.key,
            "label": candidate.label,
            "row": candidate.row,
            "values": {name: _plain(value) for name, value in candidate.values.items()},
            "status": "set_aside" if error else "done",
            "error": error,
            "records": own,
            "finished": {key: found for key, found in delivery.finished.items() if found.get("substitution") == {} and key not in given},
            "attempts": attempts,
            "said": delivery.said,
            "provenance": dict(delivery.provenance),
        }

    def _host(self, candidate: Candidate) -> tuple[dict[str, Any], dict[str, bytes]]:
        """The unsubstituted path of the candidate's group, where it is finished."""
        leader = self.leaders.get(candidate.group) if candidate.group else None
        record = self.store.get(leader) if leader and leader != candidate.key else None
        if record is None:
            return {}, {}
        names = {Path(found.get("path") or "").name for found in record["finished"].values()}
        paths = {name: file.read_bytes() for name, file in self.store.paths(record["key"]).items() if name in names}
        return dict(record["finished"]), paths

    def _content(self, file: Path) -> bytes:
        """A structure file's bytes; the last few are kept."""
        if file not in self.files:
            if len(self.files) > 64:
                self.files.clear()
            self.files[file] = file.read_bytes()
        return self.files[file]


def _plain(value: Any) -> Any:
    """A parameter as JSON."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
