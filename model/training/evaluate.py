"""How well a reader reads a set of requests: `python -m model.training.evaluate SET.jsonl … [--model FILE]`.

A set has the form of the corpus. A reading is right when its script computes the same as the set's: the same systems with the same
settings, whatever the order. Counted besides: what it would compute instead (wrong), what it asks though nothing is missing, and how
many mentions its account says are used that are not, or the other way round. Nothing is checked or mended here, and nothing computed.
"""

import argparse
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import ModelError
from model.reader import EMBEDDED, EmbeddedChat, Reading
from model.reading.account import ASIDE
from model.reading.script import Unwritable
from model.reading.slots import set_apart
from model.training.corpus import Lesson, example, read

LETTER = 150  # characters


@dataclass(frozen=True)
class Told:
    """What came of one request: right, wrong, asked (for nothing), missed (a question that was due), none (no script)."""

    outcome: str
    lesson: Lesson
    reading: Reading | None
    mentions: int = 0
    mistaken: int = 0

    @property
    def sure(self) -> float:
        return self.reading.sure if self.reading else 0.0


def meaning(script: str) -> list[str]:
    """What a script of the closed vocabulary computes: one line of JSON for each system with its settings, sorted."""
    found: list[dict[str, Any]] = []

    def many(value: Any) -> list[Any]:
        return list(value) if isinstance(value, list | tuple | range) else [value]

    def barriers(systems: Iterable[tuple[Any, dict[int, str]]], options: dict[str, Any]) -> list[dict[str, Any]]:
        made = []
        for path, substitution in systems:
            keys = [[(name, one) for one in many(value)] for name, value in options.items() if value is not None]
            for chosen in itertools.product(*keys):
                images = {"n_images": path["n_images"]} if "n_images" in path else {}
                made.append(
                    {"barrier": path["files"], "put": {str(i): e for i, e in sorted(substitution.items())}, **images, **dict(chosen)}
                )
        found.extend(made)
        return made

    def screen(
        path: Any,
        sites: Any = None,
        elements: Any = None,
        *,
        substitutions: Any = None,
        together: bool = False,
        host: bool = False,
        **options: Any,
    ) -> Any:
        if substitutions is not None:
            systems = [dict(one) for one in many(substitutions)]
        elif together:
            systems = [dict.fromkeys(many(sites), element) for element in many(elements)]
        else:
            systems = [{site: element} for site in many(sites) for element in many(elements)]
        return barriers([(path, one) for one in [*systems, *([{}] if host else [])]], options)

    def told(made: Any, **more: Any) -> Any:
        for one in many(made):
            one.update(more)
        return made

    def other(name: str) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            made = []
            for chosen in itertools.product(*map(many, args), *([(k, one) for one in many(v)] for k, v in options.items())):
                made.append(
                    {name: [one for one in chosen if not isinstance(one, tuple)], **dict(one for one in chosen if isinstance(one, tuple))}
                )
            found.extend(made)
            return made

        return call

    def interpolate(*files: str, n_images: int | None = None) -> Any:
        return {"files": list(files), **({"n_images": n_images} if n_images else {}), "put": {}}

    names = {
        "read_path": lambda file: {"files": [file], "put": {}},
        "interpolate": interpolate,
        "screen": screen,
        "substitute": lambda path, put: {**path, "put": put},
        "barrier": lambda path, **options: barriers([(path, path["put"])], options),
        "verify": lambda made: told(made, verified=True),
        "rates": lambda made, kelvin: told(made, rates=sorted(many(kelvin))),
        "view": lambda path, highlight=(): found.append({"view": path["files"], "atoms": sorted(many(highlight))}),
        "ask": lambda code: found.append({"ask": code}),
        "chart": lambda *_: None,
        "scene": lambda *_: None,
        "range": range,
    }
    for name in (
        "lattice_constant",
        "adsorption_energy",
        "surface_energy",
        "vacancy_formation",
        "vacancy_migration",
        "surface_hop",
        "vibrations",
        "relax",
        "molecular_dynamics",
    ):
        names[name] = other(name)
    code = "\n".join(line for line in script.splitlines() if not line.startswith(("from ", "#", "scene(table", "scene(result")))
    exec(code.replace("table.lowest", "table"), {"__builtins__": {}, **names})
    return sorted({json.dumps(one, ensure_ascii=False, sort_keys=True, default=float) for one in found})


