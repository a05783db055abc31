"""Barriers side by side: a ranking of bars above, the energy along every path below.

Barriers of several sites with several elements are a heat map instead of the bars; those of one path with several settings are a line
over the setting. A settled barrier is a solid bar; one that is unconverged or failed a check is hatched and says so; one without a
number keeps its slot, with the reason.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from scipy.interpolate import PchipInterpolator

from sim.records import Barrier, BarrierTable
from tools import palette, tablechart
from tools.barrierwords import doubt, hover, name, row, settled, state, width
from tools.captions import caption
from tools.lettering import plain, signed

BAR_PX, PROFILE_PX, GAP_PX, AXIS_PX = 40, 330, 62, 52
COLUMN_PX = 7.0
# The paths that are drawn below a heat map: the lowest, and the host
MOST_PROFILES = len(palette.CANDIDATES)


def draw_table(table: BarrierTable) -> tuple[go.Figure, str]:
    """The figure of a table, by what differs between its barriers, and its title."""
    return _over_settings(table) or _over_sites(table) or draw(table.ranking)


def draw(barriers: Sequence[Barrier]) -> tuple[go.Figure, str]:
    """The figure of these barriers in the order given, and its title."""
    profiles = [barrier for barrier in barriers if len(barrier.energies_eV) > 1]
    figure = go.Figure()
    styles = {id(barrier): style for barrier, style in zip(barriers, _styles(barriers), strict=True)}
    for barrier in barriers:
        figure.add_trace(_bar(barrier, styles[id(barrier)]))
    lengths = path_lengths(profiles)
    for barrier in profiles:
        for trace in _profile(barrier, lengths, styles[id(barrier)]):
            figure.add_trace(trace)
    _mark_host(figure, barriers)
    _write_rows(figure, barriers)
    _lay_out(figure, barriers, bool(profiles), in_angstrom=lengths is not None)
    one = barriers[0]
    return figure, caption("barrier_title") if len(barriers) > 1 else caption("barrier_title_one", label=name(one))


def _over_settings(table: BarrierTable) -> tuple[go.Figure, str] | None:
    """Lines over the number of images, or over the force asked for; a heat map over both; None where neither differs alone."""
    axes, found = tablechart.places(table)
    numbers = [name for name in axes if name in tablechart.NUMBERS]
    title = tablechart.title_of(table, axes)
    if len(numbers) == len(axes) == 2 and tablechart.is_grid(found):
        return tablechart.heat_map(found, axes, table), title
    if len(numbers) != 1 or len(axes) > 2:
        return None
    k, others = axes.index(numbers[0]), [name for name in axes if name not in numbers]
    groups: dict[str, dict[float, tablechart.Point]] = {}
    hosts = {tablechart.tick("subject", barrier.subject, table) for barrier in table if barrier.is_host} if "subject" in others else set()
    for place, point in found.items():
        group = tablechart.tick(others[0], place[1 - k], table) if others else ""
        groups.setdefault(group, {})[place[k]] = point
    if len(groups) > tablechart.MOST_LINES + len(hosts) or min(map(len, groups.values())) < 2:
        return None
    own = iter(palette.CANDIDATES)
    for group, along in groups.items():
        colour = palette.HOST if group in hosts else next(own)
        groups[group] = {x: dataclasses.replace(point, colour=colour) for x, point in along.items()}
    return tablechart.lines(groups, numbers[0], tablechart.value_axis(table)), title


def _over_sites(table: BarrierTable) -> tuple[go.Figure, str] | None:
    """A heat map of single atoms replaced, sites down and elements across, the lowest paths below; None where it is no such grid."""
    hosts = [barrier for barrier in table if barrier.is_host]
    others = [barrier for barrier in table if not barrier.is_host]
    alone = all(len(barrier.substitution) == 1 and not barrier.changes for barrier in others)
    if table.axes != ("subject",) or not alone or len(hosts) > 1:
        return None
    of = [next(iter(barrier.substitution.items())) for barrier in others]
    if not tablechart.is_grid(of) or len(set(of)) < len(of):
        return None
    found = dict(zip(of, tablechart.points(BarrierTable(others)), strict=True))
    sites, elements = list(dict.fromkeys(site for site, _ in of)), list(dict.fromkeys(element for _, element in of))
    shown = [barrier for barrier in BarrierTable(others).ranking if len(barrier.energies_eV) > 1][:MOST_PROFILES]
    figure = _above_profiles(found, sites, elements, [*shown, *(host for host in hosts if len(host.energies_eV) > 1)])
    return figure, _beside_host(hosts)


def _above_profiles(
    found: dict[tuple[int, str], tablechart.Point], sites: Sequence[int], elements: Sequence[str], profiles: Sequence[Barrier]
) -> go.Figure:
    """The heat map, and the energy along these paths below it."""
    rows = tablechart.cells_px(len(sites))
    inner = rows + GAP_PX + PROFILE_PX if profiles else rows
    bar = {"y": 1 - rows / inner / 2, "len": rows / inner, "yanchor": "middle"}
    trace, notes = tablechart.cells(sites, elements, found, "eV", bar=bar)
    across = tablechart.cell_axis("element", elements, "barrier")
    down = tablechart.cell_axis("index", list(map(str, sites)), "barrier", down=True)
    figure = go.Figure(trace)
    figure.update_layout(
        height=inner + AXIS_PX,
        annotations=notes,
        xaxis={"anchor": "y", **across},
        yaxis={"anchor": "x", "domain": [1 - rows / inner, 1], **down},
        showlegend=len(profiles) > 1,
    )
    if profiles:
        _add_profiles(figure, profiles, PROFILE_PX / inner)
        longest = max(len(name(barrier)) + 6 for barrier in profiles)
        figure.update_layout(margin_r=max(96, round(COLUMN_PX * longest) + 24))
    return figure


def _add_profiles(figure: go.Figure, profiles: Sequence[Barrier], share: float) -> None:
    """The energy along each of these paths in the lower part of the figure, with a legend."""
    lengths = path_lengths(profiles)
    for barrier, style in zip(profiles, _styles(profiles), strict=True):
        figure.add_traces(_profile(barrier, lengths, style))
    _lay_out_profiles(figure, share, in_angstrom=lengths is not None)


def _beside_host(hosts: Sequence[Barrier]) -> str:
    """The title, with the unsubstituted barrier that those of a heat map are compared with."""
    if not hosts or hosts[0].barrier_eV is None:
        return caption("barrier_title")
    host = f"{name(hosts[0])} {hosts[0].barrier_eV:.3f} eV {doubt(hosts[0])}".strip()
    return caption("title_with", title=caption("barrier_title"), shared=host)


def path_lengths(barriers: Sequence[Barrier]) -> dict[int, np.ndarray] | None:
    """The way covered up to each image [Å], by id of the barrier; None where a path's images are not at hand."""
    lengths = {}
    for barrier in barriers:
        if len(barrier.images) != len(barrier.energies_eV):
            return None
        positions = np.array([image.positions for image in barrier.images])
        steps = np.linalg.norm(np.diff(positions, axis=0).reshape(len(positions) - 1, -1), axis=1)
        lengths[id(barrier)] = np.concatenate([[0.0], np.cumsum(np.maximum(steps, 1e-6))])
    return lengths


