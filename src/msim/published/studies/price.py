"""What does a vote cost through test, choice, plan, exposure, response and count?"""

from __future__ import annotations

from functools import lru_cache

from msim.core.arrays import Floats
from msim.published.engine import measured, scenario
from msim.published.row import Effort, Obtained, mean_of, near, ratio_of
from msim.published.studies.sources import SPREAD, central, row
from msim.published.studies.testing import MEAN_PP, OUTCOME_SD, TABLE
from msim.scenario import Scenario, override
from msim.scenario.evidence import EVIDENCE

TELEVISION = {
    "channels.television.share": 1.0, "channels.social.share": 0.0, "population.simulated": 4_000,
    "election.swing_sd": 0.0, "test.surveys": 2,
}  # fmt: skip


@lru_cache(maxsize=4)
def television(arm: str, effort: Effort) -> tuple[Floats, Floats]:
    """(replicates,) money and net votes of a campaign on television alone, under the defaults.

    >>> money, votes = television("broadcast", Effort(quick=True))
    >>> bool(50 < money.mean() / votes.mean() < 1000)
    True
    """
    keys = {**TELEVISION, "run.arms": ("silent", "naive", "broadcast"), "run.seed": effort.seed}
    chosen = override(Scenario(), keys)
    votes = measured(chosen, effort.of(100))[arm]
    return 0.0 * votes + chosen.budget.total, votes


def _price(arm: str, effort: Effort) -> Obtained:
    return ratio_of(*television(arm, effort))


BUDGET, MESSAGES, RESPONDENTS, _, WITH_TEST = TABLE[0]
FIELD_SHARE = 0.01


def _tested(effort: Effort) -> Obtained:
    """Votes of the campaign that tests; impressions are priced so that the mean message's cost 200.

    One impression changes `FIELD_SHARE` x `MEAN_PP` / 100 votes, and effects add up.
    """
    cpm = 1000.0 * central("vote_price") * FIELD_SHARE * MEAN_PP / 100.0
    feed = {"share": 1.0, "cpm": cpm, "habit_sd": 0.0, "field_share": FIELD_SHARE}
    chosen = scenario({
        "population": {"simulated": RESPONDENTS, "electorate": 10_000_000},
        "channels": {"feed": feed}, "budget": {"total": float(BUDGET)},
        "messages": {"count": MESSAGES, "mean_effect_pp": MEAN_PP,
                     "between_sd_pp": SPREAD * MEAN_PP, "cost_each": central("message_price")},
        "test": {"respondents": RESPONDENTS, "outcome_sd": OUTCOME_SD,
                 "cost_per_respondent": central("respondent_price")},
        "run": {"arms": ("silent", "broadcast")},
    }, seed=effort.seed)  # fmt: skip
    return mean_of(measured(chosen, effort.of(200))["broadcast"])


_PRICES = EVIDENCE["vote_price"]
ROWS = (
    row("vote-price", (_PRICES.low, _PRICES.high), lambda e: _price("broadcast", e),
        _PRICES.central),
    row("vote-price-untested", (_PRICES.low, _PRICES.high), lambda e: _price("naive", e),
        _PRICES.central),
    row("testing-whole-chain", near(WITH_TEST, 0.1), _tested, float(WITH_TEST)),
)  # fmt: skip
