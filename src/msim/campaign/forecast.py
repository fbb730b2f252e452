"""Whom would a message move? Predicted support and turnout, and the votes that contact is worth.

Campaigns score voters by regressions on a survey's answers (Nickerson and Rogers 2014, Journal of
Economic Perspectives 28(2)): here two linear probability models. A message that moves a logit
moves a probability p by p (1 - p): whoever is undecided moves most, and whoever is mobilised
counts for the side that he or she supports.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.campaign.choice import choose
from msim.campaign.message_test import read, turnout_answers
from msim.campaign.segments.prepare import PARTY, Preparation
from msim.core.arrays import Floats
from msim.core.seen import Answers, CampaignView, Choice, TraitShown

LEAST = 0.02
"""Predicted probabilities are kept this far from 0 and 1."""


@dataclass(frozen=True)
class Forecast:
    """Predictions learnt from the survey.

    support, turnout: (columns + 1,) coefficients of two linear probability models, constant first.
    persuades_pp: believed effect of the best single message on vote choice, in points.
    mobilises_pp: the same on turnout. usual: mean stated probability of voting.
    scale: (2,) means over respondents by which the two kinds of movability are divided.
    """

    preparation: Preparation
    support: Floats
    turnout: Floats
    persuades_pp: float
    mobilises_pp: float
    usual: float
    scale: Floats

    @classmethod
    def fit(
        cls, stated: Answers, view: CampaignView, traits: tuple[TraitShown, ...], best: Choice
    ) -> Forecast:
        """Fit both models on the respondents; `best` is the choice of the single message."""
        assert stated.before is not None
        party = (PARTY,) if bool(np.any(view.party)) else ()
        names = (*(trait.name for trait in traits), *party)
        preparation = Preparation.fit(view, traits, names)
        table = _with_constant(preparation.apply(view))
        weight = stated.weight
        likely = np.sqrt(np.maximum(weight, 0.0))[:, None]
        support = _least_squares(table * likely, stated.before * likely[:, 0])
        turnout = _least_squares(table, weight)
        persuades, mobilises = _effect(stated, best), 0.0
        if stated.turnout is not None:
            mobilises = _effect(turnout_answers(stated), best)
        usual = float(weight.mean())
        first = cls(
            preparation, support, turnout, persuades, mobilises, usual, np.ones(2)
        )
        p, t = first.support_prob(view), first.turnout_prob(view)
        scale = np.array([np.average(p * (1.0 - p), weights=t), np.mean(t * (1.0 - t))])
        return cls(preparation, support, turnout, persuades, mobilises, usual, scale)

    def support_prob(self, view: CampaignView) -> Floats:
        """(n,) predicted probability of choosing the own side."""
        return self._predict(view, self.support)

    def turnout_prob(self, view: CampaignView) -> Floats:
        """(n,) predicted probability of voting."""
        return self._predict(view, self.turnout)

    def votes(self, view: CampaignView) -> Floats:
        """(n,) predicted net votes by one forced exposure to the single best message."""
        p, t = self.support_prob(view), self.turnout_prob(view)
        persuaded = t * self.persuades_pp * p * (1.0 - p) / self.scale[0]
        mobilised = self.mobilises_pp * t * (1.0 - t) / self.scale[1]
        votes: Floats = (persuaded + mobilised * (p - 0.5)) / 100.0
        return votes

    def _predict(self, view: CampaignView, coefficients: Floats) -> Floats:
        table = self.preparation.apply(view)
        return np.clip(coefficients[0] + table @ coefficients[1:], LEAST, 1.0 - LEAST)


def _effect(answers: Answers, best: Choice) -> float:
    """Average effect of the single best message in points, message means shrunk.

    At least its standard error: whoever runs a campaign believes that it gains something, and a
    control group that happened to be kind to the own side is no reason to send nothing.
    """
    cell = np.zeros(answers.message.size, dtype=np.intp)
    result = read(answers, cell, 1, best.promised_pp.shape[1])
    promised = choose(result, "empirical_bayes").promised_pp[0, int(best.message[0])]
    return max(float(promised), float(np.sqrt(result.pooled_variance)))


def _with_constant(table: Floats) -> Floats:
    return np.hstack([np.ones((table.shape[0], 1)), table])


def _least_squares(table: Floats, values: Floats) -> Floats:
    """Coefficients by normal equations with a ridge that only matters where columns depend."""
    gram = table.T @ table
    gram[np.diag_indices_from(gram)] += 1e-6 * max(float(np.trace(gram)), 1e-12)
    coefficients: Floats = np.linalg.solve(gram, table.T @ values)
    return coefficients
