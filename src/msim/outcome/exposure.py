"""How often is each voter exposed? Poisson frequencies by exact inversion of shared uniforms.

One uniform for each voter and channel serves every arm, so that a voter who gets more of a buy
never sees less of it (monotone coupling; Devroye 1986, Non-Uniform Random Variate Generation,
chapter X.3, sequential search from 0 or from the mode).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from msim.core.arrays import Floats, Ints

_FROM_MODE = 30.0
_MOST = 1e6
"""Expected exposures beyond which a voter's are not told apart; the search grows with the mean."""
_NEGLIGIBLE = 1e-24
"""Probability of a count below which no uniform of double precision falls."""


@njit(cache=True, nogil=True)
def _search_up(u: float, k: int, term: float, total: float, mean: float) -> int:
    """Smallest count whose distribution function reaches u, from P(k) = term, F(k) = total."""
    while total < u:
        k += 1
        term *= mean / k
        if term < 1e-300 or total + term == total:
            break
        total += term
    return k


@njit(cache=True, nogil=True)
def _quantile(u: float, mean: float) -> int:
    """Poisson quantile; where the mean is large, summed from the lower tail found from the mode."""
    if mean <= 0.0 or u <= 0.0:
        return 0
    mean = min(mean, _MOST)
    if mean < _FROM_MODE:
        start = math.exp(-mean)
        return int(_search_up(u, 0, start, start, mean))
    k = int(mean)
    term = math.exp(k * math.log(mean) - mean - math.lgamma(k + 1.0))
    while k > 0 and term > _NEGLIGIBLE:
        term *= k / mean
        k -= 1
    return int(_search_up(u, k, term, term, mean))


@njit(cache=True, nogil=True)
def _frequencies(uniform: Floats, mean: Floats) -> Ints:
    out = np.empty(uniform.size, dtype=np.int64)
    for i in range(uniform.size):
        out[i] = _quantile(uniform[i], mean[i])
    return out


def frequencies(uniform: Floats, mean: Floats) -> Ints:
    """(n,) exposures of each voter: the Poisson quantile of `uniform` at `mean`, both (n,).

    >>> frequencies(np.array([0.2, 0.5, 0.99]), np.array([0.0, 1.0, 50.0]))
    array([ 0,  1, 67])
    """
    found: Ints = _frequencies(np.ascontiguousarray(uniform), np.ascontiguousarray(mean))
    return found
