"""Where a batch computes: on this machine, at a scheduler by address, or on workers that a queueing system starts.

One seam for all three: `open` gives a Dask Client, `look` mends or complains, `close` ends what we have started.
"""

import contextlib
import re
import tomllib
from pathlib import Path
from typing import Any, Protocol

import dask
from distributed import Client
from distributed.security import Security

from tools.errors import ClusterError
from tools.screening.messages import word
from tools.screening.processes import Processes, SchedulerLost

ADDRESS = re.compile(r"(?:tcp|tls|ws|wss|ucx)://.+")
SYSTEMS = {
    "slurm": "SLURMCluster",
    "pbs": "PBSCluster",
    "sge": "SGECluster",
    "lsf": "LSFCluster",
    "oar": "OARCluster",
    "htcondor": "HTCondorCluster",
}
CONNECT_S = 15.0


class Cluster(Protocol):
    """What a batch needs of a cluster.

    restartable: its processes are ours, and after SchedulerLost it can be opened again; patience_s: how long it may be without workers [s]
    """

    restartable: bool
    patience_s: float

    def open(self) -> Client: ...
    def look(self) -> None: ...
    def close(self) -> None: ...


def cluster_of(choice: str | None, folder: Path, *, workers: int) -> Cluster:
    """The cluster of a choice: None, an address, a scheduler file (.json) or a queue's configuration (.toml). Raises ClusterError."""
    if choice is None:
        return Processes(folder, workers)
    if ADDRESS.fullmatch(choice) or choice.endswith(".json"):
        return Given(choice)
    return Queue(Path(choice), folder)


class Given:
    """A scheduler of somebody else's; it stays when we leave. Its TLS keys, where it wants some, are in Dask's configuration."""

    restartable, patience_s = False, 120.0

    def __init__(self, address: str) -> None:
        self.address = address
        self.client: Client | None = None

    def open(self) -> Client:
        where = {"scheduler_file": self.address} if self.address.endswith(".json") else {"address": self.address}
        try:
            self.client = Client(**where, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError(reason="scheduler", address=self.address, why=str(error)[:200]) from error
        return self.client

    def look(self) -> None:
        if self.client is None or self.client.status != "running":
            raise ClusterError(reason="lost", address=self.address)

    def close(self) -> None:
        if self.client is not None:
            with contextlib.suppress(Exception):  # whatever Dask thinks of the end, it is the end
                self.client.close(timeout=5)
            self.client = None


class Queue:
    """Workers as jobs of a queueing system; the scheduler is in this process, so that its end is the end of the jobs.

    The file is TOML: `system`, `workers`, and `[job]`, whose keys go to dask-jobqueue as they stand (tools/screening/cluster.toml).
    """

    restartable, patience_s = False, 7 * 86_400.0  # jobs wait for their turn

    def __init__(self, file: Path, folder: Path) -> None:
        self.file, self.folder = file, folder
        self.client: Client | None = None
        self.cluster: Any = None

    def open(self) -> Client:
        import dask_jobqueue

        given = self._read()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        dask.config.set({"distributed.scheduler.allowed-failures": 0, "distributed.scheduler.worker-saturation": 1.0})
        kind = getattr(dask_jobqueue, SYSTEMS[given["system"]])
        ours = {
            "scheduler_options": {"dashboard_address": "127.0.0.1:0"},
            "security": Security.temporary(),
            "shared_temp_directory": str(self.folder),
        }
        try:
            self.cluster = kind(**{"cores": 1, "processes": 1, "log_directory": str(self.folder), **ours, **given.get("job", {})})
        except (TypeError, ValueError, OSError) as error:
            raise ClusterError(reason="file", file=self.file.name, why=str(error)[:200]) from error
        count = int(given.get("workers", 1))
        self.cluster.adapt(minimum=count, maximum=count)  # a job that ran out of time is asked for again
        self.client = Client(self.cluster, set_as_default=False)
        return self.client

    def _read(self) -> dict[str, Any]:
        try:
            given = tomllib.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ClusterError(reason="file", file=self.file.name, why=str(error)[:200]) from error
        unknown = sorted(set(given) - {"system", "workers", "job"})
        if unknown:
            raise ClusterError(reason="file", file=self.file.name, why=word("setting_unknown", given=unknown[0]))
        if given.get("system") not in SYSTEMS:
            raise ClusterError(reason="file", file=self.file.name, why=word("queue_system", known=", ".join(SYSTEMS)))
        return given

    def look(self) -> None:
        if self.client is None or self.client.status != "running":
            raise ClusterError(reason="lost", address=str(self.file))

    def close(self) -> None:
        for part in (self.client, self.cluster):
            if part is not None:
                with contextlib.suppress(Exception):
                    part.close(timeout=10)
        self.client = self.cluster = None


__all__ = ["Cluster", "Given", "Processes", "Queue", "SchedulerLost", "cluster_of"]
