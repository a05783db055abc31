"""What a worker does: one candidate in a sandbox of its own, from an order to a delivery. Runs on any machine that has kassei.

Covered: nothing is shared but the order and the delivery; where the worker sees the run's folder, journals are kept there as the candidate
goes (a killed one goes on from them); a worker without the isolation asked for refuses; a task that was cancelled ends its sandbox.
Not covered: trust in the worker itself; it runs our code with our rights.
"""

import asyncio
import contextlib
import json
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from distributed import get_worker

from tools import checkpoints
from tools.cell import CellResult
from tools.errors import IsolationError, KernelError, ToolsError
from tools.kernel import open_kernel
from tools.sandbox.levels import check_level
from tools.sandbox.limits import Limits
from tools.screening.messages import word

TOPIC = "kassei"
TOLD_S = 1.0
LOOK_S = 0.5
MOST_SAID = 4000
Event = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """Everything that a candidate is computed from.

    files: name → content; finished: records of sim by sim's keys, with `paths`, that need not be computed again
    journals: folder of this candidate's journals in the run's folder, used where `token` is the run's (the worker sees the same disk)
    """

    key: str
    label: str
    script: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    calculator: str | None = None
    isolation: str = "strong"
    timeout_s: float | None = None
    memory_mb: int | None = None
    finished: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    paths: Mapping[str, bytes] = field(default_factory=dict)
    journals: str = ""
    token: str = ""


@dataclass(frozen=True)
class Delivery:
    """What became of an order.

    error: code, message, hint; unfit: it is the worker's, who could not even begin; finished: records of sim by sim's keys
    said: the end of what was printed
    """

    key: str
    records: tuple[dict[str, Any], ...] = ()
    finished: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    paths: Mapping[str, bytes] = field(default_factory=dict)
    error: Mapping[str, str] | None = None
    said: str = ""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    unfit: bool = False


class Unfit(Exception):
    """This worker could not even begin: code, message and hint are its arguments."""


def unfit(isolation: str, wanted: str) -> dict[str, str] | None:
    """Why this worker cannot compute (code, message, hint), or None. A worker without our code cannot even be asked."""
    given = version("kassei")
    if given != wanted:
        return {"code": "", "message": word("other_version", given=given, wanted=wanted), "hint": ""}
    try:
        check_level(isolation)
    except ToolsError as error:
        return _said(error)
    return None


def carry_out(order: Order) -> Delivery:
    """The delivery of an order; whatever goes wrong with the candidate is in it."""
    started = time.time()
    where = {"host": socket.gethostname(), "worker": _worker_name(), "started": round(started, 3)}
    try:
        isolation = check_level(order.isolation)
        with tempfile.TemporaryDirectory(prefix="kassei-task-", dir=_scratch()) as place:
            result, finished, opened = asyncio.run(_computed(order, Path(place)))
            paths = {name: (Path(place) / "paths" / name).read_bytes() for name in result.paths}
    except Unfit as error:
        return Delivery(order.key, error=dict(zip(("code", "message", "hint"), error.args, strict=True)), provenance=where, unfit=True)
    except ToolsError as error:
        return Delivery(order.key, error=_said(error), provenance=where, unfit=isinstance(error, IsolationError))
    except OSError as error:  # this machine's temporary folder is full, or is no more
        return Delivery(order.key, error={"code": "limit_disk", "message": str(error), "hint": ""}, provenance=where, unfit=True)
    wall = time.time() - started
    failed = None if result.error is None else _said(result.error)
    times = {"wall_s": round(wall, 3), "sandbox_s": round(opened, 3), "isolation": isolation.to_dict()}
    return Delivery(order.key, result.records, finished, paths, failed, _printed(result), {**where, **times})


def _scratch() -> str | None:
    """The worker's own folder, that the next worker sweeps should this one be killed; None: the usual one."""
    try:
        return str(get_worker().local_directory)
    except ValueError:
        return None


def _worker_name() -> str:
    try:
        return str(get_worker().name)
    except ValueError:
        return ""


