"""When does sending people what was meant for others eat up what targeting gains?

Hersh and Schaffner (2013, Journal of Politics 75(2)): voters who get a message that was meant for
another group like its sender less, by enough to erase what targeting gains; and of those picked by
a predicted label, about a quarter do not belong to the group. Here through the engine.

Messages divide by politics: of a message's effect on voter i, m is common to all and h s_i is not,
with s_i a standard normal on which support rests; half of the messages have the opposite sign. So
one side is won by g = h E|s| = h sqrt(2 / pi) points on average beyond m, and the other lost by as
much. A label of the side that is right for 1 - q of voters tells which message to send:

    gain over one message for all    (1 - q) g - q (g + c) = g (1 - 2 q) - q c

with c points lost by whoever gets what was meant for the other side. It vanishes at

    c = g (1 - 2 q) / q, which for a quarter mislabelled is 2 g.

A penalty as large as the gain halves the advantage; one of twice the gain leaves nothing of it, and
a larger one makes targeting a loss. Beside the m points that a message for all gains, in votes:
(g / m) (1/2 - c / (4 g)).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from msim.experiment.engine.replicate import run_replicate
from msim.scenario import Scenario
from tests.laws.drawn import changed

MEAN, SPREAD, WRONG = 1.0, 4.0, 0.25
GAIN = SPREAD * np.sqrt(2.0 / np.pi)
SEEDS = 48

# Support and turnout hardly differ between voters, and effects are small and without saturation,
# so that points of vote choice add up as the formula has it.
SCENARIO = Scenario.model_validate({
    "population": {"simulated": 20_000, "electorate": 20_000, "structure": 0.0,
                   "traits": [{"name": "politics"}]},
    "politics": {"support": 0.5, "turnout": 0.6, "lean_sd": 0.2, "lean_traits_share": 1.0,
                 "turnout_sd": 0.0},
    "messages": {"count": 6, "mean_effect_pp": MEAN, "between_sd_pp": 0.0, "trait_share": 1.0,
                 "heterogeneity_sd_pp": SPREAD, "lean_alignment": 1.0, "cost_each": 0.0},
    "channels": {"feed": {"share": 1.0, "cpm": 10.0, "targetable": True, "habit_sd": 0.0,
                          "field_share": 0.02}},
    "data": {"party_accuracy": 1.0 - WRONG},
    "segments": {"count": 2, "features": ["party"], "fit_sample": 2_000},
    "test": {"respondents": 20_000, "surveys": 1, "outcome": "scale", "outcome_sd": 0.05,
             "shrinkage": "none", "cost_per_respondent": 0.0},
    "budget": {"total": 1_000.0},
    "response": {"saturation": 0.0},
    "election": {"swing_sd": 0.0, "district_swing_sd": 0.0},
    "run": {"arms": ("silent", "broadcast", "segmented_free", "segmented")},
})


@lru_cache
def advantage(penalty: float) -> tuple[float, float]:
    """Targeting's gain beside broadcast's, in votes, and its standard error over replicates."""
    keys: dict[str, Any] = {"messages.mismatch_pp": penalty}
    gaps = []
    for number in range(SEEDS):
        found = run_replicate(changed(SCENARIO, keys), number).measures
        one, free, all_ = (found[a]["net_votes"] for a in ("segmented", "segmented_free",
                                                           "broadcast"))
        assert one == pytest.approx(free, rel=1e-9)  # no premium, and everybody can be found
        gaps.append((one - all_) / all_)
    return float(np.mean(gaps)), float(np.std(gaps, ddof=1) / np.sqrt(SEEDS))


@pytest.mark.parametrize("times", [0.0, 1.0, 2.0, 3.0])
def test_the_advantage_is_what_the_formula_says(times: float) -> None:
    """In parts of what a message for all gains: 1.60, 0.80, 0 and -0.80."""
    expected = GAIN / MEAN * (1 - 2 * WRONG - WRONG * times)
    assert expected == pytest.approx(1.5957691 * (1 - times / 2), abs=1e-6)
    found, error = advantage(times * GAIN)
    assert error < 0.05
    assert abs(found - expected) < 4 * error + 0.01  # where effects are not quite proportional


def test_targeting_wins_unpunished_and_loses_what_is_punished_more_than_twice_the_gain() -> None:
    free, error = advantage(0.0)
    assert free - 4 * error > 1.0
    halved, _ = advantage(GAIN)
    assert 0.4 < halved / free < 0.6
    lost, error = advantage(3.0 * GAIN)
    assert lost + 4 * error < 0.0


def test_a_label_that_is_always_right_is_never_punished() -> None:
    scenario = changed(SCENARIO, {"data.party_accuracy": 1.0, "messages.mismatch_pp": 3.0 * GAIN})
    found = run_replicate(scenario, 0).measures
    ratio = found["segmented"]["net_votes"] / found["broadcast"]["net_votes"]
    assert ratio - 1.0 == pytest.approx(GAIN / MEAN, rel=0.1)