def _styles(barriers: Sequence[Barrier]) -> list[dict[str, Any]]:
    """Colour and marker of each: the best seven substituted ones have their own, the host and the rest are grey."""
    own = iter(zip(palette.CANDIDATES, palette.MARKERS, strict=True))
    styles = []
    for barrier in barriers:
        colour, marker = (palette.HOST, "circle") if barrier.is_host else next(own, (palette.REST, "circle"))
        styles.append({"colour": colour, "marker": marker})
    return styles


def _bar(barrier: Barrier, style: dict[str, Any]) -> go.Bar | go.Scatter:
    shared = {
        "name": name(barrier),
        "legendgroup": barrier.label,
        "y": [name(barrier)],
        "hovertext": [hover(barrier)],
        "hoverinfo": "text",
        "showlegend": False,
        "cliponaxis": False,
    }
    if barrier.barrier_eV is None:
        line = {"width": 2.5, "color": palette.ALARM}
        marker = {"symbol": "x-thin" if barrier.status == "failed" else "line-ns", "size": 11, "line": line}
        return go.Scatter(x=[0], mode="markers", marker=marker, **shared)
    marker = {"color": style["colour"], "line": {"color": style["colour"], "width": 1.5}, "cornerradius": 3}
    if not settled(barrier):
        marker["pattern"] = {"shape": "/", "fillmode": "replace", "fgcolor": style["colour"], "size": 7, "solidity": 0.3}
    return go.Bar(x=[barrier.barrier_eV], orientation="h", width=0.62, marker=marker, **shared)


