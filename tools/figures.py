"""Records as Plotly figures. One figure a result; a number that is not converged never stands in it bare."""

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from sim.messages import NOTES
from sim.records import Barrier, BarrierTable, Caveat, EquationOfState, MolecularDynamics, Record, Series, Table, Vibrations
from tools import barrierchart, curves, palette, tablechart
from tools.lettering import plain, wrap

# Plotly 7 has a button of its own that uploads the chart: it goes, in whichever front end.
REMOVED = ["sendChartToCloud", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"]
CONFIG = {
    "responsive": True,
    "displaylogo": False,
    "displayModeBar": "hover",
    "modeBarButtonsToRemove": REMOVED,
    "toImageButtonOptions": {"format": "svg", "filename": "kassei"},
}
CAVEAT_WIDTH, LEGEND_PX = 96, 20

CHARTS: dict[type[Record], Callable[[Any], tuple[go.Figure, str]]] = {
    EquationOfState: curves.equation_of_state,
    Vibrations: curves.vibrations,
    MolecularDynamics: curves.molecular_dynamics,
    Series: curves.series,
}


def figure_of(shown: Any) -> go.Figure | None:
    """The figure of a record, a table or a sequence of records of one kind; None where there is nothing to draw."""
    barriers = barriers_of(shown)
    if barriers:
        figure, title = barrierchart.draw_table(shown) if isinstance(shown, BarrierTable) else barrierchart.draw(barriers)
        return dress(figure, title, [warning for barrier in barriers for warning in barrier.warnings])
    shown = table_of(shown)
    if isinstance(shown, Table):
        return _of_table(shown)
    for kind, draw in CHARTS.items():
        if isinstance(shown, kind):
            figure, title = draw(shown)
            return dress(figure, title, shown.warnings) if figure.data else None
    return None


def table_of(shown: Any) -> Any:
    """A table of a sequence of records of one kind; a table of one, as its record; anything else as it is."""
    if isinstance(shown, list | tuple) and shown and all(type(item) is type(shown[0]) and isinstance(item, Record) for item in shown):
        shown = Table(shown)
    return shown[0] if isinstance(shown, Table) and len(shown) == 1 and type(shown[0]) in CHARTS else shown


def _of_table(table: Table) -> go.Figure | None:
    if not tablechart.is_drawn(table):
        return None
    figure, title = tablechart.draw(table)
    return dress(figure, title, [*tablechart.remarks(table), *(warning for record in table for warning in record.warnings)])


def barriers_of(shown: Any) -> tuple[Barrier, ...]:
    """The barriers in what is shown, lowest first; none where it is another kind of record."""
    if isinstance(shown, BarrierTable):
        return shown.ranking
    if isinstance(shown, Barrier):
        return (shown,)
    if isinstance(shown, list | tuple) and shown and all(isinstance(item, Barrier) for item in shown):
        return BarrierTable(tuple(shown)).ranking
    return ()


def dress(figure: go.Figure, title: str, caveats: Sequence[Caveat]) -> go.Figure:
    """The figure with our type, clear ground, its title and, under that, what has to be said beside the numbers."""
    doubts = dict.fromkeys(caveat.text for caveat in caveats if caveat.code not in NOTES)
    lines = [line for text in doubts for line in wrap("⚠ " + text, CAVEAT_WIDTH)]
    top = 46 + 17 * len(lines) + (LEGEND_PX if figure.layout.legend.orientation == "h" else 0)
    figure.update_layout(
        title={
            "text": f"<b>{plain(title)}</b>",
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "pad": {"l": 14},
            "y": 1,
            "yanchor": "top",
            "yref": "container",
            "font": {"size": 17},
            "subtitle": {"text": "<br>".join(map(plain, lines)), "font": {"size": 12, "color": palette.ALARM}},
        },
        margin={"l": 14, "r": figure.layout.margin.r or 16, "t": top, "b": 10},
        height=figure.layout.height + top,
        font={"family": palette.FONT, "size": 13, "color": palette.INK},
        paper_bgcolor=palette.CLEAR,
        plot_bgcolor=palette.CLEAR,
        template="none",
        modebar={"bgcolor": palette.CLEAR, "color": palette.INK, "activecolor": palette.HOST, "remove": REMOVED},
        hoverlabel={"font": {"family": palette.FONT, "size": 12}, "align": "left"},
    )
    figure.update_layout(title_pad_t=12)
    figure.update_xaxes(title_font_size=13)
    figure.update_yaxes(title_font_size=13)
    figure.update_xaxes(gridcolor=palette.GRID, linecolor=palette.INK, zeroline=False, automargin=True)
    figure.update_yaxes(gridcolor=palette.GRID, linecolor=palette.INK, zeroline=False, automargin=True)
    return figure
