"""What would the study say under another prior? Finished points, weighed anew.

A study samples its parameters by the distributions that it states. Under others each point counts
by the ratio of the two densities (importance weights: Kahn and Marshall 1953, Journal of the
Operations Research Society of America 1(5)). Unequal weights are worth fewer points (Kong 1992,
University of Chicago technical report 348); with fewer than `FEWEST` nothing is said. What lies out
of the ranges that were run cannot be weighed in: its mass is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from msim.core.arrays import Bools, Floats
from msim.core.errors import InputError
from msim.core.wording import say
from msim.experiment.comparison.rates import wilson
from msim.study.analyze import outcomes, points, worlds
from msim.study.analyze.alike import once
from msim.study.analyze.shares import Share
from msim.study.records import Design, Parameter
from msim.study.sample.scale import unscaled

FEWEST = 30.0
"""Effective points, at least."""
STEPS = np.linspace(0.0, 1.0, 11)
"""Places on the way from the study's own prior (0) to the other one (1)."""
WAYS = ("win", "fall", "open")
"""Answers that are weighed, one of which a world gives."""
UNFAIR = ("morris", "one_at_a_time")


@dataclass(frozen=True)
class Reweighed:
    """A study under another prior.

    parameters: with their other distributions. path: a row a place and answer: place (0 the study's
    own prior, 1 the other), answer, share, low, high, effective. effective: points that the other
    prior leaves. inside: how much of the other prior's mass lies within what was run.
    """

    parameters: tuple[Parameter, ...]
    path: pd.DataFrame
    effective: float
    inside: float

    def share(self, place: float, answer: str) -> float:
        """The share of an answer at a place."""
        found = self.path[(self.path["place"] == place) & (self.path["answer"] == answer)]
        return float(found["share"].iloc[0])

    def leads(self, place: float) -> str:
        """The answer that most worlds give at a place."""
        return max(WAYS, key=lambda answer: self.share(place, answer))


def reweighed(design: Design, table: pd.DataFrame, other: Sequence[Parameter]) -> Reweighed:
    """The shares of a study's answers as its prior moves to another one.

    other: parameters of the study with other ranges, distributions or choices.

    Raises:
        InputError: the design is no sample of its space, or the other prior leaves too few points.
    """
    if design.kind in UNFAIR:
        raise InputError(say("prior_unfair", kind=design.kind))
    weight, inside = weights(design, table, other)
    known = ~points.failed(table) & once(design, table)
    found = effective(design, table, np.where(known, weight, 0.0))
    if found < FEWEST:
        raise InputError(say("prior_few", found=f"{found:.0f}", fewest=f"{FEWEST:.0f}"))
    rows = []
    for place in STEPS:
        at = np.where(known, 1.0 - place + place * weight, 0.0)
        worth = effective(design, table, at)
        for answer, each in _shares(design, table, at, worth).items():
            rows.append((float(place), answer, each.share, each.low, each.high, worth))
    path = pd.DataFrame(rows, columns=["place", "answer", "share", "low", "high", "effective"])
    return Reweighed(tuple(other), path, found, inside)


def weights(
    design: Design, table: pd.DataFrame, other: Sequence[Parameter]
) -> tuple[Floats, float]:
    """(n,) weights of mean one under the study's own prior, and the other's mass within it."""
    own, weight, inside = {p.key: p for p in design.parameters}, np.ones(len(table)), 1.0
    for each in other:
        values = list(table[each.key])
        weight = weight * density(each, values) / density(own[each.key], values)
        inside *= within(each, own[each.key])
    return (weight / inside if inside > 0.0 else weight), inside


def density(parameter: Parameter, values: Sequence[object]) -> Floats:
    """(n,) how likely each value is; zero where the parameter cannot have it.

    >>> density(Parameter("a", low=0.0, high=2.0), [1.0, 3.0]).tolist()
    [0.5, 0.0]
    """
    if not parameter.numeric:
        return np.array([float(each in parameter.choices) for each in values]) / len(
            parameter.choices)  # fmt: skip
    x = np.array(values, dtype=float)
    there = (x >= parameter.low) & (x <= parameter.high)
    step = 0.5 if parameter.whole else 1e-6 * (parameter.high - parameter.low)
    ends = [np.clip(x + side * step, parameter.low - step * parameter.whole,
                    parameter.high + step * parameter.whole) for side in (-1.0, 1.0)]  # fmt: skip
    low, high = (unscaled(parameter, list(end)) for end in ends)
    return np.where(there, (high - low) / np.maximum(ends[1] - ends[0], 1e-300), 0.0)


