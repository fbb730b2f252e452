"""Of the keys of messages that state the same thing one is given, and a later layer's counts."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from pydantic import ValidationError

from msim.core.errors import InputError
from msim.scenario import Scenario, dump, load, override
from msim.scenario.loading import check
from msim.scenario.media import MESSAGE_WAYS, Messages
from msim.scenario.parties import lowest_party_correlation

HETEROGENEITY, SPREAD = MESSAGE_WAYS


def given(said: Messages, ways: tuple[str, ...]) -> dict[str, float]:
    """The ways that are not None."""
    return {way: value for way in ways if (value := getattr(said, way)) is not None}


@pytest.mark.parametrize("way", [*HETEROGENEITY, *SPREAD])
def test_whichever_is_given_takes_the_place_of_the_default(way: str) -> None:
    ways = HETEROGENEITY if way in HETEROGENEITY else SPREAD
    for said in (
        Messages(**{way: 0.9}),
        Scenario(messages={way: 0.9}).messages,  # type: ignore[arg-type]
        override(Scenario(), {f"messages.{way}": 0.9}).messages,
        load("null", [f"messages.{way}=0.9"]).messages,  # its file states heterogeneity_sd_pp
        load("baseline", {"messages": {way: 0.9}}).messages,  # its file states both
    ):
        assert given(said, ways) == {way: 0.9}
        others = SPREAD if ways is HETEROGENEITY else HETEROGENEITY
        assert len(given(said, others)) == 1


def test_none_is_no_way_of_stating_anything() -> None:
    nothing: dict[str, Any] = dict.fromkeys((*HETEROGENEITY, *SPREAD))
    assert Messages(**nothing) == Messages()
    assert Messages(**nothing | {"party_correlation": 0.5}) == Messages(party_correlation=0.5)


def test_one_layer_after_another() -> None:
    scenario = override(Scenario(), {"messages.lean_alignment": 0.9})
    for way, value in (("party_correlation", 0.86), ("heterogeneity_sd_pp", 0.0),
                       ("group_correlation", 0.9), ("party_correlation", 0.7)):
        scenario = override(scenario, {f"messages.{way}": value})
        assert given(scenario.messages, HETEROGENEITY) == {way: value}
        assert Scenario.model_validate(scenario.model_dump()) == scenario
        assert override(scenario, {}) == scenario
    assert scenario.hash != Scenario().hash
    usual = {way: value for way in HETEROGENEITY
             if (value := Messages.model_fields[way].default) is not None}
    back = override(override(scenario, {"messages.group_correlation": 0.1}), {
        f"messages.{way}": value for way, value in usual.items()})
    start = override(Scenario(), {"messages.lean_alignment": 0.9})
    assert back == start and back.hash == start.hash


def test_what_is_not_used_is_a_remark() -> None:
    for ways in MESSAGE_WAYS:
        usual = next(way for way in ways if Messages.model_fields[way].default is not None)
        other = next(way for way in reversed(ways) if way != usual)
        text = dump(load("baseline", [f"messages.{other}=0.8"]))
        assert f"\n# {usual} is not used: {other} is given instead\n" in text
        assert tomllib.loads(text)["messages"][other] == 0.8


TWICE = (
    ("heterogeneity_sd_pp=1\nmessages.party_correlation=0.5",
     "2:28  messages.party_correlation: give heterogeneity_sd_pp or party_correlation, not both"),
    ("group_correlation=0.5\nmessages.party_correlation=0.5",
     "2:28  messages.party_correlation: give group_correlation or party_correlation, not both"),
    ("between_sd_pp=0.5\nmessages.spread=0.5",
     "2:17  messages.spread: give between_sd_pp or spread, not both"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "line"), TWICE)
def test_two_ways_in_one_layer_are_named_with_their_place(text: str, line: str) -> None:
    assert [str(each) for each in check(f"messages.{text}", file="m")] == [f"m:{line}"]
    first, second = (each.removeprefix("messages.") for each in text.split("\n"))
    pair = [f"messages.{first}", f"messages.{second}"]
    with pytest.raises(InputError, match=f"--set {pair[1]}.* not both"):
        load("baseline", pair)
    values = {each.split("=")[0]: float(each.split("=")[1]) for each in (first, second)}
    with pytest.raises(ValidationError, match=r"messages: give \w+ or \w+, not both"):
        Scenario(messages=values)  # type: ignore[arg-type]


REACH = (
    ("messages.party_correlation=-0.7\nmessages.lean_alignment=0",
     "1:28  messages.party_correlation = -0.7: out of reach; with lean_alignment 0 and "
     "lean_traits_share 0.5 it must be above -0.57 and at most 1; or give "
     "messages.heterogeneity_sd_pp in its place"),
    ("messages.party_correlation=0.5\npolitics.lean_traits_share=0",
     "1:28  messages.party_correlation = 0.5: out of reach; with lean_traits_share 0 only 1 is; "
     "or give messages.heterogeneity_sd_pp in its place"),
    ("messages.party_correlation=0.5\npolitics.lean_sd=0.0\nmessages.trait_share=0",
     "1:28  messages.party_correlation = 0.5: out of reach; with lean_sd 0 and trait_share 0 "
     "only 1 is; or give messages.heterogeneity_sd_pp in its place"),
    ("messages.party_correlation=0.5\nmessages.common_share=1",
     "1:28  messages.party_correlation = 0.5: out of reach; with common_share 1 only 1 is; "
     "or give messages.heterogeneity_sd_pp in its place"),
    ("politics.lean_traits_share=0",  # the default's correlation, which nobody typed
     "1:28  messages.party_correlation = 0.86: out of reach; with lean_traits_share 0 only 1 is; "
     "or give messages.heterogeneity_sd_pp in its place"),
    ("messages.party_correlation=1.5",
     "1:28  messages.party_correlation = 1.5: must be between -1 and 1"),
    ("messages.spread=-0.1", "1:17  messages.spread = -0.1: must be between 0 and 20"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "line"), REACH)
def test_out_of_reach(text: str, line: str) -> None:
    assert [str(each) for each in check(text, file="m")] == [f"m:{line}"]


def test_within_reach() -> None:
    for text in (
        "messages.party_correlation=-0.7\nmessages.lean_alignment=0.9",
        "messages.party_correlation=1\npolitics.lean_traits_share=0",
        "messages.party_correlation=0.5\nmessages.between_sd_pp=0\nmessages.trait_share=0",
        "messages.party_correlation=0.86\npopulation.structure=0",
        "messages.party_correlation=0.86\npopulation.archetypes=1\npopulation.structure=0",
    ):
        assert not check(text)


def test_the_range_is_wider_the_more_messages_go_by_politics() -> None:
    lows = [
        lowest_party_correlation(load("baseline", {"messages.lean_alignment": align}))
        for align in (0.0, 0.3, 0.6, 1.0)
    ]
    assert lows == sorted(lows, reverse=True) and lows[-1] < -0.85
    # A single trait: leaning, and nothing else, whatever the alignment.
    single = [
        lowest_party_correlation(override(Scenario(), {
            "population.traits": [{"name": "t"}], "messages.lean_alignment": align}))
        for align in (0.0, 1.0)
    ]
    assert single[0] == pytest.approx(single[1], abs=1e-9)
