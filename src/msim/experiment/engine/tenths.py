"""Does what a model foretells of voters come true? Tenths of voters, by the benefit predicted.

The benefit of a voter is what the own message does more than the single best one. Groups sorted by
prediction are those of Chernozhukov, Demirer, Duflo and Fernandez-Val (2018, arXiv 1712.04802);
here the truth says what each obtains, of voters whom the survey did not ask.
"""

from __future__ import annotations

import numpy as np

from msim.campaign.individuals.rule import Individually
from msim.core.arrays import Floats, Ints
from msim.core.columns import double
from msim.core.seen import Rule
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.recovery import RECOVERY_SAMPLE, group_means
from msim.experiment.engine.votes_gained import votes_gained_pp
from msim.scenario.model import Scenario

TENTHS = 10
TOLD = ("predicted_pp", "obtained_pp")
FEW = 200
"""Where fewer voters were not asked, everybody is looked at."""


def tenth_name(what: str, tenth: int) -> str:
    """The diagnostic of one tenth, from 1.

    >>> tenth_name("predicted_pp", 10)
    'individual/predicted_pp/10'
    """
    return f"individual/{what}/{tenth}"


def tenths(block: Block, scenario: Scenario, rule: Rule, single: int) -> dict[str, float]:
    """Mean predicted and obtained benefit in points of each tenth, as diagnostics by name.

    single: index of the single best message. Means are weighted by turnout. Empty for rules that
    predict nothing of single voters.
    """
    rule = getattr(rule, "base", rule)  # what zones cut
    if not isinstance(rule, Individually) or not scenario.test.conducted:
        return {}
    some, voters = unasked(block, scenario), block.voters
    moved = block.turnout_effects[some] if scenario.mobilises else None
    true = votes_gained_pp(
        voters.support[some], voters.turnout_prob[some], block.effects[some], moved,
        as_a_goal=True,
    )  # fmt: skip
    predicted = rule.model.predict(rule.prepare(block.view.rows(some)))
    own, each = np.argmax(predicted, axis=1), np.arange(some.size)
    columns = np.column_stack([
        table[each, own] - table[:, single] for table in (predicted, true)
    ])  # fmt: skip
    means = group_means(columns, by_tenth(columns[:, 0]), TENTHS, voters.turnout_prob[some])
    return {
        tenth_name(what, tenth + 1): float(means[tenth, column])
        for column, what in enumerate(TOLD)
        for tenth in range(TENTHS)
    }


def unasked(block: Block, scenario: Scenario) -> Ints:
    """Voters of the first block with a record whom no survey asked; all where these are few."""
    known = np.flatnonzero(block.view.known)
    rest = known[max(scenario.respondents, scenario.segments.fit_sample) :]
    return (rest if rest.size >= FEW else known)[:RECOVERY_SAMPLE]


def by_tenth(predicted: Floats) -> Ints:
    """(n,) tenth of each voter from 0, the lowest first; of equal ones the first are the lower.

    >>> by_tenth(np.array([5.0, 1.0, 1.0, 7.0])).tolist()
    [5, 0, 2, 7]
    """
    place = np.empty(predicted.size, dtype=np.intp)
    place[np.argsort(double(predicted), kind="stable")] = np.arange(predicted.size)
    return place * TENTHS // max(predicted.size, 1)
