"""What the page says of campaigns that adapt: what they do, and what signal they would need."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

import msim
from msim.report.run.adapting import blocks, first_week, needed
from msim.report.run.data import ReportData

ARMS = ("silent", "naive", "broadcast", "segmented", "adaptive", "best_single")


@cache
def ran(**keys: Any) -> ReportData:
    small = {
        "population.simulated": 500, "test.respondents": 500, "segments.fit_sample": 300,
        "test.surveys": 1, "run.arms": list(ARMS), "run.replicates": 2,
    }  # fmt: skip
    asked = {key.replace("__", "."): value for key, value in keys.items()}
    return msim.compare(msim.load("baseline", {**small, **asked})).data


def with_votes(data: ReportData, **votes: float) -> ReportData:
    """The same run with other means of net votes; gap: of broadcast over naive, with its ends."""
    arms = {
        name: {**each, "net_votes": {**each["net_votes"], "mean": votes.get(name, 0.0)}}
        for name, each in data.summary["arms"].items()
    }
    gap = votes["broadcast"] - votes["naive"]
    told = {"mean": gap, "low": gap - 1000.0, "high": gap + 1000.0}
    contrasts = {**data.summary["contrasts"], "broadcast-naive": {"net_votes": told}}
    return replace(data, summary={**data.summary, "arms": arms, "contrasts": contrasts})


def texts(data: ReportData) -> str:
    return " ".join(
        part for block in blocks(data)
        for part in getattr(block, "items", None) or [getattr(block, "text", "")]
    )


def test_the_signal_that_is_needed_is_where_adapting_wins_what_testing_wins() -> None:
    """Costs aside, testing's part of what a perfect test wins, but for the first week."""
    free = ran(messages__cost_each=0.0, test__cost_per_respondent=0.0)
    found = needed(with_votes(free, naive=10_000.0, broadcast=14_000.0, best_single=20_000.0))
    assert found is not None
    room = 1.0 - first_week(free.scenario)
    assert found == pytest.approx((0.4 / room, 0.3 / room, 0.5 / room))


def test_what_is_paid_beforehand_counts() -> None:
    """A test that costs half of the money leaves adapting twice the media."""
    half = ran(messages__cost_each=0.0, test__cost_per_respondent=4_000.0)
    votes = {"naive": 10_000.0, "broadcast": 14_000.0, "best_single": 20_000.0}
    found = needed(with_votes(half, **votes))
    assert found is not None
    assert found[0] == pytest.approx(4.0 / 30.0 / (1.0 - first_week(half.scenario)), rel=1e-6)


@pytest.mark.parametrize(("broadcast", "said"), [
    (14_000.0, "correlation of about 0.4"), (9_000.0, "no signal at all"),
    (40_000.0, "more than a perfect signal"),
])
def test_the_page_says_what_it_would_take(broadcast: float, said: str) -> None:
    votes = {"naive": 10_000.0, "broadcast": broadcast, "best_single": 20_000.0}
    found = texts(with_votes(ran(messages__cost_each=0.0, test__cost_per_respondent=0.0), **votes))
    assert said in found
    assert "kind to adapting" in found
    assert "hard on adapting" in found


def test_nothing_is_said_where_nobody_adapts_and_no_need_where_it_was_not_found() -> None:
    assert blocks(ran(run__arms=("silent", "broadcast", "segmented"))) == ()
    asked = ran(in_flight__respondents=100, in_flight__rule="thompson")
    assert needed(asked) is None
    assert "Thompson sampling" in texts(asked)
    assert "100 people" in texts(asked)
