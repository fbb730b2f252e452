"""What do the replicates say together? Means with intervals, contrasts, ratios, ladder, verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from msim.core.arrays import Floats
from msim.core.verdict import outcome, ratio_outcome
from msim.experiment.comparison.correlations import (
    correlation_interval,
    correlations,
)
from msim.experiment.comparison.individuals import individuals
from msim.experiment.comparison.intervals import (
    Controls,
    cost_interval,
    mean_interval,
    paired_gap,
    ratio_interval,
)
from msim.experiment.comparison.ladder import BESIDE, rungs
from msim.experiment.comparison.left_out import left_out
from msim.experiment.comparison.parts import answers
from msim.experiment.comparison.rates import gap_of, interval_of, rate_interval
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.measures import COST, MEASURES
from msim.experiment.engine.qualities import ADJUSTED, QUALITIES
from msim.scenario.model import Scenario

CONTRASTS = tuple(dict.fromkeys((
    ("segmented", "broadcast"),
    ("segmented_free", "broadcast"),
    ("broadcast", "naive"),
    ("segmented", "segmented_free"),
    ("placebo", "broadcast"),
    ("segmented", "placebo"),
    ("best_single", "broadcast"),
    ("oracle", "best_single"),
    ("oracle", "segmented"),
    ("demographic", "broadcast"),
    ("individual", "segmented"),
    ("individual", "broadcast"),
    ("ground", "broadcast"),
    *((rung.arm, rung.start) for rung in BESIDE),
)))
RATIOS = (
    ("segmented", "broadcast"),
    ("segmented_free", "broadcast"),
    ("placebo", "broadcast"),
    ("broadcast", "naive"),
)
EQUIVALENCE = (0.95, 1.05)


class ArmValues:
    """Values by arm and measure over worlds; silence is always there.

    controls: what adjusts measures of votes, fixed by the scenario before anything was drawn.
    """

    def __init__(self, replicates: Sequence[Replicate]) -> None:
        self._replicates, self.size = replicates, len(replicates)
        self._values: dict[tuple[str, str], Floats] = {}
        self._singles: dict[tuple[str, str], Floats] = {}
        apart = [self.diagnostic(name) for name in QUALITIES]
        self.controls = Controls.of(np.stack(apart, axis=1))

    def first(self, worlds: int) -> ArmValues:
        """The same with the first worlds only."""
        return self if worlds == self.size else ArmValues(self._replicates[:worlds])

    @property
    def arms(self) -> list[str]:
        """The arms that ran."""
        return list(self._replicates[0].measures)

    def of(self, measure: str) -> Controls | None:
        """What adjusts a measure."""
        return self.controls if measure in ADJUSTED else None

    def values(self, arm: str, measure: str) -> Floats:
        """(worlds,) values of one measure of one arm, each the mean over the world's surveys."""
        values = self._values.get((arm, measure))
        if values is None:
            if arm == "silent" and arm not in self._replicates[0].measures:
                values = np.zeros(self.size)
            else:
                values = np.array([r.measures[arm][measure] for r in self._replicates])
            self._values[arm, measure] = values
        return values

    def singles(self, arm: str, measure: str) -> Floats:
        """(worlds, surveys, parts) values of single elections."""
        values = self._singles.get((arm, measure))
        if values is None:
            if arm == "silent" and arm not in self._replicates[0].measures:
                values = np.zeros((self.size, 1, 1))
            else:
                values = np.array([r.singles[arm][measure] for r in self._replicates])
            self._singles[arm, measure] = values
        return values

    def gaps(self, first: str, second: str, measure: str) -> Floats:
        """(worlds,) paired differences between two arms."""
        return paired_gap(self.values(first, measure), self.values(second, measure))

    def single_gaps(self, first: str, second: str, measure: str) -> Floats:
        """(n,) differences of single elections: one world and survey, any of an arm's parts."""
        a, b = self.singles(first, measure), self.singles(second, measure)
        return paired_gap(a[:, :, :, None], b[:, :, None, :]).ravel()

    def measures(self, arm: str) -> list[str]:
        """The measures of an arm, in the order of tables."""
        there = self._replicates[0].measures[arm]
        return [name for name in MEASURES if name in there]

    def diagnostic(self, name: str) -> Floats:
        """(worlds,) values of a diagnostic."""
        return np.array([r.diagnostics[name] for r in self._replicates])

    def interval(self, arm: str, measure: str) -> dict[str, Any]:
        """What a measure of an arm comes to: the one place where that is told."""
        values = self.values(arm, measure)
        if measure == COST:
            return cost_interval(self.values(arm, "spend"), self.values(arm, "net_votes"),
                                 self.controls)  # fmt: skip
        return interval_of(measure, values, self.singles(arm, measure).ravel(), self.of(measure))

    def gap(self, first: str, second: str, measure: str) -> dict[str, Any] | None:
        """What two arms differ by in a measure; None where that is no number in some world."""
        a, b = self.values(first, measure), self.values(second, measure)
        if measure == COST or not (np.isfinite(a).all() and np.isfinite(b).all()):
            return None
        return gap_of(measure, a, b, self.single_gaps(first, second, measure), self.of(measure))

    def ratio(self, first: str, second: str, measure: str) -> dict[str, Any]:
        """The ratio of two arms' means, and whether it is above 1."""
        a, b = self.values(first, measure), self.values(second, measure)
        interval = ratio_interval(a, b, self.of(measure))
        tied = not self.single_gaps(first, second, measure).any()
        return {**interval, "outcome": ratio_outcome(interval["low"], interval["high"], tied)}


