"""Barriers and their kin from plain structures: the vocabulary that generated scripts are written in."""

from sim.path import Path, interpolate, read_path
from sim.rates import rates
from sim.records import (
    Adsorption,
    Barrier,
    BarrierTable,
    EquationOfState,
    MolecularDynamics,
    Relaxation,
    SurfaceEnergy,
    VacancyFormation,
    Vibrations,
    View,
)
from sim.relax import relax
from sim.settings import configure
from sim.substitution import substitute

__all__ = [
    "Adsorption",
    "Barrier",
    "BarrierTable",
    "EquationOfState",
    "MolecularDynamics",
    "Path",
    "Relaxation",
    "SurfaceEnergy",
    "VacancyFormation",
    "Vibrations",
    "View",
    "configure",
    "interpolate",
    "rates",
    "read_path",
    "relax",
    "substitute",
]
