"""What do several messages in one row of a plan do, and who hears which of them?

An effect is its mean over the weeks in which exposures may fall, as what is left of it on polling
day is. Who hears which message is drawn: each exposure carries one, by the shares that were sent.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from msim.core.arrays import Floats, Ints

ROUNDING = 1e-9
"""By how much shares may miss 1."""


def blended(left: Floats, row: Ints, parts: Floats, effects: Floats) -> Floats:
    """(n,) shifts: each channel's part times the mean effect of the messages that it carries.

    left: (rows, channels, messages) as in `Mixture`. row: (n,). parts: (channels, n). effects:
    (n, messages).

    >>> left, one = np.array([[[0.25, 0.75]]]), np.ones((1, 1))
    >>> blended(left, np.zeros(1, int), one, np.array([[4.0, 8.0]])).tolist()
    [7.0]
    """
    shift = np.zeros(row.size)
    for c, part in enumerate(parts):
        shift += part * np.einsum("nk,nk->n", left[:, c].take(row, axis=0), effects)
    return shift.astype(np.float32)


def divided(sent: Floats, row: Ints, counts: Ints, draws: Sequence[np.random.Generator]) -> Ints:
    """(n, messages) exposures of each voter to each message, over all channels.

    sent: (rows, channels, messages) as in `Mixture`. counts: (channels, n) exposures. draws: a
    generator for each channel. A multinomial draw, as binomials in turn (Devroye 1986, Non-Uniform
    Random Variate Generation, chapter XI.1).

    >>> both = divided(np.array([[[0.5, 0.5]]]), np.zeros(2, int), np.array([[9, 0]]),
    ...                [np.random.default_rng(1)])
    >>> both.sum(axis=1).tolist(), both[1].tolist()
    ([9, 0], [0, 0])
    """
    messages = sent.shape[2]
    out = np.zeros((row.size, messages), dtype=np.int32)
    for c, (exposures, draw) in enumerate(zip(counts, draws, strict=True)):
        left, share = exposures.astype(np.int64), np.ones(len(sent))
        for k in range(messages - 1):
            chance = np.divide(sent[:, c, k], share, out=np.zeros(len(sent)), where=share > 0.0)
            here = draw.binomial(left, np.clip(chance, 0.0, 1.0)[row])
            out[:, k] += here.astype(np.int32)
            left, share = left - here, np.maximum(share - sent[:, c, k], 0.0)
        out[:, -1] += left.astype(np.int32)
    return out


def missed(left: Floats, row: Ints, meant: Ints) -> Floats:
    """(n, channels) share of what is left that carries another message than was meant.

    >>> missed(np.array([[[1.0, 0.0]], [[0.5, 0.5]]]), np.array([0]), np.array([1])).tolist()
    [[0.5]]
    """
    whole = left.sum(axis=2, keepdims=True)
    shares = left / np.where(np.abs(whole - 1.0) > ROUNDING, np.maximum(whole, ROUNDING), 1.0)
    apart: Floats = 0.5 * np.abs(shares[row] - shares[meant]).sum(axis=2)
    return apart
