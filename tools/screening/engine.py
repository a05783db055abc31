"""A batch under way: candidates go out a few at a time, deliveries come in as they are done, each one durable before it counts.

Covered: at most a window of candidates is with the scheduler, so that its memory does not grow with the table; a worker that dies has its
candidate computed elsewhere, RETRIES times, then it is set aside and the others go on; a scheduler that dies is started again where it is
ours; a worker without the isolation is sent away. Candidates of one path wait for the first of them, whose host they all start from.
Not covered: two batches in one folder (the run's lock sees to that).
"""

import contextlib
import logging
import queue
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError

from tools.errors import ClusterError, IsolationError
from tools.screening.candidate import Candidate
from tools.screening.cluster import Cluster, SchedulerLost
from tools.screening.messages import word
from tools.screening.task import TOPIC, Delivery, Order, carry_out

log = logging.getLogger(__name__)

RETRIES = 3
LOOK_S = 0.5
# Candidates beyond one a worker that are with the scheduler; candidates that may wait for the first of their path
AHEAD, MOST_HELD = 4, 10_000
WORKERS_S = 120.0
# Ends that another attempt may not have
TRIED_AGAIN = frozenset(("kernel_died", "limit_memory", "worker_died", "bug"))
Event = dict[str, Any]


class Stopped(Exception):
    """The person has asked for the end."""


@dataclass
class Batch:
    """What the engine computes and where it puts it: three functions, and who listens.

    order: the order of a candidate; task: what a worker does with it; settle: keeps a delivery, durable when it returns
    finished: whether a candidate is durable
    led: whether the host that the candidate starts from is finished (or it has none)
    """

    order: Callable[[Candidate], Order]
    settle: Callable[[Candidate, Delivery, int], None]
    finished: Callable[[Candidate], bool]
    led: Callable[[Candidate], bool]
    listen: Callable[[Event], None]
    stop: Callable[[], bool] = field(default=lambda: False)
    task: Callable[[Order], Delivery] = carry_out


