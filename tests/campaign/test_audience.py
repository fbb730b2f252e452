"""Whom targeted delivery goes to: how many, who, and where; by the campaign's own predictions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from msim.campaign.audience import picked
from msim.core.arrays import Floats
from tests.campaign.planned import PLACES, Planned, planned
from tests.world.helpers import within

SELECTED = {"budget__audience": "selected"}
DISTRICTS = {key.replace(".", "__"): value for key, value in PLACES.items()}
ARMS = ("segmented", "placebo", "demographic", "individual", "ground")


def share_of_known(found: Planned) -> float:
    """Share of voters on record who are in the audience."""
    return float(found.inside[found.row >= found.order.zones].mean())


@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("by", ["persuadability", "support", "district"])
def test_a_picked_audience_is_never_worth_less_by_the_campaigns_own_forecast(
    arm: str, by: str
) -> None:
    found = planned(arm, budget__audience_by=by, **SELECTED, **DISTRICTS)
    worth, of_all = found.curves.value(found.plan.rate), found.curves.value(found.unpicked.rate)
    assert worth >= of_all * (1 - 1e-9) > 0.0
    assert found.inside.any()
    assert not found.inside[found.row < found.order.zones].any()
    assert found.plan.spend + found.plan.unspent == pytest.approx(found.scenario.budget.total)


def test_some_audience_is_worth_clearly_more() -> None:
    """Where voters differ in how decided they are and money is short."""
    found = planned("segmented", budget__total=5_000.0, politics__lean_sd=4.0, **SELECTED)
    assert found.curves.value(found.plan.rate) > 1.1 * found.curves.value(found.unpicked.rate)
    assert share_of_known(found) < 0.9


@pytest.mark.parametrize("share", [0.1, 0.35, 0.8])
@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("by", ["persuadability", "support"])
def test_a_share_that_is_set_is_kept(arm: str, by: str, share: float) -> None:
    """Cut on 3,000 respondents, applied to 6,000 voters: each share has its error."""
    found = planned(arm, budget__audience_by=by, budget__audience_share=share, **SELECTED)
    error = np.sqrt(share * (1 - share) * (1 / 3_000 + 1 / 5_400))
    assert abs(share_of_known(found) - share) < 4 * error


@pytest.mark.parametrize("by", ["persuadability", "support"])
@pytest.mark.parametrize("arm", ["segmented", "ground"])
def test_a_share_is_kept_where_money_is_placed_by_predicted_value(arm: str, by: str) -> None:
    """The upper part of each district's voters, and of nobody else; even if not all is bought."""
    keys: dict[str, Any] = {"budget__audience_by": by, "budget__audience_share": 0.3,
                            "budget__allocation": "optimised", **SELECTED, **DISTRICTS}
    found = planned(arm, **keys)
    zone = np.arange(found.inventory.size.size)
    assert found.inside.any()
    assert not found.plan.rate[zone % 2 == 1][:, found.plan.targeted].any()
    error = np.sqrt(0.3 * 0.7 * (1 / 3_000 + 1 / 5_400))
    assert share_of_known(found) < 0.3 + 4 * error


def test_everybody_is_everybody() -> None:
    """A share of 1 buys what a campaign that does not select buys."""
    found = planned("segmented", budget__audience_share=1.0, **SELECTED)
    usual = planned("segmented")
    assert found.plan.rate == pytest.approx(usual.plan.rate)
    assert usual.order.aim is None


def by_district(power: Floats | None = None, **keys: Any) -> Planned:
    return planned("segmented", power, budget__audience_by="district", **SELECTED, **DISTRICTS,
                   **keys)


def chosen(found: Planned) -> list[int]:
    """Districts in which targeted delivery is bought."""
    return np.unique(found.voters.district[found.inside]).tolist()


@pytest.mark.parametrize("best", [0, 1, 2])
def test_districts_are_ranked_by_what_votes_are_worth_there(best: int) -> None:
    """Votes in one district are worth ten times those elsewhere: a third of all is that one."""
    power = np.where(np.arange(3) == best, 10.0, 1.0)
    assert chosen(by_district(power, budget__audience_share=0.25)) == [best]
    second = chosen(by_district(power, budget__audience_share=0.6))
    assert len(second) == 2
    assert best in second
    assert chosen(by_district(power, budget__audience_share=0.9)) == [0, 1, 2]


