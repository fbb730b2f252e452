"""At which value of one parameter does the answer turn? By bisection, on common random numbers.

Every value is run with the same seeds, so that the answer moves with the parameter alone and
bisection (Burden and Faires, "Numerical Analysis", section 2.1) finds where it crosses what is
worth having. The ends of the answer's 95 % interval cross it elsewhere: these two values bound the
break-even, in Fieller's way (1954, Journal of the Royal Statistical Society B 16(2)).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from msim.core.errors import InputError
from msim.experiment.comparison.compare import run
from msim.experiment.comparison.intervals import FEWEST
from msim.scenario import Scenario, explain, override
from msim.study.analyze import points
from msim.study.records import Design, Parameter
from msim.study.sample.one_at_a_time import usual
from msim.study.sample.scale import scaled

FIRST = 5
"""Values over the range that are run first, so that a second turn is not missed."""
STEPS = 7
"""Halvings of the part in which it turns: a 512th of the range at last."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BreakEven:
    """Where the answer turns as one key goes from low to high.

    at: where its mean crosses the worth, None where it does not; at_low, at_high: bounds of that
    value, by the ends of its interval, None where they cross nowhere in the range. turns: whether
    it turns. held: the keys that stayed as they were, with their values. rising: whether it wins
    above. crossings: turns seen over the first values; with more than one, `at` is the lowest.
    runs: a row a value that was run: value, mean, low, high, worth.
    """

    key: str
    low: float
    high: float
    at: float | None
    at_low: float | None
    at_high: float | None
    turns: bool
    measure: str = ""
    rising: bool = False
    crossings: int = 0
    runs: pd.DataFrame = field(default_factory=pd.DataFrame)
    held: dict[str, Any] = field(default_factory=dict)


def break_even(
    design: Design, key: str, progress: Progress | None = None, at: Mapping[str, Any] | None = None
) -> BreakEven:
    """The value of `key` at which the design's target crosses what is worth having.

    Over the key's range in the design, else over that of its evidence. What else the study varies
    is held at the middle of its range, by its distribution; choices as the scenario has them, else
    the first. at: keys that are set otherwise. progress: called with values run and values wanted.

    Raises:
        InputError: the key has no range, the target is not known, or the scenario cannot be.
    """
    parameter = _parameter(design, key)
    held = {**centre(design, key), **(at or {})}
    search = _Search(design, parameter, held, progress)
    places = np.linspace(0.0, 1.0, FIRST)
    if parameter.whole:
        places = np.unique([search.place(search.value(each)) for each in places])
    for place in places:
        search.margins(float(place))
    crossed = {end: search.crossing(end) for end in ("mean", "low", "high")}
    signs = search.signs("mean")
    bounded = sorted(each for end in ("low", "high") if (each := crossed[end]) is not None)
    below, above = (bounded[0], bounded[-1]) if len(bounded) == 2 else (None, None)
    if crossed["mean"] is not None and len(bounded) == 1:
        one = bounded[0]
        below, above = (one, None) if one <= crossed["mean"] else (None, one)
    return BreakEven(
        key, parameter.low, parameter.high, crossed["mean"], below, above,
        crossed["mean"] is not None, design.measure, bool(signs[-1] > 0 > signs[0]),
        int(np.count_nonzero(np.diff(signs))), search.table(), held,
    )  # fmt: skip


def centre(design: Design, key: str) -> dict[str, Any]:
    """Where the parameters of a study stay while `key` moves.

    >>> asked = Design("", Scenario(), "grid", 4, 1, (Parameter("data.validity", low=0.2, high=0.6),
    ...     Parameter("data.missing")), "segmented-broadcast.net_votes")
    >>> centre(asked, "data.missing")
    {'data.validity': 0.4}
    """
    return {
        each.key: scaled(each, np.array([0.5]))[0] if each.numeric else usual(design.scenario, each)
        for each in design.parameters if each.key != key
    }  # fmt: skip


def _parameter(design: Design, key: str) -> Parameter:
    """The key's range: the design's own, or that of the evidence."""
    for parameter in design.parameters:
        if parameter.key == key:
            if not parameter.numeric:
                raise InputError(f"{key}: a break-even needs a range, and these are choices")
            return parameter
    known = explain(key)
    low, high = known.evidence_low, known.evidence_high
    if low is None or high is None:
        raise InputError(
            f"{key}: the study gives it no range, and there is no evidence to take one from; "
            f"put it under [parameters]"
        )
    return Parameter(key, low=low, high=high, whole=isinstance(known.default, int), unit=known.unit)


