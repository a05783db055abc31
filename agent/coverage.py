"""Script against request, in both directions.

Complaints are (code, text) for the model; none of them knows physics. What a person said counts over the whole conversation;
what the last request says must be used.
"""

from collections.abc import Iterator

from agent.asked import elements_asked, functions_asked, loose_asked, replaced_by_itself, settings_asked, sites_asked, things_asked
from agent.choices import choices_agree, direction_agrees
from agent.ground import Complaint, Ground
from agent.manner import kept, manner, pairs_alike
from agent.use import Use
from agent.used import elements_used, names_used, numbers_used, pairs_used


def complaints(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Everything that does not agree, the script's side first."""
    yield from functions_asked(use, ground)
    yield from elements_asked(use, ground)
    yield from replaced_by_itself(use, ground)
    yield from sites_asked(use, ground)
    yield from settings_asked(use, ground)
    yield from things_asked(use, ground)
    yield from loose_asked(use, ground)
    yield from choices_agree(use, ground)
    yield from direction_agrees(use, ground)
    yield from elements_used(use, ground)
    yield from numbers_used(use, ground)
    yield from names_used(use, ground)
    yield from manner(use, ground)
    yield from pairs_alike(use, ground)
    yield from kept(use, ground)
    yield from pairs_used(use, ground)
