"""What this machine has for a model, and which model suits it."""

import os
from dataclasses import dataclass
from pathlib import Path

from model.catalogue import Entry, fitting
from model.tuning import available

GB = 1e9
LEFT_FREE = 0.25  # of the memory: for the potential, the kernels and the person's own programs
# parameters [1e9] that one core reads at some 2 tokens a second and more; a script is a hundred tokens, a minute is too long
PER_CORE_B = 2.0


@dataclass(frozen=True)
class Machine:
    """Memory that is there at all [GB], and cores that this process may use."""

    memory_gb: float
    cores: int

    @classmethod
    def here(cls) -> "Machine":
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return cls(min(memory, _allowed(memory)) / GB, available())


def _allowed(most: int) -> int:
    """The memory limit of our control group, where there is one [bytes]."""
    try:
        return int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return most


def suggested(machine: Machine) -> Entry | None:
    """The largest coder (or else any model) that can be pulled for any use, fits into the memory and answers within a minute or so."""
    fits = [e for e in fitting(machine.memory_gb * (1 - LEFT_FREE)) if e.file and "non-commercial" not in e.licence]
    able = [e for e in fits if e.parameters_b <= PER_CORE_B * machine.cores]
    return next((e for e in able if e.coder), next(iter(able), None))
