"""Drawing one of several by a uniform: the guide finds what counting the bounds finds."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.arrays import Floats
from msim.core.draws import uniforms
from msim.core.inverse_cdf import Shares

widely = settings(max_examples=40)


def at_bounds(shares: Shares) -> Floats:
    """Uniforms at every bound and slice, and next to them on either side; the ends as well."""
    exact = np.concatenate([shares.bounds.ravel(), np.arange(256) / 256, [0.0, 1.0]])
    around = np.concatenate([exact, np.nextafter(exact, 2.0), np.nextafter(exact, -1.0)])
    return around[(around >= 0.0) & (around < 1.0)]


@widely
@given(groups=st.integers(1, 6), kinds=st.integers(1, 40) | st.sampled_from([256, 257, 1000]),
       zeros=st.floats(0, 1), skew=st.floats(0, 12), seed=st.integers(0, 999))
def test_draws_are_their_twins(
    groups: int, kinds: int, zeros: float, skew: float, seed: int
) -> None:
    """Even shares and uneven ones, most of them none at all, in groups of their own."""
    random = np.random.default_rng(seed)
    table = random.random((groups, kinds)) ** skew * (random.random((groups, kinds)) >= zeros)
    table[np.arange(groups), random.integers(0, kinds, groups)] += 1e-3
    shares = Shares.of(table)
    drawn = np.concatenate([at_bounds(shares), uniforms(seed, 500)])
    group = random.integers(0, groups, drawn.size)
    found = shares.drawn(drawn, group)
    assert np.array_equal(found, shares.plain(drawn, group))
    assert np.all(table[group, found] > 0.0), "a kind without a share is never drawn"
    assert np.array_equal(shares.drawn(drawn, group.astype(np.int32)), found)
    apart = np.stack([drawn, drawn], axis=1)
    assert np.array_equal(shares.drawn(apart[:, 1], np.repeat(group, 2)[::2]), found)
    short, of = drawn[drawn < 0.99].astype(np.float32), group[drawn < 0.99]
    assert np.array_equal(shares.drawn(short, of), shares.plain(short, of))


def test_without_groups_all_are_in_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever lay before where the result is put; here it reads as the second group."""
    shares = Shares.of(np.array([[1.0, 0.0], [0.0, 1.0]]))
    drawn = uniforms(1, 5)
    assert shares.drawn(drawn, np.ones(5, dtype=np.int32)).tolist() == [1] * 5
    ones = SimpleNamespace(**vars(np) | {"empty": np.ones})
    monkeypatch.setattr("msim.core.inverse_cdf.np", ones)
    assert shares.drawn(drawn).tolist() == [0] * 5


@pytest.mark.parametrize("kinds", [1, 2, 10_000])
def test_any_number_of_kinds(kinds: int) -> None:
    shares = Shares.of(np.ones(kinds))
    drawn = np.concatenate([at_bounds(shares)[:2_000], uniforms(1, 500)])
    found = shares.drawn(drawn)
    assert np.array_equal(found, np.floor(drawn * kinds)) or kinds == 10_000
    assert np.array_equal(found, shares.plain(drawn))
    assert shares.drawn(drawn[:0]).shape == (0,)


def test_shares_come_about() -> None:
    """Over 400,000 draws within four standard errors, first and last kinds without a share."""
    share = np.array([0.0, 0.001, 0.0, 0.299, 0.7, 0.0])
    n = 400_000
    found = np.bincount(Shares.of(7.0 * share).drawn(uniforms(2, n)), minlength=6) / n
    assert np.all(np.abs(found - share) <= 4 * np.sqrt(share * (1 - share) / n))
