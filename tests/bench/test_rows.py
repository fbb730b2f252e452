"""Bounds are held against what was measured, and what was not measured is not called met."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from msim.bench.child import Cost
from msim.bench.rows import as_json, rows
from msim.bench.speed import exponent
from tests.bench.made import SPEED, around

PROMISED = {
    "voters_per_second", "floor_ratio", "mesa_ratio", "numpy_ratio", "peak_mb", "threads_speedup",
}  # fmt: skip


def jobs(whole: tuple[float, float], larger: tuple[float, float]) -> dict[str, Any]:
    """Seconds and MB of both whole jobs."""
    return {"jobs": {112_000_000: Cost(*whole), 230_000_000: Cost(*larger)}}


def test_all_bounds_met() -> None:
    assert [row.met for row in rows(SPEED)] == [True] * 12


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (jobs((61.0, 600.0), (104.0, 600.0)), "112,000,000"),
        (jobs((50.0, 600.0), (120.0, 600.0)), "beside them"),
        (jobs((50.0, 1e3), (104.0, 1001.0)), "peak memory"),
        (jobs((50.0, 500.0), (104.0, 600.0)), "the same"),
        ({"floor_ratio": around(2.6)}, "random numbers"),
        ({"mesa_ratio": around(199.0)}, "Mesa"),
        ({"numpy_ratio": around(9.9)}, "whole-array"),
        ({"agreement": {"mesa": 4.1}}, "votes of the mesa"),
        ({"threads_speedup": around(1.6)}, "two threads"),
        ({"parts_ratio": around(2.1)}, "districts"),
        ({"exponent": around(1.06)}, "exponent"),
        ({"exponent": around(0.94)}, "exponent"),
    ],
    ids=lambda found: found if isinstance(found, str) else "",
)
def test_a_bound_that_is_missed_is_said(changes: dict[str, Any], named: str) -> None:
    missed = [row.what for row in rows(replace(SPEED, **changes)) if row.met is False]
    assert len(missed) == 1 and named in missed[0]


def test_json_has_what_is_promised_and_medians() -> None:
    found = json.loads(json.dumps(as_json(SPEED), allow_nan=False))
    assert found.keys() >= PROMISED
    assert found["voters_per_second"] == 112_000_000 / 50.0
    assert (found["floor_ratio"], found["peak_mb"]) == (2.0, 600.0)
    assert found["ranges"]["floor_ratio"] == [1.8, 2.2]
    assert found["floor"] == {"normals": 26, "uniforms": 9, "generator": "SFC64"}


def test_what_could_not_be_measured_is_null_with_a_reason() -> None:
    missing = {"mesa": "no Mesa", "threads": "one core"}
    less = replace(SPEED, mesa_ratio=None, threads_speedup=None, missing=missing,
                   jobs={1_000: Cost(1.0, None), 4_000: Cost(2.0, None)})
    found = as_json(less)
    assert found["mesa_ratio"] is found["threads_speedup"] is found["peak_mb"] is None
    assert found["missing"] == {"mesa_ratio": "no Mesa", "threads_speedup": "one core"}
    said = {row.what: row for row in rows(less)}
    assert said["voters a second beside Mesa"][1:] == ("no Mesa", "at least 200", None)
    assert said["peak memory"].met is None


def test_without_the_whole_size_its_time_is_called_extrapolated() -> None:
    part = replace(SPEED, voters=4_000_000, seconds=around(3.0), further=around(2e6),
                   jobs={1_000_000: Cost(1.0, 500.0), 4_000_000: Cost(3.0, 510.0)})
    first, second, *rest = rows(part)
    assert (first.measured, first.met) == ("3.00 s (2.70 to 3.30)", None)
    assert second == ("112,000,000 voters, extrapolated", "57 s", "at most 60 s", True)
    assert rest[-1].met is None  # the exponent, over too short a way


def test_an_exponent_is_that_of_what_grows() -> None:
    voters = (10**5, 10**6, 10**7)
    times = {str(n): [1.0 + 1e-6 * n**1.2] * 2 for n in voters} | {"fixed": [1.0, 1.0]}
    assert exponent(voters, times).median == pytest.approx(1.2, rel=1e-6)
