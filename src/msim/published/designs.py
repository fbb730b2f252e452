"""Published designs in closed worlds: effects of messages are given, everything else is msim's.

The message test, the choice of messages and the draw of responses are those of the main job;
nothing here draws a response or picks a message. Every replicate is given, for intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.campaign.choice import choose
from msim.campaign.message_test import CONTROL, adjusted, read
from msim.core.arrays import Floats
from msim.core.errors import InputError
from msim.core.seen import TestResult
from msim.core.streams import Streams
from msim.experiment.engine.survey import Interviews, answer, variance_between
from msim.scenario.campaign import MessageTest


class _Design:
    """A survey of equal cells, each a mix of groups, with as many people for every message.

    mix: (cells, groups) shares of the groups in each cell, rows sum to 1.
    people: respondents for one message in one cell, or in each; infinite is perfect knowledge.
    """

    def __init__(
        self, mix: Floats, messages: int, people: float | Floats, sd: float, control: bool
    ) -> None:
        cells, groups = mix.shape
        axes = (np.arange(cells), np.arange(groups), np.arange(-int(control), messages))
        cell, group, message = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
        asked = mix[cell, group] > 0.0
        self.cells, self.messages = cells, messages
        self._cell, self._group, self._message = cell[asked], group[asked], message[asked]
        exact = not np.all(np.isfinite(people))
        each = np.broadcast_to(np.where(exact, 1.0, people), cells)
        self._people = mix[self._cell, self._group] * each[self._cell]
        self._keys = MessageTest.model_construct(outcome="scale", outcome_sd=0.0 if exact else sd)

    def test(self, effects_pp: Floats, streams: Streams) -> tuple[TestResult, TestResult]:
        """The test read pooled and by cell. effects_pp: (groups, messages) true effects."""
        moved = effects_pp[self._group, self._message] / 100.0
        moved = np.where(self._message == CONTROL, 0.0, moved)
        before, one = np.full(moved.size, 0.5), np.ones(moved.size)
        asked = Interviews(self._message, before, before + moved, one, 0.5, self._people)
        answers = adjusted(answer(asked, self._keys, streams))
        pooled = read(answers, np.zeros_like(self._cell), 1, self.messages)
        if self.cells == 1:
            return pooled, pooled
        return pooled, read(answers, self._cell, self.cells, self.messages)


def survey(messages: int, respondents: float, sd: float, cells: int = 1) -> _Design:
    """A survey of equal cells, each a group of its own, with a control group: its `test` reads it.

    >>> streams = Streams(1, 0)
    >>> survey(1, 1e12, 0.35).test(np.array([[2.0]]), streams)[0].pooled_pp.round(3)
    array([2.])
    """
    return _Design(np.eye(cells), messages, respondents / cells / (messages + 1), sd, True)


def surveys(errors_pp: Floats, sd: float) -> _Design:
    """A survey of one message in each cell, as large as gives the estimates these standard errors.

    errors_pp: (cells,) in points. sd: standard deviation of an answer, 1 being 100 points.

    >>> found = surveys(np.array([1e-9, 1e-9]), 0.35).test(np.array([[2.0], [3.0]]), Streams(1, 0))
    >>> found[1].effect_pp.round(3)[:, 0]
    array([2., 3.])
    """
    people = 2.0 * (100.0 * sd / errors_pp) ** 2
    return _Design(np.eye(errors_pp.size), 1, people, sd, True)


@dataclass(frozen=True)
class Targeting:
    """Messages for cells of voters, each a mix of groups that respond differently.

    mix: (cells, groups) shares of the groups in each cell, rows sum to 1; cells are of equal size.
    correlation: of effects between groups, across messages. respondents: in all; None is perfect
    knowledge. The rest as in `group_targeting`.
    """

    mix: Floats
    messages: int
    spread: float
    correlation: float
    respondents: float | None = None
    shrinkage: str = "none"
    mean_pp: float = 1.55
    outcome_sd: float = 0.4

    def effects(self, streams: Streams) -> Floats:
        """(groups, messages) true effects of one replicate, in points."""
        groups = self.mix.shape[1]
        even = np.full((groups, groups), 1.0 / groups)
        root = np.sqrt(1.0 - self.correlation) * (np.eye(groups) - even)
        root += np.sqrt(max(1.0 + (groups - 1) * self.correlation, 0.0)) * even
        size = (groups, self.messages)
        draw = root @ streams.generator("world/effects").standard_normal(size)
        return self.mean_pp * (1.0 + self.spread * draw)

    def _design(self, messages: int) -> _Design:
        people = np.inf
        if self.respondents is not None:
            people = self.respondents / (self.mix.shape[0] * messages)
        return _Design(self.mix, messages, people, self.outcome_sd, False)

    def each(self, replicates: int, seed: int) -> tuple[Floats, Floats]:
        """(replicates,) effect of the single best message, and of the best of each cell.

        As multiples of the mean message's.

        >>> single, best = Targeting(np.eye(2), 6, 0.5, 0.86).each(50, seed=1)
        >>> bool((best >= single).all())
        True
        """
        design = self._design(self.messages)
        found = np.empty((2, replicates))
        for number in range(replicates):
            streams = Streams(seed, number)
            effects = self.effects(streams)
            pooled, by_cell = design.test(effects, streams)
            in_cells = self.mix @ effects
            truth = None
            if self.shrinkage == "oracle":
                truth = variance_between(in_cells, np.ones(len(self.mix)))
            chosen = choose(by_cell, self.shrinkage, truth).message
            best = choose(pooled, "none").message[0]
            found[0, number] = in_cells[:, best].mean()
            found[1, number] = np.take_along_axis(in_cells, chosen[:, None], axis=1).mean()
        return found[0] / self.mean_pp, found[1] / self.mean_pp


def testing_votes(
    plan: tuple[float, float, int, float],
    effect: tuple[float, float],
    costs: tuple[float, float, float],
    replicates: int,
    seed: int,
) -> tuple[Floats, Floats]:
    """(replicates,) votes without a test and with it, as in `testing_pays`.

    plan: budget, spread over mean, messages, respondents. effect: mean and standard deviation of
    an answer. costs: of a vote by the mean message, of a message, of a respondent.

    Raises InputError where production and test leave no money.

    >>> plan = (1e6, 0.51, 6, 24_030)
    >>> testing_votes(plan, (1.55, 0.35), (200, 15_000, 2.5), 10, seed=1)[1].shape
    (10,)
    """
    budget, spread, messages, respondents = plan
    mean_pp, outcome_sd = effect
    cost_per_vote, cost_per_message, cost_per_respondent = costs
    media = budget - messages * cost_per_message - respondents * cost_per_respondent
    if media <= 0.0 or budget <= cost_per_message:
        raise InputError(f"a budget of {budget:,.0f}: production and test leave nothing to run")
    design = _Design(np.ones((1, 1)), messages, respondents / (messages + 1), outcome_sd, True)
    drawn, won = np.empty(replicates), np.empty(replicates)
    for number in range(replicates):
        streams = Streams(seed, number)
        draw = streams.generator("world/effects").standard_normal((1, messages))
        effects = mean_pp * (1.0 + spread * draw)
        chosen = choose(design.test(effects, streams)[0], "none").message
        drawn[number] = effects.mean() / mean_pp
        won[number] = effects[0, chosen[0]] / mean_pp
    return (budget - cost_per_message) / cost_per_vote * drawn, media / cost_per_vote * won
