"""Engines broken on purpose: data, segments, messages, the oracle, the world's intercepts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from pytest import MonkeyPatch
from scipy.special import logit

from msim.campaign import campaign, planning
from msim.campaign.data import Observer
from msim.campaign.rules import RandomCells
from msim.core.seen import Choice, TestResult
from msim.core.streams import Streams
from msim.experiment.engine import oracle, stage
from msim.world import world
from msim.world.messages import MessageModel


def the_worst_message_for_all(patch: MonkeyPatch) -> None:
    """`broadcast` runs the message that did worst."""
    real = campaign.choose

    def choose(result: TestResult, *rest: Any) -> Choice:
        if result.share.size > 1:
            return real(result, *rest)
        turned = replace(result, effect_pp=-result.effect_pp, pooled_pp=-result.pooled_pp)
        return real(turned, *rest)

    patch.setattr(campaign, "choose", choose)


def estimates_rounded_in_cells(patch: MonkeyPatch) -> None:
    """Promises for cells, even for a single one, are put together in another way."""
    real = planning.promises

    def promises(order: Any, message: Any, name: str) -> Any:
        found = real(order, message, name)
        found[1:] *= 1.0 + 1e-15
        return found

    patch.setattr(planning, "promises", promises)


def a_single_segment_chooses_for_itself(patch: MonkeyPatch) -> None:
    """A segment that is everybody takes the second best message."""
    real = planning._messages

    def messages(order: Any, *rest: Any) -> Any:
        found = real(order, *rest)
        if order.choice is not None and order.rule.cells == 1:
            found[1:] = np.argsort(order.choice.promised_pp[0])[-2:][0]
        return found

    patch.setattr(planning, "_messages", messages)


def messages_from_the_wrong_row(patch: MonkeyPatch) -> None:
    """Each voter is sent the message of the cell before."""
    real = stage.logit_shift

    def shift(plan: Any, row: Any, *rest: Any) -> Any:
        return real(plan, np.where(row > 1, row - 1, row), *rest)

    patch.setattr(stage, "logit_shift", shift)


def the_first_message_is_the_default(patch: MonkeyPatch) -> None:
    """Message number 0 is taken for "none chosen", and number 1 sent instead."""
    real = planning._messages

    def messages(*args: Any) -> Any:
        return np.maximum(real(*args), 1)

    patch.setattr(planning, "_messages", messages)


def the_oracle_takes_the_worst(patch: MonkeyPatch) -> None:
    """argmin for argmax."""
    patch.setattr(oracle.BestMessage, "assign_truly", lambda self, effects, view: np.where(
        view.known, np.argmin(effects, axis=1) + 1, 0))


def the_oracle_is_short_sighted(patch: MonkeyPatch) -> None:
    """The oracle is handed effects rounded to a hundredth of a logit."""
    real = oracle.BestMessage.assign_truly
    patch.setattr(oracle.BestMessage, "assign_truly", lambda self, effects, view: real(
        self, np.round(effects, 2), view))


def the_oracle_counts_from_one(patch: MonkeyPatch) -> None:
    """The oracle's cells are one off its table of messages."""
    real = oracle.BestMessage.assign_truly

    def assign(self: Any, effects: Any, view: Any) -> Any:
        row = real(self, effects, view)
        return np.where(row > 0, row % self.cells + 1, 0)

    patch.setattr(oracle.BestMessage, "assign_truly", assign)


def a_validity_of_zero_means_not_given(patch: MonkeyPatch) -> None:
    """`validity or 0.9`."""
    real = Observer._readings
    patch.setattr(Observer, "_readings", lambda self, voters: real(replace(
        self, data=self.data.model_copy(update={"validity": 0.9, "data_points": None})), voters))


def lots_of_one_colour(patch: MonkeyPatch) -> None:
    """The placebo's lots put everybody into the last cell: it is broadcast in disguise."""
    patch.setattr(RandomCells, "assign", lambda self, view: np.where(view.known, self.cells, 0))


def a_placebo_that_sees(patch: MonkeyPatch) -> None:
    """Random cells are handed out from top to bottom of a list that is sorted by a trait."""
    real = Observer.observe

    def observe(self: Observer, voters: Any) -> Any:
        view = real(self, voters)
        lots = view.lottery.copy()
        lots[:, 1] = np.argsort(np.argsort(voters.traits[:, 0])) / voters.size
        return replace(view, lottery=lots)

    patch.setattr(Observer, "observe", observe)


def an_alike_that_is_not(patch: MonkeyPatch) -> None:
    """Heterogeneity 0 is taken for "not given"."""
    real = MessageModel.effects

    def effects(self: MessageModel, streams: Streams, voters: Any) -> Any:
        lean = np.sign(voters.support)[:, None] * np.resize([1.0, -1.0], self.mean_pp.size)
        return real(self, streams, voters) + (0.3 * lean).astype(np.float32)

    patch.setattr(MessageModel, "effects", effects)


def intercepts_not_solved(patch: MonkeyPatch) -> None:
    """The logit of the mean is taken for the mean of logits."""
    real = world.build_politics

    def build(keys: Any, *rest: Any) -> Any:
        support, turnout = float(logit(keys.support)), float(logit(keys.turnout))
        return replace(real(keys, *rest), support_intercept=support, turnout_intercept=turnout)

    patch.setattr(world, "build_politics", build)


def a_share_of_all_not_of_those_who_vote(patch: MonkeyPatch) -> None:
    """Support is solved over all voters instead of over votes."""
    real = world.build_politics

    def build(keys: Any, *rest: Any) -> Any:
        even = real(keys.model_copy(update={"turnout_sd": 0.0}), *rest)
        return replace(real(keys, *rest), support_intercept=even.support_intercept)

    patch.setattr(world, "build_politics", build)


def districts_forgotten(patch: MonkeyPatch) -> None:
    """Support is solved for a country whose districts do not lean."""
    real = world.build_politics

    def build(keys: Any, model: Any, places: Any, streams: Any) -> Any:
        flat = replace(places, lean=np.zeros_like(places.lean))
        return real(keys, model, flat, streams)

    patch.setattr(world, "build_politics", build)
