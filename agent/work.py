"""One request on its way: made from what the person gave, from an earlier run that it goes on with, or from a run to resume."""

import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from agent.check import Ground, Named, ground_of
from agent.conversation import Turn
from agent.inputs import Inputs, check_picks, gather, pictures, summed_up
from agent.run import Record, Settings, keep_inputs, kept_inputs, kept_pictures, read_record, write_record
from model.request import Request
from sim.plan import Plan
from tools.cell import CellResult
from tools.structures import Summary


@dataclass
class Work:
    """Its folder, what is known about it, what came of it so far."""

    folder: Path
    record: Record
    ground: Ground
    structures: Mapping[str, Summary]
    found: tuple[str, ...] = ()
    result: CellResult = field(default_factory=CellResult)

    @property
    def plan(self) -> Plan | None:
        return self.record.plan

    @property
    def sizes(self) -> dict[str, int]:
        """How many atoms each file has."""
        return {name: known.n_atoms for name, known in self.structures.items()}

    @property
    def inputs(self) -> dict[str, Path]:
        return {name: self.folder / "inputs" / name for name in self.record.inputs}


def new_work(
    folder: Path,
    instruction: str,
    *,
    files: Sequence[str],
    picked: Sequence[int],
    settings: Settings,
    here: Path,
    table: tuple[tuple[str, str], ...] = (),
) -> tuple[Work, str]:
    """A request that starts a conversation, and the file that was chosen for the person ("" when none was)."""
    shown, others = pictures(files, here)
    inputs = gather(others, instruction, here)
    request = Request(instruction, tuple(inputs.files), tuple(picked), table)
    return _begun(folder, Record(request, settings), inputs, shown), inputs.taken


def later_work(
    folder: Path, instruction: str, *, after: Path, files: Sequence[str], picked: Sequence[int], settings: Settings, here: Path
) -> Work:
    """A request that goes on with an earlier run: files, picks and a potential are as there unless given anew."""
    before = read_record(after)
    named = Named(Request(instruction)).structure_files
    shown, others = pictures(files, here)
    anew = gather(others, instruction, here) if others or any((here / name).is_file() for name in named) else None
    inputs = anew or summed_up(list(kept_inputs(after, before).values()))
    settings = settings if settings.calculator else Settings(**{**vars(settings), "calculator": before.calculator})
    points_anew = bool(picked or shown or Named(Request(instruction, tuple(inputs.files))).indices)
    request = Request(instruction, tuple(inputs.files), tuple(picked if points_anew else before.request.picked))
    inherited = not shown and (not picked or tuple(picked) == before.request.picked)
    return _begun(folder, Record(request, settings, earlier=before.turns(), inherited=inherited), inputs, shown)


def begun_work(folder: Path, instruction: str, *, after: Path | None, **given: Any) -> tuple[Work, str]:
    """A request that goes on with an earlier run where there is one, and the file that was chosen for the person."""
    if after is not None:
        return later_work(folder, instruction, after=after, **given), ""
    return new_work(folder, instruction, **given)


def resumed_work(folder: Path) -> Work:
    """An earlier run again, in its own folder, with its own script."""
    record = read_record(folder)
    inputs = summed_up(list(kept_inputs(folder, record).values()))
    kept_pictures(folder, record)
    record.attempts = [(record.script, "")] if record.script else []
    return _known(folder, record, inputs)


def _begun(folder: Path, record: Record, inputs: Inputs, shown: Mapping[str, Path]) -> Work:
    check_picks(record.request.picked, inputs.structures)
    record.inputs, record.pictures = keep_inputs(folder, inputs.files), keep_inputs(folder, shown, "pictures")
    record.provenance = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "command": [os.path.basename(sys.argv[0]), *sys.argv[1:]],  # noqa: PTH119 (a string, no path)
        "system": platform.platform(),
        "files": record.inputs | record.pictures,
    }
    write_record(folder, record)
    return _known(folder, record, inputs)


def point_at(work: Work, indices: Sequence[int]) -> None:
    """The atoms that the request means, now that they are known."""
    work.record.request, work.record.inherited = replace(work.record.request, picked=tuple(indices)), False
    work.ground = _known(work.folder, work.record, Inputs(work.inputs, work.structures, work.found)).ground


def _known(folder: Path, record: Record, inputs: Inputs) -> Work:
    species = (e for name in record.request.files if name in inputs.structures for e in _elements(inputs.structures[name]))
    record.request = replace(record.request, species=tuple(dict.fromkeys(species)))
    earlier = [turn for turn in record.earlier if '"out_of_scope"' not in turn.script]
    ground = ground_of(
        record.request,
        [(turn.request, turn.plan) for turn in earlier],
        [inputs.structures[name] for name in record.request.files if name in inputs.structures],
        calculator=record.settings.calculator or "",
        inherited=record.inherited,
        scripts=[turn.script for turn in earlier],
    )
    return Work(folder, record, ground, inputs.structures, inputs.found)


def _elements(structure: Any) -> tuple[str, ...]:
    return structure.elements if isinstance(structure, Summary) else ()


def told_more(work: Work, said: str) -> None:
    """The person's answer to the question that the last script asks: the request goes on with it, as if it had been a later one."""
    record = work.record
    asked = record.attempts[-1][0] if record.attempts else 'ask("out_of_scope")\n'
    record.earlier = [*record.earlier, Turn(record.request, asked)]
    record.request, record.attempts = replace(record.request, instruction=said), []
    write_record(work.folder, record)
    work.ground = _known(work.folder, record, Inputs(work.inputs, work.structures, work.found)).ground


def provenance(work: Work, **more: Any) -> None:
    """Adds to what run.json says about how the numbers came about."""
    work.record.provenance |= more
