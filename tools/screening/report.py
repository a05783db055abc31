"""A batch as one HTML file that works from disk, offline: ranking, heat map, profiles, scenes on click, failures, provenance.

Covered: as in tools/report.py, whatever comes from a sandbox is escaped or checked, nothing is fetched, only our own scripts run.
However many candidates there are, the page stays small: the lowest ones stand in it, all of them in candidates.csv.
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from plotly.io import to_json
from plotly.offline import get_plotlyjs

from sim.messages import language
from sim.messages import word as known_word
from sim.records import Barrier
from sim.trajectory import read_images
from tools.captions import caption
from tools.figures import figure_of
from tools.markup import prose, section, table, text, tree
from tools.ranking import caveats, failed_checks, head, place_of, row
from tools.report import NAME
from tools.scenes import scene_of
from tools.screening.heatmap import heatmap
from tools.screening.messages import word
from tools.screening.store import Store
from tools.trajectories import write_whole
from tools.viewer import asset, checked_scene, data_block, page, payload, scene_scripts

MOST_ROWS, MOST_SCENES, MOST_PROFILES = 500, 24, 7
SCENES_BYTES = 8 << 20
FILES = ("results.json", "candidates.csv", "candidates.jsonl", "candidates.db", "batch.json")
Record = Mapping[str, Any]
# A record of sim with the candidate that it belongs to
Found = tuple[Record, Record]


def write_report(folder: Path, *, title: str, answer: str, records: Sequence[Record], store: Store, provenance: Record) -> Path:
    """The report of a batch, written whole; gives its place. records: as the store has them, in the table's order."""
    ranked = sorted(_barriers(records), key=lambda pair: (bool(failed_checks(pair[1])), *place_of(pair[1])))
    several = len({record["values"].get("file") for record in records}) > 1
    scenes = _scenes(ranked, store)
    charts = list(_charts(records, ranked, store, several=several))
    body = "\n".join(
        [
            f"<header><h1>{text(word('title'))}</h1></header>",
            section(caption("request"), f"<blockquote>{text(title)}</blockquote>"),
            section(caption("answer"), prose(answer), kind="answer"),
            section(caption("warnings"), _caveats([found for _, found in ranked], answer), kind="caveats"),
            *charts,
            section(caption("results"), _ranking(ranked, scenes)),
            section(word("scene_click"), _choice(scenes, len(ranked))),
            section(word("failures"), _failures(records)),
            section(word("exports"), _links(folder)),
            section(
                caption("provenance"), f"<details open><summary>{text(caption('provenance_shown'))}</summary>{tree(provenance)}</details>"
            ),
        ]
    )
    scripts = ([get_plotlyjs(), asset("report.js")] if charts else []) + ([*scene_scripts(), asset("screening.js")] if scenes else [])
    styles = [asset(name) for name in ("page.css", "report.css", "viewer.css", "screening.css")]
    write_whole(folder / NAME, page(f"{title[:60]} — {word('title')}", body, scripts, styles, language=language()).encode())
    return folder / NAME


def _barriers(records: Sequence[Record]) -> Iterator[Found]:
    for record in records:
        yield from ((record, found) for found in record["records"] if found.get("kind") == "barrier")


def _caveats(found: Sequence[Record], answer: str) -> str:
    return "".join(f"<p>⚠ {text(line)}</p>" for line in caveats(found) if line not in answer)


def _charts(records: Sequence[Record], ranked: Sequence[Found], store: Store, *, several: bool) -> Iterator[str]:
    drawn = [
        (word("heatmap"), heatmap(records, several_paths=several)),
        (word("profiles"), figure_of(list(_lowest(ranked, store, several=several)))),
    ]
    for title, figure in drawn:
        if figure is not None:
            plain = json.loads(to_json(figure, validate=False, engine="json"))
            kept = {"data": plain["data"], "layout": plain["layout"]}
            yield section(title, f'<div class="kassei-chart card">{data_block("chart-data", kept)}</div>')


