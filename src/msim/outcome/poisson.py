"""Which count does a uniform stand for? The Poisson quantile, exact and in a few nanoseconds.

The quantile of u at mean m is the whole part of the x that solves Q(x, m) = u, Q the regularised
upper incomplete gamma function. x is smooth in the mean and in the normal score z of u, so that a
short formula comes near it (Giles 2016, "Algorithm 955: approximation of the inverse Poisson
cumulative distribution function", ACM TOMS 42(1), whose normal expansion leads here; the rest is
fitted). Where x falls clear of a whole number the count is certain. Elsewhere, for about one voter
in 150, it is found by exact search (Devroye 1986, Non-Uniform Random Variate Generation, chapter
X.3, sequential search from 0 or from the mode). So the formula decides how fast a count is found,
never which, and counts are the same on every machine.

The bound. For |z| <= 3.25 and means from 0.125 the formula, without rounding, is off by no more
than 0.00087 (1 + z^2) where x > 0.97, and stays below 0.98 elsewhere (on a fine grid, by
tests). The margin is twice that and 2^-20 of the mean. The rest of it is ample for the roundings
to single precision, fewer than eight that matter and each by 2^-24 of x, and for the error of the
score, 3.4e-6, which counts root-mean fold. Search itself is off by far less than a margin.
"""

from __future__ import annotations

import math

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.compiled import compiled


def _single(values: list[float]) -> tuple[np.float32, ...]:
    """Constants of a kernel: single precision, so that it stays single throughout."""
    return tuple(np.float32(value) for value in values)


MOST = 1e6
"""Expected exposures beyond which a voter's are not told apart; the search grows with the mean."""
_FROM_MODE = 256.0
"""Mean from which search starts at the mode; below, fewer steps lead up from 0."""
_NEGLIGIBLE = 1e-24
"""Probability of a count below which no uniform of double precision falls."""

SCORE_LIMIT = np.float32(3.25)
"""Scores that the formula serves; beyond lies one voter in a thousand, and search is used."""
MARGIN, MARGIN_BY_MEAN = np.float32(0.00174), np.float32(2.0**-20)
"""How near a whole number x leaves the count open: MARGIN (1 + z^2) + MARGIN_BY_MEAN mean."""
LEAST, LARGEST = np.float32(0.125), np.float32(8192.0)
"""Means that the formula serves. A count that is 0 at LEAST is 0 below; else search is used."""
SHIFT = np.float32(0.2)
"""The formula is in z and in root = sqrt(mean + SHIFT)."""
EDGE, SLOPE = np.float32(1.59), np.float32(1.85)
"""Below the line z = EDGE - SLOPE root, x is under 0.95 and the count 0: z is raised to the line,
where x is still under 0.95, since the formula fits from there up."""
FITTED = (
    _single([0.00509068, -0.12752736, -0.01534922, -0.0111983, 0.0011332]),
    _single([-0.03172918, 0.01209378, 0.05212188, -0.02181718, 0.00399441]),
    _single([0.0028438, 0.00009366, -0.03575246, 0.01757009, -0.00305953]),
)
"""Polynomials in z for the first three powers of 1 / root: least largest error / (1 + z^2)."""

_UPPER = _single([9.42770741, 1353.56658, 24896.1657, 69863.9575, 3877.67271])
_LOWER = _single([1.0, 191.448490, 4918.57516, 25654.8479, 28866.5808])
_BEYOND, _FAR = np.float32(0.0239), np.float32(4.0)
"""Root of u (1 - u) below which a score is beyond SCORE_LIMIT, and what stands for such a score."""
_ZERO, _HALF, _ONE = np.float32(0.0), np.float32(0.5), np.float32(1.0)
_SIXTH, _THIRD = np.float32(1.0 / 6.0), np.float32(1.0 / 3.0)
_NONE, OPEN = np.int32(0), np.int32(-1)
_CHUNK = 1024
"""Voters at a time, so that what the formula leaves open is still near at hand."""


@compiled
def _search_up(u: float, k: int, term: float, total: float, mean: float) -> int:
    """Smallest count whose distribution function reaches u, from P(k) = term, F(k) = total."""
    while total < u:
        k += 1
        term *= mean / k
        # Rounding may leave the total below u for ever.
        if term < 1e-300 or total + term == total:
            break
        total += term
    return k


