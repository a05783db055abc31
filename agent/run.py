"""The run folder: what a run was asked, what it found, kept so that it survives a crash and can be replayed without the model.

run.json            the request, the files with their hashes, the conversation, every attempt, how it ended
results.json        version 1 of the promise to others
script.py           the script that ran
plan.json           what it would compute, known before it ran, and what its run was held to (`sim.plan.entry`)
inputs/ pictures/   the files as they were; a picture with an arrow never goes into the sandbox
candidates/KEY.json one finished candidate each, written before the next begins; KEY.forces: the journal of one under way
paths/ run.ipynb report.html
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import shlex
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from agent.conversation import Turn
from agent.errors import RequestRefused
from agent.messages import explain, reason, word
from model.request import Request
from sim.plan import Plan
from sim.settings import settings as settings_of_sim
from tools import checkpoints
from tools.trajectories import write_whole

VERSION = 1
_KEY = re.compile(r"[0-9a-f]{8,128}")


@dataclass(frozen=True)
class Settings:
    """How a run computes; kept with it."""

    model: str = "embedded"
    calculator: str | None = None
    isolation: str = "strong"
    processes: int | None = None
    timeout_s: float | None = None


@dataclass
class Record:
    """What run.json holds. `attempts` are [script, complaint]; the last one without a complaint is what ran.

    pointed: the atoms that arrows in pictures point at, and how that is known; plan: what the script would compute (plan.json)
    """

    request: Request
    settings: Settings
    inputs: dict[str, str] = field(default_factory=dict)
    earlier: list[Turn] = field(default_factory=list)
    inherited: bool = False
    script: str = ""
    attempts: list[tuple[str, str]] = field(default_factory=list)
    status: str = "running"
    provenance: dict[str, Any] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    pointed: list[dict[str, Any]] = field(default_factory=list)
    plan: Plan | None = None

    def turns(self) -> list[Turn]:
        """The conversation up to and with this run, for a later one to go on with."""
        said = self.script or (self.attempts[-1][0] if self.attempts else 'ask("out_of_scope")\n')
        return [*self.earlier, Turn(self.request, said, self.plan)]

    @property
    def calculator(self) -> str | None:
        """The one potential that this run named, by option or in its script: a later request goes on with it."""
        planned = {str(name) for entry in self.plan or () if (name := entry.get("calculator"))}
        usual = self.settings.calculator or settings_of_sim().calculator
        return planned.pop() if len(planned) == 1 and planned != {usual} else self.settings.calculator

    def to_dict(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "request": {"instruction": self.request.instruction, "files": list(self.request.files), "picked": list(self.request.picked)},
            "settings": asdict(self.settings),
            "inputs": self.inputs,
            "earlier": [turn.to_dict() for turn in self.earlier],
            "inherited": self.inherited,
            "script": self.script,
            "attempts": [{"script": script, "complaint": complaint} for script, complaint in self.attempts],
            "status": self.status,
            "provenance": self.provenance,
            "pictures": self.pictures,
            "pointed": self.pointed,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Record":
        asked = data["request"]
        return cls(
            Request(asked["instruction"], tuple(asked["files"]), tuple(asked["picked"])),
            Settings(**data["settings"]),
            dict(data["inputs"]),
            [Turn.from_dict(turn) for turn in data["earlier"]],
            bool(data["inherited"]),
            data["script"],
            [(a["script"], a["complaint"]) for a in data["attempts"]],
            data["status"],
            dict(data["provenance"]),
            dict(data.get("pictures", {})),
            list(data.get("pointed", [])),
        )


def new_name() -> str:
    """A folder name that sorts by time: 20261124-093012-3fa2."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"


