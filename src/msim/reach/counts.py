"""How do counts of people add up? k+ and exact frequencies, and channels laid together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from msim.reach.checks import Array, Floats, plain, real, whole


def independent_union(reaches: ArrayLike) -> Floats:
    """Rate reached by at least one of several channels that know nothing of each other.

    Args:
        reaches: a rate for each channel along the first axis: two numbers, or two whole curves.

    >>> round(independent_union([0.4, 0.3]), 12)
    0.58
    """
    rates = np.atleast_1d(real(reaches, "reaches", most=1.0))
    return plain(1.0 - np.prod(1.0 - rates, axis=0))


def pairwise_union(reaches: ArrayLike, overlaps: ArrayLike) -> float:
    """Rate reached by at least one of several channels, from their overlaps two by two.

    Overlaps of three and more are not known; between two bounds that they leave (Hunter 1976,
    Journal of Applied Probability 13(3), from above; Dawson and Sankoff 1967, Proceedings of the
    AMS 18(3), from below) the middle is taken. Two channels are exact.

    Args:
        reaches: rate of each channel, shape (C,).
        overlaps: rate reached by both of two channels, shape (C, C), symmetric; the diagonal is not
            looked at. None can be above the smaller reach, or below what two reaches leave.

    >>> round(pairwise_union([0.4, 0.3], [[0.4, 0.1], [0.1, 0.3]]), 12)
    0.6
    """
    low, high = union_bounds(reaches, overlaps)
    return (low + high) / 2.0


def union_bounds(reaches: ArrayLike, overlaps: ArrayLike) -> tuple[float, float]:
    """Lowest and highest rate of a union that overlaps two by two allow; as `pairwise_union`.

    >>> union_bounds([0.5, 0.5, 0.5], [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5]])
    (0.75, 1.0)
    """
    rates = np.atleast_1d(real(reaches, "reaches", most=1.0))
    both = np.array(real(overlaps, "overlaps", most=1.0))
    if both.shape != (rates.size, rates.size) or not np.allclose(both, both.T, atol=1e-12):
        raise ValueError(f"overlaps not symmetric: {overlaps!r}")
    np.fill_diagonal(both, 0.0)
    least, most = np.add.outer(rates, rates) - 1.0, np.minimum.outer(rates, rates)
    apart = ~np.eye(rates.size, dtype=np.bool_)
    if np.any((both > most + 1e-12) & apart) or np.any((both < least - 1e-12) & apart):
        raise ValueError(f"overlaps must fit reaches: {overlaps!r}")
    once, twice = float(rates.sum()), float(both.sum()) / 2.0
    steps = np.floor(2.0 * twice / once) + 1.0 if once > 0.0 else 1.0
    low = max(2.0 * once / (steps + 1.0) - 2.0 * twice / (steps * (steps + 1.0)), rates.max())
    high = min(once - _largest_tree(both), 1.0)
    return float(min(low, high)), float(high)


def _largest_tree(both: Array) -> float:
    """Sum of the overlaps along the spanning tree that has most (Prim 1957)."""
    joined, best, total = {0}, both[0].copy(), 0.0
    while len(joined) < both.shape[0]:
        left = [c for c in range(both.shape[0]) if c not in joined]
        new = left[int(np.argmax(best[left]))]
        total += float(best[new])
        joined.add(new)
        best = np.maximum(best, both[new])
    return total


def independent_sum(exact: Sequence[ArrayLike]) -> Array:
    """Rates at *exactly* 0, 1, ... times over several channels that know nothing of each other.

    Args:
        exact: for each channel the rates at exactly 0, 1, ..., the last number counting everyone
            at that frequency or more: (K,) for every channel, adding up to 1.

    Returns:
        The same of all channels together: shape (K,), the last number again "or more".

    >>> independent_sum([[0.6, 0.4, 0.0], [0.7, 0.2, 0.1]]).round(3)
    array([0.42, 0.4 , 0.18])
    """
    parts = [np.atleast_1d(real(rates, "exact", most=1.0)) for rates in exact]
    sizes = {part.shape for part in parts}
    if len(sizes) != 1 or any(abs(float(part.sum()) - 1.0) > 1e-9 for part in parts):
        raise ValueError("exact must hold rates of one length for each channel that add up to 1")
    found = parts[0]
    for part in parts[1:]:
        both = np.convolve(found, part)
        top = found.size - 1
        found = np.append(both[:top], both[top:].sum())
    return found


def at_least(exact: ArrayLike) -> Array:
    """People reached 1, 2, ... times or more, from those reached *exactly* 1, 2, ... times.

    The last number given counts everyone who was reached that often or more. Shape as given.

    >>> at_least([75, 50, 75])
    array([200., 125.,  75.])
    """
    return np.cumsum(np.atleast_1d(real(exact, "exact"))[::-1])[::-1]


def exactly(more: ArrayLike, k: int) -> float:
    """People reached *exactly* k times, from those reached 1, 2, ... times or more.

    Args:
        more: people reached 1, 2, ... times or more: never rising, shape (K,).
        k: from 1 to K - 1. "Exactly K" would need K + 1, which is not known: a ValueError.

    >>> exactly([200, 125, 75], 1), exactly([200, 125, 75], 2)
    (75.0, 50.0)
    """
    people, times = np.atleast_1d(real(more, "more")), int(whole(k, "k", 1))
    if np.any(np.diff(people) > 0):
        raise ValueError("people reached k times or more cannot rise with k")
    if times >= people.size:
        raise ValueError(
            f"exactly {times} needs {times + 1}+ reach, and {people.size}+ is the last"
        )
    return float(people[times - 1] - people[times])
