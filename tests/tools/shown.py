"""Records as a run would give them, small and made up: what charts, scenes, reports and notebooks are drawn from."""

import json

import numpy as np
from ase.build import fcc111
from ase.constraints import FixAtoms

from sim.records import Barrier, BarrierTable, Caveat, Check, Verdict
from tools.figures import CONFIG, figure_of
from tools.outputs import PLOTLY, RECORD, STRUCTURE
from tools.scenes import scene_of

CAVEAT = Caveat("mptrj_only", "この計算器は結晶の計算データで学習したものです。")
GOOD = Verdict(1, True, (Check("ends_are_minima", True, 0.01, 0.02), Check("one_imaginary_mode", True, 1, 1)))
DOUBTFUL = Verdict(2, True, (Check("one_imaginary_mode", False, 2, 1, "312i, 48i cm⁻¹"),))
SITE = 17


def images(element="Fe", count=7):
    slab = fcc111("Cu", (3, 3, 2), vacuum=6, periodic=True)
    slab.info.clear()
    slab.set_constraint(FixAtoms(indices=range(9)))
    slab.symbols[SITE] = element
    path = []
    for k in range(count):
        image = slab.copy()
        image.positions[16] += (1.2 * k / (count - 1), 0, 0.3)
        path.append(image)
    return tuple(path)


def barrier(element, height, *, status="converged", verdict=GOOD, change=-0.2, fmax_reached=0.018, reason=None):
    """A barrier whose middle image is the saddle, as high as asked; none where there is no height."""
    energies = () if height is None else tuple(height * np.sin(np.pi * np.linspace(0, 1, 7)) ** 2 + change * np.linspace(0, 1, 7) ** 2)
    has_value = height is not None and status in ("converged", "unconverged")
    return Barrier(
        label=f"{element}@{SITE}" if element else "host",
        calculator="chgnet",
        warnings=(CAVEAT,),
        substitution={SITE: element} if element else {},
        status=status,
        barrier_eV=max(energies) if has_value else None,
        reverse_barrier_eV=max(energies) - energies[-1] if has_value else None,
        reaction_energy_eV=energies[-1] if energies else None,
        n_images=7,
        fmax_reached=fmax_reached,
        saddle_image=int(np.argmax(energies)) if energies else None,
        energies_eV=energies,
        path=f"paths/{element}@{SITE}.extxyz",
        force_calls=421,
        verdict=verdict if has_value else None,
        reason=reason,
        images=images(element or "Cu"),
    )


def mixed_table():
    """Every state that a candidate can end in."""
    return BarrierTable(
        (
            barrier("Fe", 0.6),
            barrier("Co", 0.8, verdict=DOUBTFUL),
            barrier("Pt", 1.3, status="unconverged", verdict=None, fmax_reached=0.083, reason=Caveat("steps", "500 ステップで届かず")),
            barrier("Xe", None, status="failed", fmax_reached=None, reason=Caveat("element", "Xe は <b>扱えません</b>")),
            barrier("Ni", 0.0, status="barrierless", change=-0.9, reason=Caveat("downhill", "下り坂")),
            barrier("", 0.9),
        )
    )


def outputs(table):
    """What the script's cell shows, as it comes through the output filter."""
    records = json.loads(json.dumps(table.to_dict()["records"]))
    figure = {**json.loads(figure_of(table).to_json()), "config": CONFIG}
    structure = json.loads(json.dumps(scene_of(table)[0]))
    return [
        {"output_type": "stream", "name": "stdout", "text": "読みました <script>alert(1)</script>\n"},
        {"output_type": "display_data", "data": {"text/plain": str(table), PLOTLY: figure, RECORD: {"records": records}}, "metadata": {}},
        {
            "output_type": "display_data",
            "data": {"text/plain": "Fe", STRUCTURE: structure, RECORD: {"records": records[:1]}},
            "metadata": {},
        },
    ]
