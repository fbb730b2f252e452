"""Money that moves between segments while a campaign runs: where it goes, and that none is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.campaign.between import relative
from msim.campaign.in_flight import gains, mixed, weekly
from msim.core.seen import Plan
from msim.experiment.engine.replicate import played_out
from msim.scenario.loading import override
from tests.strategies import digest

ARM = "adaptive_segmented"
cells = st.lists(st.tuples(st.floats(0.01, 3.0), st.floats(0.1, 5.0)), min_size=1, max_size=6)


def plan(**keys: Any) -> Plan:
    changed = {f"in_flight.{name}": value for name, value in keys.items()}
    scenario = override(digest.SCENARIO, {"run.arms": ["silent", ARM], **changed})
    _, played = played_out(scenario, 0)
    found: Plan = played.day.plans[ARM]
    return found


@settings(max_examples=50)
@given(cells, st.floats(0.001, 0.5), st.floats(0.1, 50.0))
def test_no_other_split_is_believed_to_win_more(
    drawn: list[tuple[float, float]], power: float, each: float
) -> None:
    gain, mass = np.array(drawn).T
    found = relative(gain, mass, power, each * mass.sum())
    assert found @ mass == pytest.approx(mass.sum())
    assert found.min() >= 0.0

    def won(rate: np.ndarray) -> float:
        return float(gain * mass @ -np.expm1(-power * each * rate))

    assert won(found) >= won(np.ones(gain.size)) * (1.0 - 1e-9)
    for at in range(gain.size):  # a little less there, that much more everywhere
        other = found.copy()
        other[at] *= 0.99
        other *= mass.sum() / (other @ mass)
        assert won(found) >= won(other) * (1.0 - 1e-9)


def test_without_saturation_all_goes_to_the_best_and_equals_share() -> None:
    found = relative(np.array([1.0, 2.0, 2.0]), np.array([5.0, 1.0, 4.0]), 0.1, 10.0, False)
    assert found == pytest.approx([0.0, 2.0, 2.0])


@pytest.mark.parametrize("gain", [[0.0, 0.0], [0.7, 0.7]])
def test_where_nothing_tells_segments_apart_money_stays(gain: list[float]) -> None:
    assert relative(np.array(gain), np.array([1.0, 3.0]), 0.1, 10.0).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("rule", ["leader", "thompson"])
def test_money_moves_between_segments_and_none_is_lost(rule: str) -> None:
    keys = {"proxy_correlation": 0.9, "rule": rule}
    moves, stays = plan(**keys, across_segments=True), plan(**keys, across_segments=False)
    assert moves.cost.sum(axis=0) == pytest.approx(stays.cost.sum(axis=0))
    assert moves.spend + moves.unspent == pytest.approx(stays.spend + stays.unspent)
    assert np.ptp(stays.rate[1:, 1]) == 0.0
    assert np.ptp(moves.rate[1:, 1]) > 0.01 * stays.rate[1, 1]
    assert np.array_equal(moves.rate[:, 0], stays.rate[:, 0])  # television cannot target
    assert moves.mixture is not None
    assert moves.mixture.sent.sum(axis=2) == pytest.approx(1.0)


def test_a_useless_signal_moves_nothing() -> None:
    moves, stays = (plan(proxy_correlation=0.0, across_segments=each) for each in (True, False))
    assert np.array_equal(moves.cost, stays.cost)
    assert moves.mixture is not None and stays.mixture is not None
    assert moves.mixture.left == pytest.approx(stays.mixture.left)


def test_what_is_left_adds_up_whoever_gets_the_money() -> None:
    """Over rows, at the rates bought: a channel's money leaves what its flight leaves."""
    scenario, weeks = digest.SCENARIO, 8
    shares = np.full((weeks, 3, 2), 0.5)
    part = np.ones((weeks, 3))
    part[4:, 1], part[4:, 2] = 1.8, 0.2  # two cells of one size
    found = mixed(scenario, [shares, shares], [np.ones_like(part), part])
    flight = np.array(scenario.channels["social"].flight)
    rate = flight @ part / flight.sum()
    left = found.left[:, 1].sum(axis=1)
    assert left[1] > 1.0 > left[2]  # late money is fresh on polling day
    assert (rate * left)[1:].mean() == pytest.approx(1.0)
    assert found.left[:, 0].sum(axis=1) == pytest.approx(1.0)


def test_what_is_believed_of_segments_is_read_and_starts_alike() -> None:
    known, _ = digest.campaign(override(digest.SCENARIO, {"in_flight.proxy_correlation": 0.9}))
    rule = known.segmentation
    found = gains(known, rule)
    assert found.shape == weekly(known, rule).shape[:2]
    assert np.ptp(found[0]) == 0.0
    assert np.ptp(found[1]) > 0.0
    assert np.all(found >= 0.0)
    assert found[1].min() > found[0].max()  # the leader is believed better than any message
