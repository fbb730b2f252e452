"""Several messages in one row: effects are means, hearers are drawn, nothing is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.outcome.mixed import blended, divided, missed
from msim.outcome.response import plain_shift


@settings(max_examples=25)
@given(st.integers(0, 2**20))
def test_one_message_a_row_is_the_plain_shift(seed: int) -> None:
    draw = np.random.default_rng(seed)
    message, row = draw.integers(0, 3, (4, 2)), draw.integers(0, 4, 20)
    parts, effects = draw.random((2, 20)), draw.normal(size=(20, 3))
    found = blended(np.eye(3)[message], row, parts, effects)
    assert found == pytest.approx(plain_shift(message, row, parts, effects), abs=1e-5)


def test_exposures_are_divided_whole_and_by_their_shares() -> None:
    draw, n = np.random.default_rng(3), 40_000
    sent = np.array([[[0.2, 0.0, 0.8], [1.0, 0.0, 0.0]], [[0.0, 0.5, 0.5], [0.0, 0.0, 1.0]]])
    row, counts = np.arange(n) % 2, draw.poisson(3.0, (2, n))
    found = divided(sent, row, counts, draw.spawn(2))
    assert np.array_equal(found.sum(axis=1), counts.sum(axis=0))
    for r in (0, 1):
        here = counts[:, row == r].sum(axis=1)
        assert found[row == r].sum(axis=0) == pytest.approx(here @ sent[r], rel=0.02)
    assert found[row == 0, 1].sum() == 0


def test_a_message_misses_as_far_as_another_was_meant() -> None:
    left, row = np.array([[[0.5, 0.5]], [[0.9, 0.1]]]), np.array([0, 1])
    assert missed(left, row, row).tolist() == [[0.0], [0.0]]
    assert missed(left, row, row[::-1]).ravel() == pytest.approx([0.4, 0.4])