def within(other: Parameter, own: Parameter) -> float:
    """How much of a prior's mass lies within what another one has run.

    >>> within(Parameter("a", low=0.5, high=1.5), Parameter("a"))
    0.5
    """
    if not own.numeric:
        return float(np.mean([each in own.choices for each in other.choices]))
    wide = 0.5 if own.whole else 0.0
    ends = np.clip([own.low - wide, own.high + wide], other.low - wide, other.high + wide)
    low, high = unscaled(other, ends.tolist())
    return float(max(high - low, 0.0))


def effective(design: Design, table: pd.DataFrame, weight: Floats) -> float:
    """How many blocks of equal weight the weighed points are worth; 0 where none counts.

    >>> from msim.scenario import Scenario
    >>> asked = Design("", Scenario(), "grid", 2, 1, (), "broadcast.net_votes")
    >>> effective(asked, pd.DataFrame({"point": [0, 1]}), np.array([1.0, 0.0]))
    1.0
    """
    sums = np.bincount(points.blocks(design, table), weights=weight)
    return float(sums.sum() ** 2 / np.sum(sums**2)) if sums.any() else 0.0


def _shares(
    design: Design, table: pd.DataFrame, weight: Floats, worth: float
) -> dict[str, Share]:
    """The weighed share of each way, with its interval."""
    said = np.array(outcomes.answers(design, table))
    drawn = worlds.shifts(table, design.seed)
    moved = None if drawn is None else outcomes.moved(design, table, drawn)
    parts, whole = {"win": ("win",), "fall": outcomes.SHORT, "open": ("open",)}, weight.sum()
    found = {}
    for way, names in parts.items():
        hit = np.isin(said, names)
        p = float(weight @ hit / whole)
        seen = np.full(2, p) if moved is None else weight @ np.isin(moved, names) / whole
        most = max(p * (1.0 - p), float(seen.mean()) * (1.0 - float(seen.mean())))
        apart = (1.0 / worth if design.sampled else 0.0) + (
            float(seen.var(ddof=1)) / most if most else 0.0)  # fmt: skip
        low, high = wilson(p, 1.0 / apart) if apart else (p, p)
        found[way] = Share(p, low, high, int(hit.sum()), len(hit))
    return found


def parts(design: Design, table: pd.DataFrame) -> pd.DataFrame:
    """What most worlds say where one key keeps to a part of its range: a half, or one choice.

    Columns: parameter, part (`lower half`, `upper half`, or the choice), low, high (of a half),
    points, win, fall, open, leads, turns (whether that is not what most of all worlds say). Parts
    with fewer than `FEWEST` points or blocks are left out.
    """
    said, known = np.array(outcomes.answers(design, table)), ~points.failed(table)
    known &= once(design, table)
    rows = []
    lead = _lead(said[known])
    for parameter in design.parameters:
        for name, low, high, here in _cut(table, parameter):
            inside = here & known
            worth = np.unique(points.blocks(design, table)[inside]).size
            if worth < FEWEST:
                continue
            shares = [float(np.isin(said[inside], names).mean()) for names in (
                ("win",), outcomes.SHORT, ("open",))]  # fmt: skip
            leads = _lead(said[inside])
            rows.append((parameter.key, name, low, high, int(inside.sum()), *shares, leads,
                         leads != lead))  # fmt: skip
    return pd.DataFrame(rows, columns=["parameter", "part", "low", "high", "points", *WAYS,
                                       "leads", "turns"])  # fmt: skip


def _lead(said: Sequence[str] | Floats) -> str:
    shares = {"win": np.isin(said, ("win",)), "fall": np.isin(said, outcomes.SHORT),
              "open": np.isin(said, ("open",))}  # fmt: skip
    return max(WAYS, key=lambda way: float(np.mean(shares[way])) if len(said) else 0.0)


def _cut(
    table: pd.DataFrame, parameter: Parameter
) -> list[tuple[str, float, float, Bools]]:
    """The parts of a parameter's values, each with which points lie in it."""
    if not parameter.numeric:
        column = np.array(points.column(table, parameter))
        nan = float("nan")
        return [(each, nan, nan, column == each) for each in points.choices(parameter)]
    values = np.asarray(table[parameter.key], dtype=float)
    place = unscaled(parameter, values.tolist())
    halves = (("lower half", place <= 0.5), ("upper half", place > 0.5))
    return [(name, float(values[here].min()), float(values[here].max()), here)
            for name, here in halves if here.any()]  # fmt: skip