class _Search:
    """Margins of the target over its worth at values of one key, each run once."""

    def __init__(
        self, design: Design, parameter: Parameter, at: dict[str, Any], progress: Progress | None
    ) -> None:
        self._design, self._parameter, self._at = design, parameter, at
        self._progress = progress
        self._found: dict[float, dict[str, float]] = {}

    def value(self, place: float) -> float:
        """The value at a place of the range, from 0 to 1."""
        low, high = self._parameter.low, self._parameter.high
        if self._parameter.distribution == "log_uniform":
            found = low * (high / low) ** place
        else:
            found = low + (high - low) * place
        return float(round(found)) if self._parameter.whole else float(found)

    def place(self, value: float) -> float:
        """The place of a value."""
        low, high = self._parameter.low, self._parameter.high
        if self._parameter.distribution == "log_uniform":
            return float(np.log(value / low) / np.log(high / low))
        return (value - low) / (high - low)

    def margins(self, place: float) -> dict[str, float]:
        """The target's mean, low and high less its worth."""
        value = self.value(place)
        if value not in self._found:
            set_to: Any = int(value) if self._parameter.whole else value
            keys = {**self._at, self._parameter.key: set_to}
            self._found[value] = _answer(self._design, override(self._design.scenario, keys))
            if self._progress is not None:
                self._progress(len(self._found), FIRST + 3 * STEPS)
        found = self._found[value]
        return {end: _bound(found[end], end) - found["worth"] for end in ("mean", "low", "high")}

    def signs(self, end: str) -> Any:
        """(values,) the signs over the values that were run, from the lowest to the highest."""
        rows = self.table()
        ends = np.array([_bound(each, end) for each in rows[end]])
        return np.where(ends > rows["worth"], 1, -1)

    def crossing(self, end: str) -> float | None:
        """The lowest value at which one end of the interval crosses the worth."""
        rows, signs = self.table(), self.signs(end)
        turned = np.flatnonzero(np.diff(signs))
        if not turned.size:
            return None
        low, high = (self.place(float(rows["value"].iloc[k])) for k in (turned[0], turned[0] + 1))
        sign = signs[turned[0]]
        for _ in range(STEPS):
            middle = (low + high) / 2.0
            if self._parameter.whole and self.value(middle) in (self.value(low), self.value(high)):
                break
            if (self.margins(middle)[end] > 0.0) == (sign > 0):
                low = middle
            else:
                high = middle
        return self.value(high) if self._parameter.whole else self.value((low + high) / 2.0)

    def table(self) -> pd.DataFrame:
        """A row a value that was run, rising."""
        rows = [{"value": value, **found} for value, found in sorted(self._found.items())]
        return pd.DataFrame(rows)


def _bound(value: float, end: str) -> float:
    """An end of an interval; where there is none, as far away as can be."""
    if np.isfinite(value):
        return value
    return {"low": -np.inf, "high": np.inf}.get(end, np.nan)


def _answer(design: Design, scenario: Scenario) -> dict[str, float]:
    """Mean, low and high of the target in one world, and the worth there.

    Bounds are NaN where too few replicates differ; with too few replicates it is an error.
    """
    thing, _, measure = design.measure.rpartition(".")
    summary = run(scenario).summary
    entry = summary["contrasts" if "-" in thing or "/" in thing else "arms"].get(thing, {})
    ends = {end: entry.get(measure, {}).get(end) for end in ("mean", "low", "high")}
    if ends["mean"] is None or (scenario.run.replicates < FEWEST and None in ends.values()):
        raise InputError(
            f"{design.measure}: has no interval here ({scenario.run.replicates} replicates), so "
            "there is nothing to hold against the worth"
        )
    ends = {end: np.nan if number is None else number for end, number in ends.items()}
    here = pd.DataFrame({
        "run.worth_pp": [scenario.run.worth_pp],
        "population.electorate": [scenario.population.electorate],
        "politics.turnout": [scenario.politics.turnout],
    })
    return ends | {"worth": float(points.worth(design, here, design.measure)[0])}
