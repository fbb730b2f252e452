"""`test.shrinkage = "prior"`: the test read under believed variances, against a plain twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from msim.campaign.belief import believed_variances, posterior
from msim.campaign.choice import choose, differences
from msim.core.arrays import Floats
from msim.core.seen import TestResult
from msim.core.streams import Streams

EXACT = {"rel": 0.0, "abs": 1e-10}
LEVEL, DIFFERENCE = believed_variances(0.86)
SHAPES = [(1, 6), (2, 2), (6, 6), (3, 1), (9, 4)]


def drawn(cells: int, messages: int, noise: float = 0.4) -> TestResult:
    """Readings of cells of unequal size, whose weighted mean is what all say together."""
    rng = Streams(17, cells).generator("test/prior")
    share = rng.dirichlet(np.full(cells, 3.0))
    effect = 0.85 + rng.normal(size=(cells, messages)) + rng.normal(size=(cells, 1))
    return TestResult(effect, share @ effect, share, noise)


def plain(result: TestResult, level: float, difference: float) -> Floats:
    """Henderson's mixed model equations, solved as they stand, (cells, messages).

    Unknown are what moves a cell whatever the message (fixed), the level of each message and each
    cell's difference from it (random). A prediction is the last two over the mean of all messages.
    """
    cells, messages = result.effect_pp.shape
    cell, message = (index.ravel() for index in np.indices(result.effect_pp.shape))
    fixed, levels = np.eye(cells)[cell], np.eye(messages)[message]
    random = np.column_stack([levels, np.eye(cell.size)])
    design = np.column_stack([fixed, random])
    precise = result.share[cell] / result.pooled_variance
    left = design.T @ (precise[:, None] * design)
    prior = np.r_[np.full(messages, 1 / level), np.full(cell.size, 1 / difference)]
    left[cells:, cells:] += np.diag(prior)
    found = np.linalg.solve(left, design.T @ (precise * result.effect_pp.ravel()))
    return result.pooled_pp.mean() + (random @ found[cells:]).reshape(cells, messages)


def by_covariance(result: TestResult, level: float, difference: float) -> Floats:
    """The same with one fixed mean, estimated by generalised least squares, from what is left
    when each cell's mean over messages is the mean of all."""
    cells, messages = result.effect_pp.shape
    read = (result.pooled_pp + differences(result)).ravel()
    cell, message = (index.ravel() for index in np.indices(result.effect_pp.shape))
    signal = level * (message[:, None] == message) + difference * np.eye(cell.size)
    total = signal + np.diag(result.pooled_variance / result.share[cell])
    ones = np.ones(cell.size)
    mean = ones @ np.linalg.solve(total, read) / (ones @ np.linalg.solve(total, ones))
    found: Floats = mean + signal @ np.linalg.solve(total, read - mean)
    return found.reshape(cells, messages)


@pytest.mark.parametrize("twin", [plain, by_covariance])
@pytest.mark.parametrize("shape", SHAPES[1:])
@pytest.mark.parametrize("correlation", [-0.5, 0.5, 0.86, 0.98])
def test_it_is_the_best_linear_unbiased_prediction(
    twin: Callable[..., Floats], shape: tuple[int, int], correlation: float
) -> None:
    result, believed = drawn(*shape), believed_variances(correlation)
    found, expected = posterior(result, *believed), twin(result, *believed)
    assert found.promised_pp == pytest.approx(expected, **EXACT)
    assert found.message.tolist() == np.argmax(expected, axis=1).tolist()
    assert found.tau_pp == pytest.approx(believed[1] ** 0.5, **EXACT)
    # Without shrinking levels: as if they were believed to spread without end.
    endless = plain(result, 1e9, believed[1])
    assert found.promised_raw_pp == pytest.approx(endless, rel=0.0, abs=1e-6)


def test_what_is_believed() -> None:
    """0.40 of a mean of 0.85 points; two halves that differ by t each way correlate by rho."""
    assert pytest.approx(0.34**2, **EXACT) == LEVEL
    for rho in (-0.9, 0.0, 0.86):
        level, t2 = believed_variances(rho)
        assert (level - t2) / (level + t2) == pytest.approx(rho, **EXACT)
    assert believed_variances(0.0) == (LEVEL, LEVEL)


def test_everybody_together_by_hand() -> None:
    """One cell: levels keep b^2 / (b^2 + v) of their distance from the mean; the best is best."""
    result = drawn(1, 6, noise=LEVEL)
    found, mean = posterior(result, LEVEL, DIFFERENCE), result.pooled_pp.mean()
    assert found.promised_pp[0] == pytest.approx((result.pooled_pp + mean) / 2, **EXACT)
    assert found.promised_raw_pp[0] == pytest.approx(result.pooled_pp, **EXACT)
    assert found.message.tolist() == choose(result, "empirical_bayes").message.tolist()
    assert found.tau_pp == 0.0


