"""Everything that a campaign has when it makes its plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from msim.campaign.choice import choose
from msim.campaign.forecast import Forecast
from msim.campaign.message_test import Reading, net, net_contribution, read_net
from msim.campaign.rules import EVERYONE
from msim.campaign.segments.segmentation import Segmentation
from msim.campaign.zones import Bands, Districts, Zoned, Zones, bands
from msim.core.arrays import Bools, Floats, Ints
from msim.core.seen import Answers, CampaignView, Choice, Rule, TestResult, TraitShown
from msim.core.streams import Streams
from msim.scenario.model import Scenario

T = TypeVar("T")


class Lasting:
    """What does not hang on a survey: made once, and shared by all surveys of one world."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], tuple[object, object]] = {}

    def once(self, name: str, about: object, make: Callable[[], T]) -> T:
        """What `make` makes of something; the same object whenever it is asked for again."""
        key = (name, id(about))
        if key not in self._found:
            self._found[key] = (about, make())  # kept as well, so that its identity stays its own
        return self._found[key][1]  # type: ignore[return-value]


@dataclass(frozen=True)
class Campaign:
    """What a strategy may use: settings, segments, the survey's answers, its own lots.

    traits: what is known of each trait beforehand.
    stated: the survey's answers as they were given.
    respondents: view of the survey's respondents, row by row as in `stated`.
    true_variance: for `oracle` shrinkage, the true variance between the cells of a rule.
    true_slopes: for `oracle` shrinkage of individual predictions, the true variance (points
    squared) of the slopes of message effects on features that are whitened; given the function
    from view to features.
    lasting: what all surveys of the same world share.
    """

    scenario: Scenario
    streams: Streams
    traits: tuple[TraitShown, ...]
    segmentation: Segmentation
    stated: Answers
    respondents: CampaignView
    true_variance: Callable[[Rule], float]
    true_slopes: Callable[[Callable[[CampaignView], Floats]], float]
    lasting: Lasting = field(default_factory=Lasting, repr=False)
    _choices: dict[int, tuple[Rule, Choice]] = field(default_factory=dict, repr=False)
    _bands: dict[str, Bands] = field(default_factory=dict, repr=False)
    _zoned: dict[tuple[int, str, int], Zoned] = field(default_factory=dict, repr=False)

    @cached_property
    def parts(self) -> tuple[Answers, Answers | None]:
        """What is read off the survey: votes gained by a likely voter, and by the other side."""
        return net_contribution(self.stated)

    @cached_property
    def _readings(self) -> tuple[Reading, Reading | None]:
        own, other = self.parts
        messages = self.scenario.messages.count
        return Reading(own, messages), None if other is None else Reading(other, messages)

    @property
    def answers(self) -> Answers:
        """The first of the parts: votes gained by a likely voter."""
        return self.parts[0]

    @cached_property
    def forecast(self) -> Forecast:
        """Predicted support and turnout, and what a message is worth to whom."""
        return Forecast.fit(self.stated, self.respondents, self.traits, self.best_single())

    def choice(self, rule: Rule) -> Choice:
        """The messages that the test suggests for the cells of a rule; by lot without a test.

        Segments' noise, voters who are like nobody, gets the best single message. Answers that
        segments were learnt from do not choose their messages.
        """
        if id(rule) in self._choices:
            return self._choices[id(rule)][1]
        choice = self._tested(rule) if self.scenario.test.conducted else self._by_lot(rule)
        noise: int | None = getattr(rule, "noise", None)
        if noise is not None:
            choice = _as_single(choice, noise, self.best_single())
        self._choices[id(rule)] = (rule, choice)
        return choice

    def best_single(self) -> Choice:
        """The message that does best over all respondents."""
        return self.choice(EVERYONE)

    def one_by_lot(self) -> Choice:
        """One message drawn at random; nothing is promised of it."""
        return self._by_lot(EVERYONE)

    def each_message(self) -> list[Choice]:
        """Every message for everybody, each as likely as the others; nothing is promised of it."""
        count = self.scenario.messages.count
        unknown = np.full((1, count), np.nan)
        return [Choice(np.array([k]), unknown, unknown, 0.0) for k in range(count)]

    @cached_property
    def districts(self) -> Districts:
        """The districts as zones of a plan."""
        return Districts(self.scenario.districts.count)

    def rows(self, rule: Rule) -> Ints:
        """(n,) row of each respondent under a rule."""
        return self.lasting.once("rows", rule, lambda: rule.assign(self.respondents))

    def bands(self, by: str, share: float | None) -> Bands:
        """Bands of the respondents' predicted scores as zones of a plan."""
        if by not in self._bands:
            self._bands[by] = bands(self.forecast, by, self.respondents, share)
        return self._bands[by]

    def zoned(self, rule: Rule, zones: Zones | None) -> Rule:
        """The rule cut into zones; the same one for the same rule and kind of zones."""
        if zones is None:
            return rule
        if isinstance(zones, Districts):
            return self.lasting.once("districts", rule, lambda: Zoned(rule, zones))
        key = (id(rule), type(zones).__name__, zones.count)
        if key not in self._zoned:
            self._zoned[key] = Zoned(rule, zones)
        return self._zoned[key]

    def _tested(self, rule: Rule) -> Choice:
        test, messages = self.scenario.test, self.scenario.messages.count
        cell = np.maximum(self.rows(rule) - 1, 0)
        result = net(*self._readings, cell, max(rule.cells, 1))
        spent: Bools | None = getattr(rule, "spent", None)
        if spent is not None:
            own, other = self.parts
            own = replace(own, people=np.where(spent, 0.0, own.people))
            if other is not None:
                other = replace(other, people=own.people)
            fresh = read_net(own, other, cell, max(rule.cells, 1), messages)
            result = _by_others(result, fresh)
        variance = None
        if test.shrinkage == "oracle":
            variance = self.lasting.once("variance", rule, lambda: self.true_variance(rule))
        return choose(result, test.shrinkage, variance)

    def _by_lot(self, rule: Rule) -> Choice:
        """A message drawn for each cell, the first of them for all alike."""
        messages, cells = self.scenario.messages.count, max(rule.cells, 1)
        message = np.empty(cells, dtype=np.intp)
        message[0] = int(self.streams.generator("campaign/naive").integers(messages))
        message[1:] = self.streams.generator("campaign/lots").integers(messages, size=cells - 1)
        unknown = np.full((cells, messages), np.nan)
        return Choice(message, unknown, unknown, 0.0)


def _by_others(whole: TestResult, fresh: TestResult) -> TestResult:
    """How cells differ by the fresh answers alone, about what all respondents say together."""
    effect = fresh.effect_pp - fresh.pooled_pp + whole.pooled_pp
    return replace(fresh, effect_pp=effect, pooled_pp=whole.pooled_pp)


def _as_single(choice: Choice, cell: int, single: Choice) -> Choice:
    """The choice with one cell's message and promise as for everybody together."""
    here = np.arange(choice.message.size) == cell
    return replace(
        choice,
        message=np.where(here, single.message[0], choice.message),
        promised_pp=np.where(here[:, None], single.promised_pp[0], choice.promised_pp),
        promised_raw_pp=np.where(here[:, None], single.promised_raw_pp[0], choice.promised_raw_pp),
    )
