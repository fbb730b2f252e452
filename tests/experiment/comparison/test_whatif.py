"""What-if: the twin is played on the same draws, so that only what was changed can move."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import msim
from msim.core.errors import InputError
from msim.experiment.comparison.summary import ArmValues
from msim.experiment.comparison.whatif import changes
from msim.experiment.engine.measures import USUAL
from msim.experiment.engine.replicate import run_replicate
from tests.experiment.small import results, small


def test_changing_nothing_that_matters_moves_nothing() -> None:
    found = msim.whatif(small(run__replicates=3), {"budget.currency": "EUR"})
    assert found.changed == {"budget.currency": ("USD", "EUR")}
    assert found.changes
    assert all(change.difference == 0.0 for change in found.changes)
    assert found.summary["moved"] == []
    assert not found.table()["moved"].any()


def test_what_segments_rest_on_moves_segments_only() -> None:
    """The campaign's data are no concern of broadcast: not one digit of it moves."""
    found = msim.whatif(small(run__replicates=4), {"data.validity": 0.9})
    moved = {change.arm for change in found.changes if change.difference != 0.0}
    assert "segmented" in moved
    assert moved.isdisjoint({"silent", "naive", "broadcast", "oracle"})


def test_a_premium_moves_targeted_reach_and_nobody_elses() -> None:
    found = msim.whatif(small(run__replicates=6), {"channels.social.premium": 3.0})
    reach = {c.arm: c for c in found.changes if c.measure == "reach_rate"}
    assert reach["segmented"].moved
    assert reach["segmented"].difference < 0.0
    assert reach["segmented"].high < 0.0
    assert reach["broadcast"].difference == reach["segmented_free"].difference == 0.0
    assert reach["segmented"].after - reach["segmented"].before == pytest.approx(
        reach["segmented"].difference)


def test_the_shipped_pair_is_the_difference_of_two_runs() -> None:
    scenario = small(run__replicates=3)
    found = msim.whatif(scenario, {"messages.mean_effect_pp": 5.0})
    alone = msim.compare(scenario).summary["arms"]["broadcast"]["net_votes"]["mean"]
    change = next(c for c in found.changes if (c.arm, c.measure) == ("broadcast", "net_votes"))
    assert change.before == alone
    assert change.after > change.before


def test_no_change_at_all_is_an_error() -> None:
    with pytest.raises(InputError, match="nothing changes"):
        msim.whatif(small(), {"data.validity": 0.35})
    with pytest.raises(InputError, match="validty"):
        msim.whatif(small(), {"data.validty": 0.5})


def test_worlds_that_measure_different_things_are_compared_in_what_both_have() -> None:
    """Votes by district, a mandate, or sharing have measures of their own; the rest is paired."""
    keys = {"districts__count": 4, "run__replicates": 2,
            "run__arms": ("silent", "broadcast", "segmented")}
    usual = small(**keys)
    for overrides, more in (
        ({"election.rule": "districts"}, "seats"),
        ({"election.rule": "mandate", "election.mandate_share": 0.5}, "electorate_share_pp"),
        ({"earned.share_rate": 0.1}, "earned_reach_rate"),
        ({"budget.audience": "selected"}, "audience_share"),
        ({"opponent.strategy": "segmented", "opponent.game": True}, None),
        ({"districts.pilots": 4}, None),
    ):
        found = msim.whatif(usual, overrides)
        assert {change.measure for change in found.changes} <= set(USUAL)
        json.dumps(found.summary, allow_nan=False)
        assert (more in found.summary["after"]["arms"]["broadcast"]) == (more is not None)
        back = msim.whatif(found.after.scenario, {
            "election.rule": "popular", "earned.share_rate": 0.0, "budget.audience": "all",
            "opponent": {"game": False, "strategy": "silent"}, "districts.pilots": 0,
        })
        assert {change.measure for change in back.changes} <= set(USUAL)


def test_between_two_countries_of_districts_all_measures_are_compared() -> None:
    keys = {"districts__count": 4, "run__replicates": 4, "run__arms": ("silent", "broadcast"),
            "messages__heterogeneity_sd_pp": 0.31}
    safe = small(**keys, election__rule="districts", politics__support=0.9)
    found = msim.whatif(safe, {"budget.total": 3e7})
    by_name = {c.measure: c for c in found.changes if c.arm == "broadcast"}
    assert {"seats", "electoral_votes", "split", "efficiency_gap"} <= set(by_name)
    # A yes or no never has a certain difference, however often it was the same.
    assert (by_name["split"].before, by_name["split"].difference) == (0.0, 0.0)
    assert by_name["split"].low < 0.0 < by_name["split"].high


def test_rounding_is_no_change() -> None:
    """Sums added in another order differ in the sixteenth digit, and that is not news."""
    before = [run_replicate(small(), number) for number in range(6)]
    after = [replace(each, measures=wobbled(each.measures)) for each in before]
    found = changes(ArmValues(before), ArmValues(after))
    assert {"segmented", "segmented-broadcast"} <= {change.arm for change in found}
    assert not [change for change in found if change.moved]
    for change in found:  # an arm less another may be small beside either
        assert change.difference == 0.0 or ("-" in change.arm and abs(change.difference) < 1e-9)


def wobbled(measures: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Measures off by less than 1e-15 of themselves; what is yes or no stays so."""
    return {
        arm: {
            name: value if name == "win_prob" else value * (1.0 + 1e-15 * (n + 1) / len(each))
            for n, (name, value) in enumerate(each.items())
        }
        for arm, each in measures.items()
    }


def test_contrasts_of_what_cannot_differ_are_zero() -> None:
    """Every tested arm spends all its money, and no message here moves turnout."""
    for name in ("segmented-broadcast", "placebo-broadcast", "oracle-segmented"):
        contrast = results().summary["contrasts"][name]
        for measure in ("spend", "turnout_pp"):
            found = contrast[measure]
            bounds = (found["low"], found["high"], found["share_positive"])
            assert bounds == (0.0, 0.0, 0.0), (name, measure)
