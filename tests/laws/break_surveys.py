"""Engines broken on purpose: worlds, surveys, plans taken for alike, and who knows the truth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from pytest import MonkeyPatch

from msim.campaign.strategies import naive
from msim.core.seen import Plan
from msim.experiment.engine import elections, oracle, replicate, sides
from msim.scenario import Scenario


def the_oracle_takes_what_gains_least(patch: MonkeyPatch) -> None:
    """Of all that it may do."""
    real = elections.Elections.name

    def name(self: Any, arm: str) -> str:
        if arm != oracle.NAME:
            return real(self, arm)
        played = [each for each in oracle.PLAYED if each in self._own.orders]
        return min(played, key=lambda each: self.singles(each)["net_votes"].mean())

    patch.setattr(elections.Elections, "name", name)


def a_single_best_that_is_another(patch: MonkeyPatch) -> None:
    """The one message is the next to the best."""
    real = oracle.orders

    def orders(panel: Any, campaign: Any, arm: str = oracle.NAME) -> Any:
        found = real(panel, campaign, arm)
        order = found[oracle.SINGLE]
        next_ = (order.single.message + 1) % campaign.scenario.messages.count
        wrong = replace(order.single, message=np.asarray(next_))
        return found | {oracle.SINGLE: replace(order, choice=wrong, single=wrong)}

    patch.setattr(oracle, "orders", orders)


def one_message_for_all_of_chance(patch: MonkeyPatch) -> None:
    """What is drawn at random is drawn, once."""
    patch.setattr(naive.Naive, "orders", lambda self, campaign: [self.order(campaign)])


def messages_are_forgotten_where_plans_are_shared(patch: MonkeyPatch) -> None:
    """Plans with the same exposures are taken for alike, whatever they say."""
    patch.setattr(Plan, "effect", property(lambda self: self.delivery))


def rows_are_forgotten_where_plans_are_shared(patch: MonkeyPatch) -> None:
    """Cells that are told different messages are taken for one another."""
    patch.setattr(Plan, "by_row", property(lambda self: (self.zones, self.rate.shape)))


def the_last_survey_comes_first(patch: MonkeyPatch) -> None:
    """Surveys are counted from the end."""
    real = sides.polled

    def polled(scenario: Scenario, voters: Any, surveys: int) -> Any:
        campaigns, panel = real(scenario, voters, surveys)
        return campaigns[::-1], panel

    patch.setattr(sides, "polled", polled)


def voters_who_know_the_number_of_surveys(patch: MonkeyPatch) -> None:
    """The world is drawn anew with every survey more."""
    real = replicate.electorate
    patch.setattr(replicate, "electorate", lambda scenario, number, *rest: real(
        scenario, number + 1000 * scenario.surveys, *rest))


def an_opponent_who_asks_once(patch: MonkeyPatch) -> None:
    """All surveys meet what the other side does after its first."""
    real = replicate.meetings

    def meetings(own: Any, scenario: Scenario) -> dict[str, tuple[str, str]]:
        pairs = real(own, scenario)
        return {name: (mine, other.split("@")[0]) for name, (mine, other) in pairs.items()}

    patch.setattr(replicate, "meetings", meetings)
