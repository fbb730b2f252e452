"""What the campaign knows, how it cuts voters, how it tests and what it can spend."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msim.scenario.key import SETTING, Flag, Name, Number, Section, Text, Whole, key

Method = Annotated[str, Field(strict=True, max_length=80)]


class Data(Section):
    """The campaign's noisy view of voters."""

    validity: Number = key(
        0.35, "correlation", "how well a trait read from data goes with the trait itself",
        "validity", "[0, 1]",
    )
    data_points: Whole | None = key(
        None, "data points", "instead of validity: readings about each voter, more being better",
        SETTING, "[0, 1e6]",
    )
    single_item_validity: Number = key(
        0.15, "correlation", "validity of one data point", within="[0, 1]"
    )
    ceiling: Number = key(
        0.56, "correlation", "validity that no number of data points exceeds",
        "validity", "(0, 1]", (None, 0.56, None),
    )
    missing: Number = key(0.0, "share of values", "values that are missing", within="[0, 1]")
    coverage: Number = key(1.0, "share of voters", "voters with a record", within="[0, 1]")
    consent: Number = key(
        1.0, "share of voters", "voters who allow their record to be used", within="[0, 1]"
    )
    party_label: Flag = key(
        True, "yes or no", "whether a record says which party a voter leans to", SETTING
    )
    party_accuracy: Number = key(
        0.85, "share of voters", "how often that label is right", "party_accuracy", "[0.5, 1]"
    )


    preparation_days: Number | None = key(
        None, "days", "instead of validity and respondents: time spent on data and on the test",
        SETTING, "[0, 100_000]",
    )
    points_per_day: Number = key(
        0.3, "data points per day", "readings about each voter that a day of preparation adds",
        within="[0, 10_000]",
    )
    respondents_per_day: Number = key(
        65.0, "people per day", "respondents that a day of preparation adds", within="[0, 1e6]"
    )

    @property
    def points(self) -> float | None:
        """Data points about each voter; None where validity is given."""
        if self.preparation_days is not None:
            return self.points_per_day * self.preparation_days
        return None if self.data_points is None else float(self.data_points)


class Segments(Section):
    """How the campaign cuts its voters into segments."""

    method: Method = key("kmeans", "name", "the clustering method", SETTING)
    count: Annotated[int, Field(strict=True, ge=1, le=10_000)] | Literal["auto"] = key(
        6, "segments", "number of segments, or auto for the most stable from 2 to 8", SETTING
    )
    individual_model: Literal["ridge", "forest"] = key(
        "ridge", "word", "how the arm without segments predicts each voter's best message", SETTING
    )
    features: tuple[Name, ...] = Field(
        (), max_length=201,
        description="what to cluster on; empty means every trait, and party where it is known",
        json_schema_extra={"unit": "names of traits, or party", "source": SETTING},
    )
    fit_sample: Whole = key(
        5_000, "voters", "voters that the method is fitted on", SETTING, "[1, 1e6]"
    )


class MessageTest(Section):
    """The survey experiment that tells the campaign which message works."""

    conducted: Flag = key(
        True, "yes or no", "whether messages are tested; without a test they are drawn by lot",
        SETTING,
    )
    respondents: Whole = key(
        24_030, "people", "people surveyed, control group included", "testing_pays",
        "[1, 1e7]", (11_030, 24_030, 107_030),
    )
    surveys: Whole = key(
        8, "surveys",
        "how many surveys are drawn in each world, to average over what one of them happens to "
        "say; every campaign conducts and pays for one", SETTING, "[1, 1000]",
    )
    outcome: Literal["binary", "scale"] = key(
        "binary", "word", "vote intention asked as yes or no, or on a scale", SETTING
    )
    outcome_sd: Number = key(
        0.35, "share of the scale", "spread of answers on a scale, after adjustment",
        "testing_pays", "(0, 10]", (None, 0.35, None),
    )
    baseline_r2: Number = key(
        0.5, "share of variance", "how much of a yes or no an earlier survey foretells",
        within="[0, 1)",
    )
    shrinkage: Literal["none", "empirical_bayes", "oracle"] = key(
        "empirical_bayes", "word", "how far segments' estimates are drawn to the common one",
        SETTING,
    )
    cost_per_respondent: Number = key(
        2.5, "currency", "price of one respondent", "respondent_price", "[0, 1e6]"
    )


class Budget(Section):
    """What every arm may spend, test and production included."""

    total: Number = key(
        4_000_000.0, "currency", "the whole budget of every arm; 0 silences all", within="[0, 1e15]"
    )
    audience: Literal["all", "selected"] = key(
        "all", "word", "whom targeted delivery goes to: every voter with a record, or the best",
        SETTING,
    )
    audience_by: Literal["persuadability", "support", "district"] = key(
        "persuadability", "word", "what a selected audience is ranked by, as predicted", SETTING
    )
    audience_share: Number | None = key(
        None, "share of voters", "size of a selected audience; chosen by predicted value when not "
        "given", SETTING, "(0, 1]",
    )
    allocation: Literal["proportional", "optimised"] = key(
        "proportional", "word",
        "how money is split: by the channels' shares, or by predicted marginal value", SETTING,
    )
    currency: Text = key("USD", "text", "what amounts are called", SETTING)
