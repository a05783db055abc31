"""A sandboxed kernel, from one `async with` to the next: execute cells, interrupt them, get what they showed.

async with open_kernel(inputs={"n2_ru.extxyz": path}, folder=run_folder) as kernel:
    result = await kernel.execute(script, on_event=print)
"""

import asyncio
import contextlib
import logging
import queue
import shutil
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

from sim.plan import Plan, merged
from tools.cell import CellError, CellResult, Event, Gathering, error_of, one_line
from tools.errors import KernelError
from tools.sandbox.box import Box
from tools.sandbox.folders import acting_as
from tools.sandbox.inputs import bring, give, link
from tools.sandbox.levels import Isolation
from tools.sandbox.limits import Limits
from tools.sandbox.pool import prewarm
from tools.sandbox.provisioner import SandboxProvisioner
from tools.sandbox.spec import NAME, OnlySandboxed
from tools.scriptfiles import Seen, exports, free_files, written
from tools.trajectories import FILES, collect, named_files

__all__ = ["CellError", "CellResult", "Kernel", "Limits", "ctrl_c_interrupts", "open_kernel", "prewarm"]

log = logging.getLogger(__name__)
LOOK_S = 0.1
START_S = 60.0
PLAN_S = 60.0
SETUP = """\
def _start():
    import os, shutil, sim, sim.plan
    from sim.plan.plain_ase import install
    from tools.show import connect
    connect()
    install()
    sim.plan.known_inputs({inputs!r})
    if {finished!r}:
        shutil.copytree({finished!r}, ".finished", dirs_exist_ok=True, ignore=shutil.ignore_patterns("paths"))
        if os.path.isdir({finished!r} + "/paths"):
            shutil.copytree({finished!r} + "/paths", "paths", dirs_exist_ok=True)
            os.chmod("paths", 0o700)
        os.chmod(".finished", 0o700)
    sim.configure(**{settings!r}, finished=os.path.abspath(".finished") if {finished!r} else None)
_start()
del _start
"""


# what a script computed and did not display is displayed; then the kernel computes anything again
_REST = "__import__('tools.show').show.show_rest(); __import__('sim.plan').plan.hold(None)"


def _plan_of(event: Event) -> Plan:
    """The plan in the event that tells of it, as little trusted as the script."""
    try:
        first, second = (Plan.from_dict(one) for one in event["passes"])
        return merged(first, second)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return Plan(error={"code": "plan_slow", "name": "ValueError", "message": "no plan", "line": 0})


@dataclass
class Noted:
    """What a kernel's events make the host write: a file for each candidate's key, and its journal."""

    keys: set[str] = field(default_factory=set)
    taken: int = 0

    def count(self, event: Event) -> None:
        """One event more."""
        if "key" in event:
            self.keys.add(str(event["key"])[:200])
            self.taken += len(str(event.get("data", "")))

    def excess(self, limits: Limits) -> str:
        """What is too much of it, "" while nothing is."""
        if len(self.keys) > FILES:
            return f"> {FILES} candidates"
        return f"journals > {limits.workspace_mb} MB" if self.taken > limits.workspace_mb << 20 else ""


