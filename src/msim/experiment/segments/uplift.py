"""What would be won by treating voters one by one? Uplift curves and the value of policies.

A policy gives each voter a message. Its value is the mean of what its messages do to the voters
(Manski 2004, Econometrica 72(4)), here by the truth, on voters whom the survey did not ask. An
uplift curve treats first whom the policy expects most of: the others get the single best message
(Radcliffe 2007, Direct Marketing Analytics Journal; the Qini coefficient is the area between the
curve and the straight line to its end). The same curve as the one survey draws it, from the very
answers that chose the policy, stands beside it: that one flatters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from msim.campaign.campaign import Campaign
from msim.campaign.strategies import strategy
from msim.core.arrays import Floats, Ints
from msim.core.seen import CampaignView, Choice, Rule
from msim.execution.here import one_thread
from msim.experiment.comparison.intervals import Interval, mean_interval, paired_gap
from msim.experiment.engine.electorate import Electorate
from msim.experiment.engine.sides import electorate, prepare
from msim.experiment.engine.survey import Panel
from msim.scenario.model import Scenario

POLICIES = ("broadcast", "segmented", "demographic", "individual", "oracle")
SAMPLE = 20_000
"""Voters, at most, by whom a policy is judged; beyond those whom the survey asked."""
STEPS = 21
"""Points of a curve: 0 %, 5 %, ... 100 % of voters."""


@dataclass(frozen=True)
class Uplift:
    """Curves and values over replicates, all in points of vote choice by one forced exposure.

    curves: policy, share (of voters treated), kind (true or survey), mean, low, high: what the
    policy adds over the single best message for everybody. values: policy -> interval of its mean
    effect. gains: policy -> interval of its gain over broadcast, paired. qini: policy -> interval
    of the area under its true curve above the straight line. voters: by whom it was judged.
    """

    curves: pd.DataFrame
    values: dict[str, Interval]
    gains: dict[str, Interval]
    qini: dict[str, Interval]
    voters: int
    replicates: int


@dataclass(frozen=True)
class _Policy:
    """A message for each of some voters, and what the campaign expects it to add (n,)."""

    message: Ints
    expected: Floats


def uplift(scenario: Scenario, replicates: int) -> Uplift:
    """Judge each policy in `replicates` replicates of a scenario, on voters not surveyed."""
    with one_thread():
        judged = [_one(scenario, number) for number in range(replicates)]
    names = list(judged[0][0])
    values = {name: np.array([value[name] for value, _, _ in judged]) for name in names}
    rows = []
    for kind in ("true", "survey"):
        for name in names:
            key = (name, kind)
            curves = np.array([curve[key] for _, curve, _ in judged if key in curve])
            for at in range(STEPS if curves.size else 0):
                interval = mean_interval(curves[:, at])
                bounds = {key: interval[key] for key in ("mean", "low", "high")}
                rows.append({"policy": name, "share": at / (STEPS - 1), "kind": kind} | bounds)
    areas = {
        name: np.array([_qini(curve[name, "true"]) for _, curve, _ in judged]) for name in names
    }
    return Uplift(
        curves=pd.DataFrame(rows),
        values={name: mean_interval(of_policy) for name, of_policy in values.items()},
        gains={
            name: mean_interval(paired_gap(of_policy, values["broadcast"]))
            for name, of_policy in values.items()
        },
        qini={name: mean_interval(area) for name, area in areas.items()},
        voters=judged[0][2],
        replicates=replicates,
    )


Curves = dict[tuple[str, str], Floats]


def _one(scenario: Scenario, number: int) -> tuple[dict[str, float], Curves, int]:
    """Values and curves of one replicate, and by how many voters."""
    voters = electorate(scenario, number)
    campaign, _ = prepare(scenario, voters)
    judged = beyond_the_survey(scenario, voters)
    true, weight = judged.effects_pp, judged.turnout_prob
    single = int(campaign.best_single().message[0])
    each = np.arange(true.shape[0])
    values: dict[str, float] = {}
    curves: Curves = {}
    marked = any(trait.demographic for trait in scenario.population.traits)
    for name in POLICIES:
        if name == "demographic" and not marked:
            continue
        policy = _policy(name, campaign, judged.view, true)
        if policy is None:
            continue
        values[name] = float(np.average(true[each, policy.message], weights=weight))
        added = true[each, policy.message] - true[:, single]
        curves[name, "true"] = curve(added, policy.expected, weight)
        asked = _policy(name, campaign, campaign.respondents, None)
        if asked is not None:
            curves[name, "survey"] = _by_survey(campaign, asked, single)
    return values, curves, int(true.shape[0])


def beyond_the_survey(scenario: Scenario, voters: Electorate) -> Panel:
    """Voters with a record after those whom the survey asked; everybody where there are none."""
    asked = max(scenario.respondents, scenario.segments.fit_sample)
    panel = Panel.draw(voters, asked + SAMPLE)
    asked = max(asked, int(panel.asked(scenario.respondents).max()) + 1)
    start = asked if panel.size >= asked + 200 else 0
    some = slice(start, None)
    return Panel(
        panel.view.rows(np.arange(panel.size)[some]),
        panel.support[some],
        panel.turnout_prob[some],
        panel.effects[some],
        panel.share,
        None if panel.turnout_effects is None else panel.turnout_effects[some],
    )


def _policy(
    name: str, campaign: Campaign, view: CampaignView, true: Floats | None
) -> _Policy | None:
    """The policy for the voters of a view; None where it needs the truth and has none."""
    single = int(campaign.best_single().message[0])
    n = view.known.size
    if name == "oracle":
        if true is None:
            return None
        best = np.argmax(true, axis=1)
        return _Policy(best, true[np.arange(n), best] - true[:, single])
    arm = strategy(name)
    rule: Rule = arm.rule(campaign)
    choice: Choice | None = arm.choice(campaign, rule)
    if choice is None or rule.cells == 0:
        return _Policy(np.full(n, single), np.zeros(n))
    cell = np.maximum(rule.assign(view) - 1, 0)
    message = choice.message[cell]
    promised = choice.promised_pp
    return _Policy(message, promised[cell, message] - promised[cell, single])


def curve(added: Floats, expected: Floats, weight: Floats) -> Floats:
    """(STEPS,) mean gain over everybody when the first so many voters are treated as they should.

    added: (n,) what the policy adds for each voter; expected: (n,) what it is expected to add,
    by which voters are ranked, ties in proportion; weight: (n,).

    >>> curve(np.array([2.0, 0.0]), np.array([1.0, 0.0]), np.ones(2))[[0, 10, 20]]
    array([0., 1., 1.])
    """
    _, group = np.unique(-expected, return_inverse=True)
    size = np.bincount(group, weights=weight)
    gain = np.bincount(group, weights=weight * added)
    whole = weight.sum()
    reached = np.concatenate([[0.0], np.cumsum(size) / whole])
    return np.interp(np.linspace(0.0, 1.0, STEPS), reached, np.concatenate(
        [[0.0], np.cumsum(gain) / whole]))


def _by_survey(campaign: Campaign, policy: _Policy, single: int) -> Floats:
    """(STEPS,) the curve as the survey's own answers draw it, group by group of equal expectation.

    In each group, the mean answer of those who were shown their own message less that of those
    who were shown the single best one.
    """
    answers, other = campaign.parts
    vote = answers.vote if other is None else answers.vote - other.vote
    weight = answers.weight * answers.people
    bands = _bands(policy.expected)
    gains, sizes = [], []
    for band in np.unique(bands):
        inside = bands == band
        size = float(weight[inside].sum())
        own = inside & (answers.message == policy.message)
        common = inside & (answers.message == single)
        known = weight[own].sum() > 0.0 and weight[common].sum() > 0.0
        gap = 0.0
        if known and not np.array_equal(own, common):
            gap = 100.0 * float(
                np.average(vote[own], weights=weight[own])
                - np.average(vote[common], weights=weight[common])
            )
        gains.append(gap * size)
        sizes.append(size)
    whole = sum(sizes)
    reached = np.concatenate([[0.0], np.cumsum(sizes) / whole])
    gained = np.concatenate([[0.0], np.cumsum(gains) / whole])
    return np.interp(np.linspace(0.0, 1.0, STEPS), reached, gained)


def _bands(expected: Floats) -> Ints:
    """(n,) ten bands of expectation, the highest first; fewer where many expect the same."""
    cuts = np.unique(np.quantile(-expected, np.arange(1, 10) / 10.0))
    return np.searchsorted(cuts, -expected, side="left")


def _qini(points: Floats) -> float:
    """Area between a curve and the straight line to its end."""
    step = 1.0 / (STEPS - 1)
    area = float(np.sum((points[1:] + points[:-1]) / 2.0) * step)
    return area - float(points[-1]) / 2.0
