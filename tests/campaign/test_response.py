"""Whom does the message move that they get? Predicted response against twins, and against truth."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import Ridge
from threadpoolctl import threadpool_limits

from msim.campaign.response import fit_movability, kept_means, predicted_response
from msim.campaign.strategies import strategy
from msim.core.arrays import Floats
from msim.core.seen import Answers, TestResult
from msim.experiment.engine.sides import electorate, prepare
from msim.scenario import Scenario
from tests.campaign.planned import SMALL, planned
from tests.campaign.views import draws
from tests.laws.drawn import changed

SELECTED = {"budget__audience": "selected", "budget__audience_by": "response"}


def answers(n: int, slope: float = 0.1, people: bool = False) -> tuple[Floats, Answers]:
    """Features, and answers to two messages and none, weighted; the first feature tells."""
    rng = draws(f"response {n} {slope}")
    x, message = rng.normal(size=(n, 3)), rng.integers(-1, 2, n)
    gain = (message >= 0) * (0.05 + slope * x[:, 0])
    vote = 0.4 + x @ [0.05, 0.1, 0.0] + gain + rng.normal(0, 0.3, n)
    each = rng.integers(1, 4, n).astype(float) if people else np.ones(n)
    return x, Answers(message, vote, rng.uniform(0.2, 1.0, n), None, each,
                      noise_variance=0.09 if people else None)


def unexplained(x: Floats, said: Answers) -> tuple[Floats, Floats]:
    """Lines of the treated, and votes, less what groups and common lines explain; root weights."""
    root = np.sqrt(said.weight * said.people)[:, None]
    group = (said.message[:, None] == np.arange(-1, 2)).astype(float)
    usual = root * np.hstack([group, x])
    table = root * np.hstack([(said.message >= 0)[:, None] * x, said.vote[:, None]])
    left = table - usual @ np.linalg.lstsq(usual, table, rcond=None)[0]
    return left[:, :-1], left[:, -1]


@pytest.mark.parametrize("people", [False, True])
def test_lines_are_those_of_scikit_learns_ridge(people: bool) -> None:
    """Where lines that nobody penalises are taken out beforehand (Frisch, Waugh, Lovell)."""
    x, said = answers(900, people=people)
    found = fit_movability(x, said)
    assert 0.0 < found.penalty < np.inf
    table, votes = unexplained(x, said)
    theirs = Ridge(alpha=found.penalty, fit_intercept=False, tol=1e-12).fit(table, votes)
    assert np.allclose(found.slopes, 100.0 * theirs.coef_, rtol=0.0, atol=1e-8)


def test_lines_are_those_of_one_dense_regression() -> None:
    """All at once: groups, common lines and the treated's, with penalty rows for the last."""
    x, said = answers(600)
    found = fit_movability(x, said)
    root = np.sqrt(said.weight)[:, None]
    group = (said.message[:, None] == np.arange(-1, 2)).astype(float)
    design = root * np.hstack([group, x, (said.message >= 0)[:, None] * x])
    penalty = np.hstack([np.zeros((3, 6)), np.sqrt(found.penalty) * np.eye(3)])
    values = np.concatenate([root[:, 0] * said.vote, np.zeros(3)])
    dense = np.linalg.lstsq(np.vstack([design, penalty]), values, rcond=None)[0][-3:]
    assert np.allclose(found.slopes, 100.0 * dense, rtol=0.0, atol=1e-8)


def test_the_penalty_is_noise_over_the_variance_of_lines() -> None:
    """By hand: the sandwich of residuals, and the moment estimate of what slopes really vary."""
    x, said = answers(900)
    table, votes = unexplained(x, said)
    bread = np.linalg.inv(table.T @ table)
    raw = bread @ table.T @ votes
    free = said.vote.size / (said.vote.size - 9)
    meat = (table * ((votes - table @ raw) ** 2 * free)[:, None]).T @ table
    noise = float(np.mean(np.diag(bread @ meat @ bread)))
    tau2 = float(np.mean(raw**2)) - noise
    found = fit_movability(x, said)
    assert found.tau_pp == pytest.approx(100.0 * np.sqrt(tau2))
    penalty = float(np.mean(np.diag(table.T @ table))) * noise / tau2
    assert found.penalty == pytest.approx(penalty)


