"""Barriers side by side: a ranking of bars above, the energy along every path below.

A settled barrier is a solid bar; one that is unconverged or failed a check is hatched and says so; one without a number keeps its
slot, with the reason.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from scipy.interpolate import PchipInterpolator

from sim.records import Barrier
from tools import palette
from tools.barrierwords import hover, name, row, settled, state, width
from tools.captions import caption
from tools.lettering import plain, signed

BAR_PX, PROFILE_PX, GAP_PX, AXIS_PX = 40, 330, 62, 52
COLUMN_PX = 7.0


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
        legend={
            "x": 1,
            "xanchor": "left",
            "y": PROFILE_PX / inner,
            "yanchor": "top",
            "maxheight": PROFILE_PX / inner,
            "tracegroupgap": 0,
            "bgcolor": palette.CLEAR,
        },
        showlegend=with_profiles and len(barriers) > 1,
    )
    if with_profiles:
        coordinate = caption("coordinate_axis" if in_angstrom else "coordinate_axis_plain")
        figure.update_layout(
            xaxis2={"title": coordinate, "anchor": "y2", "title_standoff": 6},
            yaxis2={"title": caption("energy_axis"), "anchor": "x2", "domain": [0, PROFILE_PX / inner]},
        )
