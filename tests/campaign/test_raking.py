"""Raking: the margins hold, nothing else is assumed, and what cannot be met does no harm."""

from __future__ import annotations

import numpy as np
import pytest

from msim.campaign.raking import rake

RNG = np.random.default_rng(4)
SHARES = [np.array([0.3, 0.5, 0.2]), np.array([0.6, 0.4])]
LEVELS = [RNG.choice(3, 500, p=[0.6, 0.3, 0.1]), RNG.choice(2, 500)]


def test_margins_hold() -> None:
    weight = rake(LEVELS, SHARES)
    assert weight.mean() == pytest.approx(1.0) and weight.min() > 0.0
    for level, share in zip(LEVELS, SHARES, strict=True):
        assert np.bincount(level, weight) / weight.sum() == pytest.approx(share, abs=1e-8)


def test_weights_are_a_product_of_one_factor_a_level() -> None:
    """Which is what makes it raking (Deming and Stephan 1940): no pair of levels has its own."""
    weight = rake(LEVELS, SHARES)
    table = np.array([[weight[(LEVELS[0] == a) & (LEVELS[1] == b)][0] for b in range(2)]
                      for a in range(3)])
    assert table[:, 0] / table[:, 1] == pytest.approx(np.full(3, table[0, 0] / table[0, 1]))


def test_one_trait_is_share_over_share() -> None:
    level = np.array([0, 0, 0, 1])
    assert rake([level], [np.array([0.25, 0.75])]).tolist() == pytest.approx([1 / 3] * 3 + [3.0])


def test_who_is_as_many_as_the_country_has_weighs_1() -> None:
    level = np.repeat([0, 1], [30, 70])
    assert rake([level], [np.array([0.3, 0.7])]) == pytest.approx(np.ones(100))


def test_a_row_may_stand_for_several_people() -> None:
    often = RNG.integers(1, 6, 500)
    each = rake([np.repeat(level, often) for level in LEVELS], SHARES)
    assert np.repeat(rake(LEVELS, SHARES, often), often) == pytest.approx(each, abs=1e-9)


def test_a_level_that_nobody_has_is_left_out() -> None:
    level = np.array([0, 0, 2])
    weight = rake([level], [np.array([0.25, 0.5, 0.25])])
    assert weight == pytest.approx([0.75, 0.75, 1.5])


def test_margins_that_contradict_each_other_end() -> None:
    """All who are young live in towns, and the country has fewer in towns than it has young."""
    level = np.array([0, 0, 1, 1])
    weight = rake([level, level], [np.array([0.5, 0.5]), np.array([0.2, 0.8])])
    assert np.isfinite(weight).all() and weight.mean() == pytest.approx(1.0)


def test_nobody() -> None:
    assert rake([], []).size == 0
    assert rake([np.zeros(0, dtype=int)], [np.ones(2) / 2]).size == 0
