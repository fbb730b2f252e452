"""The specification curve: every combination, its definitions of winning, and its null world."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from msim.core.errors import InputError
from msim.study.analyze.specification import specifications
from msim.study.records import Design, Parameter
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import METHOD, VALIDITY, VOTES

COUNT = Parameter("segments.count", role="choice", distribution="choices", choices=(2, 4, 8))
FEATURES = Parameter("segments.features", role="choice", distribution="choices",
                     choices=([], ["party"], ["schooling", "party"]))  # fmt: skip


def gain(rows: pd.DataFrame) -> np.ndarray:
    better = rows["segments.method"].map({"kmeans": 20_000.0, "ward": 10_000.0, "random": -2e4})
    return np.asarray(better + 500.0 * rows["segments.count"], dtype=float)


def curves() -> tuple[Design, pd.DataFrame, pd.DataFrame]:
    """27 combinations with all measures, and a null world in which nothing is gained."""
    asked = synthetic.design("grid", (METHOD, COUNT, FEATURES))
    own = synthetic.grid(asked, 1, gain)
    null = synthetic.grid(asked, 1, lambda p: np.linspace(-3e3, 3e3, len(p)))
    for rows in (own, null):
        votes = rows[f"{VOTES}.mean"]
        for measure, mean, half in (
            ("segmented-broadcast.reach_rate", -0.2 + 0.0 * votes, 0.01),
            ("segmented-broadcast.win_prob", votes / 1e5, 0.15),
        ):
            rows[f"{measure}.mean"] = mean
            rows[f"{measure}.low"], rows[f"{measure}.high"] = mean - half, mean + half
        for arm, got in (("segmented", 1e5 + votes), ("broadcast", 1e5 + 0.0 * votes)):
            cost = 4e6 / got
            for end, times in (("mean", 1.0), ("low", 0.95), ("high", 1.05)):
                rows[f"{arm}.cost_per_net_vote.{end}"] = cost * times
    return asked, own, null


def test_every_combination_is_there_once_a_world_sorted_by_its_own_estimate() -> None:
    asked, own, null = curves()
    found = specifications(asked, own, null).curve
    mine, there = (found[found["world"] == world] for world in ("own", "null"))
    assert len(mine) == len(there) == 27 and list(mine["rank"]) == list(range(1, 28))
    assert mine["estimate"].is_monotonic_increasing
    keys = [METHOD.key, COUNT.key, FEATURES.key]
    assert not mine[keys].astype(str).duplicated().any()
    assert set(mine[FEATURES.key]) == {"all", "party", "schooling, party"}
    both = mine.merge(there, on="rank")
    assert (both[f"{METHOD.key}_x"] == both[f"{METHOD.key}_y"]).all(), "the same combination"


def test_winning_is_told_by_each_definition_in_both_worlds() -> None:
    asked, own, null = curves()
    told = specifications(asked, own, null).definitions.set_index(["definition", "world"])
    assert set(told.index.get_level_values(0)) == {"reach", "votes", "votes per money",
                                                   "probability"}, "no seats in this table"
    wins = np.asarray(own[f"{VOTES}.low"] > synthetic.WORTH).mean()
    assert told.loc[("votes", "own"), "share"] == pytest.approx(wins)
    assert told.loc[("votes", "null"), "share"] == 0.0
    assert told.loc[("reach", "own"), "share"] == 0.0
    better = 1e5 + own[f"{VOTES}.mean"]
    cheaper = (better / 1.05 > 1e5 / 0.95).mean()
    assert told.loc[("votes per money", "own"), "share"] == pytest.approx(cheaper)
    assert (told["low"] <= told["share"]).all() and (told["specifications"] == 27).all()


def test_votes_that_are_lost_are_not_cheap_and_undefined_costs_are_open() -> None:
    asked, own, _ = curves()
    for end, cost in (("mean", -40.0), ("low", -44.0), ("high", -36.0)):
        own[f"segmented.cost_per_net_vote.{end}"] = cost
    told = specifications(asked, own).definitions.set_index("definition")
    assert told.loc["votes per money", "share"] == 0.0
    own["segmented.cost_per_net_vote.mean"] = np.nan
    told = specifications(asked, own).definitions.set_index("definition")
    assert told.loc["votes per money", "share"] == 0.0
    assert told.loc["votes per money", "specifications"] == 27


def test_the_inference_holds_both_worlds_side_by_side() -> None:
    asked, own, null = curves()
    told = specifications(asked, own, null).inference.set_index("statistic")
    assert told.loc["median estimate", "own"] == np.median(own[f"{VOTES}.mean"])
    assert told.loc["median estimate", "null"] == pytest.approx(0.0)
    assert told.loc["share whose interval is above zero", "null"] == 0.0
    assert told.loc["share at least as far from zero as the own median", "null"] == 0.0
    assert told.loc["share above its null twin", "own"] == pytest.approx(2 / 3)
    alone = specifications(asked, own).inference
    assert alone["null"].isna().all() and len(alone) == 7


def test_failed_combinations_are_left_out_and_worlds_are_averaged() -> None:
    asked, own, _ = curves()
    hurt = synthetic.broken(own, [3])
    assert len(specifications(asked, hurt).curve) == 26
    wide = synthetic.design(parameters=(METHOD, VALIDITY))
    whole = synthetic.table(wide, 90, lambda p: 1e5 * np.asarray(p["data.validity"]))
    found = specifications(wide, whole).curve
    assert len(found) == 3 and found["points"].sum() == 90
    chosen = whole[whole[METHOD.key] == "ward"][f"{VOTES}.mean"]
    row = found[found[METHOD.key] == "ward"].iloc[0]
    assert row["estimate"] == pytest.approx(chosen.mean()) and row["high"] > row["estimate"] + 5e3


def test_worlds_that_say_the_same_are_no_surer_than_each_of_them() -> None:
    """Worlds share their seeds: what replicates leave open does not average out."""
    wide = synthetic.design(parameters=(METHOD, VALIDITY))
    same = specifications(wide, synthetic.table(wide, 60, lambda p: np.full(len(p), 5e3))).curve
    assert (same["high"] - same["estimate"]).to_numpy() == pytest.approx(4_000.0)
    assert (same["estimate"] - same["low"]).to_numpy() == pytest.approx(4_000.0)


def test_a_study_without_choices_has_no_curve() -> None:
    asked = synthetic.design()
    with pytest.raises(InputError, match='role = "choice"'):
        specifications(asked, synthetic.table(asked, 8))
