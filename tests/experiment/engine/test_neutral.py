"""What is switched off costs nothing: not a digit, and not a call."""

from __future__ import annotations

from typing import Any

import pytest

from msim.experiment.comparison.compare import run
from tests.experiment.small import results, small

NEUTRAL: dict[str, dict[str, Any]] = {
    "nothing to notice": {"messages__notice_rate": 0.3},
    "nobody notices": {"messages__reactance_pp": 3.0, "messages__notice_rate": 0.0},
    "nobody shares": {"earned__contacts": 50.0, "earned__homophily": 0.8,
                      "earned__field_share": 2.0},
    "everybody is the audience": {"budget__audience_by": "support", "budget__audience_share": 0.3},
    "no arm is individual": {"segments__individual_model": "forest"},
    "validity is given": {
        "data__points_per_day": 9.0, "data__respondents_per_day": 7.0,
        "data__single_item_validity": 0.3, "data__ceiling": 0.9,
    },
    "most votes win": {
        "districts__electoral_votes": (7.0,), "election__mandate_turnout": 0.9,
        "election__mandate_share": 0.9, "election__mandate_electorate_share": 0.9,
    },
    "there is no opponent": {
        "opponent__data": {"validity": 0.9}, "opponent__segments": {"method": "random"},
        "opponent__test": {"respondents": 900}, "opponent__budget": {"total": 9e6},
    },
    "there are no factors": {
        "attribution__arm": "segmented", "attribution__measure": "net_votes",
    },
}
ALL = {key: value for keys in NEUTRAL.values() for key, value in keys.items()}
ELSEWHERE = (
    "engine.stage.Sharing.build", "engine.stage.turnout_shift",
    "engine.sides.opposed", "engine.collected.payoffs", "engine.collected.pilot",
    "engine.day.Against",
    "engine.districts.electoral", "engine.districts.seats", "engine.districts.splits",
    "engine.districts.pivotality", "engine.districts.Mandate",
    "comparison.attribution.shapley", "comparison.attribution.variant",
    "comparison.parts.equilibrium",
)
CAMPAIGN = (
    "individuals.forest.fit_forest", "audience.allocate", "audience.curves",
)


def said(**keys: Any) -> dict[str, Any]:
    found = run(small(**keys)).summary
    del found["scenario"]["hash"]
    return found


def default() -> dict[str, Any]:
    plain = results().summary
    return {**plain, "scenario": {"name": plain["scenario"]["name"]}}


@pytest.mark.parametrize("off", NEUTRAL)
def test_keys_of_what_is_off_move_no_bit(off: str) -> None:
    quick = {"run__replicates": 1, "run__arms": ("silent", "naive", "segmented")}
    assert said(**quick, **NEUTRAL[off]) == said(**quick)


def test_all_of_them_together_change_nothing() -> None:
    assert said(**ALL) == default()


@pytest.mark.parametrize("place", ELSEWHERE)
def test_nothing_that_is_off_is_called(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where any of it runs, this test fails."""
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError(f"{place} was called")

    monkeypatch.setattr(f"msim.experiment.{place}", refuse)
    run(small(run__replicates=1, run__workers=1, run__arms=("silent", "naive", "segmented")))


@pytest.mark.parametrize("place", CAMPAIGN)
def test_nothing_of_the_campaign_that_is_off_is_called(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError(f"{place} was called")

    monkeypatch.setattr(f"msim.campaign.{place}", refuse)
    run(small(run__replicates=1, run__workers=1))


@pytest.mark.parametrize(
    ("place", "keys"),
    [
        ("engine.stage.Sharing.build", {"earned__share_rate": 0.1}),
        ("engine.stage.turnout_shift", {"messages__mobilise_pp": 1.0}),
        ("engine.sides.opposed", {"opponent__strategy": "broadcast"}),
        ("engine.districts.seats", {"election__rule": "districts", "districts__count": 2}),
        ("engine.districts.Mandate",
         {"election__rule": "mandate", "election__mandate_turnout": 0.5}),
        ("comparison.parts.equilibrium", {"opponent__game": True}),
        ("comparison.attribution.shapley", {"attribution__factors": {"a": {"data.validity": 0.5}}}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_on_is_called(
    place: str, keys: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the tests above look at the right places."""
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("called")

    monkeypatch.setattr(f"msim.experiment.{place}", refuse)
    with pytest.raises(AssertionError, match="called"):
        run(small(run__replicates=1, run__workers=1, run__arms=("silent", "segmented"), **keys))
