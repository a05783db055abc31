"""Records of a run as tables: barriers ranked with their state and proof, other records field by field.

The records are dicts that came out of the sandbox: any field may be missing or of another type, and is then shown as "–".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.messages import NOTES, WORDS, word
from sim.records import UNVERIFIED
from tools.barrierwords import named
from tools.captions import caption, field
from tools.markup import chip, number, power, section, table, text

Record = Mapping[str, Any]
ORDER = {"converged": 0, "unconverged": 1, "barrierless": 2, "failed": 3}
CHIPS = {"converged": "good", "unconverged": "alarm", "barrierless": "quiet", "failed": "alarm"}
HIDDEN = frozenset({"kind", "warnings", "energies_eV", "volumes_A3", "times_ps", "temperatures_K", "label"})


def results(records: Sequence[Record]) -> str:
    """All checked records: a ranking of the barriers, then one table for each other kind."""
    barriers = sorted((r for r in records if r.get("kind") == "barrier"), key=place_of)
    others = [r for r in records if r.get("kind") not in ("barrier", "view") and r.get("kind") not in UNVERIFIED]
    parts = [_ranking(barriers), _verdicts(barriers)] if barriers else []
    return section(caption("results"), "".join([*parts, *map(_of_kind, _kinds(others))]))


def caveats(records: Sequence[Record]) -> list[str]:
    """What makes the numbers doubtful, nothing twice."""
    return list(dict.fromkeys(text for record in records for text in _doubts(record)))


def _doubts(record: Record) -> list[str]:
    said = [c for c in _list(record.get("warnings")) if isinstance(c, Mapping) and c.get("text")]
    return [str(c["text"]) for c in said if str(c.get("code")) not in NOTES]


def _mark(record: Record) -> str:
    """A sign beside the number; what it means is under the pointer, and in full above."""
    doubts = _doubts(record)
    return f' <span class="mark" title="{text(" ".join(doubts))}">⚠</span>' if doubts else ""


def place_of(record: Record) -> tuple[int, float]:
    """What a ranking sorts by: the state, then the barrier."""
    value = record.get("barrier_eV")
    return ORDER.get(str(record.get("status")), 9), value if isinstance(value, int | float) else 0.0


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _known(name: object) -> str:
    """The user's word for a state or a check, or the name itself."""
    return word(str(name)) if str(name) in WORDS else str(name)


def _name(record: Record) -> str:
    return named(str(record.get("label", "")), is_host=_is_host(record))


def _is_host(record: Record) -> bool:
    """Whether it is the unsubstituted path, with whichever settings: "host", "host (9 images)"."""
    return record.get("substitution") == {} and not record.get("changes") and str(record.get("label", "")).split(" (")[0] == "host"


def _ranking(barriers: Sequence[Record]) -> str:
    rated = any(_list(record.get("rates")) for record in barriers)
    rows, rank = [], 0
    for record in barriers:
        counted = record.get("status") == "converged" and not failed_checks(record) and not _is_host(record)
        rank += counted
        place = caption("reference") if _is_host(record) else str(rank) if counted else "–"
        rows.append(row(record, text(place), rated=rated))
    return table(head(rated=rated), rows, kind="ranking")


def head(*, rated: bool) -> list[str]:
    """The titles of the columns."""
    columns = ("ranking", "candidate", "barrier", "reaction_energy", "reverse", "state", "fmax", "verdict", "force_calls")
    return [text(caption(name)) for name in (*columns, *(["rates"] if rated else []))]


def row(record: Record, rank: str, *, rated: bool) -> list[str]:
    """The cells of a barrier's row, as HTML."""
    status = str(record.get("status", ""))
    state = chip(_known(status), CHIPS.get(status, "quiet"))
    reason = record.get("reason")
    if isinstance(reason, Mapping):
        state += f'<div class="reason">{text(reason.get("text", ""))}</div>'
    value, reached = number(record.get("barrier_eV")), number(record.get("fmax_reached"))
    cells = [
        rank,
        f"<strong>{text(_name(record))}</strong>",
        (f"<strong>{value}</strong>" if status == "converged" else value) + (_mark(record) if value != "–" else ""),
        number(record.get("reaction_energy_eV"), sign=True),
        number(record.get("reverse_barrier_eV")),
        state,
        f"{reached} ({number(record.get('fmax'))})" if reached != "–" else reached,
        _proof(record),
        number(record.get("force_calls"), 0),
    ]
    if rated:
        cells.append("<br>".join(_rate(rate) for rate in _list(record.get("rates")) if isinstance(rate, Mapping)) or "–")
    return cells