def make_folder(place: Path) -> Path:
    """An empty folder for a new run. Raises RequestRefused where there can be none."""
    why = ""
    try:
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            why = word("no_folder")
        elif place.is_dir() and any(place.iterdir()):
            why = word("not_empty")
        else:
            place.mkdir(parents=True, exist_ok=True)
            write_whole(place / ".writable", b"")
            (place / ".writable").unlink()
    except OSError as error:
        why = reason(error)
    if why:
        raise RequestRefused("out_unusable", folder=place, why=why)
    return place.resolve()


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """While it lasts no other agent works in this folder; whoever dies lets go of it. Raises RequestRefused where one does."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RequestRefused("run_busy", folder=folder) from None
        yield
    finally:
        os.close(descriptor)


def write_json(place: Path, data: Any) -> None:
    """JSON, whole or not at all, NaN refused."""
    write_whole(place, (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode())


def write_record(folder: Path, record: Record) -> None:
    write_json(folder / "run.json", record.to_dict())


def read_record(folder: Path) -> Record:
    """The run.json of a folder. Raises RequestRefused where there is none."""
    try:
        data = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        version = data.get("version", "-")
        if version == VERSION:
            record = Record.from_dict(data)
            record.plan = read_plan(folder)
            return record
        why = word("run_json_version", given=str(version)[:20])
    except FileNotFoundError:
        why = word("no_run_json")
    except OSError as error:
        why = reason(error)
    except (ValueError, KeyError, TypeError, AttributeError):
        why = word("run_json_damaged")
    raise RequestRefused("run_unknown", folder=folder, why=why)


def write_plan(folder: Path, plan: Plan | None) -> None:
    """plan.json of a run; none where there is no plan."""
    if plan is None:
        (folder / "plan.json").unlink(missing_ok=True)
    else:
        write_json(folder / "plan.json", plan.to_dict())


def read_plan(folder: Path) -> Plan | None:
    """The plan of a run; None for a run that has none, or one that cannot be read: its script is planned anew."""
    try:
        return Plan.from_dict(json.loads((folder / "plan.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep_inputs(folder: Path, files: Mapping[str, Path], place: str = "inputs") -> dict[str, str]:
    """Copies the input files into the run folder; gives their hashes."""
    hashes = {}
    for name, source in files.items():
        (folder / place).mkdir(exist_ok=True)
        target = folder / place / name
        if not (target.exists() and source.samefile(target)):
            _copy_whole(source, target)
        hashes[name] = sha256(target)
    return hashes


def _copy_whole(source: Path, target: Path) -> None:
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(source, unfinished)
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def kept_inputs(folder: Path, record: Record) -> dict[str, Path]:
    """The input files of an earlier run. Raises RequestRefused where one is gone or changed."""
    return _kept(folder / "inputs", record.inputs)


def kept_pictures(folder: Path, record: Record) -> dict[str, Path]:
    """The pictures of a run, as they were. Raises RequestRefused."""
    return _kept(folder / "pictures", record.pictures)


def _kept(place: Path, hashes: Mapping[str, str]) -> dict[str, Path]:
    files = {name: place / name for name in hashes}
    for name, file in files.items():
        if not file.is_file():
            raise RequestRefused("file_missing", file=file, found=word("nothing"))
        if sha256(file) != hashes[name]:
            raise RequestRefused("file_unreadable", *explain("file_changed", file=name))
    return files


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def keep_candidate(folder: Path, event: Mapping[str, Any]) -> None:
    """Writes the record of a "finished" event, so that it is never computed again."""
    key = str(event.get("key", ""))
    if _KEY.fullmatch(key) and isinstance(event.get("record"), dict):
        (folder / "candidates").mkdir(exist_ok=True)
        write_json(folder / "candidates" / f"{key}.json", event["record"])
        checkpoints.forget(folder / "candidates", key)


def finished_records(folder: Path) -> list[dict[str, Any]]:
    """Records of finished candidates; a file that is not whole is left out."""
    found = []
    for file in sorted((folder / "candidates").glob("*.json"), key=lambda f: f.stat().st_mtime_ns):
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(record, dict) and "kind" in record:
            found.append(record)
    return found


@dataclass(frozen=True)
class Outcome:
    """How a run ended."""

    status: str
    code: str = ""
    message: str = ""
    hint: str = ""
    question: str = ""
    answer: str = ""
    records: Sequence[Mapping[str, Any]] = ()
    script: str = ""
    pointed: Sequence[Mapping[str, Any]] = ()
    plan: Plan | None = None


def unwritable(error: OSError, folder: Path | None) -> tuple[str, str]:
    """(message, hint) of a file that could not be written: its folder, and what the system says."""
    named = Path(error.filename).absolute().parent if isinstance(error.filename, str) else None
    return explain("limit_disk", place=named or folder or "-", why=reason(error))


# ends after which the same run can be taken up again
_TAKEN_UP = frozenset(("interrupted", "kernel_died", "timeout", "limit_memory", "limit_disk", "limit_output"))


def way_on(outcome: Outcome, folder: Path | None) -> Outcome:
    """The outcome, with how to go on where that is possible."""
    if outcome.code not in _TAKEN_UP or folder is None or not (folder / "run.json").is_file():
        return outcome
    return replace(outcome, hint=f"{outcome.hint} {word('go_on', folder=shlex.quote(str(folder)))}".strip())


def results(outcome: Outcome, *, instruction: str, folder: Path | None) -> dict[str, Any]:
    """results.json, version 1."""

    def there(name: str) -> str | None:
        return name if folder is not None and (folder / name).is_file() else None

    error = {"code": outcome.code, "message": outcome.message, "hint": outcome.hint} if outcome.code else None
    return {
        "version": VERSION,
        "instruction": instruction,
        "status": outcome.status,
        "error": error,
        "question": outcome.question or None,
        "answer": outcome.answer or None,
        "script": there("script.py"),
        "notebook": there("run.ipynb"),
        "report": there("report.html"),
        "records": list(outcome.records),
        "plan": [entry.to_dict() for entry in outcome.plan or ()],
        "set_aside": [dict(one) for one in outcome.plan.set_aside] if outcome.plan else [],
        **({"pointed": list(outcome.pointed)} if outcome.pointed else {}),
    }
