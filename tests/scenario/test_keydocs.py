"""Every key has a unit, a range and a source; defaults are pinned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from msim.core.errors import InputError
from msim.scenario import EVIDENCE, Scenario, assumptions, explain, keys, load, value

DEFAULTS: dict[str, Any] = {
    "population.electorate": 10_000_000, "population.simulated": 10_000,
    "population.archetypes": 5, "population.archetype_shares": None, "population.structure": 0.5,
    "population.correlation": None,
    "districts.count": 1, "districts.sizes": None, "districts.size_sd": 0,
    "districts.electoral_votes": None, "districts.pilots": 0, "districts.sorting": 0,
    "districts.lean_sd": 0,
    "politics.support": 0.49, "politics.turnout": 0.65, "politics.lean_sd": 1.5,
    "politics.lean_traits_share": 0.5, "politics.turnout_sd": 1.0,
    "messages.count": 6, "messages.mean_effect_pp": 0.85, "messages.between_sd_pp": None,
    "messages.heterogeneity_sd_pp": None, "messages.trait_share": 0.5, "messages.common_share": 0,
    "messages.lean_alignment": 0.9, "messages.group_correlation": None,
    "messages.cost_each": 15_000,
    "messages.party_correlation": 0.86, "messages.spread": 0.4,
    "messages.mobilise_pp": 0, "messages.mobilise_between_sd_pp": 0,
    "messages.mobilise_heterogeneity_sd_pp": 0, "messages.reactance_pp": 0,
    "messages.notice_rate": 1, "messages.mismatch_pp": 0,
    "channels.television.share": 0.5, "channels.television.cpm": 30,
    "channels.television.field_share": 0.01, "channels.television.users": 0.88,
    "channels.television.habit_sd": 0.9, "channels.television.targetable": False,
    "channels.television.habit": {},
    "channels.social.share": 0.5, "channels.social.cpm": 15, "channels.social.users": 0.72,
    "channels.social.habit_sd": 1.1, "channels.social.targetable": True,
    "channels.social.premium": 1.6, "channels.social.match_rate": 0.6,
    "channels.social.flight": (1, 1, 1, 1, 2, 2, 3, 4),
    "data.validity": 0.35, "data.data_points": None, "data.single_item_validity": 0.15,
    "data.ceiling": 0.56, "data.missing": 0, "data.coverage": 1, "data.consent": 1,
    "data.coverage_lean": {}, "data.consent_lean": {}, "channels.social.match_habit": {},
    "data.party_label": True, "data.party_accuracy": 0.77, "data.preparation_days": None,
    "data.points_per_day": 0.3, "data.respondents_per_day": 65,
    "segments.method": "kmeans", "segments.count": 6, "segments.features": (),
    "segments.fit_sample": 5_000, "segments.starts": 3,
    "segments.individual_model": "ridge", "test.conducted": True,
    "test.respondents": 24_030, "test.surveys": 8, "test.outcome": "binary",
    "test.outcome_sd": 0.35, "test.baseline_r2": 0.5, "test.shrinkage": "empirical_bayes",
    "test.panel_share": 0.09, "test.panel_habit": {}, "test.weighting": "none",
    "test.believed_correlation": 0.86, "test.cost_per_respondent": 2.5,
    "in_flight.respondents": 0,
    "in_flight.cost_per_respondent": 2.5,
    "in_flight.proxy_correlation": 0.2,
    "in_flight.rule": "leader",
    "in_flight.across_segments": True,
    "budget.total": 4_000_000, "budget.delivery": "targeted", "budget.currency": "USD",
    "budget.audience": "all", "budget.audience_by": "persuadability",
    "budget.audience_share": None, "budget.allocation": "proportional",
    "yours.messages": (), "yours.shares": (), "trial.unit": "voters", "trial.withheld": "own",
    "trial.doses": 1,
    "trial.respondents": 10_000, "trial.response_rate": 0.1, "trial.cost_per_respondent": 2.5,
    "response.saturation": 0.3, "response.persuadable_low": 0.35, "response.persuadable_high": 0.65,
    "response.half_life_days": 7, "response.lasting_share": 0.05, "response.kind": "logit",
    "response.expertise": 0.5, "response.trust": 0.6, "response.trust_sd": 1.0,
    "response.trust_lean_share": 0.5,
    "earned.share_rate": 0, "earned.contacts": 5, "earned.homophily": 0,
    "earned.field_share": 0.01,
    "opponent.strategy": None, "opponent.game": False,
    "opponent.choices": ("broadcast", "segmented"),
    "election.rule": "popular", "election.draw": False, "election.mandate_turnout": None,
    "election.mandate_share": None, "election.mandate_electorate_share": None,
    "election.swing_sd": 0.02, "election.district_swing_sd": 0.02,
    "attribution.factors": {}, "attribution.arm": "broadcast",
    "attribution.measure": "vote_share_pp",
    "run.arms": ("silent", "naive", "broadcast", "segmented_free", "segmented", "placebo",
                 "best_single", "oracle"),
    "run.replicates": 36, "run.precision": 0, "run.max_replicates": 200, "run.worth_pp": 0.05,
    "run.seed": 1, "run.workers": "auto", "run.scheduler": None,
}


@pytest.mark.parametrize("key", DEFAULTS)
def test_defaults(key: str) -> None:
    assert value(Scenario(), key) == DEFAULTS[key]
    assert explain(key).default == DEFAULTS[key]


def test_no_key_is_left_out_of_the_table_above() -> None:
    plain = {doc.key for doc in keys() if not doc.key.startswith(("channels.", "population.t"))}
    assert plain - set(DEFAULTS) - set(OPPOSED) == {"population.name"}


OPPOSED = [doc.key for doc in keys("opponent") if doc.key.count(".") == 2]


def test_the_opponent_has_every_key_of_four_sections() -> None:
    wanted = [doc.key for part in ("data", "segments", "test", "budget") for doc in keys(part)]
    wanted.remove("test.surveys")  # both sides have as many: they meet one by one
    assert [key.removeprefix("opponent.") for key in OPPOSED] == wanted


@pytest.mark.parametrize("key", OPPOSED)
def test_a_key_of_the_opponent_is_the_own_sides_and_not_given(key: str) -> None:
    assert value(Scenario(), key) is None
    usual = explain(key.removeprefix("opponent."))
    assert explain(key) == replace(usual, key=key, default=None)


@pytest.mark.parametrize("doc", keys(), ids=lambda doc: doc.key)
def test_each_key_is_documented(doc: Any) -> None:
    assert doc.unit and doc.meaning and doc.allowed
    if doc.source == "assumption":
        assert (doc.evidence_low, doc.evidence_central, doc.evidence_high) == (None, None, None)
        assert not doc.citation
    else:
        assert doc.source in EVIDENCE and doc.citation == EVIDENCE[doc.source].citation
        assert not doc.setting
    figures = [each for each in (doc.evidence_low, doc.evidence_central, doc.evidence_high)
               if each is not None]
    assert figures == sorted(figures)
    for figure in figures:
        assert doc.low <= figure <= doc.high
    if isinstance(doc.default, int | float) and not isinstance(doc.default, bool):
        assert doc.low is not None and doc.low <= doc.default
        assert doc.high is not None and doc.default <= doc.high


def test_defaults_are_the_central_figures() -> None:
    for doc in keys():
        if doc.evidence_central is not None and "NAME" not in doc.key and doc.default is not None:
            assert doc.default == pytest.approx(doc.evidence_central), doc.key
    for key in ("premium", "match_rate", "cpm"):
        doc = explain(f"channels.social.{key}")
        assert doc.default == doc.evidence_central


def test_prices_of_channels_have_their_own_rows() -> None:
    assert explain("channels.television.cpm").source == "cpm_television"
    assert explain("channels.social.cpm").source == "cpm_digital"
    assert explain("channels.radio.cpm").source == "assumption"
    assert explain("channels.text.cost_per_attempt").source == "text_price"
    assert explain("channels.meetings.cost_per_attempt").source == "meeting_price"
    assert explain("channels.doorsteps.cost_per_attempt").source == "doorstep_price"
    for key in ("text.cost_per_attempt", "meetings.cost_per_attempt", "doorsteps.cost_per_attempt"):
        doc = explain(f"channels.{key}")
        assert doc.default == doc.evidence_central


def test_the_spread_over_messages_is_a_share_of_the_mean() -> None:
    doc, row = explain("messages.between_sd_pp"), EVIDENCE["message_spread"]
    mean = explain("messages.mean_effect_pp").default
    assert row.low is not None and row.central is not None and row.high is not None
    assert (doc.evidence_low, doc.evidence_central, doc.evidence_high) == pytest.approx(
        (row.low * mean, row.central * mean, row.high * mean))


def test_heterogeneity_is_stated_as_what_is_published() -> None:
    assert explain("messages.party_correlation").source == "party_correlation"
    assert explain("messages.group_correlation").source == "assumption"  # nobody measured that
    assert explain("messages.heterogeneity_sd_pp").source == "assumption"
    usual = assumed()
    ways = {"messages.heterogeneity_sd_pp", "messages.group_correlation"}
    assert not ways & usual
    for way in ("heterogeneity_sd_pp", "group_correlation"):
        assert assumed(f"messages.{way}=0.5") - usual == {f"messages.{way}"}


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("data.valdity", "no such key 'data.valdity'; did you mean 'data.validity'?"),
        ("validity", "no such key 'validity'; did you mean 'data.validity'?"),
        ("channels.radio.cmp", "no such key 'channels.radio.cmp'; did you mean "
                               "'channels.radio.cpm'?"),
        ("population.traits.knd", "no such key 'population.traits.knd'; did you mean "
                                  "'population.traits.kind'?"),
        ("data", "no such key 'data'; "),
        ("", "no such key ''; "),
        ("opponent.data.valdity", "no such key 'opponent.data.valdity'; did you mean "
                                  "'opponent.data.validity'?"),
        ("opponent.data", "no such key 'opponent.data'; "),
        ("data.validity.x", "no such key 'data.validity.x'; did you mean 'data.validity'?"),
    ],
)
def test_unknown_keys(key: str, line: str) -> None:
    with pytest.raises(InputError) as error:
        explain(key)
    assert str(error.value).startswith(line)


def assumed(*overrides: str) -> set[str]:
    return {doc.key for doc in assumptions(load("baseline", overrides))}


def test_assumptions_are_keys_without_evidence_that_matter_here() -> None:
    usual = assumed()
    assert {"politics.turnout", "channels.social.users", "budget.total"} <= usual
    assert not {"run.seed", "population.name", "data.validity", "channels.social.premium",
                "segments.count"} & usual
    assert assumed("data.data_points=40") - usual == {"data.single_item_validity"}
    places = {"districts.sizes", "districts.size_sd", "districts.sorting", "districts.lean_sd"}
    assert assumed("districts.count=3") - usual == places
    assert assumed("districts.count=2", "districts.sizes=[0.5,0.5]") - usual == places - {
        "districts.size_sd"}
    assert assumed("districts.count=3", "election.rule=districts") - usual == {
        *places, "districts.electoral_votes"}
    assert usual - assumed("test.outcome=scale") == {"test.baseline_r2"}
    assert usual - assumed("messages.heterogeneity_sd_pp=0") == {
        "messages.trait_share", "messages.common_share", "messages.lean_alignment"}
    off = assumed("channels.television.share=0", "channels.social.share=1")
    assert usual - off == {key for key in usual if key.startswith("channels.television.")}
    new = assumed("channels.radio={share=0.2}", "channels.social.share=0.3")
    assert {"channels.radio.cpm", "channels.radio.users"} <= new
    by_key = {doc.key: doc for doc in assumptions(load("baseline", ["politics.turnout=0.5"]))}
    assert by_key["politics.turnout"].default == 0.5


NEW = {
    "messages.mobilise_between_sd_pp=0.1": {"messages.mobilise_between_sd_pp"},
    "messages.mobilise_heterogeneity_sd_pp=0.1": {"messages.mobilise_heterogeneity_sd_pp"},
    "messages.mobilise_pp=0.3": set(),
    "messages.mismatch_pp=0.3": set(),
    "messages.reactance_pp=0.3": {"messages.reactance_pp", "messages.notice_rate"},
    "earned.share_rate=0.1": {"earned.share_rate", "earned.contacts", "earned.homophily",
                              "earned.field_share"},
    "data.preparation_days=60": {"data.points_per_day", "data.respondents_per_day",
                                 "data.single_item_validity"},
    "opponent.strategy=broadcast": set(),
    "opponent.budget.total=500_000": set(),
    "budget.audience=selected": set(),
    "election.mandate_share=0.5": set(),
}


@pytest.mark.parametrize("override", NEW)
def test_a_mechanism_that_is_switched_on_adds_its_own_assumptions(override: str) -> None:
    assert assumed(override) - assumed() == NEW[override]
    assert assumed() - assumed(override) == set()


def test_the_opponents_keys_are_assumed_where_they_are_given_and_used() -> None:
    given = "opponent.budget.total=500_000", "opponent.data.validity=0.2"
    for used in ("opponent.strategy=broadcast", "opponent.game=true"):
        assert assumed(*given, used) - assumed() == {"opponent.budget.total"}


def test_a_channel_assumes_what_its_kind_uses() -> None:
    text = {key for key in assumed("channels.text.share=0.2", "channels.social.share=0.3")
            if key.startswith("channels.text.")}
    assert text == {"channels.text.contact_rate", "channels.text.users", "channels.text.flight",
                    "channels.text.field_share"}  # as published it is that of an impression
    assert "channels.social.contact_rate" not in assumed()


def test_without_a_test_no_earlier_survey_is_assumed() -> None:
    assert assumed() - assumed("test.conducted=false") == {"test.baseline_r2"}


USUAL = {
    "population.traits", "population.archetypes", "population.archetype_shares",
    "population.structure", "population.correlation", "politics.support", "politics.turnout",
    "politics.lean_sd", "politics.lean_traits_share", "politics.turnout_sd",
    "messages.trait_share", "messages.common_share", "messages.lean_alignment",
    "channels.television.users", "channels.television.habit_sd", "channels.television.habit",
    "channels.television.flight", "channels.social.users", "channels.social.habit_sd",
    "channels.social.habit", "channels.social.flight", "data.missing", "data.coverage",
    "data.consent", "test.baseline_r2", "budget.total", "response.saturation",
    "response.persuadable_low", "response.persuadable_high", "election.swing_sd",
    "election.district_swing_sd", "run.worth_pp",
}


@pytest.mark.parametrize("name", ["baseline", "small", "divisive", "null"])
def test_what_the_shipped_scenarios_assume(name: str) -> None:
    """Mechanisms that are off are no assumptions, however many there are."""
    alike = {"messages.trait_share", "messages.common_share", "messages.lean_alignment"}
    wanted = USUAL - alike if name == "null" else USUAL
    assert {doc.key for doc in assumptions(load(name))} == wanted
