"""The models that this user has: pulled files, the lock that pins their hashes, and the one that is taken when none is named.

$XDG_DATA_HOME/kassei/models/NAME/FILE.gguf    pulled files
$XDG_CONFIG_HOME/kassei/models.lock            JSON: name → repository, file, commit, sha256, size [bytes]
$XDG_CONFIG_HOME/kassei/config.toml            model = "…", written by `agent model use`
"""

import json
import os
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from model.errors import ModelFailedError
from model.fingerprint import sha256

EMBEDDED = "embedded"


@dataclass(frozen=True)
class Pin:
    """What was pulled under a name."""

    repository: str
    file: str
    commit: str
    sha256: str
    size: int


def folder() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "kassei" / "models"


def configuration() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "kassei"


def pins() -> dict[str, Pin]:
    """The lock file by name. Raises ModelFailedError for one that cannot be read: it is not written over."""
    file = configuration() / "models.lock"
    if not file.is_file():
        return {}
    try:
        return {name: Pin(**pin) for name, pin in json.loads(file.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError) as failure:
        raise ModelFailedError("lock_unreadable", file=file, reason=failure) from None


def pin(name: str, what: Pin) -> None:
    """Writes a pin into the lock file, the others as they were."""
    known = {**pins(), name: what}
    _write(configuration() / "models.lock", json.dumps({n: asdict(p) for n, p in sorted(known.items())}, indent=1) + "\n")


def pulled(name: str) -> Path | None:
    """The file that was pulled under a name."""
    known = pins().get(name)
    file = folder() / name / Path(known.file).name if known else None
    return file if file and file.is_file() else None


def unchanged(name: str) -> Path | None:
    """The file that was pulled under a name, its bytes compared with the pin. Raises ModelFailedError for other ones."""
    file = pulled(name)
    if file and (found := sha256(file)) != (wanted := pins()[name].sha256):
        raise ModelFailedError("hash_changed", file=file, found=found, wanted=wanted, name=name)
    return file


def usual() -> tuple[str, str]:
    """(model, who says so): from KASSEI_MODEL, from the user's configuration, or the embedded one."""
    named = os.environ.get("KASSEI_MODEL")
    if named:
        return named, "KASSEI_MODEL"
    file = configuration() / "config.toml"
    if not file.is_file():
        return EMBEDDED, "kassei"
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
        if set(read) != {"model"} or not isinstance(read["model"], str):
            raise ValueError(", ".join(sorted(read)) or "-")
    except (OSError, ValueError) as failure:
        raise ModelFailedError("configuration_unreadable", file=file, reason=failure) from None
    return read["model"], str(file)


def use(name: str) -> Path:
    """Makes this the model that is taken when none is named; the file that says so."""
    file = configuration() / "config.toml"
    _write(file, f"model = {json.dumps(name, ensure_ascii=False)}\n")
    return file


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    new.replace(file)
