"""The plan of a script: what it would compute, known before anything is computed, and what its real run is held to.

`entry` is plan.json; `mode` is what every computing function goes through; `plain_ase` puts ASE's own under it; `passes` executes a
script for its plan.
"""

from sim.plan.entry import VERSION, Entry, Plan, merged
from sim.plan.mode import Wanted, computed, computed_all, hold, known_inputs, label_of, recording, refined, show

__all__ = [
    "VERSION",
    "Entry",
    "Plan",
    "Wanted",
    "computed",
    "computed_all",
    "hold",
    "known_inputs",
    "label_of",
    "merged",
    "recording",
    "refined",
    "show",
]
