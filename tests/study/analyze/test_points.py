"""Verdicts, the worth of each world, shares of points that hang together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.text import number
from msim.scenario.keydocs import label
from msim.study.analyze import points
from msim.study.analyze.shares import share
from msim.study.records import Parameter
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import VOTES, WORTH


def test_verdicts_are_by_the_worth_and_a_failed_point_has_none() -> None:
    asked = synthetic.design()
    rows = pd.DataFrame({p.key: [0.5] * 4 for p in asked.parameters})
    means = np.array([WORTH + 101.0, WORTH - 101.0, WORTH, 0.0])
    whole = synthetic.broken(synthetic.told(rows, lambda _: means, 100.0), [3])
    assert points.verdicts(asked, whole) == ["win", "loss", "open", "failed"]
    assert points.hits(asked, whole, "win")[:3].tolist() == [1.0, 0.0, 0.0]
    assert np.isnan(points.hits(asked, whole, "claim")[3])


def test_the_worth_follows_what_the_study_varies() -> None:
    turnout = Parameter("politics.turnout", low=0.2, high=0.8)
    asked = synthetic.design(parameters=(turnout,))
    whole = synthetic.grid(asked, 3, lambda p: np.zeros(len(p)))
    assert points.worth(asked, whole, VOTES) == pytest.approx([1000.0, 2500.0, 4000.0])
    assert points.worth(asked, whole, "segmented-broadcast.vote_share_pp").tolist() == [0.05] * 3
    assert not points.worth(asked, whole, "segmented-broadcast.reach_rate").any()
    assert not points.worth(asked, whole, "segmented.net_votes").any(), "an arm is no contrast"


def test_claims_are_read_however_a_file_wrote_them() -> None:
    told = pd.DataFrame({"claim": [True, False, None, "True", "False", float("nan"), 1.0]})
    found = points.claims(told)
    assert np.isnan(found[[2, 5]]).all() and found[[0, 1, 3, 4, 6]].tolist() == [1, 0, 1, 0, 1]


@settings(max_examples=30)
@given(hits=st.lists(st.booleans(), min_size=2, max_size=40), size=st.integers(1, 6))
def test_points_that_are_copies_of_each_other_count_once(hits: list[bool], size: int) -> None:
    once = share(np.array(hits, dtype=float), np.arange(len(hits)))
    many, block = (np.repeat(each, size) for each in (hits, range(len(hits))))
    copied = share(many.astype(float), block)
    assert 0.0 <= copied.low <= copied.share <= copied.high <= 1.0
    wide, narrow = copied.high - copied.low, once.high - once.low
    assert wide == pytest.approx(narrow, rel=0.02)


def test_points_of_a_block_that_have_nothing_in_common_all_count() -> None:
    hits = np.random.default_rng(1).integers(0, 2, 3000).astype(float)
    apart, together = share(hits, np.arange(3000)), share(hits, np.arange(3000) // 5)
    assert together.high - together.low == pytest.approx(apart.high - apart.low, rel=0.1)


def test_labels_of_all_keys_are_short_and_differ_within_a_section() -> None:
    from msim.scenario import keys

    names = [(doc.key.split(".")[0], label(doc.key)) for doc in keys()]
    assert len(set(names)) >= len(names) - 1, "a trait's name is called as its electorate's"
    assert all(0 < len(name) < 45 and "_" not in name for _, name in names)
    assert number(float("nan")) == "–"
