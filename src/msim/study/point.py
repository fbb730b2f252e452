"""What does one point come to? Its scenario made and run, as many replicates as it takes.

A point's numbers depend on its own keys and the scenario's seed alone. All points share that seed,
so that two of them differ by their keys and not by their draws (common random numbers: Glasserman
and Yao 1992, Management Science 38(6)).
"""

from __future__ import annotations

import math
import pickle
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from msim.core.errors import InputError
from msim.experiment.comparison.limits import check_size, load_libraries
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.replicate import run_bare
from msim.scenario.loading import build, override
from msim.scenario.model import Scenario
from msim.scenario.source import Source
from msim.scenario.writing import dump
from msim.study.measures import MeasureName, columns
from msim.study.numbers import Numbers, holds, numbers, reached
from msim.study.records import Design

Row = tuple[float, ...]
"""Values of one replicate, in the order of `measures.columns`."""


@dataclass(frozen=True)
class Point:
    """A point that is to be run. changes: of the scenario, by key; null: those made after them.

    values: of the replicates that have been run already.
    """

    key: str
    changes: Mapping[str, Any]
    null: Mapping[str, Any]
    values: tuple[Row, ...] = ()


@dataclass(frozen=True)
class PointResult:
    """What a point came to. numbers: mean, low and high of each measure, NaN where undefined.

    values: of every replicate. precise: whether the precision asked was reached. claim: None where
    it cannot be told. error: "" or what went wrong; again: whether it may go right another time.
    """

    key: str
    seed: int
    values: tuple[Row, ...] = ()
    numbers: Numbers = ()
    precise: bool = True
    claim: bool | None = None
    error: str = ""
    again: bool = False
    seconds: float = 0.0


def packed(design: Design) -> bytes:
    """What a worker has to know of a study, to be sent with each point."""
    return pickle.dumps(design, protocol=5)


def answer(design: bytes, point: Point) -> PointResult:
    """Run a point: what it came to, or the error that it ended in."""
    start = time.perf_counter()
    asked, base = _unpacked(design)
    try:
        scenario = scenario_of(asked, base, point)
        load_libraries(scenario)
        check_size(scenario)
        values = list(point.values)
        for wanted in counts(asked):
            for number in range(len(values), wanted):
                values.append(_row(asked, run_bare(scenario, number, _of_world(asked))))
            found = told(asked, scenario.run.seed, values[:wanted])
            if found.precise:
                break
        found = replace(found, values=tuple(values))
    except Exception as error:  # one failing point leaves the others unaffected
        again = isinstance(error, MemoryError | OSError)
        found = replace(failed(asked, point, _said(error)), again=again)
    return replace(found, key=point.key, seconds=time.perf_counter() - start)


def counts(design: Design) -> Iterator[int]:
    """Replicates after which it is looked whether they are enough: doubled up to the limit.

    >>> from msim.scenario import Run
    >>> ten = Scenario(run=Run(replicates=10))
    >>> design = Design("", ten, "grid", 1, 1, (), "", precision=1.0, max_replicates=50)
    >>> list(counts(design))
    [10, 20, 40, 50]
    """
    count = design.scenario.run.replicates
    yield count
    while design.precision > 0.0 and count < design.max_replicates:
        count = min(2 * count, design.max_replicates)
        yield count


def told(design: Design, seed: int, values: Sequence[Row]) -> PointResult:
    """What replicates that were run say, whoever ran them and when."""
    found = numbers(design, values)
    return PointResult(
        "", seed, tuple(values), found, reached(design, found), holds(design, found)
    )


def enough(design: Design, seed: int, values: Sequence[Row]) -> PointResult | None:
    """The answer of a point from replicates that were run; None where it takes more."""
    for wanted in counts(design):
        if len(values) < wanted:
            return None
        found = told(design, seed, values[:wanted])
        if found.precise:
            break
    return found


def failed(design: Design, point: Point, error: str) -> PointResult:
    """The answer of a point that has none."""
    nothing = ((math.nan, math.nan, math.nan),) * len(design.measures)
    asked = design.precision > 0.0
    return PointResult(point.key, seed_of(design, point), (), nothing, not asked, error=error)


def seed_of(design: Design, point: Point) -> int:
    """The seed of a point: the scenario's, which all points share where it is no parameter."""
    return int(point.null.get("run.seed", point.changes.get("run.seed", design.scenario.run.seed)))


def scenario_of(design: Design, base: dict[str, Any], point: Point) -> Scenario:
    """The scenario of a point. base: the study's scenario as data.

    Raises InputError where the keys do not go together.
    """
    found, wrong = build(Source("", base), point.changes)
    if found is None:
        raise InputError(wrong)
    return override(found, point.null) if point.null else found


@lru_cache(maxsize=4)
def _unpacked(design: bytes) -> tuple[Design, dict[str, Any]]:
    asked: Design = pickle.loads(design)
    return asked, tomllib.loads(dump(asked.scenario))


def _of_world(design: Design) -> bool:
    """Whether a study looks at results of its worlds."""
    return any(MeasureName.of(each).of_world for each in design.measures)


def _row(design: Design, replicate: Replicate) -> Row:
    """Values of one replicate; NaN where its scenario has no such measure."""
    found = []
    for column in columns(design.measures):
        arm, dot, name = column.rpartition(".")
        there = replicate.measures[arm] if dot else replicate.diagnostics
        found.append(float(there.get(name, math.nan)))
    return tuple(found)


def _said(error: Exception) -> str:
    """An error in one line."""
    if isinstance(error, InputError):
        return "; ".join(problem.text for problem in error.problems)
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
