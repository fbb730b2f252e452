"""A plan written by hand: what it buys, what it promises, and how it is compared."""

from __future__ import annotations

import numpy as np
import pytest

import msim
from msim.core.errors import InputError
from msim.experiment.engine.replicate import run_replicate
from tests.laws import engine
from tests.laws.drawn import changed
from tests.strategies import digest

PLAN = changed(digest.SCENARIO, {"run.arms": ("silent", "segmented", "yours")})


def test_money_goes_where_the_plan_says_and_nowhere_else() -> None:
    """Shares 1, 0, 2, 1: a quarter, nothing, a half, a quarter of what targeting costs."""
    plan = engine.played(PLAN).plans["yours"]
    aimed = int(np.flatnonzero(plan.targeted)[0])
    spent = plan.cost[:, aimed]
    assert spent / spent.sum() == pytest.approx([0, 0.25, 0, 0.5, 0.25])
    assert plan.message[1:, aimed].tolist() == [1, 0, 2, 0]
    assert plan.unspent == 0.0


def test_money_for_voters_who_cannot_be_found_stays_unspent() -> None:
    nobody = changed(PLAN, {"channels.social.match_rate": 0.0})
    found = run_replicate(nobody, 0).measures["yours"]
    assert found["unspent"] > 0.0
    assert found["spend"] + found["unspent"] == pytest.approx(nobody.budget.total)


def test_a_plan_promises_what_the_test_said_of_its_messages() -> None:
    found = engine.played(PLAN)
    plan, campaign = found.plans["yours"], found.campaign
    said = campaign.choice(campaign.segmentation).promised_raw_pp
    aimed = int(np.flatnonzero(plan.targeted)[0])
    assert plan.promised_raw_pp[1:, aimed].tolist() == said[np.arange(4), [1, 0, 2, 0]].tolist()


@pytest.mark.parametrize("budget", [
    {"budget.audience": "selected"}, {"budget.allocation": "optimised"},
    {"budget.delivery": "best"},
])  # fmt: skip
def test_no_forecast_moves_a_plan(budget: dict[str, str]) -> None:
    usual, other = (engine.played(changed(PLAN, keys)).plans["yours"] for keys in ({}, budget))
    assert np.array_equal(other.rate, usual.rate)
    assert np.array_equal(other.message, usual.message)


def test_how_many_segments_a_method_made_is_known_when_it_ran() -> None:
    """`party` makes its own number: the error has the key, as those found before a run have."""
    scenario = changed(PLAN, {"segments.method": "hdbscan", "yours.messages": (1,) * 9,
                              "yours.shares": ()})
    with pytest.raises(InputError, match=r"yours\.messages: has 9 messages, but there are"):
        run_replicate(scenario, 0)


def test_another_plan_can_be_asked_what_if() -> None:
    keys = {"population.simulated": 2_000, "run.replicates": 3, "segments.count": 3,
            "yours.messages": [1, 2, 3], "run.arms": ["silent", "segmented", "yours"]}
    asked = msim.whatif(msim.load("small", keys), ["yours.shares=[0, 0, 1]"])
    assert asked.changed == {"yours.shares": ([], [0.0, 0.0, 1.0])}
    table = asked.table().set_index(["arm", "measure"])["difference"]
    assert table["yours", "reach_rate"] < -0.01
    assert table["segmented", "net_votes"] == 0.0
