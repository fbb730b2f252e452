"""Laws 5 and 6: nothing depends on names' order, on who else is there, or on who computes."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd

from msim.campaign.campaign import Campaign
from msim.core.arrays import Floats, Ints
from msim.core.seen import CampaignView
from msim.experiment.comparison.compare import run
from msim.experiment.engine import observing, replicate, sides, stage
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.observing import Observed
from msim.scenario import Scenario
from msim.world import world
from tests.laws import engine
from tests.laws.drawn import ARMS, changed
from tests.laws.exact import same


def close(a: engine.Played, b: engine.Played) -> None:
    """Every measure of every arm agrees to 1e-12 of what it is measured in."""
    votes = a.scenario.population.electorate
    assert set(a.measures) == set(b.measures)
    for arm, measures in a.measures.items():
        for measure, value in measures.items():
            other, scale = b.measures[arm][measure], abs(value)
            if measure.endswith("votes"):
                scale = votes  # differences of counts of votes
            if measure == "cost_per_net_vote":
                scale = votes * (scale / max(abs(measures["net_votes"]), 1e-300))
            gap = abs(other - value)
            assert same(value, other) or gap <= 1e-12 * max(scale, 1.0), (arm, measure, gap)


@dataclass(frozen=True, eq=False)
class Relabelled:
    """A segmentation whose labels are permuted: label s becomes order[s]. Random cells stay."""

    was: Any
    order: Ints

    @property
    def cells(self) -> int:
        return int(self.was.cells)

    @property
    def shares(self) -> Floats:
        return self.was.shares

    @property
    def noise(self) -> int | None:
        return None if self.was.noise is None else int(self.order[self.was.noise])

    @property
    def kept(self) -> float | None:
        return self.was.kept

    def assign(self, view: CampaignView) -> Ints:
        rows = self.was.assign(view)
        return np.concatenate([[0], self.order + 1])[rows]


@dataclass(frozen=True)
class Renamed:
    """A model of messages in which number k is what was number order[k]."""

    was: Any
    order: Ints

    def __getattr__(self, name: str) -> Any:
        return getattr(self.was, name)

    def effects(self, *args: Any) -> Floats:
        return self.was.effects(*args)[:, self.order]


def law_5_labels(scenario: Scenario) -> None:
    """Permuting the labels of segments changes nothing.

    Messages by lot would be drawn label by label; and lots stay as they are, so that the placebo's
    would stand in for other segments, which costs something else.
    """
    scenario = changed(scenario, {"test.conducted": True})
    if scenario.messages.mismatch_pp:
        arms = tuple(arm for arm in scenario.run.arms if arm != "placebo")
        scenario = changed(scenario, {"run.arms": arms})
    fitted = sides.segment

    def relabelled(*args: Any) -> Relabelled:
        found = fitted(*args)
        return Relabelled(found, np.roll(np.arange(found.cells), 1)[::-1])

    plain = engine.played(scenario)
    with mock.patch.object(sides, "segment", relabelled):
        close(plain, engine.played(scenario))


def law_5_arms(scenario: Scenario) -> None:
    """The order of arms changes nothing."""
    turned = changed(scenario, {"run.arms": scenario.run.arms[::-1]})
    close(engine.played(scenario), engine.played(turned))


def law_5_channels(scenario: Scenario) -> None:
    """The order of channels changes nothing."""
    channels = scenario.model_dump()["channels"]
    turned = {name: channels[name] for name in reversed(channels)}
    tree = scenario.model_dump() | {"channels": turned}
    close(engine.played(scenario), engine.played(Scenario.model_validate(tree)))


def law_5_messages(scenario: Scenario) -> None:
    """The order of messages changes nothing, their draws moving with them.

    Ties aside, which go to the message that comes first: where answers are a bare yes or no, a
    handful of respondents tie easily, so there is a baseline to adjust them by.
    """
    # Trees of a forest are drawn by the place of their message, and so is who hears which of the
    # messages of an arm that mixes them.
    arms = tuple(arm for arm in scenario.run.arms if not arm.startswith("adaptive"))
    mixes = (scenario.opponent.strategy or "").startswith("adaptive")
    scenario = changed(scenario, {
        "run.arms": arms,
        "opponent.strategy": "broadcast" if mixes else scenario.opponent.strategy,
        "test.baseline_r2": max(scenario.test.baseline_r2, 0.3),
        "segments.individual_model": "ridge",
    })
    order = np.roll(np.arange(scenario.messages.count), 1)
    place = np.concatenate([np.argsort(order), [-1]])  # the last is the control group's -1
    plain = engine.played(scenario)
    build, shown, drawn = world.build_messages, sides.assign_messages, Campaign._at_random

    def moved(self: Any, *args: Any) -> Any:
        choice = drawn(self, *args)
        return replace(choice, message=place[choice.message])

    answers, told, dealt = observing.assign_messages, Observed._normals, stage.divided

    def split(sent: Floats, *args: Any) -> Any:
        return dealt(sent[:, :, place[:-1]], *args)[:, order]

    with ExitStack() as patches:
        for home, name, new in (
            (observing, "assign_messages", lambda *args: place[answers(*args)]),
            (Observed, "_normals", lambda *args: told(*args)[order]),
            (stage, "divided", split),
            (world, "build_messages", lambda *args: Renamed(build(*args), order)),
            (sides, "assign_messages", lambda *args: place[shown(*args)]),
            (Campaign, "_at_random", moved),
        ):
            patches.enter_context(mock.patch.object(home, name, new))
        close(plain, engine.played(scenario))


def _exactly(a: replicate.Replicate, b: replicate.Replicate) -> None:
    for arm in set(a.measures) & set(b.measures):
        for measure, value in a.measures[arm].items():
            assert same(value, b.measures[arm][measure]), (arm, measure)
        assert same(a.frequency[arm], b.frequency[arm]), arm
        rows, others = ([row for row in x.plans if row["arm"] == arm] for x in (a, b))
        assert rows == others, arm
    for name, value in a.diagnostics.items():
        assert same(value, b.diagnostics[name]), name


def law_6_arms(scenario: Scenario) -> None:
    """Adding an arm changes no number of another."""
    everything = engine.played(changed(scenario, {"run.arms": ARMS})).replicate
    for arms in (("broadcast",), ("segmented",), ("placebo", "silent"), ("oracle", "naive")):
        _exactly(engine.played(changed(scenario, {"run.arms": arms})).replicate, everything)


def results(scenario: Scenario) -> dict[str, Any]:
    """All that a run hands on, but how long it took."""
    found = run(scenario)
    tables = ("outcomes", "segments", "plans", "diagnostics", "frequency", "districts")
    return {"summary": found.summary, **{name: getattr(found, name) for name in tables}}


def summaries_agree(scenario: Scenario, arms: tuple[str, ...], others: tuple[str, ...]) -> None:
    """What a summary says of arms that two runs share is the same, resampled intervals as well."""
    runs = (results(changed(scenario, {"run.arms": each})) for each in (arms, others))
    first, second = (run["summary"] for run in runs)
    for part in ("arms", "contrasts"):
        for name in set(first[part]) & set(second[part]):
            for measure, value in first[part][name].items():
                assert value == second[part][name][measure], (part, name, measure)


def law_5_summary(scenario: Scenario) -> None:
    """The order of arms changes no interval."""
    summaries_agree(scenario, ARMS, ARMS[::-1])


def law_6_summary(scenario: Scenario) -> None:
    """Adding an arm changes no interval of another."""
    summaries_agree(scenario, ARMS, ("broadcast", "segmented"))


def law_6_workers(scenario: Scenario, workers: tuple[int, ...] = (1, 2, 3)) -> None:
    """The number of workers changes no bit of anything that a run hands on."""
    first, *others = (results(changed(scenario, {"run.workers": w})) for w in workers)
    for other in others:
        assert repr(first["summary"]) == repr(other["summary"])
        for name in set(first) - {"summary"}:
            pd.testing.assert_frame_equal(first[name], other[name], check_exact=True)


def law_6_replicates(scenario: Scenario) -> None:
    """More replicates leave the earlier ones as they were."""
    few, more = (
        results(changed(scenario, {"run.replicates": n, "run.workers": 1})) for n in (2, 4)
    )
    for name in ("outcomes", "plans", "diagnostics"):
        earlier = more[name][more[name]["replicate"] < 2].reset_index(drop=True)
        pd.testing.assert_frame_equal(few[name], earlier, check_exact=True)
    pd.testing.assert_frame_equal(few["segments"], more["segments"], check_exact=True)


def edited(block: Block, voter: int, **made: Any) -> Block:
    """The block with one voter's traits, leaning and turnout changed, made anew from there on."""
    twin = Block(block._world, block._observer, block.number)
    voters = block.voters
    traits, support, turnout = (
        a.copy() for a in (voters.traits, voters.support, voters.turnout_prob)
    )
    traits[voter] = 2.5 - traits[voter]
    support[voter] = -2.0 * np.sign(support[voter])
    turnout[voter] = 1.0 - 0.9 * turnout[voter]
    twin.__dict__["voters"] = replace(
        voters, traits=traits, support=support, turnout_prob=turnout
    )
    twin.__dict__.update(made)
    return twin


def law_6_voter(scenario: Scenario, voter: int = 17) -> None:
    """Editing one voter, the plan held fixed and nothing passed on, moves only that voter."""
    scenario = changed(scenario, {"earned.share_rate": 0.0})
    found = engine.played(scenario)
    for plan in found.plans.values():
        block = found.blocks[0]
        before = engine.follow(block, plan, scenario)
        after = engine.follow(edited(block, voter), plan, scenario)
        others = np.arange(block.voters.size) != voter
        for name in ("means", "effect_share", "shift", "own", "row"):
            a, b = getattr(before, name), getattr(after, name)
            assert same(a[..., others], b[..., others]), (plan.arm, name)
        assert before.own[voter] != after.own[voter]
