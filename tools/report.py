"""A run as one HTML file that works from disk, offline, years later: request, answer, ranking, chart, scene, script, provenance.

Covered: whatever comes from a run is escaped or checked (records, charts, scenes), only our own scripts run (their hashes stand in the
page's policy), nothing is fetched, no form or frame works. Charts went through the output filter before.
Not covered: a reader who follows a link inside the folder opens a file that the sandbox may have written.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from plotly.offline import get_plotlyjs

from sim.messages import language
from tools.captions import caption
from tools.markup import prose, section, text, tree
from tools.outputs import PLOTLY, STRUCTURE, clean_text
from tools.ranking import caveats, results
from tools.trajectories import write_whole
from tools.unverified import PNG, is_checked, picture, unverified
from tools.viewer import asset, checked_scene, data_block, page, scene_block, scene_scripts

NAME = "report.html"
FILES = ("results.json", "run.ipynb", "script.py", "run.json")
PLACES = ("paths", "exports", "files")
MOST_FILES = 500
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_PNG = re.compile(r"[A-Za-z0-9+/=\s]+")

Output = Mapping[str, Any]


def write_report(
    folder: Path,
    *,
    instruction: str,
    answer: str,
    records: Sequence[Mapping[str, Any]],
    outputs: Sequence[Output],
    script: str,
    provenance: Mapping[str, Any],
) -> Path:
    """The report of a run, written whole; gives its place.

    Args:
        answer: text, one line a paragraph or list item
        records: as in results.json
        outputs: of the script's cell, through the output filter
    """
    folder.mkdir(parents=True, exist_ok=True)
    charts, own, pictures = list(_charts(outputs, checked=True)), list(_charts(outputs, checked=False)), list(_pictures(outputs))
    scenes = list(_scenes(outputs))
    unsaid = [line for line in caveats(records) if line not in answer]
    body = "\n".join(
        [
            f"<header><h1>{text(caption('report_title'))}</h1></header>",
            section(caption("request"), f"<blockquote>{'<br>'.join(text(line) for line in instruction.splitlines())}</blockquote>"),
            section(caption("answer"), prose(answer), kind="answer"),
            section(caption("warnings"), "".join(f"<p>⚠ {text(line)}</p>" for line in unsaid), kind="caveats"),
            section(caption("chart"), "".join(charts)),
            results(records),
            section(caption("scene"), "".join(scenes)),
            unverified(records, own, pictures, folder),
            section(caption("said"), "".join(_texts(outputs))),
            section(caption("script"), f"<pre><code>{text(script.strip())}</code></pre>" if script.strip() else ""),
            section(caption("files"), _links(folder)),
            section(caption("provenance"), _folded(provenance) if provenance else ""),
        ]
    )
    scripts = ([get_plotlyjs(), asset("report.js")] if charts or own else []) + (scene_scripts() if scenes else [])
    styles = [asset(name) for name in ("page.css", "report.css", "viewer.css")]
    title = f"{instruction.strip().splitlines()[0][:60] if instruction.strip() else ''} — {caption('report_title')}"
    write_whole(folder / NAME, page(title, body, scripts, styles, language=language()).encode())
    return folder / NAME


def _data(outputs: Sequence[Output]) -> Iterator[Mapping[str, Any]]:
    for output in outputs:
        if isinstance(output.get("data"), Mapping):
            yield output["data"]


def _charts(outputs: Sequence[Output], *, checked: bool) -> Iterator[str]:
    """The charts of checked results, or those of a script's own."""
    for data in _data(outputs):
        figure = data.get(PLOTLY)
        if isinstance(figure, Mapping) and isinstance(figure.get("data"), list) and is_checked(data) == checked:
            kept = {"data": figure["data"], "layout": figure.get("layout") or {}}
            yield f'<div class="kassei-chart card">{data_block("chart-data", kept)}</div>'


def _pictures(outputs: Sequence[Output]) -> Iterator[str]:
    """What the script drew itself, as PNG."""
    found = [data[PNG] for data in _data(outputs) if isinstance(data.get(PNG), str) and PLOTLY not in data and _PNG.fullmatch(data[PNG])]
    yield from (picture(drawn, caption("picture", number=number)) for number, drawn in enumerate(found, start=1))


def _scenes(outputs: Sequence[Output]) -> Iterator[str]:
    for data in _data(outputs):
        if STRUCTURE in data and (scene := checked_scene(data[STRUCTURE])):
            yield scene_block(scene)


def _texts(outputs: Sequence[Output]) -> Iterator[str]:
    """What the script printed, and the error it ended in; what has a chart or a table already is not repeated."""
    for output in outputs:
        said = ""
        if output.get("output_type") == "stream":
            said = str(output.get("text", ""))
        elif output.get("output_type") == "error":
            lines = output.get("traceback")
            said = "\n".join(map(str, lines)) if isinstance(lines, list) and lines else f"{output.get('ename')}: {output.get('evalue')}"
        elif set(output.get("data") or {"": 0}) == {"text/plain"}:
            said = str(output["data"]["text/plain"])
        if said.strip():
            yield f"<pre>{text(_COLOURS.sub('', clean_text(said)).strip())}</pre>"


def _folded(provenance: Mapping[str, Any]) -> str:
    return f"<details><summary>{text(caption('provenance_shown'))}</summary>{tree(provenance)}</details>"


def _links(folder: Path) -> str:
    names = [name for name in FILES if name in ("results.json", "run.ipynb") or (folder / name).is_file()]
    for place in PLACES:
        found = (folder / place).iterdir() if (folder / place).is_dir() else ()
        names += sorted(f"{place}/{f.name}" for f in found if f.is_file() and not f.is_symlink())[:MOST_FILES]
    return "<ul>" + "".join(f'<li><a href="{quote(name)}">{text(name)}</a></li>' for name in names) + "</ul>"