class Engine:
    """One pass over the candidates of a batch."""

    def __init__(self, batch: Batch, cluster: Cluster, candidates: Iterable[Candidate], *, retries: int = RETRIES) -> None:
        self.batch, self.cluster, self.retries = batch, cluster, retries
        self._coming: Iterator[Candidate] = iter(candidates)
        self._again: deque[Candidate] = deque()
        self._held: dict[str, list[Candidate]] = {}
        self._leading: set[str] = set()
        self._led: set[str] = set()
        self._out: dict[Future, Candidate] = {}
        self._keys: set[str] = set()
        self._attempts: dict[str, int] = {}
        self._done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._workers, self._looked, self._since = 0, 0.0, time.monotonic()
        self._refused: ClusterError | IsolationError | None = None

    def run(self) -> None:
        """Until every candidate is durable. Raises Stopped, ClusterError, IsolationError, or OSError where nothing can be written."""
        client = self._opened()
        try:
            while True:
                self._send(client)
                if not self._out:
                    return
                if self.batch.stop():
                    raise Stopped
                with contextlib.suppress(queue.Empty):
                    self._take(client, self._done.get(timeout=LOOK_S))
                try:
                    self._look(client)
                except SchedulerLost:
                    client = self._reopened()
        finally:
            self._cancel(client)
            self.cluster.close()

    def _opened(self) -> Client:
        client = self.cluster.open()
        client.subscribe_topic(TOPIC, lambda event: self.batch.listen({"event": "stage", **event[1]}))
        self.batch.listen({"event": "cluster", "dashboard": client.dashboard_link})
        self._since, self._looked = time.monotonic(), 0.0
        return client

    def _reopened(self) -> Client:
        """The cluster anew, with everything that was under way to be sent again; it was nobody's fault."""
        log.warning("the scheduler was lost; starting it again")
        self._again.extend(self._out.values())
        self._out.clear()
        self._done = queue.SimpleQueue()
        return self._opened()

    def _send(self, client: Client) -> None:
        while len(self._out) < self._workers + AHEAD:
            candidate = self._next()
            if candidate is None:
                return
            future = client.submit(
                self.batch.task, self.batch.order(candidate), key=f"{candidate.key}-{time.monotonic_ns()}", pure=False, retries=0
            )
            self._out[future] = candidate
            done = self._done
            future.add_done_callback(done.put)

    def _next(self) -> Candidate | None:
        """The next candidate that may be computed now; those that wait for the first of their path are held back."""
        if self._again:
            return self._again.popleft()
        for candidate in self._coming:
            if candidate.key in self._keys:
                continue
            self._keys.add(candidate.key)
            if self.batch.finished(candidate):
                continue
            if candidate.group in self._led or self.batch.led(candidate):
                return candidate
            if candidate.group not in self._leading:
                self._leading.add(candidate.group)
                return candidate
            self._held.setdefault(candidate.group, []).append(candidate)
            if sum(map(len, self._held.values())) > MOST_HELD:
                return None
        return None

    def _take(self, client: Client, future: Future) -> None:
        candidate = self._out.pop(future, None)
        if candidate is None:
            return
        delivery = _delivered(future)
        future.release()
        if delivery is None:  # lost with its scheduler or cancelled: nobody's fault
            self._again.append(candidate)
            return
        attempts = self._attempts[candidate.key] = self._attempts.get(candidate.key, 0) + 1
        code = (delivery.error or {}).get("code")
        if code == "isolation_unavailable":
            self._refuse(client, delivery)
            self._again.append(candidate)
            return
        if code in TRIED_AGAIN and attempts <= self.retries:
            self.batch.listen({"event": "again", "label": candidate.label, "key": candidate.key, "code": code, "attempt": attempts})
            self._again.append(candidate)
            return
        self._attempts.pop(candidate.key, None)
        self.batch.settle(candidate, delivery, attempts)
        if candidate.group in self._leading:
            self._leading.discard(candidate.group)
            self._led.add(candidate.group)
            self._again.extend(self._held.pop(candidate.group, []))

    def _refuse(self, client: Client, delivery: Delivery) -> None:
        """Sends a worker away that cannot isolate. Raises IsolationError when it was the last one."""
        name = delivery.provenance.get("worker")
        workers = client.scheduler_info(n_workers=-1)["workers"]
        unfit = [address for address, worker in workers.items() if str(worker.get("name")) == name or address == name]
        self.batch.listen({"event": "refused", "worker": name, "message": (delivery.error or {}).get("message", "")})
        if len(workers) <= len(unfit) or self.cluster.restartable:
            error = IsolationError(reason="level", given="")
            error.message, error.hint = (delivery.error or {}).get("message", ""), (delivery.error or {}).get("hint", "")
            raise error
        client.retire_workers(unfit, close_workers=True)

    def _look(self, client: Client) -> None:
        now = time.monotonic()
        if now - self._looked < 4 * LOOK_S:
            return
        self._looked = now
        self.cluster.look()
        self._workers = len(client.scheduler_info(n_workers=-1)["workers"])
        self._since = now if self._workers else self._since
        self.batch.listen({"event": "workers", "count": self._workers})
        if now - self._since > WORKERS_S and not self.cluster.restartable:
            raise ClusterError(reason="workers", why=f"{WORKERS_S:.0f} s")

    def _cancel(self, client: Client) -> None:
        if self._out and client.status == "running":
            client.cancel(list(self._out), force=True)
        self._out.clear()


def _delivered(future: Future) -> Delivery | None:
    """The delivery of a future that is done; None where there is none, by nobody's fault. Raises ClusterError for a worker without us."""
    if future.status not in ("finished", "error"):
        return None
    try:
        return future.result(timeout=60)
    except FutureCancelledError:
        return None
    except KilledWorker:
        return Delivery("", error={"code": "worker_died", "message": "", "hint": ""})
    except ModuleNotFoundError as error:
        raise ClusterError(reason="workers", why=str(error)) from error
    except Exception as error:  # the outermost edge of a task: a bug of ours on a worker must not end the batch
        log.exception("a task failed")
        return Delivery("", error={"code": "bug", "message": word("bug", why=f"{type(error).__name__}: {error}"[:300]), "hint": ""})
