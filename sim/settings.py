"""What a session computes with when a call does not say: calculator, processes, folders."""

import dataclasses
from pathlib import Path as FilePath
from typing import Any

from sim.errors import SettingError
from sim.potentials import resolve_name


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """Defaults of a session.

    processes: at most this many candidates at once; None: one a core
    folder: where `paths/` and structures are written
    finished: where finished candidates are kept and looked up; None: nowhere
    """

    calculator: str = "chgnet"
    processes: int | None = None
    folder: FilePath = FilePath()
    finished: FilePath | None = None


_settings = Settings()


def configure(
    calculator: str | None = None,
    processes: int | None = None,
    folder: str | FilePath | None = None,
    finished: str | FilePath | None = None,
) -> None:
    """Sets the defaults of this session; what is left None stays as it is."""
    global _settings
    changes: dict[str, Any] = {}
    if calculator is not None:
        changes["calculator"] = resolve_name(calculator)
    if processes is not None:
        if isinstance(processes, bool) or not isinstance(processes, int) or processes < 1:
            raise SettingError("setting_invalid", name="processes", given=processes, accepted="1, 2, …")
        changes["processes"] = processes
    if folder is not None:
        changes["folder"] = FilePath(folder)
    if finished is not None:
        changes["finished"] = FilePath(finished)
    _settings = dataclasses.replace(_settings, **changes)


def settings() -> Settings:
    """The defaults now in force."""
    return _settings


def calculator_name(given: Any) -> str:
    """The full name of the calculator that was asked for, or of the default one."""
    return resolve_name(given) if given is not None else _settings.calculator


def use(new: Settings) -> Settings:
    """Replaces all defaults at once; gives back those before."""
    global _settings
    before, _settings = _settings, new
    return before
