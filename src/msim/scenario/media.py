"""What is said and where: the messages' effects, and the channels that carry them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msim.scenario.key import SETTING, Flag, Name, Number, Section, Weight, Whole, key

Loading = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-5, le=5)]
FLIGHT = (1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0)


class Messages(Section):
    """How messages move vote choice, and what one costs to make."""

    count: Whole = key(
        6, "messages", "messages that the campaign could run", "testing_pays", "[1, 1000]",
        (3, 6, 16),
    )
    mean_effect_pp: Number = key(
        0.85, "points of vote choice", "mean effect of one forced exposure, over messages",
        "mean_effect", "[-20, 20]",
    )
    between_sd_pp: Number = key(
        0.4335, "points of vote choice", "spread over messages: some are simply better",
        "message_spread", "[0, 20]", (0.221, 0.4335, 0.85),
    )
    heterogeneity_sd_pp: Number = key(
        0.31, "points of vote choice",
        "spread over voters of a message's effect; 0.31 gives the published group correlation "
        "of 0.86 at the other defaults, and with five archetypes -0.5 is out of reach",
        "group_correlation", "[0, 50]", (0.227, 0.31, None),
    )
    trait_share: Number = key(
        0.5, "share of variance", "how much of that spread any trait could reveal",
        within="[0, 1]",
    )
    common_share: Number = key(
        0.0, "share of variance",
        "how much of that spread is common to all messages: voters easier to move by anything",
        within="[0, 1]",
    )
    lean_alignment: Number = key(
        0.0, "share of variance", "how far messages divide voters along politics",
        within="[0, 1]",
    )
    group_correlation: Number | None = key(
        None, "correlation",
        "instead of heterogeneity_sd_pp: correlation, across messages, of two archetypes' effects",
        "group_correlation", "[-1, 1]",
    )
    cost_each: Number = key(
        15_000.0, "currency", "price of making one message, the first included",
        "message_price", "[0, 1e12]",
    )


class Channel(Section):
    """One way to reach voters, bought by the thousand impressions."""

    kind: Literal["impressions"] = key(
        "impressions", "word", "how the channel is bought", SETTING
    )
    share: Number = key(
        0.0, "share of the budget", "share of what is left for delivery; 0 switches it off",
        SETTING, "[0, 1]",
    )
    cpm: Number = key(
        30.0, "currency per 1,000 impressions", "price of a thousand impressions",
        within="[1e-6, 1e6]",
    )
    field_share: Number = key(
        0.01, "share of a forced exposure",
        "effect of one impression on votes, as a share of one forced exposure's",
        "field_share", "[0, 1]",
    )
    users: Number = key(
        1.0, "share of voters", "voters who use the channel at all", within="(0, 1]"
    )
    targetable: Flag = key(
        False, "yes or no", "whether delivery can be aimed at named voters", SETTING
    )
    premium: Number = key(
        1.0, "times the price", "what targeted delivery costs beside broadcast delivery",
        "premium", "[1, 100]",
    )
    match_rate: Number = key(
        1.0, "share of voters", "voters on a list that the platform can find", "match_rate",
        "[0, 1]",
    )
    habit_sd: Number = key(
        1.0, "log units", "spread of how much voters use the channel", within="[0, 5]"
    )
    habit: dict[Name, Loading] = Field(
        {}, description="how use of the channel goes with traits: a loading for each trait named",
        json_schema_extra={
            "unit": "log units per standard deviation of the trait", "source": "assumption",
        },
    )
    flight: tuple[Weight, ...] = Field(
        FLIGHT, min_length=1, max_length=104,
        description="weight of each week of the campaign, election week last",
        json_schema_extra={"unit": "weekly weights", "source": "assumption"},
    )


SHIPPED_CHANNELS = {
    "television": Channel(share=0.5, cpm=30.0, users=0.88, habit_sd=0.9),
    "social": Channel(
        share=0.5, cpm=20.0, users=0.72, habit_sd=1.1, targetable=True, premium=1.9,
        match_rate=0.6,
    ),
}
CPM_EVIDENCE = {"television": "cpm_television", "social": "cpm_digital"}
