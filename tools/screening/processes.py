"""The cluster of one machine: a scheduler and its workers as processes of ours, one core each, spoken to under TLS on the loopback.

Covered: no other user of this machine can hand them work (the key lies in the run's folder, for its owner alone); a worker that died is
started again, a scheduler that died is started again with all of its workers; all of them end when we end, even by kill -9.
Not covered: other machines; for those a scheduler is given by address, or a queueing system.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter, deque
from pathlib import Path

from distributed import Client
from distributed.security import Security

from sim.workers import THREADS
from tools.errors import ClusterError

START_S = 60.0
CONNECT_S = 10.0
# Restarts within RESTARTS_S that are too many; ends of one worker at once after its start, by itself
MOST_RESTARTS, RESTARTS_S, MOST_FALSE_STARTS, AT_ONCE_S = 100, 900.0, 3, 20.0
# One task a worker, no second-guessing by Dask of what we count ourselves, and short logs: a scheduler that does not grow
CONFIG = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION": "1.0",
    "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING": "False",
    "DASK_DISTRIBUTED__ADMIN__LOG_LENGTH": "100",
    "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "100",
    "DASK_DISTRIBUTED__DIAGNOSTICS__COMPUTATIONS__MAX_HISTORY": "1",
}
Process = subprocess.Popen[bytes]


class SchedulerLost(Exception):
    """The scheduler has gone, with everything that was under way there; the cluster can be opened again."""


class Processes:
    """A scheduler and `count` workers below `folder`; opened by `open`, closed by `close`.

    memory_mb: of one worker's sandbox; client: None while closed
    """

    restartable, patience_s = True, float("inf")

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self.client: Client | None = None
        self._scheduler: Process | None = None
        self._workers: list[Process] = []
        self._restarts: deque[float] = deque(maxlen=MOST_RESTARTS)
        self._begun: dict[int, float] = {}
        self._false_starts: Counter[int] = Counter()

    def open(self) -> Client:
        """Starts all of it, again where the scheduler is killed meanwhile. Raises ClusterError."""
        while True:
            try:
                return self._open()
            except ClusterError:
                killed = self._scheduler is not None and (self._scheduler.poll() or 0) < 0
                if not killed:
                    raise
                self._count_restart()

    def _open(self) -> Client:
        self.close()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.folder.chmod(0o700)
        (self.folder / "scheduler.json").unlink(missing_ok=True)
        self._write_keys()
        ours = ["--host", "tls://127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", self._file]
        self._scheduler = self._started("scheduler", [*ours, "--preload", "tools.screening.lifeline"])
        address = self._address()
        self._workers = [self._worker(number) for number in range(self.count)]
        self.client = self._connected(address)
        return self.client

    def _connected(self, address: str) -> Client:
        end = time.monotonic() + START_S
        while True:
            try:
                return Client(address, security=self._security(), timeout=CONNECT_S, set_as_default=False)
            except OSError as error:
                if time.monotonic() > end or self._scheduler is None or self._scheduler.poll() is not None:
                    raise ClusterError(reason="scheduler", address=address, why=str(error)[:200]) from error

    def look(self) -> None:
        """Starts workers again that have ended. Raises SchedulerLost, and ClusterError where they end again and again."""
        if self._scheduler is None or self._scheduler.poll() is not None:
            self._count_restart()
            raise SchedulerLost
        for number, worker in enumerate(self._workers):
            code = worker.poll()
            if code is not None:
                if worker.stdin:
                    worker.stdin.close()
                self._count_restart()
                self._check_start(number, code)
                self._workers[number] = self._worker(number)

    def _count_restart(self) -> None:
        """Raises ClusterError where there were too many in a short time."""
        now = time.monotonic()
        self._restarts.append(now)
        if len(self._restarts) == MOST_RESTARTS and now - self._restarts[0] < RESTARTS_S:
            raise ClusterError(reason="workers", why=f"{MOST_RESTARTS} restarts")

    def _check_start(self, number: int, code: int) -> None:
        """Raises ClusterError for a worker that ends by itself at once, again and again, with the last that it said."""
        at_once = code > 0 and time.monotonic() - self._begun[number] < AT_ONCE_S
        self._false_starts[number] = self._false_starts[number] + 1 if at_once else 0
        if self._false_starts[number] >= MOST_FALSE_STARTS:
            said = (self.folder / f"worker-{number}.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise ClusterError(reason="workers", why=said[-1][:200] if said else f"exit {code}")

    def close(self) -> None:
        """Ends all of it at once."""
        if self.client is not None:
            with contextlib.suppress(Exception):  # whatever Dask thinks of the end, it is the end
                self.client.close(timeout=2)
            self.client = None
        running = [process for process in (*self._workers, self._scheduler) if process is not None]
        self._workers, self._scheduler = [], None
        for process in running:
            if process.stdin:
                process.stdin.close()
        for process in running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder / "scratch", ignore_errors=True)

    @property
    def _file(self) -> str:
        return str(self.folder / "scheduler.json")

    def _worker(self, number: int) -> Process:
        ours = ["--scheduler-file", self._file, "--host", "127.0.0.1", "--nthreads", "1", "--nworkers", "1", "--name", f"local-{number}"]
        more = ["--no-dashboard", "--memory-limit", "0", "--local-directory", str(self.folder / "scratch"), "--death-timeout", "60"]
        self._begun[number] = time.monotonic()
        return self._started("worker", [*ours, *more, "--preload-nanny", "tools.screening.lifeline"], name=f"worker-{number}")

    def _started(self, kind: str, words: list[str], *, name: str = "scheduler") -> Process:
        keys = [f"--tls-{what}={self.folder}/{file}.pem" for what, file in (("ca-file", "cert"), ("cert", "cert"), ("key", "key"))]
        command = [sys.executable, "-P", "-m", f"distributed.cli.dask_{kind}", *keys, *words]
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, env={**os.environ, **THREADS, **CONFIG}, start_new_session=True
            )

    def _address(self) -> str:
        """Where the scheduler listens, once it does."""
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            with contextlib.suppress(OSError, ValueError, KeyError):
                return str(json.loads(Path(self._file).read_text(encoding="utf-8"))["address"])
            if self._scheduler is None or self._scheduler.poll() is not None:
                break
            time.sleep(0.05)
        raise ClusterError(reason="scheduler", address="127.0.0.1", why=f"{self.folder}/scheduler.log")

    def _write_keys(self) -> None:
        """A key and a certificate of this batch, anew each time; for the owner's eyes."""
        keys = Security.temporary()
        for name, text in (("cert", keys.tls_ca_file), ("key", keys.tls_client_key)):
            place = self.folder / f"{name}.pem"
            place.unlink(missing_ok=True)
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(str(text))

    def _security(self) -> Security:
        cert, key = str(self.folder / "cert.pem"), str(self.folder / "key.pem")
        return Security(tls_ca_file=cert, tls_client_cert=cert, tls_client_key=key, require_encryption=True)
