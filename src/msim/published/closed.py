"""Two published designs with their parameters free, for those who check the model: what they give.

They are the message test and the choice of messages. Plan, exposure and response are not in them:
what a vote costs is put in. Arguments are checked here; the designs are in `designs`.
"""

from __future__ import annotations

import numpy as np

from msim.core.errors import InputError
from msim.published.designs import Targeting, testing_votes


def _positive(**values: float) -> None:
    for name, value in values.items():
        if not (value > 0.0 and np.isfinite(value)):
            raise InputError(f"{name} = {value}: must be a number above 0")


def _not_negative(**values: float) -> None:
    for name, value in values.items():
        if not (value >= 0.0 and np.isfinite(value)):
            raise InputError(f"{name} = {value}: must be a number, 0 or more")


def testing_pays(  # noqa: PLR0913 (the published design, parameter by parameter)
    budget: float,
    spread: float,
    messages: int,
    respondents: float,
    mean_pp: float = 1.55,
    cost_per_vote: float = 200,
    cost_per_message: float = 15_000,
    cost_per_respondent: float = 2.5,
    outcome_sd: float = 0.35,
    replicates: int = 20_000,
    seed: int = 1,
) -> dict[str, float]:
    """Votes that a budget buys with a random message, and with the winner of a paid-for test.

    The test and the choice alone: what a vote costs is put in, and nothing is delivered to anybody.
    The design of Hewitt et al. (2024, APSR 118(4), figure 4): one message is made and run, or
    `messages` are made, tested with a control group on `respondents` people, and the winner is run.
    `spread` is the standard deviation of true effects over their mean, `cost_per_vote` the price of
    a vote by the mean message. Effects are normal. Every message is paid for, the first included.

    Returns `without` and `with` (votes), `gain` (their difference) and `cost_per_vote` (money for
    a vote with the test, everything paid).

    Raises InputError where production and test leave no money.

    >>> found = testing_pays(1_000_000, 0.51, 6, 24_030, replicates=500)
    >>> found["with"] > found["without"]
    True
    """
    _positive(
        budget=budget,
        messages=messages,
        respondents=respondents,
        mean_pp=mean_pp,
        cost_per_vote=cost_per_vote,
        replicates=replicates,
    )
    _not_negative(
        spread=spread,
        cost_per_message=cost_per_message,
        cost_per_respondent=cost_per_respondent,
        outcome_sd=outcome_sd,
    )
    without, with_test = testing_votes(
        (budget, spread, messages, respondents),
        (mean_pp, outcome_sd),
        (cost_per_vote, cost_per_message, cost_per_respondent),
        replicates,
        seed,
    )
    fixed, won = float(without.mean()), float(with_test.mean())
    return {"without": fixed, "with": won, "gain": won - fixed, "cost_per_vote": budget / won}


def group_targeting(  # noqa: PLR0913 (the published design, parameter by parameter)
    groups: int,
    messages: int,
    spread: float,
    correlation: float,
    respondents: float | None = None,
    shrinkage: str = "none",
    label_accuracy: float = 1.0,
    mean_pp: float = 1.55,
    outcome_sd: float = 0.4,
    replicates: int = 20_000,
    seed: int = 1,
) -> dict[str, float]:
    """What a message for each group is worth beside the single best message.

    The test and the choice alone: everybody gets what was chosen, at no price and by no channel.
    Effects of `messages` in equal `groups` are normal with standard deviation `spread` times the
    mean, and correlate between groups by `correlation` (Coppock 2022 gives 0.86 between parties).
    A test without a control group asks `respondents` people in all; None is perfect knowledge.
    A label puts a voter into the right group with `label_accuracy`, else evenly into another.

    Returns `single_best` and `targeted`, mean effects as multiples of the mean message's, and
    their `ratio`.

    Raises InputError for a correlation below -1/(groups - 1), which no effects can have.

    >>> found = group_targeting(2, 6, 0.51, 0.86, replicates=500)
    >>> 1.0 < found["ratio"] < 1.03
    True
    """
    _positive(groups=groups, messages=messages, mean_pp=mean_pp, replicates=replicates)
    _not_negative(spread=spread, outcome_sd=outcome_sd)
    if respondents is not None:
        _positive(respondents=respondents)
    if not 0.0 <= label_accuracy <= 1.0:
        raise InputError(f"label_accuracy = {label_accuracy}: must be between 0 and 1")
    lowest = -1.0 / (groups - 1) if groups > 1 else -1.0
    if not lowest <= correlation <= 1.0:
        raise InputError(f"correlation = {correlation}: {groups} groups can have {lowest:.4g} to 1")
    if shrinkage not in ("none", "empirical_bayes", "oracle"):
        raise InputError(f"shrinkage = {shrinkage!r}: none, empirical_bayes or oracle")
    other = (1.0 - label_accuracy) / max(groups - 1, 1)
    mix = np.full((groups, groups), other) + (label_accuracy - other) * np.eye(groups)
    single, targeted = Targeting(
        mix, messages, spread, correlation, respondents, shrinkage, mean_pp, outcome_sd
    ).each(replicates, seed)
    return {
        "single_best": float(single.mean()),
        "targeted": float(targeted.mean()),
        "ratio": float(targeted.mean() / single.mean()),
    }
