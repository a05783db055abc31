"""The bubblewrap command line: which files, which namespaces, which environment. bwrap(1)."""

import os
import shutil
import site
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import sim
import tools
from tools.errors import IsolationError
from tools.messages import language
from tools.sandbox.paths import STRONG, Paths

INSIDE = Path(__file__).with_name("inside.py")
# of tools/: show, and what show needs (tools.show.SANDBOX_FILES)
_OURS = "__init__ show exports plotting figures barrierchart barrierwords tablechart curves scenes palette captions lettering viewpoint"
VISIBLE = tuple(f"{name}.py" for name in _OURS.split())
SYSTEM = ("/usr/bin", "/bin", "/usr/local/bin")
ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "fonts", "alternatives")
NAMESPACES = """
--unshare-user --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup-try --disable-userns
--uid 1000 --gid 1000 --cap-drop ALL --new-session --die-with-parent --hostname sandbox
"""
HIDDEN = ("agent", "model", "tools", "sim")  # a wheel puts them into site-packages


@dataclass
class Memory:
    """Descriptors that hold a few bytes for bwrap to read."""

    files: list[int] = field(default_factory=list)

    def __call__(self, data: bytes) -> str:
        descriptor = os.memfd_create("kassei", 0)
        os.write(descriptor, data)
        os.lseek(descriptor, 0, os.SEEK_SET)
        self.files.append(descriptor)
        return str(descriptor)

    def close(self) -> None:
        """Close them all."""
        while self.files:
            os.close(self.files.pop())


def find() -> str:
    """The path of bwrap, or IsolationError. The system's own comes first: AppArmor lets that one through and no other."""
    folders = [folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder.startswith("/")]
    found = shutil.which("bwrap", path=os.pathsep.join(sorted(folders, key=lambda folder: folder not in SYSTEM)))
    if not found:
        raise IsolationError(reason="bwrap_missing")
    return found


def version() -> str:
    """Like "0.8.0"."""
    return subprocess.run([find(), "--version"], capture_output=True, text=True, check=False).stdout.split()[-1]


def environment(paths: Paths = STRONG) -> dict[str, str]:
    """All that the sandbox sees of an environment: nothing of it is the user's own but the language."""
    return {
        "PATH": f"{os.path.normpath(sys.prefix)}/bin:/usr/bin:/bin",
        "HOME": paths.home,
        "USER": "user",
        "LOGNAME": "user",
        "TMPDIR": paths.temporary,
        "LANG": "en_US.UTF-8" if language() == "en" else "ja_JP.UTF-8",
        "LC_CTYPE": "C.UTF-8",
        "IPYTHONDIR": f"{paths.home}/.ipython",
        "MPLCONFIGDIR": f"{paths.home}/.matplotlib",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": paths.ours,
        "PYTHONSAFEPATH": "1",  # a sim.py in the working folder must not shadow ours
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def python_folders() -> list[str]:
    """What the interpreter is made of, beyond /usr.

    Raises:
        IsolationError: one of these folders would bring a home, or everything, with it
    """
    interpreter = Path(sys.executable).resolve().parent.parent
    found = [os.path.normpath(sys.base_prefix), os.path.normpath(sys.prefix), str(Path(sys.base_prefix).resolve()), str(interpreter)]
    folders = [folder for folder in dict.fromkeys(found) if not Path(folder).is_relative_to("/usr")]
    for folder in folders:
        if Path.home().is_relative_to(folder):
            raise IsolationError(reason="prefix", path=folder)
    return folders


def our_files() -> dict[str, str]:
    """Host path of each of our files that is visible inside → its path below the one folder on sys.path."""
    package = Path(tools.__file__).parent
    seen = {str(package / name): f"tools/{name}" for name in VISIBLE if (package / name).exists()}
    return {str(Path(sim.__file__).parent): "sim", str(package / "kassei.py"): "kassei.py", **seen}


def sources(folder: Path) -> list[str]:
    """Every host path outside the system's own folders that `command` binds."""
    return [*python_folders(), *our_files(), str(INSIDE), str(folder / "inputs"), str(folder / "finished")]


def command(folder: Path, memory: Memory, *, filter_program: bytes, info: int, size_mb: int, place: dict[str, str]) -> list[str]:
    """bwrap and its arguments.

    Args:
        place: where to find a source when it is not in its own place (see launch.stage)
        info: descriptor to which bwrap reports the process id of the sandbox's first process
        size_mb: of each writable folder, all of them in memory [MB]
    """
    arguments = [find(), *NAMESPACES.split(), "--size", str(16 << 20), "--tmpfs", "/", *_system(memory), "--proc", "/proc", "--dev", "/dev"]
    for path in reversed(STRONG.writable):
        arguments += ["--size", str(size_mb << 20), "--perms", "0700", "--tmpfs", path]
    arguments += ["--dir", STRONG.home]
    for path in python_folders():
        arguments += ["--ro-bind", place.get(path, path), path]
    for packages in site.getsitepackages():
        for name in HIDDEN:
            if Path(packages, name, "__init__.py").exists():
                arguments += ["--tmpfs", f"{packages}/{name}"]
    for path, inner in our_files().items():
        arguments += ["--ro-bind", place.get(path, path), f"{STRONG.ours}/{inner}"]
    for path, inner in ((f"{folder}/inputs", STRONG.inputs), (f"{folder}/finished", STRONG.finished), (str(INSIDE), "/opt/inside.py")):
        arguments += ["--ro-bind", place.get(path, path), inner]
    arguments += ["--remount-ro", "/", "--remount-ro", "/dev", "--chdir", STRONG.workspace, "--clearenv"]
    for name, value in environment().items():
        arguments += ["--setenv", name, value]
    python = [os.path.normpath(sys.executable), "-P", "-s", "/opt/inside.py"]
    return [*arguments, "--seccomp", memory(filter_program), "--info-fd", str(info), "--", *python]


def _system(memory: Memory) -> list[str]:
    """/usr, its links from /, and the few files of /etc that the dynamic linker and fonts need."""
    arguments = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/", name)
        if path.is_symlink():
            arguments += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            arguments += ["--ro-bind", str(path), str(path)]
    for name in ETC:
        arguments += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    passwd, group = memory(b"user:x:1000:1000::/tmp/home:/bin/sh\n"), memory(b"user:x:1000:\n")
    arguments += ["--ro-bind-data", passwd, "/etc/passwd", "--ro-bind-data", group, "/etc/group"]
    return [*arguments, "--ro-bind-try", "/sys/devices/system/cpu", "/sys/devices/system/cpu"]
