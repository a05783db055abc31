"""Charts of the records that are no barriers: equation of state, vibrations, molecular dynamics."""

import numpy as np
import plotly.graph_objects as go

from sim.records import EquationOfState, MolecularDynamics, Vibrations
from tools import palette
from tools.captions import caption

HEIGHT_PX = 380
BLUE, GREEN = palette.CANDIDATES[0], palette.CANDIDATES[2]


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
        # The stabilized jellium form, a cubic in V^(-1/3): doi.org/10.1103/PhysRevB.63.224115
        cubic = np.polynomial.Polynomial.fit(volumes ** (-1 / 3), energies, 3)
        fine = np.linspace(volumes.min(), volumes.max(), 80)
        curve = cubic(fine ** (-1 / 3))
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
    figure.update_layout(
        height=HEIGHT_PX, xaxis_title=caption("volume_axis"), yaxis_title=caption("relative_energy_axis"), legend=_legend()
    )
    return figure, title


def vibrations(record: Vibrations) -> tuple[go.Figure, str]:
    """A line for each mode at its wavenumber; imaginary ones below zero, in another colour and pattern."""
    figure = go.Figure()
    modes = list(enumerate(sorted(record.frequencies_cm1), start=1))
    for chosen, name, colour, pattern in (
        ([m for m in modes if m[1] >= 0], "real_mode", BLUE, ""),
        ([m for m in modes if m[1] < 0], "imaginary_mode", palette.ALARM, "/"),
    ):
        if chosen:
            figure.add_bar(
                x=[number for number, _ in chosen],
                y=[round(frequency, 2) for _, frequency in chosen],
                name=caption(name),
                marker={"color": colour, "pattern": {"shape": pattern}},
                width=0.7,
                text=[f"{frequency:.0f}" if frequency >= 0 else f"{-frequency:.0f}i" for _, frequency in chosen]
                if len(modes) <= 24
                else None,
                textposition="outside",
                cliponaxis=False,
                hovertemplate="%{y:.1f} cm⁻¹<extra></extra>",
            )
    figure.update_layout(height=HEIGHT_PX, xaxis_title=caption("mode_axis"), yaxis_title=caption("frequency_axis"), legend=_legend())
    figure.update_layout(showlegend=record.n_imaginary > 0, bargap=0.3)
    if len(modes) <= 24:
        figure.update_xaxes(dtick=1)
    return figure, caption("vibration_title", formula=record.formula, zpe=f"{record.zpe_eV:.3f} eV")


def molecular_dynamics(record: MolecularDynamics) -> tuple[go.Figure, str]:
    """Temperature over time, with the temperature asked for as a line."""
    figure = go.Figure()
    if len(record.times_ps) > 1 and len(record.times_ps) == len(record.temperatures_K):
        figure.add_scatter(
            x=_list(record.times_ps), y=_list(record.temperatures_K), mode="lines", line={"color": BLUE, "width": 1.6}, showlegend=False
        )
        if record.ensemble.upper() != "NVE":
            figure.add_hline(y=record.temperature_K, line={"color": palette.ALARM, "dash": "dash", "width": 1.6})
            note = f"{caption('target')} {record.temperature_K:.0f} K"
            figure.add_annotation(
                x=1,
                xref="paper",
                y=record.temperature_K,
                text=note,
                showarrow=False,
                xanchor="right",
                yanchor="bottom",
                font_color=palette.ALARM,
            )
    figure.update_layout(height=HEIGHT_PX, xaxis_title=caption("time_axis"), yaxis_title=caption("temperature_axis"))
    title = caption(
        "md_title", ensemble=record.ensemble, temperature=f"{record.temperature_K:.0f} K", mean=f"{record.mean_temperature_K:.0f} K"
    )
    return figure, title


def _list(values: object) -> list[float]:
    return [round(float(value), 6) for value in np.asarray(values)]


def _legend() -> dict[str, object]:
    return {"orientation": "h", "x": 0.5, "xanchor": "center", "y": 0.98, "yanchor": "top", "bgcolor": palette.CLEAR}
