"""Everything that a campaign has when it makes its plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from msim.campaign.belief import believed_variances, posterior
from msim.campaign.choice import choose
from msim.campaign.forecast import Forecast, Regressors
from msim.campaign.message_test import Reading, net, net_contribution
from msim.campaign.readings import Readings
from msim.campaign.rules import EVERYONE
from msim.campaign.segments.segmentation import Segmentation
from msim.campaign.zones import Bands, bands
from msim.core.arrays import Bools, Floats, Ints
from msim.core.memo import Memo
from msim.core.seen import Answers, CampaignView, Choice, Rule, TestResult, TraitShown
from msim.core.streams import Streams
from msim.scenario.model import Scenario


@dataclass(frozen=True)
class Campaign:
    """What a strategy may use: settings, segments, the survey's answers, its own draws.

    traits: what is known of each trait beforehand.
    stated: the survey's answers as they were given.
    respondents: view of the survey's respondents, row by row as in `stated`.
    true_variance: for `oracle` shrinkage, the true variance between the cells of a rule.
    true_slopes: for `oracle` shrinkage of individual predictions, the true variance (points
    squared) of the slopes of message effects on features that are whitened; given the function
    from view to features.
    observe: given a rule and a number of weeks in which something was sent, what can be read after
    them while the campaign runs.
    lasting: what was made that hangs on no survey; shared by all surveys of one world.
    heard: (respondents,) whose answers count; None where all of them do.
    memo: what was made from this campaign; one that differs from it (`replace`) has its own.
    """

    scenario: Scenario
    streams: Streams
    traits: tuple[TraitShown, ...]
    segmentation: Segmentation
    stated: Answers
    respondents: CampaignView
    true_variance: Callable[[Rule], float]
    true_slopes: Callable[[Callable[[CampaignView], Floats]], float]
    observe: Callable[[Rule, int], Readings]
    lasting: Memo = field(default_factory=Memo, repr=False)
    heard: Bools | None = None
    memo: Memo = field(default_factory=Memo, repr=False, init=False)

    def under(self, scenario: Scenario) -> Campaign:
        """The same campaign under a scenario that differs in budget or audience alone.

        What the survey says and foretells stands, and is not learnt again.
        """
        if scenario is self.scenario:
            return self
        if scenario.test.conducted and self.stated.before is not None:
            self.memo["forecast"] = self.forecast
        other = replace(self, scenario=scenario)
        other.memo.update(self.memo)
        return other

    def asked_again(self, streams: Streams, stated: Answers) -> Campaign:
        """The same campaign after another survey of the same people, by streams of its own."""
        return replace(self, streams=streams, stated=stated)

    @cached_property
    def parts(self) -> tuple[Answers, Answers | None]:
        """What is read off the survey: votes gained by a likely voter, and by the other side."""
        return _of(net_contribution(self.stated), self.heard)

    @cached_property
    def _readings(self) -> tuple[Reading, Reading | None]:
        own, other = self.parts
        messages = self.scenario.messages.count
        return Reading(own, messages), None if other is None else Reading(other, messages)

    @property
    def answers(self) -> Answers:
        """The first of the parts: votes gained by a likely voter."""
        return self.parts[0]

    @property
    def forecast(self) -> Forecast:
        """Predicted support and turnout, and what a message is worth to whom."""
        if "forecast" not in self.memo:
            read = self._readings[0] if self.answers is self.stated else None
            self.memo["forecast"] = Forecast.fit(
                self.stated, self._regressors, self.best_single(), read
            )
        return self.memo["forecast"]

    @property
    def _regressors(self) -> Regressors:
        """What every survey of these respondents is explained by."""
        if "regressors" not in self.lasting:
            self.lasting["regressors"] = Regressors.of(
                self.stated.weight, self.stated.people, self.respondents, self.traits
            )
        return self.lasting["regressors"]

    def choice(self, rule: Rule) -> Choice:
        """The messages that the test suggests for the cells of a rule; at random without a test.

        Segments' noise, voters who are like nobody, gets the best single message. Answers that
        segments were learnt from choose their messages, and promise the part that holds good.
        """
        key = ("choice", rule)
        if key not in self.memo:
            self.memo[key] = self._chosen(rule)
        return self.memo[key]

    def _chosen(self, rule: Rule) -> Choice:
        choice = self._tested(rule) if self.scenario.test.conducted else self._at_random(rule)
        noise: int | None = getattr(rule, "noise", None)
        return choice if noise is None else _as_single(choice, noise, self.best_single())

    def among(self, some: Bools) -> Campaign:
        """The same campaign with the answers of some respondents only, (respondents,).

        All of them where no estimate can be made of these, since some message was shown to nobody.
        """
        shown = np.unique(self.stated.message[some])
        if np.all(some) or not np.array_equal(shown, np.unique(self.stated.message)):
            return self
        return replace(self, heard=some)

    def best_single(self) -> Choice:
        """The message that does best over all respondents."""
        return self.choice(EVERYONE)

    def one_at_random(self) -> Choice:
        """One message drawn at random; nothing is promised of it."""
        return self._at_random(EVERYONE)

    def each_message(self) -> list[Choice]:
        """Every message for everybody, each as likely as the others; nothing is promised of it."""
        count = self.scenario.messages.count
        unknown = np.full((1, count), np.nan)
        return [Choice(np.array([k]), unknown, unknown, 0.0) for k in range(count)]

    def rows(self, rule: Rule) -> Ints:
        """(n,) row of each respondent under a rule."""
        key = ("rows", rule)
        if key not in self.lasting:
            self.lasting[key] = rule.assign(self.respondents)
        return self.lasting[key]

    def _cells(self, rule: Rule) -> Ints:
        """(n,) cell of each respondent under a rule, from 0."""
        key = ("cells", rule)
        if key not in self.lasting:
            self.lasting[key] = np.maximum(self.rows(rule).astype(np.intp) - 1, 0)
        return self.lasting[key]

    def bands(self, by: str, share: float | None) -> Bands:
        """Bands of the respondents' predicted scores as zones of a plan."""
        key = ("bands", by, share)
        if key not in self.memo:
            score = self.forecast.support_prob if by == "support" else self.forecast.votes
            self.memo[key] = bands(score, self.respondents, share)
        return self.memo[key]

    def reading(self, rule: Rule) -> TestResult:
        """What the test says at the grain of a rule's cells."""
        return net(*self._readings, self._cells(rule), max(rule.cells, 1))

    def _tested(self, rule: Rule) -> Choice:
        test, result = self.scenario.test, self.reading(rule)
        if test.shrinkage == "prior":
            return posterior(result, *believed_variances(test.believed_correlation))
        variance = None
        if test.shrinkage == "oracle":
            key = ("variance", rule)
            if key not in self.lasting:
                self.lasting[key] = self.true_variance(rule)
            variance = self.lasting[key]
        kept: float | None = getattr(rule, "kept", None)
        if kept is not None and test.shrinkage != "none":
            return choose(result, test.shrinkage, kept=kept)
        return choose(result, test.shrinkage, variance)

    def _at_random(self, rule: Rule) -> Choice:
        """A message drawn for each cell, the first of them for all alike."""
        messages, cells = self.scenario.messages.count, max(rule.cells, 1)
        message = np.empty(cells, dtype=np.intp)
        message[0] = int(self.streams.generator("campaign/naive").integers(messages))
        message[1:] = self.streams.generator("campaign/lots").integers(messages, size=cells - 1)
        unknown = np.full((cells, messages), np.nan)
        return Choice(message, unknown, unknown, 0.0)


def _of(
    parts: tuple[Answers, Answers | None], heard: Bools | None
) -> tuple[Answers, Answers | None]:
    """What is read off a survey by the answers of some respondents, of all where that is None."""
    own, other = parts
    if heard is None:
        return parts
    own = replace(own, people=np.where(heard, own.people, 0.0))
    return own, None if other is None else replace(other, people=own.people)


def _as_single(choice: Choice, cell: int, single: Choice) -> Choice:
    """The choice with one cell's message and promise as for everybody together."""
    here = np.arange(choice.message.size) == cell
    return replace(
        choice,
        message=np.where(here, single.message[0], choice.message),
        promised_pp=np.where(here[:, None], single.promised_pp[0], choice.promised_pp),
        promised_raw_pp=np.where(here[:, None], single.promised_raw_pp[0], choice.promised_raw_pp),
    )
