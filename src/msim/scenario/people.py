"""Who the voters are: traits and archetypes, where they live, how they lean."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field

from msim.scenario.key import ConfigTable, Flag, Name, Number, Rate, Text, Weight, Whole, key

LIKELY = "turnout"
"""What beside traits a chance may lean with: how likely a voter is to vote."""
Correlation = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1, le=1)]


class Trait(ConfigTable):
    """One trait of a voter: a latent value, shown as it is or cut into levels.

    >>> Trait(name="age_band", kind="ordinal", levels=4).level_shares
    (0.25, 0.25, 0.25, 0.25)
    """

    name: Name
    kind: Literal["continuous", "ordinal", "binary", "categorical"] = "continuous"
    levels: Whole | None = key(None, "[2, 50]")
    shares: tuple[Rate, ...] | None = None
    demographic: Flag = False
    meaning: Text = ""

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

    @property
    def level_words(self) -> tuple[str, ...]:
        """What a reader calls each level of a category, as its meaning lists them; () of a scale.

        >>> SHIPPED_TRAITS[1].level_words, Trait(name="a", kind="binary").level_words
        (('countryside', 'town', 'city'), ('no', 'yes'))
        >>> Trait(name="a", kind="categorical", meaning="liked by some").level_words
        ('kind 1', 'kind 2', 'kind 3')
        """
        if self.kind not in ("binary", "categorical"):
            return ()
        listed, count = tuple(re.split(", | or ", self.meaning)), len(self.level_shares)
        if len(listed) == count:
            return listed
        numbered = tuple(f"kind {number + 1}" for number in range(count))
        return ("no", "yes") if self.kind == "binary" else numbered


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


class Population(ConfigTable):
    """The synthetic electorate."""

    name: Text = "unnamed"
    electorate: Whole = key(10_000_000, "[1, 1e11]")
    simulated: Whole = key(10_000, "[1, 1e11]")
    traits: tuple[Trait, ...] = Field(SHIPPED_TRAITS, min_length=1, max_length=200)
    archetypes: Whole = key(5, "[1, 1000]")
    archetype_shares: tuple[Rate, ...] | None = None
    structure: Number = key(0.5, "[0, 1]")
    correlation: tuple[tuple[Correlation, ...], ...] | None = None


class Districts(ConfigTable):
    """The places that voters live in."""

    count: Whole = key(1, "[1, 10_000]")
    sizes: tuple[Rate, ...] | None = None
    size_sd: Number = key(0.0, "[0, 3]")
    electoral_votes: tuple[Weight, ...] | None = None
    pilots: Whole = key(0, "[0, 10_000]")
    sorting: Number = key(0.0, "[0, 1]")
    lean_sd: Number = key(0.0, "[0, 20]")


class Politics(ConfigTable):
    """How voters lean and whether they vote, before any campaign."""

    support: Number = key(0.49, "[0.06, 0.94]")
    turnout: Number = key(0.65, "[0.001, 0.999]")
    lean_sd: Number = key(1.5, "[0, 20]")
    lean_traits_share: Number = key(0.5, "[0, 1]")
    turnout_sd: Number = key(1.0, "[0, 20]")
