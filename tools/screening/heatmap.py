"""Barriers over sites and elements: a Plotly heat map with the number in each cell, and what is not settled marked in it."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from ase.data import atomic_numbers

from tools.figures import dress
from tools.ranking import failed_checks
from tools.screening.messages import word

MOST_ROWS = 60
ROW_PX, AXIS_PX = 34, 90
# Even in lightness and told apart by colour-blind readers (doi.org/10.1371/journal.pone.0199239); low barriers are bright
SCALE = "Cividis"


def heatmap(records: Sequence[Mapping[str, Any]], *, several_paths: bool) -> go.Figure | None:
    """The map of all substitutions of one element; None where there are fewer than two cells in a row or column.

    A mark stands behind a number that is unconverged or failed a check; × is a candidate without a number.
    """
    cells = _cells(records, several_paths=several_paths)
    elements = sorted({element for _, element in cells}, key=lambda symbol: atomic_numbers.get(symbol, 0))
    sites = list(dict.fromkeys(site for site, _ in cells))[:MOST_ROWS]
    if len(elements) < 2 and len(sites) < 2:
        return None
    values = [[cells.get((site, element), (None, ""))[0] for element in elements] for site in sites]
    texts = [[cells.get((site, element), (None, ""))[1] for element in elements] for site in sites]
    trace = go.Heatmap(
        z=values, x=elements, y=sites, text=texts, texttemplate="%{text}", colorscale=SCALE, reversescale=True, xgap=2, ygap=2,
        hovertemplate="%{y} %{x}: %{text} eV<extra></extra>", colorbar={"title": {"text": "eV"}, "thickness": 12, "outlinewidth": 0},
    )  # fmt: skip
    figure = go.Figure(trace)
    figure.update_layout(
        height=ROW_PX * len(sites) + AXIS_PX,
        xaxis={"type": "category", "range": [-0.5, len(elements) - 0.5], "showgrid": False},
        yaxis={"type": "category", "range": [len(sites) - 0.5, -0.5], "showgrid": False, "title": word("site_axis")},
    )
    missing = [(site, element) for site in sites for element in elements if cells.get((site, element), (0, ""))[0] is None]
    for site, element in missing:  # a cell without a number draws no text of its own
        figure.add_annotation(x=element, y=site, text="×", showarrow=False, font={"size": 16})
    return dress(figure, word("heatmap_title"), [])


def _cells(records: Sequence[Mapping[str, Any]], *, several_paths: bool) -> dict[tuple[str, str], tuple[float | None, str]]:
    """(site, element) → (barrier [eV], text)."""
    cells: dict[tuple[str, str], tuple[float | None, str]] = {}
    for record in records:
        substitution = record["values"].get("substitution")
        if not isinstance(substitution, Mapping) or len(set(substitution.values())) != 1:
            continue
        places = "+".join(map(str, substitution))
        path = f"{str(record['values'].get('file', '')).rpartition('.')[0]} " if several_paths else ""
        site = f"{path}@{places}"  # never a bare number: Plotly would take it for a place on the axis
        found: Mapping[str, Any] = next((f for f in record["records"] if f.get("kind") == "barrier"), {})
        value = found.get("barrier_eV")
        settled = found.get("status") == "converged" and not failed_checks(found)
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        cells[site, next(iter(substitution.values()))] = number, "" if number is None else f"{number:.3f}{'' if settled else ' ⚠'}"
    return cells
