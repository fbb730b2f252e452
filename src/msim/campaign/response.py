"""Whom would the message that they get move most? Predicted response, from the campaign's own test.

Three layers, each shrunk by its own moments (Efron and Morris 1975, JASA 70(350)). What all
messages do together varies with traits: a ridge regression of the difference between treated and
control (Hoerl and Kennard 1970, Technometrics 12(1); Imai and Ratkovic 2013, Annals of Applied
Statistics 7(1)). What a cell shows beyond that in the mean over its messages is a cell's own. And
within a cell, voters differ in how they like its message.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.campaign.campaign import Campaign
from msim.campaign.forecast import Forecast
from msim.campaign.individuals.net import NetEffects
from msim.campaign.individuals.ridge import Ridge, fit_ridge
from msim.campaign.individuals.rule import Model, Whitened, scaling
from msim.campaign.message_test import read
from msim.core.arrays import Floats, Ints, group_sums
from msim.core.seen import Answers, CampaignView, Choice, Rule, TestResult


@dataclass(frozen=True)
class Movability:
    """How the effect of any message varies with whitened features.

    slopes: (features,) points for one standard deviation. penalty: of the ridge regression;
    infinite where nothing can be told from noise. tau_pp: estimated standard deviation of slopes.
    """

    slopes: Floats
    penalty: float
    tau_pp: float


def fit_movability(features: Floats, answers: Answers) -> Movability:
    """A ridge regression of the difference between treated and control, (n, features).

    Answers are explained by a mean for each group, by lines that both have in common, and by those
    in which the treated differ, of which alone the squares are penalised: by noise over the moment
    estimate of their variance. Noise is read from residuals (White 1980, Econometrica 48(4)).

    >>> x = np.tile([[-1.0], [1.0]], (50, 1))
    >>> message = np.repeat([-1, 0], 50)
    >>> vote = 0.5 + 0.02 * x[:, 0] * (message == 0)
    >>> fit_movability(x, Answers(message, vote, np.ones(100), None, np.ones(100))).slopes.round(9)
    array([2.])
    """
    weight, group = answers.weight * answers.people, answers.message + 1
    treated, columns = group > 0, features.shape[1]
    asked = [int(np.count_nonzero(weight[part] > 0.0)) for part in (treated, ~treated)]
    if columns == 0 or min(asked) < columns + 2:
        return Movability(np.zeros(columns), np.inf, 0.0)
    x, y = _within(features, weight, group), _within(answers.vote[:, None], weight, group)[:, 0]
    weighted = weight[:, None] * x
    all_square, all_product = weighted.T @ x, weighted.T @ y
    square, product = weighted[treated].T @ x[treated], weighted[treated].T @ y[treated]
    # What of the treated's lines the common ones do not explain (Frisch and Waugh 1933).
    inverse = np.linalg.pinv(all_square, rcond=1e-9, hermitian=True)
    told = square - square @ inverse @ square
    said = product - square @ inverse @ all_product
    back = np.linalg.pinv(told, rcond=1e-9, hermitian=True)
    raw = back @ said
    common = inverse @ (all_product - square @ raw)
    if answers.noise_variance is not None:
        noise = answers.noise_variance / answers.people
    else:
        groups = int(np.unique(group).size)
        freedom = max(sum(asked) - 2 * columns - groups, 1)
        noise = (y - x @ common - treated * (x @ raw)) ** 2 * (sum(asked) / freedom)
    own = (treated[:, None] * x - x @ inverse @ square) @ back
    by_chance = float(np.mean((weight**2 * noise) @ own**2))
    tau2 = max(0.0, float(np.mean(raw**2)) - by_chance)
    if tau2 <= 0.0:
        return Movability(np.zeros(columns), np.inf, 0.0)
    penalty = float(np.trace(told)) / columns * by_chance / tau2
    slopes = np.linalg.pinv(told + penalty * np.eye(columns), rcond=1e-12, hermitian=True) @ said
    return Movability(100.0 * slopes, penalty, 100.0 * float(np.sqrt(tau2)))


def _within(values: Floats, weight: Floats, group: Ints) -> Floats:
    """(n, columns) less the weighted mean of the own group."""
    groups = int(group.max()) + 1
    total = group_sums(weight, group, groups)[:, None]
    means = group_sums(weight[:, None] * values, group, groups) / np.where(total > 0, total, 1.0)
    gaps: Floats = values - means[group]
    return gaps


def kept_means(result: TestResult, foretold: Floats) -> Floats:
    """(cells,) how far each cell is moved by all messages alike, in points: row means, shrunk.

    They are drawn to what traits foretell of the cell, (cells,), by the moment estimate of what
    true means differ from it. The control group, as large as that of a message, adds its noise.

    >>> even = TestResult(np.array([[4.0], [0.0]]), np.array([2.0]), np.full(2, 0.5), 1.0)
    >>> kept_means(even, np.zeros(2)).tolist()
    [1.0, -1.0]
    """
    messages, share = result.effect_pp.shape[1], result.share
    gap = (result.effect_pp - result.pooled_pp).mean(axis=1) - foretold
    noise = result.pooled_variance * (1.0 + 1.0 / messages)
    apart = 1.0 - float(share @ share)
    if share.size == 1 or apart <= 0.0:
        return foretold
    seen = float(share @ (gap - share @ gap) ** 2)
    tau2 = max(0.0, (seen - noise * (share.size - 1)) / apart)
    # A cell of which nobody was asked is as its traits say.
    total = tau2 + noise / np.where(share > 0.0, share, 1e-300)
    factor = np.where(total > 0.0, tau2 / np.where(total > 0.0, total, 1.0), 0.0)
    kept: Floats = foretold + factor * gap
    return kept


@dataclass(frozen=True, eq=False)
class PredictedResponse:
    """What the campaign predicts of each voter by the message that the voter's row gets.

    look: from a view to whitened features. message, moved, promised: (rows,) the message of each
    row of the rule (row 0: the single one), points to add to the model's prediction of it, and
    points that the test promises of it beyond the single message. level: believed effect of that
    one, in points. usual: mean probability of voting; None where voters' own is predicted.
    """

    rule: Rule
    forecast: Forecast
    look: Whitened
    model: Model
    message: Ints
    moved: Floats
    promised: Floats
    level: float
    usual: float | None

    def votes(self, view: CampaignView) -> Floats:
        """(n,) net votes by an exposure, as if the single message were promised to all."""
        return self._votes(view, self.rule.assign(view))

    def score(self, view: CampaignView) -> Floats:
        """(n,) net votes by an exposure to the message of the voter's row."""
        row = self.rule.assign(view)
        votes = self._votes(view, row) + self.forecast.usual * self.promised[row] / 100.0
        # Voters alike are ranked alike, in whatever order sums were taken.
        return np.round(votes, 12)

    def _votes(self, view: CampaignView, row: Ints) -> Floats:
        predicted = self.model.predict(self.look(view))[np.arange(row.size), self.message[row]]
        effect = self.level + predicted + self.moved[row]
        likely = self.forecast.turnout_prob(view) if self.usual is None else self.usual
        votes: Floats = likely * effect / 100.0
        return votes


