"""What do a point's replicates say together? Mean, low and high of each measure, and the claim.

The same intervals as in a run's summary (`msim.experiment.comparison.intervals`), of the asked
measures alone.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from msim.core.arrays import Floats
from msim.experiment.comparison.intervals import (
    Controls,
    cost_interval,
    ratio_interval,
)
from msim.experiment.comparison.rates import gap_of, interval_of
from msim.experiment.engine.measures import COST
from msim.experiment.engine.qualities import ADJUSTED, QUALITIES
from msim.study.measures import PARTS, MeasureName, columns
from msim.study.records import Design
from msim.study.results import RESULTS

Interval = tuple[float, float, float]
Numbers = tuple[Interval, ...]
"""Mean, low and high of each measure, in the order of a design's measures."""
SIGNS: Final = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


def numbers(design: Design, values: Sequence[tuple[float, ...]]) -> Numbers:
    """Mean, low and high of each measure over worlds; NaN where there is no such number.

    values: a row a world, in the order of `measures.columns`.
    """
    table = np.array(values, dtype=float)
    by_name = {name: table[:, n] for n, name in enumerate(columns(design.measures))}
    controls = Controls.of(np.stack([by_name[name] for name in QUALITIES], axis=1))
    return tuple(_interval(MeasureName.of(text), by_name, controls) for text in design.measures)


def _interval(
    measure: MeasureName, values: Mapping[str, Floats], controls: Controls | None
) -> Interval:
    """The interval of one measure, by what kind of number it is."""
    found = [values[column] for column in measure.columns]
    if measure.of_world:
        return _clean(RESULTS[measure.name].interval(np.stack(found, axis=1)))
    if measure.name == COST:
        return _clean(cost_interval(found[0], found[1], controls))
    adjust = controls if measure.name in ADJUSTED else None
    if measure.sign == "/":
        return _clean(ratio_interval(found[0], found[1], adjust))
    if not all(np.isfinite(each).all() for each in found):
        return _clean({})
    if measure.sign == "-":
        return _clean(gap_of(measure.name, found[0], found[1], None, adjust))
    return _clean(interval_of(measure.name, found[0], None, adjust))


def _clean(found: Mapping[str, float | str | None]) -> Interval:
    mean, low, high = (found.get(part) for part in PARTS)
    return _number(mean), _number(low), _number(high)


def _number(value: float | str | None) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def noise(design: Design, values: Sequence[Sequence[tuple[float, ...]]]) -> Floats:
    """(points,) how far chance alone moves each point's mean of the target against the others'.

    values: of each point, a row a replicate. Replicates of the same number share their seeds: what
    differs between them at all points alike is taken off first. NaN for ratios, costs and worlds,
    and where there are fewer than two points or replicates.

    >>> from msim.scenario import Scenario
    >>> asked = Design("", Scenario(), "grid", 2, 1, (), "broadcast.reach_rate",
    ...                measures=("broadcast.reach_rate",))
    >>> noise(asked, [[(0.1, 0, 0), (0.3, 0, 0)], [(0.2, 0, 0), (0.4, 0, 0)]]).round(6).tolist()
    [0.0, 0.0]
    """
    measure, found = MeasureName.of(design.measure), np.full(len(values), math.nan)
    some = np.array([n for n, each in enumerate(values) if each], dtype=int)
    runs = np.array([len(values[n]) for n in some])
    if measure.sign == "/" or measure.name == COST or measure.of_world or some.size < 2:
        return found
    at, count = [columns(design.measures).index(each) for each in measure.columns], runs.min()
    table = np.array([[[row[k] for k in at] for row in values[n][:count]] for n in some])
    drawn = table[:, :, 0] - (table[:, :, 1] if len(at) > 1 else 0.0)
    known = np.isfinite(drawn).all(axis=1)
    drawn, some, runs = drawn[known], some[known], runs[known]
    if count < 2 or some.size < 2:
        return found
    left = drawn - drawn.mean(axis=1, keepdims=True) - drawn.mean(axis=0) + drawn.mean()
    apart = some.size / (some.size - 1.0) / (count - 1.0)
    found[some] = np.sqrt(apart * np.sum(left**2, axis=1) / runs)
    return found


def pulls(design: Design, values: Sequence[Sequence[tuple[float, ...]]]) -> list[tuple[float, ...]]:
    """How far each replicate pulls a point's mean of the target from where it would be without it.

    values: of each point, a row a replicate. Of each point a number a replicate, whose squares add
    up to the variance of its mean. Replicates of one number are one world at all points: what they
    pull together is no noise of single points. Empty where there are fewer than two replicates, or
    no such number.

    >>> from msim.scenario import Scenario
    >>> asked = Design("", Scenario(), "grid", 1, 1, (), "broadcast.reach_rate",
    ...                measures=("broadcast.reach_rate",))
    >>> [round(each, 4) for each in pulls(asked, [[(0.1, 0, 0), (0.3, 0, 0)]])[0]]
    [-0.0707, 0.0707]
    """
    measure, names = MeasureName.of(design.measure), columns(design.measures)
    return [_pulls(measure, names, np.array(each, dtype=float)) for each in values]


def _pulls(measure: MeasureName, names: Sequence[str], table: Floats) -> tuple[float, ...]:
    if len(table) < 2 or measure.of_world:
        return ()
    by_name = {name: table[:, n] for n, name in enumerate(names)}
    found = [by_name[column] for column in measure.columns]
    apart = np.zeros((len(table), 0))
    if measure.name in ADJUSTED or measure.name == COST:
        known = Controls.of(np.stack([by_name[name] for name in QUALITIES], axis=1))
        apart = apart if known is None else known.apart - known.apart.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure.sign == "/" or measure.name == COST:
            drawn = (found[0] - found[0].mean() / found[1].mean() * found[1]) / found[1].mean()
        else:
            drawn = found[0] - (found[1] if measure.sign == "-" else 0.0)
    if not np.isfinite(drawn).all():
        return ()
    left = drawn - drawn.mean()
    left -= apart @ np.linalg.lstsq(apart, left, rcond=None)[0]
    freedom = max(len(table) - 1 - apart.shape[1], 1)
    return tuple((left / np.sqrt(len(table) * freedom)).tolist())


def reached(design: Design, found: Numbers) -> bool:
    """Whether the target's interval is as narrow as asked; where nothing is asked, yes."""
    if design.precision <= 0.0:
        return True
    _, low, high = found[design.measures.index(design.measure)]
    return (high - low) / 2.0 <= design.precision


def holds(design: Design, found: Numbers) -> bool | None:
    """Whether the claim is true; None where there is none, or where its number has no value."""
    claim = design.claim
    if claim is None:
        return None
    number = found[design.measures.index(claim.measure)][PARTS.index(claim.part)]
    return None if math.isnan(number) else bool(SIGNS[claim.sign](number, claim.bound))
