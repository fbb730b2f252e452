"""The arms `individual` and `demographic` on a campaign's own survey, through its settings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from msim.campaign.individuals.forest import Forest
from msim.campaign.individuals.ridge import Ridge
from msim.campaign.individuals.rule import Individually
from msim.campaign.strategies import strategy
from msim.core.arrays import Ints
from msim.core.seen import CampaignView, Choice
from msim.scenario import Scenario
from tests.laws.drawn import changed
from tests.strategies import digest

LARGER = {"test.respondents": 4_000, "population.simulated": 4_000,
          "test.shrinkage": "empirical_bayes"}


def planned(
    name: str = "individual", **keys: Any
) -> tuple[Individually, Choice, Choice, CampaignView, Ints]:
    """As `of`, of the usual scenario with other keys."""
    return of(changed(digest.SCENARIO, {k.replace("__", "."): v for k, v in keys.items()}), name)


def of(
    scenario: Scenario, name: str = "individual"
) -> tuple[Individually, Choice, Choice, CampaignView, Ints]:
    """Rule, choice, the choice for everybody, the view of a block, and its rows."""
    known, view = digest.campaign(scenario)
    arm: Any = strategy(name)
    rule = arm.rule(known)
    return rule, arm.choice(known, rule), known.best_single(), view, rule.assign(view)


def test_what_promises_average_to_is_promised_to_all() -> None:
    """Features are centred on the respondents, so that lines have the level as their mean."""
    scenario = changed(digest.SCENARIO, LARGER)
    known, _ = digest.campaign(scenario)
    arm: Any = strategy("individual")
    rule = arm.rule(known)
    choice, single = arm.choice(known, rule), known.best_single()
    weight = known.answers.weight * known.answers.people
    share = np.bincount(rule.assign(known.respondents) - 1, weights=weight, minlength=rule.cells)
    share = share / share.sum()
    for name in ("promised_pp", "promised_raw_pp"):
        assert share @ getattr(choice, name) == pytest.approx(getattr(single, name)[0], abs=1e-9)
    assert choice.message.tolist() == list(range(scenario.messages.count))


@pytest.mark.parametrize("model", ["ridge", "forest"])
def test_everybody_with_a_record_gets_a_message(model: str) -> None:
    keys: dict[str, Any] = {"segments.individual_model": model, "test.respondents": 2_000}
    scenario = changed(digest.SCENARIO, keys)
    rule, choice, single, view, rows = of(scenario)
    assert isinstance(rule.model, Forest) == (model == "forest")
    assert np.array_equal(rows == 0, ~view.known)
    assert rows.max() <= rule.cells == choice.message.size
    # Without shrinking, noise tells voters apart: nobody's own message is promised less than
    # another, and all together are promised more than by the one message that is best for all.
    used = np.unique(rows[rows > 0]) - 1
    assert used.size > 1
    own = choice.promised_pp[used, used]
    assert (own >= choice.promised_pp[used].max(axis=1) - 1e-9).all()
    known, _ = digest.campaign(scenario)
    weight = known.answers.weight * known.answers.people
    share = np.bincount(rule.assign(known.respondents) - 1, weights=weight, minlength=rule.cells)
    assert share @ np.diag(choice.promised_pp) / share.sum() > single.promised_pp.max()


def test_the_truth_about_slopes_that_are_none_leaves_broadcast() -> None:
    """But for the little that the same push on logits differs between voters in points."""
    keys: dict[str, Any] = {"test__shrinkage": "oracle", "messages__heterogeneity_sd_pp": 0.0}
    rule, _, single, view, rows = planned(**keys)
    assert 0.0 < rule.model.tau_pp < 0.1
    expected = np.where(view.known, single.message[0] + 1, 0)
    assert np.mean(rows == expected) > 0.9


def test_only_the_named_features_are_looked_at() -> None:
    rule, _, _, view, _ = planned(segments__features=("risk_taking",))
    assert rule.prepare(view).shape == (view.known.size, 1)


@pytest.mark.parametrize("name", ["individual", "demographic"])
def test_without_a_test_nothing_is_promised(name: str) -> None:
    _, choice, single, view, rows = planned(name, test__conducted=False)
    assert np.isnan(choice.promised_pp).all()
    assert np.array_equal(rows == 0, ~view.known)
    if name == "individual":
        message = choice.message[np.maximum(rows - 1, 0)]
        assert (message[view.known] == single.message[0]).all()


def test_demographic_cells_are_those_of_the_marked_traits() -> None:
    """Age in 5 bands, 3 types of region, 4 of schooling, as shipped."""
    rule, choice, _, view, rows = planned("demographic")
    assert rule.cells == 60 == choice.message.size
    index = np.nan_to_num(view.traits[:, :3]).astype(int)
    expected = np.ravel_multi_index(index.T, (5, 3, 4)) + 1
    assert np.array_equal(rows, np.where(view.known, expected, 0))


BELIEVES = {**LARGER, "test.shrinkage": "prior"}


def test_a_prior_moves_no_broadcast_and_shrinks_its_promise() -> None:
    told, other = (
        digest.campaign(changed(digest.SCENARIO, keys))[0].best_single()
        for keys in (BELIEVES, LARGER)
    )
    assert told.message.tolist() == other.message.tolist()
    assert told.promised_raw_pp == pytest.approx(other.promised_raw_pp, abs=1e-12)
    assert 0.0 < np.ptp(told.promised_pp) < np.ptp(told.promised_raw_pp)


@pytest.mark.parametrize("model", ["ridge", "forest"])
def test_a_prior_judges_levels_and_differences_together(model: str) -> None:
    """Voters who are believed to be alike get one message; promises average to the shrunk ones."""
    keys = {**BELIEVES, "segments.individual_model": model}
    known, _ = digest.campaign(changed(digest.SCENARIO, keys))
    arm: Any = strategy("individual")
    rule = arm.rule(known)
    choice, single = arm.choice(known, rule), known.best_single()
    weight = known.answers.weight * known.answers.people
    share = np.bincount(rule.assign(known.respondents) - 1, weights=weight, minlength=rule.cells)
    for name in ("promised_pp", "promised_raw_pp"):
        average = share @ getattr(choice, name) / share.sum()
        assert average == pytest.approx(getattr(single, name)[0], abs=1e-9)
    assert rule.model.level == pytest.approx(single.promised_pp[0], abs=1e-12)


def test_slopes_are_believed_to_share_out_the_difference_of_cells() -> None:
    believed, alike = (
        of(changed(digest.SCENARIO, {**BELIEVES, "test.believed_correlation": rho}))[0].model
        for rho in (0.86, 1.0 - 1e-12)
    )
    assert isinstance(believed, Ridge)
    assert isinstance(alike, Ridge)
    features = believed.slopes.shape[0]
    assert believed.tau_pp**2 * features == pytest.approx(0.34**2 * 0.14 / 1.86)
    assert np.abs(alike.slopes).max() < 1e-6 < np.abs(believed.slopes).max()
