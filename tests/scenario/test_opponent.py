"""The other side's campaign: what it takes over, what it has otherwise, what can be wrong."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.errors import InputError
from msim.scenario import (
    Budget,
    Data,
    MessageTest,
    Names,
    Scenario,
    Segments,
    check,
    dump,
    explain,
    keys,
    load,
    override,
    value,
)
from msim.scenario.key import ConfigTable
from msim.scenario.opponent import OpponentBudget, OpponentData, OpponentMessageTest, of_opponent
from tests.scenario.test_rules import NAMES

PLAYS = "opponent.strategy='broadcast'\n"
SECTIONS: dict[str, type[ConfigTable]] = {
    "data": Data, "segments": Segments, "test": MessageTest, "budget": Budget}

REFUSED = [
    ("[opponent]\nstrategy='brodcast'",
     "2:10  opponent.strategy = \"brodcast\": no such strategy; did you mean 'broadcast'?"),
    ("opponent.strategy='naive'",  # an arm, but none that an opponent may play
     '1:19  opponent.strategy = "naive": no such strategy; known: '),
    ("[opponent.data]\nvaldity=0.3",
     "2:1  opponent.data.valdity: no such key; did you mean 'validity'?"),
    ("[opponent.data]\nvalidity=  1.4",
     "2:12  opponent.data.validity = 1.4: must be between 0 and 1"),
    ("opponent.dta.validity=0.3", "1:10  opponent.dta: no such key; did you mean 'data'?"),
    ("opponent.data=3", "1:15  opponent.data = 3: must be a table of keys"),
    ("opponent.test.outcome='binry'",
     "1:23  opponent.test.outcome = \"binry\": must be 'binary' or 'scale'; did you mean "),
    ("opponent.budget.audience_share=0",
     "1:32  opponent.budget.audience_share = 0: must be above 0 and at most 1"),
    ("opponent.segments.method='kmens'",
     "1:26  opponent.segments.method = \"kmens\": no such method; did you mean 'kmeans'?"),
    (f"{PLAYS}opponent.segments.features=['aeg_band']",
     "2:29  opponent.segments.features[0] = \"aeg_band\": no such trait; did you mean 'age_band'?"),
    (f"{PLAYS}opponent.budget.total=100_000",
     "2:23  opponent.budget.total = 100000: nothing is left to deliver; making 6 messages costs "
     "90,000 USD and the test 60,075 USD"),
    ("opponent.game=true\nopponent.budget.total=100_000",
     "2:23  opponent.budget.total = 100000: nothing is left to deliver; "),
    (f"{PLAYS}opponent.test.respondents=13",
     "2:27  opponent.test.respondents = 13: must be at least 14, two for each of 6 messages and "),
    (f"{PLAYS}opponent.segments.count=9000",
     "2:25  opponent.segments.count = 9000: more segments than segments.fit_sample, 5000"),
    (f"{PLAYS}opponent.budget.audience_by='district'",
     '2:29  opponent.budget.audience_by = "district": there is one district only; set '),
    ("[opponent.data]\nvalidity=0.35\ndata_points=4",
     "3:13  opponent.data.data_points: give validity or data_points, not both"),
    (f"{PLAYS}opponent.data.preparation_days=30\nopponent.test.respondents=500",
     "2:32  opponent.data.preparation_days: give test.respondents or preparation_days, which "),
    (f"{PLAYS}opponent.data.preparation_days=0.1",
     "2:32  opponent.data.preparation_days = 0.1, which makes 6 respondents: at least 14 are "),
    ("opponent.strategy='ground'",
     '1:19  opponent.strategy = "ground": needs a channel of kind "contacts" with a share above 0'),
    ("opponent.strategy='demographic'\npopulation.traits=[{name='a'}]",
     '1:19  opponent.strategy = "demographic": needs a trait with demographic = true'),
]


@pytest.mark.parametrize(("text", "line"), REFUSED, ids=[each[0][:50] for each in REFUSED])
def test_refused(text: str, line: str) -> None:
    found = [str(problem) for problem in check(text, NAMES, "m")]
    assert len(found) == 1, found
    assert found[0].startswith(f"m:{line}")


@pytest.mark.parametrize(
    "text",
    [
        "opponent.budget.total=5.0",  # of a campaign that is not run
        f"{PLAYS}opponent.budget.total=0",
        f"{PLAYS}opponent.data.data_points=4",
        f"{PLAYS}data.data_points=9\nopponent.data.validity=0.2",
        f"{PLAYS}test.respondents=500\nopponent.data.preparation_days=30",
        f"{PLAYS}opponent.test.conducted=false\nopponent.budget.total=90_001",
    ],
)
def test_taken(text: str) -> None:
    assert check(text, NAMES) == []


def test_what_is_wrong_on_both_sides_is_said_once() -> None:
    found = check(f"{PLAYS}segments.features=['aeg_band']", NAMES)
    assert [problem.key for problem in found] == ["segments.features[0]"]


def test_registries_are_asked_about_a_strategy_even_where_an_arm_has_its_name() -> None:
    with pytest.raises(InputError, match=r'opponent.strategy = "oracle": no such strategy'):
        load("baseline", ["opponent.strategy=oracle"], lambda: NAMES)
    assert load("baseline", ["opponent.strategy=oracle"], Names()).opponent.strategy == "oracle"


@pytest.mark.parametrize(
    ("overrides", "key", "wanted"),
    [
        (["opponent.data.validity=0.9"], "opponent.data.validity", 0.9),
        (["opponent.data={validity=0.9}"], "opponent.data.validity", 0.9),
        (["opponent={strategy='silent',data={validity=0.9}}"], "opponent.data.validity", 0.9),
        ({"opponent": {"data": {"validity": 0.9}}}, "opponent.data.validity", 0.9),
        (["opponent.strategy=broadcast"], "opponent.strategy", "broadcast"),
    ],
)
def test_overrides(overrides: Any, key: str, wanted: object) -> None:
    scenario = load("baseline", overrides, NAMES)
    assert value(scenario, key) == wanted
    assert scenario.data.validity == 0.35


def test_a_table_of_an_override_changes_only_the_keys_in_it() -> None:
    before = load("baseline", ["opponent.data.validity=0.2", "opponent.data.missing=0.1"])
    after = override(before, ["opponent.data={validity=0.3}"])
    assert (value(after, "opponent.data.validity"), value(after, "opponent.data.missing")) == (
        0.3, 0.1)


def test_a_later_layer_replaces_the_other_way_to_say_it() -> None:
    before = load("baseline", ["opponent.data.validity=0.2"])
    after = override(before, ["opponent.data.data_points=40"])
    assert value(after, "opponent.data.validity") is None
    asked = load("baseline", ["opponent.test.respondents=500", "opponent.strategy=broadcast"])
    after = override(asked, ["opponent.data.preparation_days=30"])
    assert value(after, "opponent.test.respondents") is None
    assert after.rival.respondents == 30 * 65


def test_wrong_overrides_are_shown_as_they_were_written() -> None:
    with pytest.raises(InputError) as error:
        load("baseline", ["opponent.data.valdity=0.9", "opponent.data.missing=2"], NAMES)
    assert str(error.value).split("\n") == [
        "--set opponent.data.missing=2  opponent.data.missing = 2: must be between 0 and 1",
        "--set opponent.data.valdity=0.9  opponent.data.valdity: no such key; did you mean "
        "'validity'?",
    ]


def test_explain() -> None:
    doc = explain("opponent.data.validity")
    assert (doc.default, doc.low, doc.high, doc.allowed) == (None, 0, 1, "a number between 0 and 1")
    assert (doc.source, doc.evidence_low, doc.evidence_high) == ("validity", 0.29, 0.56)


NUMBERS = [doc for doc in keys("opponent") if doc.low is not None]


@settings(max_examples=50)
@given(st.data(), st.lists(st.sampled_from(NUMBERS), max_size=5, unique=True))
def test_what_the_opponent_gives_it_has_and_the_rest_is_the_own_sides(
    data: Any, chosen: list[Any]
) -> None:
    """Whatever the scenario, a key that the opponent is not given is the own side's."""
    own = load("divisive", {"segments.count": 3, "data.missing": 0.2, "budget.total": 5e6})
    given = {doc.key: data.draw(st.integers(int(doc.low), int(doc.high)) if "whole" in doc.allowed
                                else st.floats(doc.low, doc.high, exclude_min=True,
                                               exclude_max="below" in doc.allowed))
             for doc in chosen}
    ways = [key for key in given if key.rsplit(".", 1)[1] in (
        "validity", "data_points", "preparation_days")]
    for key in ways[1:]:
        del given[key]
    scenario = override(own, given)  # no strategy: nothing is checked together
    for name, section in SECTIONS.items():
        for key in section.model_fields:
            there = f"opponent.{name}.{key}"
            if there in given:
                assert value(scenario.rival, f"{name}.{key}") == given[there]
            elif not ways or (key not in ("validity", "respondents")):
                assert value(scenario.rival, f"{name}.{key}") == value(own, f"{name}.{key}")
    again = Scenario.model_validate(tomllib.loads(dump(scenario)))
    assert again == scenario and dump(again) == dump(scenario)


