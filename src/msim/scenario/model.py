"""The whole scenario: one frozen record that everything else is computed from."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import Field, ValidationInfo, model_validator

from msim.core.errors import InputError
from msim.scenario.campaign import Budget, Data, MessageTest, Segments
from msim.scenario.checks import problems
from msim.scenario.key import Name, Section
from msim.scenario.media import SHIPPED_CHANNELS, Channel, Earned, Messages
from msim.scenario.opponent import Opponent, of_opponent
from msim.scenario.outcome import WHERE, Attribution, Election, Response, Run
from msim.scenario.people import Districts, Politics, Population


class Scenario(Section):
    """Everything a run depends on, checked as a whole, never changed.

    Built by hand it raises pydantic's `ValidationError`, a `ValueError`, for a value out of its
    range and for keys that do not fit together; `msim.scenario.load` says the same in words, as
    `InputError` with places.

    >>> Scenario().segments.count
    6
    """

    population: Population = Population()
    districts: Districts = Districts()
    politics: Politics = Politics()
    messages: Messages = Messages()
    channels: dict[Name, Channel] = Field(SHIPPED_CHANNELS, min_length=1, max_length=50)
    data: Data = Data()
    segments: Segments = Segments()
    test: MessageTest = MessageTest()
    budget: Budget = Budget()
    response: Response = Response()
    earned: Earned = Earned()
    opponent: Opponent = Opponent()
    election: Election = Election()
    attribution: Attribution = Attribution()
    run: Run = Run()

    @model_validator(mode="after")
    def _fits_together(self, info: ValidationInfo) -> Scenario:
        if not (info.context or {}).get("draft") and (found := problems(self)):
            raise InputError([problem.located for problem in found])
        return self

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

    def in_votes(self, points: float) -> float:
        """Points of vote share as net votes of all who are expected to vote.

        >>> Scenario().in_votes(0.05)
        3250.0
        """
        return points / 100.0 * self.population.electorate * self.politics.turnout

    @property
    def rival(self) -> Scenario:
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

    @property
    def anywhere(self) -> Scenario:
        """The scenario without where it is computed, which moves no number: threads, a cluster."""
        run = self.run.model_copy(update={key: Run.model_fields[key].default for key in WHERE})
        return self.model_copy(update={"run": run})

    @property
    def hash(self) -> str:
        """Hexadecimal SHA-256 of what differs from the defaults; where it runs does not count."""
        parts: dict[str, Any] = self.anywhere.model_dump(mode="json", exclude_defaults=True)
        if not parts.get("run", True):
            del parts["run"]
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def __hash__(self) -> int:
        return int(self.hash[:15], 16)
