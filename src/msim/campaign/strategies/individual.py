"""`individual`: each voter's predicted best message, without segments, by targeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np

from msim.campaign.belief import believed_variances
from msim.campaign.campaign import Campaign
from msim.campaign.individuals.forest import fit_forest
from msim.campaign.individuals.net import NetEffects
from msim.campaign.individuals.ridge import Ridge, fit_ridge
from msim.campaign.individuals.rule import Individually, Model, Whitened, choice_of, scaling
from msim.campaign.message_test import read
from msim.campaign.planning import Delivery
from msim.campaign.segments.lines import Lines, NetScores
from msim.campaign.segments.prepare import Preparation
from msim.campaign.strategies.base import Strategy
from msim.core.arrays import Floats
from msim.core.seen import Answers, CampaignView, Choice, Rule

Look = Callable[[CampaignView], Floats]
Fit = Callable[[Answers, Floats], Model]


class Individual(Strategy):
    """The message that a model foretells to move the voter most, at the premium."""

    kind: Literal["individual"] = "individual"
    delivery: ClassVar[Delivery] = "targeted"

    def rule(self, campaign: Campaign) -> Individually:
        """Predictions of the scenario's model, fitted on the survey; all alike without a survey."""
        features = campaign.scenario.segments.features
        prepared = scaling(campaign.respondents, campaign.traits, features)
        if not campaign.scenario.test.conducted:
            messages = campaign.scenario.messages.count
            flat = np.zeros((prepared.mean.size, messages))
            return Individually(prepared.apply, Ridge(np.zeros(messages), flat, 0.0), messages)
        look, fit = self._model(campaign, prepared)
        own, other = campaign.parts
        level = _judged(campaign).promised_raw_pp[0]
        if other is None:
            model = fit(own, level)
            return Individually(look, model, level.size, self._lines(look, model))
        cell = np.zeros(own.message.size, dtype=np.intp)
        ours, theirs = (
            fit(part, read(part, cell, 1, level.size).pooled_pp) for part in (own, other)
        )
        own_lines, other_lines = (self._lines(look, model) for model in (ours, theirs))
        both = NetScores(own_lines, other_lines) if own_lines and other_lines else None
        return Individually(look, NetEffects(ours, theirs, level), level.size, both)

    def _model(self, campaign: Campaign, prepared: Preparation) -> tuple[Look, Fit]:
        """What the scenario's model looks at, and how it is fitted on answers and their level."""
        asked, test = campaign.respondents, campaign.scenario.test
        if campaign.scenario.segments.individual_model == "forest":
            seed = int(campaign.streams.generator("campaign/forest").integers(2**31))
            seen = prepared.apply(asked)
            return prepared.apply, lambda answers, level: fit_forest(
                seen, answers, level, test.shrinkage, seed
            )
        white = Whitened.fit(prepared, asked, campaign.answers.weight * campaign.answers.people)
        table, variance = white(asked), None
        if test.shrinkage == "oracle":
            variance = campaign.true_slopes(white)
        elif test.shrinkage == "prior":  # voters differ by as much as cells are believed to
            _, difference = believed_variances(test.believed_correlation)
            variance = difference / max(table.shape[1], 1)
        return white, lambda answers, level: fit_ridge(
            table, answers, level, test.shrinkage, variance
        )

    def _lines(self, look: Look, model: Model) -> Lines | None:
        """The model's predictions as lines in the readings, where they are."""
        if not isinstance(look, Whitened) or not isinstance(model, Ridge):
            return None
        weights = (look.turn @ model.slopes).T
        return Lines(look.preparation, weights, model.level - weights @ look.centre)

    def choice(self, campaign: Campaign, rule: Rule) -> Choice:
        """What is foretold of each message to those who are to get it; drawn without a survey."""
        assert isinstance(rule, Individually)
        if not campaign.scenario.test.conducted:
            return campaign.choice(rule)
        weight = campaign.answers.weight * campaign.answers.people
        judged, some = _judged(campaign), campaign.heard is not None
        choice = choice_of(rule, campaign.respondents, weight, judged, some)
        more = campaign.best_single().promised_raw_pp[0] - judged.promised_raw_pp[0]
        return replace(choice, promised_raw_pp=choice.promised_raw_pp + more)


def _judged(campaign: Campaign) -> Choice:
    """The choice for everybody with the levels that voters' own messages are judged by, as raw.

    They are as tested, and under a prior as they are believed after the test. Where a forest's
    differences are taken for what holds good of them, so are the levels.
    """
    single, shrinkage = campaign.best_single(), campaign.scenario.test.shrinkage
    calibrated = campaign.scenario.segments.individual_model == "forest" and shrinkage != "none"
    believes = shrinkage == "prior" or calibrated
    return replace(single, promised_raw_pp=single.promised_pp) if believes else single
