"""Delivery, response and count on a handful of voters, and the calibration of one impression."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.special import expit

from msim.core.tally import Tally
from msim.experiment.engine.stage import Stage
from msim.outcome.delivery import Audience, deliver, expected_exposures
from msim.outcome.response import ElectionDay, logit_shift, silence, tally
from tests.laws import engine
from tests.laws.drawn import changed
from tests.laws.test_broken import USUAL
from tests.outcome.handful import audience, plan, terms
from tests.precision import SINGLE
from tests.world.helpers import made, plain


def test_who_is_met_by_what() -> None:
    """The second channel is targeted: voter 1 is not matched, voter 3 has no record."""
    two_cells = plan([[1.0, 0.0], [2.0, 3.0], [4.0, 5.0]], [False, True], [[0, 0]] * 3)
    row = np.array([1, 2, 2, 0])
    first, second = expected_exposures(two_cells, row, audience())
    assert first.tolist() == [2.0, 2.0, 0.0, 2.0]
    assert second.tolist() == [6.0, 0.0, 15.0, 0.0]


def test_one_rate_for_all_is_the_same_by_either_way() -> None:
    """The short cut for equal rates, and the gathering by row, agree."""
    even = plan([[2.0, 0.0], [2.0, 3.0], [2.0, 3.0]], [False, True], [[0, 0]] * 3)
    odd = replace(even, rate=even.rate * [[1, 1], [1, 1], [1, 1.5]])
    row = np.array([1, 1, 1, 0])
    for a, b in zip(expected_exposures(even, row, audience()),
                    expected_exposures(odd, row, audience()), strict=True):
        assert a.tolist() == b.tolist()


def test_a_delivery_adds_up() -> None:
    """Medians of Poisson: 0 at 0.5, 1 at 1.5, 3 at 3.5 (frequencies by their tables)."""
    means = [np.array([1.5, 0.5, 0.0, 3.5]), np.array([1.5, 1.5, 0.5, 0.0])]
    found = deliver(means, terms((0.1, 0.3)), audience())
    counts = np.array([[1, 1], [0, 1], [0, 0], [3, 0]])
    dose = counts @ [0.1, 0.3]
    assert found.effect_share == pytest.approx(dose, rel=SINGLE)
    assert found.parts == pytest.approx((counts * [0.1, 0.3]).T, rel=SINGLE)
    assert found.counts.tolist() == counts.T.tolist()
    assert (found.reached, found.reached_3, found.impressions) == (3.0, 1.0, 6.0)
    assert found.frequency.tolist() == [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert found.expected_reached == pytest.approx(4 - np.exp(-np.sum(means, axis=0)).sum())
    # Persuadable are voters 0 and 2, with turnout 1 and 0.5; only voter 0 is reached, twice.
    assert (found.persuadable_reached, found.persuadable_impressions) == (1.0, 2.0)


def test_the_message_met_is_weighted_by_dose() -> None:
    """0.1 of message 1 and 0.3 of message 2: (0.1 a + 0.3 b) / 0.4 times what 0.4 does."""
    cells = plan([[0, 0], [1, 1]], [False, False], [[0, 0], [1, 2]])
    means = [np.full(4, 1.5), np.full(4, 1.5)]
    delivered = deliver(means, terms((0.1, 0.3), 0.5), audience())
    effects = np.arange(12.0).reshape(4, 3)
    found = logit_shift(cells, np.array([1, 1, 0, 1]), delivered, effects)
    mixed = (0.1 * effects[:, 1] + 0.3 * effects[:, 2]) / 0.4
    expected = np.where([True, True, False, True], mixed, effects[:, 0])
    level = np.expm1(-0.5 * 0.4) / np.expm1(-0.5)
    assert found == pytest.approx(level * expected)


def test_a_count_adds_up_and_so_do_counts() -> None:
    """Own and other votes are all votes; tallies of two groups are the tally of both."""
    who = audience()
    support = np.array([0.3, -1.0, 2.0, 0.0])
    nothing = plan([[0, 0]], [False] * 2, [[0, 0]])
    whole = tally(nothing, np.zeros(4, int), silence(who), who, support,
                  ElectionDay(who.turnout_prob))
    assert whole.own_votes == pytest.approx(who.turnout_prob @ expit(support))
    assert whole.own_votes + whole.other_votes == pytest.approx(who.turnout_prob.sum())
    assert (whole.voters, whole.persuadable, whole.reached) == (4.0, 1.5, 0.0)
    both = whole + whole
    for field in fields(Tally):
        assert np.array_equal(getattr(both, field.name), 2 * getattr(whole, field.name))


def test_blocks_add_up_to_the_electorate(monkeypatch: pytest.MonkeyPatch) -> None:
    """In blocks of 500, each arm's tally counts every voter once."""
    monkeypatch.setattr("msim.world.world.BLOCK_SIZE", 500)
    found = engine.played(USUAL)
    assert len(found.blocks) == 3
    for plan_, counted in ((found.plans[n], t) for n, t in found.tallies.items()):
        assert counted.voters == 1200 == counted.frequency.sum()
        assert counted.frequency[1:].sum() == counted.reached
        parts = [engine.follow(block, plan_, USUAL) for block in found.blocks]
        expected = sum(-np.expm1(-p.means.sum(axis=0)).sum() for p in parts)
        assert counted.expected_reached == pytest.approx(expected)


