"""PRIM and the tree: boxes that are there are found, those that are not are not, and said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from benchmarks.peers.boxes import EDGES, named
from msim.core.errors import InputError
from msim.report.study.names import limits
from msim.report.study.sentences import box, covered
from msim.study.analyze import boxes, points
from msim.study.analyze.limits import Half, Limit
from msim.study.analyze.peeling import named_steps
from msim.study.analyze.tree import LEAF, leaves
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import MATCH, METHOD, SPREAD, VALIDITY

ASKED = synthetic.design(parameters=(VALIDITY, SPREAD, MATCH, METHOD))


def corner(rows: pd.DataFrame) -> np.ndarray:
    """Wins above a validity of 0.5, below a spread of 0.8, and not with the method `random`."""
    inside = (rows["data.validity"] > 0.5) & (rows["messages.heterogeneity_sd_pp"] < 0.8)
    return np.where(inside & (rows["segments.method"] != "random"), 50_000.0, -50_000.0)


def test_a_box_that_is_there_is_found_and_no_more_limits_than_it_has() -> None:
    whole = synthetic.table(ASKED, 800, corner)
    found = boxes.where(ASKED, whole)
    there = {limit.parameter.key: limit for limit in found.limits}
    assert set(there) == {VALIDITY.key, SPREAD.key, METHOD.key}, "not the match rate"
    assert there[VALIDITY.key].low == pytest.approx(0.5, abs=0.04)
    assert there[VALIDITY.key].high is None and there[SPREAD.key].low is None
    assert there[SPREAD.key].high == pytest.approx(0.8, abs=0.08)
    assert set(there[METHOD.key].choices) == {"kmeans", "ward"}
    assert all(limit.p <= boxes.ALPHA for limit in found.limits)
    assert found.density.share > 0.9 and found.coverage > 0.85
    assert found.support == pytest.approx((corner(whole) > 0.0).mean(), abs=0.04)


def test_the_box_in_words() -> None:
    told = box(boxes.where(ASKED, synthetic.table(ASKED, 800, corner)))
    for words in ("ata validity above 0.", "essage heterogeneity below 0.",
                  "method kmeans or ward", ": there it wins in ", " % [", " of worlds. ",
                  " % of the space."):  # fmt: skip
        assert words in told, words


def test_peeling_gives_up_coverage_for_density_and_is_scored_on_the_other_half() -> None:
    found = boxes.where(ASKED, synthetic.table(ASKED, 800, corner))
    path = found.peeling
    assert (path["support"].diff().dropna() < 0.0).all() and path["support"].iloc[0] == 1.0
    assert (path["coverage"].diff().dropna() <= 0.0).all()
    assert path["density"].iloc[-1] > 3 * path["density"].iloc[0]
    assert path["chosen"].sum() == 1
    chosen = path[path["chosen"]].iloc[0]
    assert chosen["density"] > 0.85 and chosen["coverage"] > 0.85, "not a corner"
    assert not path["scored_density"].equals(path["density"])


def test_noise_has_no_box_that_holds_on_the_other_half() -> None:
    noise = np.random.default_rng(3).normal(size=600)
    found = boxes.where(ASKED, synthetic.table(ASKED, 600, lambda _: 9e4 * noise))
    held = found.density if found.limits else found.overall
    assert held.low < found.overall.share < held.high


def test_few_wins_are_said_to_be_too_few() -> None:
    found = boxes.where(ASKED, synthetic.table(ASKED, 100, lambda p: np.full(len(p), -9e9)))
    assert not found.limits and found.peeling.empty
    assert box(found) == (
        "No box can be found: only 0 hits among the 50 points it would be found on; 8 at least."
    )
    assert leaves(ASKED, synthetic.table(ASKED, 100, lambda p: np.full(len(p), -9e9)))[0].limits \
        == ()  # fmt: skip


def test_blocks_are_never_split_between_the_halves() -> None:
    asked, whole = synthetic.sobol_study(32)
    first = points.halves(asked, whole)
    assert (first.reshape(32, 5).all(axis=1) | ~first.reshape(32, 5).any(axis=1)).all()
    assert first.sum() == 80
    hurt = synthetic.broken(whole, range(0, 160, 2))
    assert (points.halves(asked, hurt) == first).all()
    assert boxes.where(asked, hurt).overall.points == 80


def test_the_trees_leaves_are_the_corners() -> None:
    found = leaves(ASKED, synthetic.table(ASKED, 800, corner))
    best = found[0]
    assert {limit.parameter.key for limit in best.limits} == {VALIDITY.key, SPREAD.key, METHOD.key}
    assert best.density.share > 0.9 and "method kmeans or ward" in limits(best.limits)
    assert sum(leaf.support for leaf in found) == pytest.approx(1.0)
    assert all(len(leaf.limits) <= 3 and leaf.support > LEAF / 2 for leaf in found)
    shares = [leaf.density.share for leaf in found]
    assert shares == sorted(shares, reverse=True)


def test_losses_and_the_claim_have_boxes_of_their_own() -> None:
    whole = synthetic.table(ASKED, 400, synthetic.votes)
    halves = replace(ASKED, seed=2)  # by one cut into halves in twelve, no limit of losses is found
    lost = boxes.where(halves, whole, "loss")
    assert ": there it falls short in " in box(lost) and lost.density.share > lost.overall.share
    claimed = boxes.where(ASKED, whole, "claim")
    assert ": there the claim is true in " in box(claimed)


def test_chance_is_seldom_given_a_box_and_edges_that_are_there_are_found() -> None:
    repeats = 40
    most = int(binom.ppf(0.999, repeats, 0.05))
    assert sum(bool(named(200, seed, 0)[0]) for seed in range(repeats)) <= most
    found = [named(800, seed, 1) for seed in range(repeats // 2)]
    assert sum(each[0] >= EDGES for each in found) >= 0.45 * repeats
    assert sum(bool(each[0] - EDGES) for each in found) <= most, "no second end of a range"
    assert sum(len(each) > 1 for each in found) <= most, "one box, and no more"


def test_each_end_is_tested_on_points_that_did_not_find_it() -> None:
    rng = np.random.default_rng(5)
    half = Half.of({VALIDITY.key: rng.uniform(0.1, 0.9, 400)}, np.zeros(400), np.arange(400))
    hit = (np.asarray(half.columns[VALIDITY.key]) > 0.5).astype(float)
    other = replace(half, hit=hit)
    both = Limit(VALIDITY, low=0.5, high=0.85)
    held = boxes._held((both,), other)
    assert [(limit.low, limit.high) for limit in held] == [(0.5, None)], "above 0.85 it wins too"
    assert held[0].p_low < 1e-9 and np.isnan(held[0].p_high) and held[0].p == held[0].p_low
    assert boxes._held((both,), replace(half, hit=np.tile([0.0, 1.0], 200))) == ()
    method = Limit(METHOD, choices=("ward",))
    assert method.ends == ("low",) and set(method.without("low").choices) == set(METHOD.choices)
    assert boxes._dropped((method, both), [(METHOD.key, "low")]) == (both,)


def test_points_that_hang_together_prove_less() -> None:
    at = np.repeat(np.random.default_rng(2).uniform(0.1, 0.9, 20), 10)
    hit = (at > 0.5).astype(float)
    limit = (Limit(VALIDITY, low=0.5),)
    apart = boxes._end_p(limit, Half.of({VALIDITY.key: at}, hit, np.arange(200)))
    together = boxes._end_p(limit, Half.of({VALIDITY.key: at}, hit, np.repeat(range(20), 10)))
    assert apart[VALIDITY.key, "low"] < 1e-20 < 1e-6 < together[VALIDITY.key, "low"] < 1e-3


def two(rows: pd.DataFrame) -> np.ndarray:
    """Wins with much validity and little spread, and with little validity and a high match rate."""
    first = (rows["data.validity"] > 0.6) & (rows["messages.heterogeneity_sd_pp"] < 1.2)
    second = (rows["data.validity"] < 0.4) & (rows["channels.social.match_rate"] > 0.75)
    return np.where(first | second, 50_000.0, -50_000.0)


def test_boxes_are_found_in_turn_until_the_next_adds_nothing() -> None:
    asked = synthetic.design(parameters=(VALIDITY, SPREAD, MATCH))
    found = boxes.where(asked, synthetic.table(asked, 800, two))
    assert 2 <= len(found.each) <= boxes.MOST
    keys = [{limit.parameter.key for limit in each.limits} for each in found.each]
    assert {VALIDITY.key, MATCH.key} in keys and {VALIDITY.key, SPREAD.key} in keys
    assert all(each.density.share > 0.85 for each in found.each)
    assert 0.9 < sum(each.coverage for each in found.each) <= 1.0
    told = box(found)
    assert told.count("there it wins in") == len(found.each) and "Outside of that, " in told
    assert covered(found).startswith(f"The {len(found.each)} boxes hold ")
    one = boxes.where(ASKED, synthetic.table(ASKED, 800, corner))
    assert not one.others and covered(one).startswith("The box holds ")


def test_another_step_of_peeling_makes_another_box() -> None:
    whole = synthetic.table(ASKED, 800, corner)
    usual, wide = boxes.where(ASKED, whole), boxes.where(ASKED, whole, step=6)
    assert wide.peeling["chosen"].to_numpy().argmax() == 6
    assert wide.support > usual.support and wide.density.share < usual.density.share
    assert wide.peeling.drop(columns="chosen").equals(usual.peeling.drop(columns="chosen"))
    steps = named_steps(usual.peeling)
    assert set(steps["step"]) < set(usual.peeling["step"]) and steps["chosen"].sum() == 1
    with pytest.raises(InputError, match=r"--box 999: peeling has steps 0 to \d+ here"):
        boxes.where(ASKED, whole, step=999)
