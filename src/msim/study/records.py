"""What is a study? Its parameters, its target and its design, as plain frozen records.

>>> validity = Parameter("data.validity", low=0.1, high=0.9)
>>> validity.numeric, validity.role
(True, 'uncertainty')
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from msim.scenario.model import Scenario

Role = Literal["uncertainty", "lever", "choice"]
Distribution = Literal["uniform", "log_uniform", "normal", "choices"]
Kind = Literal["grid", "one_at_a_time", "latin_hypercube", "crossed", "sobol", "morris"]
SAMPLES: tuple[Kind, ...] = ("sobol", "latin_hypercube", "crossed")
"""Designs whose points are a fair sample of the space; the others hold what they hold."""


USUAL_STEPS = 5
"""Values of a range where neither it nor the study says."""


@dataclass(frozen=True)
class Parameter:
    """A key that varies: over a range with a distribution, or over choices.

    key: a scenario's key, dotted. low, high: ends of the range in the key's unit.
    mean, sd: of a normal distribution, which is cut to the range. choices: the values, where it is
    not a range. steps: values of a grid on the range. unit: of the key, "" where it has none.
    group: of parameters that a Sobol study moves together, "" where it is moved alone.
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
    group: str = ""

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
    precision: half the width of the target's interval to reach, 0 for none. second_order: whether a
    Sobol study tells what parameters do in pairs.
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
    second_order: bool = False

    def of(self, *roles: Role) -> tuple[Parameter, ...]:
        """The parameters of these roles."""
        return tuple(p for p in self.parameters if p.role in roles)

    @property
    def sources(self) -> tuple[str, ...]:
        """What a Sobol study moves: groups by name, and the keys of parameters that have none."""
        return tuple(dict.fromkeys(p.group or p.key for p in self.parameters))

    @property
    def block(self) -> int:
        """Points that hang together: a Saltelli block, a trajectory, a world of all choices."""
        if self.kind == "sobol":
            return len(self.sources) * (1 + self.second_order) + 2
        if self.kind == "morris":
            return len(self.parameters) + 1
        return combinations(self) if self.kind == "crossed" else 1

    @property
    def sampled(self) -> bool:
        """Whether its points are a fair sample of a space; all combinations of choices are all."""
        return self.kind in SAMPLES and any(p.role != "choice" for p in self.parameters)


def options(parameter: Parameter) -> int:
    """How many values a parameter has where every one is run.

    >>> options(Parameter("data.missing", steps=3)), options(Parameter("data.missing"))
    (3, 5)
    """
    if not parameter.numeric:
        return len(parameter.choices)
    wanted = parameter.steps or USUAL_STEPS
    return min(wanted, int(parameter.high - parameter.low) + 1) if parameter.whole else wanted


def combinations(design: Design) -> int:
    """How many combinations of its choices a study has."""
    return math.prod(options(p) for p in design.of("choice"))
