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
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError

from tools.errors import ClusterError
from tools.screening.candidate import Candidate
from tools.screening.cluster import Cluster, SchedulerLost
from tools.screening.fitness import Fitness
from tools.screening.messages import word
from tools.screening.task import TOPIC, Delivery, Order, carry_out

log = logging.getLogger(__name__)

RETRIES = 3
LOOK_S = 0.5
# Candidates beyond one a worker that are with the scheduler; candidates that may wait for the first of their path
AHEAD, MOST_HELD = 4, 10_000
# Attempts of one candidate that count as its workers' fault
MOST_EXCUSED = 20
# How long workers that were all refused may be followed by others; after which one is told that there are none [s]
REFUSED_S, WAITING_S = 30.0, 20.0
# Ends that another attempt may not have
TRIED_AGAIN = frozenset(("kernel_died", "limit_memory", "worker_died", "bug", "no_code"))
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
    isolation: str = "strong"


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
        self._excused: Counter[str] = Counter()
        self._done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._workers, self._looked, self._since = 0, 0.0, time.monotonic()
        self._seen: Mapping[str, Any] = {}
        self._fitness = Fitness(batch.isolation, cluster.restartable, batch.listen)
        self._told_waiting = False

    def run(self) -> None:
        """Until every candidate is durable. Raises Stopped, ClusterError, IsolationError, or OSError where nothing can be written."""
        client = self._opened()
        try:
            while True:
                try:
                    self._look(client)
                except SchedulerLost:
                    client = self._reopened()
                    continue
                self._send(client)
                if not self._out:
                    return
                if self.batch.stop():
                    raise Stopped
                with contextlib.suppress(queue.Empty):
                    self._take(client, self._done.get(timeout=LOOK_S))
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
        self.batch.listen({"event": "scheduler_lost"})
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
        excused = not self._fitness.take(client, delivery, self._seen) or self._strayed(client, delivery)
        if excused and self._excused[candidate.key] < MOST_EXCUSED:
            self._excused[candidate.key] += 1
            self._again.append(candidate)
            return
        attempts = self._attempts[candidate.key] = self._attempts.get(candidate.key, 0) + 1
        code = (delivery.error or {}).get("code")
        if code in TRIED_AGAIN and attempts <= self.retries:
            self.batch.listen({"event": "again", "label": candidate.label, "key": candidate.key, "code": code, "attempt": attempts})
            self._again.append(candidate)
            return
        self._attempts.pop(candidate.key, None)
        self._excused.pop(candidate.key, None)
        self.batch.settle(candidate, delivery, attempts)
        if candidate.group in self._leading:
            self._leading.discard(candidate.group)
            self._led.add(candidate.group)
            self._again.extend(self._held.pop(candidate.group, []))

    def _strayed(self, client: Client, delivery: Delivery) -> bool:
        """Whether the order went to a worker without our code that nobody has asked yet. Raises ClusterError where that is ours."""
        if (delivery.error or {}).get("code") != "no_code":
            return False
        if self.cluster.restartable:
            raise ClusterError(reason="workers", why=(delivery.error or {})["message"])
        workers = client.scheduler_info(n_workers=-1)["workers"]
        known = self._fitness.knows(workers) and workers.keys() == self._seen.keys()
        self._workers = self._fitness.fit(client, workers)
        return not known

    def _look(self, client: Client) -> None:
        """Mends the cluster and counts who computes. Raises SchedulerLost; a refusal or ClusterError where nobody does."""
        now = time.monotonic()
        if now - self._looked < 4 * LOOK_S:
            return
        self._looked = now
        self.cluster.look()
        self._seen = client.scheduler_info(n_workers=-1)["workers"]
        self._workers = self._fitness.fit(client, self._seen)
        self.batch.listen({"event": "workers", "count": self._workers})
        if self._workers:
            self._since, self._told_waiting = now, False
        elif not self.cluster.restartable:
            self._wait(now - self._since)

    def _wait(self, waited_s: float) -> None:
        """Nobody computes: tells so once, and has an end. Raises the last refusal, or ClusterError."""
        if self._fitness.refusal and waited_s > REFUSED_S:
            raise self._fitness.refusal
        if waited_s > self.cluster.patience_s:
            raise ClusterError(reason="workers", why=f"{self.cluster.patience_s:.0f} s")
        if waited_s > WAITING_S and not self._told_waiting:
            self._told_waiting = True
            self.batch.listen({"event": "waiting"})

    def _cancel(self, client: Client) -> None:
        if self._out and client.status == "running":
            client.cancel(list(self._out), force=True)
        self._out.clear()


def _delivered(future: Future) -> Delivery | None:
    """The delivery of a future that is done; None where there is none, by nobody's fault."""
    if future.status not in ("finished", "error"):
        return None
    lost = (FutureCancelledError, OSError, TimeoutError) if future.status == "finished" else FutureCancelledError
    try:
        return future.result(timeout=60)
    except lost:  # its worker, or the scheduler, went before it could be fetched
        return None
    except KilledWorker:
        return Delivery("", error={"code": "worker_died", "message": "", "hint": ""})
    except ModuleNotFoundError as error:
        return Delivery("", error={"code": "no_code", "message": str(error)[:200], "hint": ""})
    except Exception as error:  # the outermost edge of a task: a bug of ours on a worker must not end the batch
        log.exception("a task failed")
        return Delivery("", error={"code": "bug", "message": word("bug", why=f"{type(error).__name__}: {error}"[:300]), "hint": ""})
