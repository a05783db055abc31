"""Asserts the promises of the sandbox on this very machine, for `agent doctor`: a canary that must not be read, a listener that must not
be reached, and what the process inside says of itself."""

import asyncio
import json
import secrets
import socket
import tempfile
from pathlib import Path
from typing import NamedTuple

from tools.errors import ToolsError
from tools.kernel import open_kernel
from tools.sandbox.limits import Limits

PROBE = """
import ctypes, json, os, resource, socket
def refused(attempt):
    try:
        attempt()
    except OSError as error:
        return True, str(error)
    return False, "it was possible"
def forks():
    children, reason = [], "no limit"
    try:
        for _ in range({forks}):
            child = os.fork()
            if child == 0:
                __import__("signal").pause()
            children.append(child)
    except OSError as error:
        reason = str(error)
    for child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)
    return len(children) < {forks}, f"{{len(children)}}: {{reason}}"
def status(name, wanted):
    value = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())[name].strip()
    return value == wanted, value
libc = ctypes.CDLL(None, use_errno=True)
def system_call(*arguments):
    return libc.syscall(*arguments) < 0, os.strerror(ctypes.get_errno())
arm = os.uname().machine != "x86_64"
print(json.dumps({{
    "a file of yours is out of reach": refused(lambda: open({canary!r}).read()),
    "a service on this machine is out of reach": refused(lambda: socket.create_connection(("127.0.0.1", {port}), 1)),
    "a socket of this machine is out of reach": refused(lambda: socket.socket(socket.AF_UNIX).connect({unix!r})),
    "no datagram leaves": refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
    "no new namespace": system_call(97 if arm else 272, 0x10000000),
    "no memory outside the limits": system_call(279 if arm else 319, b"x", 0),
    "system calls are filtered": status("Seccomp", "2"),
    "no new privileges": status("NoNewPrivs", "1"),
    "no capability": status("CapEff", "0000000000000000"),
    "not root": (os.getuid() != 0, f"uid {{os.getuid()}}"),
    "an empty process table": (len([p for p in os.listdir("/proc") if p.isdigit()]) < 8, ""),
    "the system is read-only": refused(lambda: os.open("/usr", os.O_TMPFILE | os.O_WRONLY)),
    "the kernel's settings are read-only": refused(lambda: os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY)),
    "forks are limited": forks(),
}}))
"""
PROCESSES = 200


class Finding(NamedTuple):
    """One promise on this machine."""

    promise: str
    ok: bool
    detail: str


async def check_promises(level: str = "strong") -> list[Finding]:
    """Each promise with whether it holds here; one finding alone, with what to do, when there is no sandbox to be had."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as listener, socket.socket(socket.AF_UNIX) as unix:
        folder = Path(name)
        (folder / "canary").write_text(secrets.token_hex())
        unix.bind(str(folder / "socket"))
        unix.listen()
        port = listener.getsockname()[1]
        probe = PROBE.format(canary=str(folder / "canary"), unix=str(folder / "socket"), port=port, forks=PROCESSES + 50)
        try:
            async with open_kernel(inputs={}, folder=folder / "run", isolation=level, limits=Limits(processes=PROCESSES)) as kernel:
                result = await kernel.execute(probe, timeout_s=60)
                features = Finding("isolation", True, f"{kernel.isolation.level}: {', '.join(kernel.isolation.features)}")
        except ToolsError as error:
            return [Finding("isolation", False, str(error))]
    if result.error:
        return [features, Finding("probe", False, result.error.message)]
    answers = json.loads(result.outputs[0]["text"].splitlines()[-1])
    return [features, *(Finding(promise, *answer) for promise, answer in answers.items())]


def selftest(level: str = "strong") -> list[Finding]:
    """`check_promises`, for whoever has no event loop."""
    return asyncio.run(check_promises(level))
