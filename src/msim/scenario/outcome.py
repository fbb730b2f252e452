"""What comes of it: response to exposure, the election, and how it is run."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from msim.scenario.key import ConfigTable, Flag, Name, Number, Rate, Whole, key

Arm = Annotated[str, Field(strict=True, max_length=80)]
ARMS = (
    "silent", "naive", "broadcast", "segmented_free", "segmented", "placebo", "best_single",
    "oracle",
)  # fmt: skip


WHERE = ("workers", "scheduler")
"""Keys of `Run` that say where it is computed and move no number."""


class Response(ConfigTable):
    """How exposures add up and fade, and whether it matters who says it."""

    kind: Literal["logit", "credibility"] = "logit"
    expertise: Number = key(0.5, "[0, 1)")
    trust: Number = key(0.6, "(0, 1)")
    trust_sd: Number = key(1.0, "[0, 10]")
    trust_lean_share: Number = key(0.5, "[0, 1]")
    saturation: Number = key(0.3, "[0, 50]")
    persuadable_low: Number = key(0.35, "[0, 1]")
    persuadable_high: Number = key(0.65, "[0, 1]")
    half_life_days: Number = key(7.0, "(0, 10_000]")
    lasting_share: Number = key(0.05, "[0, 1]")

    @field_validator("saturation")
    @classmethod
    def _none_to_speak_of(cls, value: float) -> float:
        """Below 1e-9 a dose is the number of contacts: 1 - exp(-s n) over s has no digits left."""
        return value if value >= 1e-9 else 0.0


class Election(ConfigTable):
    """Who wins, and what no campaign controls: swings drawn anew in each replicate."""

    rule: Literal["popular", "districts", "mandate"] = "popular"
    mandate_turnout: Rate | None = None
    mandate_share: Rate | None = None
    mandate_electorate_share: Rate | None = None
    draw: Flag = False
    swing_sd: Number = key(0.02, "[0, 10]")
    district_swing_sd: Number = key(0.02, "[0, 10]")


class Run(ConfigTable):
    """What is compared, how often, and from which seed."""

    arms: tuple[Arm, ...] = Field(ARMS, min_length=1, max_length=100)
    replicates: Whole = key(36, "[1, 1e6]")
    precision: Number = key(0.0, "[0, 100]")
    max_replicates: Whole = key(200, "[1, 1e6]")
    worth_pp: Number = key(0.05, "[0, 100]")
    seed: Whole = key(1, "[0, 2e18]")
    workers: Annotated[int, Field(strict=True, ge=1, le=1024)] | Literal["auto"] = "auto"
    scheduler: Annotated[str, Field(strict=True, max_length=200)] | None = None


class Attribution(ConfigTable):
    """What each of several factors adds, over every subset of them (Shapley values)."""

    factors: dict[Name, dict[str, Any]] = Field({}, max_length=8)
    arm: Arm = "broadcast"
    measure: Annotated[str, Field(strict=True, max_length=80)] = "vote_share_pp"