def _said(error: Any) -> dict[str, str]:
    return {"code": error.code, "message": error.message, "hint": error.hint}


def _printed(result: CellResult) -> str:
    said = "".join(str(output.get("text", "")) for output in result.outputs if output.get("output_type") == "stream")
    return said[-MOST_SAID:]


async def _computed(order: Order, place: Path) -> tuple[CellResult, dict[str, dict[str, Any]], float]:
    """The cell's result, the records of sim that were finished, and how long the sandbox took to open [s]."""
    began = time.monotonic()
    inputs = _laid_out(order, place)
    finished: dict[str, dict[str, Any]] = {}
    limits = Limits(memory_mb=order.memory_mb) if order.memory_mb else Limits()
    kernel = open_kernel(
        inputs=inputs,
        folder=place,
        isolation=order.isolation,
        limits=limits,
        calculator=order.calculator,
        finished=place / "finished",
        processes=1,
    )
    async with contextlib.AsyncExitStack() as stack:
        try:
            running = await stack.enter_async_context(kernel)
        except (IsolationError, KernelError) as error:
            raise Unfit(error.code, error.message, error.hint) from error
        except RuntimeError as error:  # the sandbox's own start-up failed: something is not installed there
            raise Unfit(KernelError.code, str(error)[:300], "") from error
        opened = time.monotonic() - began
        watch = asyncio.create_task(_watch(running.interrupt))
        try:
            result = await running.execute(order.script, on_event=_taker(order, finished), timeout_s=order.timeout_s)
        finally:
            watch.cancel()
    return result, finished, opened


def _laid_out(order: Order, place: Path) -> dict[str, Path]:
    """The order's files in a folder: inputs, what was finished before, journals."""
    for name in ("inputs", "finished", "paths"):
        (place / name).mkdir()
    for name, content in order.files.items():
        (place / "inputs" / name).write_bytes(content)
    for name, content in order.paths.items():
        (place / "paths" / name).write_bytes(content)
    for key, record in order.finished.items():
        (place / "finished" / f"{key}.json").write_text(json.dumps(record), encoding="utf-8")
    if _same_disk(order):
        for file in Path(order.journals).glob("*.forces"):
            shutil.copyfile(file, place / "finished" / file.name)
    return {name: place / "inputs" / name for name in order.files}


def _same_disk(order: Order) -> bool:
    """Whether this machine sees the run's folder."""
    with contextlib.suppress(OSError):
        return bool(order.journals) and (Path(order.journals).parent / "token").read_text(encoding="utf-8") == order.token
    return False


def _taker(order: Order, finished: dict[str, dict[str, Any]]) -> Callable[[Event], None]:
    """Keeps records and journals, and tells the batch how far the candidate is, at most once in TOLD_S."""
    journals = Path(order.journals) if _same_disk(order) else None
    told = 0.0

    def take(event: Event) -> None:
        nonlocal told
        kind = event.get("event")
        if kind == "finished" and isinstance(event.get("record"), dict) and checkpoints.KEY.fullmatch(str(event.get("key", ""))):
            finished[str(event["key"])] = event["record"]
        elif kind == "forces" and journals is not None:
            with contextlib.suppress(OSError):  # a full disk ends the batch when a result is written; a journal is a bonus
                checkpoints.append(journals, event)
        elif kind == "stage" and time.monotonic() - told > TOLD_S:
            told = time.monotonic()
            _tell({name: event.get(name) for name in ("stage", "force_calls", "fmax", "wall_s")} | {"label": order.label, "key": order.key})

    return take


def _tell(message: Event) -> None:
    with contextlib.suppress(ValueError):  # no Dask worker: a test of the task alone
        get_worker().log_event(TOPIC, message)


async def _watch(interrupt: Callable[[], Any]) -> None:
    """Ends the sandbox once the scheduler does not want the task any more."""
    try:
        worker, key = get_worker(), get_worker().get_current_task()
    except ValueError:
        return
    while True:
        await asyncio.sleep(LOOK_S)
        state = worker.state.tasks.get(key)
        if state is not None and state.state == "cancelled":
            await interrupt()
