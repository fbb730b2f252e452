"""What are policies worth that a survey of 4,000 or 12,000 respondents has taught?

`python -m benchmarks.peers.policies [REPEATS]`, from the top. `divisive` with six segments, seeds 1
to REPEATS; a policy's value is the mean effect of its messages, in points of vote choice by one
forced exposure, on 20,000 voters whom the survey did not ask. The peer is econml's doubly robust
policy tree (`DRPolicyTree`, at most six leaves' depth, honest as it comes), fitted to the same
answers and readings where `PEER` is the path of a Python that has econml 0.17.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import msim
from benchmarks.peers.repeats import show
from msim.campaign.campaign import Campaign
from msim.campaign.individuals.rule import scaling
from msim.campaign.strategies import strategy
from msim.core.arrays import Floats, Ints
from msim.core.seen import CampaignView, Rule
from msim.execution.here import one_thread
from msim.experiment.engine.sides import electorate, prepare
from msim.experiment.segments.uplift import beyond_the_survey

ASKED = (4_000, 12_000)
KEYS: dict[str, object] = {"population.simulated": 60_000, "test.surveys": 1}
FIT = """
import sys, numpy as np
from econml.policy import DRPolicyTree
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
d = np.load(sys.argv[1])
leaves = dict(n_estimators=100, min_samples_leaf=50, n_jobs=1, random_state=0)
made = DRPolicyTree(
    model_regression=RandomForestRegressor(**leaves),
    model_propensity=RandomForestClassifier(**leaves),
    max_depth=3, min_samples_leaf=max(50, len(d["y"]) // 20), random_state=0)
made.fit(d["y"], d["t"], X=d["x"], sample_weight=d["w"])
np.save(sys.argv[2], made.predict(d["new"]))
"""


def campaign_of(asked: int, seed: int, keys: dict[str, object]) -> tuple[Campaign, CampaignView,
                                                                         Floats, Floats]:
    """A campaign, and voters whom it did not ask: what it sees of them, true effects, weights."""
    scenario = msim.load("divisive", {**KEYS, "test.respondents": asked, "run.seed": seed, **keys})
    voters = electorate(scenario, 0)
    campaign, _ = prepare(scenario, voters)
    judged = beyond_the_survey(scenario, voters)
    return campaign, judged.view, judged.effects_pp, judged.turnout_prob


def ours(campaign: Campaign, arm: str, view: CampaignView) -> Ints:
    """(n,) the message that an arm gives each voter."""
    made = strategy(arm)
    rule: Rule = made.rule(campaign)
    choice = made.choice(campaign, rule)
    assert choice is not None
    return choice.message[np.maximum(rule.assign(view) - 1, 0)]


def peer(campaign: Campaign, view: CampaignView) -> Ints | None:
    """(n,) the same by econml; None where there is none."""
    python = os.environ.get("PEER")
    if not python:
        return None
    look = scaling(campaign.respondents, campaign.traits, ())
    told = campaign.answers
    some = told.message >= 0
    with tempfile.TemporaryDirectory() as folder:
        given, got = Path(folder, "given.npz"), Path(folder, "got.npy")
        np.savez(given, x=look.apply(campaign.respondents)[some], y=told.vote[some],
                 t=told.message[some], w=told.weight[some], new=look.apply(view))  # fmt: skip
        subprocess.run([python, "-c", FIT, str(given), str(got)], check=True)
        return np.load(got).astype(int)


def values(asked: int, seed: int) -> dict[str, float]:
    """Policy values by name."""
    found: dict[str, float] = {}

    def note(name: str, message: Ints | None, true: Floats, weight: Floats) -> None:
        if message is not None:
            found[name] = float(np.average(true[np.arange(message.size), message], weights=weight))

    tree: dict[str, object] = {"segments.method": "uplift_tree", "segments.count": 6}
    campaign, view, true, weight = campaign_of(asked, seed, tree)
    note("single message", ours(campaign, "broadcast", view), true, weight)
    note("uplift tree", ours(campaign, "segmented", view), true, weight)
    note("econml's policy tree", peer(campaign, view), true, weight)
    note("ridge", ours(campaign, "individual", view), true, weight)
    for way in ("empirical_bayes", "none"):
        keys: dict[str, object] = {"segments.individual_model": "forest", "test.shrinkage": way}
        campaign, view, true, weight = campaign_of(asked, seed, keys)
        note(f"forest, {way}", ours(campaign, "individual", view), true, weight)
    note("best for each voter", np.argmax(true, axis=1), true, weight)
    return found


def rows(repeats: int) -> Iterator[str]:
    """The table, a line a policy."""
    yield "| policy | " + " | ".join(f"{asked:,} respondents" for asked in ASKED) + " |"
    yield "| --- |" + " ---: |" * len(ASKED)
    with one_thread():
        each = [[values(asked, seed) for seed in range(1, repeats + 1)] for asked in ASKED]
    for name in each[0][0]:
        cells = []
        for worlds in each:
            of = np.array([world[name] for world in worlds])
            error = of.std(ddof=1) / np.sqrt(of.size) if of.size > 1 else float("nan")
            cells.append(f"{of.mean():.3f} (SE {error:.3f})")
        yield f"| {name} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    show(rows)
