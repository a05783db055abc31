"""A saddle point from a band that leads over it: the top along the band, then uphill along one mode and downhill along all others.

Covered: eigenvector following (Cerjan & Miller, doi.org/10.1063/1.442352; Banerjee et al., doi.org/10.1021/j100247a015) on a
Hessian that starts from the model, has the columns of the reacting atoms measured by finite differences, and learns by
TS-BFGS (doi.org/10.1021/acs.jctc.9b00869).
Not covered: whether the saddle belongs to this path; `sim.verdict` looks at that.

Displacements are 0.05 Å, not smaller: CHGNet's curvature fluctuates by several eV/Å² over hundredths of an Å, and a
Hessian of smaller steps sees nothing else. Measured on 28 tops of bands (C + H on Ru, Fe, Co, Pt): median 20 force calls
with 0.05 Å and steps of at most 0.12 Å, 2 not converged; 23 calls and 5 not converged with 0.01 Å.
"""

import dataclasses
import itertools
from collections.abc import Callable, Sequence

import numpy as np

from sim.band import Band
from sim.descent import GAIN_EV
from sim.landscape import Landscape, Point, largest
from sim.stiffness import model_hessian

DISPLACEMENT_A = 0.05
# Steps of one atom: at the start, at most, at least [Å]
STEP_A, LONGEST_A, SHORTEST_A = 0.06, 0.12, 0.02
# Curvatures below this count as softer than anything a step may rely on, below that as downhill [eV/Å²]
SOFTEST, DOWNHILL = 0.3, -0.02
# Along the reaction itself this much is enough (hydrogen crosses metals at -0.05 in EMT, 110i cm⁻¹); how often a mode is looked at
FLAT_ALONG, LOOKS = -0.005, 3
# A point at rest with another mode softer than this lies on a ridge between saddles, and is pushed off it once [eV/Å²]
RIDGE = -0.3
# The top is found where the curve's maximum is this near to an image [Å], or no higher than it by more than this [eV]
NEAR_A, LEVEL_EV = 0.05, 0.005
# A saddle farther from the top of the band than this is another reaction's [Å, norm over all atoms]
FARTHEST_A = 2.0
# How far beside a saddle a lower one is looked for [Å], for how many steps, and how near the saddle such a search is over [Å]
PROBE_A, PROBE_STEPS, HOME_A = 0.2, 25, 0.1
# Steps without progress before the Hessian is measured again at the best point, and how often that is done
PATIENCE, REFRESHES = 10, 2


@dataclasses.dataclass(frozen=True)
class Top:
    """The highest place along a band, and the direction of the band there (a unit vector)."""

    point: Point
    tangent: np.ndarray


@dataclasses.dataclass(frozen=True)
class Saddle:
    """Where the search came to: a point, the mode that leads down on both sides, steps taken, and whether it is below fmax.

    hessian: as the search has learned it, shape (n_free, n_free) [eV/Å²]
    """

    point: Point
    mode: np.ndarray
    steps: int
    converged: bool
    hessian: np.ndarray


def curve(points: Sequence[Point]) -> np.ndarray:
    """The energy along a chain of points, from their energies and forces (cubic), 100 places a segment and the last point [eV]."""
    share = np.linspace(0.0, 1.0, 101)[:-1]
    s2, s3 = share**2, share**3
    heights: list[np.ndarray] = []
    for a, b in itertools.pairwise(points):
        chord = b.x - a.x
        rise_a, rise_b = -a.forces @ chord, -b.forces @ chord
        heights.append(
            (2 * s3 - 3 * s2 + 1) * a.energy + (s3 - 2 * s2 + share) * rise_a + (3 * s2 - 2 * s3) * b.energy + (s3 - s2) * rise_b
        )
    return np.concatenate([*heights, [points[-1].energy]])


