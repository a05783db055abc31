"""`agent lab` as a person starts it: another process, its own settings, a folder with one small path."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ase.build import add_adsorbate, fcc100
from ase.constraints import FixAtoms
from ase.io import write

from sim import interpolate


def _adatom(offset):
    slab = fcc100("Cu", size=(3, 3, 3), vacuum=8.0)
    add_adsorbate(slab, "Cu", 1.7, "hollow", offset=offset)
    slab.set_constraint(FixAtoms(mask=[atom.tag == 3 for atom in slab]))
    return slab


@dataclass(frozen=True)
class Lab:
    """A server under way."""

    url: str
    folder: Path
    state: Path

    @property
    def token(self) -> str:
        return self.url.partition("token=")[2]

    @property
    def root(self) -> str:
        return self.url.partition("/lab")[0]

    def ask(self, path: str, *, token: str | None = None, body: Any = None) -> tuple[int, bytes]:
        """(status, body) of a request; with a body it is a POST."""
        headers = {"Authorization": f"token {self.token if token is None else token}"}
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{self.root}/{path}", data, headers), timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except urllib.error.URLError:  # nobody listens yet
            return 0, b""

    def messages(self) -> list[dict[str, Any]]:
        """The chat file, which is the truth."""
        return json.loads((self.folder / "kassei.chat").read_text(encoding="utf-8"))["messages"]


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    folder, state = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("state")
    write(folder / "path.extxyz", interpolate(_adatom((0, 0)), _adatom((1, 0)), n_images=5).images)
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "XDG_DATA_HOME": str(state), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "agent", "lab", str(folder), "--no-browser", "--port", "8931", "--calculator", "emt"]
    log = state / "log"
    with log.open("w") as stream, subprocess.Popen(command, env=environment, stdout=stream, stderr=stream) as server:
        try:
            end = time.monotonic() + 120
            while not (found := re.search(r"http://127\.0\.0\.1:\d+/lab\S*", log.read_text())):
                assert server.poll() is None and time.monotonic() < end, log.read_text()
                time.sleep(0.1)
            started = Lab(found[0], folder, state)
            while started.ask("api/status")[0] != 200:
                time.sleep(0.1)
            yield started
        finally:
            server.terminate()
            server.wait(30)