def judged(model: EmbeddedChat, lesson: Lesson) -> Told:
    """The reading of one lesson's last request, held against the lesson."""
    *before, (request, script) = lesson.turns
    try:
        reading = next(model.readings([*before, (request, None)]), None)
    except ModelError:
        reading = None
    wanted = meaning(script)
    try:
        got = meaning(reading.script) if reading else []
    except (TypeError, ValueError, NameError, AttributeError, LookupError):  # it would fail in its plan, too
        got = []
    asks, due = bool(got) and '"ask"' in got[0], '"ask"' in wanted[0]
    outcome = "none" if reading is None else "right" if got == wanted else "asked" if asks else "missed" if due else "wrong"
    if reading is None or due:
        return Told(outcome, lesson, reading)
    try:
        slots = example(lesson).account
    except Unwritable:  # a test set's script may say in full what pieces say by a range
        return Told(outcome, lesson, reading)
    turn = set_apart([r for r, _ in lesson.turns])[0][-1]
    said = {slot: next((u.role for u in reading.account if u.mention in named), "") for slot, named in turn.named.items()}
    mistaken = sum((slots[slot] in ASIDE) != (said[slot] in ASIDE) for slot in said if slots.get(slot))
    return Told(outcome, lesson, reading, len(said), mistaken)


def table(told: Sequence[Told]) -> str:
    """Counts by the kind of request, as a Markdown table."""
    kinds = {
        "all": told,
        "letters": [one for one in told if len(one.lesson.turns[-1][0].instruction) > LETTER],
        "short": [one for one in told if len(one.lesson.turns[-1][0].instruction) <= LETTER],
        "conversations": [one for one in told if len(one.lesson.turns) > 1],
    }
    lines = ["| | requests | right | wrong | asked | missed | none | mentions mistaken |", "|---|---|---|---|---|---|---|---|"]
    for name, some in kinds.items():
        count = Counter(one.outcome for one in some)
        mentions = sum(one.mentions for one in some) or 1
        share = f"{100 * count['right'] / max(1, len(some)):.1f} %"
        rest = " | ".join(str(count[outcome]) for outcome in ("wrong", "asked", "missed", "none"))
        lines.append(f"| {name} | {len(some)} | {share} | {rest} | {100 * sum(one.mistaken for one in some) / mentions:.1f} % |")
    return "\n".join(lines)


def doubts(told: Sequence[Told]) -> str:
    """What asking about readings that are less sure than a bound would cost and spare, as a Markdown table."""
    lines = ["| sure at least | computed | of these wrong | right ones asked about |", "|---|---|---|---|"]
    for bound in (0.0, 0.3, 0.5, 0.7, 0.8, 0.9):
        ran = [one for one in told if one.outcome in ("right", "wrong", "missed") and one.sure >= bound]
        wrong = sum(one.outcome != "right" for one in ran)
        held = sum(one.outcome == "right" and one.sure < bound for one in told)
        lines.append(f"| {bound} | {len(ran)} | {wrong} | {held} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--model", type=Path, default=EMBEDDED)
    parser.add_argument("--failures", action="store_true", help="print each request that is not read right")
    options = parser.parse_args()
    model = EmbeddedChat(file=options.model)
    told = [judged(model, lesson) for file in options.sets for lesson in read(file)]
    for one in told if options.failures else ():
        if one.outcome != "right":
            request, script = one.lesson.turns[-1]
            print(f"--- {one.outcome} ({one.lesson.source})\n{request.instruction}\nwanted: {script}")
            print(f"got: {one.reading.script if one.reading else None}")
            if one.reading:
                print(f"sure {one.sure:.2f}, account:", ", ".join(f"{u.mention.text} {u.role} {u.sure:.2f}" for u in one.reading.account))
    print(f"{table(told)}\n\n{doubts(told)}")


if __name__ == "__main__":
    main()