def _profile(barrier: Barrier, lengths: dict[int, np.ndarray] | None, style: dict[str, Any]) -> list[go.Scatter]:
    """The curve through the images, the images, and the saddle starred."""
    energies = np.array(barrier.energies_eV)
    along = np.linspace(0, 1, len(energies)) if lengths is None else lengths[id(barrier)]
    solid = settled(barrier)
    shared = {"name": name(barrier), "legendgroup": barrier.label, "yaxis": "y2", "xaxis": "x2", "showlegend": False}
    # PCHIP stays between the images that it joins: the drawn top is an image, never an overshoot.
    fine = np.linspace(along[0], along[-1], 12 * len(energies))
    curve = PchipInterpolator(along, energies)(fine)
    line = {"color": style["colour"], "width": 2.4 if solid else 1.8, "dash": "solid" if solid else "dot"}
    symbols = [style["marker"] + ("" if solid else "-open")] * len(energies)
    sizes = [7.0] * len(energies)
    texts = [f"<b>{plain(name(barrier))}</b> {caption('image', index=k)}<br>{signed(energy)} eV" for k, energy in enumerate(energies)]
    if barrier.saddle_image is not None and barrier.barrier_eV is not None and 0 <= barrier.saddle_image < len(energies):
        symbols[barrier.saddle_image], sizes[barrier.saddle_image] = "star" if solid else "star-open", 15.0
        texts[barrier.saddle_image] += f" {caption('saddle')}({state(barrier)})"
    points = {"symbol": symbols, "size": sizes, "color": style["colour"], "opacity": 1, "line": {"color": style["colour"], "width": 1.4}}
    entry = {"color": style["colour"], "symbol": style["marker"] + ("" if solid else "-open"), "size": 9}
    rows = [_round(fine), _round(curve), _round(along), _round(energies)]
    return [
        go.Scatter(x=rows[0], y=rows[1], mode="lines", line=line, hoverinfo="skip", **shared),
        go.Scatter(x=rows[2], y=rows[3], mode="markers", marker=points, hovertext=texts, hoverinfo="text", **shared),
        # The legend's own entry: a plain marker, not the first image's.
        go.Scatter(x=[None], y=[None], mode="lines+markers", line=line, marker=entry, **{**shared, "showlegend": True}),
    ]


def _round(values: np.ndarray) -> list[float]:
    return [round(float(value), 5) for value in values]


def _mark_host(figure: go.Figure, barriers: Sequence[Barrier]) -> None:
    host = next((barrier for barrier in barriers if barrier.is_host and barrier.barrier_eV is not None), None)
    if host is None or len(barriers) == 1 or host.barrier_eV is None:
        return
    figure.add_shape(
        type="line",
        xref="x",
        yref="y domain",
        x0=host.barrier_eV,
        x1=host.barrier_eV,
        y0=0,
        y1=1,
        line={"color": palette.HOST, "width": 1.4, "dash": "dot"},
        layer="below",
    )


def _write_rows(figure: go.Figure, barriers: Sequence[Barrier]) -> None:
    """The words of each row in a column of their own at the right, where no bar and no line can run through them."""
    place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 10, "yref": "y", "yanchor": "middle"}
    for barrier in barriers:
        figure.add_annotation(y=name(barrier), text="<br>".join(row(barrier)), align="left", showarrow=False, **place)


def _lay_out(figure: go.Figure, barriers: Sequence[Barrier], with_profiles: bool, *, in_angstrom: bool) -> None:
    """Rows of one height whatever their number, the profiles below; legend and words of the rows share the right margin."""
    rows = BAR_PX * len(barriers) + 14
    inner = rows + GAP_PX + PROFILE_PX if with_profiles else rows
    longest = max([barrier.barrier_eV for barrier in barriers if barrier.barrier_eV is not None], default=0.0)
    names = [name(barrier) for barrier in barriers]
    figure.update_layout(
        height=inner + AXIS_PX,
        margin_r=round(COLUMN_PX * max([*map(width, barriers), *(len(text) + 6 for text in names)])) + 24,
        bargap=0.3,
        barmode="overlay",
        xaxis={"title": caption("barrier_axis"), "range": [0, 1.04 * longest or 1.0], "anchor": "y", "title_standoff": 6},
        yaxis={
            "type": "category",
            "categoryarray": names,
            "range": [len(names) - 0.5, -0.5],
            "anchor": "x",
            "domain": [1 - rows / inner, 1],
            "showgrid": False,
            "ticklabelstandoff": 6,
        },
        showlegend=with_profiles and len(barriers) > 1,
    )
    if with_profiles:
        _lay_out_profiles(figure, PROFILE_PX / inner, in_angstrom=in_angstrom)


def _lay_out_profiles(figure: go.Figure, share: float, *, in_angstrom: bool) -> None:
    """The lower part of the figure, this share of its height, with the legend at its right."""
    coordinate = caption("coordinate_axis" if in_angstrom else "coordinate_axis_plain")
    legend = {"x": 1, "xanchor": "left", "y": share, "yanchor": "top", "maxheight": share, "tracegroupgap": 0, "bgcolor": palette.CLEAR}
    figure.update_layout(
        legend=legend,
        xaxis2={"title": coordinate, "anchor": "y2", "title_standoff": 6},
        yaxis2={"title": caption("energy_axis"), "anchor": "x2", "domain": [0, share]},
    )