@compiled
def quantile(u: float, mean: float) -> int:
    """Poisson quantile; where the mean is large, summed from the lower tail found from the mode.

    >>> quantile(0.99, 50.0)
    67
    """
    if mean <= 0.0 or u <= 0.0:
        return 0
    mean = min(mean, MOST)
    k = int(mean) if mean >= _FROM_MODE else 0
    term = math.exp(k * math.log(mean) - mean - math.lgamma(k + 1.0))
    # Down to where the lower tail holds nothing that a uniform could fall into, then up again:
    # exp(-mean), from which a sum from 0 would start, is 0 for means above some 745.
    while k > 0 and term > _NEGLIGIBLE:
        term *= k / mean
        k -= 1
    return int(_search_up(u, k, term, term, mean))


@compiled
def fill_scores(uniform: Floats | Ints, start: float, step: float, out: Floats) -> None:
    """Normal scores of u = (uniform + start) * step: (n,) out, single precision.

    A rational function of sqrt(u (1 - u)) times u - 1/2, off by no more than 3.4e-6 up to
    SCORE_LIMIT; 4 or -4 stands for a score well beyond.

    >>> fill_scores(np.array([0.5, 0.975]), 0.0, 1.0, found := np.empty(2, dtype=np.float32))
    >>> found.round(3).tolist() == np.float32([0.0, 1.96]).tolist()
    True
    """
    a, b = _UPPER, _LOWER
    for i in range(out.size):
        u = (uniform[i] + start) * step
        # Single precision will do: the margin of the count allows for the error of the score.
        h = math.sqrt(np.float32(u * (1.0 - u)))
        q = np.float32(u - 0.5)
        upper = a[0] + h * (a[1] + h * (a[2] + h * (a[3] + h * a[4])))
        lower = b[0] + h * (b[1] + h * (b[2] + h * (b[3] + h * b[4])))
        far = _FAR if q > _ZERO else -_FAR
        z = q * upper / lower
        out[i] = z if h > _BEYOND else far


@compiled
def fill_certain(score: Floats, mean: Floats, out: Ints) -> None:
    """Counts by formula, OPEN where it does not settle them; all (n,), reals in single precision.

    Choices instead of branches and nothing but arithmetic, so that it runs in vector lanes.

    >>> z, mean = np.float32([-0.84, 0.0, 2.33]), np.float32([0.0, 1.0, 50.0])
    >>> fill_certain(z, mean, found := np.empty(3, dtype=np.int32))
    >>> found
    array([ 0,  1, 67], dtype=int32)
    """
    a, b, c = FITTED
    for i in range(out.size):
        given = mean[i]
        m = given if given > LEAST else LEAST
        m = m if m < LARGEST else LARGEST
        root = math.sqrt(m + SHIFT)
        w = _ONE / root
        z, edge = score[i], EDGE - SLOPE * root
        z = z if z > edge else edge
        by_1 = a[0] + z * (a[1] + z * (a[2] + z * (a[3] + z * a[4])))
        by_2 = b[0] + z * (b[1] + z * (b[2] + z * (b[3] + z * b[4])))
        by_3 = c[0] + z * (c[1] + z * (c[2] + z * (c[3] + z * c[4])))
        x = m + z * (root + z * _SIXTH) + (_THIRD + w * (by_1 + w * (by_2 + w * by_3)))
        count = np.int32(x)
        off = abs(x - np.float32(count) - _HALF)
        margin = MARGIN + z * z * MARGIN + m * MARGIN_BY_MEAN
        # Not `or`: that would be a branch, and no lane may wait for another.
        unsure = (off > _HALF - margin) | (abs(z) >= SCORE_LIMIT) | (m >= LARGEST)
        unsure |= (given < LEAST) & (count > _NONE)
        count = OPEN if unsure else count
        out[i] = count if given > _ZERO else _NONE


@compiled
def fill_counts(
    uniform: Floats | Ints, start: float, step: float, score: Floats, mean: Floats, out: Ints
) -> None:
    """Poisson quantiles of u = (uniform + start) * step, score as from `fill_scores`; all (n,).

    >>> u, mean = np.array([0.2, 0.5, 0.99]), np.array([0.0, 1.0, 50.0])
    >>> fill_scores(u, 0.0, 1.0, score := np.empty(3, dtype=np.float32))
    >>> fill_counts(u, 0.0, 1.0, score, mean, found := np.empty(3, dtype=np.int32))
    >>> found
    array([ 0,  1, 67], dtype=int32)
    """
    single = np.empty(_CHUNK, dtype=np.float32)
    for first in range(0, out.size, _CHUNK):
        last = min(first + _CHUNK, out.size)
        counts, means = out[first:last], mean[first:last]
        for i in range(counts.size):
            single[i] = means[i]
        fill_certain(score[first:last], single[: counts.size], counts)
        for i in range(counts.size):
            if counts[i] < _NONE:
                u = (uniform[first + i] + start) * step
                counts[i] = quantile(u, np.float64(means[i]))
