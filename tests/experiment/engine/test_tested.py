"""What the message test said, beside the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import msim
from msim.core.seen import Answers
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.tested import COLUMNS, standard_errors_pp
from tests.experiment.small import SMALL, results, small


def table_of() -> pd.DataFrame:
    return results().tested


def test_there_is_a_row_a_message_and_segment_and_none_for_a_respondent() -> None:
    table, messages = table_of(), SMALL.messages.count
    assert list(table.columns) == list(COLUMNS)
    assert len(table) == messages * (1 + table["segment"].max())
    assert not table[["segment", "message"]].duplicated().any()
    some = table[np.isfinite(table["estimate_pp"])]
    assert (some[["asked", "control_asked"]] > 1).all(axis=None) and len(some)


def test_those_asked_in_segments_are_those_asked_in_all() -> None:
    table = table_of()
    everybody, parts = table[table["segment"] == 0], table[table["segment"] > 0]
    for column in ("asked", "control_asked"):
        sums = parts.groupby("message")[column].sum().tolist()
        assert everybody[column].tolist() == sums
    all_asked = everybody["asked"].sum() + everybody["control_asked"].iloc[0]
    assert all_asked == SMALL.respondents


def test_estimates_scatter_about_the_truth_as_their_standard_errors_say() -> None:
    """Squares of errors over their standard errors: 1 on average, as of a standard normal."""
    scenario = small(test__respondents=4_000, data__coverage=1.0, data__consent=1.0)
    rows = pd.DataFrame([
        row for seed in range(4)
        for row in run_replicate(msim.scenario.override(scenario, {"run.seed": seed}), 0).tested
    ])  # fmt: skip
    score = (rows["estimate_pp"] - rows["true_pp"]) / rows["standard_error_pp"]
    assert 0.6 < float((score**2).mean()) < 1.6
    assert abs(float(score.mean())) < 0.6


def test_the_standard_error_is_neymans() -> None:
    rng = np.random.default_rng(1)
    message, vote = np.repeat([-1, 0, 1], 40), rng.normal(size=120)
    answers = Answers(message, vote, np.full(120, 0.7), None, np.ones(120))
    error, asked = standard_errors_pp(answers, np.zeros(120, dtype=np.intp), 1, 2)
    parts = [vote[message == k].var(ddof=1) / 40 for k in (-1, 0, 1)]
    assert error[0] == pytest.approx([100.0 * (parts[0] + part) ** 0.5 for part in parts[1:]])
    assert asked.tolist() == [[40, 40, 40]]
    one, _ = standard_errors_pp(answers, np.arange(120, dtype=np.intp), 120, 2)
    assert np.isnan(one).all()


def test_the_best_is_the_first() -> None:
    table = table_of()
    for by, rank in (("estimate_pp", "rank_estimate"), ("true_pp", "rank_true")):
        for _, part in table.groupby("segment"):
            assert part[rank].sum() == pytest.approx(sum(range(1, len(part) + 1)))
            assert part.loc[part[by].idxmax(), rank] == 1


def test_without_a_test_there_is_no_row() -> None:
    found = run_replicate(small(test__conducted=False, run__arms=("silent", "naive")), 0)
    assert found.tested == []
