"""The sections of a scenario side by side, and what follows from several of them at once.

What is checked of them together is in `checks`, and the `Scenario` whose sections fit in `model`.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field

from msim.scenario.campaign import (
    Budget,
    Data,
    FieldTrial,
    InFlight,
    MessageTest,
    OwnPlan,
    Segments,
)
from msim.scenario.key import ConfigTable, Name
from msim.scenario.media import SHIPPED_CHANNELS, Channel, Earned, Messages
from msim.scenario.opponent import Opponent, of_opponent
from msim.scenario.outcome import Attribution, Election, Response, Run
from msim.scenario.people import Districts, Politics, Population


class Sections(ConfigTable):
    """Everything a run depends on, whether or not it fits together."""

    population: Population = Population()
    districts: Districts = Districts()
    politics: Politics = Politics()
    messages: Messages = Messages()
    channels: dict[Name, Channel] = Field(SHIPPED_CHANNELS, min_length=1, max_length=50)
    data: Data = Data()
    segments: Segments = Segments()
    test: MessageTest = MessageTest()
    in_flight: InFlight = InFlight()
    budget: Budget = Budget()
    yours: OwnPlan = OwnPlan()
    trial: FieldTrial = FieldTrial()
    response: Response = Response()
    earned: Earned = Earned()
    opponent: Opponent = Opponent()
    election: Election = Election()
    attribution: Attribution = Attribution()
    run: Run = Run()

    @property
    def respondents(self) -> int:
        """People asked by the message test: as set, or what the days of preparation allow."""
        if self.data.preparation_days is None:
            return self.test.respondents
        return int(self.data.respondents_per_day * self.data.preparation_days)

    @property
    def mobilises(self) -> bool:
        """Whether messages move turnout at all."""
        said = self.messages
        return bool(
            said.mobilise_pp or said.mobilise_between_sd_pp or said.mobilise_heterogeneity_sd_pp
        )

    @property
    def surveys(self) -> int:
        """Surveys that are drawn in each world, for either side."""
        return self.test.surveys

    @property
    def leanings(self) -> dict[str, dict[str, float]]:
        """What files and surveys lean with, a table of loadings by key; empty ones too.

        >>> list(Sections().leanings)[:3]
        ['data.coverage_lean', 'data.consent_lean', 'test.panel_habit']
        """
        return {
            "data.coverage_lean": self.data.coverage_lean,
            "data.consent_lean": self.data.consent_lean,
            "test.panel_habit": self.test.panel_habit,
            **{f"channels.{name}.match_habit": channel.match_habit
               for name, channel in self.channels.items()},
        }  # fmt: skip

    @property
    def sending(self) -> tuple[bool, ...]:
        """Whether anything is sent in each week of the longest flight, the last before the vote.

        >>> Sections().sending == (True,) * 8
        True
        """
        channels = list(self.channels.values())
        weeks = max(len(channel.flight) for channel in channels)
        ends = [(0,) * (weeks - len(c.flight)) + c.flight for c in channels if c.share > 0.0]
        return tuple(any(weight > 0.0 for weight in week) for week in zip(*ends, strict=True))

    @property
    def watching(self) -> float:
        """Money for asking people in flight: in each week that is sent in, but for the last."""
        keys = self.in_flight
        weeks = max(sum(self.sending) - 1, 0)
        return keys.respondents * keys.cost_per_respondent * weeks

    def in_votes(self, points: float) -> float:
        """Points of vote share as net votes of all who are expected to vote.

        >>> Sections().in_votes(0.05)
        3250.0
        """
        return points / 100.0 * self.population.electorate * self.politics.turnout

    @property
    def rival(self) -> Self:
        """The scenario as the other side's campaign has it: its own data, test and budget."""
        other = self.opponent
        sections = {
            name: of_opponent(getattr(self, name), getattr(other, name))
            for name in ("data", "segments", "test", "budget")
        }
        prepared = getattr(other.data, "preparation_days", None) is not None
        if prepared and getattr(other.test, "respondents", None) is None:  # these follow from it
            usual = MessageTest.model_fields["respondents"].default
            sections["test"] = sections["test"].model_copy(update={"respondents": usual})
        politics = self.politics.model_copy(update={"support": 1.0 - self.politics.support})
        return self.model_copy(update={**sections, "politics": politics})
