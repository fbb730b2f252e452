"""What differs between two worlds of a grid is what the laboratory says of the two runs."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from msim import api
from msim.lab.grid import worlds
from msim.lab.grid_pairs import NodeVotes, differences
from msim.lab.texts import texts
from msim.report.whatif.result import WhatIf
from tests.lab.gridded import AXES, STAGE, grid


def test_pairs_of_the_grid_are_those_of_whatif() -> None:
    runs = [api.compare(world.scenario(STAGE)) for world in worlds(AXES)]
    for told, (before, after) in zip(grid().pairs, combinations(runs, 2), strict=True):
        data = WhatIf(before, after).data
        for row, name in zip(told, texts("paired")["measures"], strict=True):
            gap = data.difference(name)
            expected = [np.nan if each is None else each for each in (gap.mean, gap.low, gap.high)]
            assert row == pytest.approx(expected, nan_ok=True)


def test_controls_adjust_where_both_have_the_same() -> None:
    rng = np.random.default_rng(1)
    apart, votes = rng.normal(size=(20, 2)), rng.normal(size=(3, 20))
    before = NodeVotes(votes, apart)
    after = NodeVotes(votes + 100.0 + 5.0 * apart[:, 0] + rng.normal(size=(3, 20)), apart)
    (adjusted,) = differences([before, after])
    (plain,) = differences([before, NodeVotes(after.votes, -apart)])
    assert np.all(np.ptp(adjusted[:, 1:], axis=1) < np.ptp(plain[:, 1:], axis=1))
    assert np.all(np.abs(adjusted[:, 0] - 100.0) < 1.0)
    few = [NodeVotes(each.votes[:, :12], apart[:12]) for each in (before, after)]
    assert differences([before, few[1]]) == pytest.approx(differences(few))
