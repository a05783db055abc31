"""Level `reduced` on macOS: a Seatbelt profile and its command line (sandbox-exec). UNTESTED: written from documentation, never run.

Covered, if Seatbelt does what is said of it: no network but unix sockets in the sandbox's own folder, nothing to write but its own
folders, nothing to read but the system's libraries, Python, the run's inputs and our own files, no program outside of Python's folders,
no service of the system but the directory of users, signals to its own processes alone.
Not covered: memory, children that outlive the kernel, a kernel that outlives its host; Seatbelt's profiles are no stable interface.
Path names are parameters of the profile and never part of its text: no name can add a rule.
sandbox-exec(1); developer.apple.com/library/archive/documentation/Security/Conceptual/AppSandboxDesignGuide.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.errors import IsolationError

SANDBOX_EXEC = "/usr/bin/sandbox-exec"
SYSTEM = ("/usr/lib", "/usr/share", "/System/Library", "/private/var/db/dyld", "/private/var/db/timezone", "/private/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
SERVICES = ("com.apple.system.opendirectoryd.libinfo",)
# What comes later prevails.
PROFILE = """\
(version 1)
(deny default)
(allow process-fork)
(allow signal (target same-sandbox))
(allow sysctl-read)
(allow ipc-posix-sem)
(allow mach-lookup {services})
(deny file-read* file-write* (subpath (param "HOME")))
(allow file-read-metadata {ways})
(allow file-read* {readable})
(allow process-exec {executable})
(allow file-read* file-write-data {devices})
(allow file-read* file-write* {writable})
(deny file-write-setugid file-write-mount file-write-unmount)
(allow network-bind network-inbound network-outbound {writable})
"""


def profile(*, readable: Iterable[str], executable: Iterable[str], writable: Iterable[str], home: str) -> tuple[str, dict[str, str]]:
    """(text of the profile, its parameters)."""
    names: dict[str, str] = {}  # path → parameter

    def filters(kind: str, paths: Iterable[str]) -> str:
        found = [names.setdefault(path, f"P{len(names)}") for path in dict.fromkeys(paths)]
        return " ".join(f'({kind} (param "{name}"))' for name in found)

    lists = [list(map(os.path.realpath, paths)) for paths in ((*SYSTEM, *readable, *executable), executable, writable)]
    ways = [str(parent) for path in (*lists[0], *lists[2]) for parent in Path(path).parents]
    text = PROFILE.format(
        services=" ".join(f'(global-name "{name}")' for name in SERVICES),
        ways=filters("literal", ways),
        readable=filters("subpath", lists[0]),
        executable=filters("subpath", lists[1]),
        devices=" ".join(f'(literal "{device}")' for device in DEVICES),
        writable=filters("subpath", lists[2]),
    )
    return text, {"HOME": os.path.realpath(home), **{name: path for path, name in names.items()}}


def command(argv: Sequence[str], *, readable: Iterable[str], executable: Iterable[str], writable: Iterable[str]) -> list[str]:
    """`argv` below the profile.

    Raises:
        IsolationError: this macOS has no sandbox-exec any more
    """
    if not Path(SANDBOX_EXEC).exists():
        raise IsolationError(reason="seatbelt_missing")
    text, parameters = profile(readable=readable, executable=executable, writable=writable, home=str(Path.home()))
    given = [word for name, path in parameters.items() for word in ("-D", f"{name}={path}")]
    return [SANDBOX_EXEC, *given, "-p", text, *argv]
