"""What is said of the measurements: rows with their bounds for people, one object for programs."""

from __future__ import annotations

from typing import Any, NamedTuple

from msim.bench.clock import Timing
from msim.bench.sizes import LARGER, WHOLE
from msim.bench.speed import Speed

MOST_SECONDS, MOST_MB = 60.0, 1_000.0
MOST_OVER_FLOOR, LEAST_OVER_MESA, LEAST_OVER_NUMPY = 2.5, 200.0, 10.0
MOST_FOR_PARTS, MOST_FOR_LARGER, LEAST_OF_TWO = 2.0, 2.2, 1.7
EXPONENT = (0.95, 1.05)
MOST_ERRORS = 4.0


class BenchRow(NamedTuple):
    """One line of the table. met: None where it was not measured."""

    what: str
    measured: str
    bound: str
    met: bool | None


def rows(speed: Speed) -> list[BenchRow]:
    """Everything measured, beside what it ought to be."""
    found = [
        *_time(speed),
        *_memory(speed),
        _most("time beside drawing the random numbers alone", speed.floor_ratio, MOST_OVER_FLOOR),
        _least("voters a second beside Mesa", speed, "mesa", LEAST_OVER_MESA),
        _least("voters a second beside whole-array numpy", speed, "numpy", LEAST_OVER_NUMPY),
        *(
            BenchRow(f"votes of the {name} model: distance in standard errors", f"{far:.1f}",
                f"at most {MOST_ERRORS:g}", far <= MOST_ERRORS)
            for name, far in speed.agreement.items()
        ),
        _least("speed of two threads beside one", speed, "threads", LEAST_OF_TWO),
        _most("time with districts, opponent and mobilisation", speed.parts_ratio, MOST_FOR_PARTS),
    ]
    low, high = EXPONENT
    slope = speed.exponent
    said = f"exponent of time over voters, {speed.scaling[0]:,} to {speed.scaling[-1]:,}"
    within = low <= slope.median <= high if WHOLE in speed.jobs else None  # too short a way else
    return [*found, BenchRow(said, _range(slope), f"{low:g} to {high:g}", within)]


def _time(speed: Speed) -> list[BenchRow]:
    bound = f"at most {MOST_SECONDS:g} s"
    if WHOLE in speed.jobs:
        seconds, larger = speed.jobs[WHOLE].seconds, speed.jobs[LARGER].seconds
        times = larger / seconds
        return [
            BenchRow(f"{WHOLE:,} voters", f"{seconds:.1f} s", bound, seconds <= MOST_SECONDS),
            BenchRow(f"{LARGER:,} voters beside them", f"{times:.2f} times",
                f"at most {MOST_FOR_LARGER:g}", times <= MOST_FOR_LARGER),
        ]
    seconds = speed.fixed_seconds.median + WHOLE / speed.further.median
    return [
        BenchRow(f"{speed.voters:,} voters", _range(speed.seconds, " s"), "", None),
        BenchRow(
            f"{WHOLE:,} voters, extrapolated", f"{seconds:.0f} s", bound, seconds <= MOST_SECONDS
        ),
    ]


def _memory(speed: Speed) -> list[BenchRow]:
    peaks = {size: job.peak_mb for size, job in speed.jobs.items()}
    (small, least), (large, most) = sorted(peaks.items())
    if least is None or most is None:
        unknown = "cannot be told on this system"
        return [BenchRow("peak memory", unknown, f"at most {MOST_MB:g} MB", None)]
    return [
        BenchRow(f"peak memory of the whole command, {large:,} voters", f"{most:.0f} MB",
            f"at most {MOST_MB:g} MB", most <= MOST_MB),
        BenchRow(f"the same beside {small:,} voters", f"{most / least:.2f} times", "at most 1.1",
            most / least <= 1.1),
    ]


def _most(what: str, found: Timing, bound: float) -> BenchRow:
    return BenchRow(what, f"{_range(found)} times", f"at most {bound:g}", found.median <= bound)


def _least(what: str, speed: Speed, name: str, bound: float) -> BenchRow:
    found = {
        "mesa": speed.mesa_ratio, "numpy": speed.numpy_ratio, "threads": speed.threads_speedup
    }[name]
    if found is None:
        return BenchRow(what, speed.missing[name], f"at least {bound:g}", None)
    return BenchRow(what, f"{_range(found)} times", f"at least {bound:g}", found.median >= bound)


def _range(found: Timing, unit: str = "") -> str:
    """The median with the lowest and highest measurement, to three digits."""
    median, low, high = (_digits(x) for x in (found.median, found.low, found.high))
    return f"{median}{unit} ({low} to {high})"


def _digits(x: float) -> str:
    """Three digits.

    >>> [_digits(x) for x in (1234.5, 12.345, 1.2345)]
    ['1,234', '12.3', '1.23']
    """
    if x >= 100.0:
        return f"{x:,.0f}"
    return f"{x:.1f}" if x >= 10.0 else f"{x:.2f}"


def as_json(speed: Speed) -> dict[str, Any]:
    """One object: medians under their names, ranges and reasons beside them."""
    figures = {
        "floor_ratio": speed.floor_ratio,
        "mesa_ratio": speed.mesa_ratio,
        "numpy_ratio": speed.numpy_ratio,
        "threads_speedup": speed.threads_speedup,
        "parts_ratio": speed.parts_ratio,
        "exponent": speed.exponent,
        "seconds": speed.seconds,
        "fixed_seconds": speed.fixed_seconds,
        "further_voters_per_second": speed.further,
    }
    medians = {name: None if f is None else f.median for name, f in figures.items()}
    largest = max(speed.jobs)
    return {
        "voters_per_second": speed.voters / speed.seconds.median,
        **medians,
        "peak_mb": speed.jobs[min(WHOLE, largest)].peak_mb,
        "voters": speed.voters,
        "workers": speed.workers,
        "rounds": speed.rounds,
        "whole_run": dict(speed.whole_run),
        "ranges": {name: [f.low, f.high] for name, f in figures.items() if f is not None},
        "jobs": {str(size): vars(job) for size, job in speed.jobs.items()},
        "floor": {**vars(speed.draws), "generator": speed.generator},
        "agreement": dict(speed.agreement),
        "missing": {f"{name}_ratio" if name != "threads" else "threads_speedup": why
                    for name, why in speed.missing.items()},
        "bounds": [row._asdict() for row in rows(speed)],
    }
