"""Does testing messages pay, with money? Three budgets, each with the authors' best test."""

from __future__ import annotations

from functools import lru_cache, partial

from msim.core.arrays import Floats
from msim.published.designs import testing_votes
from msim.published.row import Effort, Obtained, Row, mean_of, near
from msim.published.studies.sources import SPREAD, central, source

MEAN_PP, OUTCOME_SD = 1.55, 0.35
TABLE = (
    (500_000, 3, 11_030, 2_425, 2_886),
    (1_000_000, 6, 24_030, 4_925, 6_506),
    (5_000_000, 16, 107_030, 24_925, 40_122),
)
"""Budget, messages, respondents, votes without a test, votes with it."""
_COSTS = (central("vote_price"), central("message_price"), central("respondent_price"))


@lru_cache(maxsize=8)
def _votes(line: int, effort: Effort) -> tuple[Floats, Floats]:
    budget, messages, respondents, *_ = TABLE[line]
    plan = (budget, SPREAD, messages, respondents)
    return testing_votes(plan, (MEAN_PP, OUTCOME_SD), _COSTS, effort.of(1500), effort.seed)


def _obtained(line: int, which: int, effort: Effort) -> Obtained:
    return mean_of(_votes(line, effort)[which])


def _row(line: int, which: int) -> Row:
    budget, messages, respondents, *votes = TABLE[line]
    name, words = (("without", "one message, untested"), ("with", "the winner of a test"))[which]
    return Row(
        f"testing-{budget}-{name}", source("hewitt"), f"{words}, for {budget:,}", "votes",
        float(votes[which]), f"{votes[which]:,} votes for {budget:,}",
        f"as published: mean 1.55 points, {messages} messages, {respondents:,} respondents with a "
        "control group, standard deviation of answers 0.35",
        near(votes[which], 0.03), "3 %",
        partial(_obtained, line, which),
    )  # fmt: skip


ROWS = tuple(_row(line, which) for line in range(len(TABLE)) for which in (0, 1))
