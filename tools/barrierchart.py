"""Barriers side by side: a ranking of bars above, the energy along every path below.

A converged barrier is a solid bar; an unconverged one is hatched and says so; one without a number keeps its slot, with the reason.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from scipy.interpolate import PchipInterpolator

from sim.messages import word
from sim.records import Barrier
from tools import palette
from tools.captions import caption

BAR_PX, PROFILE_PX, GAP_PX, LEGEND_PX = 36, 330, 66, 34
REASON_LENGTH = 30


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
    _lay_out(figure, barriers, bool(profiles), in_angstrom=lengths is not None)
    one = barriers[0]
    return figure, caption("barrier_title") if len(barriers) > 1 else caption("barrier_title_one", label=name(one))


def name(barrier: Barrier) -> str:
    """What a person calls this candidate."""
    return word("host") if barrier.is_host else barrier.label


def state(barrier: Barrier) -> str:
    """Converged or not, and checked or not, in a few words."""
    words = word(barrier.status)
    if barrier.status != "converged":
        return words
    if barrier.verdict is None or not barrier.verdict.checks:
        return f"{words}・{word('not_verified')}"
    if barrier.verdict.passed:
        return f"{words}・{word('verified')}"
    failed = [word(check.name) for check in barrier.verdict.checks if not check.passed]
    return f"{words}・{word('doubtful', checks=', '.join(failed))}"


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


def _value(energy: float | None, sign: str = "") -> str:
    return caption("no_value") if energy is None else f"{energy:{sign}.3f} eV"


def _force(fmax: float | None) -> str:
    return "–" if fmax is None else f"{fmax:.3f}"


def _hover(barrier: Barrier) -> str:
    text = caption(
        "hover_barrier",
        label=name(barrier),
        value=_value(barrier.barrier_eV),
        state=state(barrier),
        reaction=_value(barrier.reaction_energy_eV, "+"),
        reverse=_value(barrier.reverse_barrier_eV),
        reached=_force(barrier.fmax_reached),
        asked=f"{barrier.fmax:g}",
        calls=barrier.force_calls,
    )
    return text + (f"<br>{barrier.reason.text}" if barrier.reason else "")


def _label(barrier: Barrier) -> str:
    """What stands at the end of the bar."""
    if barrier.barrier_eV is None:
        reason = barrier.reason.text if barrier.reason else ""
        short = reason if len(reason) <= REASON_LENGTH else reason[: REASON_LENGTH - 1] + "…"
        return f" <b>{word(barrier.status)}</b>" + (f" {short}" if short else "")
    if barrier.status == "unconverged":
        return f" {barrier.barrier_eV:.3f} eV <b>{word('unconverged')}</b> (fmax {_force(barrier.fmax_reached)})"
    checked = barrier.verdict is not None and barrier.verdict.checks
    return f" <b>{barrier.barrier_eV:.3f} eV</b>" + (f" {_proof(barrier)}" if checked else f" {word('not_verified')}")


def _proof(barrier: Barrier) -> str:
    return f"✓ {word('verified')}" if barrier.verdict and barrier.verdict.passed else f"⚠ {state(barrier).partition('・')[2]}"


def _bar(barrier: Barrier, style: dict[str, Any]) -> go.Bar | go.Scatter:
    shared = {
        "name": name(barrier),
        "legendgroup": barrier.label,
        "y": [name(barrier)],
        "text": [_label(barrier)],
        "hovertext": [_hover(barrier)],
        "hoverinfo": "text",
        "showlegend": False,
        "cliponaxis": False,
    }
    if barrier.barrier_eV is None:
        marker = {
            "symbol": "x-thin" if barrier.status == "failed" else "line-ns",
            "size": 11,
            "line": {"width": 2.5, "color": palette.ALARM},
        }
        return go.Scatter(x=[0], mode="markers+text", textposition="middle right", marker=marker, **shared)
    marker = {"color": style["colour"], "line": {"color": style["colour"], "width": 1.5}, "cornerradius": 3}
    if barrier.status == "unconverged":
        marker["pattern"] = {"shape": "/", "fillmode": "replace", "fgcolor": style["colour"], "size": 7, "solidity": 0.3}
    return go.Bar(
        x=[barrier.barrier_eV], orientation="h", width=0.62, marker=marker, textposition="outside", constraintext="none", **shared
    )


def _profile(barrier: Barrier, lengths: dict[int, np.ndarray] | None, style: dict[str, Any]) -> list[go.Scatter]:
    """The curve through the images, the images, and the saddle starred."""
    energies = np.array(barrier.energies_eV)
    along = np.linspace(0, 1, len(energies)) if lengths is None else lengths[id(barrier)]
    settled = barrier.status == "converged"
    shared = {"name": name(barrier), "legendgroup": barrier.label, "yaxis": "y2", "xaxis": "x2", "showlegend": False}
    # PCHIP stays between the images that it joins: the drawn top is an image, never an overshoot.
    fine = np.linspace(along[0], along[-1], 12 * len(energies))
    curve = PchipInterpolator(along, energies)(fine)
    line = {"color": style["colour"], "width": 2.4 if settled else 1.8, "dash": "solid" if settled else "dot"}
    symbols = [style["marker"] + ("" if settled else "-open")] * len(energies)
    sizes = [7.0] * len(energies)
    texts = [f"{name(barrier)} {caption('image', index=k)}<br>{energy:+.3f} eV" for k, energy in enumerate(energies)]
    if barrier.saddle_image is not None and barrier.barrier_eV is not None and 0 <= barrier.saddle_image < len(energies):
        symbols[barrier.saddle_image], sizes[barrier.saddle_image] = "star" if settled else "star-open", 15.0
        texts[barrier.saddle_image] += f" {caption('saddle')}({state(barrier)})"
    points = {"symbol": symbols, "size": sizes, "color": style["colour"], "opacity": 1, "line": {"color": style["colour"], "width": 1.4}}
    entry = {"color": style["colour"], "symbol": style["marker"] + ("" if settled else "-open"), "size": 9}
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


def _lay_out(figure: go.Figure, barriers: Sequence[Barrier], with_profiles: bool, *, in_angstrom: bool) -> None:
    bars = BAR_PX * len(barriers) + 18
    legend = LEGEND_PX if with_profiles and len(barriers) > 1 else 0
    plot = bars + (GAP_PX + PROFILE_PX + 56 + legend if with_profiles else 52)
    numbers = [barrier.barrier_eV for barrier in barriers if barrier.barrier_eV is not None]
    wordy = any(barrier.status != "converged" for barrier in barriers) or any(b.verdict and not b.verdict.passed for b in barriers)
    reach = max([*numbers, 0.0]) or 1.0
    inner = plot - legend - 50
    split = 1 - bars / inner if with_profiles else 0.0
    figure.update_layout(
        height=plot + 46,
        bargap=0.3,
        barmode="overlay",
        xaxis={
            "title": caption("barrier_axis"),
            "range": [0, reach * (2.1 if wordy else 1.6)],
            "anchor": "y",
            "domain": [0, 1],
            "rangemode": "tozero",
            "title_standoff": 6,
        },
        yaxis={
            "autorange": "reversed",
            "type": "category",
            "anchor": "x",
            "domain": [split, 1],
            "showgrid": False,
            "ticklabelstandoff": 6,
            "categoryorder": "array",
            "categoryarray": [name(b) for b in barriers],
        },
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "tracegroupgap": 0,
            "bgcolor": palette.CLEAR,
        },
        showlegend=bool(legend),
    )
    if with_profiles:
        figure.update_layout(
            xaxis2={
                "title": caption("coordinate_axis" if in_angstrom else "coordinate_axis_plain"),
                "anchor": "y2",
                "domain": [0, 1],
                "title_standoff": 6,
            },
            yaxis2={"title": caption("energy_axis"), "anchor": "x2", "domain": [0, PROFILE_PX / inner]},
        )
