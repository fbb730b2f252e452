"""What is a study? Its parameters, its target and its design, as plain frozen records.

>>> validity = Parameter("data.validity", low=0.1, high=0.9)
>>> validity.numeric, validity.role
(True, 'uncertainty')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from msim.scenario.model import Scenario

Role = Literal["uncertainty", "lever", "choice"]
Distribution = Literal["uniform", "log_uniform", "normal", "choices"]
Kind = Literal["grid", "one_at_a_time", "latin_hypercube", "sobol", "morris"]
SAMPLES: tuple[Kind, ...] = ("sobol", "latin_hypercube")
"""Designs whose points are a fair sample of the space; the others hold what they hold."""


@dataclass(frozen=True)
class Parameter:
    """A key that varies: over a range with a distribution, or over choices.

    key: a scenario's key, dotted. low, high: ends of the range in the key's unit.
    mean, sd: of a normal distribution, which is cut to the range. choices: the values, where it is
    not a range. steps: values of a grid on the range. unit: of the key, "" where it has none.
    """

    key: str
    role: Role = "uncertainty"
    distribution: Distribution = "uniform"
    low: float = 0.0
    high: float = 1.0
    mean: float | None = None
    sd: float | None = None
    choices: tuple[Any, ...] = ()
    steps: int | None = None
    whole: bool = False
    unit: str = ""

    @property
    def numeric(self) -> bool:
        """Whether it is a range of numbers, not a list of choices."""
        return self.distribution != "choices"


@dataclass(frozen=True)
class Claim:
    """A yes or no on one number of a summary: `segmented-broadcast.net_votes.low > 0`.

    measure: arm or contrast, and measure: `segmented-broadcast.net_votes`. part: `mean`, `low` or
    `high`. sign: `>`, `>=`, `<` or `<=`. bound: in the unit of the measure.
    """

    measure: str
    part: str
    sign: str
    bound: float

    def __str__(self) -> str:
        return f"{self.measure}.{self.part} {self.sign} {self.bound:g}"


@dataclass(frozen=True)
class Design:
    """A study as it is asked for: what varies, how it is sampled, and what is looked at.

    points: wanted; how many there are follows from the kind (`sample`). measures: every
    `arm.measure` and `contrast.measure` that the table holds, the target's first.
    null: overrides that make the null world of each point; empty where none is run.
    precision: half the width of the target's interval to reach, 0 for none.
    """

    name: str
    scenario: Scenario
    kind: Kind
    points: int
    seed: int
    parameters: tuple[Parameter, ...]
    measure: str
    claim: Claim | None = None
    measures: tuple[str, ...] = ()
    null: Mapping[str, Any] = field(default_factory=dict)
    precision: float = 0.0
    max_replicates: int = 0

    def of(self, *roles: Role) -> tuple[Parameter, ...]:
        """The parameters of these roles."""
        return tuple(p for p in self.parameters if p.role in roles)
