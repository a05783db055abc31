"""How much a sandbox may take."""

import os
from dataclasses import asdict, dataclass


def _memory_mb() -> int:
    """8 GB, or three quarters of a smaller machine [MB]."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return min(8192, total * 3 // 4)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of one sandbox; past one of them it is killed, with the error code that stands behind it.

    Args:
        memory_mb: of all its processes (proportional shares) and of its files, which live in memory [MB] → limit_memory
        workspace_mb: /workspace, and the same again for each of /tmp and /dev/shm [MB] → limit_disk
        files: in each of the three → limit_disk
        output_mb: of messages in one burst, and kept of one cell [MB] → limit_output
        processes: processes and threads; more cannot be started
        wall_s: life of the whole sandbox [s], None for no end → timeout
        grace_s: for a cell to end after an interrupt [s], then it is killed
    """

    memory_mb: int = _memory_mb()
    workspace_mb: int = 512
    files: int = 20_000
    output_mb: int = 24
    processes: int = 512
    wall_s: float | None = None
    grace_s: float = 3.0

    def rlimits(self) -> dict[str, int]:
        """The part that the kernel enforces, process by process."""
        return {
            "NPROC": self.processes,
            "DATA": self.memory_mb << 22,  # four times: the watchdog comes first and says why; libraries crash on a refusal
            "FSIZE": self.workspace_mb << 20,
            "NOFILE": 1024,
            "CORE": 0,
            "MEMLOCK": 65536,
            "MSGQUEUE": 0,
            "SIGPENDING": 1024,
            "RTPRIO": 0,
        }

    def to_dict(self) -> dict[str, float | int | None]:
        """For the run's record."""
        return asdict(self)
