"""The survey's other side: who can be asked, and what they would answer. Knows the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from msim.core.arrays import Floats, Ints, group_sums
from msim.core.errors import InputError
from msim.core.seen import Answers, CampaignView, Rule
from msim.core.streams import Streams
from msim.experiment.electorate import Electorate
from msim.scenario.campaign import MessageTest


def join(views: list[CampaignView]) -> CampaignView:
    """One view of several groups of voters."""
    return CampaignView(
        *(np.concatenate([getattr(view, f) for view in views]) for f in CampaignView.__match_args__)
    )


@dataclass(frozen=True)
class Asked:
    """Whom a survey asks, and what a message does to their vote (n rows).

    message: (n,) index, -1 for none. before, after: (n,) probability of choosing the own side
    without and with the message. turnout_prob: (n,). share: mean of `before` in the electorate.
    people: (n,) respondents for whom a row stands; their answers are averaged.
    """

    message: Ints
    before: Floats
    after: Floats
    turnout_prob: Floats
    share: float
    people: Floats | None = None


def answer(asked: Asked, keys: MessageTest, streams: Streams) -> Answers:
    """Draw the answers of a survey: the one place where responses are drawn.

    On a scale, the answer is what the message changes plus noise with `outcome_sd`. A yes or no
    can carry a baseline measure: a noisy reading of what the respondent would have answered
    without a message, correlated with it by the square root of `baseline_r2`.
    """
    n = asked.before.size
    people = np.ones(n) if asked.people is None else asked.people
    draws = streams.generator("test/answers")
    if keys.outcome == "scale":
        noise = keys.outcome_sd * draws.standard_normal(n) / np.sqrt(people)
        vote = asked.share + asked.after - asked.before + noise
        known = None if asked.people is None else keys.outcome_sd**2
        return Answers(asked.message, vote, asked.turnout_prob, None, people, known)
    if asked.people is not None:
        raise ValueError("rows that stand for several respondents need outcome = 'scale'")
    uniform = draws.random(n)
    vote = (uniform < asked.after).astype(float)
    if keys.baseline_r2 == 0.0:
        return Answers(asked.message, vote, asked.turnout_prob, None, people)
    prior = (uniform < asked.before) - asked.share
    prior = prior / np.sqrt(asked.share * (1.0 - asked.share))
    noise = streams.generator("test/baseline").standard_normal(n)
    baseline = np.sqrt(keys.baseline_r2) * prior + np.sqrt(1.0 - keys.baseline_r2) * noise
    return Answers(asked.message, vote, asked.turnout_prob, baseline, people)


def variance_between(means: Floats, weight: Floats) -> float:
    """True variance (points squared) of effects between cells: what the campaign estimates.

    means: (cells, messages) true effects in points; weight: (cells,). Differences from the mean of
    each message, with each cell's mean over messages removed.

    >>> variance_between(np.array([[1.0, 3.0], [3.0, 1.0]]), np.ones(2))
    4.0
    """
    messages, share = means.shape[1], weight / weight.sum()
    spread = 1.0 - float(np.sum(share**2))
    if spread <= 0.0 or messages == 1:
        return 0.0
    gap = means - share @ means
    gap = gap - gap.mean(axis=1, keepdims=True)
    return float(np.sum(share[:, None] * gap**2) / ((messages - 1) * spread))


@dataclass(frozen=True)
class Panel:
    """Voters with a usable record who can be asked, in the order of the blocks (n rows).

    support: (n,) logits. turnout_prob: (n,). effects: (n, messages). share: the true support.
    """

    view: CampaignView
    support: Floats
    turnout_prob: Floats
    effects: Floats
    share: float

    @classmethod
    def draw(cls, electorate: Electorate, wanted: int) -> Panel:
        """The first `wanted` voters with a usable record, fewer where there are fewer.

        Raises InputError where there is none.
        """
        parts = []
        for block, known in electorate.leading_known(wanted):
            voters = block.voters
            of_voters = (voters.support[known], voters.turnout_prob[known], block.effects[known])
            parts.append((block.view.rows(known), *of_voters))
            del block, voters  # the next one is made before the names are given away
        if not parts:
            raise InputError(
                "no voter with a usable record to segment or to ask; raise data.coverage, "
                "data.consent or population.simulated"
            )
        return cls(
            join([view for view, *_ in parts]),
            np.concatenate([support for _, support, _, _ in parts]),
            np.concatenate([turnout for _, _, turnout, _ in parts]),
            np.concatenate([effects for *_, effects in parts]),
            electorate.world.scenario.politics.support,
        )

    @property
    def size(self) -> int:
        """Number of voters in the panel."""
        return int(self.support.size)

    def effects_pp(self) -> Floats:
        """(n, messages) true change of vote choice in points by one forced exposure."""
        moved = expit(self.support[:, None] + self.effects)
        return 100.0 * (moved - expit(self.support)[:, None])

    def ask(self, keys: MessageTest, streams: Streams, respondents: Ints, message: Ints) -> Answers:
        """Answers after a message (index, -1 for none) to voters of the panel (indices).

        The draws are those of `answer`.
        """
        logit = self.support[respondents]
        shift = np.where(message >= 0, self.effects[respondents, message], 0.0)
        asked = Asked(
            message, expit(logit), expit(logit + shift), self.turnout_prob[respondents], self.share
        )
        return answer(asked, keys, streams)

    def true_variance(self, rule: Rule) -> float:
        """True variance (points squared) of message effects between the cells of a rule."""
        cells = max(rule.cells, 1)
        cell = np.maximum(rule.assign(self.view) - 1, 0)
        weight = group_sums(self.turnout_prob, cell, cells)
        sums = group_sums(self.turnout_prob[:, None] * self.effects_pp(), cell, cells)
        filled = weight > 0.0
        return variance_between(sums[filled] / weight[filled, None], weight[filled])
