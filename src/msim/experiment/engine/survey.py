"""The survey's other side: who can be asked, and what they would answer. Knows the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import expit, logit

from msim.core.arrays import Floats, Ints, group_sums
from msim.core.errors import InputError
from msim.core.seen import Answers, CampaignView, Rule, taken
from msim.core.streams import Streams
from msim.core.wording import say
from msim.experiment.engine.electorate import Electorate
from msim.experiment.engine.sampling import NO_KINDS, Kinds, answering, leading_known
from msim.experiment.engine.votes_gained import stated_votes, votes_gained_pp
from msim.scenario.campaign import MessageTest


def join(views: list[CampaignView]) -> CampaignView:
    """One view of several groups of voters; tables stay as they are kept, column by column."""
    if len(views) == 1:
        return views[0]
    parts = ([getattr(view, f).T for view in views] for f in CampaignView.__match_args__)
    drawn = all(view.drawn for view in views)
    return CampaignView(*(np.concatenate(part, axis=-1).T for part in parts), drawn=drawn)


@dataclass(frozen=True)
class Interviews:
    """Whom a survey asks, and what a message does to their vote (n rows).

    message: (n,) index, -1 for none. before, after: (n,) probability of choosing the own side
    without and with the message. turnout_prob: (n,). share: mean of `before` in the electorate.
    people: (n,) respondents for whom a row stands; their answers are averaged.
    turnout_after: (n,) probability of voting after the message; None where turnout is not asked.
    """

    message: Ints
    before: Floats
    after: Floats
    turnout_prob: Floats
    share: float
    people: Floats | None = None
    turnout_after: Floats | None = None


def answer(
    asked: Interviews, keys: MessageTest, streams: Streams, prior: bool = False
) -> Answers:
    """Draw the answers of a survey: the one place where responses are drawn.

    On a scale, the answer is what the message changes plus noise with `outcome_sd`. A yes or no
    can carry a baseline measure: a noisy reading of what the respondent would have answered
    without a message, correlated with it by the square root of `baseline_r2`. With `prior` the
    vote is asked before the message as well, and the intention to vote is asked after it where
    messages move turnout.
    """
    n = asked.before.size
    people = np.ones(n) if asked.people is None else asked.people
    stated = turnout = None
    if prior or asked.turnout_after is not None:
        stated = (streams.uniforms("test/before", 0, n) < asked.before).astype(float)
    if asked.turnout_after is not None:
        turnout = _turnout(asked, keys, streams)
    if keys.outcome == "scale":
        noise = _normals(streams, "test/answers", keys.outcome_sd, n) / np.sqrt(people)
        vote = asked.share + asked.after - asked.before + noise
        known = None if asked.people is None else keys.outcome_sd**2
        return Answers(
            asked.message, vote, asked.turnout_prob, None, people, known, stated, turnout
        )
    if asked.people is not None:
        raise ValueError("rows that stand for several respondents need outcome = 'scale'")
    # One uniform decides the answer with and without the message: a message that does nothing
    # changes nobody's answer, and the baseline goes with the same uniform.
    uniform = streams.uniforms("test/answers", 0, n)
    vote = (uniform < asked.after).astype(float)
    answers = Answers(
        asked.message, vote, asked.turnout_prob, None, people, None, stated, turnout
    )
    if keys.baseline_r2 == 0.0:
        return answers
    share, told = asked.share, float(np.sqrt(keys.baseline_r2))
    apart = _normals(streams, "test/baseline", float(np.sqrt(1.0 - keys.baseline_r2)), n)
    earlier = ((uniform < asked.before) - share) * (told / np.sqrt(share * (1.0 - share)))
    return replace(answers, baseline=earlier + apart)


def _normals(streams: Streams, name: str, scale: float, n: int) -> Floats:
    """(n,) normals with a standard deviation, one a respondent."""
    normals = np.zeros(n, dtype=np.float32)
    streams.add_normals(name, 0, scale, normals)
    return normals.astype(float)


def _turnout(asked: Interviews, keys: MessageTest, streams: Streams) -> Floats:
    """(n,) stated intention to vote: yes or no, or what the message changes plus noise."""
    assert asked.turnout_after is not None
    if keys.outcome == "scale":
        noise = _normals(streams, "test/turnout", keys.outcome_sd, asked.before.size)
        return asked.turnout_after + noise
    uniform = streams.uniforms("test/turnout", 0, asked.before.size)
    return (uniform < asked.turnout_after).astype(float)


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


def _stacked(tables: list[Floats]) -> Floats:
    """(n, columns) tables below each other in double precision, kept column by column."""
    return np.concatenate([table.T for table in tables], axis=1, dtype=float).T


@dataclass(frozen=True)
class Panel:
    """Voters with a usable record who can be asked, in the order of the blocks (n rows).

    support: (n,) logits. turnout_prob: (n,). effects: (n, messages). share: the true support.
    turnout_effects: (n, messages) on the turnout logit; None where messages do not move turnout.
    answers: (n,) how often each answers a survey; None where all do alike. kinds, levels: by which
    respondents are weighted, and (n, demographic traits) what the voters are.
    """

    view: CampaignView
    support: Floats
    turnout_prob: Floats
    effects: Floats
    share: float
    turnout_effects: Floats | None = None
    answers: Ints | None = None
    kinds: Kinds = NO_KINDS
    levels: Ints | None = None

    @classmethod
    def draw(cls, electorate: Electorate, wanted: int) -> Panel:
        """The first `wanted` voters with a usable record, fewer where there are fewer.

        More, where it takes more to have as many answers. Raises InputError where there is none.
        """
        parts, answers, levels = [], [], []
        scenario, willing = electorate.world.scenario, answering(electorate.world)
        kinds = Kinds.of(electorate.world)
        for block, known in leading_known(electorate, wanted, willing):
            voters = block.voters
            whole = known.size == voters.size  # then nothing is copied
            view = block.view if whole else block.view.rows(known)
            tables = [voters.support, voters.turnout_prob, block.effects]
            tables += [block.turnout_effects] if scenario.mobilises else []
            support, turnout, effects, *moved = tables if whole else [
                taken(table, known) for table in tables
            ]
            parts.append((view, support, turnout, effects, moved))
            if willing is not None:
                answers.append(willing(voters)[known])
            if kinds.columns:
                levels.append(kinds.levels(voters.traits)[known])
            del block, voters  # the next one is made before the names are given away
        if not parts:
            raise InputError(say("no_record"))
        shifted = [table for *_, moved in parts for table in moved]
        return cls(
            join([view for view, *_ in parts]),
            np.concatenate([support for _, support, *_ in parts], dtype=float),
            np.concatenate([turnout for _, _, turnout, *_ in parts], dtype=float),
            _stacked([effects for *_, effects, _ in parts]),
            scenario.politics.support,
            _stacked(shifted) if shifted else None,
            np.concatenate(answers) if answers else None,
            kinds,
            np.concatenate(levels) if levels else None,
        )

    @property
    def size(self) -> int:
        """Number of voters in the panel."""
        return int(self.support.size)

    def asked(self, respondents: int) -> Ints:
        """(respondents,) the voter of the panel behind each of them; all again where they end.

        Raises InputError where nobody answers.
        """
        if self.answers is None:
            return np.arange(respondents) % self.size
        willing = np.repeat(np.arange(self.size), self.answers)
        if not willing.size:
            raise InputError(say("nobody_answers"))
        return willing[np.arange(respondents) % willing.size]

    def weights(self, respondents: Ints) -> Floats | None:
        """(n,) for how many each respondent (indices) counts; None where each does for one."""
        if self.levels is None:
            return None
        # By voter: whoever answers often weighs the same each time.
        asked, at, often = np.unique(respondents, return_inverse=True, return_counts=True)
        weights = self.kinds.weights(self.levels[asked], often)
        return None if weights is None else weights[at]

    @cached_property
    def _stated(self) -> Floats:
        """(1 + messages, n) probabilities of the vote before any message, and after each."""
        return stated_votes(self.support, self.effects.T)

    @cached_property
    def effects_pp(self) -> Floats:
        """(n, messages) true votes gained by one forced exposure, in points of a likely voter.

        As a campaign may want them: nothing is gained by keeping anybody at home.
        """
        return votes_gained_pp(
            self.support, self.turnout_prob, self.effects, self.turnout_effects, as_a_goal=True
        )

    def ask(
        self,
        keys: MessageTest,
        streams: Streams,
        prior: bool,
        respondents: Ints,
        message: Ints,
    ) -> Answers:
        """Answers after a message (index, -1 for none) to voters of the panel (indices).

        The draws are those of `answer`; `prior` asks for the vote before the message as well.
        """
        turnout, after = self.turnout_prob[respondents], None
        if self.turnout_effects is not None:
            moved = np.where(message >= 0, self.turnout_effects[respondents, message], 0.0)
            after = expit(logit(turnout) + moved)
        before = self._stated[0].take(respondents)
        shown = self._stated.ravel().take((message + 1) * self.size + respondents)
        asked = Interviews(message, before, shown, turnout, self.share, None, after)
        return answer(asked, keys, streams, prior)

    def true_variance(self, rule: Rule) -> float:
        """True variance (points squared) of message effects between the cells of a rule."""
        cells = max(rule.cells, 1)
        cell = np.maximum(rule.assign(self.view) - 1, 0)
        weight = group_sums(self.turnout_prob, cell, cells)
        sums = group_sums(self.turnout_prob[:, None] * self.effects_pp, cell, cells)
        filled = weight > 0.0
        return variance_between(sums[filled] / weight[filled, None], weight[filled])

    def true_slopes(self, features: Callable[[CampaignView], Floats]) -> float:
        """True variance (points squared) of the slopes of message effects on whitened features.

        Slopes of each message less their mean over messages, as individual predictions see them.
        """
        table = features(self.view)
        table = table - table.mean(axis=0)
        effects = self.effects_pp
        gap = effects - effects.mean(axis=1, keepdims=True)
        weight = self.turnout_prob[:, None]
        slopes = (weight * table).T @ (gap - np.average(gap, axis=0, weights=weight[:, 0]))
        messages = effects.shape[1]
        if messages == 1 or table.shape[1] == 0:
            return 0.0
        slopes = slopes / weight.sum()
        return float(np.sum(slopes**2) / ((messages - 1) * table.shape[1]))
