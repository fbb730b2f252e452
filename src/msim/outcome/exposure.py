"""How often is each voter exposed? Poisson frequencies by exact inversion of shared uniforms.

One uniform for each voter and channel serves every arm, so that a voter who gets more of a buy
never sees less of it (monotone coupling; Devroye 1986, Non-Uniform Random Variate Generation,
chapter X.3). Plainly, the frequency is the smallest count k with F(k) >= u, F the distribution
function, as in `scipy.stats.poisson.ppf(u, mean)`; `msim.outcome.poisson` finds it faster.

What depends on the uniform alone, its normal score, is found once for a voter and channel, and
serves each delivery.
"""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.outcome.poisson import fill_counts, fill_scores

_WORD = 2.0**-32


def quantile_scores(uniform: Floats | Ints) -> Floats:
    """(n,) normal score of each uniform, in single precision, for `frequencies`.

    uniform: (n,) between 0 and 1, or (n,) words of 32 bits, word w standing for (w + 1/2) / 2^32.
    Scores beyond 3.25 either way are not told apart: search serves those voters.

    >>> quantile_scores(np.array([0.025, 0.5, 0.975])).round(2).tolist() == [
    ...     np.float32(-1.96), 0.0, np.float32(1.96)]
    True
    """
    uniform, start, step = _scale(uniform)
    out = np.empty(uniform.shape, dtype=np.float32)
    fill_scores(uniform, start, step, out)
    return out


def frequencies(
    uniform: Floats | Ints,
    mean: Floats,
    score: Floats | None = None,
    out: Ints | None = None,
) -> Ints:
    """(n,) exposures of each voter: the Poisson quantile of `uniform` at `mean`, both (n,).

    uniform: between 0 and 1, or words of 32 bits as in `quantile_scores`. mean: single or double
    precision, at least 0; more than a million counts as a million. score: (n,) what
    `quantile_scores` gives for the same uniforms, worth passing where they serve several
    deliveries. out: (n,) 32-bit numbers to write to, a new array without it.

    Raises:
        ValueError: where the three differ in length.

    >>> frequencies(np.array([0.2, 0.5, 0.99]), np.array([0.0, 1.0, 50.0]))
    array([ 0,  1, 67], dtype=int32)
    >>> word = np.array([0, 2**31, 2**32 - 1], dtype=np.uint32)
    >>> frequencies(word, np.full(3, 4.0), quantile_scores(word))
    array([ 0,  4, 22], dtype=int32)
    """
    uniform, start, step = _scale(uniform)
    if score is None:
        score = quantile_scores(uniform)
    mean = np.ascontiguousarray(mean)
    if mean.dtype != np.float32:
        mean = mean.astype(np.float64, copy=False)
    if not uniform.shape == score.shape == mean.shape or mean.ndim != 1:
        shapes = f"{uniform.shape} uniforms, {score.shape} scores and {mean.shape} means"
        raise ValueError(f"one uniform, score and mean for each voter: got {shapes}")
    out = np.empty(mean.shape, dtype=np.int32) if out is None else out
    fill_counts(uniform, start, step, np.ascontiguousarray(score, dtype=np.float32), mean, out)
    return out


def _scale(uniform: Floats | Ints) -> tuple[Floats | Ints, float, float]:
    """The array in a form that kernels take, and u = (uniform + start) * step."""
    if uniform.dtype == np.uint32:
        word: Ints = np.ascontiguousarray(uniform, dtype=np.uint32)
        return word, 0.5, _WORD
    real: Floats = np.ascontiguousarray(uniform, dtype=np.float64)
    return real, 0.0, 1.0
