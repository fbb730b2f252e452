"""Tables hold the summary's numbers, each where a reader looks for it."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from msim.report.run import tables
from tests.report.fixtures import made_up

DATA = made_up()


def test_arms_have_means_and_intervals() -> None:
    table = tables.arms(DATA)
    assert list(table.index) == list(DATA.arms)
    entry = DATA.summary["arms"]["segmented"]["net_votes"]
    assert table.loc["segmented", ("net_votes", "low")] == entry["low"]
    assert math.isnan(table.loc["silent", ("cost_per_net_vote", "mean")])
    assert set(map(str, table.dtypes)) == {"float64"}


def test_contrasts_name_the_verdict_once() -> None:
    table = tables.contrasts(DATA)
    rows = table[(table["contrast"] == "segmented-broadcast") & (table["measure"] == "net_votes")]
    assert list(rows["verdict"]) == ["loss"]
    assert rows["mean"].item() == DATA.contrast("segmented-broadcast").mean
    every = table[table["measure"] == "net_votes"].set_index("contrast")["verdict"]
    assert every["segmented/broadcast"] == "loss" and every["oracle-segmented"] == "win"
    assert not table.loc[table["measure"] != "net_votes", "verdict"].notna().any()


def test_the_ladder_starts_and_ends_at_the_arms() -> None:
    table = tables.ladder(DATA).set_index("step")
    for step in table.index:
        assert table.loc[step, "end"] == pytest.approx(DATA.arm(step, "net_votes").mean)
        start = table.loc[step, "from"]
        assert table.loc[step, "start"] == pytest.approx(DATA.arm(start, "net_votes").mean)


def test_costs_add_up_to_what_was_spent() -> None:
    table = tables.costs(DATA)
    parts = table.drop(columns=["spend", "unspent"]).sum(axis=1)
    pd.testing.assert_series_equal(parts, table["spend"], check_names=False)
    assert table.loc["silent", "spend"] == 0


def test_costs_of_a_run_that_spent_nothing_are_zero() -> None:
    assert not tables.costs(made_up(money=False)).to_numpy().any()
