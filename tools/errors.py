"""What can go wrong in tools/.

ToolsError
├── ClusterError
├── InputError
├── IsolationError
├── KernelError
├── PictureError
├── StructureError
└── TableError
"""

from tools.messages import text


class ToolsError(Exception):
    """Base of all; `code` is one of the error codes of results.json, `message` and `hint` are in the user's language."""

    code = "script_failed"

    def __init__(self, **details: object) -> None:
        self.details = details
        self.message, self.hint = text(type(self).__name__, **details)
        super().__init__(f"{self.message} {self.hint}".strip())


class ClusterError(ToolsError):
    """The workers of a batch cannot be had, or are lost. Details: reason, address or file, why."""

    code = "cluster_unavailable"


class InputError(ToolsError):
    """An input file of a run cannot be read, or its name is none. Details: given."""

    code = "file_unreadable"


class IsolationError(ToolsError):
    """The isolation asked for is not to be had here. Details: reason, and what the reason's text names."""

    code = "isolation_unavailable"


class KernelError(ToolsError):
    """The kernel that should execute a cell is dead. Details: reason (an error code)."""

    code = "kernel_died"


class PictureError(ToolsError):
    """A picture cannot be read. Details: file, why."""

    code = "file_unreadable"


class StructureError(ToolsError):
    """A structure file is missing, cannot be read, or is no path. Details: reason (the error code), file, why, found."""

    def __init__(self, *, reason: str, **details: object) -> None:
        super().__init__(reason=reason, **details)
        self.code = reason


class TableError(ToolsError):
    """The table or the template of a batch cannot be used. Details: reason, file, why."""

    def __init__(self, *, reason: str, **details: object) -> None:
        super().__init__(reason=reason, **details)
        self.code = "file_missing" if reason == "missing" else "table_invalid"