def test_the_rival_sees_support_from_the_other_side_and_the_same_country() -> None:
    scenario = load("baseline", ["politics.support=0.4", "opponent.budget.total=1e6"])
    rival = scenario.rival
    assert rival.politics.support == pytest.approx(0.6, abs=1e-12)
    assert rival.politics.turnout == scenario.politics.turnout
    assert rival.budget.total == 1e6 and scenario.budget.total == 4e6
    assert rival.budget.currency == "USD"
    for same in ("population", "districts", "messages", "channels", "response", "election", "run"):
        assert getattr(rival, same) == getattr(scenario, same)


def test_one_way_to_say_how_good_data_are_replaces_the_others() -> None:
    """Otherwise an own `data_points` would overrule the opponent's `validity`."""
    own = Data(validity=0.2, missing=0.1)
    for differing, points in ((OpponentData(data_points=9), 9.0),
                              (OpponentData(preparation_days=10.0), 3.0),
                              (OpponentData(preparation_days=10.0, points_per_day=2.0), 20.0)):
        theirs = of_opponent(own, differing)
        assert (theirs.points, theirs.validity, theirs.missing) == (points, 0.35, 0.1)
    for other in (Data(data_points=9), Data(preparation_days=10.0)):
        theirs = of_opponent(other, OpponentData(validity=0.5))
        assert (theirs.points, theirs.validity) == (None, 0.5)
        assert theirs.preparation_days is None
    kept = of_opponent(Data(data_points=9), OpponentData(missing=0.5))
    assert (kept.points, kept.missing) == (9.0, 0.5)
    assert of_opponent(Budget(total=3.0), OpponentBudget()) == Budget(total=3.0)
    asked = of_opponent(MessageTest(), OpponentMessageTest(respondents=50))
    assert asked.respondents == 50


