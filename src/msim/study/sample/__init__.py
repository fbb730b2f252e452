"""Which points does a study have? A row each, a column a parameter; a pure function of the design.

Grids and one-at-a-time designs are counted out. Latin hypercubes are nested by doubling. Saltelli's
design for Sobol indices and Morris's trajectories are SALib's (Iwanaga, Usher and Herman 2022,
Socio-Environmental Systems Modelling 4): with more points, those that there were come first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from msim.core.arrays import Floats
from msim.study.records import Design
from msim.study.sample import grid, one_at_a_time, sizes
from msim.study.sample.scale import scaled

__all__ = ["column", "points", "size_problem", "unit"]


def size_problem(design: Design) -> tuple[Design, str]:
    """The design with as many points as it will have, and what is wrong with so few or so many.

    A design's `points` are as many as are wanted; whole blocks, trajectories and grids are what
    there is.
    """
    points, message = sizes.settled(design)
    return replace(design, points=points), message


def unit(design: Design) -> Floats:
    """(points, parameters) places of the points in the unit cube.

    Choices take equal parts of the unit interval, in their order.
    """
    parameters, points = design.parameters, design.points
    if design.kind == "grid":
        return grid.unit(design)
    if design.kind == "one_at_a_time":
        return one_at_a_time.unit(design)
    if design.kind == "latin_hypercube":
        from msim.study.sample import latin_hypercube  # noqa: PLC0415 - loads scipy.stats

        return latin_hypercube.unit(len(parameters), points, design.seed)
    if design.kind == "crossed":
        from msim.study.sample import crossed  # noqa: PLC0415 - loads scipy.stats

        return crossed.unit(design)
    if design.kind == "sobol":
        from msim.study.sample import sobol  # noqa: PLC0415 - loads SALib

        return sobol.unit(design)
    from msim.study.sample import morris  # noqa: PLC0415 - loads SALib

    return morris.unit(len(parameters), points, design.seed)


def points(design: Design) -> pd.DataFrame:
    """A row a point in order, a column a parameter under its key; choices are objects.

    >>> from msim.study.records import Parameter
    >>> from msim.scenario import Scenario
    >>> count = Parameter("segments.count", low=2, high=3, whole=True)
    >>> varied = (Parameter("data.validity"), count)
    >>> design = Design("", Scenario(), "grid", 4, 1, varied, "segmented-broadcast.net_votes")
    >>> points(design).values.tolist()
    [[0.0, 2.0], [0.0, 3.0], [1.0, 2.0], [1.0, 3.0]]
    """
    if design.kind == "one_at_a_time":
        columns = one_at_a_time.values(design)
    else:
        places = unit(design)
        columns = {
            parameter.key: scaled(parameter, places[:, n])
            for n, parameter in enumerate(design.parameters)
        }
    return pd.DataFrame({key: column(values) for key, values in columns.items()})


def column(values: list[object]) -> NDArray[Any]:
    """Numbers as numbers, anything else as objects: tuples stay tuples, true stays true."""
    if all(isinstance(each, float) for each in values):
        return np.array(values, dtype=float)
    if all(isinstance(each, int) and not isinstance(each, bool) for each in values):
        return np.array(values, dtype=np.int64)
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