class Kernel:
    """A kernel in its sandbox; made by `open_kernel`.

    Attributes:
        isolation: what it is isolated with, for the run's record
        folder: of the run; trajectories are collected into its `paths`
    """

    def __init__(self, client: AsyncKernelClient, box: Box, folder: Path, inputs: tuple[str, ...]) -> None:
        self.isolation: Isolation = box.isolation
        self.limits = box.limits
        self.folder = folder
        self._client, self._box, self._inputs = client, box, inputs
        self._interrupted_at: float | None = None
        self._noted = Noted()
        self._unheard: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether it can execute another cell."""
        return self._box.alive

    async def plan(self, script: str, *, inputs: Sequence[str] | None = None, calculator: str | None = None) -> Plan:
        """What a script would compute: it is executed in this kernel, twice, without one force call; nothing that it does there stays.

        Args:
            inputs: those files that it sees; None: all of them
            calculator: the default potential, where it is not this kernel's own

        Raises:
            KernelError: the kernel was dead before, or died of it
        """
        told: list[Plan] = []

        def take(event: Event) -> None:
            if event["event"] == "planned":
                told[:] = [_plan_of(event)]

        seen = list(self._inputs if inputs is None else inputs)
        call = f"__import__('sim.plan.passes').plan.passes.plan({script!r}, {seen!r}, {calculator!r})"
        await self._aside(call, Gathering(on_event=take))
        if not self.alive:
            await asyncio.to_thread(self._box.settled.wait, START_S)
            raise KernelError(reason=(self._box.reason or ("kernel_died", one_line(self._box.last_words())))[0])
        return told[0] if told else Plan(error={"code": "plan_slow", "name": "TimeoutError", "message": "no plan", "line": 0})

    async def _aside(self, code: str, gathering: Gathering, timeout_s: float = PLAN_S) -> None:
        """A cell of ours, between those of a person."""
        if not self.alive:
            raise KernelError(reason=(self._box.reason or ("kernel_died", ""))[0])
        self._interrupted_at = None
        self._link_inputs()
        await self.leave()
        try:
            await self._run(code, gathering, timeout_s, silent=True)
        except BaseException:
            self._box.kill()
            raise

    async def execute(
        self,
        code: str,
        *,
        plan: Plan | None = None,
        on_event: Callable[[Event], None] | None = None,
        timeout_s: float | None = None,
    ) -> CellResult:
        """Run one cell and wait for its end, however it ends.

        Args:
            plan: what it is held to: a computation that this does not have is refused before it begins
            on_event: called with each progress event; for "finished" its trajectory is on disk by then
            timeout_s: then it is interrupted, and killed if that does not help

        Raises:
            KernelError: the kernel was dead before
        """
        if not self.alive:
            raise KernelError(reason=(self._box.reason or ("kernel_died", ""))[0])
        collected: dict[str, int] = {}
        gathering = Gathering(on_event=lambda event: self._event(event, on_event, collected))
        self._interrupted_at = None
        self._link_inputs()
        await self.leave()
        before = written(self._box.places[0])
        if plan is not None:
            await self._aside(f"__import__('sim.plan').plan.hold({plan.to_dict()!r})", Gathering())
        try:
            late = await self._run(code, gathering, timeout_s)
            if plan is not None and self.alive:
                await self._run(_REST, gathering, START_S, silent=True)
        except BaseException:  # whoever waited for the cell has left: nothing may go on computing
            self._box.kill()
            raise
        if not self.alive:
            await asyncio.to_thread(self._box.settled.wait, START_S)
        error = self._error(gathering, late=late, timeout_s=timeout_s)
        records = gathering.records(with_finished=error is not None)
        self._collect(records, collected)
        files, left = self._take_files(records, before, collected, ended_well=error is None)
        self._unheard = asyncio.create_task(self._pass_over())
        begun = frozenset(gathering.begun)
        return CellResult(tuple(gathering.outputs), records, tuple(collected), error, begun, files, left)

    async def interrupt(self) -> None:
        """Ask the running cell to stop; after a grace it is killed."""
        if self._interrupted_at is None:
            self._interrupted_at = time.monotonic()
        if self.alive:
            self._client.session.send(self._client.control_channel.socket, self._client.session.msg("interrupt_request", content={}))

    async def _pass_over(self) -> None:
        """Between cells nobody listens: what a thread says then must not wait for us in our own memory."""
        while self.alive:
            await self._message()

    async def leave(self) -> None:
        """Stop passing over what is said: another cell begins, or the end is near."""
        if self._unheard:
            self._unheard.cancel()
            await asyncio.wait([self._unheard])
            self._unheard = None

    async def _run(self, code: str, gathering: Gathering, timeout_s: float | None, *, silent: bool = False) -> bool:
        """Gather messages until the cell is idle or the kernel dead; True when it took too long."""
        request = self._client.execute(code, silent=silent, store_history=not silent, allow_stdin=False)
        end = time.monotonic() + timeout_s if timeout_s is not None else float("inf")
        late = False
        while True:
            alive = self.alive
            message = await self._message()
            if message is None and not alive:
                return late
            if message and message["parent_header"].get("msg_id") == request:
                if message["msg_type"] == "status" and message["content"].get("execution_state") == "idle":
                    return late
                gathering.take(message["msg_type"], message["content"])
            if gathering.kept_bytes > self.limits.output_mb * 3 << 19:  # in memory; the relay counts what is said
                self._box.kill("limit_output", f"> {self.limits.output_mb} MB")
            if excess := self._noted.excess(self.limits):
                self._box.kill("limit_output", excess)
            if not late and time.monotonic() > end:
                late = True
                await self.interrupt()
            if self._interrupted_at is not None and time.monotonic() > self._interrupted_at + self.limits.grace_s:
                self._box.kill("timeout" if late else "interrupted", f"{timeout_s:g} s" if late else "")

    async def _message(self) -> dict[str, Any] | None:
        """The next message of the kernel, None if there is none for a moment or it is malformed."""
        try:
            return dict(await self._client.get_iopub_msg(timeout=LOOK_S))
        except queue.Empty:
            return None
        except (ValueError, KeyError, TypeError) as error:
            log.debug("a message was dropped: %s", error)
            return None

    def _error(self, gathering: Gathering, *, late: bool, timeout_s: float | None) -> CellError | None:
        if late:
            return error_of("timeout", detail=f"{timeout_s:g} s")
        raised = gathering.error(interrupted=self._interrupted_at is not None)
        if self.alive or self._box.reason is None:
            died = None if self.alive else error_of("kernel_died", detail=one_line(self._box.last_words()))
            return raised or died
        code, detail = self._box.reason
        return error_of(code, detail=detail)

    def _event(self, event: Event, on_event: Callable[[Event], None] | None, collected: dict[str, int]) -> None:
        self._noted.count(event)
        if self._noted.excess(self.limits):
            return
        if event["event"] == "finished" and isinstance(event.get("record"), dict):
            self._collect([event["record"]], collected)
        if on_event:
            on_event(event)

    def _collect(self, records: Iterable[dict[str, Any]], collected: dict[str, int]) -> None:
        """Copy what the records name into the run's folder; no cell brings more than its own folder can hold."""
        names = [name for name in named_files(records) if name not in collected][: FILES - len(collected)]
        most = (self.limits.workspace_mb << 20) - sum(collected.values())
        collected |= collect(self._box.places[0], names, self.folder / "paths", most=most)

    def _take_files(
        self, records: Iterable[dict[str, Any]], before: Seen, collected: dict[str, int], *, ended_well: bool
    ) -> tuple[tuple[str, ...], int]:
        """Copy exports and, of a cell that ended well, what it wrote by itself into the run's folder; gives the names and the rest."""
        workspace, most = self._box.places[0], (self.limits.workspace_mb << 20) - sum(collected.values())
        named = exports(workspace, records, self.folder, most=most)
        free, left = free_files(workspace, before, self.folder, most=most) if ended_well else ([], 0)
        return (*named, *free), left

    def _link_inputs(self) -> None:
        """Point /workspace/<name> at the read-only inputs, whatever an earlier cell has put there."""
        for name in self._inputs:
            try:
                with acting_as(self._box.folder.uid):
                    link(f"{self._box.paths.inputs}/{name}", name, self._box.places[0])
            except OSError as error:  # the cell before has closed its own folder
                self._box.kill("kernel_died", str(error))

    async def _prepare(self, setup: str) -> None:
        """Wait until messages arrive, then run the setup silently."""
        end = time.monotonic() + START_S
        heard = False
        while not heard and self.alive and time.monotonic() < end:
            self._client.kernel_info()
            heard = await self._message() is not None
        gathering = Gathering()
        await self._run(setup, gathering, START_S, silent=True)
        if not self.alive or not heard:
            raise KernelError(reason=(self._box.reason or ("kernel_died", one_line(self._box.last_words())))[0])
        if gathering.raised:
            raise RuntimeError(f"the kernel's setup failed: {gathering.raised['ename']}: {gathering.raised['evalue']}")


