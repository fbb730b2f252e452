"""Law 10: a world, its surveys, what is left to chance in it, and who is told the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from unittest import mock

import numpy as np

from msim.campaign.campaign import Campaign
from msim.core.seen import Plan
from msim.core.tally import Tally
from msim.experiment.engine import replicate, sides
from msim.experiment.engine.measures import COST
from msim.experiment.engine.opponent import Against
from msim.experiment.engine.play import play
from msim.experiment.engine.stage import Stage
from msim.scenario import Scenario
from tests.laws import engine
from tests.laws.drawn import ARMS, PLAIN, changed
from tests.laws.exact import same

ROUNDING = 1e-9


def law_10_oracle(scenario: Scenario, worlds: int = 4) -> None:
    """The oracle gains at least what the single best message gains, in every world."""
    runs = engine.replicates(
        changed(scenario, {"run.arms": ("silent", "best_single", "oracle")}), worlds
    )
    assert np.all(engine.gaps(runs, "oracle", "best_single", "net_votes") >= 0.0)


def law_10_alike(scenario: Scenario) -> None:
    """Where all respond alike, and nobody is addressed apart, they gain the same.

    Messages are made for nothing: the single best pays for one, the oracle for each of them.
    """
    keys = {"messages.heterogeneity_sd_pp": 0.0, "messages.group_correlation": None,
            "messages.cost_each": 0.0,
            "channels.*.targetable": False, "run.arms": ("silent", "best_single", "oracle")}
    found = engine.played(changed(scenario, PLAIN | keys)).measures
    gap = found["oracle"]["net_votes"] - found["best_single"]["net_votes"]
    assert abs(gap) <= ROUNDING * scenario.population.electorate, gap


def law_10_naive(scenario: Scenario) -> None:
    """A message at random comes to the mean of all messages, each of them sent in a run alone."""
    scenario = changed(scenario, {"run.arms": ("silent", "naive")})
    every, alone = Campaign.each_message, []
    whole = engine.played(scenario).measures["naive"]
    for k in range(scenario.messages.count):
        with mock.patch.object(Campaign, "each_message", lambda self, k=k: [every(self)[k]]):
            found = engine.played(scenario)
        assert np.all(found.plans["naive"].message == k)
        alone.append(found.measures["naive"])
    for measure, value in whole.items():
        expected = np.mean([each[measure] for each in alone])
        if measure == COST:
            continue  # money over votes, each of them a mean
        scale = scenario.population.electorate if measure.endswith("votes") else abs(expected)
        near = abs(value - expected) <= 1e-12 * max(scale, 1.0)
        assert near or same(value, expected), (measure, value, expected)


def law_10_shared(scenario: Scenario) -> None:
    """Plans that are alike are computed once; each played alone comes to the same, bit for bit."""
    scenario = changed(scenario, {"run.arms": ARMS})
    together = engine.played(scenario)
    with mock.patch.object(replicate, "play", _one_by_one):
        alone = engine.played(scenario)
    assert set(together.tallies) == set(alone.tallies)
    for name, tally in together.tallies.items():
        for field in fields(tally):
            a, b = (getattr(each, field.name) for each in (tally, alone.tallies[name]))
            assert same(a, b), (name, field.name)


def _one_by_one(
    block: Any, plans: Mapping[str, Plan], stage: Stage, against: Against | None = None
) -> dict[str, Tally]:
    """What `play` finds, asked for one plan at a time."""
    found: dict[str, Tally] = {}
    if against is None:
        for name, plan in plans.items():
            found |= play(block, {name: plan}, stage)
    else:
        for name, pair in against.pairs.items():
            met = replace(against, pairs={name: pair})
            found |= play(block, {pair[0]: plans[pair[0]]}, stage, met)
    return found


def law_10_more(scenario: Scenario) -> None:
    """More surveys leave the earlier ones as they were, and the voters of the world as well."""
    few, more = (
        engine.played(changed(scenario, {"run.arms": ARMS, "test.surveys": n})) for n in (1, 3)
    )
    for a, b in zip(few.blocks, more.blocks, strict=True):
        for name in ("support", "turnout_prob", "district", "traits"):
            assert same(getattr(a.voters, name), getattr(b.voters, name)), name
        assert same(a.effects, b.effects)
        for name in ("traits", "party", "known", "lottery"):
            assert same(getattr(a.view, name), getattr(b.view, name)), name
    first, later = few.replicate, more.replicate
    opposed = scenario.opponent.strategy is not None
    for arm, measures in first.singles.items():
        if arm == "oracle" and opposed:  # takes what does best against all of the other's plans
            continue
        for measure, values in measures.items():
            assert same(values[:1], later.singles[arm][measure][:1]), (arm, measure)
        assert [row for row in first.plans if row["arm"] == arm] == [
            row for row in later.plans if row["arm"] == arm
        ], arm


def law_10_met(scenario: Scenario) -> None:
    """After survey j an arm meets what the other side does after its own survey j.

    A world with survey j alone, on both sides, is the world of several as it is after survey j.
    """
    keys = {"opponent.strategy": "broadcast", "run.arms": ("silent", "naive", "broadcast"),
            "segments.method": "one"}  # segments are made after the first survey
    several = engine.played(changed(scenario, {**keys, "test.surveys": 3})).replicate.singles
    real = sides.survey_streams
    for survey in (1, 2):
        moved = lambda streams, number, by=survey: real(streams, number + by)  # noqa: E731
        with mock.patch.object(sides, "survey_streams", moved):
            alone = engine.played(changed(scenario, {**keys, "test.surveys": 1})).replicate.singles
        for arm, measures in alone.items():
            for measure, values in measures.items():
                assert same(values[0], several[arm][measure][survey]), (arm, measure, survey)