def summarise(scenario: Scenario, replicates: Sequence[Replicate]) -> dict[str, Any]:
    """The summary of a run, as plain numbers: what `--json` prints but version and timing."""
    table = ArmValues(replicates)
    arms = {
        arm: {measure: table.interval(arm, measure) for measure in table.measures(arm)}
        for arm in scenario.run.arms
    }
    pairs = [(a, b) for a, b in CONTRASTS if a in arms and b in arms]
    worth = scenario.in_votes(scenario.run.worth_pp)
    contrasts: dict[str, Any] = {f"{a}-{b}": _contrast(table, a, b, worth) for a, b in pairs}
    for a, b in RATIOS:
        if a in arms and b in arms:
            contrasts[f"{a}/{b}"] = {
                measure: table.ratio(a, b, measure) for measure in ("net_votes", "reach_rate")
            }
    return {
        "scenario": {"name": scenario.population.name, "hash": scenario.hash},
        "seed": scenario.run.seed,
        "replicates": table.size,
        "surveys": scenario.surveys,
        "electorate": scenario.population.electorate,
        "simulated": scenario.population.simulated,
        "arms": arms,
        "contrasts": contrasts,
        "ladder": _ladder(table, scenario.run.arms),
        "segments": _segments(scenario, replicates),
        "correlations": correlations([replicate.diagnostics for replicate in replicates]),
        "verdict": _verdict(scenario, contrasts),
        **answers(scenario, replicates),
        **left_out(scenario, replicates),
        **individuals([replicate.diagnostics for replicate in replicates]),
    }


def _contrast(table: ArmValues, first: str, second: str, worth: float) -> dict[str, Any]:
    """Paired differences of two arms, and how single elections came out."""
    gaps = {measure: table.gap(first, second, measure) for measure in table.measures(first)}
    gap, votes = table.single_gaps(first, second, "net_votes"), gaps["net_votes"]
    tied = float(np.mean(gap == 0.0))
    low, high = (votes["low"], votes["high"]) if votes else (None, None)
    return {
        **{measure: each for measure, each in gaps.items() if each is not None},
        "outcome": outcome(low, high, worth, tied == 1.0),
        "share_ahead": float(np.mean(gap > 0.0)),
        "share_tied": tied,
    }


def _ladder(table: ArmValues, arms: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "step": rung.arm,
            "arm": rung.arm,
            "from": rung.start,
            "buys": rung.buys,
            "gain": table.gap(rung.arm, rung.start, "net_votes"),
        }
        for rung in rungs(arms)
    ]


def _segments(scenario: Scenario, replicates: Sequence[Replicate]) -> dict[str, Any]:
    scales = {
        "party_correlation": correlation_interval, "segment_correlation": correlation_interval,
        "effect_variance_between": rate_interval,
    }  # fmt: skip

    def over(measure: str) -> dict[str, Any]:
        interval = scales.get(measure, mean_interval)
        return interval(np.array([r.diagnostics[measure] for r in replicates]))

    measures = ("party_correlation", "segment_correlation", "effect_variance_between", "tau_pp")
    return {
        "method": scenario.segments.method,
        "count": scenario.segments.count,
        "found": over("segments"),
        **{measure: over(measure) for measure in measures},
    }


def _verdict(scenario: Scenario, contrasts: dict[str, Any]) -> dict[str, Any]:
    """The worth, the outcomes of both ways of delivery, and equivalence within 5 %."""
    worth = scenario.in_votes(scenario.run.worth_pp)
    verdict: dict[str, Any] = {"worth_pp": scenario.run.worth_pp, "worth_votes": worth}
    for name in ("segmented-broadcast", "segmented_free-broadcast"):
        if name in contrasts:
            verdict[name] = contrasts[name]["outcome"]
    ratio = contrasts.get("segmented/broadcast", {}).get("net_votes", {})
    low, high = ratio.get("low"), ratio.get("high")
    verdict["equivalent"] = (
        low is not None and high is not None and EQUIVALENCE[0] <= low and high <= EQUIVALENCE[1]
    )
    return verdict
