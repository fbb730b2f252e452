"""What do the replicates say together? Means with intervals, contrasts, ratios, ladder, verdict."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.streams import Streams
from msim.experiment.answers import answers
from msim.experiment.estimands import MEASURES, MORE_MEASURES, PROBABILITIES, SHARES
from msim.experiment.intervals import (
    mean_interval,
    paired_gap,
    paired_share_interval,
    probability_interval,
    ratio_interval,
    resamples,
    share_interval,
)
from msim.experiment.ladder import rungs
from msim.experiment.replicate import Replicate
from msim.scenario.model import Scenario

CONTRASTS = (
    ("segmented", "broadcast"),
    ("segmented_free", "broadcast"),
    ("broadcast", "naive"),
    ("segmented", "segmented_free"),
    ("placebo", "broadcast"),
    ("segmented", "placebo"),
    ("oracle", "segmented"),
    ("demographic", "broadcast"),
    ("individual", "segmented"),
    ("individual", "broadcast"),
    ("ground", "broadcast"),
)
RATIOS = (
    ("segmented", "broadcast"),
    ("segmented_free", "broadcast"),
    ("placebo", "broadcast"),
    ("broadcast", "naive"),
)
COST = "cost_per_net_vote"
"""The one measure that is a ratio of means: single elections may gain next to nothing."""
EQUIVALENCE = (0.95, 1.05)


class Table:
    """Values by arm and measure over replicates, (replicates,) each; silence is always there."""

    def __init__(self, replicates: Sequence[Replicate], streams: Streams) -> None:
        self._replicates, self._streams = replicates, streams
        self.size = len(replicates)
        self._values: dict[tuple[str, str], Floats] = {}

    @cached_property
    def resamples(self) -> Ints:
        """The same resamples for every ratio, so that no arm moves another's interval."""
        return resamples(self.size, self._streams.generator("summary/bootstrap"))

    def values(self, arm: str, measure: str) -> Floats:
        """(replicates,) values of one measure of one arm."""
        found = self._values.get((arm, measure))
        if found is None:
            if arm == "silent" and arm not in self._replicates[0].measures:
                found = np.zeros(self.size)
            else:
                found = np.array([r.measures[arm][measure] for r in self._replicates])
            self._values[arm, measure] = found
        return found

    def measures(self, arm: str) -> list[str]:
        """The measures of an arm, in the order of tables."""
        there = self._replicates[0].measures[arm]
        return [name for name in (*MEASURES, *MORE_MEASURES) if name in there]

    def diagnostic(self, name: str) -> Floats:
        """(replicates,) values of a diagnostic."""
        return np.array([r.diagnostics[name] for r in self._replicates])


def summarise(scenario: Scenario, replicates: Sequence[Replicate]) -> dict[str, Any]:
    """The summary of a run, as plain numbers: what `--json` prints but version and timing."""
    table = Table(replicates, Streams(scenario.run.seed, 0))
    arms = {arm: _arm(table, arm) for arm in scenario.run.arms}
    pairs = [(a, b) for a, b in CONTRASTS if a in arms and b in arms]
    contrasts: dict[str, Any] = {f"{a}-{b}": _contrast(table, a, b) for a, b in pairs}
    for a, b in RATIOS:
        if a in arms and b in arms:
            contrasts[f"{a}/{b}"] = _ratios(table, a, b)
    return {
        "scenario": {"name": scenario.population.name, "hash": scenario.hash},
        "seed": scenario.run.seed,
        "replicates": table.size,
        "electorate": scenario.population.electorate,
        "simulated": scenario.population.simulated,
        "arms": arms,
        "contrasts": contrasts,
        "ladder": _ladder(table, scenario.run.arms),
        "segments": _segments(scenario, replicates),
        "verdict": _verdict(scenario, contrasts),
        **answers(scenario, replicates),
    }


def _arm(table: Table, arm: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for measure in table.measures(arm):
        if measure == COST:
            spend, votes = table.values(arm, "spend"), table.values(arm, "net_votes")
            found[measure] = ratio_interval(spend, votes, table.resamples)
        elif measure in SHARES:
            found[measure] = share_interval(table.values(arm, measure))
        elif measure in PROBABILITIES:
            found[measure] = probability_interval(table.values(arm, measure))
        else:
            found[measure] = mean_interval(table.values(arm, measure))
    return found


def _contrast(table: Table, first: str, second: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for measure in table.measures(first):
        if measure == COST:
            continue
        a, b = table.values(first, measure), table.values(second, measure)
        if measure in SHARES:
            found[measure] = paired_share_interval(a, b)
        elif np.isfinite(a).all() and np.isfinite(b).all():
            found[measure] = mean_interval(paired_gap(a, b))
    gap = paired_gap(table.values(first, "net_votes"), table.values(second, "net_votes"))
    return {
        **found,
        "share_ahead": float(np.mean(gap > 0.0)),
        "share_tied": float(np.mean(gap == 0.0)),
    }


def _ratios(table: Table, first: str, second: str) -> dict[str, Any]:
    return {
        measure: ratio_interval(
            table.values(first, measure), table.values(second, measure), table.resamples
        )
        for measure in ("net_votes", "reach_rate")
    }


def _ladder(table: Table, arms: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "step": rung.arm,
            "arm": rung.arm,
            "from": rung.start,
            "buys": rung.buys,
            "gain": mean_interval(
                table.values(rung.arm, "net_votes") - table.values(rung.start, "net_votes")
            ),
        }
        for rung in rungs(arms)
    ]


def _segments(scenario: Scenario, replicates: Sequence[Replicate]) -> dict[str, Any]:
    def over(measure: str) -> dict[str, Any]:
        return mean_interval(np.array([r.diagnostics[measure] for r in replicates]))

    measures = ("party_correlation", "segment_correlation", "effect_variance_between", "tau_pp")
    chosen = {"chosen": over("segments")} if scenario.segments.count == "auto" else {}
    return {
        "method": scenario.segments.method,
        "count": scenario.segments.count,
        **chosen,
        **{measure: over(measure) for measure in measures},
    }


def judge(low: float | None, high: float | None, worth: float) -> str:
    """A win if the whole interval lies above the worth, a loss if below it, else open.

    The question is whether the first arm gains something worth having: a gain of nothing is a loss.

    >>> judge(10.0, 30.0, 5.0), judge(-1.0, 4.0, 5.0), judge(-1.0, 30.0, 5.0)
    ('win', 'loss', 'open')
    """
    if low is None or high is None:
        return "open"
    if low > worth:
        return "win"
    return "loss" if high < worth else "open"


def _verdict(scenario: Scenario, contrasts: dict[str, Any]) -> dict[str, Any]:
    """Wins and losses by the worth, both ways of delivery, and equivalence within 5 %."""
    people = scenario.population.electorate * scenario.politics.turnout
    worth = scenario.run.worth_pp / 100.0 * people
    found: dict[str, Any] = {"worth_pp": scenario.run.worth_pp, "worth_votes": worth}
    for name in ("segmented-broadcast", "segmented_free-broadcast"):
        if name in contrasts:
            votes = contrasts[name]["net_votes"]
            found[name] = judge(votes["low"], votes["high"], worth)
    ratio = contrasts.get("segmented/broadcast", {}).get("net_votes", {})
    low, high = ratio.get("low"), ratio.get("high")
    found["equivalent"] = (
        low is not None and high is not None and EQUIVALENCE[0] <= low and high <= EQUIVALENCE[1]
    )
    return found
