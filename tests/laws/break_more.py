"""Engines broken on purpose: contacts, plans by forecast, the opponent, earned reach."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

from pytest import MonkeyPatch

from msim.campaign import audience, planning
from msim.experiment.engine import earned as sharing
from msim.experiment.engine import sides, stage, survey
from msim.outcome.delivery import Delivered
from msim.world import leaning
from tests.laws.break_media import in_another_shop


def a_capacity_that_is_ignored(patch: MonkeyPatch) -> None:
    """More doors are knocked at than there are volunteers for."""
    in_another_shop(patch, lambda channel: {"capacity": None})


def attempts_taken_for_contacts(patch: MonkeyPatch) -> None:
    """Whoever is not at home is met all the same."""
    real = stage.expected_exposures
    patch.setattr(stage, "expected_exposures", lambda plan, row, people, met: real(
        plan, row, people))


def a_planner_who_overspends(patch: MonkeyPatch) -> None:
    """The plan that does most costs a tenth more than there is."""
    real = audience.allocate
    patch.setattr(audience, "allocate", lambda *args: 1.1 * real(*args))


def an_opponent_who_knows_the_arms(patch: MonkeyPatch) -> None:
    """The other side's luck hangs on how many arms are compared."""
    real = sides.opposed

    def opposed(voters: Any) -> Any:
        found = real(voters)
        arms = len(voters.world.scenario.run.arms)
        streams = replace(found.world.streams, replicate=1000 * arms)
        found.world = replace(found.world, streams=streams)
        return found

    patch.setattr(sides, "opposed", opposed)


def friends_drawn_anew_for_each_arm(patch: MonkeyPatch) -> None:
    """Whom a voter would tell is drawn again at every call."""
    real, calls = sharing.circle, count(1)

    def circle(archetype: Any, uniforms: Any, key: int, keys: Any) -> Any:
        return real(archetype, uniforms, key + 7919 * next(calls), keys)

    def forgotten(self: Any, block: Any) -> Any:
        block.memo.pop("circle", None)
        return remembered(self, block)

    remembered = sharing.Sharing._circle
    patch.setattr(sharing, "circle", circle)
    patch.setattr(sharing.Sharing, "_circle", forgotten)


def caps_on_what_is_paid(patch: MonkeyPatch) -> None:
    """A frequency cap moves voters down instead of out: reach falls with it."""
    real = stage.deliver

    def deliver(means: Any, terms: Any, people: Any) -> Delivered:
        found = real(means, terms, people)
        most = max((cap for cap in terms.caps if cap is not None), default=10**9)
        crowded = found.counts.sum(axis=0) >= most
        return replace(found, reached=found.reached - float(crowded.sum()))

    patch.setattr(stage, "deliver", deliver)


def a_planner_who_always_targets(patch: MonkeyPatch) -> None:
    """The choice is made as if there were none."""
    patch.setattr(planning, "preferred", lambda order, *rest: replace(
        order, delivery="targeted", aimed=planning.combinations(rest[2])[-1]))


def a_planner_who_takes_the_least(patch: MonkeyPatch) -> None:
    """The combination of fewest forecast votes."""
    real = planning.foretold
    patch.setattr(planning, "foretold", lambda *of: -real(*of))


def own_messages_without_targeting(patch: MonkeyPatch) -> None:
    """Segments get their messages on a channel that goes to everybody."""
    real = planning._messages
    patch.setattr(planning, "_messages", lambda order, *rest: real(
        replace(order, aimed=None), *rest))


def a_share_that_leans_away(patch: MonkeyPatch) -> None:
    """Whatever files lean with, their overall share is not held."""
    patch.setattr(leaning, "intercept", lambda gap, centred: 0.7)


def a_panel_that_leans_by_itself(patch: MonkeyPatch) -> None:
    """Whoever names a trait has a panel of its own, be the loading 0."""
    real = survey.answering

    def answering(world: Any) -> Any:
        if not world.scenario.test.panel_habit:
            return real(world)
        return lambda voters: 1 + (voters.support > 0.0).astype(int)

    patch.setattr(survey, "answering", answering)
