"""Tables of records as figures: bars, lines over a number, or a heat map over two fields, by what differs between the records.

A number that did not converge or was not verified says so where it stands; a combination without a number keeps its place.
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from sim.drawing import readable
from sim.messages import word
from sim.records import Adsorption, Barrier, Caveat, MolecularDynamics, Record, Relaxation, SurfaceEnergy, Table, Value, Vibrations, setting
from tools import barrierwords, palette
from tools.captions import caption, field
from tools.lettering import columns, plain, signed

# Fields that are numbers: what is drawn over them is a line
NUMBERS = frozenset(("n_images", "fmax", "temperature_K", "time_ps"))
MOST_LINES = len(palette.CANDIDATES)
# More columns than this leave no room for words in a cell; of more points than this no number is written
MOST_COLUMNS, MOST_WRITTEN = 10, 14
# A line's axis spans at least this share of its numbers, so that noise does not look like a trend
LEAST_SPAN = 0.04
BAR_PX, CELL_PX, LINE_PX, AXIS_PX, COLUMN_PX = 34, 44, 300, 62, 7.0
# A heat map of few rows is still as high as the title beside them is long
LEAST_PX = 150
# Even in lightness and told apart by colour-blind readers (doi.org/10.1371/journal.pone.0199239); low numbers are bright
SCALE = "Cividis"
Place = tuple[Any, ...]


@dataclasses.dataclass(frozen=True)
class Point:
    """A number of a table as it is drawn.

    text: the number as written, "" where there is none; doubt: what is in doubt about it, or why there is none, in a word
    """

    value: float | None
    text: str
    doubt: str
    hover: str
    colour: str = palette.CANDIDATES[0]


def draw(table: Table) -> tuple[go.Figure, str]:
    """The figure of a table and its title: one number that differs makes a line, two fields a heat map, anything else bars."""
    axes, found = places(table)
    title = title_of(table, axes)
    if len(axes) == 1 and axes[0] in NUMBERS:
        return lines({"": {place[0]: point for place, point in found.items()}}, axes[0], value_axis(table)), title
    if len(axes) == 2 and is_grid(found):
        return heat_map(found, axes, table), title
    names = [tick(axes[0], place[0], table) if len(axes) == 1 else record.label for place, record in zip(found, table, strict=True)]
    return bars(names, list(found.values()), value_axis(table), unit_of(table)), title


def is_drawn(table: Table) -> bool:
    """Whether the records have numbers that one axis can hold."""
    return len(table) > 0 and bool(table[0].main) and len({record.unit for record in table if isinstance(record, Value)}) < 2


def remarks(table: Table) -> list[Caveat]:
    """What has to be said of the numbers beside each other, besides what each record says itself."""
    if isinstance(table[0], Relaxation) and not _relative(table):
        return [Caveat("not_comparable", caption("not_comparable"))]
    return []


def places(table: Table) -> tuple[tuple[str, ...], dict[Place, Point]]:
    """What differs between the records, and each record's point where it stands; records that nothing tells apart are numbered."""
    axes, places = table.axes, [tuple(getattr(record, name) for name in table.axes) for record in table]
    if axes == ("label",):
        places = [(record.label, number) for number, record in enumerate(table)]
    if axes == ("surface",) and all(isinstance(record, SurfaceEnergy) for record in table):
        split = [(element, f"({plane}") for element, _, plane in (place[0].partition("(") for place in places)]
        if is_grid(split):
            axes, places = ("element", "plane"), split
    return axes, dict(zip(places, points(table), strict=True))


def is_grid(places: Sequence[Place] | Mapping[Place, Any]) -> bool:
    """Whether these places fill more than half of the cells of two rows and two columns or more."""
    rows, across = ({place[k] for place in places} for k in (0, 1))
    return min(len(rows), len(across)) > 1 and 2 * len(places) > len(rows) * len(across)


def points(table: Table) -> list[Point]:
    """Each record as a point; relaxed structures of one composition relative to the lowest."""
    zero = min(record.number or 0.0 for record in table) if _relative(table) else 0.0
    return [_point(record, zero) for record in table]