@pytest.mark.parametrize("saturation", [0.0, 0.3, 3.0])
@pytest.mark.parametrize("field_share", [0.01, 0.2])
def test_one_impression_moves_its_share_of_a_forced_exposure(
    saturation: float, field_share: float
) -> None:
    """Votes counted on election day, beside what a survey of those who vote measures.

    Through exposure, dose and response, effects small: everybody is exposed exactly once, under the
    default flight.
    """
    channel = {"share": 1.0, "field_share": field_share}
    tree = plain(2, messages__mean_effect_pp=0.1, messages__between_sd_pp=0.0).model_dump()
    tree["channels"] = {"air": channel}
    tree["response"]["saturation"] = saturation
    scenario = type(plain()).model_validate(tree)
    block = made(scenario).block(0)
    n, voters = block.voters.size, block.voters
    once = Audience(block.media, block.view.known, np.ones(n, bool), voters.turnout_prob,
                    [np.full(n, 0.5)])
    stage = Stage.build(scenario, block._world)
    delivered = deliver([np.ones(n)], stage.terms, once)
    assert delivered.frequency[1] == n
    single = plan([[1.0]], [False], [[0]])
    shift = logit_shift(single, np.zeros(n, int), delivered, block.effects)
    before, after = expit(voters.support), expit(voters.support + shift)
    forced = expit(voters.support + block.effects[:, 0]) - before
    counted = np.sum(voters.turnout_prob * (after - before))
    surveyed = np.average(forced, weights=voters.turnout_prob)
    assert counted / n == pytest.approx(field_share * surveyed, rel=0.01)


@pytest.mark.parametrize("arm", ["broadcast", "segmented", "naive"])
def test_simulated_reach_is_the_closed_form_up_to_chance(arm: str) -> None:
    """Whether each voter is reached is a coin with the probability that the closed form adds up."""
    found = engine.played(changed(USUAL, {"population.simulated": 20_000, "budget.total": 4_000.0}))
    means = engine.follow(found.blocks[0], found.plans[arm], found.scenario).means
    chance = -np.expm1(-means.sum(axis=0))
    error = np.sqrt(np.sum(chance * (1 - chance))) / chance.size
    measures = found.measures[arm]
    assert 0.2 < measures["expected_reach_rate"] < 0.95
    assert measures["expected_reach_rate"] == pytest.approx(chance.mean(), rel=1e-9)
    assert abs(measures["reach_rate"] - measures["expected_reach_rate"]) < 4 * error
    assert measures["grp"] == pytest.approx(100 * means.sum(axis=0).mean(), rel=0.02)


def test_silence_reaches_nobody() -> None:
    nothing = silence(audience())
    assert nothing.frequency.tolist() == [4.0] + [0.0] * 10
    assert not nothing.effect_share.any()
    assert nothing.reached == nothing.impressions == nothing.expected_reached == 0.0
