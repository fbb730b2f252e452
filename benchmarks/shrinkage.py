"""What is shrinking the test's results worth? Ways of judging one test, on the same worlds.

    python -m benchmarks.shrinkage            # from the top of a checkout; some minutes

Prints net votes of segmented_free - broadcast with its 95 % interval, for worlds in which people
differ much, as in the evidence, and not at all. `small`, `null` and `divisive` keep their keys
but for the number of voters and worlds. A way differs from the shipped one in two places: how far
a cell's differences are drawn towards nothing, and a message's level towards the mean.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from unittest import mock

import numpy as np
from scipy.optimize import minimize_scalar

import msim
from msim.campaign import campaign
from msim.campaign.belief import believed_variances
from msim.campaign.choice import between_variance, choose, differences
from msim.core.seen import Choice, TestResult

SCENARIOS = ("divisive", "small", "null")
Way = Callable[[TestResult, str, float | None], Choice]


def own_level(result: TestResult) -> float:
    """Variance of the messages' levels by moments, points squared."""
    signal = float(result.pooled_pp.var(ddof=1)) - result.pooled_variance
    return max(0.0, signal)


def literature(result: TestResult) -> float:
    """The same as it is published."""
    return believed_variances(0.86)[0]


def avoiding(result: TestResult) -> float:
    """Variance of cells' differences, points squared, by a prior that avoids the boundary.

    Posterior mode of its root under a gamma prior of shape 2 and rate 0 (Chung, Rabe-Hesketh,
    Dorie, Gelman and Liu 2013, Psychometrika 78(4)).
    """
    squares = (differences(result) ** 2).sum(axis=1)
    free = result.effect_pp.shape[1] - 1
    noise = result.pooled_variance * (1.0 / result.share - 1.0)

    def surprise(log_sd: float) -> float:
        total = np.exp(2.0 * log_sd) + noise
        fit = free * np.log(total) + squares / total
        return float(0.5 * fit.sum() - log_sd)

    return float(np.exp(2.0 * minimize_scalar(surprise, bounds=(-9.0, 4.0), method="bounded").x))


def way(
    differs: Callable[[TestResult], float], level: Callable[[TestResult], float] | None
) -> Way:
    """Cells' differences shrunk by one variance, messages' levels by another or not at all."""

    def judge(result: TestResult, shrinkage: str, truth: float | None = None) -> Choice:
        if shrinkage != "empirical_bayes" or truth is not None or result.share.size == 1:
            return choose(result, shrinkage, truth)
        tau2, v = differs(result), result.pooled_variance
        factor = (tau2 / (tau2 + v / result.share))[:, None]
        grand = float(result.pooled_pp.mean())
        keep = 1.0 if level is None else level(result) / (level(result) + v)
        judged = grand + keep * (result.pooled_pp - grand) + factor * differences(result)
        return Choice(np.argmax(judged, axis=1), judged, judged, float(np.sqrt(tau2)))

    return judge


WAYS: dict[str, tuple[dict[str, object], Way]] = {
    "empirical_bayes": ({}, choose),
    "none": ({"test.shrinkage": "none"}, choose),
    "prior": ({"test.shrinkage": "prior"}, choose),
    "differences by a prior off the boundary": ({}, way(avoiding, None)),
    "levels shrunk by their own moment": ({}, way(between_variance, own_level)),
    "levels shrunk by the published spread": ({}, way(between_variance, literature)),
    "both": ({}, way(avoiding, literature)),
}


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200)
    worlds = parser.parse_args().worlds
    keys: dict[str, object] = {
        "population.simulated": 3_000, "run.replicates": worlds, "run.precision": 0.0,
        "run.arms": ["silent", "broadcast", "segmented_free"], "test.surveys": 1,
        "run.workers": 1,
    }
    print("| way | " + " | ".join(f"`{name}`" for name in SCENARIOS) + " |")
    print("| --- |" + " --- |" * len(SCENARIOS), flush=True)
    for name, (changes, judge) in WAYS.items():
        cells = []
        for scenario in SCENARIOS:
            with mock.patch.object(campaign, "choose", judge):
                found = msim.compare(msim.load(scenario, {**keys, **changes}))
            gap = found.summary["contrasts"]["segmented_free-broadcast"]["net_votes"]
            cells.append(f"{gap['mean']:+,.0f} [{gap['low']:,.0f}, {gap['high']:,.0f}]")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
