"""Who the voters are: traits and archetypes, where they live, how they lean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msim.scenario.key import SETTING, Flag, Name, Number, Rate, Section, Text, Weight, Whole, key

Correlation = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1, le=1)]


class Trait(Section):
    """One trait of a voter: a latent value, shown as it is or cut into levels.

    >>> Trait(name="age_band", kind="ordinal", levels=4).level_shares
    (0.25, 0.25, 0.25, 0.25)
    """

    name: Name = Field(
        description="the trait's name, a letter first, then letters, digits, _ or -",
        json_schema_extra={"unit": "name", "source": SETTING},
    )
    kind: Literal["continuous", "ordinal", "binary", "categorical"] = key(
        "continuous", "word", "how the latent value is shown", SETTING
    )
    levels: Whole | None = key(
        None, "levels", "how many levels an ordinal (default 5) or categorical (3) trait has",
        SETTING, "[2, 50]",
    )
    shares: tuple[Rate, ...] | None = key(
        None, "shares of voters", "share of voters at each level; equal when not given"
    )
    demographic: Flag = key(
        False, "yes or no", "whether the arm that splits by demography uses it", SETTING
    )
    meaning: Text = key("", "text", "what the trait stands for, in words", SETTING)

    @property
    def level_shares(self) -> tuple[float, ...]:
        """Share of voters at each level, lowest first; empty for a continuous trait."""
        if self.kind == "continuous":
            return ()
        if self.shares is not None:
            return self.shares
        usual = {"ordinal": 5, "categorical": 3}.get(self.kind, 2)
        count = self.levels or usual
        return (1 / count,) * count


SHIPPED_TRAITS = (
    Trait(name="age_band", kind="ordinal", levels=5, demographic=True,
          meaning="age, youngest fifth to oldest fifth"),
    Trait(name="region_type", kind="categorical", levels=3, shares=(0.25, 0.4, 0.35),
          demographic=True, meaning="countryside, town or city"),
    Trait(name="schooling", kind="ordinal", levels=4, shares=(0.2, 0.35, 0.3, 0.15),
          demographic=True, meaning="years of schooling in four bands"),
    Trait(name="home_owner", kind="binary", shares=(0.4, 0.6), meaning="owns the home lived in"),
    Trait(name="change_seeking", meaning="likes what is new (negative: what is proven)"),
    Trait(name="risk_taking", meaning="accepts risks for a chance of more"),
    Trait(name="local_ties", meaning="feels bound to the place lived in"),
    Trait(name="news_interest", kind="ordinal", levels=5, meaning="how closely news is followed"),
)


class Population(Section):
    """The synthetic electorate."""

    name: Text = key("unnamed", "text", "what pages call this electorate", SETTING)
    electorate: Whole = key(
        10_000_000, "people", "people entitled to vote", SETTING, "[1, 1e11]"
    )
    simulated: Whole = key(
        100_000, "voters", "voters simulated; each stands for electorate / simulated people",
        SETTING, "[1, 1e11]",
    )
    traits: tuple[Trait, ...] = Field(
        SHIPPED_TRAITS, min_length=1, max_length=200, description="the voters' traits",
        json_schema_extra={"unit": "list of tables", "source": "assumption"},
    )
    archetypes: Whole = key(
        5, "groups", "natural groups that voters come from", within="[1, 1000]"
    )
    archetype_shares: tuple[Rate, ...] | None = key(
        None, "shares of voters", "size of each natural group; equal when not given"
    )
    structure: Number = key(
        0.5, "share of variance",
        "how much of the traits' variance lies between archetypes: 0 is one cloud, 1 is clumps",
        within="[0, 1]",
    )
    correlation: tuple[tuple[Correlation, ...], ...] | None = key(
        None, "correlations", "correlation of the traits within an archetype; none when not given"
    )


class Districts(Section):
    """The places that voters live in."""

    count: Whole = key(1, "districts", "number of districts", SETTING, "[1, 10_000]")
    sizes: tuple[Rate, ...] | None = key(
        None, "shares of the electorate", "size of each district; equal when not given"
    )
    size_sd: Number = key(
        0.0, "log units", "spread of the districts' sizes where none are given", within="[0, 3]"
    )
    electoral_votes: tuple[Weight, ...] | None = key(
        None, "electoral votes", "votes that the winner of each district takes; one when not given"
    )
    pilots: Whole = key(
        0, "districts",
        "districts of a trial beforehand, half with one message for all and half segmented; 0 none",
        SETTING, "[0, 10_000]",
    )
    sorting: Number = key(
        0.0, "0 to 1", "how strongly archetypes cluster in districts", within="[0, 1]"
    )
    lean_sd: Number = key(
        0.0, "logits", "spread of the districts' own leanings", within="[0, 20]"
    )


class Politics(Section):
    """How voters lean and whether they vote, before any campaign."""

    support: Number = key(
        0.49, "share of votes",
        "vote share of one's own party in the silent election; further out, an effect stated in "
        "points is more than a tenth off what messages obtain",
        within="[0.06, 0.94]",
    )
    turnout: Number = key(
        0.65, "share of voters", "turnout in the silent election", within="(0, 1)"
    )
    lean_sd: Number = key(1.5, "logits", "spread of voters' leanings", within="[0, 20]")
    lean_traits_share: Number = key(
        0.5, "share of variance", "how much of a leaning goes with traits", within="[0, 1]"
    )
    turnout_sd: Number = key(
        1.0, "logits", "spread of voters' readiness to vote", within="[0, 20]"
    )
