"""Which workers a batch uses. One that cannot compute is refused once, with its reason, and costs no candidate an attempt.

Covered: a worker of somebody else's is asked when it joins whether it has our code, our version and the isolation; any worker whose sandbox
does not even open STRIKES times in a row goes, too.
Not covered: a worker that computes wrong numbers, or that dies in the middle of candidates (those are tried again elsewhere).
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from distributed import Client

from tools.errors import ClusterError, IsolationError, ToolsError
from tools.screening.task import Delivery, unfit

STRIKES = 3
Event = dict[str, Any]
Workers = Mapping[str, Mapping[str, Any]]


@dataclass
class Fitness:
    """What is known of the workers; ours: they are processes of this machine in our own environment, and need not be asked."""

    isolation: str
    ours: bool
    listen: Callable[[Event], None]
    refusal: ToolsError | None = None
    _asked: set[str] = field(default_factory=set)
    _refused: set[str] = field(default_factory=set)
    _strikes: Counter[str] = field(default_factory=Counter)

    def fit(self, client: Client, workers: Workers) -> int:
        """How many of these workers compute; those that are new are asked first."""
        new = [address for address in workers if address not in self._asked]
        if new and not self.ours:
            answers = client.run(unfit, self.isolation, version("kassei"), workers=new, on_error="return")
            for address, answer in answers.items():
                if isinstance(answer, OSError):  # it has gone, or is asked again
                    continue
                self._asked.add(address)
                if answer is not None:
                    error = answer if isinstance(answer, dict) else {"code": "", "message": str(answer)[:200], "hint": ""}
                    self._refuse(client, address, str(workers[address].get("name", address)), error)
        return len(workers.keys() - self._refused)

    def knows(self, workers: Workers) -> bool:
        """Whether all of these have answered."""
        return self.ours or workers.keys() <= self._asked

    def take(self, client: Client, delivery: Delivery, workers: Workers) -> bool:
        """Whether the worker was up to its order. Raises the refusal of a worker of ours: the others are no better."""
        name = str(delivery.provenance.get("worker", ""))
        if not delivery.unfit:
            self._strikes.pop(name, None)
            return True
        error = dict(delivery.error or {"code": "", "message": "", "hint": ""})
        self._strikes[name] += 1
        if self._strikes[name] >= STRIKES:  # once or twice it may have been killed as it started
            for address, worker in workers.items():
                if str(worker.get("name")) == name and address not in self._refused:
                    self._refuse(client, address, name, error)
            if self.ours and self.refusal:
                raise self.refusal
        return False

    def _refuse(self, client: Client, address: str, name: str, error: Mapping[str, str]) -> None:
        self._refused.add(address)
        self.refusal = _refusal(name, error)
        self.listen({"event": "refused", "worker": name, "message": error["message"]})
        if not self.ours:
            client.retire_workers([address], close_workers=True)


def _refusal(worker: str, error: Mapping[str, str]) -> ToolsError:
    """What a batch ends with when there is no other worker."""
    if error["code"] != IsolationError.code:
        return ClusterError(reason="unfit", worker=worker, why=error["message"])
    refusal = IsolationError(reason="level", given="")
    refusal.message, refusal.hint = error["message"], error["hint"]
    return refusal
