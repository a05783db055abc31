"""The seam to Jupyter: a kernel provisioner that starts kernels in sandboxes (entry point `kassei-sandbox`)."""

import asyncio
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Dict, Unicode

from tools.sandbox.box import CHANNELS, Box
from tools.sandbox.folders import Folder, acting_as, make_folder
from tools.sandbox.inputs import bring, link, of_run
from tools.sandbox.limits import Limits
from tools.sandbox.pool import take
from tools.sandbox.watchdog import Watchdog


class SandboxProvisioner(KernelProvisionerBase):  # type: ignore[misc]
    """Starts, interrupts and kills the kernel of one KernelManager.

    A kernel that is started in a run's folder has that run's inputs. The front end's sockets lie in a folder of their own and stay
    where they are when the kernel is restarted.
    """

    level = Unicode("strong", config=True, help="strong, reduced or none")
    limits = Dict(config=True, help="fields of tools.sandbox.limits.Limits")
    box: Box | None = None
    watchdog: Watchdog | None = None
    front: Folder | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a box, dead or alive."""
        return self.box is not None

    async def poll(self) -> int | None:
        """None while the kernel runs."""
        return None if self.box and self.box.alive else 1

    async def wait(self) -> int | None:
        """Wait for its end."""
        while await self.poll() is None:
            await asyncio.sleep(0.01)
        return 1

    async def send_signal(self, signum: int) -> None:
        """Interrupts come as messages; every other signal ends the box, where there is no half-way."""
        if signum and self.box:
            self.box.kill()

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002
        """End it at once."""
        await self.send_signal(9)

    async def terminate(self, restart: bool = False) -> None:  # noqa: ARG002
        """The same: nothing inside is worth a farewell."""
        await self.send_signal(9)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Take a box and tell the manager its sockets and key."""
        manager: Any = self.parent
        known = manager.session.key if self.front else None
        opening = take(limits=Limits(**self.limits), level=self.level, key=known)
        try:
            box = await asyncio.wrap_future(opening.future)
        except asyncio.CancelledError:
            opening.give_up()
            raise
        self.box = box
        if files := of_run(Path(kwargs.get("cwd") or "/")):
            bring(files, box)
            with acting_as(box.folder.uid):
                link(box.paths.inputs, "inputs", box.places[0])
        if not self.front:
            self.front = make_folder()
            manager.session.key = box.key
            manager.connection_file = f"{self.front.path}/connection.json"
        manager.cache_ports = False
        manager.transport, manager.ip = "ipc", f"{self.front.path}/k"
        for number, name in enumerate(CHANNELS, 1):
            setattr(manager, f"{name}_port", number)
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=manager.format_kernel_cmd(), **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:  # noqa: ARG002
        """Open the front end's sockets; the kernel behind them listens already."""
        assert self.box and self.front
        self.watchdog = Watchdog(self.box, f"{self.front.path}/k")
        self.watchdog.start()
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Leave nothing behind."""
        box, watchdog = self.box, self.watchdog
        self.box = self.watchdog = None
        if box:
            box.kill()
            if watchdog:
                await asyncio.get_running_loop().run_in_executor(None, watchdog.leave)
            await asyncio.get_running_loop().run_in_executor(None, box.close)
        if self.front and not restart:
            self.front.remove()
            self.front = None