def test_days_of_preparation_make_respondents_and_data_points() -> None:
    usual = Scenario()
    assert (usual.respondents, usual.data.points) == (24_030, None)
    assert load("baseline", ["data.data_points=7"]).data.points == 7.0
    ready = load("baseline", ["data.preparation_days=30"])
    assert ready.respondents == 30 * 65
    assert ready.data.points == pytest.approx(9.0, abs=1e-12)
    slow = override(ready, ["data.points_per_day=0.5", "data.respondents_per_day=10.05"])
    assert (slow.respondents, slow.data.points) == (301, 15.0)  # whole people only
    own = load("divisive", ["test.respondents=500"])
    assert override(own, ["data.preparation_days=30"]).respondents == 1950


def test_a_prepared_opponent_asks_whom_its_days_allow() -> None:
    own = ["test.respondents=500", "opponent.strategy=broadcast"]
    other = load("baseline", [*own, "opponent.data.preparation_days=10"])
    assert (other.respondents, other.rival.respondents) == (500, 650)
    back = load("baseline", ["data.preparation_days=10", "opponent.data.validity=0.3"])
    assert (back.respondents, back.rival.respondents) == (650, 24_030)


@pytest.mark.parametrize(
    ("overrides", "wanted"),
    [
        ([], False),
        (["messages.mobilise_pp=0.1"], True),
        (["messages.mobilise_between_sd_pp=0.1"], True),
        (["messages.mobilise_heterogeneity_sd_pp=0.1"], True),
        (["messages.mismatch_pp=0.1", "messages.reactance_pp=1.0"], False),
    ],
)
def test_whether_messages_move_turnout(overrides: list[str], wanted: bool) -> None:
    assert load("baseline", overrides).mobilises is wanted
