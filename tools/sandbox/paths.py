"""Where things are, as the sandbox sees them."""

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    """Folders of one sandbox: three writable ones, two with what the host brings, and the one on sys.path with our code."""

    workspace: str = "/workspace"
    temporary: str = "/tmp"
    shared: str = "/dev/shm"
    inputs: str = "/inputs"
    finished: str = "/finished"
    ours: str = "/opt/kassei"

    @property
    def home(self) -> str:
        """An empty home."""
        return f"{self.temporary}/home"

    @property
    def writable(self) -> list[str]:
        """The three, in the order of Box.places."""
        return [self.workspace, self.temporary, self.shared]


STRONG = Paths()


def plain(folder: Path) -> Paths:
    """Without a mount namespace: the same folders below the sandbox's folder on the host; /dev/shm is everybody's (macOS has none)."""
    shared = f"{folder}/tmp" if sys.platform == "darwin" else "/dev/shm"
    return Paths(f"{folder}/workspace", f"{folder}/tmp", shared, f"{folder}/inputs", f"{folder}/finished", f"{folder}/ours")
