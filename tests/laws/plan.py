"""Law 12: a plan written by hand is carried out as written, and is `segmented` where it says so."""

from __future__ import annotations

import numpy as np

from msim.scenario import Scenario
from msim.scenario.checks.rules import COUNTED
from tests.laws import engine
from tests.laws.drawn import changed
from tests.laws.exact import same


def law_12(scenario: Scenario) -> None:
    """The test's own messages and no shares: `segmented`, bit for bit. Shares: only their ratios.

    A segment without a share is sent nothing, and every other gets its part of each channel.
    """
    scenario = changed(scenario, {
        "budget.audience": "all", "budget.allocation": "proportional",
        "budget.delivery": "targeted", "test.surveys": 1, "run.arms": ("silent", "segmented"),
    })  # fmt: skip
    tested = engine.played(scenario).campaign
    chosen = tested.choice(tested.segmentation).message
    messages = tuple((chosen + 1).tolist())
    arms: dict[str, object] = {
        "run.arms": ("silent", "segmented", "yours"), "yours.messages": messages,
    }
    if scenario.segments.count != "auto" and scenario.segments.method in COUNTED:
        arms["segments.count"] = len(messages)  # fewer may be there than were asked for
    found = engine.played(changed(scenario, arms))
    for measure, value in found.measures["segmented"].items():
        assert same(found.measures["yours"][measure], value), measure

    shares = tuple(float(s % 3) for s in range(len(messages) - 1, -1, -1)) if messages[1:] else (1,)
    # Without a test a campaign pays for the messages that it sends: others would cost otherwise.
    by = int(scenario.test.conducted)
    turned = tuple((m - 1 + by) % scenario.messages.count + 1 for m in messages)
    plans = [
        engine.played(changed(scenario, {
            **arms, "yours.messages": turned, "yours.shares": tuple(float(s) * k for s in shares)
        })).plans for k in (1.0, 7.5)
    ]  # fmt: skip
    plan, usual, part = plans[0]["yours"], found.plans["segmented"], np.array(shares) / sum(shares)
    assert np.allclose(plan.rate, plans[1]["yours"].rate, rtol=1e-9)
    for c in np.flatnonzero(plan.targeted):
        assert np.array_equal(plan.message[1:, c], np.array(turned) - 1)
        assert not plan.rate[0, c]
        money = usual.cost[:, c].sum()
        there = usual.habit_mass[1:, c] > 0.0
        assert np.allclose(plan.cost[1:, c], money * part * there, rtol=1e-9)
    for c in np.flatnonzero(~plan.targeted):
        assert np.array_equal(plan.cost[:, c], usual.cost[:, c])
        assert np.array_equal(plan.message[:, c], usual.message[:, c])
