"""Barriers and their kin from plain structures: the vocabulary that generated scripts are written in."""

from sim.bulk import lattice_constant
from sim.dynamics import molecular_dynamics
from sim.neb import barrier, screen
from sim.path import Path, interpolate, read_path
from sim.rates import harmonic_rates, rates
from sim.records import (
    Adsorption,
    Barrier,
    BarrierTable,
    EquationOfState,
    MolecularDynamics,
    Relaxation,
    SurfaceEnergy,
    Table,
    VacancyFormation,
    Vibrations,
    View,
)
from sim.relax import relax
from sim.settings import configure
from sim.substitution import substitute
from sim.surface import adsorption_energy, surface_energy, surface_hop
from sim.vacancy import vacancy_formation, vacancy_migration
from sim.verification import verify
from sim.vibrations import vibrations
from sim.view import view

__all__ = [
    "Adsorption",
    "Barrier",
    "BarrierTable",
    "EquationOfState",
    "MolecularDynamics",
    "Path",
    "Relaxation",
    "SurfaceEnergy",
    "Table",
    "VacancyFormation",
    "Vibrations",
    "View",
    "adsorption_energy",
    "barrier",
    "configure",
    "harmonic_rates",
    "interpolate",
    "lattice_constant",
    "molecular_dynamics",
    "rates",
    "read_path",
    "relax",
    "screen",
    "substitute",
    "surface_energy",
    "surface_hop",
    "vacancy_formation",
    "vacancy_migration",
    "verify",
    "vibrations",
    "view",
]