def humps(points: Sequence[Point]) -> list[tuple[float, int, float]]:
    """Maxima of the curve through the points: (height [eV], segment, share of the segment), highest first."""
    heights = curve(points)
    tops = [i for i in range(1, len(heights) - 1) if heights[i - 1] < heights[i] >= heights[i + 1]]
    return sorted(((float(heights[i]), i // 100, (i % 100) / 100) for i in tops), reverse=True)


def top_of(landscape: Landscape, band: Band, *, tries: int = 4) -> Top | None:
    """The highest place along the band, looked for between its images; None where the band only rises or falls."""
    points = list(band.points)
    for _ in range(tries):
        found = humps(points)
        if not found:
            return None
        height, k, share = found[0]
        gap = float(np.linalg.norm(points[k + 1].x - points[k].x))
        near = k if share < 0.5 else k + 1
        inside = 0 < near < len(points) - 1
        if inside and (min(share, 1 - share) * gap < NEAR_A or height - points[near].energy < LEVEL_EV):
            break
        points.insert(k + 1, landscape.at(points[k].x + share * (points[k + 1].x - points[k].x)))
    highest = max(range(1, len(points) - 1), key=lambda i: points[i].energy)
    return Top(points[highest], _direction(points, highest))


def _direction(points: Sequence[Point], i: int) -> np.ndarray:
    chord = points[i + 1].x - points[i - 1].x
    return chord / max(float(np.linalg.norm(chord)), 1e-12)


def find_saddle(
    landscape: Landscape,
    top: Top,
    reacting: Sequence[int],
    *,
    fmax: float,
    max_steps: int = 60,
    hessian: np.ndarray | None = None,
    given_up: Callable[[Point], bool] = lambda _: False,
) -> Saddle:
    """The saddle near the top of a band; `reacting` are places among the free atoms.

    hessian: what is known of it at the top already; given_up: where the search need not go on
    """
    point = best = top.point
    mode, limit, since, refreshes, steps, pushed = top.tangent, STEP_A, 0, 0, 0, False
    hessian = measured_hessian(landscape, point, reacting, top.tangent) if hessian is None else hessian
    while steps < max_steps and np.linalg.norm(point.x - top.point.x) < FARTHEST_A and not given_up(point):
        landscape.meter.tell(point.fmax)
        curvatures, modes = np.linalg.eigh(hessian)
        downhill = np.nonzero(curvatures < DOWNHILL)[0]
        if not len(downhill) or since > PATIENCE:
            if refreshes == REFRESHES:
                break
            refreshes, since, point, limit, mode = refreshes + 1, 0, best, STEP_A / 2, top.tangent
            hessian = measured_hessian(landscape, point, reacting, top.tangent)
            continue
        uphill = int(downhill[np.argmax(abs(modes[:, downhill].T @ mode))])
        mode = modes[:, uphill] * (1.0 if modes[:, uphill] @ mode >= 0 else -1.0)
        step, gain = _step(point, curvatures, modes, uphill)
        if point.fmax <= fmax and gain < GAIN_EV:
            hessian, mode, curvature = _downhill(landscape, point, hessian, mode)
            if curvature > FLAT_ALONG:  # what was learned on the way is no longer true here: a minimum
                return Saddle(point, mode, steps, False, hessian)
            others = [k for k in downhill if k != uphill and curvatures[k] < RIDGE]
            if pushed or not others:
                return Saddle(point, mode, steps, True, hessian)
            step, pushed = modes[:, others[0]] * STEP_A / largest(modes[:, others[0]]), True
        step *= min(1.0, limit / max(largest(step), 1e-12))
        tried = landscape.at(point.x + step)
        steps += 1
        limit = _trust(limit, tried.energy - point.energy, float(-(point.forces @ step) + 0.5 * step @ hessian @ step))
        hessian = learned(hessian, step, point.forces - tried.forces, curvatures, modes)
        point = tried
        best, since = (point, 0) if point.fmax < 0.9 * best.fmax else (best, since + 1)
    return Saddle(best, mode, steps, best.fmax <= fmax, hessian)


def lower_saddle(landscape: Landscape, saddle: Saddle, reacting: Sequence[int], *, fmax: float) -> Saddle:
    """The lowest saddle beside this one, or this one: looked for to both sides along the softest mode that crosses the way.

    Learned potentials are rough: on C + H over Ru(0001) CHGNet has two saddles 0.17 Å and 14 meV apart, each with one imaginary mode.
    A search that comes back to the saddle is over.
    """
    _, modes = np.linalg.eigh(saddle.hessian)
    along = int(np.argmax(abs(modes.T @ saddle.mode)))
    across = modes[:, int(along == 0)]
    lowest = saddle

    def at_home(point: Point) -> bool:
        return largest(point.x - saddle.point.x) < HOME_A

    for sign in (1.0, -1.0):
        start = landscape.at(saddle.point.x + sign * PROBE_A * across / largest(across))
        found = find_saddle(
            landscape, Top(start, saddle.mode), reacting, fmax=fmax, max_steps=PROBE_STEPS, hessian=saddle.hessian, given_up=at_home
        )
        if found.converged and found.point.energy < lowest.point.energy - LEVEL_EV:
            lowest = found
    return lowest


def _step(point: Point, curvatures: np.ndarray, modes: np.ndarray, uphill: int) -> tuple[np.ndarray, float]:
    """A Newton step that goes up along one mode and down along all others, and the energy that it moves [eV]."""
    forces = modes.T @ point.forces
    shares = forces / np.maximum(abs(curvatures), SOFTEST)
    gain = 0.5 * float(abs(forces * shares).sum())
    shares[uphill] *= -1
    return modes @ shares, gain


def _trust(limit: float, actual: float, expected: float) -> float:
    """The next longest step, by how well the energy was foreseen."""
    ratio = actual / expected if abs(expected) > 0.002 else 1.0
    if 0.6 < ratio < 1.5:
        return min(1.3 * limit, LONGEST_A)
    return max(limit / 2, SHORTEST_A) if ratio < 0.2 or ratio > 3 else limit


def measured_hessian(landscape: Landscape, point: Point, places: Sequence[int], along: np.ndarray) -> np.ndarray:
    """The model Hessian with the columns of these free atoms measured, three force calls an atom, and the unit vector `along`."""
    hessian = model_hessian(landscape, landscape.atoms(point.x))
    columns = [3 * place + axis for place in places for axis in range(3)]
    for column in columns:
        moved = point.x.copy()
        moved[column] += DISPLACEMENT_A
        hessian[:, column] = (point.forces - landscape.at(moved).forces) / DISPLACEMENT_A
        hessian[column, :] = hessian[:, column]
    block = np.ix_(columns, columns)
    hessian[block] = (hessian[block] + hessian[block].T) / 2
    return with_column(hessian, along, _column(landscape, point, along)) if along.any() else hessian


def _downhill(landscape: Landscape, point: Point, hessian: np.ndarray, mode: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """The Hessian, the mode that leads down and its curvature, measured; a few times where the mode turns once it is measured."""
    curvature = 0.0
    for _ in range(LOOKS):
        hessian = with_column(hessian, mode, _column(landscape, point, mode))
        curvature = float(mode @ hessian @ mode)
        if curvature < FLAT_ALONG:
            break
        curvatures, modes = np.linalg.eigh(hessian)
        if curvatures[0] > FLAT_ALONG:
            break
        mode = modes[:, 0] * (1.0 if modes[:, 0] @ mode >= 0 else -1.0)
    return hessian, mode, curvature


def _column(landscape: Landscape, point: Point, mode: np.ndarray) -> np.ndarray:
    """The Hessian times a unit vector, from both sides: two force calls."""
    step = mode * DISPLACEMENT_A / largest(mode)
    return (landscape.at(point.x - step).forces - landscape.at(point.x + step).forces) / (2 * np.linalg.norm(step))


def with_column(hessian: np.ndarray, mode: np.ndarray, column: np.ndarray) -> np.ndarray:
    """The symmetric Hessian nearest to this one that turns the unit vector `mode` into `column` (Powell's update)."""
    missing = column - hessian @ mode
    return hessian + np.outer(missing, mode) + np.outer(mode, missing) - (missing @ mode) * np.outer(mode, mode)


def learned(hessian: np.ndarray, step: np.ndarray, change: np.ndarray, curvatures: np.ndarray, modes: np.ndarray) -> np.ndarray:
    """TS-BFGS: the Hessian after a step that changed the forces by -change; it may have downhill modes."""
    missing = change - hessian @ step
    positive = modes @ (abs(curvatures) * (modes.T @ step))
    along, stiff = step @ change, step @ positive
    weight = (along * change + stiff * positive) / (along**2 + stiff**2)
    return hessian + np.outer(missing, weight) + np.outer(weight, missing) - (missing @ step) * np.outer(weight, weight)