def predicted_response(
    campaign: Campaign, rule: Rule, choice: Choice | None
) -> PredictedResponse:
    """What a campaign predicts of voters whose cells get the messages of a choice."""
    if "response" not in campaign.memo:
        campaign.memo["response"] = _fitted(campaign)
    look, model = campaign.memo["response"]
    single, forecast = campaign.best_single(), campaign.forecast
    weight = campaign.answers.weight * campaign.answers.people
    predicted, best = model.predict(look(campaign.respondents)), int(single.message[0])
    row, rows = campaign.rows(rule).astype(np.intp), rule.cells + 1
    overall = np.average(predicted, axis=0, weights=weight)
    means = _by_row(predicted, weight, row, overall, rows)
    sent, kept, promised = np.full(rows, best), np.zeros(rows), np.zeros(rows)
    if rule.cells and choice is not None:
        foretold = (means[1:] - overall).mean(axis=1)
        kept[1:] = kept_means(campaign.reading(rule), foretold)
        sent[1:] = choice.message
        told = choice.promised_pp[np.arange(rule.cells), choice.message]
        promised[1:] = told - single.promised_pp[0, best]
    return PredictedResponse(
        rule=rule,
        forecast=forecast,
        look=look,
        model=model,
        message=sent,
        moved=kept - means[np.arange(rows), sent],
        promised=promised,
        level=max(float(single.promised_pp[0, best]), forecast.persuades_pp),
        usual=None if campaign.stated.turnout is None else forecast.usual,
    )


def _by_row(values: Floats, weight: Floats, row: Ints, overall: Floats, rows: int) -> Floats:
    """(rows, columns) weighted means; the overall one where nobody was asked."""
    total = group_sums(weight, row, rows)[:, None]
    sums = group_sums(weight[:, None] * values, row, rows)
    return np.where(total > 0.0, sums / np.where(total > 0.0, total, 1.0), overall)


def _fitted(campaign: Campaign) -> tuple[Whitened, Model]:
    """What the model looks at, and the model: every message's effects on every voter."""
    asked = campaign.respondents
    weight = campaign.answers.weight * campaign.answers.people
    look = Whitened.fit(scaling(asked, campaign.traits, ()), asked, weight)
    features, messages = look(asked), campaign.scenario.messages.count

    def lines(answers: Answers) -> Ridge:
        cell = np.zeros(answers.message.size, dtype=np.intp)
        level = read(answers, cell, 1, messages).pooled_pp
        own = fit_ridge(features, answers, level, "empirical_bayes")
        slopes = own.slopes + fit_movability(features, answers).slopes[:, None]
        return Ridge(level, slopes, own.tau_pp)

    ours, theirs = campaign.parts
    if theirs is None:
        return look, lines(ours)
    own, other = lines(ours), lines(theirs)
    return look, NetEffects(own, other, own.level - other.level)
