"""From request to plan: every mention of the request is in the plan, or set aside with a reason that the answer shows."""

import ast
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.check.grounds import left_out, looks_at_atoms, numbers_in, selections, values_of
from agent.check.named import SURE, Ground, atoms_of, put_in, symbols_in
from agent.complaint import Complaint
from model.reading.mentions import Mention, normal
from model.reading.settingwords import lists
from sim.plan import Plan

# the fields of a plan that a number of a setting stands in
_FIELDS = {
    "images": "n_images", "inner_images": "n_images", "force": "fmax", "force_meV": "fmax", "temperature": "temperature_K",
    "celsius": "temperature_K", "time": "time_ps", "femtoseconds": "time_ps",
}  # fmt: skip
# what a number that is written so may be in its field, (times, plus)
_MADE = {
    "inner_images": ((1, 2), (1, 0)), "force_meV": ((0.001, 0),), "celsius": ((1, 273.15), (1, 273)), "femtoseconds": ((0.001, 0),),
    "force": ((1, 0), (0.001, 0)), "time": ((1, 0), (0.001, 0)), "temperature": ((1, 0), (1, 273.15), (1, 273)), "images": ((1, 0), (1, 2)),
}  # fmt: skip
_IN_SERIES = frozenset(("site", "from_one", "except", "step"))
_REMARK = re.compile(r"#\s*not used\s*:\s*(.+)", re.IGNORECASE)
_REASON = re.compile(r"(.*?)\s*[(（](.+)[)）]\s*$")


@dataclass(frozen=True)
class SetAside:
    """Something that the request names and the plan does not have: the words, and why."""

    text: str
    why: str


def accounted(plan: Plan, ground: Ground, script: str) -> tuple[list[SetAside], list[Complaint]]:
    """What of the request is set aside, and what is neither in the plan nor set aside."""
    said = remarks(script)
    values = _Values(plan, ground, script)
    aside, left = list(said), []
    for mention in ground.last.mentions:
        if values.has(mention) and not (_in_a_list(mention, ground, values) and values.misses(mention)):
            continue
        if any(_speaks_of(one, mention) for one in said) and not _in_a_list(mention, ground, values):
            continue
        hint = ground.last.excuse(mention) or _elsewhere(mention, ground)
        if mention.kind == "number" and mention.value.isdigit() and int(mention.value) in values.left_out:
            hint = "unwanted"
        elif mention.kind == "number" and values.atoms and not values.atoms & ground.atoms:  # described, not named (the second layer)
            hint = hint or "described"
        if hint or _only_describes(mention, ground, values):
            aside.append(SetAside(mention.text, hint or "described"))
        elif ground.last.is_letter and mention.kind != "file" and ground.last.use(mention).sure < SURE:
            aside.append(SetAside(mention.text, "beside"))
        else:
            left.append(mention)
    return _unique(aside), [_complaint(mention) for mention in left]


def remarks(script: str) -> list[SetAside]:
    """What a script itself says that it does not use: `# not used: 12/5 (date)`."""
    found = []
    for line in _REMARK.findall(script):
        parts = _REASON.fullmatch(line.strip())
        found.append(SetAside(parts[1], parts[2]) if parts else SetAside(line.strip(), ""))
    return found


def _speaks_of(remark: SetAside, mention: Mention) -> bool:
    text = normal(remark.text)
    if mention.kind == "number":
        return bool(re.search(rf"(?<![\d.]){re.escape(mention.text)}(?![\d.])", text)) or mention.value in re.findall(
            r"\d+(?:\.\d+)?", text
        )
    return mention.text in text or any(re.search(rf"(?<![A-Za-z]){re.escape(part)}(?![a-z])", text) for part in mention.value.split(","))


def _elsewhere(mention: Mention, ground: Ground) -> str:
    """Why a name is not wanted, where another place of the request says so (Ag 以外…, Ag はもうある)."""
    alike = [m for m in ground.last.of(mention.kind) if m.value == mention.value]
    return next((hint for m in alike if (hint := ground.last.excuse(m))), "")


def _in_a_list(mention: Mention, ground: Ground, values: "_Values") -> bool:
    """Whether a mention stands in one list with others of its kind that are used (Ni、Pd、Au): then it is meant like them."""
    if ground.last.aside(mention) or mention.kind not in ("element", "number"):
        return False
    if mention.kind == "number" and not (mention.value.isdigit() and int(mention.value) in ground.last.atoms):
        return False
    text, alike = ground.last.text, [m for m in ground.last.mentions if m.kind == mention.kind]
    place = alike.index(mention)
    beside = [alike[k] for k in (place - 1, place + 1) if 0 <= k < len(alike)]
    return any(values.put(m) and lists(text[min(m.span[1], mention.span[1]) : max(m.span[0], mention.span[0])]) for m in beside)


