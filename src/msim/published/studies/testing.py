"""Does testing messages pay, with money? Three budgets, each with the authors' best test."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial

from msim.core.arrays import Floats
from msim.published.designs import testing_votes
from msim.published.row import Effort, Kind, Obtained, Row, mean_of, near
from msim.published.studies.sources import SPREAD, central, row

MEAN_PP, OUTCOME_SD = 1.55, 0.35
TABLE = (
    (500_000, 3, 11_030, 2_425, 2_886),
    (1_000_000, 6, 24_030, 4_925, 6_506),
    (5_000_000, 16, 107_030, 24_925, 40_122),
)
"""Budget, messages, respondents, votes without a test, votes with it."""
WAYS = ("without", "with")
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
    name, published = WAYS[which], votes[which]
    run = partial(_obtained, line, which)
    kind: Kind = "counted" if name == "with" else "consistency"
    made = row(f"testing-{name}", near(published, 0.03), run, float(published), kind)
    filled = {
        word: getattr(made, word).format(
            budget=budget, votes=published, messages=messages, respondents=respondents
        )
        for word in ("what", "said", "condition")
    }
    return replace(made, id=f"testing-{budget}-{name}", **filled)


ROWS = tuple(_row(line, which) for line in range(len(TABLE)) for which in (0, 1))
