"""A small reaction path, and the command line run as a user runs it: another process, a real sandbox, replies that were written before."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ase.build import add_adsorbate, fcc100
from ase.calculators.emt import EMT
from ase.constraints import FixAtoms
from ase.io import write
from ase.mep import NEB
from ase.optimize import BFGS
from written import reply

# under nohup SIGHUP is ignored, and so it would be by every command that the tests start
signal.signal(signal.SIGHUP, signal.SIG_DFL)


def _slab(offset):
    atoms = fcc100("Cu", size=(2, 2, 3), vacuum=8.0)
    add_adsorbate(atoms, "Cu", 1.7, "hollow", offset=offset)
    atoms.set_constraint(FixAtoms(indices=[a.index for a in atoms if a.tag == 3]))
    atoms.calc = EMT()
    BFGS(atoms, logfile=None).run(fmax=0.02)
    return atoms


@pytest.fixture(scope="session")
def structures(tmp_path_factory):
    """path.extxyz: a Cu adatom hops on Cu(100), 13 atoms (index 12 hops, 8 to 11 are the top layer), 5 images; start and end alone."""
    folder = tmp_path_factory.mktemp("structures")
    start, end = _slab((0, 0)), _slab((1, 0))
    images = [start, *(start.copy() for _ in range(3)), end]
    NEB(images, method="improvedtangent").interpolate("idpp")
    for image in images:
        image.calc = None
        image.info.clear()
    write(folder / "path.extxyz", images)
    write(folder / "start.extxyz", images[0])
    write(folder / "end.extxyz", images[-1])
    return folder


@dataclass(frozen=True)
class Done:
    """One finished command."""

    code: int
    result: dict[str, Any]
    out: str
    err: str

    @property
    def substituted(self) -> list[dict[str, Any]]:
        """Records of substituted paths (the unsubstituted one is computed beside them)."""
        return [record for record in self.result["records"] if record["substitution"]]

    @property
    def error(self) -> str:
        return (self.result.get("error") or {}).get("code", "")


@dataclass(frozen=True)
class Desk:
    """A working folder and the command line in it."""

    folder: Path

    def model(self, *scripts: str) -> str:
        """The name of a model that says these scripts one after the other."""
        file = self.folder / f".replies-{len(list(self.folder.glob('.replies-*')))}.json"
        file.write_text(json.dumps([reply(script) for script in scripts]), encoding="utf-8")
        return f"scripted:{file}"

    def start(self, *words: str, before: tuple[str, ...] = (), stdout: Any = subprocess.PIPE, **environment: str) -> subprocess.Popen[str]:
        """The command as a process; `before` is what it runs under."""
        command = [*before, sys.executable, "-m", "agent", *words]
        variables = {**os.environ, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", **environment}
        return subprocess.Popen(
            command, cwd=self.folder, env=variables, stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE, text=True
        )

    def agent(self, *words: str, before: tuple[str, ...] = (), **environment: str) -> Done:
        process = self.start(*words, before=before, **environment)
        out, err = process.communicate(timeout=300)
        result = json.loads(out) if out.startswith("{") else {}
        return Done(process.returncode, result, out, err)

    def run(
        self,
        instruction: str,
        *words: str,
        scripts: tuple[str, ...] = (),
        out: str = "out",
        before: tuple[str, ...] = (),
        **environment: str,
    ) -> Done:
        """`agent run` with EMT and JSON, the model saying `scripts`."""
        command = ["run", instruction, *words, "--json", "--out", out, "--calculator", "emt", "--model", self.model(*scripts)]
        return self.agent(*command, before=before, **environment)


@pytest.fixture
def desk(structures, tmp_path):
    """A working folder with the path in it."""
    (tmp_path / "path.extxyz").write_bytes((structures / "path.extxyz").read_bytes())
    return Desk(tmp_path)
