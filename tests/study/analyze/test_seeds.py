"""A study under several seeds: everything that it says, and how far each moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.peers.bands import KINDS, study
from msim.report.study import robust
from msim.report.study.data import StudyData
from msim.study.analyze import seeds
from msim.study.records import Design

Made = tuple[Design, pd.DataFrame]


def seeded(seed: int, bare: bool = False) -> Made:
    design, table = study(KINDS["worlds above all"], seed)
    run = design.scenario.run.model_copy(update={"seed": seed})
    design = replace(design, scenario=design.scenario.model_copy(update={"run": run}))
    return design, table.drop(columns="worlds") if bare else table


MADE = [seeded(seed) for seed in range(4)]


def test_shares_mean_indices_and_line_are_told_for_each_seed() -> None:
    found = seeds.by_seed(MADE)
    assert set(found["quantity"]) == set(seeds.KINDS)
    shares = found[found["quantity"] == "share"].set_index(["name", "seed"])["value"]
    assert (shares["win"] + shares["fall"] + shares["open"]).tolist() == pytest.approx([1.0] * 4)
    every = seeds.spread(found)
    assert (every["least"] <= every["mean"]).all() and (every["mean"] <= every["most"]).all()
    assert every["seeds"].max() == 4 and every["hold"].le(every["seeds"]).all()


def test_intervals_that_know_their_worlds_hold_what_other_seeds_show() -> None:
    def held(bare: bool) -> float:
        made = seeds.spread(seeds.by_seed([seeded(seed, bare) for seed in range(4)]))
        return float(made[made["quantity"] == "mean"]["hold"].iloc[0])

    assert held(False) == 4.0 > held(True)


def test_the_page_s_table_and_sentence() -> None:
    first, *others = MADE
    data = StudyData(*first, others=tuple(others))
    told = robust.seeds(data)
    assert told.startswith("The study was run under 4 seeds, each with other points")
    assert "nan" not in told
    rows = robust.seeds_table(data).rows
    assert len(rows) == len(data.seeds) and all(str(row[-1]).endswith("/4") for row in rows[:5])
    assert StudyData(*first).seeds.empty and robust.seeds(StudyData(*first)) == ""


def test_a_height_that_crosses_nowhere_has_no_place() -> None:
    x = pd.Series([0.0, 1.0])
    assert np.isnan(seeds.crossing(x, pd.Series([1.0, 2.0])))
