"""Molecular dynamics at constant volume: NVT with Langevin's thermostat, NVE with velocity Verlet.

Covered: one trajectory with a fixed seed; the same call gives the same trajectory.
Not covered: pressure, quantum motion, long times (a trajectory of picoseconds samples little).
"""

import dataclasses
import math
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from ase import Atoms, units
from ase.constraints import FixCom
from ase.md.langevin import Langevin
from ase.md.md import MolecularDynamics as Integrator
from ase.md.velocitydistribution import thermalize_momenta
from ase.md.verlet import VelocityVerlet

from sim.errors import CandidateError, SettingError
from sim.landscape import movable
from sim.many import label_of, one_or_many
from sim.messages import word
from sim.path import one_structure, stem_of
from sim.plan import computed
from sim.potentials import check_elements, open_calculator
from sim.progress import Meter
from sim.rates import HOTTEST_K
from sim.records import MolecularDynamics, Table
from sim.resting import open_bench, said
from sim.settings import calculator_name, settings
from sim.trajectory import file_name, write_images

SEED = 20260
ENSEMBLES = ("NVT", "NVE")
LONGEST_PS, SHORTEST_PS = 100.0, 0.002
# Langevin friction [1/ps]: equilibrates within a few tenths of a picosecond
FRICTION_PER_PS = 10.0
# Frames kept of a trajectory
FRAMES = 200
# Hotter than this the atoms have left their potential [K]
RUNAWAY_K = 50_000.0
# A drift of the total energy that is worth saying [eV an atom]
DRIFT_EV = 0.002


@dataclasses.dataclass
class Log:
    """What a trajectory leaves behind, filled step by step.

    temperatures [K], totals [eV]: each step, the start counted; frames, kept: each `stride` steps
    """

    stride: int
    temperatures: list[float] = dataclasses.field(default_factory=list)
    totals: list[float] = dataclasses.field(default_factory=list)
    potentials: list[float] = dataclasses.field(default_factory=list)
    frames: list[np.ndarray] = dataclasses.field(default_factory=list)


@one_or_many("structure", "temperature_K", "time_ps", "ensemble", "calculator")
def molecular_dynamics(
    structure: str | FilePath | Atoms | Sequence[str | FilePath | Atoms],
    *,
    temperature_K: float | Sequence[float] = 300,
    time_ps: float | Sequence[float] = 1.0,
    ensemble: str | Sequence[str] = "NVT",
    calculator: str | Sequence[str] | None = None,
) -> MolecularDynamics | Table:
    """A trajectory of the free atoms of one or many structures at one or many temperatures."""
    (heat, length, kind), name = _check(temperature_K, time_ps, ensemble), calculator_name(calculator)
    start = one_structure(structure).copy()
    if not movable(start).any():
        raise CandidateError("nothing_moves")
    symbols = set(start.get_chemical_symbols())
    check_elements(name, symbols)
    base = f"{stem_of(structure) or start.get_chemical_formula()} {kind} {heat:g} K"
    known: dict[str, Any] = {"ensemble": kind, "temperature_K": heat, "time_ps": length, "calculator": name}
    label = label_of("molecular_dynamics", base, [start], **known)
    file = {"trajectory": f"paths/{file_name(f'md-{label}')}.extxyz"}
    return computed(
        MolecularDynamics,
        lambda: _trajectory(label, start, kind, heat, length, name),
        structures=[start],
        invented=file,
        label=label,
        **known,
    )


