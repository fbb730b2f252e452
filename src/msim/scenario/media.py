"""What is said and where: the messages' effects, and the channels that carry them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msim.scenario.key import ASSUMPTION, SETTING, Flag, Name, Number, Section, Weight, Whole, key

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
    mobilise_pp: Number = key(
        0.0, "points of turnout",
        "mean effect of one forced exposure on turnout, over messages, whoever gets it",
        "text_effect", "[0, 50]", (0.0, None, 0.6),
    )
    mobilise_between_sd_pp: Number = key(
        0.0, "points of turnout", "spread over messages of the effect on turnout",
        within="[0, 20]",
    )
    mobilise_heterogeneity_sd_pp: Number = key(
        0.0, "points of turnout",
        "spread over voters of the effect on turnout, shared out as for vote choice",
        within="[0, 50]",
    )
    reactance_pp: Number = key(
        0.0, "points of vote choice",
        "what a targeted message loses where it is noticed to be targeted", within="[0, 50]",
    )
    notice_rate: Number = key(
        1.0, "share of voters", "voters who notice that a message was aimed at them",
        within="[0, 1]",
    )
    mismatch_pp: Number = key(
        0.0, "points of vote choice",
        "what a message loses that was meant for another segment; published as large as the gain",
        "mismatch", "[0, 50]", (0.0, None, None),
    )
    cost_each: Number = key(
        15_000.0, "currency", "price of making one message, the first included",
        "message_price", "[0, 1e12]",
    )


class Channel(Section):
    """One way to reach voters: impressions bought by the thousand, or contacts by the attempt."""

    kind: Literal["impressions", "contacts"] = key(
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
    cost_per_attempt: Number = key(
        2.0, "currency per attempt", "price of one attempt at a contact (contacts only)",
        "doorstep_price", "[1e-6, 1e6]",
    )
    contact_rate: Number = key(
        1.0, "share of attempts", "attempts that meet the voter (contacts only)", within="(0, 1]"
    )
    capacity: Number | None = key(
        None, "attempts", "attempts that can be made at all (contacts only); no limit when not "
        "given", within="(0, 1e15]",
    )
    frequency_cap: Whole | None = key(
        None, "exposures", "exposures of one voter that count; more are paid for and wasted",
        SETTING, "[1, 10_000]",
    )
    field_share: Number = key(
        0.01, "share of a forced exposure",
        "effect of one exposure on votes, as a share of one forced exposure's; a contact in "
        "person may do what a forced exposure does",
        "field_share", "[0, 10]",
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


class Earned(Section):
    """How voters pass a message on to others."""

    share_rate: Number = key(
        0.0, "share of voters", "voters who pass on what they meet; 0 is nobody", within="[0, 1]"
    )
    contacts: Number = key(
        5.0, "voters", "mean number of others to whom such a voter passes it on",
        within="[0, 100]",
    )
    homophily: Number = key(
        0.0, "share of contacts", "others that are of the sharer's own archetype for sure",
        within="[0, 1]",
    )
    field_share: Number = key(
        0.01, "share of a forced exposure",
        "effect on votes of being told once, as a share of one forced exposure's",
        within="[0, 10]",
    )


KNOWN_CHANNELS = {
    "television": Channel(share=0.5, cpm=30.0, users=0.88, habit_sd=0.9),
    "social": Channel(
        share=0.5, cpm=20.0, users=0.72, habit_sd=1.1, targetable=True, premium=1.9,
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
CHANNEL_EVIDENCE = {
    ("television", "cpm"): "cpm_television",
    ("social", "cpm"): "cpm_digital",
    ("text", "cost_per_attempt"): "text_price",
    ("meetings", "cost_per_attempt"): "meeting_price",
    ("text", "field_share"): ASSUMPTION,  # what is published is of impressions
    ("meetings", "field_share"): ASSUMPTION,
    ("doorsteps", "field_share"): ASSUMPTION,
}
"""Keys of known channels that rest on another row than those of any channel, or on none."""
