"""Choosing messages: what the winner of a test is worth, through our own test and choice."""

from __future__ import annotations

import numpy as np
import pytest

from msim.campaign.choice import between_variance, choose
from msim.campaign.data import Observer
from msim.campaign.message_test import read
from msim.campaign.segments import method
from msim.core.arrays import Floats
from msim.core.seen import Answers, TestResult
from msim.core.streams import Streams
from msim.core.truth import Voters
from msim.scenario import Data

EXACT = {"rel": 0.0, "abs": 1e-9}
BEST_OF = {2: 0.5641896, 5: 1.1629645}
"""Mean of the largest of k standard normals; for two it is 1 / sqrt(pi)."""


def answered(effects: Floats, share: Floats | None = None) -> tuple[Answers, np.ndarray]:
    """A survey whose answers are the (cells, messages) effects themselves, and each row's cell."""
    cells = len(effects)
    cell, message = (a.ravel() for a in np.indices(effects.shape))
    people = np.ones(cells) if share is None else share
    ones = np.ones(cell.size)
    return Answers(message, effects.ravel(), ones, None, people[cell], 0.0), cell


def winners(k: int, spread: float, noise: float, surveys: int) -> tuple[Floats, Floats]:
    """(surveys,) true gain of each winner in points, and how far its estimate is above."""
    rng = Streams(3, k).generator("test/known answers")
    gain, above = np.empty(surveys), np.empty(surveys)
    for i in range(surveys):
        true = spread * rng.standard_normal(k)
        answers, cell = answered((true + noise * rng.standard_normal(k))[None, :] / 100.0)
        result = read(answers, cell, 1, k)
        won = choose(result, "none").message[0]
        gain[i], above[i] = true[won], result.pooled_pp[won] - true[won]
    return gain, above


def close(values: Floats, expected: float) -> None:
    assert abs(values.mean() - expected) <= 4 * values.std(ddof=1) / np.sqrt(values.size)


@pytest.mark.parametrize("k", BEST_OF)
def test_best_of_k(k: int) -> None:
    """A test without noise finds the best of k messages: e_k spreads above the mean."""
    gain, above = winners(k, 1.7, 0.0, 2500)
    close(gain, 1.7 * BEST_OF[k])
    assert np.abs(above).max() < 1e-9


@pytest.mark.parametrize("k", BEST_OF)
def test_the_winners_curse(k: int) -> None:
    """Estimates x = true + noise have variance s^2 + t^2; the best x is e_k sqrt(s^2 + t^2).

    Of it the share s^2 / (s^2 + t^2) is true, the rest is luck that does not come again.
    """
    s, t = 1.0, 1.5
    gain, above = winners(k, s, t, 2500)
    close(gain, BEST_OF[k] * s**2 / np.hypot(s, t))
    close(above, BEST_OF[k] * t**2 / np.hypot(s, t))


def mean_effects(effects: list[list[float]], shrinkage: str = "none") -> tuple[float, float]:
    """Mean effect of each segment's own choice, and of the single best message, equal segments."""
    table = np.array(effects)
    answers, cell = answered(table)
    own = choose(read(answers, cell, len(table), table.shape[1]), shrinkage).message
    single = choose(read(answers, np.zeros_like(cell), 1, table.shape[1]), "none").message[0]
    return float(np.mean(table[np.arange(len(table)), own])), float(table[:, single].mean())


@pytest.mark.parametrize("shrinkage", ["none", "empirical_bayes"])
def test_two_opposite_segments(shrinkage: str) -> None:
    """Each takes its own 0.04; any single message gets (0.04 + 0.01) / 2."""
    found = mean_effects([[0.04, 0.01], [0.01, 0.04]], shrinkage)
    assert found == pytest.approx((0.04, 0.025), **EXACT)


def test_equal_rows_leave_nothing_to_match() -> None:
    own, single = mean_effects([[0.04, 0.01, 0.02], [0.04, 0.01, 0.02]])
    assert own - single == 0.0


@pytest.mark.parametrize("r", [0.3, 0.8])
def test_acting_on_the_top_half(r: float) -> None:
    """A reading x = r z + ... above its median: E[z | x > 0] = r E|x| = r sqrt(2 / pi)."""
    n, streams = 60_000, Streams(1, 0)
    z = streams.generator("voter/traits").standard_normal((n, 1))
    nobody = np.zeros(n, dtype=int)
    voters = Voters(0, nobody, nobody, z, z[:, 0], np.full(n, 0.5))
    view = Observer(Data(validity=r), streams, np.asarray, np.asarray).observe(voters)
    bands = method("random").build(2, 1)  # two bands of equal size by the first column
    top = z[bands.fit(view.traits).labels_ == 1, 0]
    assert top.size == n // 2
    close(top, 0.7978846 * r)