def _complaint(mention: Mention) -> Complaint:
    return Complaint(f"{mention.text} is in the request and not in the script", f"use it, or write `# not used: {mention.text} (why)`")


class _Values:
    """All that a plan and its script have, by kind of mention."""

    def __init__(self, plan: Plan, ground: Ground, script: str) -> None:
        entries = [one for entry in plan for one in entry.possible()]
        self.code = "\n".join(texts_in(script))
        self.free = not entries or any(entry.kind.startswith("ase_") for entry in entries)
        self.atoms = {i for entry in entries for i in atoms_of(entry)}
        things = [str(entry.get(name)) for entry in entries for name in ("element", "adsorbate", "formula", "surface") if entry.get(name)]
        strings = texts_in(script)
        built = [str(told["built"]) for entry in entries for told in entry.structures if "built" in told]
        words = [*things, *built, *(strings if self.free else ())]
        self.elements = {e for entry in entries for e in put_in(entry)} | {e for word in words for e in symbols_in(word)}
        self.words = {*things, *(str(entry.get(n)) for entry in entries for n in ("site", "lattice", "ensemble") if entry.get(n))}
        self.words |= set(strings) if self.free else set()
        self.calculators = {str(entry.get("calculator")) for entry in entries if entry.get("calculator")}
        exported = any(shown[1] == "export" for shown in plan.shown)  # VASP may be a format, too
        tried = any(isinstance(node, ast.Try) for node in _nodes(script))
        self.calculators |= set(strings) if self.free or exported or tried else set()
        self.files = set(plan.read) | {str(told["file"]) for entry in entries for told in entry.structures if "file" in told}
        self.species, self.account = ground.species, ground.last.use
        self.choices = any(entry.get(name) for entry in entries for name in ("site", "lattice", "ensemble"))
        self.from_one, self.left_out = ground.names("from_one"), left_out(plan, ground)
        self.looks = looks_at_atoms(script)
        self.alone = {float(i) for known in ground.structures for one in selections(known) if len(one) == 1 for i in one}
        self.alone |= {float(i) for entry in entries for told in entry.structures for i in told.get("held") or ()}
        self.series = _in_series(script)
        self.branches = _branches(script) or any(entry.varies or entry.conditional for entry in entries)
        self.planned = self._numbers(entries, ground)
        written = numbers_in(script)
        self.numbers = self.planned | written | {n - 1 for n in written} | _spacings(written)  # range(10) is 0 to 9
        self.numbers |= {n - 273.15 for n in self.numbers} | {n - 2 for n in self.numbers if n > 2} | {n * 1000 for n in self.numbers}

    def _numbers(self, entries: Sequence, ground: Ground) -> set[float]:
        """Settings, atoms and everything that can be counted."""
        self.fields: dict[str, set[float]] = {
            name: {float(one) for entry in entries for one in values_of(entry, name)} for name in set(_FIELDS.values())
        }
        found: set[float] = {float(i) for i in self.atoms}
        if ground.names("from_one"):
            found |= {i + 1.0 for i in self.atoms}
        for entry in entries:
            numbers = [value for value in entry.fields.values() if isinstance(value, int | float) and not isinstance(value, bool)]
            found |= {float(value) for value in numbers} | {float(rate["temperature_K"]) for rate in entry.get("rates") or ()}
            for told in entry.structures:
                found |= {round(sign * 100 * (f - 1), 4) for f in told.get("cell") or () for sign in (1, -1)}
                found |= {float(i) for i in told.get("moved") or () if len(told["moved"]) < 4}
        placed = {e for entry in entries for e in put_in(entry)}
        replaced = [entry for entry in entries if put_in(entry)]
        counts = (len(entries), len(replaced), len(placed), len(self.atoms), len(self.files))
        sizes = {float(n) for known in ground.structures for n in (known.n_images, known.n_atoms, known.n_layers)}
        ends = _behind(sorted(self.atoms), coded=ground.names("code"))
        hot = sorted({float(rate["temperature_K"]) for entry in entries for rate in entry.get("rates") or ()})
        ends |= {b - a for a, b in itertools.pairwise(hot)} | {float(told.get("n_atoms", 0)) for e in entries for told in e.structures}
        self.ends = ends
        return found | {float(n) for n in counts} | {1.0} | sizes | ends

    def put(self, mention: Mention) -> bool:
        """Whether a mention is an atom or an element of the plan itself."""
        return mention.value in self.elements if mention.kind == "element" else mention.value.isdigit() and int(mention.value) in self.atoms

    def misses(self, mention: Mention) -> bool:
        """Whether a number that stands among the plan's atoms is none of them, whatever else the script does with it."""
        index = float(mention.value) if mention.kind == "number" else -1.0
        known = self.atoms | self.ends | self.alone | self.left_out | ({i + 1.0 for i in self.atoms} if self.from_one else set())
        return mention.kind == "number" and index not in known and not (self.branches or self.looks or self.free)

    def has(self, mention: Mention) -> bool:
        """Whether the plan or the script has this mention's value."""
        if mention.kind == "number":
            value = float(mention.value)
            use = self.account(mention)
            if use.role in _IN_SERIES and value in self.series:
                return True
            if use.role in ("site", "from_one") and use.sure >= SURE and not self.free:
                counted = self.from_one and (value - 1 in self.atoms or value in (0.0, 1.0))
                looked_at = value in self.numbers and (self.branches or self.looks)
                return value in self.atoms or counted or value in self.ends or looked_at or value in self.alone
            if use.role in _FIELDS and use.sure >= SURE and not self.free:
                meant, own = [times * value + more for times, more in _MADE[use.role]], self.fields.get(_FIELDS[use.role], set())
                in_a_series = len(own) > 2 and value in self.ends
                return in_a_series or any(abs(one - n) < 1e-6 for one in meant for n in own) or (self.branches and value in self.numbers)
            return any(abs(value - n) < 1e-6 or abs(value + n) < 1e-6 for n in self.numbers)
        if mention.kind == "element":
            return mention.value in self.elements
        if mention.kind == "group":
            return bool(set(mention.value.split(",")) & self.elements)
        if mention.kind in ("molecule", "surface"):
            exact = any(mention.value in word for word in self.words)
            facet = mention.value.partition("(")[2].rstrip(")")
            if mention.kind == "surface":
                return exact or (self.free and facet in self.code)
            return exact or set(symbols_in(mention.value)) <= self.elements
        if mention.kind == "calculator":
            return mention.value in self.calculators
        if mention.kind == "file":
            return mention.value.rpartition("/")[2] in self.files or (self.free and mention.value in self.code)
        if mention.kind == "choice":
            return not self.choices or any(mention.value.lower() in word.lower() for word in self.words)
        return False


