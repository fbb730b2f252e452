"""Two runs that must be alike bit by bit, and one of several blocks."""

from __future__ import annotations

import pandas as pd

from msim.experiment.comparison.compare import Results

BLOCKS = {
    "population__simulated": 200_000, "run__replicates": 1, "run__workers": 2,
    "run__arms": ("silent", "segmented"), "opponent__strategy": "broadcast",
    "districts__count": 3, "election__rule": "districts",
}  # fmt: skip
"""Four blocks of voters, an opponent and districts: all that two passes can carry."""


def same(there: Results, here: Results) -> None:
    """Bit by bit, whatever a run hands on."""
    assert repr(there.summary) == repr(here.summary)
    for name in ("outcomes", "segments", "plans", "diagnostics", "frequency", "districts"):
        pd.testing.assert_frame_equal(getattr(there, name), getattr(here, name), check_exact=True)