def _rate(rate: Record) -> str:
    return text(caption("rate", temperature=number(rate.get("temperature_K"), 0), rate=power(rate.get("rate_per_s"))))


def _checks(record: Record) -> Sequence[Record]:
    verdict = record.get("verdict")
    return [check for check in _list(verdict.get("checks")) if isinstance(check, Mapping)] if isinstance(verdict, Mapping) else []


def failed_checks(record: Record) -> list[str]:
    """The checks of its verdict that it did not pass, in the user's words."""
    return [_known(check.get("name")) for check in _checks(record) if check.get("passed") is not True]


def _proof(record: Record) -> str:
    checks = _checks(record)
    if not checks:
        return chip(word("not_verified"), "quiet") if record.get("barrier_eV") is not None else "–"
    failed = failed_checks(record)
    return chip(word("doubtful", checks=", ".join(failed)), "alarm") if failed else chip(word("verified"), "good")


def _verdicts(barriers: Sequence[Record]) -> str:
    """The checks behind each verdict, folded up."""
    return "".join(
        f"<details><summary>{text(caption('verdict_of', label=_name(record)))}</summary>{_check_table(record)}</details>"
        for record in barriers
        if _checks(record)
    )


def _check_table(record: Record) -> str:
    head = [text(caption(name)) for name in ("check", "state", "measured", "limit")]
    rows = [
        [
            text(_known(check.get("name"))) + (f'<div class="reason">{text(check["detail"])}</div>' if check.get("detail") else ""),
            chip(caption("passed"), "good") if check.get("passed") is True else chip(caption("not_passed"), "alarm"),
            number(check.get("value")),
            number(check.get("limit")),
        ]
        for check in _checks(record)
    ]
    return table(head, rows, kind="checks")


def _kinds(records: Sequence[Record]) -> list[list[Record]]:
    """The records of each kind, in the order of the first of them."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(str(record.get("kind", "")), []).append(record)
    return list(found.values())


def _of_kind(records: Sequence[Record]) -> str:
    """One record field by field; several side by side, one a row, without what is a list in itself."""
    if len(records) == 1:
        return _fields(records[0])
    names = [key for key in records[0] if key not in HIDDEN and any(_is_plain(record.get(key)) for record in records)]
    rows = [
        [f"<strong>{text(record.get('label', ''))}</strong>{_mark(record)}", *(_cell(key, record.get(key)) for key in names)]
        for record in records
    ]
    return f"<h3>{text(field(str(records[0].get('kind', ''))))}</h3>" + table(
        ["", *(text(field(name)) for name in names)], rows, kind="side"
    )


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | bool | int | float) and value != ""


def _cell(key: str, value: Any) -> str:
    return _field(key, value) if _is_plain(value) else "–"


def _fields(record: Record) -> str:
    rows = [
        [text(field(key)), _field(key, value)] for key, value in record.items() if key not in HIDDEN and value not in (None, "", [], {})
    ]
    said = [f'<div class="doubt">⚠ {text(doubt)}</div>' for doubt in _doubts(record)]
    if said:
        rows.append([text(caption("warnings")), "".join(said)])
    title = " ".join(part for part in (field(str(record.get("kind", ""))), str(record.get("label", ""))) if part)
    return f"<h3>{text(title)}</h3>" + table([], rows, kind="fields")


def _field(key: str, value: Any) -> str:
    if key == "converged":
        return chip(word("converged"), "good") if value is True else chip(word("unconverged"), "alarm")
    if isinstance(value, bool) or value is None:
        return text(value)
    if isinstance(value, int | float):
        return number(value, 0 if isinstance(value, int) or float(value).is_integer() else 3)
    if isinstance(value, list | tuple) and value and all(isinstance(item, int | float) for item in value):
        return ", ".join(number(item, 1) for item in value[:60]) + ("…" if len(value) > 60 else "")
    return text(value)