def test_cells_believed_to_be_alike_are_all_of_them_together() -> None:
    result = drawn(6, 6)
    found = posterior(result, *believed_variances(1.0 - 1e-13))
    single = replace(result, effect_pp=result.pooled_pp[None], share=np.ones(1))
    together = posterior(single, LEVEL, DIFFERENCE)
    assert found.promised_pp == pytest.approx(np.tile(together.promised_pp, (6, 1)), **EXACT)
    assert set(found.message.tolist()) == set(together.message.tolist())


@pytest.mark.parametrize("shape", SHAPES)
def test_endless_noise_leaves_the_mean_and_none_the_readings(shape: tuple[int, int]) -> None:
    """The readings of which message to send: a cell's mean over messages says nothing of that."""
    result = drawn(*shape)
    lost = posterior(replace(result, pooled_variance=1e14), LEVEL, DIFFERENCE)
    assert lost.promised_pp == pytest.approx(np.full(shape, result.pooled_pp.mean()), **EXACT)
    unasked = replace(result, share=np.eye(shape[0])[0], pooled_variance=1e14)
    with np.errstate(over="raise"):
        assert posterior(unasked, LEVEL, DIFFERENCE).promised_pp == pytest.approx(
            lost.promised_pp, **EXACT)
    sure = posterior(replace(result, pooled_variance=0.0), LEVEL, DIFFERENCE)
    read = result.pooled_pp + differences(result)
    assert sure.promised_pp == pytest.approx(read, **EXACT)
    assert sure.message.tolist() == choose(result, "none").message.tolist()


@pytest.mark.parametrize("shape", SHAPES)
def test_order_of_cells_and_of_messages_says_nothing(shape: tuple[int, int]) -> None:
    """Law: permuted cells or messages have permuted predictions."""
    result, (cells, messages) = drawn(*shape), shape
    rng = Streams(18, cells).generator("test/order")
    row, column = rng.permutation(cells), rng.permutation(messages)
    found = posterior(result, LEVEL, DIFFERENCE)
    other = posterior(
        TestResult(result.effect_pp[row][:, column], result.pooled_pp[column], result.share[row],
                   result.pooled_variance), LEVEL, DIFFERENCE,
    )
    assert other.promised_pp == pytest.approx(found.promised_pp[row][:, column], **EXACT)
    assert other.promised_raw_pp == pytest.approx(found.promised_raw_pp[row][:, column], **EXACT)
    assert column[other.message].tolist() == found.message[row].tolist()


def test_a_cell_of_which_nobody_was_asked_is_what_all_say() -> None:
    result = drawn(3, 4)
    empty = replace(result, effect_pp=np.vstack([result.effect_pp, result.pooled_pp]),
                    share=np.append(result.share, 0.0))
    found = posterior(empty, LEVEL, DIFFERENCE)
    assert found.promised_pp[:3] == pytest.approx(
        posterior(result, LEVEL, DIFFERENCE).promised_pp, **EXACT)
    hardly = replace(empty, share=np.append(result.share, 1e-9))
    assert found.promised_pp == pytest.approx(by_covariance(hardly, LEVEL, DIFFERENCE), abs=1e-6)


def test_the_right_belief_errs_least() -> None:
    """Readings drawn as believed: smaller squared errors than by rules that believe nothing."""
    rng, errors = Streams(19, 0).generator("test/believed"), np.zeros((400, 3))
    share, noise = np.full(6, 1 / 6), 0.05
    for at in errors:
        true = np.sqrt(LEVEL) * rng.normal(size=6) + np.sqrt(DIFFERENCE) * rng.normal(size=(6, 6))
        effect = true + np.sqrt(noise / share[:, None]) * rng.normal(size=(6, 6))
        result = TestResult(effect, share @ effect, share, noise)
        of = true - true.mean(axis=1, keepdims=True)
        for which, found in enumerate((posterior(result, LEVEL, DIFFERENCE),
                                       choose(result, "none"), choose(result, "empirical_bayes"))):
            gap = found.promised_pp - found.promised_pp.mean(axis=1, keepdims=True) - of
            at[which] = np.mean(gap**2)
    for other in (1, 2):
        less = errors[:, other] - errors[:, 0]
        assert less.mean() > 4 * less.std(ddof=1) / 20
