"""A made-up set of measurements, all bounds met."""

from __future__ import annotations

from msim.bench.child import Cost
from msim.bench.clock import Timing
from msim.bench.floor import Draws
from msim.bench.speed import Speed


def around(value: float) -> Timing:
    return Timing(value, 0.9 * value, 1.1 * value)


SPEED = Speed(
    voters=112_000_000, workers=2, rounds=3, seconds=around(50.0), fixed_seconds=around(1.0),
    further=around(2.2e6), floor_ratio=around(2.0), mesa_ratio=around(300.0),
    numpy_ratio=around(12.0), threads_speedup=around(1.9), parts_ratio=around(1.5),
    exponent=around(1.0), whole_run={"floor_ratio": 2.1},
    jobs={112_000_000: Cost(50.0, 600.0), 230_000_000: Cost(104.0, 610.0)}, draws=Draws(26, 9),
    generator="SFC64", agreement={"mesa": 1.0, "numpy": 2.0}, scaling=(100_000, 100_000_000),
)  # fmt: skip
