"""Each law fails against an engine that is broken on purpose, and holds on the same scenario else.

A law that cannot fail says nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from msim.scenario import Scenario
from tests.laws import best, chance, exact, lean, order, plan, surveys
from tests.laws import break_campaign as told
from tests.laws import break_media as met
from tests.laws import break_more as more
from tests.laws import break_order as asked
from tests.laws import break_plan as written
from tests.laws import break_surveys as polled
from tests.laws.drawn import changed

Law = Callable[[Scenario], None]

# Two channels of each kind, some voters without a record, everything that a law can hang on.
USUAL = Scenario.model_validate({
    "population": {
        "simulated": 1200,
        "electorate": 120_000,
        "archetypes": 3,
        "traits": [{"name": "a"}, {"name": "b"},
                   {"name": "c", "kind": "binary", "demographic": True}],
    },
    "districts": {"count": 3, "lean_sd": 1.0, "sorting": 0.5},
    "politics": {"support": 0.4, "turnout": 0.6},
    "messages": {"count": 3, "heterogeneity_sd_pp": 2.0, "mean_effect_pp": 2.0, "cost_each": 100.0},
    "channels": {
        "air": {"share": 0.4, "field_share": 0.1, "users": 0.9},
        "feed": {"share": 0.3, "field_share": 0.1, "targetable": True, "premium": 1.5,
                 "match_rate": 0.6, "habit": {"a": 0.3}},
        "post": {"kind": "contacts", "share": 0.3, "field_share": 0.1, "targetable": True,
                 "cost_per_attempt": 0.03, "contact_rate": 0.9, "premium": 1.2,
                 "match_rate": 0.8},
    },
    "data": {"coverage": 0.9, "validity": 0.6},
    "segments": {"count": 3, "fit_sample": 300},
    "test": {"respondents": 300, "surveys": 2, "shrinkage": "none", "cost_per_respondent": 1.0},
    "budget": {"total": 9_000.0},
})
NOBODY_FOUND = changed(USUAL, {"channels.feed.match_rate": 0.0})
WELL_TESTED = changed(USUAL, {
    "test.outcome": "scale", "test.outcome_sd": 0.05, "test.respondents": 2000,
    "test.cost_per_respondent": 0.1, "data.party_accuracy": 0.95, "run.worth_pp": 0.0,
})
ONE_TRAIT = changed(USUAL, {
    "population.traits": [{"name": "a", "demographic": True}], "politics.lean_traits_share": 1.0,
    "politics.turnout_sd": 2.0,
})
TWO_BLOCKS = changed(USUAL, {
    "population.simulated": 66_000, "population.electorate": 66_000, "run.replicates": 1,
    "run.arms": ("broadcast",),
})

LAWS: dict[Law, tuple[Scenario, list[Callable[[pytest.MonkeyPatch], None]]]] = {
    chance.law_1_at_par: (WELL_TESTED, [
        told.an_alike_that_is_not, told.the_worst_message_for_all, met.a_premium_that_buys_more,
    ]),
    chance.law_1_premium: (USUAL, [met.a_premium_that_is_forgotten]),
    chance.law_1_match: (USUAL, [met.everybody_is_matched]),
    exact.law_2: (USUAL, [
        met.a_stream_for_every_arm, told.estimates_rounded_in_cells, asked.a_swing_for_each_arm,
        told.a_single_segment_chooses_for_itself,
    ]),
    chance.law_3: (changed(USUAL, {"run.seed": 5}), [
        told.a_validity_of_zero_means_not_given, told.lots_of_one_colour,
        told.a_placebo_that_sees,
    ]),
    exact.law_4: (USUAL, [
        told.the_oracle_takes_the_worst, told.the_oracle_is_short_sighted,
        told.the_oracle_counts_from_one, told.messages_from_the_wrong_row,
    ]),
    order.law_5_labels: (changed(USUAL, {"run.seed": 2}), [
        told.messages_from_the_wrong_row, met.segments_favoured_by_their_number,
    ]),
    order.law_5_arms: (USUAL, [
        asked.one_generator_for_all_calls, met.a_stream_for_every_arm, asked.a_swing_for_each_arm,
    ]),
    order.law_5_channels: (USUAL, [met.channels_told_apart_by_their_place]),
    order.law_5_messages: (USUAL, [told.the_first_message_is_the_default]),
    order.law_6_arms: (USUAL, [
        asked.a_seed_that_knows_the_arms, met.a_stream_for_every_arm, asked.a_swing_for_each_arm,
    ]),
    order.law_6_workers: (TWO_BLOCKS, [
        asked.a_generator_for_each_thread, asked.blocks_that_share_a_stream,
    ]),
    order.law_6_replicates: (USUAL, [asked.replicates_that_share_out_a_seed]),
    order.law_6_voter: (USUAL, [met.draws_for_some_only, met.habits_scaled_within_the_block]),
    exact.law_7_nothing: (USUAL, [met.impressions_from_nothing]),
    exact.law_7_more: (USUAL, [met.reach_that_falls_with_money, met.heavy_users_taken_for_machines,
                               met.reach_added_up_over_channels]),
    exact.law_7_channels: (USUAL, [met.reach_added_up_over_channels]),
    exact.law_7_turnout: (USUAL, [
        met.a_share_for_turnout_that_is_forgotten, met.a_share_for_turnout_that_is_one_of_a_share,
    ]),
    exact.law_8: (NOBODY_FOUND, [
        met.a_premium_lost_from_the_books, met.money_unspent_and_forgotten,
        met.a_test_that_is_not_booked, met.impressions_bought_and_not_delivered,
        met.a_premium_that_is_forgotten,
    ]),
    chance.law_9: (ONE_TRAIT, [
        told.intercepts_not_solved, told.a_share_of_all_not_of_those_who_vote,
        told.districts_forgotten,
    ]),
}
CAPPED = changed(USUAL, {"channels.post.capacity": 20_000.0, "channels.*.frequency_cap": 3})
OPTIMISED = changed(USUAL, {"budget.allocation": "optimised"})
CROSSING = changed(USUAL, {"channels.feed.cross_party_price": 2.0})
PASSED_ON = changed(USUAL, {"earned.share_rate": 0.3, "earned.contacts": 3.0})
DEAR_TO_TARGET = changed(USUAL, {"channels.feed.premium": 4.0, "channels.post.premium": 1.0,
                                 "channels.post.match_rate": 1.0, "budget.audience": "selected"})
LEANING = changed(USUAL, {"data.coverage_lean": {"turnout": 2.0, "a": -1.0}})
POORLY_TESTED = changed(USUAL, {"test.respondents": 60})  # each survey finds another message
OPPOSED = changed(USUAL, {"opponent.strategy": "segmented", "opponent.data.validity": 0.2})
MORE: list[tuple[Law, Scenario, list[Callable[[pytest.MonkeyPatch], None]]]] = [
    (exact.law_8, CAPPED, [more.a_capacity_that_is_ignored, more.attempts_taken_for_contacts]),
    (exact.law_8, OPTIMISED, [more.a_planner_who_overspends]),
    (exact.law_8, CROSSING, [met.a_price_across_lines_that_is_forgotten]),
    (exact.law_8_across, USUAL, [met.a_price_across_lines_that_is_a_rebate]),
    (order.law_6_arms, OPPOSED, [more.an_opponent_who_knows_the_arms]),
    (order.law_5_arms, PASSED_ON, [more.friends_drawn_anew_for_each_arm]),
    (exact.law_7_more, CAPPED, [more.caps_on_what_is_paid]),
    (surveys.law_10_oracle, USUAL, [polled.the_oracle_takes_what_gains_least]),
    (surveys.law_10_alike, USUAL, [polled.a_single_best_that_is_another]),
    (surveys.law_10_naive, USUAL, [polled.one_message_for_all_of_chance]),
    (surveys.law_10_shared, USUAL, [
        polled.messages_are_forgotten_where_plans_are_shared,
        polled.rows_are_forgotten_where_plans_are_shared,
    ]),
    (surveys.law_10_more, USUAL, [
        polled.the_last_survey_comes_first, polled.voters_who_know_the_number_of_surveys,
    ]),
    # A world in which the opponent's surveys find different messages best.
    (surveys.law_10_met, changed(POORLY_TESTED, {"run.seed": 2}), [
        polled.an_opponent_who_asks_once,
    ]),
    (best.law_11, DEAR_TO_TARGET, [
        more.a_planner_who_always_targets, more.a_planner_who_takes_the_least,
        more.own_messages_without_targeting,
    ]),
    (best.law_11, changed(USUAL, {"budget.allocation": "optimised", "channels.*.premium": 9.0,
                                   "channels.air.share": 0.0, "channels.feed.share": 0.7}), [
        more.a_planner_who_always_targets,
    ]),
    (plan.law_12, USUAL, [
        written.messages_counted_from_nought, written.shares_that_are_not_read,
        written.shares_taken_for_rates,
    ]),
    (lean.law_13, LEANING, [more.a_share_that_leans_away, more.a_panel_that_leans_by_itself]),
]
ALL = [*((law, *rest) for law, rest in LAWS.items()), *MORE]
CASES = [(law, scenario, wrong) for law, scenario, all_ in ALL for wrong in all_]


@pytest.mark.parametrize(("law", "scenario"), [(law, on) for law, on, _ in ALL],
                         ids=lambda x: getattr(x, "__name__", ""))
def test_the_engine_as_it_is_passes(law: Law, scenario: Scenario) -> None:
    law(scenario)


@pytest.mark.parametrize(("law", "scenario", "wrong"), CASES,
                         ids=lambda x: getattr(x, "__name__", ""))
def test_a_broken_engine_is_found_out(
    law: Law,
    scenario: Scenario,
    wrong: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong(monkeypatch)
    with pytest.raises(AssertionError):
        law(scenario)