@contextlib.asynccontextmanager
async def open_kernel(
    *,
    inputs: Mapping[str, Path],
    folder: Path,
    isolation: str = "strong",
    limits: Limits | None = None,
    calculator: str | None = None,
    finished: Path | None = None,
    processes: int | None = None,
) -> AsyncIterator[Kernel]:
    """A sandboxed kernel, from the pool when one is ready.

    Args:
        inputs: name in the working folder → host file; read-only inside
        folder: of the run
        isolation: strong, reduced or none
        calculator, processes: defaults for `sim`
        finished: folder with candidates that an earlier run finished; with their trajectories in the run's folder they are brought in

    Raises:
        IsolationError: the isolation asked for is not to be had
        InputError: a name that is none, or a file that cannot be read
    """
    limits = limits or Limits()
    specs = OnlySandboxed()
    specs.config_of_provisioner = {"level": isolation, "limits": limits.to_dict()}
    context = zmq.asyncio.Context()
    manager = AsyncKernelManager(kernel_name=NAME, kernel_spec_manager=specs, context=context)
    client = kernel = None
    try:
        await manager.start_kernel()
        assert isinstance(manager.provisioner, SandboxProvisioner) and manager.provisioner.box
        box = manager.provisioner.box
        bring(inputs, box)
        if finished is not None:
            for source, place in ((finished, "finished"), (folder / "paths", "finished/paths")):
                if source.is_dir():
                    shutil.copytree(source, box.folder.path / place, dirs_exist_ok=True, symlinks=True)
            give(box.folder.path / "finished", box.folder.uid)
        client = manager.client()
        client.start_channels(stdin=False, hb=False)
        kernel = Kernel(client, box, folder, tuple(inputs))
        settings = {"calculator": calculator, "processes": processes, "folder": box.paths.workspace}
        await kernel._prepare(
            SETUP.format(settings=settings, inputs=list(inputs), finished=box.paths.finished if finished is not None else "")
        )
        yield kernel
    finally:
        if kernel:
            await kernel.leave()
        if client:
            client.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)
        context.destroy(linger=0)


@contextlib.contextmanager
def ctrl_c_interrupts(kernel: Kernel) -> Iterator[None]:
    """While it lasts, Ctrl-C interrupts the cell instead of us; a second one ends us as usual. For the main thread's loop."""
    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Task[None]] = []

    def once() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        tasks.append(loop.create_task(kernel.interrupt()))

    loop.add_signal_handler(signal.SIGINT, once)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