def test_noise_alone_mostly_has_no_lines_and_too_few_have_none() -> None:
    none = [fit_movability(*answers(300 + i, slope=0.0)).slopes for i in range(40)]
    assert np.mean([not slopes.any() for slopes in none]) > 0.4
    assert np.abs(none).mean() < 1.0
    assert fit_movability(*answers(900)).slopes[0] > 5.0
    assert not fit_movability(*answers(12)).slopes.any()
    nothing = Answers(np.array([-1, 0]), np.ones(2), np.ones(2), None, np.ones(2))
    assert fit_movability(np.zeros((2, 0)), nothing).slopes.shape == (0,)


def test_cells_keep_their_row_means_as_far_as_they_are_told_from_noise() -> None:
    """By hand: with 3 of 4 parts of the variance noise, a quarter of what traits do not tell."""
    share, pooled = np.array([0.5, 0.5]), np.array([1.0, 1.0])
    result = TestResult(np.array([[2.0, 4.0], [-2.0, 0.0]]), pooled, share, pooled_variance=1.0)
    # Gaps of +2 and -2 show 4; noise of a row mean is 1 (1 + 1 / 2), so that tau^2 = 2.5 / 0.5.
    factor = 5.0 / (5.0 + 1.5 / 0.5)
    assert kept_means(result, np.zeros(2)) == pytest.approx([2.0 * factor, -2.0 * factor])
    assert kept_means(result, np.array([2.0, -2.0])) == pytest.approx([2.0, -2.0])
    foretold = np.array([0.5, -0.5])
    calm = TestResult(np.array([[1.1, 1.1], [0.9, 0.9]]), pooled, share, pooled_variance=1.0)
    assert kept_means(calm, foretold) == pytest.approx(foretold)


@pytest.mark.parametrize("mobilise", [0.0, 2.0])
@pytest.mark.parametrize("arm", ["segmented", "demographic", "individual"])
def test_a_cells_mean_is_its_promise_and_its_kept_mean(arm: str, mobilise: float) -> None:
    """Lines say who within a cell is moved more; how much it is moved, its own answers say."""
    found = planned(arm, messages__mobilise_pp=mobilise, **SELECTED)
    campaign, rule = found.campaign, strategy(arm).rule(found.campaign)
    choice = strategy(arm).choice(campaign, rule)
    assert choice is not None
    response = predicted_response(campaign, rule, choice)
    view = campaign.respondents
    row, weight = rule.assign(view), campaign.answers.weight * campaign.answers.people
    predicted = response.model.predict(response.look(view))
    effect = predicted[np.arange(row.size), response.message[row]] + response.moved[row]
    traits = predicted.mean(axis=1) - np.average(predicted.mean(axis=1), weights=weight)
    inside = [row == cell + 1 for cell in range(rule.cells)]
    of_traits = [np.average(traits[m], weights=weight[m]) if m.any() else 0.0 for m in inside]
    kept = kept_means(campaign.reading(rule), np.array(of_traits))
    for cell, mask in enumerate(inside):
        if mask.any():
            assert np.average(effect[mask], weights=weight[mask]) == pytest.approx(kept[cell])


WORLDS = 12
REVEALING = {
    "population.simulated": 3_000, "messages.count": 6, "messages.heterogeneity_sd_pp": 3.0,
    "messages.trait_share": 1.0, "messages.between_sd_pp": 0.0, "messages.lean_alignment": 0.0,
    "politics.lean_sd": 1.0, "politics.lean_traits_share": 0.3, "data.validity": 1.0,
    "data.coverage": 1.0, "segments.count": 4, "test.respondents": 20_000,
    "test.cost_per_respondent": 0.01, "test.shrinkage": "empirical_bayes",
    "budget.audience": "selected", "budget.audience_share": 0.25,
}


