"""First code inside the sandbox: rlimits, Landlock (and seccomp where bwrap did not bring it), imports, then ipykernel.

Where no namespace ends all processes with its first one, a guard does: the parent of the kernel, outside of its confinement.

Standard library only, run as a script: nothing of ours is importable yet. File 0 is a socket to the host: one line of JSON comes in,
descriptors of the writable folders go out (the host reads results through them, and counts what they hold), then one line "ready".
Landlock: Documentation/userspace-api/landlock.rst.
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import signal
import socket
import struct
import sys
import warnings
from pathlib import Path

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446  # the same on every architecture
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << i for i in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM, REFER, TRUNCATE, IOCTL_DEV = (1 << i for i in range(6, 16))
READ = EXECUTE | READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | TRUNCATE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR | REFER
TEMPORARY = WRITE | MAKE_SYM | MAKE_FIFO | MAKE_SOCK
ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
BIND_TCP, CONNECT_TCP = 1, 2
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 38, 22, 1, 36

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> int:
    """`result`, or an OSError that names the call."""
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


def landlock(rules: list[tuple[str, int]]) -> int:
    """Allow file access below these paths alone, and no TCP; gives the kernel's Landlock version."""
    version = check(libc.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1), "Landlock")
    handled = (1 << 13) - 1 | (REFER if version >= 2 else 0) | (TRUNCATE if version >= 3 else 0) | (IOCTL_DEV if version >= 5 else 0)
    # files; TCP; scopes: abstract unix sockets, signals
    attributes = struct.pack("QQQ", handled, BIND_TCP | CONNECT_TCP, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = check(libc.syscall(LANDLOCK_CREATE, attributes, ctypes.c_size_t(size), 0), "landlock_create_ruleset")
    for path, access in rules:
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        allowed = access & handled if Path(path).is_dir() else access & handled & ON_FILES
        check(libc.syscall(LANDLOCK_ADD, ruleset, 1, struct.pack("=Qi", allowed, place), 0), f"landlock_add_rule {path}")
        os.close(place)
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    check(libc.syscall(LANDLOCK_RESTRICT, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)
    return version


def seccomp(program: bytes) -> None:
    """Install the filter for this process and all that it starts."""
    code = ctypes.create_string_buffer(program, len(program))
    filters = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    check(libc.prctl(PR_SET_SECCOMP, 2, filters, 0, 0), "seccomp")


def confine(config: dict) -> int:
    """Everything that must hold before the first import of others' code; gives the Landlock version (0: not asked for)."""
    if Path("/proc").exists():
        Path("/proc/self/oom_score_adj").write_text("1000")  # when the machine runs out of memory, we go first
    for name, value in config["rlimits"].items():
        if limit := getattr(resource, f"RLIMIT_{name}", None):  # macOS knows fewer
            resource.setrlimit(limit, (value, value))
    version = 0
    if config["landlock"]:
        workspace, *others = config["writable"]
        rules = [(path, READ) for path in config["readable"]] + [(path, READ_FILE | WRITE_FILE) for path in DEVICES]
        version = landlock([*rules, (workspace, WRITE), *((path, TEMPORARY) for path in others)])
    if config["seccomp"]:
        seccomp(bytes.fromhex(config["seccomp"]))
    return version


def guard(*, alone: bool) -> None:
    """Fork. The child returns; the parent adopts whatever leaves the process tree (setsid, double forks), and ends it all together:
    when the child has ended, when the host has, when the host says so (SIGTERM). Its own end says that nothing is left.

    Args:
        alone: whether this user id is the sandbox's alone, so that one call reaches every process at once
    """
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    kernel = os.fork()
    if not kernel:
        libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        os.setsid()  # so that none of its process groups is ours
        return
    signal.signal(signal.SIGTERM, lambda *_: _end(alone=alone, code=128 + signal.SIGTERM))
    ended = code = 0
    while ended != kernel:
        ended, status = os.waitpid(-1, 0)
        code = os.waitstatus_to_exitcode(status)
    _end(alone=alone, code=code if code >= 0 else 128 - code)


def _end(*, alone: bool, code: int) -> None:
    """Kill until there is no child any more: the children of a killed one become ours. A whole group at once outruns whoever forks."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        for process in map(int, Path("/proc/thread-self/children").read_text().split()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL) if alone else os.killpg(os.getpgid(process), signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            os._exit(code)


def preload(modules: list[str]) -> None:
    """Import ahead of time; what is not installed is reported by the cell that asks for it."""
    for entry in modules:
        name, _, function = entry.partition(":")
        try:
            module = importlib.import_module(name)
            if function:
                getattr(module, function)()
        except ImportError as error:
            print(f"preload: {name}: {error}", file=sys.stderr)


def print_to_descriptors() -> None:
    """In a forked child: the kernel reads files 1 and 2 and passes on what is written there."""
    sys.stdout, sys.stderr = (open(number, "w", buffering=1, closefd=False) for number in (1, 2))  # noqa: SIM115


def main() -> None:
    """Confine ourselves, tell the host, run the kernel."""
    host = socket.socket(fileno=os.dup(0))
    config = json.loads(host.makefile("rb").readline())
    if config["guarded"]:
        guard(alone=config["alone"])
    places = [os.open(path, getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC) for path in config["writable"]]
    socket.send_fds(host, [b"folders\n"], places)
    for place in places:
        os.close(place)
    version = confine(config)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(config["writable"][0])
    connection = Path(config["connection"]["ip"]).with_name("connection.json")
    connection.parent.mkdir(mode=0o700, parents=True)
    Path(os.environ["HOME"]).mkdir(exist_ok=True)
    connection.write_text(json.dumps(config["connection"]))
    preload(config["preload"])
    from ipykernel.kernelapp import IPKernelApp

    warnings.filterwarnings("ignore", message="Couldn't bind IOPub Pipe")  # a TCP socket, for what forked children print
    os.register_at_fork(after_in_child=print_to_descriptors)
    sys.argv = ["kernel"]
    app = IPKernelApp.instance()
    app.initialize(
        ["-f", str(connection), "--InteractiveShellApp.ignore_cwd=True", "--HistoryManager.enabled=False", "--log-level=CRITICAL"]
    )
    host.sendall(json.dumps({"landlock": version}).encode() + b"\n")
    host.close()
    app.start()


if __name__ == "__main__":
    main()
