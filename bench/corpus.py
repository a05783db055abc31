"""From what the hands wrote to the corpus: `python -m bench.corpus HAND.jsonl … [--out model/training/corpus.jsonl]`.

Kept is a request (with the whole conversation around it) whose scripts can be written in pieces, run in plan mode on the files of their
desk, and account for every mention, and that is no near-duplicate of another one or of a test set. What is dropped is counted by reason.
A line of a hand's file: {"desk", "turns": [{"text", "script", "aside": [[words, reason], …]}], "files"?, "picked"?}.
"""

import argparse
import contextlib
import importlib
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ase import Atoms
from ase.io import write

from model.reading.mention import normal
from model.reading.prompt import clean
from model.reading.script import Unwritable
from model.request import Request
from model.training.corpus import FILE, Lesson, example
from sim.plan.passes import passes
from sim.plan.plain_ase import install

# what the hands were told of: files (the first is handed over where an item names none), elements with how many atoms, images
DESKS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, int], ...], int]] = {
    "cu": (("path.extxyz", "start.extxyz", "end.extxyz"), (("Cu", 28),), 7),
    "ru": (("n2_ru.extxyz", "ru_is.extxyz", "ru_fs.extxyz"), (("Ru", 192), ("N", 2)), 9),
    "pt": (("co_oxidation.traj", "IS.traj", "FS.traj"), (("Pt", 64), ("C", 1), ("O", 2)), 7),
    "ni": (("ch4_ni111.xyz", "react.vasp", "prod.vasp"), (("Ni", 48), ("C", 1), ("H", 4)), 8),
    "pd": (("neb_h_diffusion.extxyz", "init.extxyz", "final.extxyz"), (("Pd", 36), ("H", 1)), 5),
    "ag": (("mep_o2.db", "ag_start.cif", "ag_end.cif"), (("Ag", 80), ("O", 2)), 9),
    "al": (("bulk_vac.extxyz", "vac_a.extxyz", "vac_b.extxyz"), (("Al", 107),), 7),
    "au": (("Au211_CO.traj", "step_ini.extxyz", "step_fin.extxyz"), (("Au", 54), ("C", 1), ("O", 1)), 7),
    "ir": (("ir_nh3.extxyz", "ir_ini.xyz", "ir_fin.xyz"), (("Ir", 48), ("N", 1), ("H", 3)), 11),
    "none": ((), (), 0),
}
# ends of a plan that say something about the request, or about this machine, and nothing against the script
HARMLESS = frozenset(
    ("calculator_missing", "calculator_unknown", "calculator_unsupported_element", "element_unknown", "index_out_of_range", "file_missing")
)
ALIKE, SHINGLE = 0.6, 4
TEST_SETS = ("dev_requests", "held_requests", "many_hands", "other_hand")
_ORIGIN = re.compile(
    r"\s*番?目?(?:を|が|は)?\s*[-‐]?\s*(?:始|はじ|起点|オリジン|origin|based|index|スタート|base|ベース|番?から|引|足)", re.IGNORECASE
)


