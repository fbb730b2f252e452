"""What did the message test say, and what is true? A row a message and group of those asked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from msim.campaign.campaign import Campaign
from msim.campaign.rules import EVERYONE
from msim.core.arrays import Floats, Ints, group_sums
from msim.core.seen import Answers, Rule
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.recovery import group_means
from msim.experiment.engine.votes_gained import votes_gained_pp
from msim.scenario.model import Scenario

COLUMNS = (
    *("segment", "message", "estimate_pp", "standard_error_pp", "asked", "control_asked"),
    *("true_pp", "rank_estimate", "rank_true"),
)


def rows_tested(block: Block, campaign: Campaign, scenario: Scenario) -> list[dict[str, object]]:
    """The test of a world's first survey beside the truth; none where nothing was tested.

    Segment 0 is everybody. Estimates are the differences of means that strategies start from, not
    shrunk; missing where fewer than two saw the message, or no message. The truth is that of the
    world's first block of voters: votes gained by one exposure, in points of a likely voter.
    """
    if not scenario.test.conducted:
        return []
    moved = block.turnout_effects if scenario.mobilises else None
    voters = block.voters
    true = votes_gained_pp(voters.support, voters.turnout_prob, block.effects, moved, True)
    rules: tuple[Rule, Rule] = EVERYONE, campaign.segmentation
    return [
        row
        for first, rule in enumerate(rules)
        for row in _rows(first, rule, block, campaign, true)
    ]


def _rows(
    first: int, rule: Rule, block: Block, campaign: Campaign, true: Floats
) -> list[dict[str, object]]:
    """first: number of the first cell."""
    cells = max(rule.cells, 1)
    at, here = (
        np.maximum(rows.astype(np.intp) - first, -1)
        for rows in (campaign.rows(rule), block.rows(rule))
    )
    error, asked = standard_errors_pp(_answers(campaign), at, cells, true.shape[1])
    effect = np.where(np.isfinite(error), campaign.reading(rule).effect_pp, np.nan)
    means = group_means(true, here, cells, block.voters.turnout_prob)
    ranks = [_ranks(table) for table in (effect, means)]
    return [
        dict(zip(COLUMNS, (
            cell + first, k + 1, float(effect[cell, k]), float(error[cell, k]),
            int(asked[cell, k + 1]), int(asked[cell, 0]), float(means[cell, k]),
            float(ranks[0][cell, k]), float(ranks[1][cell, k]),
        ), strict=True))
        for cell in range(cells) for k in range(true.shape[1])
    ]  # fmt: skip


def _ranks(table: Floats) -> Floats:
    """The rank of each message in its row, the best first and ties in the middle; NaN for NaN.

    >>> _ranks(np.array([[2.0, 5.0, 2.0, np.nan]])).tolist()
    [[2.5, 1.0, 2.5, nan]]
    """
    above = (table[:, None, :] > table[:, :, None]).sum(axis=2)
    equal = (table[:, None, :] == table[:, :, None]).sum(axis=2)
    return np.where(np.isfinite(table), above + (equal + 1.0) / 2.0, np.nan)


def _answers(campaign: Campaign) -> Answers:
    """One answer a respondent: votes gained, less those that the other side gains at the polls."""
    own, other = campaign.parts
    return own if other is None else replace(own, vote=own.vote - other.vote)


def standard_errors_pp(
    answers: Answers, cell: Ints, cells: int, messages: int
) -> tuple[Floats, Ints]:
    """(cells, messages) standard errors in points, and (cells, 1 + messages) numbers asked.

    Of the difference between the weighted mean of those who saw a message and of those who saw
    none: the sum of both variances (Neyman 1923). NaN where a group has fewer than two. cell: (n,)
    from 0; -1 for none.

    >>> told = Answers(np.array([-1, -1, 0, 0]), np.array([0.0, 1, 1, 1]), np.ones(4), None,
    ...                np.ones(4))
    >>> standard_errors_pp(told, np.zeros(4, dtype=int), 1, 1)[0].round(6).tolist()
    [[50.0]]
    """
    shape, inside = (cells, messages + 1), cell >= 0
    group = (cell * (messages + 1) + answers.message + 1)[inside]
    weight, vote = answers.weight[inside], answers.vote[inside]
    asked = np.bincount(group, minlength=cells * (messages + 1))
    total = group_sums(weight, group, asked.size)
    known = (asked > 1) & (total > 0.0)
    mean = group_sums(weight * vote, group, asked.size) / np.where(known, total, np.nan)
    squares = group_sums((weight * (vote - mean[group])) ** 2, group, asked.size)
    variance = squares / np.where(known, total, np.nan) ** 2 * asked / np.maximum(asked - 1, 1)
    table = variance.reshape(shape)
    return 100.0 * np.sqrt(table[:, 1:] + table[:, :1]), asked.reshape(shape)