def test_two_districts_are_counted_like_any_number() -> None:
    """Four fifths of all cannot be in one half."""
    keys: dict[str, Any] = {"districts__count": 2, "budget__audience_by": "district"}
    assert chosen(planned("segmented", budget__audience_share=0.8, **SELECTED, **keys)) == [0, 1]
    assert len(chosen(planned("segmented", budget__audience_share=0.4, **SELECTED, **keys))) == 1


def test_among_equals_the_district_with_more_undecided_voters_comes_first() -> None:
    """With one segment, whose message is everybody's: ranked by mean predicted votes alone."""
    found = by_district(budget__audience_share=0.25, segments__count=1)
    predicted = found.campaign.forecast.votes(found.campaign.respondents)
    place = found.campaign.respondents.district
    means = [predicted[place == d].mean() for d in range(3)]
    assert chosen(found) == [int(np.argmax(means))]


def test_a_safe_district_is_no_reason_to_send_to_everybody() -> None:
    """Bands lie across districts: what a vote is worth in one of them is not their worth."""
    keys: dict[str, Any] = {"budget__total": 5_000.0, "politics__lean_sd": 4.0}
    usual = planned("segmented", **SELECTED, **DISTRICTS, **keys)
    safe = planned("segmented", np.array([0.0, 1.5, 1.5]), **SELECTED, **DISTRICTS, **keys)
    assert share_of_known(usual) < 0.9
    assert np.array_equal(safe.plan.rate, usual.plan.rate)


SUPPORTERS: list[dict[str, Any]] = [
    {"arm": "ground"}, {"arm": "segmented", "budget__audience_by": "support"},
]


@pytest.mark.parametrize("keys", SUPPORTERS, ids=["ground", "by support"])
def test_supporters_are_found_by_a_good_label(keys: dict[str, Any]) -> None:
    """The label is right for nine in ten: those at the top are clearly on the own side."""
    found = planned(budget__audience_share=0.3, **SELECTED, **keys)
    support = expit(found.voters.support)
    assert support[found.inside].mean() > support.mean() + 0.2


@pytest.mark.parametrize("keys", SUPPORTERS, ids=["ground", "by support"])
def test_data_that_say_nothing_find_nobody_in_particular(keys: dict[str, Any]) -> None:
    found = planned(budget__audience_share=0.3, data__validity=0.0, data__party_label=False,
                    **SELECTED, **keys)
    support = expit(found.voters.support)
    assert 0.2 < found.inside.mean() < 0.4
    within(support[found.inside], float(support.mean()))


def sizes(key: str, values: list[float], **keys: Any) -> list[float]:
    return [share_of_known(planned("segmented", **SELECTED, **{key: value}, **keys))
            for value in values]


def test_the_audience_grows_with_money_and_with_saturation() -> None:
    """Without saturation the next exposure of the best is as good as the first: only they get it.

    Habits do not vary, so that a band's reach does not level off by itself.
    """
    even: dict[str, Any] = {"channels__feed__habit_sd": 0.0, "channels__feed__habit": {},
                            "segments__starts": 1}  # fmt: skip
    by_kappa = sizes("response__saturation", [0.0, 0.3, 3.0, 20.0], politics__lean_sd=3.0, **even)
    assert by_kappa == sorted(by_kappa)
    assert by_kappa[0] < 0.15
    assert by_kappa[-1] > 2 * by_kappa[0]
    money = sizes("budget__total", [2e3, 3e4, 3e5, 3e6], politics__lean_sd=3.0,
                  response__saturation=3.0, **even)
    assert money == sorted(money)
    assert money[-1] > 2 * money[0]


def test_without_an_aim_or_with_a_single_zone_nobody_is_picked() -> None:
    found = planned("segmented", **SELECTED)
    rest = (found.plan.promised_pp, found.inventory, found.market, (found.scenario, found.media))
    assert found.order.aim is not None
    assert picked(found.order, *rest) is not None
    assert picked(replace(found.order, aim=None), *rest) is None
    assert picked(replace(found.order, aim=replace(found.order.aim, zones=1)), *rest) is None


def test_a_broadcast_has_no_audience() -> None:
    """Selecting changes nothing for who sends to all: to the last bit."""
    for arm in ("broadcast", "segmented_free", "naive"):
        assert planned(arm, **SELECTED).order.aim is None
        assert np.array_equal(planned(arm, **SELECTED).plan.rate, planned(arm).plan.rate)
