"""Records as one line of text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.messages import word

if TYPE_CHECKING:
    from sim.records import Barrier

BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float]) -> str:
    """The curve of the values, one block a value."""
    if not values:
        return ""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    return "".join(BLOCKS[round((value - low) / span * (len(BLOCKS) - 1))] for value in values)


def _proof(barrier: "Barrier") -> str:
    if barrier.status in ("barrierless", "failed"):
        return ""
    if barrier.verdict is None or not barrier.verdict.checks:
        return word("not_verified")
    failed = [word(check.name) for check in barrier.verdict.checks if not check.passed]
    return word("doubtful", checks=", ".join(failed)) if failed else word("verified")


def barrier_line(barrier: "Barrier") -> str:
    """`▁▃▆█▇▄▃  Fe@189  0.451 eV, ΔE +0.100 eV (converged, fmax 0.018, 94 force calls, verified)`."""
    parts = [word(barrier.status)]
    if barrier.fmax_reached is not None:
        parts.append(f"fmax {barrier.fmax_reached:.3f}")
    parts.append(word("force_calls", count=barrier.force_calls))
    parts += [text for text in (_proof(barrier), barrier.reason.text if barrier.reason else "") if text]
    number = word("no_barrier") if barrier.barrier_eV is None else f"{barrier.barrier_eV:.3f} eV"
    energy = "" if barrier.reaction_energy_eV is None else f", ΔE {round(barrier.reaction_energy_eV, 3) + 0.0:+.3f} eV"
    curve = f"{sparkline(barrier.energies_eV)}  " if barrier.energies_eV else ""
    return f"{curve}{barrier.label}  {number}{energy} ({', '.join(parts)})"


def readable(value: float) -> str:
    """A number of any size, to the thousandth where it has one, with a real minus: −93.214, 12, 0.00512, 1.600e−19."""
    size = abs(value)
    if size and not 1e-3 <= size < 1e6:
        text = f"{value:.3e}"
    elif float(value).is_integer():
        text = f"{value + 0.0:.0f}"
    else:
        text = f"{value:.3f}" if size >= 1 else f"{value:.4g}"
    return text.replace("-", "−")
