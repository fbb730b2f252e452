"""What is said and where: the messages' effects, and the channels that carry them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from msim.scenario.key import ConfigTable, Flag, Lean, Name, Number, Weight, Whole, key

Loading = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-5, le=5)]
FLIGHT = (1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0)
MESSAGE_WAYS = (
    ("heterogeneity_sd_pp", "group_correlation", "party_correlation"),
    ("between_sd_pp", "spread"),
)
"""Keys of messages that state the same thing: one of each is given, and takes the others' place."""
MOBILISE_SHARES: dict[str, float | None] = {"impressions": 0.0, "contacts": None}
"""`mobilise_field_share` of a channel that states none, by kind; None is its `field_share`."""


class Messages(ConfigTable):
    """How messages move vote choice, and what one costs to make.

    Of the keys that state the same thing (`MESSAGE_WAYS`) one is given; the others are None.

    >>> Messages(party_correlation=0.9).heterogeneity_sd_pp is None
    True
    >>> Messages(mean_effect_pp=0.85, spread=0.4).between
    0.34
    """

    count: Whole = key(6, "[1, 1000]")
    mean_effect_pp: Number = key(0.85, "[-20, 20]")
    between_sd_pp: Number | None = key(None, "[0, 20]")
    spread: Number | None = key(0.4, "[0, 20]")
    heterogeneity_sd_pp: Number | None = key(None, "[0, 50]")
    trait_share: Number = key(0.5, "[0, 1]")
    common_share: Number = key(0.0, "[0, 1]")
    lean_alignment: Number = key(0.9, "[0, 1]")
    group_correlation: Number | None = key(None, "[-1, 1]")
    party_correlation: Number | None = key(0.86, "[-1, 1]")
    mobilise_pp: Number = key(0.0, "[0, 50]")
    mobilise_between_sd_pp: Number = key(0.0, "[0, 20]")
    mobilise_heterogeneity_sd_pp: Number = key(0.0, "[0, 50]")
    reactance_pp: Number = key(0.0, "[0, 50]")
    notice_rate: Number = key(1.0, "[0, 1]")
    mismatch_pp: Number = key(0.0, "[0, 50]")
    cost_each: Number = key(15_000.0, "[0, 1e12]")

    @model_validator(mode="before")
    @classmethod
    def _one_way(cls, given: Any) -> Any:
        """What is given takes the place of the defaults of the other keys that state the same."""
        if not isinstance(given, dict):
            return given
        given = dict(given)
        for ways in MESSAGE_WAYS:
            stated = any(given.get(way) is not None for way in ways)
            for way in ways:
                if stated:
                    given.setdefault(way, None)
                elif given.get(way, way) is None:
                    del given[way]
        return given

    @property
    def between(self) -> float:
        """Spread of effects over messages in points, whichever way it is stated."""
        if self.between_sd_pp is not None:
            found = self.between_sd_pp
        else:
            found = (self.spread or 0.0) * abs(self.mean_effect_pp)
        return found if found > 1e-9 else 0.0  # its square shall not vanish before it does

    @property
    def moves_alike(self) -> bool:
        """Whether every message moves everybody's vote choice alike, whichever way it is stated."""
        if self.party_correlation is not None:
            return self.party_correlation == 1.0 or self.between == 0.0
        if self.group_correlation is not None:
            return self.group_correlation == 1.0
        return not self.heterogeneity_sd_pp


class Channel(ConfigTable):
    """One way to reach voters: impressions bought by the thousand, or contacts by the attempt."""

    kind: Literal["impressions", "contacts"] = "impressions"
    share: Number = key(0.0, "[0, 1]")
    cpm: Number = key(30.0, "[1e-6, 1e6]")
    cost_per_attempt: Number = key(2.0, "[1e-6, 1e6]")
    contact_rate: Number = key(1.0, "(0, 1]")
    capacity: Number | None = key(None, "(0, 1e15]")
    frequency_cap: Whole | None = key(None, "[1, 10_000]")
    field_share: Number = key(0.01, "[0, 20]")
    mobilise_field_share: Number | None = key(None, "[0, 10]")
    users: Number = key(1.0, "(0, 1]")
    targetable: Flag = False
    premium: Number = key(1.0, "[1, 100]")
    cross_party_price: Number = key(1.0, "[1, 10]")
    match_rate: Number = key(1.0, "[0, 1]")
    match_habit: dict[Name, Lean] = Field({})
    habit_sd: Number = key(1.0, "[0, 5]")
    habit: dict[Name, Loading] = Field({})
    flight: tuple[Weight, ...] = Field(FLIGHT, min_length=1, max_length=104)

    @property
    def mobilising_share(self) -> float:
        """What one exposure does to turnout, as a share of what the message does in a survey.

        >>> Channel(field_share=0.02, mobilise_field_share=0.001).mobilising_share
        0.001
        """
        stated = self.mobilise_field_share
        share = MOBILISE_SHARES[self.kind] if stated is None else stated
        return self.field_share if share is None else share


class Earned(ConfigTable):
    """How voters pass a message on to others."""

    share_rate: Number = key(0.0, "[0, 1]")
    contacts: Number = key(5.0, "[0, 100]")
    homophily: Number = key(0.0, "[0, 1]")
    field_share: Number = key(0.01, "[0, 10]")


KNOWN_CHANNELS = {
    "television": Channel(share=0.5, cpm=30.0, users=0.88, habit_sd=0.9),
    "social": Channel(
        share=0.5, cpm=15.0, users=0.72, habit_sd=1.1, targetable=True, premium=1.6,
        match_rate=0.6,
    ),
    "text": Channel(
        kind="contacts", cost_per_attempt=0.15, contact_rate=0.9, users=0.9, habit_sd=0.0,
        targetable=True, match_rate=0.6, frequency_cap=3, field_share=1.0,
    ),
    "meetings": Channel(
        kind="contacts", cost_per_attempt=20.0, users=0.3, habit_sd=0.0, field_share=1.0,
    ),
    "doorsteps": Channel(
        kind="contacts", cost_per_attempt=2.0, contact_rate=0.3, habit_sd=0.0, targetable=True,
        field_share=1.0,
    ),
}
"""What a channel of a known name is like where a file says nothing of it."""
SHIPPED_CHANNELS = {name: KNOWN_CHANNELS[name] for name in ("television", "social")}
