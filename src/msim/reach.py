"""How many people does a number of impressions reach, and how often? Closed forms of the field.

Pure functions on numbers: nothing here knows of voters, plans or configs. Arguments are scalars or
arrays that broadcast against each other; a scalar in gives a float out. A *rate* is a share of the
universe between 0 and 1; *people* are a count. `k` is a whole number of at least 1 and means "k
times or more"; a function that answers "exactly k times" says so in its first line. Every function
raises a ValueError that names the argument which is out of its range or not finite.

Sources:
    Ehrenberg, A. S. C. (1959), The pattern of consumer purchases, Applied Statistics 8(1), 26-41:
    counts with a gamma-distributed intensity are negative binomial.
    Metheringham, R. A. (1964), Measuring the net cumulative coverage of a print campaign, Journal
    of Advertising Research 4(4), 23-28: the beta-binomial for a schedule of insertions.
    Rust, R. T. (1986), Advertising Media Models, Lexington Books; Danaher, P. J. (2007), Modeling
    page views across multiple websites, Marketing Science 26(3), 422-437: both families compared.
    Goerg, G. M. (2014), Estimating reach curves from one data point, Google Inc.
    Hill, A. V. (1910), The possible effects of the aggregation of the molecules of haemoglobin on
    its dissociation curves, Journal of Physiology 40 (suppl.), iv-vii: the saturation curve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaln, expit, gammainc, gammaln, xlogy

Array = NDArray[np.float64]
Floats = float | Array


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
    return _plain(gammainc(_whole(k, "k", 1), _real(mean, "mean")))


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
    m, times, r = _real(mean, "mean"), _whole(k, "k", 1), np.asarray(shape, dtype=np.float64)
    if not np.all(r > 0):
        raise ValueError(f"shape must be above 0: {shape!r}")
    heavy = np.isfinite(r)
    finite = np.where(heavy, r, 1.0)
    return _plain(np.where(heavy, betainc(times, finite, m / (m + finite)), gammainc(times, m)))


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
    first, second = _real(a, "a", above=True), _real(b, "b", above=True)
    n, times = _whole(insertions, "insertions", 0), _whole(k, "k", 1)
    below = np.zeros(np.broadcast_shapes(first.shape, second.shape, n.shape, times.shape))
    for j in range(int(times.max(initial=1))):
        left = np.maximum(n - j, 0.0)
        log_ways = gammaln(n + 1) - gammaln(j + 1.0) - gammaln(left + 1)
        chance = np.exp(log_ways + betaln(first + j, second + left) - betaln(first, second))
        below += np.where((j < times) & (j <= n), chance, 0.0)
    return _plain(np.where(times > n, 0.0, np.clip(1.0 - below, 0.0, 1.0)))


@dataclass(frozen=True)
class ReachCurve:
    """A reach curve with a ceiling: call it with impressions, get people.

    `maximum` is the number of people that this inventory could ever reach; among them frequencies
    are geometric, which is a negative binomial of shape 1.
    """

    maximum: float

    def __call__(self, impressions: ArrayLike, k: ArrayLike = 1) -> Floats:
        """People reached k times or more by so many impressions.

        >>> goerg(200, 100)([0, 100, 200]).round(6)
        array([  0.      ,  66.666667, 100.      ])
        >>> goerg(200, 100)(200, k=2)
        50.0
        """
        bought, times = _real(impressions, "impressions"), _whole(k, "k", 1)
        return _plain(self.maximum * (bought / (bought + self.maximum)) ** times)

    def frequencies(self, impressions: float, top: int) -> Array:
        """People reached exactly 1, 2, ..., top - 1 times, and `top` times or more: shape (top,).

        >>> goerg(200, 100).frequencies(200, top=3)
        array([50., 25., 25.])
        """
        times = np.arange(1, int(_whole(top, "top", 1)) + 1)
        more = np.atleast_1d(self(impressions, times))
        return np.append(more[:-1] - more[1:], more[-1])


def goerg(impressions: float, reach: float) -> ReachCurve:
    """The reach curve through one observed point (Goerg 2014).

    Args:
        impressions: delivered in the campaign that was observed.
        reach: people reached by them, above 0 and below impressions: where nobody was seen
            twice, no ceiling can be told (a ValueError).

    >>> goerg(200, 100).maximum
    200.0
    """
    seen = float(_real(impressions, "impressions"))
    people = float(_real(reach, "reach", above=True))
    if seen <= people:
        raise ValueError(f"impressions must be above reach ({people:g}), not {seen:g}")
    return ReachCurve(maximum=seen * people / (seen - people))


def independent_union(reaches: ArrayLike) -> Floats:
    """Rate reached by at least one of several channels that know nothing of each other.

    Args:
        reaches: a rate for each channel along the first axis: two numbers, or two whole curves.

    >>> round(independent_union([0.4, 0.3]), 12)
    0.58
    """
    rates = np.atleast_1d(_real(reaches, "reaches", most=1.0))
    return _plain(1.0 - np.prod(1.0 - rates, axis=0))


def at_least(exact: ArrayLike) -> Array:
    """People reached 1, 2, ... times or more, from those reached *exactly* 1, 2, ... times.

    The last number given counts everyone who was reached that often or more. Shape as given.

    >>> at_least([75, 50, 75])
    array([200., 125.,  75.])
    """
    return np.cumsum(np.atleast_1d(_real(exact, "exact"))[::-1])[::-1]


def exactly(more: ArrayLike, k: int) -> float:
    """People reached *exactly* k times, from those reached 1, 2, ... times or more.

    Args:
        more: people reached 1, 2, ... times or more: never rising, shape (K,).
        k: from 1 to K - 1. "Exactly K" would need K + 1, which is not known: a ValueError.

    >>> exactly([200, 125, 75], 1), exactly([200, 125, 75], 2)
    (75.0, 50.0)
    """
    people, times = np.atleast_1d(_real(more, "more")), int(_whole(k, "k", 1))
    if np.any(np.diff(people) > 0):
        raise ValueError("people reached k times or more cannot rise with k")
    if times >= people.size:
        raise ValueError(
            f"exactly {times} needs {times + 1}+ reach, and {people.size}+ is the last"
        )
    return float(people[times - 1] - people[times])


def poisson_mixture(
    components: ArrayLike, weights: ArrayLike, fraction: float = 1.0, top: int = 2
) -> Array:
    """Rates at *exactly* 0, 1, ..., top - 1 times, and at `top` or more: shape (top + 1,).

    Args:
        components: mean frequency in each group of people at all impressions, shape (C,).
        weights: share of each group, shape (C,), adding up to 1.
        fraction: of the impressions that is bought; each group's mean shrinks with it.
        top: where frequencies are gathered into "or more", at least 1.

    >>> poisson_mixture([0, 1], [0.3, 0.7], fraction=0.5).round(7)
    array([0.7245715, 0.2122857, 0.0631428])
    """
    means = np.atleast_1d(_real(components, "components")) * _real(fraction, "fraction", most=1.0)
    share = np.atleast_1d(_real(weights, "weights", most=1.0))
    if share.shape != means.shape or abs(float(share.sum()) - 1.0) > 1e-9:
        raise ValueError("weights must be one for each component and add up to 1")
    times = np.arange(int(_whole(top, "top", 1)))[:, None]
    rates = np.exp(xlogy(times, means) - means - gammaln(times + 1.0)) @ share
    return np.append(rates, gammainc(float(top), means) @ share)


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
    r, part = _real(shape, "shape", above=True), _real(fraction, "fraction", most=1.0)
    mean, times = part * r * _real(scale, "scale", above=True), _whole(k, "k", 0)
    before = np.where(times > 0, _negative_binomial_at(np.maximum(times - 1, 0), mean, r), 0.0)
    return _plain(part * before + (1.0 - part) * _negative_binomial_at(times, mean, r))


def hill(dose: ArrayLike, half: ArrayLike, slope: ArrayLike = 1.0) -> Floats:
    """Share of the greatest effect that a dose has: the saturation curve of media-mix models.

    Args:
        dose: of what has an effect, at least 0, in the units of `half`.
        half: dose with half of the greatest effect, above 0.
        slope: above 0; above 1 the curve is S-shaped.

    >>> hill([0.0, 1.0, 2.0], half=1.0, slope=2.0)
    array([0. , 0.5, 0.8])
    """
    times = _real(dose, "dose") / _real(half, "half", above=True)
    return _plain(expit(xlogy(_real(slope, "slope", above=True), times)))


def _negative_binomial_at(k: Array, mean: Array, shape: Array) -> Array:
    """Chance of exactly k."""
    ways = gammaln(k + shape) - gammaln(shape) - gammaln(k + 1)
    whole = mean + shape
    return np.asarray(np.exp(ways + xlogy(shape, shape / whole) + xlogy(k, mean / whole)))


def _real(value: ArrayLike, name: str, *, above: bool = False, most: float = np.inf) -> Array:
    """The numbers as an array, or a ValueError that names them: finite, from 0 to `most`."""
    array = np.asarray(value, dtype=np.float64)
    if not np.all(((array > 0) if above else (array >= 0)) & (array <= most) & np.isfinite(array)):
        wanted = "above 0" if above else ("between 0 and 1" if most == 1.0 else "0 or more")
        raise ValueError(f"{name} must be {wanted} and finite: {value!r}")
    return array


def _whole(value: ArrayLike, name: str, low: int) -> Array:
    """Whole numbers of at least `low` as an array of floats, or a ValueError that names them."""
    array = np.asarray(value, dtype=np.float64)
    if not np.all(np.isfinite(array) & (array >= low) & (array == np.floor(array))):
        raise ValueError(f"{name} must be a whole number of at least {low}: {value!r}")
    return array


def _plain(value: ArrayLike) -> Floats:
    """A float where one number came in, an array otherwise."""
    array = np.asarray(value, dtype=np.float64)
    return float(array) if array.ndim == 0 else array