def value_axis(table: Table) -> str:
    """The title of the axis of the numbers, with their unit."""
    first = table[0]
    if isinstance(first, Barrier):
        return caption("barrier_axis")
    if isinstance(first, Value):
        return " / ".join(filter(None, (caption("value"), plain(first.unit))))
    return field("relative_energy") if _relative(table) else field(first.main, first.kind)


def unit_of(table: Table) -> str:
    """The unit of the numbers, "" where they have none."""
    return value_axis(table).partition(" / ")[2]


def title_of(table: Table, axes: Sequence[str]) -> str:
    """What was computed, with the settings that all of the records share."""
    first = table[0]
    split = ("surface",) if "plane" in axes else ()
    shared = [name for name in first.axes if name not in (*axes, *split, "calculator") and len({getattr(r, name) for r in table}) == 1]
    told = [tick(name, getattr(first, name), table, alone=True) for name in shared if not (name == "climb" and first.climb)]  # type: ignore[attr-defined]
    title = value_axis(table).partition(" / ")[0]
    return caption("title_with", title=title, shared=caption("comma").join(filter(None, told))) if any(told) else title


def tick(name: str, value: Any, table: Table, *, alone: bool = False) -> str:
    """The value of a field as an axis shows it; alone: as it stands in a sentence, with its unit."""
    if name == "subject" and isinstance(table[0], Barrier):
        return barrierwords.named(value, is_host=any(r.is_host for r in table if r.subject == value))  # type: ignore[attr-defined]
    return f"{value:g}" if name in NUMBERS and not alone else setting(name, value)


