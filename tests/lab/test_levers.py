"""Levers: their positions are values that the key takes, and the evidence stands on the scale."""

from __future__ import annotations

import json

import pytest

from msim.campaign.segments import METHODS
from msim.core.arms import ARMS
from msim.core.errors import InputError
from msim.lab.levers import ADAPTING, BY_KEY, LEVERS, PLAYING, checked, described
from msim.lab.worlds import COUNTRIES, start

SLIDERS = [lever for lever in LEVERS if lever.kind == "slider"]


def test_the_few_levers_that_matter() -> None:
    assert set(BY_KEY) == {
        "segments.count", "segments.method", "data.validity", "messages.party_correlation",
        "messages.heterogeneity_sd_pp", "budget.total", "channels.social.premium",
        "channels.social.match_rate", "test.respondents", "population.structure", "run.arms",
        "in_flight.proxy_correlation", "run.seed",
    }  # fmt: skip
    assert BY_KEY["segments.method"].positions == METHODS


def test_campaigns_that_adapt_are_a_lever_and_their_signal_is_one_where_they_play() -> None:
    adapting = {name for name, each in ARMS.items() if each.adapts}
    assert set(ADAPTING["both"]) == adapting and ADAPTING["none"] == ()
    told = {each["key"]: each for each in described()}
    assert list(told[PLAYING]["names"]) == list(ADAPTING)
    playing = [name for name, arms in ADAPTING.items() if arms]
    assert told["in_flight.proxy_correlation"]["where"] == playing
    assert [key for key, each in told.items() if each["where"]] == ["in_flight.proxy_correlation"]


@pytest.mark.parametrize("lever", SLIDERS, ids=lambda lever: lever.key)
def test_positions_rise_within_what_the_key_takes(lever) -> None:
    positions, doc = list(lever.positions), lever.doc
    assert positions == sorted(set(positions))
    assert doc.low <= positions[0]
    assert positions[-1] <= doc.high


@pytest.mark.parametrize("lever", SLIDERS, ids=lambda lever: lever.key)
def test_evidence_lies_on_the_scale_where_there_is_any(lever) -> None:
    central = lever.doc.evidence_central
    assert central is None or central in lever.positions
    told = next(each for each in described() if each["key"] == lever.key)
    assert told["central"] == central
    assert len(told["evidence"]) > 20
    assert (central is None) == ("no published figure" in told["evidence"])


@pytest.mark.parametrize("preset", COUNTRIES[:5])
def test_each_preset_can_be_put_back_by_hand(preset: str) -> None:
    for key, value in start(preset).items():
        assert value is None or checked(key, value) == value


def test_levers_are_plain_data_with_a_unit_and_a_meaning() -> None:
    for told in json.loads(json.dumps(described())):
        assert told["label"]
        assert told["meaning"]
        assert told["unit"] or told["kind"] != "slider"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("data.validity", 0.351), ("segments.count", "6"), ("segments.count", True),
        ("segments.method", "../kmeans"), ("run.workers", 1), ("population.simulated", 10**9),
        ("data.validity", float("nan")), ("x" * 500, 1),
    ],
)  # fmt: skip
def test_nothing_else_is_taken(key: str, value: object) -> None:
    with pytest.raises(InputError) as refused:
        checked(key, value)
    assert len(str(refused.value)) < 500