def _lowest(ranked: Sequence[Found], store: Store, *, several: bool) -> Iterator[Barrier]:
    """The barriers that the chart shows, with their images: the lowest substituted ones, and the host where there is one path."""
    hosts = [] if several else [pair for pair in ranked if _is_host(pair[1])][:1]
    others = [pair for pair in ranked if not _is_host(pair[1]) and pair[1].get("barrier_eV") is not None] or list(ranked[:MOST_PROFILES])
    for record, found in [*others[:MOST_PROFILES], *(hosts if others[0:1] != hosts else [])]:
        barrier = _with_images(record, found, store)
        if barrier is not None:
            yield barrier


def _is_host(found: Record) -> bool:
    return found.get("substitution") == {}


def _with_images(record: Record, found: Record, store: Store) -> Barrier | None:
    """The barrier of a record under its candidate's name; None where the record is damaged."""
    try:
        barrier = dataclasses.replace(Barrier.from_dict(dict(found)), label=str(record["label"]))
        file = store.paths(record["key"]).get(Path(barrier.path).name)
        return dataclasses.replace(barrier, images=read_images(file, barrier.energies_eV)) if file else barrier
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _scenes(ranked: Sequence[Found], store: Store) -> dict[str, Any]:
    """What the viewer draws, by candidate, of the lowest ones that a page can carry."""
    scenes: dict[str, Any] = {}
    size = 0
    for record, found in ranked:
        if len(scenes) == MOST_SCENES or size > SCENES_BYTES:
            break
        barrier = _with_images(record, found, store)
        made = scene_of(barrier) if barrier is not None and barrier.images else None
        checked = checked_scene(made[0]) if made else None
        if checked is not None:
            drawn = payload(checked)
            size += len(json.dumps(drawn))
            scenes.setdefault(record["key"], drawn)
    return scenes


def _ranking(ranked: Sequence[Found], scenes: Record) -> str:
    if not ranked:
        return ""
    rated = any(found.get("rates") for _, found in ranked)
    rows, rank = [], 0
    for record, found in ranked[:MOST_ROWS]:
        counted = found.get("status") == "converged" and not failed_checks(found) and not _is_host(found)
        rank += counted
        place = caption("reference") if _is_host(found) else str(rank) if counted else "–"
        cells = row(found, text(place), rated=rated)
        cells[1] = _name(record, scenes)
        rows.append(cells)
    cut = f"<p>{text(word('best_only', shown=MOST_ROWS, count=len(ranked)))}</p>" if len(ranked) > MOST_ROWS else ""
    return cut + table(head(rated=rated), rows, kind="ranking")


def _name(record: Record, scenes: Record) -> str:
    """The candidate's name; a button where it has a scene."""
    name = text(record["label"].replace("host", known_word("host")) if record["label"].endswith("host") else record["label"])
    return f'<button class="pick" data-scene="{record["key"]}">{name}</button>' if record["key"] in scenes else f"<strong>{name}</strong>"


def _choice(scenes: Record, count: int) -> str:
    if not scenes:
        return ""
    cut = f"<p>{text(word('scenes_only', shown=len(scenes)))}</p>" if len(scenes) < count else ""
    return f'{cut}<div class="kassei-choice"></div>{data_block("batch-scenes", dict(scenes))}'


def _failures(records: Sequence[Record]) -> str:
    """Candidates without a value, each with its reason."""
    rows = []
    for record in records:
        error = record.get("error")
        if error:
            rows.append((record, f"{error.get('message', '')} {error.get('hint', '')}".strip()))
            continue
        without = [found for found in record["records"] if found.get("kind") == "barrier" and found.get("barrier_eV") is None]
        rows += [(record, str((found.get("reason") or {}).get("text", ""))) for found in without]
    if not rows:
        return ""
    cells = [[text(record["row"]), f"<strong>{text(record['label'])}</strong>", text(why)] for record, why in rows[:MOST_ROWS]]
    return table([text(word("row_number")), text(caption("candidate")), text(word("reason"))], cells, kind="failures")


def _links(folder: Path) -> str:
    names = [name for name in FILES if name == "results.json" or (folder / name).is_file()]
    return "<ul>" + "".join(f'<li><a href="{name}">{text(name)}</a></li>' for name in names) + "</ul>"