def desks(folder: Path) -> None:
    """The files of every desk: atoms on a grid, the last one moving by 2 Å."""
    for names, kinds, n_images in DESKS.values():
        symbols = [symbol for symbol, count in kinds for _ in range(count)]
        places = [(2.6 * (i % 6), 2.6 * (i // 6 % 6), 2.6 * (i // 36)) for i in range(len(symbols))]
        images = []
        for k in range(n_images):
            atoms = Atoms(symbols, places, cell=(15.6, 15.6, 40.0), pbc=True)
            atoms.positions[-1, 2] += 2.0 * k / (n_images - 1)
            images.append(atoms)
        for name, some in zip(names, (images, images[:1], images[-1:]), strict=False):
            (folder / name).parent.mkdir(exist_ok=True)
            write(folder / name, some, **({"sort": False} if name.endswith(".vasp") else {}))


def shingles(text: str) -> frozenset[str]:
    """The runs of SHINGLE letters of a text, figures alike."""
    plain = re.sub(r"\d+", "0", re.sub(r"\W", "", normal(text).lower()))
    return frozenset(plain[i : i + SHINGLE] for i in range(max(1, len(plain) - SHINGLE + 1)))


class Seen:
    """Texts by their shingles: whether a new one is nearly one of them."""

    def __init__(self) -> None:
        self._texts: list[frozenset[str]] = []
        self._by_shingle: dict[str, list[int]] = {}

    def has(self, text: str) -> bool:
        own = shingles(text)
        shared = Counter(k for one in own for k in self._by_shingle.get(one, ()))
        return any(count / len(own | self._texts[k]) > ALIKE for k, count in shared.most_common(5))

    def add(self, text: str) -> None:
        own = shingles(text)
        for one in own:
            self._by_shingle.setdefault(one, []).append(len(self._texts))
        self._texts.append(own)


def test_requests(root: Path) -> Iterator[str]:
    """The requests of the sets that nothing is taught from."""
    for name in TEST_SETS:
        for line in (root / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            yield from item.get("turns") or [item["instruction"]]


def lessons_of(item: dict[str, Any]) -> Iterator[Lesson]:
    """Each turn of an item with those before it."""
    for count in range(1, len(item["turns"]) + 1):
        turns = tuple(
            (Request(turn["text"], tuple(item["files"]), tuple(item["picked"])), turn["script"]) for turn in item["turns"][:count]
        )
        yield Lesson(turns, tuple((a, b) for a, b in item["turns"][count - 1]["aside"]), item["hand"])


def completed(item: dict[str, Any]) -> dict[str, Any]:
    """The item with a reason for mentions that the writer did not see as such: a count, where counting begins, a description."""
    for turn, lesson in zip(item["turns"], lessons_of(item), strict=True):
        if turn["script"].startswith("ask("):
            continue
        one, text = example(lesson), normal(turn["text"])
        for slot, role in one.account.items():
            mention = one.turns[-1].named[slot][0]
            if role is None and mention.kind == "number":
                begins = mention.value in ("0", "1") and _ORIGIN.match(text, mention.span[1])
                turn["aside"].append([mention.text, "origin" if begins else "count"])
            elif role is None:
                turn["aside"].append([mention.text, "described"])
    return item


def planned(script: str, files: Sequence[str], folder: Path) -> str:
    """Why a script cannot be planned on its files, "" where it can."""
    shown = [line for line in script.splitlines() if line.strip()]
    names = re.findall(r"\b(\w+)\(", script)
    code = f"from kassei import *\n{chr(10).join(shown)}"
    with contextlib.chdir(folder):
        first, _ = passes(code, list(files), None)
    error = first.get("error") or {}
    if not error or str(error.get("code")) in HARMLESS or "ask" in names:
        return ""
    return f"{error.get('name')}: {error.get('message')}"


def gathered(files: Iterable[Path], folder: Path, *, plan: bool) -> tuple[list[dict[str, Any]], Counter[str]]:
    """What is kept, and why the rest is not."""
    seen, kept, why = Seen(), list[dict[str, Any]](), Counter[str]()
    for text in test_requests(Path(__file__).parents[1] / "model"):
        seen.add(text)
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                continue
            given = json.loads(line)
            item = {"hand": file.stem, "files": given.get("files", DESKS[given["desk"]][0][:1]), "picked": given.get("picked", [])}
            item["species"] = sorted({symbol for symbol, _ in DESKS[given["desk"]][1]}) if item["files"] else []
            item["turns"] = given["turns"]
            fault = _fault(item, seen, folder, plan=plan)
            if fault:
                why[fault.split(":")[0]] += 1
                print(f"{file.stem}: {fault}: {item['turns'][-1]['text'][:80]!r}")
            else:
                seen.add("\n".join(turn["text"] for turn in item["turns"]))
                kept.append(completed(item))
    return kept, why


def _fault(item: dict[str, Any], seen: Seen, folder: Path, *, plan: bool) -> str:
    if seen.has("\n".join(turn["text"] for turn in item["turns"])):
        return "near-duplicate"
    try:
        for lesson in lessons_of(item):
            example(lesson)
    except Unwritable as wrong:
        return f"no pieces: {wrong}"
    if any(clean(turn["text"]) != turn["text"].strip() for turn in item["turns"]):
        return "a mark of ours in the text"
    faults = (planned(turn["script"], item["files"], folder) for turn in item["turns"] if plan)
    return next((f"no plan: {fault}" for fault in faults if fault), "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hands", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument("--no-plan", dest="plan", action="store_false", help="do not execute the scripts")
    given = parser.parse_args()
    sys.modules["kassei"] = importlib.import_module("tools.kassei")
    install()
    with tempfile.TemporaryDirectory(prefix="kassei-corpus-") as place:
        desks(Path(place))
        kept, why = gathered(sorted(given.hands), Path(place), plan=given.plan)
    given.out.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in kept), encoding="utf-8")
    requests = sum(len(item["turns"]) for item in kept)
    print(f"{len(kept)} kept ({requests} requests), dropped: {dict(why)}")


if __name__ == "__main__":
    main()
