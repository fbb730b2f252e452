"""What comes of it: response to exposure, the election, and how it is run."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from msim.scenario.key import SETTING, Flag, Name, Number, Rate, Section, Whole, key

Arm = Annotated[str, Field(strict=True, max_length=80)]
ARMS = (
    "silent", "naive", "broadcast", "segmented_free", "segmented", "placebo", "best_single",
    "oracle",
)  # fmt: skip


WHERE = ("workers", "scheduler")
"""Keys of `Run` that say where it is computed and move no number."""


class Response(Section):
    """How exposures add up and fade, and whether it matters who says it."""

    kind: Literal["logit", "credibility"] = key(
        "logit", "word",
        "what a message does: its own effect, or that effect as far as its source is believed",
        SETTING,
    )
    expertise: Number = key(
        0.5, "probability", "credibility: that the source knows what it speaks of",
        within="[0, 1)",
    )
    trust: Number = key(
        0.6, "probability",
        "credibility: that the source says what it knows, to the voter in the middle; below one "
        "half a message does the opposite of what it says",
        within="(0, 1)",
    )
    trust_sd: Number = key(
        1.0, "logits", "credibility: how far trust differs between voters", within="[0, 10]"
    )
    trust_lean_share: Number = key(
        0.5, "share of variance", "credibility: how much of trust goes with support",
        within="[0, 1]",
    )
    saturation: Number = key(
        0.3, "per forced exposure", "how fast further exposures lose effect; 0 is not at all",
        within="[0, 50]",
    )
    persuadable_low: Number = key(
        0.35, "probability", "lowest support probability that counts as persuadable",
        within="[0, 1]",
    )
    persuadable_high: Number = key(
        0.65, "probability", "highest support probability that counts as persuadable",
        within="[0, 1]",
    )
    half_life_days: Number = key(
        7.0, "days", "time in which half of what fades has faded", "half_life", "(0, 10_000]"
    )
    lasting_share: Number = key(
        0.2, "share of the effect", "what does not fade", "lasting_share", "[0, 1]"
    )


class Election(Section):
    """Who wins, and what no campaign controls: swings drawn anew in each replicate."""

    rule: Literal["popular", "districts", "mandate"] = key(
        "popular", "word",
        "what wins: most votes, most electoral votes over districts, or reaching a mandate",
        SETTING,
    )
    mandate_turnout: Rate | None = key(
        None, "share of voters", "turnout that a mandate asks for", SETTING
    )
    mandate_share: Rate | None = key(
        None, "share of votes", "vote share that a mandate asks for", SETTING
    )
    mandate_electorate_share: Rate | None = key(
        None, "share of voters", "votes, as a share of the electorate, that a mandate asks for",
        SETTING,
    )
    draw: Flag = key(
        False, "yes or no",
        "whether each simulated voter tosses a coin on the day instead of counting in expectation",
        SETTING,
    )
    swing_sd: Number = key(0.02, "logits", "spread of the national swing", within="[0, 10]")
    district_swing_sd: Number = key(
        0.02, "logits", "spread of the districts' own swings", within="[0, 10]"
    )


class Run(Section):
    """What is compared, how often, and from which seed."""

    arms: tuple[Arm, ...] = Field(
        ARMS, min_length=1, max_length=100, description="the strategies compared",
        json_schema_extra={"unit": "names", "source": SETTING},
    )
    replicates: Whole = key(
        36, "worlds",
        "how often everything is drawn anew; with a precision, at first. An override of this key "
        "that names no precision, such as --replicates, means exactly so many",
        SETTING, "[1, 1e6]",
    )
    precision: Number = key(
        0.0, "points of vote share",
        "draw, once, as many more worlds as the first ones say it takes to know the net votes of "
        "segmented-broadcast within this half-width; 0 is off",
        SETTING, "[0, 100]",
    )
    max_replicates: Whole = key(
        200, "worlds", "where precision gives up", SETTING, "[1, 1e6]"
    )
    worth_pp: Number = key(
        0.05, "points of vote share", "the smallest difference that counts as a win",
        within="[0, 100]",
    )
    seed: Whole = key(1, "number", "where all random numbers start", SETTING, "[0, 2e18]")
    workers: Annotated[int, Field(strict=True, ge=1, le=1024)] | Literal["auto"] = key(
        "auto", "threads", "how many threads compute here; moves no number", SETTING
    )
    scheduler: Annotated[str, Field(strict=True, max_length=200)] | None = key(
        None, "address",
        "a Dask cluster's scheduler, as tcp://127.0.0.1:8786, whose workers compute instead of "
        "threads here; moves no number",
        SETTING,
    )


class Attribution(Section):
    """What each of several factors adds, over every subset of them (Shapley values)."""

    factors: dict[Name, dict[str, Any]] = Field(
        {}, max_length=8,
        description="factors by name, each the keys that it changes; 'arm' changes the arm",
        json_schema_extra={"unit": "tables of keys", "source": SETTING},
    )
    arm: Arm = key("broadcast", "name", "the arm looked at where no factor changes it", SETTING)
    measure: Annotated[str, Field(strict=True, max_length=80)] = key(
        "vote_share_pp", "name", "the measure that is shared out", SETTING
    )
