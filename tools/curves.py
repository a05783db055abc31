"""Charts of the records that are no barriers: equation of state, vibrations, molecular dynamics, a script's own series."""

import numpy as np
import plotly.graph_objects as go

from sim.drawing import readable
from sim.records import EquationOfState, MolecularDynamics, Series, Vibrations
from tools import palette
from tools.captions import caption
from tools.lettering import plain

HEIGHT_PX = 320
ROW_PX, ROOM_PX = 30, 66
MOST_WRITTEN = 40
# Beside the title, where no curve runs.
ABOVE = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom", "bgcolor": palette.CLEAR}
BLUE = palette.CANDIDATES[0]


def equation_of_state(record: EquationOfState) -> tuple[go.Figure, str]:
    """Energy over volume, with the curve that the lattice constant was read from."""
    figure = go.Figure()
    title = caption(
        "eos_title",
        formula=record.formula,
        lattice=record.lattice,
        a=f"{record.lattice_constant_A:.3f} Å",
        bulk=f"{record.bulk_modulus_GPa:.0f} GPa",
    )
    volumes, energies = np.array(record.volumes_A3), np.array(record.energies_eV)
    if len(volumes) >= 4 and len(volumes) == len(energies):
        # Birch's third-order form is a cubic in V^(-2/3): doi.org/10.1103/PhysRev.71.809
        cubic = np.polynomial.Polynomial.fit(volumes ** (-2 / 3), energies, 3)
        fine = np.linspace(volumes.min(), volumes.max(), 80)
        curve = cubic(fine ** (-2 / 3))
        lowest = min(curve.min(), energies.min())
        figure.add_scatter(
            x=_list(fine), y=_list(1000 * (curve - lowest)), mode="lines", name=caption("fit"), line={"color": BLUE, "width": 2}
        )
        figure.add_scatter(
            x=_list(volumes),
            y=_list(1000 * (energies - lowest)),
            mode="markers",
            name=caption("computed"),
            marker={"color": BLUE, "size": 9},
        )
    figure.update_layout(height=HEIGHT_PX, xaxis_title=caption("volume_axis"), yaxis_title=caption("relative_energy_axis"), legend=ABOVE)
    return figure, title


def vibrations(record: Vibrations) -> tuple[go.Figure, str]:
    """A bar for each mode as long as its wavenumber; imaginary ones to the other side, in another colour and pattern."""
    figure = go.Figure()
    modes = list(enumerate(sorted(record.frequencies_cm1), start=1))
    written = len(modes) <= MOST_WRITTEN
    for chosen, name, colour, pattern in (
        ([m for m in modes if m[1] >= 0], "real_mode", BLUE, ""),
        ([m for m in modes if m[1] < 0], "imaginary_mode", palette.ALARM, "/"),
    ):
        if chosen:
            figure.add_bar(
                orientation="h",
                y=[number for number, _ in chosen],
                x=[round(frequency, 2) for _, frequency in chosen],
                name=caption(name),
                marker={"color": colour, "pattern": {"shape": pattern}},
                width=0.66,
                text=[_wavenumber(frequency) for _, frequency in chosen] if written else None,
                textposition="outside",
                cliponaxis=False,
                hovertemplate="%{x:.1f} cm⁻¹<extra></extra>",
            )
    lowest, highest = min([f for _, f in modes], default=0.0), max([f for _, f in modes], default=0.0)
    span = max(highest, 0.0) - min(lowest, 0.0) or 1.0
    figure.update_layout(
        height=ROOM_PX + (ROW_PX if written else ROW_PX // 3) * len(modes),
        showlegend=record.n_imaginary > 0,
        legend=ABOVE if record.n_imaginary else None,
        xaxis={"title": caption("frequency_axis"), "range": [lowest - 0.1 * span if lowest < 0 else 0, max(highest, 0.0) + 0.1 * span]},
        yaxis={"tickprefix": caption("mode"), "range": [len(modes) + 0.6, 0.4], "showgrid": False},
    )
    if written:
        figure.update_yaxes(dtick=1)
    return figure, caption("vibration_title", formula=record.formula, zpe=f"{record.zpe_eV:.3f} eV")


def _wavenumber(frequency: float) -> str:
    return f"{frequency:.0f}" if frequency >= 0 else f"{-frequency:.0f}i"


def molecular_dynamics(record: MolecularDynamics) -> tuple[go.Figure, str]:
    """Temperature over time, with the temperature asked for as a line."""
    figure = go.Figure()
    times = _list(record.times_ps)
    if len(times) > 1 and len(times) == len(record.temperatures_K):
        figure.add_scatter(
            x=times, y=_list(record.temperatures_K), mode="lines", line={"color": BLUE, "width": 1.6}, name=caption("measured_T")
        )
        if record.ensemble.upper() != "NVE":
            line = {"color": palette.ALARM, "dash": "dash", "width": 1.6}
            asked = f"{caption('target')} {record.temperature_K:.0f} K"
            figure.add_scatter(x=[times[0], times[-1]], y=[record.temperature_K] * 2, mode="lines", line=line, name=asked, hoverinfo="name")
    figure.update_layout(height=HEIGHT_PX, xaxis_title=caption("time_axis"), yaxis_title=caption("temperature_axis"), legend=ABOVE)
    title = caption(
        "md_title", ensemble=record.ensemble, temperature=f"{record.temperature_K:.0f} K", mean=f"{record.mean_temperature_K:.0f} K"
    )
    return figure, title


def series(record: Series) -> tuple[go.Figure, str]:
    """Points in the order in which they were given, with the straight line through them where one was fitted."""
    figure = go.Figure()
    if len(record.x) == len(record.y) > 1:
        points = {"color": BLUE, "size": 7}
        figure.add_scatter(
            x=list(record.x),
            y=list(record.y),
            mode="lines+markers",
            name=caption("computed"),
            marker=points,
            line={"color": BLUE, "width": 2},
        )
        if record.slope is not None and record.intercept is not None:
            ends = [min(record.x), max(record.x)]
            name = caption("line_fit", slope=readable(record.slope), intercept=readable(record.intercept))
            line = {"color": palette.ALARM, "dash": "dash", "width": 1.6}
            figure.add_scatter(x=ends, y=[record.intercept + record.slope * x for x in ends], mode="lines", name=name, line=line)
    figure.update_layout(
        height=HEIGHT_PX,
        xaxis_title=plain(axis(record.x_label, record.x_unit)),
        yaxis_title=plain(axis(record.y_label, record.y_unit)),
        legend=ABOVE,
        showlegend=record.slope is not None,
    )
    return figure, caption("series_title", label=record.label)


def axis(label: str, unit: str) -> str:
    """A quantity with its unit."""
    return " / ".join(part for part in (label, unit) if part)


def _list(values: object) -> list[float]:
    return [round(float(value), 6) for value in np.asarray(values)]
