"""What share of a universe do impressions reach, by the distributions of audience research?

Poisson; negative binomial (Ehrenberg 1959); beta-binomial (Metheringham 1964); mixtures and thinned
inventories. Sources are named in full where the room opens.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaln, gammainc, gammaln, xlogy

from msim.reach.checks import Array, Floats, plain, real, whole


def poisson(mean: ArrayLike, k: ArrayLike = 1) -> Floats:
    """Rate reached k times or more when everyone has the same mean frequency.

    Args:
        mean: impressions for each person of the universe, at least 0.
        k: times or more.

    >>> round(poisson(1.0), 7)
    0.6321206
    >>> poisson([0.5, 1.0, 2.0], k=3).round(4)
    array([0.0144, 0.0803, 0.3233])
    """
    return plain(gammainc(whole(k, "k", 1), real(mean, "mean")))


def negative_binomial(mean: ArrayLike, shape: ArrayLike, k: ArrayLike = 1) -> Floats:
    """Rate reached k times or more when mean frequencies are gamma-distributed (Ehrenberg 1959).

    Args:
        mean: impressions for each person of the universe, at least 0.
        shape: of the gamma, above 0. Small: a few people get most of it. Infinite: Poisson.
            1 is Goerg's curve with everyone in reach.
        k: times or more.

    >>> round(negative_binomial(1.0, 2.0), 7)
    0.5555556
    """
    m, times, r = real(mean, "mean"), whole(k, "k", 1), np.asarray(shape, dtype=np.float64)
    if not np.all(r > 0):
        raise ValueError(f"shape must be above 0: {shape!r}")
    heavy = np.isfinite(r)
    finite = np.where(heavy, r, 1.0)
    return plain(np.where(heavy, betainc(times, finite, m / (m + finite)), gammainc(times, m)))


def beta_binomial(a: ArrayLike, b: ArrayLike, insertions: ArrayLike, k: ArrayLike = 1) -> Floats:
    """Rate reached k times or more by a schedule of insertions (Metheringham 1964; Rust 1986).

    Each person sees any one insertion with a probability that is theirs, beta-distributed over
    people with mean a / (a + b).

    Args:
        a: first parameter of the beta, above 0.
        b: second parameter of the beta, above 0.
        insertions: how many, a whole number.
        k: times or more; above `insertions` the rate is 0.

    >>> round(beta_binomial(1, 1, insertions=9), 12)
    0.9
    """
    first, second = real(a, "a", above=True), real(b, "b", above=True)
    n, times = whole(insertions, "insertions", 0), whole(k, "k", 1)
    below = np.zeros(np.broadcast_shapes(first.shape, second.shape, n.shape, times.shape))
    for j in range(int(times.max(initial=1))):
        left = np.maximum(n - j, 0.0)
        log_ways = gammaln(n + 1) - gammaln(j + 1.0) - gammaln(left + 1)
        chance = np.exp(log_ways + betaln(first + j, second + left) - betaln(first, second))
        below += np.where((j < times) & (j <= n), chance, 0.0)
    return plain(np.where(times > n, 0.0, np.clip(1.0 - below, 0.0, 1.0)))


def poisson_mixture(
    components: ArrayLike, weights: ArrayLike, fraction: float = 1.0, top: int = 2
) -> Array:
    """Rates at *exactly* 0, 1, ..., top - 1 times, and at `top` or more: shape (top + 1,).

    Args:
        components: mean frequency in each group of people at all impressions, shape (C,).
        weights: share of each group, shape (C,), adding up to 1.
        fraction: of the impressions that is bought, above 1 where more are; each group's mean
            goes with it.
        top: where frequencies are gathered into "or more", at least 1.

    >>> poisson_mixture([0, 1], [0.3, 0.7], fraction=0.5).round(7)
    array([0.7245715, 0.2122857, 0.0631428])
    """
    means = np.atleast_1d(real(components, "components")) * real(fraction, "fraction")
    share = np.atleast_1d(real(weights, "weights", most=1.0))
    if share.shape != means.shape or abs(float(share.sum()) - 1.0) > 1e-9:
        raise ValueError("weights must be one for each component and add up to 1")
    times = np.arange(int(whole(top, "top", 1)))[:, None]
    rates = np.exp(xlogy(times, means) - means - gammaln(times + 1.0)) @ share
    return np.append(rates, gammainc(float(top), means) @ share)


def thinned(exact: ArrayLike, fraction: float) -> Array:
    """Rates at *exactly* 0, 1, ... times when a part of the impressions is bought: shape (K,).

    Each impression of an observed histogram is bought with the same probability (binomial
    thinning). A histogram alone tells nothing of more impressions than it counts: for those a
    distribution has to be taken, as in `poisson_mixture` or a fit.

    Args:
        exact: people, or rates, at exactly 0, 1, ..., K - 1 times in an observed campaign.
        fraction: of its impressions that is bought, 0 to 1.

    >>> thinned([0.3, 0.0, 0.7], fraction=0.5)
    array([0.475, 0.35 , 0.175])
    """
    people = np.atleast_1d(real(exact, "exact"))
    part, times = real(fraction, "fraction", most=1.0), np.arange(people.size)
    ways = gammaln(times + 1.0) - gammaln(times[:, None] + 1.0)
    left = times - times[:, None]
    logs = ways - gammaln(np.maximum(left, 0) + 1.0)
    logs = logs + xlogy(times[:, None], part) + xlogy(np.maximum(left, 0), 1.0 - part)
    return np.asarray(np.where(left >= 0, np.exp(logs), 0.0) @ people)


def thinned_gamma_poisson(
    shape: ArrayLike, scale: ArrayLike, fraction: ArrayLike, k: ArrayLike
) -> Floats:
    """Rate at *exactly* k times, of those whom the whole inventory reaches, when a part is bought.

    Over the whole inventory a person has 1 + Poisson(g) impressions, g gamma-distributed with mean
    shape x scale; each impression is then bought with probability `fraction`. `scale` is a scale:
    read as a rate, the same numbers describe another audience.

    Args:
        shape: of the gamma, above 0.
        scale: of the gamma, above 0.
        fraction: impressions bought, as a share of the inventory, 0 to 1.
        k: whole number of times, at least 0.

    >>> 10_000 * thinned_gamma_poisson(1, 2, fraction=5_000 / 30_000, k=[1, 2, 3])
    array([2812.5    ,  703.125  ,  175.78125])
    """
    r, part = real(shape, "shape", above=True), real(fraction, "fraction", most=1.0)
    mean, times = part * r * real(scale, "scale", above=True), whole(k, "k", 0)
    before = np.where(times > 0, _negative_binomial_at(np.maximum(times - 1, 0), mean, r), 0.0)
    return plain(part * before + (1.0 - part) * _negative_binomial_at(times, mean, r))


def _negative_binomial_at(k: Array, mean: Array, shape: Array) -> Array:
    """Chance of exactly k."""
    ways = gammaln(k + shape) - gammaln(shape) - gammaln(k + 1)
    whole = mean + shape
    return np.asarray(np.exp(ways + xlogy(shape, shape / whole) + xlogy(k, mean / whole)))
