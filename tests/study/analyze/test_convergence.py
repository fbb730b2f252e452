"""The answer against the number of points: the last row is the study's, intervals narrow."""

from __future__ import annotations

import numpy as np

from msim.study.analyze import sobol
from msim.study.analyze.convergence import convergence, counts
from tests.study.analyze import synthetic


def test_the_last_answer_is_the_whole_studys() -> None:
    asked, whole = synthetic.sobol_study(128)
    found = convergence(asked, whole)
    last = found[found["points"] == len(whole)].set_index("answer")
    index = sobol.indices(asked, whole).iloc[0]
    assert last.loc["index", "value"] == index["total"]
    assert set(found["parameter"]) == {"", index["parameter"]}
    assert last.loc["mean", "value"] == whole[f"{synthetic.VOTES}.mean"].mean().round(9) or \
        abs(last.loc["mean", "value"] - whole[f"{synthetic.VOTES}.mean"].mean()) < 1e-6
    assert last.loc["claim", "value"] == whole["claim"].mean()


def test_intervals_narrow_and_hold_the_end_mostly() -> None:
    asked, whole = synthetic.sobol_study(128)
    found = convergence(asked, whole)
    assert set(found["answer"]) == {"win", "claim", "mean", "index"}
    for _, rows in found.groupby("answer"):
        width = (rows["high"] - rows["low"]).to_numpy()
        assert width[-1] < width[0] / 2
        end = rows["value"].iloc[-1]
        assert ((rows["low"] <= end) & (end <= rows["high"])).mean() >= 0.6
    assert (found["points"] % 5 == 0).all(), "whole base samples"


def test_a_grid_is_taken_in_random_order_and_failures_are_left_out() -> None:
    asked = synthetic.design("grid")
    whole = synthetic.grid(asked, 12)
    found = convergence(asked, synthetic.broken(whole, [0, 5]))
    means = found[found["answer"] == "mean"]
    assert set(means["points"]) == set(counts(144, 1))
    first = means.iloc[0]
    assert first["low"] <= np.mean(whole[f"{synthetic.VOTES}.mean"]) <= first["high"]
    assert "index" not in set(found["answer"])


def test_the_same_study_gives_the_same_table() -> None:
    asked, whole = synthetic.sobol_study(32)
    assert convergence(asked, whole).equals(convergence(asked, whole))
