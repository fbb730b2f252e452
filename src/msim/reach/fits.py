"""Which negative binomial comes nearest to a schedule that was delivered, and how near is that?

Three classical fits (Anscombe 1950): by mean and zeros, which is right about how many are reached
and leaves the error to how often; by moments, which is right about the spread; and by maximum
likelihood from the whole histogram.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq, minimize

from msim.reach.checks import Array, real, whole
from msim.reach.forms import negative_binomial

_LARGEST = 1e15
"""A shape beyond which a negative binomial and a Poisson cannot be told apart."""
_SMALLEST = 1e-300
_LOG_LEAST, _LOG_MOST = np.log(1e-9), np.log(1e9)
"""Logarithms within which means and shapes are sought; a shape at the end is a Poisson."""


@dataclass(frozen=True)
class Fit:
    """A negative binomial: mean frequency and shape, infinite where it is a Poisson."""

    mean: float
    shape: float

    def more(self, top: int) -> Array:
        """Rates at 1, 2, ..., `top` times or more: shape (top,).

        >>> Fit(1.0, 1.0).more(3)
        array([0.5  , 0.25 , 0.125])
        """
        times = np.arange(1, int(whole(top, "top", 1)) + 1)
        return np.atleast_1d(negative_binomial(self.mean, self.shape, times))

    def gaps(self, more: ArrayLike) -> Array:
        """How far the fit lies above the rates at 1, 2, ... times or more that came about.

        >>> Fit(1.0, 1.0).gaps([0.5, 0.2]).round(3)
        array([0.  , 0.05])
        """
        rates = np.atleast_1d(real(more, "more", most=1.0))
        return self.more(rates.size) - rates


def fit_by_zeros(mean: float, zero: float) -> Fit:
    """The negative binomial with this mean frequency and this rate at zero (Anscombe 1950).

    Where fewer are at zero than even a Poisson would leave there, the Poisson is nearest.

    Args:
        mean: impressions for each person of the universe, at least 0.
        zero: rate not reached at all; below 1 where the mean is above 0.

    >>> round(fit_by_zeros(1.0, 0.5).shape, 9), fit_by_zeros(1.0, 0.3).shape
    (1.0, inf)
    """
    m, rate = float(real(mean, "mean")), float(real(zero, "zero", most=1.0))
    if m == 0.0:
        return Fit(0.0, np.inf)
    if rate == 1.0:
        raise ValueError(f"zero must be below 1 where the mean is above 0: {zero!r}")
    wanted = -np.log(rate) if rate > 0.0 else np.inf
    if wanted >= _log_zeros(_LARGEST, m):
        return Fit(m, np.inf)
    low, high = np.log(_SMALLEST), np.log(_LARGEST)
    root = brentq(lambda x: _log_zeros(float(np.exp(x)), m) - wanted, low, high, xtol=1e-14)
    return Fit(m, _polished(float(np.exp(root)), m, wanted))


def fit_by_moments(mean: float, variance: float) -> Fit:
    """The negative binomial with this mean frequency and this variance of frequency.

    Where the variance is not above the mean, the Poisson is nearest.

    >>> fit_by_moments(2.0, 6.0)
    Fit(mean=2.0, shape=1.0)
    """
    m, spread = float(real(mean, "mean")), float(real(variance, "variance"))
    return Fit(m, m * m / (spread - m) if m > 0.0 and spread > m else np.inf)


def fit_by_histogram(exact: ArrayLike) -> Fit:
    """The gamma-Poisson that makes a histogram of frequencies likeliest (Fisher 1941).

    Maximum likelihood uses every count, where the fits above use two numbers of them. Anscombe
    (1950) compares the three.

    Args:
        exact: people, or rates, at exactly 0, 1, ... times; the last counts everyone at that
            frequency or more: (K,) with K of at least 3, people in at least two places.

    >>> fit = fit_by_histogram([500, 250, 125, 125])
    >>> round(fit.mean, 6), round(fit.shape, 6)
    (1.0, 1.0)
    """
    people = np.atleast_1d(real(exact, "exact"))
    if people.size < 3 or np.count_nonzero(people) < 2:
        raise ValueError(f"exact must hold 3 numbers, two above 0: {exact!r}")
    share, times = people / people.sum(), np.arange(1, people.size)

    def surprise(logs: Array) -> float:
        mean, shape = np.exp(np.clip(logs, _LOG_LEAST, _LOG_MOST))
        more = np.append(np.insert(negative_binomial(mean, shape, times), 0, 1.0), 0.0)
        return -float(np.sum(share * np.log(np.maximum(more[:-1] - more[1:], _SMALLEST))))

    seen = float(np.arange(people.size) @ share)
    start = [np.log(seen), 0.0]
    found = minimize(surprise, start, method="Nelder-Mead",
                     options={"xatol": 1e-10, "fatol": 1e-15, "maxiter": 4_000})  # fmt: skip
    mean, shape = np.exp(np.clip(found.x, _LOG_LEAST, _LOG_MOST))
    return Fit(float(mean), np.inf if shape >= np.exp(_LOG_MOST) else float(shape))


def _log_zeros(shape: float, mean: float) -> float:
    """Minus the logarithm of the rate at zero; rises from 0 to the mean with the shape."""
    if mean < shape:
        return float(shape * np.log1p(mean / shape))
    return float(shape * (np.log(mean + shape) - np.log(shape)))


def _polished(shape: float, mean: float, wanted: float) -> float:
    """One step of Newton's method: the root to the last digits."""
    slope = np.log1p(mean / shape) - mean / (mean + shape)
    step = (_log_zeros(shape, mean) - wanted) / slope if slope > 0.0 else 0.0
    return float(shape - step) if abs(step) < 1e-6 * shape else shape
