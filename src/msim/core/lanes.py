"""Sums over voters that run side by side, in an order that is the same everywhere."""

from __future__ import annotations

from msim.core.compiled import compiled

LANES = 16
"""Sums that run side by side."""


@compiled(forceinline=True)
def add_to(lanes, values):  # type: ignore[no-untyped-def]
    """Add (n,) values to (LANES,) sums in turn."""
    whole = values.size - values.size % LANES
    for first in range(0, whole, LANES):
        for lane in range(LANES):
            lanes[lane] += values[first + lane]
    for i in range(whole, values.size):
        lanes[i - whole] += values[i]
