"""The kernelspec `kassei`, and a manager that knows no other."""

import sys
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel

NAME = "kassei"
PROVISIONER = "kassei-sandbox"


def kernel_spec(**config: Any) -> KernelSpec:
    """The spec; `config` holds traits of the provisioner (level, limits)."""
    return KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="kassei (隔離)",
        language="python",
        interrupt_mode="message",
        metadata={"kernel_provisioner": {"provisioner_name": PROVISIONER, "config": config}, "debugger": False},
    )


class OnlySandboxed(KernelSpecManager):  # type: ignore[misc]
    """Finds `kassei` and refuses every other kernel.

    `allowed_kernelspecs` is not enough: it filters the listing, while a request for another name was still served.
    """

    config_of_provisioner: dict[str, Any] = {}  # noqa: RUF012

    def find_kernel_specs(self) -> dict[str, str]:
        """The one."""
        return {NAME: ""}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The one, or NoSuchKernel."""
        if kernel_name != NAME:
            raise NoSuchKernel(kernel_name)
        return kernel_spec(**self.config_of_provisioner)

    def get_all_specs(self) -> dict[str, Any]:
        """The one, as the REST interface lists it."""
        return {NAME: {"resource_dir": "", "spec": kernel_spec(**self.config_of_provisioner).to_dict()}}


def server_config() -> dict[str, dict[str, Any]]:
    """Traits of a Jupyter server that starts sandboxed kernels and nothing else: no other kernel, no terminal."""
    return {
        "ServerApp": {"kernel_spec_manager_class": f"{__name__}.{OnlySandboxed.__name__}", "terminals_enabled": False},
        "MappingKernelManager": {"default_kernel_name": NAME},
    }
