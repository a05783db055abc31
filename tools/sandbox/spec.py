"""The kernelspec `kassei`, for every front end: a manager that knows no other, and a Jupyter server that starts no other.

The spec in `kernelspec/` names the provisioner; whoever does not know provisioners (an old client, an editor that starts kernels
itself) runs its argv, which only says so: without its sandbox this kernel does not start.
"""

from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel

NAME = "kassei"
FOLDER = Path(__file__).with_name("kernelspec")


def kernel_spec(**config: Any) -> KernelSpec:
    """The spec; `config` holds traits of the provisioner (level, limits)."""
    spec = KernelSpec.from_resource_dir(str(FOLDER))
    spec.metadata["kernel_provisioner"]["config"] = config
    return spec


class OnlySandboxed(KernelSpecManager):  # type: ignore[misc]
    """Finds `kassei` and refuses every other kernel.

    `allowed_kernelspecs` is not enough: it filters the listing, while a request for another name was still served.
    """

    config_of_provisioner: dict[str, Any] = {}  # noqa: RUF012

    def find_kernel_specs(self) -> dict[str, str]:
        """The one."""
        return {NAME: str(FOLDER)}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The one, or NoSuchKernel."""
        if kernel_name != NAME:
            raise NoSuchKernel(kernel_name)
        return kernel_spec(**self.config_of_provisioner)

    def get_all_specs(self) -> dict[str, Any]:
        """The one, as the REST interface lists it."""
        return {NAME: {"resource_dir": str(FOLDER), "spec": kernel_spec(**self.config_of_provisioner).to_dict()}}


def server_config() -> dict[str, dict[str, Any]]:
    """Traits of a Jupyter server that starts sandboxed kernels and nothing else: no other kernel, no terminal, no gateway."""
    services = "jupyter_server.services"
    return {
        "ServerApp": {
            "kernel_spec_manager_class": f"{__name__}.{OnlySandboxed.__name__}",
            # named, for else JUPYTER_GATEWAY_URL would choose others, whose kernels run elsewhere
            "kernel_manager_class": f"{services}.kernels.kernelmanager.AsyncMappingKernelManager",
            "session_manager_class": f"{services}.sessions.sessionmanager.SessionManager",
            "kernel_websocket_connection_class": f"{services}.kernels.connection.channels.ZMQChannelsWebsocketConnection",
            "allow_external_kernels": False,
            "terminals_enabled": False,
        },
        "MappingKernelManager": {"default_kernel_name": NAME},
    }


def server_arguments() -> list[str]:
    """`server_config` for a command line (jupyter server, jupyter lab): there it prevails over the user's files."""
    return [f"--{part}.{trait}={value}" for part, traits in server_config().items() for trait, value in traits.items()]
