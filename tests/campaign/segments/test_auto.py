"""How many segments there are, where hardly anything was read."""

from __future__ import annotations

from msim import api


def test_what_was_read_of_nobody_is_left_out() -> None:
    found = api.compare(api.load("baseline", {
        "data.missing": 0.999999999999, "segments.count": "auto", "population.simulated": 300,
        "run.replicates": 1, "run.precision": 0.0, "run.workers": 1, "test.surveys": 1,
    }))  # fmt: skip
    assert found.summary["arms"]["segmented"]["spend"]["mean"] > 0.0
