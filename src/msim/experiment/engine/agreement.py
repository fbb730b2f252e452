"""Do two groups of voters respond alike to the same messages? Moments over one world's messages.

A correlation over a handful of messages is too high on average, whatever the truth: the largest
they can be is 1, and of six numbers two sets often agree. So each world gives a covariance and two
variances, and the correlation is taken of their sums over worlds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.seen import Rule
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.recovery import RECOVERY_SAMPLE, group_means, sampled_effects_pp

PARTY, SEGMENTS = "party", "segments"
"""Names of groups beside those of traits."""
MOMENTS = ("covariance", "variance_low", "variance_high")
"""What each world tells of two groups; of several, the mean over pairs and over groups twice."""
MESSAGES = ("messages/mean_pp", "messages/variance")
"""What each world tells of its messages' mean effects: their mean, and their variance."""


SORTS: Final[tuple[Literal["quicksort", "stable"], ...]] = ("quicksort", "stable")
"""The first is several times as fast; which of equal values comes first only the second says."""


def agreement(block: Block, rule: Rule, traits: dict[str, int]) -> dict[str, float]:
    """Moments of mean effects (points squared, weighted by turnout) as `agreement/WHAT/GROUPS`.

    On a sample, the first voters of a block: the two parties' supporters, the lower and the upper
    half by each of `traits` (a name and its column), and the cells of a rule. Messages are centred
    within the world. NaN where a group is empty or there is one message.
    """
    effects = sampled_effects_pp(block)
    some = slice(RECOVERY_SAMPLE)
    weight = block.voters.turnout_prob[some]
    found: dict[str, float] = {}
    for name, group, count in _groups(block, rule, traits, some):
        each = moments(group_means(effects, group, count, weight))
        found |= {
            f"agreement/{what}/{name}": value for what, value in zip(MOMENTS, each, strict=True)
        }
    return found


def of_messages(block: Block) -> dict[str, float]:
    """What a world's messages do, on the same sample: the parties' moments, and `MESSAGES`.

    Mean over messages of their mean effects (points, weighted by turnout), and their variance (NaN
    where there is one message).
    """
    effects, some = sampled_effects_pp(block), slice(RECOVERY_SAMPLE)
    weight = block.voters.turnout_prob[some]
    party = (block.voters.support[some] >= 0.0).astype(np.intp)
    each = moments(group_means(effects, party, 2, weight))
    mean = group_means(effects, np.zeros_like(party), 1, weight)[0]
    spread = float(mean.var(ddof=1)) if mean.size > 1 else float("nan")
    told = dict(zip((f"agreement/{what}/{PARTY}" for what in MOMENTS), each, strict=True))
    return told | dict(zip(MESSAGES, (float(mean.mean()), spread), strict=True))


def _groups(
    block: Block, rule: Rule, traits: dict[str, int], some: slice
) -> Iterator[tuple[str, Ints, int]]:
    """The name of each kind of group, (n,) which of them a voter is in, and how many there are."""
    voters = block.voters
    yield PARTY, (voters.support[some] >= 0.0).astype(np.intp), 2
    for name, column in traits.items():
        yield name, upper_half(voters.traits[some, column], voters.turnout_prob[some]), 2
    yield SEGMENTS, block.rows(rule)[some].astype(np.intp) - 1, rule.cells


def upper_half(values: Floats, weight: Floats) -> Ints:
    """(n,) 1 for those who lie above the weighted median, else 0.

    >>> upper_half(np.array([3.0, 1.0, 2.0, 4.0]), np.array([1.0, 1.0, 1.0, 3.0])).tolist()
    [0, 0, 0, 1]
    """
    for sort in SORTS:
        order = np.argsort(values, kind=sort)
        below = np.cumsum(weight[order], dtype=float)
        above = below > 0.5 * below[-1]
        first = int(np.argmax(above))
        near = values[order[max(first - 1, 0) : first + 2]]
        if not (near[1:] == near[:-1]).any():
            break
    upper = np.empty(values.size, dtype=np.intp)
    upper[order] = above
    return upper


def moments(means: Floats) -> tuple[float, float, float]:
    """Covariance over columns between rows of means, and variances; a row with NaN is left out.

    >>> moments(np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]]))
    (2.0, 1.0, 4.0)
    """
    means = means[np.isfinite(means).all(axis=1)]
    rows, columns = means.shape
    if rows < 2 or columns < 2:
        return (float("nan"),) * 3
    gap = means - means.mean(axis=1, keepdims=True)
    table = gap @ gap.T / (columns - 1)
    if rows == 2:
        return float(table[0, 1]), float(table[0, 0]), float(table[1, 1])
    variance = float(np.trace(table)) / rows
    pairs = (float(table.sum()) - rows * variance) / (rows * (rows - 1))
    return pairs, variance, variance
