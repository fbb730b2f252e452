"""At which value of one parameter does the answer of a study turn?

By the search of `experiment.comparison.turning`, in the middle of what else the study varies.
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
from msim.experiment.comparison.turning import KeyAxis, Search
from msim.scenario import Scenario, explain, override
from msim.study.analyze import points
from msim.study.records import Design, Parameter
from msim.study.sample.one_at_a_time import usual
from msim.study.sample.scale import scaled

MOST = 26
"""Values that are run, or about so many: what progress counts to."""

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

    def answer(value: float) -> dict[str, float]:
        set_to: Any = int(value) if parameter.whole else value
        return _answer(design, override(design.scenario, {**held, key: set_to}))

    def looked(done: int) -> None:
        if progress is not None:
            progress(done, max(done, MOST))

    log = parameter.distribution == "log_uniform"
    axis = KeyAxis(parameter.low, parameter.high, parameter.whole, log)
    search = Search(axis, answer, looked=looked)
    search.begin()
    found, crossings, runs = search.turning(), len(search.changes()), search.table()
    above = (runs["mean"] > runs["worth"]).to_numpy()
    return BreakEven(
        key, parameter.low, parameter.high, *found, found.at is not None, design.measure,
        bool(above[-1] and not above[0]), crossings, runs, held,
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
