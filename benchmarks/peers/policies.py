"""What are policies worth that a survey of 4,000 or 12,000 respondents has taught?

`python -m benchmarks.peers.policies [REPEATS]`, from the top. Eight readings, five messages whose
effects step up and down at the middle of three of them, answers of yes or no; seeds 0 to REPEATS -
1. A policy's value is the mean true effect of its messages, in points, on 20,000 other voters. The
peers are econml's doubly robust policy tree (`DRPolicyTree`, depth 3, at least a twentieth in a
leaf) and policy forest (`DRPolicyForest`, 100 trees), fitted to the same answers where `PEER` is
the path of a Python that has econml 0.17.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.peers.repeats import show
from msim.campaign.choice import choose
from msim.campaign.individuals.forest import fit_forest
from msim.campaign.message_test import read
from msim.campaign.segments.uplift_tree import UpliftTree, kept, targets
from msim.core.arrays import Floats, Ints
from msim.core.seen import Answers
from msim.execution.here import one_thread

ASKED = (4_000, 12_000)
MESSAGES, READINGS, LEAVES = 5, 8, 6
LEVEL = np.array([1.0, 0.5, 0.0, 1.2, 0.8])
FIT = """
import sys, numpy as np
from econml.policy import DRPolicyForest, DRPolicyTree
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
d = np.load(sys.argv[1])
leaves = dict(n_estimators=100, min_samples_leaf=50, n_jobs=1, random_state=0)
given = dict(
    model_regression=RandomForestRegressor(**leaves),
    model_propensity=RandomForestClassifier(**leaves), random_state=0)
some = max(50, len(d["y"]) // 20)
made = (DRPolicyTree(max_depth=3, min_samples_leaf=some, **given) if sys.argv[3] == "tree"
        else DRPolicyForest(n_estimators=100, min_samples_leaf=50, n_jobs=1, **given))
made.fit(d["y"], d["t"], X=d["x"], sample_weight=d["w"])
np.save(sys.argv[2], made.predict(d["new"]))
"""


def effects(x: Floats) -> Floats:
    """(n, messages) points that each message moves each voter."""
    columns = []
    for k in range(MESSAGES):
        first, second = x[:, k % 3] > 0, x[:, (k + 1) % 3] > 0
        columns.append(np.where(first == (k < 3), 4, -2) + np.where(second == (k % 2 == 0), 3, -2))
    return LEVEL + np.column_stack(columns)


def survey(asked: int, rng: np.random.Generator) -> tuple[Floats, Answers]:
    """Readings and answers of so many respondents, a sixth of them in the control group."""
    x = rng.standard_normal((asked, READINGS))
    shown = rng.permutation(np.arange(asked) % (MESSAGES + 1)) - 1
    usual = 1.0 / (1.0 + np.exp(-(x[:, 0] + x[:, 3] + 0.5 * x[:, 4])))
    moved = effects(x)[np.arange(asked), np.maximum(shown, 0)] * (shown >= 0) / 100.0
    vote = (rng.random(asked) < np.clip(usual + moved, 0.0, 1.0)).astype(float)
    return x, Answers(shown, vote, np.ones(asked), None, np.ones(asked))


def tree(x: Floats, told: Answers, new: Floats, seed: int) -> Ints:
    """(n,) messages by the uplift tree, as a campaign under `empirical_bayes` takes them."""
    fitted = UpliftTree(LEAVES, seed).fit(x, targets(told, x))
    result = read(told, fitted.labels_, int(fitted.leaves_.size), MESSAGES)
    choice = choose(result, "empirical_bayes", kept=kept(x, told, LEAVES, seed))
    return choice.message[fitted.predict(new)]


def halved(x: Floats, told: Answers, new: Floats) -> Ints:
    """The same as it was: half of the answers cut, the other half choose."""
    half = np.arange(len(x)) % 2 == 0
    taught = Answers(told.message[half], told.vote[half], told.weight[half], None,
                     told.people[half])  # fmt: skip
    fitted = UpliftTree(LEAVES).fit(x[half], targets(taught))
    cell = fitted.predict(x)
    cells = int(cell.max()) + 1
    whole = read(told, cell, cells, MESSAGES)
    fresh = read(replace(told, people=np.where(half, 0.0, 1.0)), cell, cells, MESSAGES)
    effect = fresh.effect_pp - fresh.pooled_pp + whole.pooled_pp
    result = replace(fresh, effect_pp=effect, pooled_pp=whole.pooled_pp)
    return choose(result, "empirical_bayes").message[fitted.predict(new)]


def forest(x: Floats, told: Answers, new: Floats, seed: int) -> Ints:
    """The message that the forest of `individual` foretells to move each voter most."""
    result = read(told, np.zeros(len(x), dtype=np.intp), 1, MESSAGES)
    level = choose(result, "empirical_bayes").promised_pp[0]
    fitted = fit_forest(x, told, level, "empirical_bayes", seed)
    return np.argmax(fitted.predict(new), axis=1)


def peer(x: Floats, told: Answers, new: Floats, kind: str) -> Ints | None:
    """The same by econml; None where there is none."""
    python, some = os.environ.get("PEER"), told.message >= 0
    if not python:
        return None
    with tempfile.TemporaryDirectory() as folder:
        given, got = Path(folder, "given.npz"), Path(folder, "got.npy")
        np.savez(given, x=x[some], y=told.vote[some], t=told.message[some], w=told.weight[some],
                 new=new)  # fmt: skip
        subprocess.run([python, "-W", "ignore", "-c", FIT, str(given), str(got), kind],
                       check=True)  # fmt: skip
        return np.asarray(np.load(got)).astype(np.intp)


def values(asked: int, seed: int) -> dict[str, float]:
    """Policy values by name."""
    new = np.random.default_rng(99).standard_normal((20_000, READINGS))
    x, told = survey(asked, np.random.default_rng(seed))
    true = effects(new)
    given = {"before": halved(x, told, new), "now": tree(x, told, new, seed),
             "econml": peer(x, told, new, "tree"), "forest now": forest(x, told, new, seed),
             "econml's forest": peer(x, told, new, "forest")}  # fmt: skip
    return {
        name: float(true[np.arange(len(new)), message].mean())
        for name, message in given.items()
        if message is not None
    } | {"single message": float(true.mean(axis=0).max()), "best": float(true.max(axis=1).mean())}


def rows(repeats: int) -> Iterator[str]:
    """The table, a line a size of the survey."""
    for number, asked in enumerate(ASKED):
        with one_thread():
            each = [values(asked, seed) for seed in range(repeats)]
        if number == 0:
            yield "| respondents | " + " | ".join(each[0]) + " |"
            yield "| ---: |" + " ---: |" * len(each[0])
        cells = []
        for name in each[0]:
            of = np.array([world[name] for world in each])
            error = of.std(ddof=1) / np.sqrt(of.size) if of.size > 1 else np.nan
            cells.append(f"{of.mean():.2f} (SE {error:.2f})")
        yield f"| {asked:,} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    show(rows)
