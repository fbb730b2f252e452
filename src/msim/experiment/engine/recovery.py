"""What can only the truth tell of messages and segments? Correlations and shares of variance."""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.columns import double
from msim.core.compiled import compiled
from msim.core.seen import Rule
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.votes_gained import votes_gained_pp


def effects_pp(block: Block, some: slice = slice(None)) -> Floats:
    """(n, messages) true change of vote choice in points by one forced exposure, of some voters."""
    voters = block.voters
    return votes_gained_pp(
        voters.support[some], voters.turnout_prob[some], block.effects[some], None
    )


def sampled_effects_pp(block: Block) -> Floats:
    """The same of the sample on which the truth is looked up, made once for each block."""
    if "effects_pp" not in block.memo:
        block.memo["effects_pp"] = effects_pp(block, slice(RECOVERY_SAMPLE))
    found: Floats = block.memo["effects_pp"]
    return found


def group_means(values: Floats, group: Ints, groups: int, weight: Floats) -> Floats:
    """(groups, columns) weighted means of (n, columns) values; NaN for an empty group.

    group: (n,) from 0; a row with a negative one belongs to none.
    """
    total, sums = _group_sums(double(values.T), group.astype(np.intp), groups, double(weight))
    return sums / np.where(total > 0.0, total, np.nan)[:, None]


def plain_group_sums(
    columns: Floats, group: Ints, groups: int, weight: Floats
) -> tuple[Floats, Floats]:
    """(groups,) and (groups, columns): what `_group_sums` computes."""
    chosen = group >= 0
    inside = (np.arange(groups)[:, None] == group[chosen]) * weight[chosen].astype(float)
    return inside.sum(axis=1), inside @ columns.T[chosen]


def _group_sums(
    columns: Floats, group: Ints, groups: int, weight: Floats
) -> tuple[Floats, Floats]:
    """(groups,) weights and (groups, columns) weighted sums, added voter by voter in order.

    columns: (columns, n). Sums are in double precision whatever the readings.
    """
    total, sums = np.zeros(groups), np.zeros((groups, columns.shape[0]))
    _add_by_group(columns, group, weight, total, sums)
    return total, sums


@compiled
def _add_by_group(columns, group, weight, total, sums):  # type: ignore[no-untyped-def]
    count = columns.shape[0]
    for i in range(group.size):
        if group[i] >= 0:
            at, each = np.uint64(group[i]), np.float64(weight[i])
            total[at] += each
            for k in range(count):
                sums[at, np.uint64(k)] += each * np.float64(columns[np.uint64(k), i])


@compiled
def _square_sums(columns: Floats, group: Ints, mean: Floats, sums: Floats) -> None:
    """(columns,) sums: squared distances from the mean, of the voters who belong to a group."""
    for k in range(mean.size):
        column, middle, total = columns[k], mean[k], 0.0
        for i in range(column.size):
            gap = np.float64(column[i]) - middle
            total += gap * gap if group[i] >= 0 else 0.0
        sums[k] = total


def correlation(means: Floats) -> float:
    """Mean correlation, across columns, between the rows of a table; NaN where undefined.

    >>> round(correlation(np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]])), 6)
    1.0
    """
    means = means[np.isfinite(means).all(axis=1)]
    spread = means.std(axis=1) > 1e-12
    if means.shape[0] < 2 or means.shape[1] < 2 or not spread.all():
        return float("nan")
    gap = means - means.mean(axis=1, keepdims=True)
    gap = gap / np.sqrt((gap * gap).sum(axis=1, keepdims=True))
    rows = means.shape[0]
    return float(((gap.sum(axis=0) ** 2).sum() - rows) / (rows * (rows - 1)))


RECOVERY_SAMPLE = 20_000
"""Voters, at most, on which the truth about messages and segments is looked up."""


def recovery(block: Block, rule: Rule) -> dict[str, float]:
    """What the truth says of messages and segments, on a sample: the first voters of a block.

    party_correlation: between the two parties' supporters, across messages, of mean effects.
    segment_correlation: the same between segments, averaged over pairs.
    effect_variance_between: share of the variance of effects (logits) that lies between segments.
    """
    some = slice(RECOVERY_SAMPLE)
    voters, rows, effects = block.voters, block.rows(rule)[some], sampled_effects_pp(block)
    weight, cell = voters.turnout_prob[some], rows.astype(np.intp) - 1
    party = (voters.support[some] >= 0.0).astype(np.intp)
    means = group_means(effects, cell, rule.cells, weight)
    return {
        "party_correlation": correlation(group_means(effects, party, 2, weight)),
        "segment_correlation": correlation(means),
        "effect_variance_between": _variance_between(block.effects[some], cell, rule.cells),
    }


def _variance_between(effects: Floats, group: Ints, groups: int) -> float:
    """Share of the variance of effects, of voters who are in a group, that lies between groups."""
    size = np.bincount(group + 1, minlength=groups + 1)[1:].astype(float)
    known = float(size.sum())
    if not known:
        return float("nan")
    columns, group = double(effects.T), group.astype(np.intp)
    sums = _group_sums(columns, group, groups, np.ones(group.size))[1]
    mean = sums.sum(axis=0) / known
    squares = np.empty(mean.size)
    _square_sums(columns, group, mean, squares)
    total = float((squares / known).sum())
    if total <= 1e-12:
        return float("nan")
    filled = size > 0.0
    gap = sums[filled] / size[filled, None] - mean
    return float(np.sum(size[filled, None] / known * gap**2)) / total
