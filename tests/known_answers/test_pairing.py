"""Pairing on common random numbers: what it saves, and that nobody else moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student

from msim.core.streams import Streams
from msim.experiment.comparison.intervals import mean_interval
from tests.laws import engine
from tests.laws.drawn import changed
from tests.laws.exact import same
from tests.laws.order import edited
from tests.laws.test_broken import USUAL


@pytest.mark.parametrize("r", [0.0, 0.6, 0.99])
def test_variance_of_a_paired_difference(r: float) -> None:
    """Var(A - B) = s^2 + s^2 - 2 r s^2 = 2 s^2 (1 - r), and the interval of ours is that one."""
    n, s = 40, 3.0
    basis = np.linalg.qr(
        np.column_stack([np.ones(n), Streams(1, 0).generator("test/pair").random((n, 2))])
    )[0]
    unit = basis[:, 1:] * np.sqrt(n - 1)  # mean 0, variance 1, uncorrelated, exactly
    a = 10.0 + s * unit[:, 0]
    b = 8.0 + s * (r * unit[:, 0] + np.sqrt(1 - r**2) * unit[:, 1])
    gap = a - b
    assert gap.var(ddof=1) == pytest.approx(2 * s**2 * (1 - r), abs=1e-9)
    found = mean_interval(gap)
    half = student.ppf(0.975, n - 1) * np.sqrt(2 * s**2 * (1 - r) / n)
    assert found["mean"] == pytest.approx(2.0, abs=1e-9)
    assert found["low"] == pytest.approx(2.0 - half, abs=1e-9)
    assert found["high"] == pytest.approx(2.0 + half, abs=1e-9)


def test_an_unreachable_voter_moves_nobody_else() -> None:
    """Habit 0 and no match for one voter, the planned amounts and rates held as they were."""
    found, voter = engine.played(USUAL), 5
    block = found.blocks[0]
    reach = block.media
    out = np.arange(block.voters.size) == voter
    media = replace(
        reach,
        habit=np.where(out[:, None], 0.0, reach.habit),
        matched=reach.matched & ~out[:, None],
    )
    for plan in found.plans.values():
        before = engine.follow(block, plan, USUAL)
        twin = edited(block, voter, media=media, voters=block.voters)
        after = engine.follow(twin, plan, USUAL)
        assert same(before.own[~out], after.own[~out])
        assert after.means[:, voter].max() == after.shift[voter] == 0.0


def test_arms_are_correlated_by_what_they_share() -> None:
    """Swings of many points in the votes cancel between arms: the interval hardly sees them."""
    quiet, stormy = (
        engine.replicates(changed(USUAL, {"election.swing_sd": sd}), 12) for sd in (0.0, 0.5)
    )

    def spread(runs: list, first: str, second: str = "") -> float:
        a = np.array([r.measures[first]["vote_share_pp"] for r in runs])
        return float((a - [r.measures[second]["vote_share_pp"] for r in runs]).std()) if second \
            else float(a.std())

    assert spread(stormy, "broadcast") > 5 * spread(quiet, "broadcast")
    assert spread(stormy, "segmented", "broadcast") < 2 * spread(quiet, "segmented", "broadcast")
