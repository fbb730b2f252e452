"""What points share: bands and shares hold the truth, and every point has one outcome."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from benchmarks.peers.bands import KINDS, MEASURE, Chance, held, study
from msim.core.verdict import outcome
from msim.study import sample
from msim.study.analyze import explained as explains
from msim.study.analyze import morris, smooth, worlds
from msim.study.analyze.explained import explained
from msim.study.analyze.outcomes import ANSWERS, WORTHS, answers, by_worth, shares
from msim.study.records import Design, Kind
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
    mean, low, high = (table[f"{MEASURE}.{end}"].to_numpy() for end in ("mean", "low", "high"))
    error, plain = (high - low) / 2.0 / 2.262157, np.isclose((low + high) / 2.0, mean)
    assert plain.mean() > 0.9  # the others would pass 1, and are on another scale
    ours = np.sqrt(np.sum(pulled**2, axis=1))
    assert ours[plain] == pytest.approx(error[plain], rel=1e-6)
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


def in_worlds(kind: Kind, seed: int) -> tuple[Design, pd.DataFrame]:
    """A line in two parameters; each of ten worlds has a slope of its own in the first."""
    rng, asked = np.random.default_rng(seed), synthetic.design(kind, seed=seed)
    if kind == "morris":
        asked, _ = sample.size_problem(replace(asked, points=3 * 20))
        unit = sample.unit(asked)
    else:
        unit = rng.random((128, 2))
    slope = rng.normal(0.0, 1.0, 10)
    values = [[(2.0 + each) * x + 2.0 * y for each in slope] for x, y in unit]
    table = synthetic.told(pd.DataFrame(unit, columns=[p.key for p in asked.parameters]),
                           lambda _: np.mean(values, axis=1), 1.0)  # fmt: skip
    table["worlds"] = pd.Series([tuple((np.array(each) - np.mean(each)) / np.sqrt(90.0))
                                 for each in values], dtype=object)  # fmt: skip
    return asked, table


@pytest.mark.parametrize(("kind", "column", "true"), [
    ("latin_hypercube", "share", 0.5), ("morris", "mu_star", 2.0)])
def test_shares_and_effects_are_as_unsure_as_their_worlds(
    kind: Kind, column: str, true: float
) -> None:
    now = before = 0
    low, high = ("low", "high") if column == "share" else ("mu_star_low", "mu_star_high")
    for seed in range(REPEATS):
        asked, table = in_worlds(kind, seed)
        for bare in (False, True):
            if kind == "morris":
                found = morris.effects(asked, table.drop(columns="worlds") if bare else table)
            else:
                found = explained(asked, table.drop(columns="worlds") if bare else table)
            row = found.set_index("parameter").loc["data.validity"]
            held = row[low] <= true <= row[high]
            now, before = now + (held and not bare), before + (held and bare)
    assert now >= FEWEST > before, (now, before)


def test_slopes_of_shares_and_effects_are_those_of_small_steps() -> None:
    rng = np.random.default_rng(3)
    value, starts, step = rng.normal(size=20), np.array([0, 5, 12]), 1e-6
    ones = np.ones((1, 20))
    for i in (0, 7, 19):
        ends = [value + at * step * (np.arange(20) == i) for at in (-1, 1)]
        low, high = (float(explains._shares(each, starts, ones)[0]) for each in ends)
        slope = (high - low) / 2 / step
        assert explains._slopes(value, starts)[i] == pytest.approx(slope, abs=1e-6)
    asked, _ = in_worlds("morris", 1)
    moves = sample.unit(asked).reshape(-1, 3, 2)
    values = rng.normal(size=moves.shape[:2])
    found = morris._slopes(moves, values)
    for i, j in ((0, 0), (3, 1), (9, 2)):
        ends = [values.copy(), values.copy()]
        ends[0][i, j] -= step
        ends[1][i, j] += step
        each = [morris.elementary(moves, at) for at in ends]
        slopes = {"mu_star": np.diff([np.abs(at).mean(axis=0) for at in each], axis=0)[0],
                  "sigma": np.diff([at.std(axis=0, ddof=1) for at in each], axis=0)[0]}  # fmt: skip
        for name, slope in slopes.items():
            assert found[name][:, i * 3 + j] == pytest.approx(slope / 2 / step, abs=1e-6), name
