"""What points share: bands and shares hold the truth, and every point has one outcome."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from benchmarks.peers.bands import KINDS, MEASURE, Chance, held, study
from msim.core.verdict import outcome
from msim.study.analyze import smooth, worlds
from msim.study.analyze.outcomes import ANSWERS, WORTHS, answers, by_worth, shares
from tests.study.analyze import synthetic

REPEATS = 40
FEWEST = int(binom.ppf(0.001, REPEATS, 0.95))
"""Truths that a band of 95 % holds, at least, in 999 of 1,000 runs of so many repeats."""


def test_a_band_holds_the_true_line_where_points_share_their_worlds() -> None:
    now, before = [], []
    for seed in range(REPEATS):
        design, table = study(KINDS["worlds above all"], seed)
        now.append(held(design, table)[0])
        before.append(held(design, table.drop(columns="worlds"))[0])
    assert sum(now) >= FEWEST > sum(before)


def test_a_share_is_as_unsure_as_its_worlds() -> None:
    made = [study(KINDS["worlds above all"], seed) for seed in range(2 * REPEATS)]
    found = [shares(*each)["win"] for each in made]
    true = np.mean([each.share for each in found])
    assert sum(each.low <= true <= each.high for each in found) >= \
        binom.ppf(0.001, 2 * REPEATS, 0.93)  # fmt: skip
    bare = [shares(design, table.drop(columns="worlds"))["win"] for design, table in made]
    assert sum(each.low <= true <= each.high for each in bare) < 1.6 * REPEATS


def test_points_without_a_common_chance_are_no_less_sure_than_before() -> None:
    _, table = study(Chance(0.0, 0.0, 0.5, 200, 10), 3)
    pulled = worlds.pulls(table)
    assert pulled is not None
    error = (table[f"{MEASURE}.high"] - table[f"{MEASURE}.low"]) / 2.0 / 2.262157
    assert np.sqrt(np.sum(pulled**2, axis=1)) == pytest.approx(error.to_numpy(), rel=1e-6)
    assert worlds.alone(pulled).mean() == pytest.approx(np.mean(error**2), rel=0.05)
    more, whole = worlds.added(np.full((1, 200), 1.0 / 200), pulled)
    assert more[0] <= whole[0] < 4.0 * np.mean(error**2) / 200


def test_weights_are_those_of_the_smooth_surface() -> None:
    rng = np.random.default_rng(1)
    points, value, places = rng.random((40, 2)), rng.normal(size=40), rng.random((9, 2))
    kernel = smooth._kernel(points, places, 0.18)
    fitted = smooth._fitted(kernel @ smooth._moments(points, value), places)
    assert smooth._weights(kernel, points, places) @ value == pytest.approx(fitted)


def test_every_point_has_the_outcome_of_the_one_rule_at_any_worth() -> None:
    asked, whole = synthetic.sobol_study(64)
    for worth in (None, np.full(len(whole), 20_000.0)):
        ends = zip(whole[f"{synthetic.VOTES}.low"], whole[f"{synthetic.VOTES}.high"],
                   answers(asked, whole, worth=worth), strict=True)  # fmt: skip
        limit = synthetic.WORTH if worth is None else 20_000.0
        assert all(outcome(low, high, limit) in ANSWERS[said] for low, high, said in ends)


def test_shares_add_up_and_move_with_the_worth_one_way() -> None:
    asked, whole = synthetic.sobol_study(64)
    found = by_worth(asked, whole)
    assert list(found["worth_pp"].unique()) == list(WORTHS)
    for _, each in found.groupby("worth_pp"):
        of = each.set_index("answer")["share"]
        assert of[list(ANSWERS)].sum() == pytest.approx(1.0)
        assert of["fall"] == pytest.approx(of[["small", "short", "loss"]].sum())
    for answer in ("win", "loss"):
        assert (found.loc[found["answer"] == answer, "share"].diff().dropna() <= 0.0).all()
    own = found[found["worth_pp"] == 0.05].set_index("answer")["share"]
    assert own["win"] == shares(asked, whole)["win"].share
    alone = synthetic.design(measure="segmented.net_votes")
    assert by_worth(alone, whole.rename(columns=lambda n: n.replace("-broadcast", ""))).empty