RESULT = TestResult(
    effect_pp=np.array([[3.0, 1.0, 2.0], [1.0, 1.0, 4.0]]),
    pooled_pp=np.array([2.0, 1.0, 3.0]),
    share=np.array([0.5, 0.5]),
    pooled_variance=0.1,
)


def test_empirical_bayes_by_hand() -> None:
    """Two cells, three messages.

    e - p is (1, 0, -1) and (-1, 0, 1), row means 0, so d is the same. Q v = 0.5 (2) + 0.5 (2) = 2;
    by chance it would be v (S - 1)(M - 1) = 0.1 x 1 x 2 = 0.2; (M - 1)(1 - sum w^2) = 2 x 0.5 = 1:
    tau^2 = 1.8. v / w = 0.2, so differences count 1.8 / 2 = 0.9 times:
    p + 0.9 d = (2.9, 1, 2.1) and (1.1, 1, 3.9).
    Message means: variance of (2, 1, 3) is 1, of which 0.1 is noise, so they keep 0.9 / 1 of their
    distance from 2: (2, 1.1, 2.9), and with 0.9 d (2.9, 1.1, 2.0) and (1.1, 1.1, 3.8).
    """
    assert between_variance(RESULT) == pytest.approx(1.8, **EXACT)
    found = choose(RESULT, "empirical_bayes")
    assert found.message.tolist() == [0, 2]
    assert found.tau_pp == pytest.approx(np.sqrt(1.8), **EXACT)
    raw = np.array([[2.9, 1.0, 2.1], [1.1, 1.0, 3.9]])
    assert found.promised_raw_pp == pytest.approx(raw, **EXACT)
    shrunk = np.array([[2.9, 1.1, 2.0], [1.1, 1.1, 3.8]])
    assert found.promised_pp == pytest.approx(shrunk, **EXACT)


def test_cells_of_unequal_size_by_hand() -> None:
    """Shares 0.25 and 0.75, d = (1.5, -1.5) and (-0.5, 0.5), v = 0.15.

    Q v = 0.25 x 4.5 + 0.75 x 0.5 = 1.5; tau^2 = (1.5 - 0.15) / (1 - 0.0625 - 0.5625) = 3.6.
    v / w = 0.6 and 0.2: factors 3.6 / 4.2 and 3.6 / 3.8. The row mean of a cell, how easily it is
    moved by anything, says nothing about which message to send: adding 5 to a row changes nothing.
    """
    effect = np.array([[2.5, 0.5], [0.5, 2.5]]) + np.array([[5.0], [0.0]])
    result = TestResult(effect, np.array([1.0, 2.0]), np.array([0.25, 0.75]), 0.15)
    assert between_variance(result) == pytest.approx(3.6, **EXACT)
    expected = [[1.0 + 1.5 * 6 / 7, 2.0 - 1.5 * 6 / 7], [1.0 - 0.5 * 18 / 19, 2.0 + 0.5 * 18 / 19]]
    found = choose(result, "empirical_bayes")
    assert found.promised_raw_pp == pytest.approx(np.array(expected), **EXACT)
    assert found.message.tolist() == [0, 1]


def test_differences_that_chance_explains_are_none() -> None:
    """Q below its expectation gives tau^2 = 0, and every cell takes the overall winner."""
    noisy = TestResult(RESULT.effect_pp, RESULT.pooled_pp, RESULT.share, 1.0)
    assert between_variance(noisy) == 0.0
    found = choose(noisy, "empirical_bayes")
    assert found.message.tolist() == [2, 2]
    assert choose(noisy, "none").message.tolist() == [0, 2]
    assert choose(noisy, "oracle", 100.0).message.tolist() == [0, 2]


def test_a_cell_of_which_nobody_was_asked_takes_what_is_best_for_all() -> None:
    effect, pooled = np.array([[1.0, 2.0], [9.0, 1.0]]), np.array([1.0, 2.0])
    told = TestResult(effect, pooled, share=np.array([1.0, 0.0]), pooled_variance=1e200)
    found = choose(told, "empirical_bayes", true_variance=1.0)
    assert found.message.tolist() == [1, 1]
