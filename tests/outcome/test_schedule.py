"""Schedules counted and expected, held against sums that are written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msim import reach
from msim.core.tally import FREQUENCIES
from msim.outcome.schedule import NO_CAP, Listeners, Reached, count_reached, expected_reach

CHANNELS = 2


def one_voter(means: list[float], caps: list[int], k: int) -> np.ndarray:
    """(channels + 1, 2) reach 1+ and k+ of one voter with these mean exposures."""
    listeners = Listeners(np.ones((1, len(means))), np.zeros(1, dtype=np.int64), np.ones((1, 1)))
    rates = np.array(means).reshape(1, 1, -1)
    return expected_reach(listeners, rates, np.array(caps), k)[0, :, :, 0]


@given(
    means=st.lists(st.floats(0.0, 8.0), min_size=1, max_size=3),
    k=st.integers(1, 10),
    data=st.data(),
)
def test_expected_reach_is_the_closed_form_whatever_the_caps(
    means: list[float], k: int, data: st.DataObject
) -> None:
    """Capped Poisson counts laid together; the sum over channels by convolution."""
    some = st.one_of(st.integers(1, 12), st.just(int(NO_CAP)))
    caps = data.draw(st.lists(some, min_size=len(means), max_size=len(means)))
    top, exact = 60, []
    for mean, cap in zip(means, caps, strict=True):
        more = np.asarray(reach.poisson(mean, np.arange(1, top + 1)))
        more[cap:] = 0.0
        exact.append(np.clip(-np.diff(np.concatenate([[1.0], more, [0.0]])), 0.0, 1.0))
    found = one_voter(means, caps, k)
    for c, rates in enumerate([*exact, reach.independent_sum(exact)]):
        assert found[c, 0] == pytest.approx(1.0 - rates[0], abs=1e-9)
        assert found[c, 1] == pytest.approx(rates[k:].sum(), abs=1e-9)


def test_expected_reach_weighs_voters_and_follows_their_rows() -> None:
    habit = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 0.0]])
    weights = np.array([[1.0, 0.5], [1.0, 0.2], [1.0, 9.0]])
    listeners = Listeners(habit, np.array([0, 1, 1]), weights)
    rates = np.array([[[1.0, 1.0], [0.5, 3.0]], [[0.0, 0.0], [0.0, 0.0]]])
    found = expected_reach(listeners, rates, np.full(2, NO_CAP), 2)
    first, second = 1.0 - np.exp(-1.0), 1.0 - np.exp(-1.0 - 3.0)
    assert found[0, 2, 0] == pytest.approx([first + second, 0.5 * first + 0.2 * second], abs=1e-12)
    assert found[0, 1, 0, 0] == pytest.approx(1.0 - np.exp(-3.0), abs=1e-12)
    assert not found[1].any()


def drawn(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Exposures, groups and target weights of n voters."""
    return (
        rng.poisson(2.5, size=(CHANNELS, n)),
        np.stack([np.zeros(n, dtype=np.int64), 1 + rng.integers(3, size=n)]),
        np.where(rng.random(n) < 0.4, rng.random(n), 0.0),
    )


CAPS = np.array([3, NO_CAP])


def test_counting_is_counting() -> None:
    """Every sum against numpy on the same draws."""
    exposures, groups, target = drawn(np.random.Generator(np.random.SFC64(5)), 500)
    found = count_reached(exposures, CAPS, groups, 4, target)
    counted = np.minimum(exposures, CAPS[:, None])
    both = np.vstack([counted, counted.sum(axis=0)])
    paid = np.vstack([exposures, exposures.sum(axis=0)])
    for g in range(4):
        here = (groups == g).any(axis=0)
        assert found.voters[g] == here.sum()
        assert found.target[g] == pytest.approx(target[here].sum())
        for c in range(CHANNELS + 1):
            times = np.minimum(both[c, here], FREQUENCIES - 1)
            assert found.frequency[g, c].tolist() == np.bincount(times, minlength=11).tolist()
            weighed = np.bincount(times, weights=target[here], minlength=11)
            assert found.target_frequency[g, c] == pytest.approx(weighed)
            assert found.impressions[g, c] == paid[c, here].sum()
            assert found.exposures[g, c] == both[c, here].sum()
            assert found.squares[g, c] == (both[c, here] ** 2).sum()
            assert found.target_exposures[g, c] == both[c, here & (target > 0)].sum()
    met = (counted > 0).astype(float)
    assert found.both.tolist() == (met @ met.T).tolist()


def test_counts_of_two_lots_of_voters_add_up() -> None:
    exposures, groups, target = drawn(np.random.Generator(np.random.SFC64(6)), 300)

    def of(some: slice) -> Reached:
        return count_reached(
            exposures[:, some], CAPS, np.ascontiguousarray(groups[:, some]), 4, target[some]
        )

    whole, parts = of(slice(None)), of(slice(0, 120)) + of(slice(120, None))
    assert np.array_equal(whole.frequency, parts.frequency)
    assert np.array_equal(whole.both, parts.both)
    assert parts.target_frequency == pytest.approx(whole.target_frequency, abs=1e-12)