def _trajectory(label: str, start: Atoms, kind: str, temperature_K: float, time_ps: float, name: str) -> MolecularDynamics:
    symbols = set(start.get_chemical_symbols())
    bench = open_bench(label, name, symbols)
    step_fs = time_step_fs(start)
    n_steps = max(1, round(1000 * time_ps / step_fs))
    log = _run(start, name, bench.meter, kind, temperature_K, step_fs, n_steps)
    frames = [_frame(start, positions) for positions in log.frames]
    return MolecularDynamics(
        label=label,
        calculator=name,
        warnings=said(name, symbols, *_notes(kind, step_fs, log, len(start))),
        ensemble=kind,
        temperature_K=temperature_K,
        time_ps=time_ps,
        mean_temperature_K=float(np.mean(log.temperatures[len(log.temperatures) // 2 :])),
        trajectory=write_images(settings().folder, f"md-{label}", frames, log.potentials[:: log.stride]),
        times_ps=tuple(round(k * step_fs / 1000, 6) for k in range(0, n_steps + 1, log.stride)),
        temperatures_K=tuple(log.temperatures[:: log.stride]),
        energies_eV=tuple(log.totals[:: log.stride]),
    )


def time_step_fs(atoms: Atoms) -> float:
    """A time step short against the fastest vibration [fs]: 0.5 with hydrogen, 1 with light atoms, 2 for metals alone."""
    lightest = float(atoms.get_masses()[movable(atoms).any(axis=1)].min())
    return 0.5 if lightest < 5 else 1.0 if lightest < 20 else 2.0


def _check(temperature_K: Any, time_ps: Any, ensemble: Any) -> tuple[float, float, str]:
    """Temperature [K], time [ps] and the ensemble's name; raises where one of the three cannot be carried out."""
    if not _is_number(temperature_K) or not 0 < temperature_K <= HOTTEST_K:
        raise SettingError("temperature_invalid", given=temperature_K)
    if not _is_number(time_ps) or not SHORTEST_PS <= time_ps <= LONGEST_PS:
        raise SettingError("setting_invalid", name="time_ps", given=time_ps, accepted=f"{SHORTEST_PS:g}–{LONGEST_PS:g}")
    kind = ensemble.strip().upper() if isinstance(ensemble, str) else ""
    if kind not in ENSEMBLES:
        raise SettingError("setting_invalid", name="ensemble", given=ensemble, accepted=", ".join(ENSEMBLES))
    return float(temperature_K), float(time_ps), kind


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float | np.integer | np.floating) and not isinstance(given, bool) and math.isfinite(given)


def _run(start: Atoms, calculator: str, meter: Meter, kind: str, temperature_K: float, step_fs: float, n_steps: int) -> Log:
    """The trajectory's log."""
    atoms, rng = start.copy(), np.random.default_rng(SEED)
    if not atoms.constraints and len(atoms) > 1:
        atoms.set_constraint(FixCom())  # else the whole would drift, and count as warm
    atoms.calc = open_calculator(calculator)
    thermalize_momenta(atoms, temperature_K, exact_temperature=True, rng=rng)
    integrator: Integrator
    if kind == "NVT":
        friction = FRICTION_PER_PS / (1000 * units.fs)
        integrator = Langevin(atoms, step_fs * units.fs, temperature_K=temperature_K, friction=friction, fixcm=False, rng=rng)
    else:
        integrator = VelocityVerlet(atoms, step_fs * units.fs)
    log = Log(stride=max(1, math.ceil(n_steps / FRAMES)))
    meter.enter("dynamics")
    integrator.attach(_observe, 1, atoms, log, meter, step_fs)
    integrator.run(n_steps)
    return log


def _observe(atoms: Atoms, log: Log, meter: Meter, step_fs: float) -> None:
    """Notes one step; raises where the dynamics has run away."""
    potential, kinetic, temperature = atoms.get_potential_energy(), atoms.get_kinetic_energy(), atoms.get_temperature()
    if not math.isfinite(potential + kinetic) or temperature > RUNAWAY_K:
        raise CandidateError("dynamics_diverged", time=len(log.totals) * step_fs / 1000, why=f"{temperature:.0f} K")
    if len(log.totals) % log.stride == 0:
        log.frames.append(atoms.positions.copy())
    log.potentials.append(float(potential))
    log.totals.append(float(potential + kinetic))
    log.temperatures.append(float(temperature))
    meter.count()
    meter.tell(float(np.linalg.norm(atoms.get_forces(), axis=1).max()))


def _frame(start: Atoms, positions: np.ndarray) -> Atoms:
    frame = start.copy()
    frame.positions = positions
    return frame


def _notes(kind: str, step_fs: float, log: Log, n_atoms: int) -> list[tuple[str, dict[str, Any]]]:
    integrator = word("langevin", friction=FRICTION_PER_PS) if kind == "NVT" else word("verlet")
    notes: list[tuple[str, dict[str, Any]]] = [("dynamics_settings", {"integrator": integrator, "step": step_fs, "seed": SEED})]
    if kind == "NVE":
        notes.append(("dynamics_nve", {}))
        drift = abs(log.totals[-1] - log.totals[0]) / n_atoms
        if drift > DRIFT_EV:
            notes.append(("energy_drift", {"drift": 1000 * drift}))
    return notes
