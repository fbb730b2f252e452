"""Engines broken on purpose: what money buys, and who is met how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
from pytest import MonkeyPatch

from msim.campaign.planning import Shop
from msim.core.seen import Plan
from msim.experiment.engine import stage
from msim.experiment.engine.electorate import Block
from msim.outcome import delivery
from msim.scenario import Channel, Scenario
from msim.world.media import MediaModel


def _buy(patch: MonkeyPatch, wrong: Callable[[Plan], Plan]) -> None:
    real = Shop.buy
    patch.setattr(Shop, "buy", lambda *args: wrong(real(*args)))


def a_premium_that_buys_more(patch: MonkeyPatch) -> None:
    """Targeted delivery is billed at two thirds of the price."""
    _buy(patch, lambda plan: replace(plan, rate=plan.rate * np.where(plan.targeted, 1.5, 1.0)))


def a_premium_that_is_forgotten(patch: MonkeyPatch) -> None:
    """Targeted impressions cost what others cost."""
    in_another_shop(patch, lambda channel: {"premium": 1.0})


def a_price_across_lines_that_is_forgotten(patch: MonkeyPatch) -> None:
    """Voters of the other side cost what others cost."""
    in_another_shop(patch, lambda channel: {"cross_party_price": 1.0})


def a_price_across_lines_that_is_a_rebate(patch: MonkeyPatch) -> None:
    """The dearer voters of the other side are said to be, the cheaper they are."""
    in_another_shop(patch, lambda channel: {"cross_party_price": 1.0 / channel.cross_party_price})


def in_another_shop(patch: MonkeyPatch, keys: Callable[[Any], dict[str, Any]]) -> None:
    """Plans are bought as if channels had other keys."""
    real = Shop.__init__

    def opened(self: Shop, scenario: Scenario, market: Any) -> None:
        channels = {n: c.model_copy(update=keys(c)) for n, c in scenario.channels.items()}
        real(self, scenario.model_copy(update={"channels": channels}), market)

    patch.setattr(Shop, "__init__", opened)


def a_share_for_turnout_that_is_forgotten(patch: MonkeyPatch) -> None:
    """An impression moves turnout as it moves votes, whatever is stated."""
    patch.setattr(Channel, "mobilising_share", property(lambda channel: channel.field_share))


def a_share_for_turnout_that_is_one_of_a_share(patch: MonkeyPatch) -> None:
    """What is stated of turnout is taken as a share of what an exposure does to votes."""
    real = Channel.mobilising_share.fget
    patch.setattr(Channel, "mobilising_share", property(
        lambda channel: real(channel) * (
            1.0 if channel.mobilise_field_share is None else channel.field_share)))


def a_premium_lost_from_the_books(patch: MonkeyPatch) -> None:
    """What the premium costs is neither spent nor left."""
    _buy(patch, lambda plan: replace(plan, cost=plan.cost * np.where(plan.targeted, 0.5, 1.0)))


def money_unspent_and_forgotten(patch: MonkeyPatch) -> None:
    """Money for a channel where nobody can be found is neither spent nor left."""
    _buy(patch, lambda plan: replace(plan, unspent=0.0))


def a_test_that_is_not_booked(patch: MonkeyPatch) -> None:
    """The survey is paid from the media's money and appears nowhere."""
    _buy(patch, lambda plan: replace(plan, test_cost=0.0))


def impressions_bought_and_not_delivered(patch: MonkeyPatch) -> None:
    """A tenth of every buy gets lost on the way."""
    _buy(patch, lambda plan: replace(plan, rate=0.9 * plan.rate))


def impressions_from_nothing(patch: MonkeyPatch) -> None:
    """No money, and a few impressions all the same."""
    _buy(patch, lambda plan: plan if plan.arm == "silent" else replace(plan, rate=plan.rate + 0.01))


def segments_favoured_by_their_number(patch: MonkeyPatch) -> None:
    """The first segment in the list gets more than its part."""
    favour = np.array([1.0, 1.1])
    _buy(patch, lambda plan: replace(
        plan, rate=plan.rate * np.append(favour, np.ones(len(plan.rate)))[: len(plan.rate), None]))


def everybody_is_matched(patch: MonkeyPatch) -> None:
    """Delivery is priced for the few who can be found and goes to everybody."""
    real = stage.expected_exposures

    def means(plan: Plan, *rest: Any) -> Any:
        return real(replace(plan, targeted=np.zeros_like(plan.targeted)), *rest)

    patch.setattr(stage, "expected_exposures", means)


def a_stream_for_every_arm(patch: MonkeyPatch) -> None:
    """The name of the stream of exposures contains the arm."""
    real, calls = stage.deliver, count(1)

    def deliver(means: Any, terms: Any, audience: Any) -> Any:
        turn, shared = 0.37 * next(calls), audience.uniforms
        own = replace(audience, uniforms=[(each + turn) % 1.0 for each in shared])
        return real(means, terms, own)

    patch.setattr(stage, "deliver", deliver)
    patch.setattr(Plan, "delivery", property(lambda plan: (plan.arm, id(plan))))


def channels_told_apart_by_their_place(patch: MonkeyPatch) -> None:
    """The stream of exposures is named by the channel's place in the list."""
    real = Block.uniforms

    def uniforms(self: Block, channel: str) -> Any:
        place = list(self._world.scenario.channels).index(channel)
        return real(self, f"channel {place}")

    patch.setattr(Block, "uniforms", uniforms)


def reach_that_falls_with_money(patch: MonkeyPatch) -> None:
    """Beyond one exposure for each voter, more money means fewer exposures."""
    real = stage.deliver
    patch.setattr(stage, "deliver", lambda means, *rest: real(
        [m / (1.0 + m * m) for m in means], *rest))


def heavy_users_taken_for_machines(patch: MonkeyPatch) -> None:
    """Whoever is exposed more than 20 times on a channel is struck off."""
    real = delivery.frequencies

    def frequencies(*args: Any) -> Any:
        found = real(*args)
        found[found > 20] = 0
        return found

    patch.setattr(delivery, "frequencies", frequencies)


def reach_added_up_over_channels(patch: MonkeyPatch) -> None:
    """Expected reach is the sum over channels, as if nobody used two."""
    real = stage.deliver

    def deliver(means: Any, *rest: Any) -> Any:
        reach = sum(float(np.sum(-np.expm1(-mean))) for mean in means)
        return replace(real(means, *rest), expected_reached=reach)

    patch.setattr(stage, "deliver", deliver)


def draws_for_some_only(patch: MonkeyPatch) -> None:
    """Habit is drawn for supporters only, so that one more supporter moves all who follow."""
    real = MediaModel.draw

    def draw(self: MediaModel, streams: Any, voters: Any) -> Any:
        found, some = real(self, streams, voters), voters.support > 0.0
        lots = streams.uniforms("voter/habit", voters.block, int(some.sum()))
        found.habit[some] *= 0.5 + lots[:, None]
        return found

    patch.setattr(MediaModel, "draw", draw)


def habits_scaled_within_the_block(patch: MonkeyPatch) -> None:
    """Habit is divided by a mean in which every voter of the block takes part."""
    real = MediaModel.draw

    def draw(self: MediaModel, streams: Any, voters: Any) -> Any:
        found = real(self, streams, voters)
        return replace(found, habit=found.habit / (1.0 + voters.traits.mean() ** 2))

    patch.setattr(MediaModel, "draw", draw)
