"""What the campaign knows, how it cuts voters, how it tests and what it can spend."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field

from msim.scenario.key import ConfigTable, Flag, Lean, Name, Number, Text, Weight, Whole, key

Method = Annotated[str, Field(strict=True, max_length=80)]
Numbered = Annotated[int, Field(strict=True, ge=1, le=1000)]


class Data(ConfigTable):
    """The campaign's noisy view of voters."""

    validity: Number = key(0.35, "[0, 1]")
    data_points: Whole | None = key(None, "[0, 1e6]")
    single_item_validity: Number = key(0.15, "[0, 1]")
    ceiling: Number = key(0.56, "(0, 1]")
    missing: Number = key(0.0, "[0, 1]")
    coverage: Number = key(1.0, "[0, 1]")
    coverage_lean: dict[Name, Lean] = Field({})
    consent: Number = key(1.0, "[0, 1]")
    consent_lean: dict[Name, Lean] = Field({})
    party_label: Flag = True
    party_accuracy: Number = key(0.77, "[0.5, 1]")


    preparation_days: Number | None = key(None, "[0, 100_000]")
    points_per_day: Number = key(0.3, "[0, 10_000]")
    respondents_per_day: Number = key(65.0, "[0, 1e6]")

    @property
    def points(self) -> float | None:
        """Data points about each voter; None where validity is given."""
        if self.preparation_days is not None:
            return self.points_per_day * self.preparation_days
        return None if self.data_points is None else float(self.data_points)


class Segments(ConfigTable):
    """How the campaign cuts its voters into segments."""

    method: Method = "kmeans"
    count: Annotated[int, Field(strict=True, ge=1, le=10_000)] | Literal["auto"] = 6
    starts: Whole = key(3, "[1, 100]")
    individual_model: Literal["ridge", "forest"] = "ridge"
    features: tuple[Name, ...] = Field((), max_length=201)
    fit_sample: Whole = key(5_000, "[1, 1e6]")


class MessageTest(ConfigTable):
    """The survey experiment that tells the campaign which message works."""

    conducted: Flag = True
    respondents: Whole = key(24_030, "[1, 1e6]")
    surveys: Whole = key(8, "[1, 100]")
    panel_share: Number = key(0.09, "(0, 1]")
    panel_habit: dict[Name, Lean] = Field({})
    weighting: Literal["none", "rake"] = "none"
    outcome: Literal["binary", "scale"] = "binary"
    outcome_sd: Number = key(0.35, "(0, 10]")
    baseline_r2: Number = key(0.5, "[0, 1)")
    shrinkage: Literal["none", "empirical_bayes", "prior", "oracle"] = "empirical_bayes"
    believed_correlation: Number = key(0.86, "(-1, 1)")
    cost_per_respondent: Number = key(2.5, "[0, 1e6]")


class InFlight(ConfigTable):
    """What a campaign can read while it runs, for arms that change their messages by the week."""

    respondents: Whole = key(0, "[0, 1e6]")
    cost_per_respondent: Number = key(2.5, "[0, 1e6]")
    proxy_correlation: Number = key(0.2, "[0, 1]")
    rule: Literal["leader", "thompson"] = "leader"
    across_segments: Flag = True


class FieldTrial(ConfigTable):
    """A field experiment on the campaign: who is drawn by lot, how many are asked afterwards."""

    unit: Literal["voters", "districts"] = "voters"
    withheld: Literal["own", "both"] = "own"
    doses: Whole = key(1, "[1, 5]")
    respondents: Whole = key(10_000, "[0, 1e6]")
    response_rate: Number = key(0.1, "[0, 1]")
    cost_per_respondent: Number = key(2.5, "[0, 1e6]")


class Budget(ConfigTable):
    """What every arm may spend, test and production included."""

    total: Number = key(4_000_000.0, "[0, 1e15]")
    delivery: Literal["targeted", "best"] = "targeted"
    audience: Literal["all", "selected"] = "all"
    audience_by: Literal["persuadability", "support", "district", "response"] = "persuadability"
    audience_share: Number | None = key(None, "(0, 1]")
    allocation: Literal["proportional", "optimised"] = "proportional"
    currency: Text = "USD"

    @property
    def by_forecast(self) -> bool:
        """Whether plans go by what a survey foretells."""
        chosen = self.audience == "selected" or self.delivery == "best"
        return chosen or self.allocation == "optimised"


class OwnPlan(ConfigTable):
    """A plan written by hand for the campaign's segments, which the arm `yours` carries out.

    Shares of the money are relative: they are divided by their sum. None where there are none.

    >>> OwnPlan(messages=(1, 2), shares=(3.0, 1.0)).split
    (0.75, 0.25)
    """

    messages: tuple[Numbered, ...] = Field((), max_length=10_000)
    shares: tuple[Weight, ...] = Field((), max_length=10_000)

    @property
    def split(self) -> tuple[float, ...] | None:
        """Each segment's part of the money that is targeted; they add up to 1."""
        if not self.shares:
            return None
        largest = max(self.shares)
        parts = [share / largest for share in self.shares]
        return tuple(part / math.fsum(parts) for part in parts)