def _behind(atoms: Sequence[int], *, coded: bool) -> set[float]:
    """Numbers that end an even series without being in it: 17 of 9, 12, 15; where the request has code, 23 of range(20, 23)."""
    gaps = {b - a for a, b in itertools.pairwise(atoms)}
    return {float(n) for n in range(atoms[-1] + 1, atoms[-1] + min(gaps) + coded)} if len(gaps) == 1 else set()


def _spacings(written: frozenset[float]) -> set[float]:
    """Spacings of even series between two of these numbers, another of them being how many they are (np.linspace)."""
    few = sorted(written)[:40]
    counts = [int(n) for n in few if n == int(n) and 3 <= n <= 200]
    return {round((b - a) / (n - 1), 9) for a, b in itertools.combinations(few, 2) for n in counts}


def _in_series(script: str) -> set[float]:
    """Numbers that a script writes as the ends, the step or the exceptions of a series: range(20, 24 + 1), [i for i in … if i != 23]."""
    calls = [node for node in _nodes(script) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"]
    series = [*calls, *(node for node in _nodes(script) if isinstance(node, ast.comprehension))]
    inside = [one.value for node in series for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return {float(value) for value in inside if isinstance(value, int | float)}


def _branches(script: str) -> bool:
    """Whether a script goes one way or another by what something is (a result, most likely), and so may hold what no pass came to."""
    tests = [node.test for node in _nodes(script) if isinstance(node, ast.If | ast.IfExp | ast.While)]
    return any(isinstance(node, ast.Attribute) for test in tests for node in ast.walk(test))


def _nodes(script: str) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(script)))
    except (SyntaxError, ValueError, RecursionError):
        return []


def texts_in(script: str) -> list[str]:
    """Texts that a script writes down, names that it calls among them."""
    nodes = _nodes(script)
    found = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    found += [node.id for node in nodes if isinstance(node, ast.Name)]
    return [*found, *(alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names)]


def _only_describes(mention: Mention, ground: Ground, values: _Values) -> bool:
    """Whether a mention says what is there already: an element or a surface of the files, a choice of words beside a path."""
    if mention.kind in ("element", "group"):
        return set(mention.value.split(",")) <= ground.species and bool(values.elements | values.files)
    if mention.kind in ("molecule", "surface"):
        return bool(values.files) or set(symbols_in(mention.value)) <= ground.species
    return mention.kind == "choice" and not values.choices


def unread(plan: Plan, ground: Ground) -> Iterator[Complaint]:
    """Files that were handed over and not looked at."""
    if ground.inherited or not plan.entries or ground.last.of("file"):
        return
    read = set(plan.read) | {str(told["file"]) for entry in plan for told in entry.structures if "file" in told}
    if read:
        for name in ground.last.request.files:
            if name not in read:
                yield Complaint(f"the file {name} was handed over and is not in the script", f"use it, or write `# not used: {name} (why)`")


def _unique(found: Sequence[SetAside]) -> list[SetAside]:
    return list({one.text: one for one in found}.values())
