"""Rows kept between the passes come back as they were, and change no result."""

from __future__ import annotations

from dataclasses import dataclass
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import msim
from msim.core.seen import CampaignView
from msim.core.streams import BLOCK_SIZE
from msim.experiment.engine import electorate
from msim.experiment.engine.electorate import PackedRows
from msim.experiment.engine.replicate import run_replicate


@dataclass(frozen=True)
class Numbered:
    number: int
    cells: int = 1

    def assign(self, view: CampaignView) -> np.ndarray:
        raise AssertionError("rows are kept")


@settings(max_examples=60)
@given(st.lists(st.integers(1, 70_000), max_size=8), st.integers(0, 9))
def test_rows_come_back(sizes: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = [(Numbered(at), rng.integers(0, size, 50)) for at, size in enumerate(sizes)]
    packed = PackedRows(rows)
    found = {rule.number: row for rule, row in packed}
    for rule, row in rows:
        if row.max() < 65_535:
            assert np.array_equal(found.pop(rule.number), row)
    assert not found
    assert packed.bytes_each <= 2 * len(sizes)


def test_rules_of_a_few_cells_share_two_bytes() -> None:
    row = np.arange(8)
    assert PackedRows([(Numbered(at), row) for at in range(5)]).bytes_each == 2


def test_what_is_kept_changes_nothing_and_has_a_limit() -> None:
    keys = {"population.simulated": 6 * BLOCK_SIZE - 9, "population.electorate": 10_000_000,
            "run.arms": ("silent", "broadcast", "segmented", "placebo")}
    scenario = msim.load("small", keys)
    kept: list[list[int]] = []
    real = electorate.Electorate.keep_rows

    def watched(voters: electorate.Electorate, block: electorate.Block) -> None:
        real(voters, block)
        kept.append(sorted(voters._packed))

    with mock.patch.object(electorate.Electorate, "keep_rows", watched):
        found = run_replicate(scenario, 0)
        assert kept[-1] == [4, 5]  # the leading four are kept whole
        with mock.patch.object(electorate, "KEPT_ROWS", 5 * BLOCK_SIZE * 2):
            some = run_replicate(scenario, 0)
        assert kept[-1] == [4]
    with mock.patch.object(electorate, "KEPT_ROWS", 0):
        none = run_replicate(scenario, 0)
    assert repr(found.measures) == repr(some.measures) == repr(none.measures)  # nan is not nan
