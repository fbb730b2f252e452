"""One at a time: the scenario as it is, and each parameter over its range with the others kept.

Cheap, and blind to what parameters do together (Saltelli and Annoni 2010, Environmental Modelling
& Software 25(12)).
"""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats
from msim.scenario.assumed import value
from msim.scenario.model import Scenario
from msim.study.records import Design, Parameter
from msim.study.sample.grid import places, shared
from msim.study.sample.scale import scaled, unscaled

USUAL = 5
"""Values of a parameter where neither it nor the study says."""


def steps(parameters: tuple[Parameter, ...], points: int) -> list[int]:
    """Values of each parameter; those that do not say share out evenly what points are left.

    >>> steps((Parameter("a"), Parameter("b", distribution="choices", choices=(1, 2))), 8)
    [5, 2]
    """
    return shared(
        parameters, lambda known, free: (points - 1 - sum(known)) // free if points else USUAL
    )


def usual(scenario: Scenario, parameter: Parameter) -> object:
    """A parameter's value where another one varies: the scenario's, if it is one of its values."""
    own = value(scenario, parameter.key)
    if not parameter.numeric:
        return own if own in parameter.choices else parameter.choices[0]
    number = isinstance(own, int | float) and not isinstance(own, bool)
    if number and parameter.low <= own <= parameter.high:
        return own if parameter.whole else float(own)
    return scaled(parameter, np.array([0.5]))[0]


def values(design: Design) -> dict[str, list[object]]:
    """The values of each parameter, (points,) each: the base first, then parameter by parameter."""
    base = {each.key: usual(design.scenario, each) for each in design.parameters}
    rows = [base]
    counts = steps(design.parameters, design.points)
    for parameter, count in zip(design.parameters, counts, strict=True):
        for each in scaled(parameter, places(parameter, count)):
            rows.append({**base, parameter.key: each})
    return {key: [row[key] for row in rows] for key in base}


def unit(design: Design) -> Floats:
    """(points, parameters) places of the points in the unit cube."""
    found = values(design)
    return np.column_stack([unscaled(each, found[each.key]) for each in design.parameters])
