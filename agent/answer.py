"""The answer in words, made from records alone: every number is a field of the record whose label stands beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.messages import english
from agent.phrases import element_name, phrase
from sim.drawing import readable
from sim.messages import NOTES, WORDS, word
from sim.records import UNVERIFIED
from tools.markup import VERBATIM
from tools.outputs import PLOTLY, RECORD, clean_text

Record = Mapping[str, Any]
MOST_LINES, MOST_COLUMNS, MOST_FILES = 40, 200, 12
_ORDER = {"converged": 0, "unconverged": 1, "barrierless": 2, "failed": 3}


def answer(records: Sequence[Record], *, asked: frozenset[str] = frozenset(), from_one: bool = False) -> str:
    """What the records say: verdict first, then the ranking, what failed and why, doubts, settings and how it was done.

    asked: settings that the request named (n_images, fmax, calculator); the others are marked as defaults
    """
    barriers = [r for r in records if r["kind"] == "barrier"]
    lines = [*_barriers(barriers)] if barriers else []
    lines += [_other(r) for r in records if r["kind"] != "barrier" and r["kind"] not in UNVERIFIED]
    lines += _unverified(records)
    doubts = _said_beside(records, notes=False)
    lines += [phrase("caveats"), *(f"⚠ {text}" for text in doubts)] if doubts else []
    lines += _settings(barriers, records, asked)
    lines += [f"・{text}" for text in _said_beside(records, notes=True)]
    if any(r.get("substitution") or r.get("highlighted") for r in records):
        lines.append(phrase("from_one") if from_one else phrase("from_zero"))
    return "\n".join(lines)


def printed_answer(outputs: Sequence[Mapping[str, Any]], *, files: Sequence[str] = (), files_left: int = 0) -> str:
    """What a script said that no record says: its first lines as they are, how many pictures it drew, which files it left; "" for nothing.

    outputs: of its cell, through the output filter; files, files_left: as in its CellResult (exports have records of their own)
    """
    printed = [line for output in outputs for line in _printed(output)]
    while printed and not printed[-1]:
        printed.pop()
    lines = [phrase("printed"), *(VERBATIM + line for line in printed[:MOST_LINES])] if printed else []
    if len(printed) > MOST_LINES:
        lines.append(phrase("printed_cut", count=len(printed) - MOST_LINES))
    pictures = sum(_is_picture(output) for output in outputs)
    lines += [phrase("pictures", count=pictures)] if pictures else []
    return "\n".join([*lines, *_files([name for name in files if not name.startswith("exports/")], files_left)])


def _files(files: Sequence[str], files_left: int = 0) -> list[str]:
    """The files that a script wrote, and that there were more."""
    shown = ", ".join(files[:MOST_FILES]) + (f", …({len(files)})" if len(files) > MOST_FILES else "")
    return [phrase("exported", files=shown)] * bool(files) + [phrase("files_left", count=files_left)] * bool(files_left)


def _printed(output: Mapping[str, Any]) -> list[str]:
    """The lines of an output that are text and nothing else; of a line that was written over, what stood there last."""
    data = output.get("data")
    if output.get("output_type") == "stream" and output.get("name") != "stderr":
        said = str(output.get("text", ""))
    elif isinstance(data, Mapping) and set(data) == {"text/plain"}:
        said = str(data["text/plain"])
    else:
        return []
    lines = (line.rstrip("\r").rpartition("\r")[2].expandtabs() for line in clean_text(said, colours=False).split("\n"))
    kept = [line if len(line) <= MOST_COLUMNS else line[:MOST_COLUMNS] + "…" for line in lines]
    return kept[:-1] if kept[-1] == "" else kept


def _is_picture(output: Mapping[str, Any]) -> bool:
    data = output.get("data")
    return isinstance(data, Mapping) and RECORD not in data and bool({"image/png", PLOTLY} & set(data))


def _unverified(records: Sequence[Record]) -> list[str]:
    """What the script computed itself, and the files that it handed over."""
    values, series = ([r for r in records if r["kind"] == kind] for kind in ("value", "series"))
    rows = [{"label": r["label"], "value": readable(r["value"]) + _unit(r["unit"])} for r in values]
    if len(rows) == 1 and not series:
        lines = [phrase("unverified_one", **rows[0])]
    else:
        lines = [phrase("unverified_some")] * bool(rows or series)
        lines += [phrase("unverified_row", **row) for row in rows]
    lines += [_series(r) for r in series]
    return lines + _files([r["file"] for r in records if r["kind"] == "export"])


def _series(record: Record) -> str:
    def extent(axis: str) -> str:
        low, high = readable(min(record[axis])), readable(max(record[axis]))
        return phrase("series_range", name=record[f"{axis}_label"] or axis, low=low, high=high, unit=_unit(record[f"{axis}_unit"]))

    fit, own, per = "", record["y_unit"], record["x_unit"]
    if record.get("slope") is not None:
        numbers = {"slope": readable(record["slope"]), "intercept": readable(record["intercept"])}
        fit = phrase("series_fit", **numbers, unit=_unit(f"{own or '1'}/{per}" if per else own), own_unit=_unit(own))
    return phrase("series_row", label=record["label"], count=len(record["x"]), x=extent("x"), y=extent("y"), fit=fit)


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""


def _barriers(barriers: Sequence[Record]) -> list[str]:
    with_value = sorted((b for b in barriers if b["barrier_eV"] is not None), key=lambda b: (_ORDER[b["status"]], b["barrier_eV"]))
    without = [b for b in barriers if b["barrier_eV"] is None]
    host = next((b for b in with_value if _is_host(b)), None)
    ranked = [b for b in with_value if not _is_host(b)] or with_value
    lines = [_verdict(ranked, host, several=len(barriers) - (host is not None) > 1)] if ranked else []
    if not with_value and not any(b["status"] == "barrierless" for b in without):
        lines.append(phrase("no_value"))
    settled = [b for b in ranked if _settled(b)]
    for b in [*ranked, *([host] if host is not None and host not in ranked else [])]:
        row = {"label": b["label"], "value": _ev(b["barrier_eV"]), "parts": _parts(b, host)}
        named = phrase("row", rank=settled.index(b) + 1, **row) if b in settled else phrase("row_unranked", **row)
        lines.append(named + _reason(b))
    if without:
        lines += [phrase("without"), *(_row_without(b) for b in without)]
    return lines


def _is_host(barrier: Record) -> bool:
    return not barrier["substitution"]


def _settled(barrier: Record) -> bool:
    """Converged, and no check of its verdict failed."""
    return barrier["status"] == "converged" and not _failed_checks(barrier)


def _failed_checks(barrier: Record) -> list[str]:
    checks = (barrier.get("verdict") or {}).get("checks", ())
    failed = [str(check["name"]) for check in checks if not check.get("passed", True)]
    return [word(name) if name in WORDS else name for name in failed]


def _name(barrier: Record) -> str:
    elements = list(dict.fromkeys(barrier["substitution"].values()))
    if not elements:
        return phrase("host_name") if str(barrier.get("label")) == "host" else str(barrier.get("label"))
    return phrase("joined").join(element_name(e) for e in elements)


def _ev(value: float, *, sign: bool = False) -> str:
    return f"{value:{'+' if sign and round(value, 3) else ''}.3f} eV".replace("-0.000", "0.000")


def _verdict(ranked: Sequence[Record], host: Record | None, *, several: bool) -> str:
    """The first sentence: which one is promising, if one is, and against what."""
    best = ranked[0]
    details = {"name": _name(best), "value": _ev(best["barrier_eV"]), "label": best["label"], "state": _state(best)}
    if not _settled(best):
        said = [phrase("promising_uncertain" if several else "single_uncertain", **details)]
        for barrier in [b for b in ranked if _settled(b) and b is not host][:1]:
            said.append(phrase("settled_lowest", name=_name(barrier), value=_ev(barrier["barrier_eV"]), label=barrier["label"]))
        return (" " if english() else "").join(said)
    if host is None or host in ranked or not _settled(host):
        return phrase("promising" if several else "single", **details)
    difference = host["barrier_eV"] - best["barrier_eV"]
    against = {"host": host["label"], "host_value": _ev(host["barrier_eV"]), "difference": _ev(abs(difference))}
    if difference <= 0:
        return phrase("higher" if several else "higher_single", **details, **against)
    gap = " " if english() else ""
    return phrase("promising" if several else "single", **details) + gap + phrase("lower", **against)


def _state(barrier: Record) -> str:
    """The status with what the verdict says."""
    failed = _failed_checks(barrier)
    if failed:
        return f"{phrase(barrier['status'])}、" * (barrier["status"] != "converged") + phrase("doubtful", checks=", ".join(failed))
    return phrase(barrier["status"])


def _parts(barrier: Record, host: Record | None) -> str:
    """All that stands in brackets after a barrier: its state and proof first."""
    verdict = barrier.get("verdict") or {}
    parts = [_state(barrier)]
    if not _failed_checks(barrier):
        parts.append(phrase("verified" if verdict.get("checks") else "unverified"))
    if barrier["status"] != "converged" and barrier.get("fmax_reached") is not None:
        parts.append(phrase("fmax_reached", value=f"{barrier['fmax_reached']:.3f}"))
    if barrier.get("reaction_energy_eV") is not None:
        parts.append(phrase("delta", value=_ev(barrier["reaction_energy_eV"], sign=True)))
    if barrier.get("reverse_barrier_eV") is not None:
        parts.append(phrase("reverse", value=_ev(barrier["reverse_barrier_eV"])))
    if host is not None and host is not barrier:
        parts.append(phrase("against_host", value=_ev(barrier["barrier_eV"] - host["barrier_eV"], sign=True)))
    if verdict.get("n_imaginary") is not None:
        parts.append(phrase("imaginary", count=verdict["n_imaginary"]))
    parts += [phrase("rate", temperature=f"{r['temperature_K']:g}", value=f"{r['rate_per_s']:.3e}") for r in barrier.get("rates") or ()]
    return ", ".join(parts)


def _row_without(barrier: Record) -> str:
    return phrase("row_without", label=barrier["label"], state=phrase(barrier["status"]), reason=_reason(barrier))


def _reason(barrier: Record) -> str:
    reason = barrier.get("reason")
    return phrase("reason", text=reason["text"]) if reason and reason.get("text") else ""


def _said_beside(records: Sequence[Record], *, notes: bool) -> list[str]:
    """How the numbers were made, or what is in doubt about them: each once, with the labels it is about where it is not about all."""
    about: dict[str, list[str]] = {}
    for record in records:
        for caveat in record.get("warnings") or ():
            if (caveat.get("code") in NOTES) == notes:
                about.setdefault(str(caveat["text"]), []).append(str(record.get("label") or record.get("formula") or record["kind"]))
    return [text + ("" if len(labels) == len(records) else f" [{', '.join(labels)}]") for text, labels in about.items()]


def _settings(barriers: Sequence[Record], records: Sequence[Record], asked: frozenset[str]) -> list[str]:
    """The settings of the computation, each default marked as one."""

    def marked(name: str) -> str:
        return "" if name in asked else phrase("default")

    if not barriers:
        names = list(dict.fromkeys(str(r["calculator"]) for r in records if r.get("calculator")))
        return [phrase("calculator", calculator=", ".join(names), default=marked("calculator"))] if names else []
    lines = []
    for first in {(b["n_images"], b["fmax"], b["climb"], b["calculator"]): b for b in barriers if b["status"] != "failed"}.values():
        lines.append(
            phrase(
                "settings",
                n_images=first["n_images"],
                fmax=f"{first['fmax']:g}",
                climb=phrase("on" if first["climb"] else "off"),
                calculator=first["calculator"],
                default_images=marked("n_images"),
                default_fmax=marked("fmax"),
                default_calculator=marked("calculator"),
            )
        )
    return lines


def _other(record: Record) -> str:
    """One sentence for a record that is no barrier."""
    kind, label = record["kind"], record.get("label") or record.get("formula") or record.get("surface") or record["kind"]
    state = "" if record.get("converged", True) else f"({phrase('unconverged')})"
    details: dict[str, Any] = {"label": label, "state": state}
    if kind == "relaxation":
        details |= {
            "formula": record["formula"],
            "energy": f"{record['energy_eV']:.3f}",
            "fmax": f"{record['fmax_reached']:.3f}",
            "steps": record["steps"],
        }
    elif kind == "equation_of_state":
        details |= {"formula": record["formula"], "lattice": record["lattice"]}
        details |= {"a": f"{record['lattice_constant_A']:.3f}", "b": f"{record['bulk_modulus_GPa']:.0f}"}
    elif kind == "adsorption":
        details |= {k: record[k] for k in ("adsorbate", "surface", "site")} | {"energy": f"{record['energy_eV']:+.3f}"}
    elif kind == "surface_energy":
        details |= {"surface": record["surface"], "energy": f"{record['energy_J_per_m2']:.3f}"}
    elif kind == "vacancy_formation":
        details |= {"formula": record["formula"], "energy": f"{record['energy_eV']:.3f}"}
    elif kind == "vibrations":
        shown = ", ".join(f"{f:.0f}" for f in record["frequencies_cm1"] if abs(f) > 1.0)
        details |= {"formula": record["formula"], "frequencies": shown, "zpe": f"{record['zpe_eV']:.3f}", "count": record["n_imaginary"]}
    elif kind == "molecular_dynamics":
        details |= {"ensemble": record["ensemble"], "temperature": f"{record['temperature_K']:g}", "time": f"{record['time_ps']:g}"}
        details |= {"mean": f"{record['mean_temperature_K']:.0f}"}
    else:
        atoms = ", ".join(map(str, record.get("highlighted") or ()))
        details |= {"path": record.get("path", ""), "highlighted": phrase("highlighted", atoms=atoms) if atoms else ""}
    return phrase(kind, **details)
