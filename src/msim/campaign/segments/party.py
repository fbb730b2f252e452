"""Cells by the party label: one for each side, and one for voters without a label, if any are.

Where messages work differently at all, it is by party that they are known to: by age, gender or
schooling hardly (Coppock 2022, Persuasion in Parallel, University of Chicago Press). So a campaign
with labels may cut by them and leave clusters alone.
"""

from __future__ import annotations

from msim.campaign.segments.demographic import GivenCells

FEATURES = "party"
KINDS = ("party",)
COUNT = "none"


def build(count: int, seed: int, starts: int = 1) -> GivenCells:
    """An unfitted clusterer; the cells are those of the label, whatever was asked."""
    return GivenCells()
