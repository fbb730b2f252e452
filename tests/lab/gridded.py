"""A grid of four worlds, computed once in a test run: enough to test what is made of a grid."""

from __future__ import annotations

from functools import cache

from msim.lab.grid import Axis, Grid, built
from msim.lab.worlds import LabStage

AXES = (
    Axis("messages.party_correlation", (0.5, 1.0)),
    Axis("channels.social.premium", (1.0, 3.0)),
)
STAGE = LabStage(1_000, 2, 6)


@cache
def grid() -> Grid:
    return built(AXES, STAGE, 2, lambda function, worlds: map(function, worlds))
