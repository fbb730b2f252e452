"""The whole engine where the source counts: twins, and conclusions that follow by arithmetic."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from msim.experiment.engine.replicate import run_replicate
from msim.published.row import Effort
from msim.published.studies.credibility import Free, votes
from msim.scenario import load
from tests.experiment.twins import in_double
from tests.laws.drawn import changed

EFFORT = Effort(seed=2)


@cache
def mean(free: Free, premium: float = 1.0) -> tuple[float, float]:
    untargeted, targeted = votes(free, premium, EFFORT)
    return float(untargeted.mean()), float(targeted.mean())


def test_the_engine_agrees_with_its_twins() -> None:
    scenario = changed(load("credibility"), {
        "population.simulated": 3_000, "test.respondents": 500, "segments.fit_sample": 300,
        "opponent.strategy": "broadcast",
    })
    single = run_replicate(scenario, 0).measures
    with in_double():
        double = run_replicate(scenario, 0).measures
    for arm in ("broadcast", "segmented"):
        ours, exact = single[arm]["net_votes"], double[arm]["net_votes"]
        assert ours == pytest.approx(exact, rel=1e-3), arm  # of votes in millions, to 1e-7
        assert exact != 0.0


def test_trust_that_does_not_go_with_support_gives_nothing_to_target() -> None:
    untargeted, targeted = mean(Free(0.65, trust_lean_share=0.0))
    assert targeted == pytest.approx(untargeted, rel=0.08)


def test_supporters_are_worth_more_the_more_trust_goes_with_support() -> None:
    gains = []
    for share in (0.0, 0.5, 1.0):
        untargeted, targeted = mean(Free(0.65, trust_lean_share=share))
        gains.append(targeted - untargeted)
    assert gains[0] < gains[1] < gains[2]


def test_reach_that_is_larger_by_the_ratio_catches_up() -> None:
    """With effects that add up: more contacts for the untargeted one, by what it lacks."""
    from msim.published.engine import measured
    from msim.published.studies import credibility

    untargeted, targeted = mean(Free(0.65))
    ratio = targeted / untargeted
    assert ratio > 1.2
    seen = []

    def more(chosen: object, replicates: int) -> dict[str, np.ndarray]:
        larger = changed(chosen, {"budget.total": chosen.budget.total * ratio})  # type: ignore
        seen.append(larger)
        return measured(larger, replicates)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(credibility, "measured", more)
        caught_up = float(votes(Free(0.65), 1.0, Effort(seed=22))[0].mean())
    assert seen and caught_up == pytest.approx(targeted, rel=0.08)


def test_a_disliked_sender_loses_and_loses_less_by_leaving_people_out() -> None:
    untargeted, targeted = mean(Free(0.4))
    assert untargeted < targeted and untargeted < 0.0
    few = mean(Free(0.4, audience_share=0.2))[1]
    assert few > targeted


def test_a_price_for_targeting_undoes_what_it_gains_for_a_liked_sender() -> None:
    untargeted, targeted = mean(Free(0.7), 1.9)
    free = mean(Free(0.7))
    assert free[1] > free[0] and targeted < untargeted
    assert targeted == pytest.approx(free[1] / 1.9, rel=0.1)
