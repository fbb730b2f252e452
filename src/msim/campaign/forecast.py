"""Whom would a message move? Predicted support and turnout, and the votes that contact is worth.

Campaigns score voters by regressions on a survey's answers (Nickerson and Rogers 2014, Journal of
Economic Perspectives 28(2)): here two linear probability models. A message that moves a logit
moves a probability p by p (1 - p): whoever is undecided moves most, and whoever is mobilised
counts for the side that he or she supports.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from msim.campaign.choice import choose
from msim.campaign.message_test import Reading, turnout_answers
from msim.campaign.segments.prepare import PARTY, Preparation, readings
from msim.core.arrays import Floats
from msim.core.seen import Answers, CampaignView, Choice, TraitShown

LEAST = 0.02
"""Predicted probabilities are kept this far from 0 and 1."""


@dataclass(frozen=True, eq=False)
class Regressors:
    """What explains answers, the same for every survey of the same people (n rows).

    table: (n, columns) scaled readings. weighted: (n, columns + 1) with a constant, times the roots
    of the weights, (n, 1). gram: its products. turnout: (columns + 1,) coefficients of a linear
    probability model of voting, constant first, and what it says of the respondents. people: (n,)
    for how many each respondent counts.
    """

    view: CampaignView
    preparation: Preparation
    table: Floats
    roots: Floats
    weighted: Floats
    gram: Floats
    turnout: Floats
    people: Floats

    @classmethod
    def of(
        cls, weight: Floats, people: Floats, view: CampaignView, traits: tuple[TraitShown, ...]
    ) -> Regressors:
        """weight: (n,) how likely each is to vote, which is what `turnout` explains."""
        party = (PARTY,) if bool(np.any(view.party)) else ()
        names = (*(trait.name for trait in traits), *party)
        rows = readings(view, traits, names)
        preparation = Preparation.of(rows, traits, names)
        table = preparation.scaled(rows)
        full = np.hstack([np.ones((table.shape[0], 1)), table])
        counted = np.sqrt(people)[:, None]
        roots = np.sqrt(np.maximum(weight, 0.0))[:, None] * counted
        weighted, each = full * roots, full * counted
        turnout = _least_squares(each, _gram(each), weight * counted[:, 0])
        return cls(view, preparation, table, roots, weighted, _gram(weighted), turnout, people)

    @cached_property
    def turnout_prob(self) -> Floats:
        """(n,) predicted probability of voting, of the respondents."""
        return _line(self.table, self.turnout)

    def support(self, before: Floats) -> Floats:
        """Coefficients that explain the vote stated before any message, (n,)."""
        return _least_squares(self.weighted, self.gram, before * self.roots[:, 0])


@dataclass(frozen=True, eq=False)
class Forecast:
    """Predictions learnt from the survey.

    support: (columns + 1,) coefficients of a linear probability model, as for turnout.
    persuades_pp: believed effect of the best single message on vote choice, in points.
    mobilises_pp: the same on turnout. usual: mean stated probability of voting.
    """

    regressors: Regressors
    support: Floats
    persuades_pp: float
    mobilises_pp: float
    usual: float

    @classmethod
    def fit(
        cls, stated: Answers, regressors: Regressors, best: Choice, read: Reading | None = None
    ) -> Forecast:
        """Fit it on the respondents; `best` is the choice of the single message.

        read: what is read of `stated`, where it was read already.
        """
        assert stated.before is not None
        messages = best.promised_pp.shape[1]
        persuades, mobilises = _effect(read or Reading(stated, messages), best), 0.0
        if stated.turnout is not None:
            mobilises = _effect(Reading(turnout_answers(stated), messages), best)
        usual = float(np.average(stated.weight, weights=stated.people))
        return cls(regressors, regressors.support(stated.before), persuades, mobilises, usual)

    def support_prob(self, view: CampaignView) -> Floats:
        """(n,) predicted probability of choosing the own side."""
        return self._asked if self._are_asked(view) else _line(self._table(view), self.support)

    def turnout_prob(self, view: CampaignView) -> Floats:
        """(n,) predicted probability of voting."""
        asked = self.regressors
        if self._are_asked(view):
            return asked.turnout_prob
        return _line(self._table(view), asked.turnout)

    def votes(self, view: CampaignView) -> Floats:
        """(n,) predicted net votes by one forced exposure to the single best message."""
        (p, t), scale = self._both(view), self._scale
        persuaded = t * self.persuades_pp * p * (1.0 - p) / scale[0]
        mobilised = self.mobilises_pp * t * (1.0 - t) / scale[1]
        votes: Floats = (persuaded + mobilised * (p - 0.5)) / 100.0
        return votes

    @cached_property
    def _scale(self) -> tuple[float, float]:
        """Means over respondents by which the two kinds of movability are divided."""
        (p, t), people = self._both(self.regressors.view), self.regressors.people
        of_votes = float(np.average(p * (1.0 - p), weights=t * people))
        return of_votes, float(np.average(t * (1.0 - t), weights=people))

    @cached_property
    def _asked(self) -> Floats:
        """(n,) of the respondents, who are looked at again and again."""
        return _line(self.regressors.table, self.support)

    def _are_asked(self, view: CampaignView) -> bool:
        return view is self.regressors.view

    def _both(self, view: CampaignView) -> tuple[Floats, Floats]:
        """(n,) probability of choosing the own side, and of voting."""
        asked = self.regressors
        if self._are_asked(view):
            return self._asked, asked.turnout_prob
        table = self._table(view)
        return _line(table, self.support), _line(table, asked.turnout)

    def _table(self, view: CampaignView) -> Floats:
        return self.regressors.preparation.apply(view)


def _effect(read: Reading, best: Choice) -> float:
    """Average effect of the single best message in points, message means shrunk.

    At least its standard error: whoever runs a campaign believes that it gains something, and a
    control group that happened to be kind to the own side is no reason to send nothing.
    """
    result = read.at(np.zeros(read.answers.message.size, dtype=np.intp), 1)
    promised = choose(result, "empirical_bayes").promised_pp[0, int(best.message[0])]
    return max(float(promised), float(np.sqrt(result.pooled_variance)))


def _line(table: Floats, coefficients: Floats) -> Floats:
    """(n,) probabilities by a linear model."""
    return np.clip(coefficients[0] + table @ coefficients[1:], LEAST, 1.0 - LEAST)


def _gram(table: Floats) -> Floats:
    """Products of columns, with a ridge that only matters where columns depend."""
    gram = table.T @ table
    gram[np.diag_indices_from(gram)] += 1e-6 * max(float(np.trace(gram)), 1e-12)
    return gram


def _least_squares(table: Floats, gram: Floats, values: Floats) -> Floats:
    """Coefficients by normal equations."""
    coefficients: Floats = np.linalg.solve(gram, table.T @ values)
    return coefficients