@cache
def lift(by: str, common: float, spread: float, own: bool) -> Floats:
    """(worlds,) true votes in points by an exposure in the chosen quarter, less everybody's.

    own: to the message of the voter's segment; else to the messages' average.
    """
    scenario = changed(SMALL, {**REVEALING, "budget.audience_by": by, "messages.common_share":
                               common, "messages.heterogeneity_sd_pp": spread})
    return np.array([_lift(scenario, number, own) for number in range(WORLDS)])


def _lift(scenario: Scenario, number: int, own: bool) -> float:
    voters = electorate(scenario, number)
    with threadpool_limits(1):
        order = strategy("segmented").order(prepare(scenario, voters)[0])
    block = voters.block(0)
    cell, zone = np.divmod(order.rule.assign(block.view), order.zones)
    effect = block.effects.mean(axis=1)
    if own:
        assert order.choice is not None
        effect = block.effects[np.arange(cell.size), order.choice.message[cell - 1]]
    p = expit(block.voters.support)
    gain = 100.0 * block.voters.turnout_prob * p * (1.0 - p) * effect
    return float(gain[zone == 0].mean() - gain.mean())


def standard_error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(values.size))


def test_those_who_are_moved_by_everything_are_found_by_response_alone() -> None:
    """As what moves people becomes common to all messages, the chosen quarter is moved more."""
    rise: dict[str, Floats] = {}
    for by in ("response", "persuadability"):
        rise[by] = lift(by, 1.0, 3.0, own=False) - lift(by, 0.0, 3.0, own=False)
    assert rise["response"].mean() > 1.0 + 3.0 * standard_error(rise["response"])
    unmoved = rise["persuadability"]
    assert abs(unmoved.mean()) < 3.0 * standard_error(unmoved)
    middle = lift("response", 0.3, 3.0, own=False).mean()
    ends = [lift("response", share, 3.0, own=False).mean() for share in (0.0, 1.0)]
    assert ends[0] < middle < ends[1]


@pytest.mark.parametrize("common", [0.0, 1.0])
def test_the_message_that_is_sent_gains_more_from_those_chosen_by_response(common: float) -> None:
    gap = lift("response", common, 3.0, own=True) - lift("persuadability", common, 3.0, own=True)
    assert gap.mean() > 3.0 * standard_error(gap)


def test_with_nothing_to_find_it_is_no_worse_than_an_audience_at_random() -> None:
    """All messages move everybody alike, but for how undecided voters are."""
    found = lift("response", 0.0, 0.0, own=True)
    assert found.mean() > -2.0 * standard_error(found)


@pytest.mark.parametrize("keys", [
    {}, {"budget__audience_share": 0.3}, {"budget__allocation": "optimised"},
    {"messages__mobilise_pp": 2.0}, {"data__validity": 0.0, "data__party_label": False},
    {"test__respondents": 8, "messages__count": 3}, {"districts__count": 3},
    {"segments__method": "uplift_tree"}, {"budget__delivery": "best"},
], ids=str)
@pytest.mark.parametrize("arm", ["segmented", "placebo", "demographic", "individual", "ground"])
def test_an_audience_by_response_can_be_bought(arm: str, keys: dict[str, Any]) -> None:
    found = planned(arm, **SELECTED, **keys)
    assert np.isfinite(found.plan.rate).all()
    assert found.plan.rate.any()
    assert found.plan.spend + found.plan.unspent == pytest.approx(found.scenario.budget.total)
    if "budget__audience_share" in keys:
        known = found.inside[found.row >= found.order.zones]
        assert known.mean() == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / 3_000))
