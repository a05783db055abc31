"""A band of images between two minima, and how it is quieted down (NEB, improved tangents: doi.org/10.1063/1.1323224).

Covered: improved tangents, springs along them, L-BFGS over the whole band with a model Hessian for each image in front
(in the spirit of doi.org/10.1063/1.5064465), images that stay where they are.
Not covered: climbing; the saddle is looked for on its own (`sim.saddle`), a band only has to lead there.

Measured, C + H -> CH on Ru(0001) with CHGNet, seven images from IDPP: below 0.5 eV/Å after 10-17 steps where FIRE takes
about 60; longer steps or no model Hessian do not get there, because CHGNet's curvature changes within hundredths of an Å.
"""

import dataclasses
from collections.abc import Callable, Collection, Sequence

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from sim.landscape import Landscape, Point, largest
from sim.stiffness import model_hessian

SPRING = 1.0  # [eV/Å²]
STEP_A = 0.1
MEMORY = 10


@dataclasses.dataclass(frozen=True)
class Band:
    """Points from one end to the other, both ends included; `steps` taken so far."""

    points: tuple[Point, ...]
    steps: int = 0

    @property
    def energies(self) -> np.ndarray:
        """Relative to the first point [eV], shape (n_images,)."""
        return np.array([point.energy for point in self.points]) - self.points[0].energy

    @property
    def x(self) -> np.ndarray:
        """All coordinates, shape (n_images, n_free)."""
        return np.array([point.x for point in self.points])

    @property
    def highest(self) -> int:
        """The inner image with the highest energy."""
        return 1 + int(np.argmax(self.energies[1:-1]))

    @property
    def fmax(self) -> float:
        """The largest force across the band on an inner image [eV/Å]."""
        return max(largest(force) for force in band_forces(self, spring=0.0))


def tangents(band: Band) -> np.ndarray:
    """Unit vectors along the band at the inner images, shape (n_images - 2, n_free)."""
    x, energies = band.x, band.energies
    units = []
    for i in range(1, len(x) - 1):
        ahead, behind = x[i + 1] - x[i], x[i] - x[i - 1]
        up, down = energies[i + 1] - energies[i], energies[i - 1] - energies[i]
        if up > 0 > down:
            tangent = ahead
        elif up < 0 < down:
            tangent = behind
        else:
            more, less = max(abs(up), abs(down)), min(abs(up), abs(down))
            tangent = ahead * more + behind * less if up > down else ahead * less + behind * more
        length = float(np.linalg.norm(tangent))
        units.append(tangent / length if length > 0 else tangent)
    return np.array(units)


def band_forces(band: Band, *, spring: float = SPRING) -> np.ndarray:
    """Forces across the band plus springs along it, on the inner images [eV/Å], shape (n_images - 2, n_free)."""
    gaps = np.linalg.norm(np.diff(band.x, axis=0), axis=1)
    along = tangents(band)
    forces = np.array([point.forces for point in band.points[1:-1]])
    across = forces - (forces * along).sum(axis=1)[:, None] * along
    return across + spring * (gaps[1:] - gaps[:-1])[:, None] * along


def quieted(
    landscape: Landscape, band: Band, *, fmax: float, max_steps: int, held: Collection[int] = (), patience: int | None = None
) -> Band:
    """The band once no image feels more than `fmax` across it, or the quietest met within `max_steps`.

    held: images that stay where they are; patience: give up after so many steps without a quieter band
    """
    moving = [i for i in range(1, len(band.points) - 1) if i not in held]
    if not moving:
        return band
    memory = _Memory(_preconditioner(landscape, [band.points[i].x for i in moving]))
    best, since = band, 0
    for _ in range(max_steps):
        landscape.meter.tell(_worst(band, moving))
        if _worst(band, moving) <= fmax:
            return band
        forces = _pull(band, moving)
        step = memory.step(forces)
        step *= min(1.0, STEP_A / max(largest(step), 1e-12))
        band = _moved(landscape, band, moving, step.reshape(len(moving), -1))
        memory.learn(step, forces, _pull(band, moving))
        best, since = (band, 0) if _worst(band, moving) < _worst(best, moving) else (best, since + 1)
        if patience is not None and since > patience:
            break
    return dataclasses.replace(best, steps=band.steps)


def _worst(band: Band, moving: Sequence[int]) -> float:
    forces = band_forces(band, spring=0.0)
    return max(largest(forces[i - 1]) for i in moving)


def _pull(band: Band, moving: Sequence[int]) -> np.ndarray:
    return band_forces(band)[np.array(moving) - 1].ravel()


def _moved(landscape: Landscape, band: Band, moving: Sequence[int], steps: np.ndarray) -> Band:
    points = list(band.points)
    for i, step in zip(moving, steps, strict=True):
        points[i] = landscape.at(points[i].x + step)
    return Band(tuple(points), band.steps + 1)


def _preconditioner(landscape: Landscape, places: Sequence[np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    factors = [cho_factor(model_hessian(landscape, landscape.atoms(x))) for x in places]

    def solve(forces: np.ndarray) -> np.ndarray:
        parts = forces.reshape(len(factors), -1)
        return np.concatenate([cho_solve(factor, part) for factor, part in zip(factors, parts, strict=True)])

    return solve


class _Memory:
    """L-BFGS: the last steps and what they did to the forces (Nocedal, doi.org/10.1090/S0025-5718-1980-0572855-7)."""

    def __init__(self, solve: Callable[[np.ndarray], np.ndarray]) -> None:
        self.solve = solve
        self.pairs: list[tuple[np.ndarray, np.ndarray]] = []

    def step(self, forces: np.ndarray) -> np.ndarray:
        """The step to take under these forces."""
        q, shares = forces.copy(), []
        for step, change in reversed(self.pairs):
            shares.append((step @ q) / (change @ step))
            q -= shares[-1] * change
        direction = self.solve(q)
        for (step, change), share in zip(self.pairs, reversed(shares), strict=True):
            direction += (share - (change @ direction) / (change @ step)) * step
        return direction

    def learn(self, step: np.ndarray, before: np.ndarray, after: np.ndarray) -> None:
        """Keeps a step along which the forces fell; forgets all where one overshot."""
        if after @ step < -0.5 * abs(before @ step):
            self.pairs.clear()
        change = before - after
        if change @ step > 0.05 * (step @ step):
            self.pairs = [*self.pairs, (step, change)][-MEMORY:]