def bars(names: Sequence[str], found: Sequence[Point], title: str, unit: str) -> go.Figure:
    """A bar for each number in the order given; its words at the right, where no bar runs."""
    figure = go.Figure()
    for row, point in enumerate(found):
        figure.add_trace(_bar(row, point))
        said = " ".join(filter(None, (f"<b>{point.text}</b> {unit}" if point.text else "", _alarm(point.doubt))))
        figure.add_annotation(
            y=row, text=said, xref="paper", x=1, xanchor="left", xshift=10, yanchor="middle", align="left", showarrow=False
        )
    known = [point.value for point in found if point.value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    room = 0.04 * (high - low) or 1.0
    widest = max(columns(f"{point.text} {unit} ⚠ {point.doubt}") for point in found)
    figure.update_layout(
        height=BAR_PX * len(names) + 14 + AXIS_PX,
        margin_r=round(COLUMN_PX * widest) + 24,
        barmode="overlay",
        showlegend=False,
        xaxis={"title": title, "range": [low - room * (low < 0), high + room], "title_standoff": 6},
        yaxis=_categories(names),
    )
    if low < 0:
        figure.add_shape(type="line", x0=0, x1=0, yref="paper", y0=0, y1=1, line={"color": palette.INK, "width": 1})
    return figure


def lines(found: Mapping[str, Mapping[float, Point]], name: str, title: str) -> go.Figure:
    """A line over a number for each of these groups, with a marker and, where they are few, its number at each point."""
    figure = go.Figure()
    written = len(found) == 1 and max(map(len, found.values())) <= MOST_WRITTEN
    for group, marker in zip(found, (*palette.MARKERS, *palette.MARKERS), strict=False):
        figure.add_trace(_line(group, sorted(found[group].items()), marker, written=written))
    across = sorted({x for along in found.values() for x in along})
    known = [point.value for along in found.values() for point in along.values() if point.value is not None]
    figure.update_layout(
        height=LINE_PX + AXIS_PX,
        showlegend=len(found) > 1,
        legend={"x": 1.01, "xanchor": "left", "y": 1, "yanchor": "top", "bgcolor": palette.CLEAR},
        xaxis={"title": field(name), "title_standoff": 6, **_number_axis(name, across)},
        yaxis={"title": title, "range": _span(known), "title_standoff": 6},
    )
    for along in found.values():
        for x, point in along.items():
            if point.value is None:  # its place, so that nobody takes it for forgotten
                place = {"x": math.log10(x) if figure.layout.xaxis.type == "log" else x, "y": 0.02, "yref": "y domain", "yanchor": "bottom"}
                figure.add_annotation(text=f"×<br>{_small(_alarm(point.doubt, sign=''))}", hovertext=point.hover, showarrow=False, **place)
    return figure


def heat_map(found: Mapping[Place, Point], axes: Sequence[str], table: Table) -> go.Figure:
    """A cell for each combination of two fields, the number in it."""
    ends = [_in_order(axes[k], [place[k] for place in found]) for k in (0, 1)]
    down, across = (1, 0) if len(ends[1]) > max(MOST_COLUMNS, len(ends[0])) else (0, 1)
    turned = {(place[down], place[across]): point for place, point in found.items()}
    trace, notes = cells(ends[down], ends[across], turned, unit_of(table))
    figure = go.Figure(trace)
    figure.update_layout(
        height=cells_px(len(ends[down])) + AXIS_PX,
        annotations=notes,
        xaxis=cell_axis(axes[across], [tick(axes[across], x, table) for x in ends[across]], table[0].kind),
        yaxis=cell_axis(axes[down], [tick(axes[down], y, table) for y in ends[down]], table[0].kind, down=True),
    )
    return figure


def cells(
    rows: Sequence[Any], across: Sequence[Any], found: Mapping[Place, Point], unit: str, *, bar: Mapping[str, Any] | None = None
) -> tuple[go.Heatmap, list[dict[str, Any]]]:
    """The heat map of these cells, with their numbers, and notes where a cell has none. bar: where the colour bar stands."""
    empty = Point(None, "", "", "")
    table = [[found.get((row, column), empty) for column in across] for row in rows]
    narrow = len(across) > MOST_COLUMNS
    trace = go.Heatmap(
        z=[[point.value for point in row] for row in table],
        x=list(range(len(across))),
        y=list(range(len(rows))),
        text=[[_in_cell(point, narrow=narrow) for point in row] for row in table],
        texttemplate="%{text}",
        textfont={"size": 11 if narrow else 13},
        hovertext=[[point.hover for point in row] for row in table],
        hoverinfo="text",
        hoverongaps=False,
        colorscale=SCALE,
        reversescale=True,
        xgap=2,
        ygap=2,
        colorbar={"title": {"text": unit}, "thickness": 12, "outlinewidth": 0, **(bar or {})},
    )
    notes = []
    for y, row in enumerate(table):
        for x, point in enumerate(row):
            if point.value is None:
                text = "–" if point is empty else f"×<br>{_small(_alarm(point.doubt, sign=''))}" if not narrow else "×"
                notes.append({"x": x, "y": y, "text": text, "hovertext": point.hover, "showarrow": False})
    return trace, notes


def cells_px(rows: int) -> int:
    """How high a heat map of so many rows is."""
    return max(LEAST_PX, CELL_PX * rows)


def cell_axis(name: str, ticks: Sequence[str], kind: str, *, down: bool = False) -> dict[str, Any]:
    """The axis of a heat map's rows (down) or columns."""
    ends = [len(ticks) - 0.5, -0.5] if down else [-0.5, len(ticks) - 0.5]
    shown = {"tickmode": "array", "tickvals": list(range(len(ticks))), "ticktext": [plain(text) for text in ticks]}
    return {"title": field(name, kind), "title_standoff": 8, "range": ends, "showgrid": False, "ticklabelstandoff": 4, **shown}


def _relative(table: Table) -> bool:
    """Whether these are structures whose energies compare: relaxed, of one composition, in one potential."""
    of = {(record.formula, record.calculator) for record in table if isinstance(record, Relaxation)}
    return len(of) == 1 and len(table) > 1


def _point(record: Record, zero: float) -> Point:
    value = None if record.number is None else record.number - zero
    hover = f"{barrierwords.hover(record)}" if isinstance(record, Barrier) else f"{plain(str(record))}<br>{plain(record.calculator)}"
    return Point(value, "" if value is None else _written(record, value), _doubt(record), hover)


def _written(record: Record, value: float) -> str:
    if isinstance(record, Adsorption):
        return signed(value)
    if isinstance(record, Value):
        return readable(value)
    return f"{value + 0.0:.{0 if isinstance(record, MolecularDynamics) else 3}f}".replace("-", "−")


def _doubt(record: Record) -> str:
    if isinstance(record, Barrier):
        return barrierwords.doubt(record)
    if isinstance(record, Value):
        return word("not_checked")
    if isinstance(record, Vibrations) and record.n_imaginary:
        return word("imaginary", count=record.n_imaginary)
    return "" if record.is_settled else word("unconverged")


def _bar(row: int, point: Point) -> go.Bar | go.Scatter:
    shared = {"y": [row], "hovertext": [point.hover], "hoverinfo": "text", "cliponaxis": False}
    if point.value is None:
        line = {"width": 2.5, "color": palette.ALARM}
        return go.Scatter(x=[0], mode="markers", marker={"symbol": "x-thin", "size": 11, "line": line}, **shared)
    marker = {"color": point.colour, "line": {"color": point.colour, "width": 1.5}, "cornerradius": 3}
    if point.doubt:
        marker["pattern"] = {"shape": "/", "fillmode": "replace", "fgcolor": point.colour, "size": 7, "solidity": 0.3}
    return go.Bar(x=[point.value], orientation="h", width=0.62, marker=marker, **shared)


def _line(group: str, along: Sequence[tuple[float, Point]], marker: str, *, written: bool) -> go.Scatter:
    """One group's line; a point in doubt is hollow and says so."""
    colour = along[0][1].colour
    said = [_beside(point, written=written) for _, point in along]
    symbols = [f"{marker}-open" if point.doubt else marker for _, point in along]
    return go.Scatter(
        x=[x for x, _ in along],
        y=[point.value for _, point in along],
        name=group,
        mode="lines+markers+text",
        line={"color": colour, "width": 2.2},
        marker={"symbol": symbols, "size": 9, "color": colour, "line": {"color": colour, "width": 1.8}},
        text=said,
        textposition="top center",
        textfont={"color": palette.INK},
        hovertext=[point.hover for _, point in along],
        hoverinfo="text",
        cliponaxis=False,
    )


def _beside(point: Point, *, written: bool) -> str:
    if point.value is None:
        return ""
    return "<br>".join(filter(None, (_small(_alarm(point.doubt)) if point.doubt else "", point.text if written else "")))


def _in_cell(point: Point, *, narrow: bool) -> str:
    if point.value is None or not point.doubt:
        return point.text
    return f"{point.text} ⚠" if narrow else f"{point.text}<br>{_small(f'⚠ {plain(point.doubt)}')}"


def _number_axis(name: str, across: Sequence[float]) -> dict[str, Any]:
    """Ticks at the numbers that were asked for; forces over their logarithm."""
    logarithmic = name == "fmax" and len(across) > 1 and across[-1] > 3 * across[0]
    low, high = (math.log10(across[k]) if logarithmic else float(across[k]) for k in (0, -1))
    room = 0.08 * (high - low) or 0.5
    shown = {"tickmode": "array", "tickvals": list(across), "ticktext": [f"{x:g}" for x in across]} if len(across) <= MOST_WRITTEN else {}
    return {"type": "log" if logarithmic else "linear", "range": [low - room, high + room], **shown}


def _span(known: Sequence[float]) -> list[float] | None:
    """From below the lowest number to above the highest, with room for what is written there."""
    if not known:
        return None
    low, high = min(known), max(known)
    reach = max(high - low, LEAST_SPAN * max(abs(low), abs(high))) or 1.0
    middle = (low + high) / 2
    return [middle - 0.7 * reach, middle + 0.9 * reach]


def _in_order(name: str, given: Sequence[Any]) -> list[Any]:
    """Each value once: numbers rising, others as they came."""
    found = list(dict.fromkeys(given))
    return sorted(found) if name in NUMBERS else found


def _categories(names: Sequence[str]) -> dict[str, Any]:
    """An axis of rows from the top down."""
    shown = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": [plain(name) for name in names]}
    return {"range": [len(names) - 0.5, -0.5], "showgrid": False, "ticklabelstandoff": 6, **shown}


def _alarm(said: str, *, sign: str = "⚠ ") -> str:
    return f'<span style="color:{palette.ALARM}">{sign}{plain(said)}</span>' if said else ""


def _small(said: str) -> str:
    return f'<span style="font-size:11px">{said}</span>'
