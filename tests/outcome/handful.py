"""Two channels, four voters and a plan for them: small enough to count by hand."""

from __future__ import annotations

import numpy as np

from msim.campaign.rules import Everyone
from msim.core.arrays import Floats
from msim.core.seen import Plan
from msim.core.truth import Media
from msim.outcome.delivery import Audience, ExposureTerms


def plan(rate: list[list[float]], targeted: list[bool], message: list[list[int]]) -> Plan:
    rates = np.array(rate)
    nothing = np.full(rates.shape, np.nan)
    return Plan(
        "test", Everyone(), np.array(message), rates, rates, rates, rates, nothing, nothing,
        np.array(targeted), 0.0, 0.0, 0.0,
    )


def audience(uniform: list[Floats] | None = None) -> Audience:
    habit = np.array([[1.0, 2.0], [0.5, 1.0], [0.0, 3.0], [2.0, 1.0]])
    matched = np.array([[True, True], [True, False], [True, True], [True, True]])
    drawn = uniform or [np.full(4, 0.5)] * 2
    return Audience(
        Media(habit, matched), np.array([True, True, True, False]),
        np.array([True, False, True, False]), np.array([1.0, 0.5, 0.5, 0.2]), drawn,
    )


def terms(
    doses: tuple[float, ...], saturation: float = 0.0, *, turnout: tuple[float, ...] = (),
    met: tuple[float, ...] = (), caps: tuple[int | None, ...] = (),
) -> ExposureTerms:
    """Every attempt meets and every exposure counts unless said otherwise."""
    return ExposureTerms(doses, turnout, met or (1.0,) * len(doses), caps or (None,) * len(doses),
                 saturation)
