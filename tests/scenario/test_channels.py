"""Channels of a known name: what they are like where a file or an override says nothing of it."""

from __future__ import annotations

import pytest

from msim.core.errors import InputError
from msim.scenario import Channel, Scenario, check, dump, explain, load, override
from msim.scenario.media import KNOWN_CHANNELS, SHIPPED_CHANNELS
from tests.scenario.test_rules import NAMES

CONTACTS = ("text", "meetings", "doorsteps")
WITH_SHARES = {name: [f"channels.{name}.share=0.2", "channels.social.share=0.3"]
               for name in CONTACTS}


def test_by_default_there_are_television_and_social() -> None:
    assert list(Scenario().channels) == ["television", "social"] == list(SHIPPED_CHANNELS)
    assert set(load("baseline").channels) == {"television", "social"}
    assert set(KNOWN_CHANNELS) == {*SHIPPED_CHANNELS, *CONTACTS}


@pytest.mark.parametrize("name", CONTACTS)
def test_an_override_of_one_key_brings_the_rest_of_a_known_channel(name: str) -> None:
    channel = load("baseline", WITH_SHARES[name]).channels[name]
    assert channel == KNOWN_CHANNELS[name].model_copy(update={"share": 0.2})
    assert channel.kind == "contacts"
    as_table = [f"channels.{name}={{share=0.2}}", "channels.social.share=0.3"]
    assert load("baseline", as_table).channels[name] == channel


@pytest.mark.parametrize("name", KNOWN_CHANNELS)
def test_a_file_leaves_out_what_a_known_channel_is_like(name: str) -> None:
    from msim.scenario.loading import build
    from msim.scenario.source import parse

    scenario, found = build(parse(f"[channels.{name}]\nshare = 1.0\nusers = 0.5"))
    assert scenario is not None, found
    wanted = KNOWN_CHANNELS[name].model_copy(update={"share": 1.0, "users": 0.5})
    assert scenario.channels == {name: wanted}
    for key in Channel.model_fields:
        assert explain(f"channels.{name}.{key}").default == getattr(KNOWN_CHANNELS[name], key)


def test_what_the_file_says_of_a_known_channel_an_override_leaves() -> None:
    text = override(Scenario(), {"channels.text.contact_rate": 0.5})  # switched off: share 0
    assert text.channels["text"].share == 0
    more = override(text, WITH_SHARES["text"])
    assert (more.channels["text"].contact_rate, more.channels["text"].match_rate) == (0.5, 0.6)
    assert override(more, {"channels.text.capacity": 1e5}).channels["text"].capacity == 1e5


def test_a_share_that_is_too_much_with_the_others_is_refused() -> None:
    with pytest.raises(InputError, match=r"shares add up to 1\.2, must add up to 1 \(television"):
        load("baseline", ["channels.text.share=0.2"])


def test_a_channel_of_another_name_has_the_plain_values() -> None:
    assert load("baseline", ["channels.radio.cpm=9.0"]).channels["radio"] == Channel(cpm=9.0)
    assert check("[channels.txt]\nkind='contacts'\nshare=1.0", NAMES) == []


def test_written_and_read_a_contact_is_the_same() -> None:
    for name in CONTACTS:
        scenario = load("baseline", [*WITH_SHARES[name], f"channels.{name}.capacity=2000"])
        assert override(scenario, {}) == scenario
        assert "\ncapacity = 2000.0  # attempts\n" in dump(scenario)


def test_what_a_channel_does_to_turnout_has_a_share_of_its_own() -> None:
    """As published for impressions; contacts rest on the row of nobody."""
    doc = explain("channels.NAME.mobilise_field_share")
    assert (doc.default, doc.evidence_low, doc.evidence_central) == (None, 0.0, 0.0)
    assert doc.evidence_high == 1 / 750 and "Aggarwal" in doc.citation
    assert {explain(f"channels.{name}.mobilise_field_share").source for name in CONTACTS} == {
        "assumption"}
    stated = Channel(field_share=0.02, mobilise_field_share=0.001)
    assert stated.mobilising_share == 0.001
    assert Channel(kind="contacts", field_share=0.3).mobilising_share == 0.3


def test_a_contact_in_person_may_do_what_a_forced_exposure_does() -> None:
    assert explain("channels.doorsteps.field_share").high == 20
    assert [KNOWN_CHANNELS[name].field_share for name in CONTACTS] == [1.0, 1.0, 1.0]
    assert all(KNOWN_CHANNELS[name].field_share == 0.01 for name in SHIPPED_CHANNELS)
