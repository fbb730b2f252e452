"""From rows to answers: what a world's replicates come to, for any claim.

A world is looked at twice: after its first replicates, by a 99 % interval, and where that does not
tell, once more after all of them, by the 95 % interval that is shown. Looking early at a stricter
level leaves the error of the last look nearly as it is (Haybittle 1971, British Journal of
Radiology 44; Peto and others 1976, British Journal of Cancer 34).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from msim.core.arrays import Floats
from msim.debate.claim import Claim
from msim.debate.quantities import estimate
from msim.debate.verdict import Answer, judge
from msim.experiment.intervals import LEVEL, Interval, mean_interval

Row = tuple[float, ...]
WINNING = "winning"
"""Before a factor's name: what it adds to the chance of winning, beside what it adds to votes."""
EARLY = 0.99
"""The level of the first look."""


def columns(claim: Claim) -> list[str]:
    """What the columns of a world's rows are: two sides, and what is beside; or each factor."""
    if claim.quantity == "attribution":
        factors = list(claim.scenario.attribution.factors)
        return [*factors, *(f"{WINNING}.{name}" for name in factors)]
    sides = [("now", claim.contrast)] if claim.quantity == "share" else [
        ("now", claim.contrast), ("instead", claim.against)]  # fmt: skip
    beside = [f"{side}.{arm}.{measure}" for side, term in sides for arm in term.arms
              for measure in claim.also]
    return ["now", "instead", *beside]


def answer(claim: Claim, rows: Sequence[Row]) -> Answer:
    """The claim's quantity in one world, with its interval."""
    table = np.asarray(rows, dtype=float)
    sides = _sides(claim, table)
    found = estimate(claim.quantity, sides, claim.measure)
    mean, net = found["mean"], float((sides[:, 0] - sides[:, 1]).mean())
    mean = float("nan") if mean is None else mean
    return Answer(mean, found["low"], found["high"], len(rows), net)


def told_early(claim: Claim, rows: Sequence[Row]) -> bool:
    """Whether the first replicates tell already, by an interval of the stricter level."""
    found = answer(claim, rows)
    if found.low is None or found.high is None:
        return False
    freedom = len(rows) - 1
    wider = float(stdtrit(freedom, 0.5 + EARLY / 2) / stdtrit(freedom, 0.5 + LEVEL / 2))
    low = found.mean - wider * (found.mean - found.low)
    high = found.mean + wider * (found.high - found.mean)
    return judge(low, high, claim.worth, claim.true_if) != "open"


def looked_at(
    claim: Claim, rows: Sequence[Row], first: int, most: int
) -> Sequence[Row] | None:
    """The rows that a world is judged by; None where it takes more than there are."""
    if len(rows) >= first and told_early(claim, rows[:first]):
        return rows[:first]
    return rows[:most] if len(rows) >= most else None


def beside(claim: Claim, rows: Sequence[Row]) -> dict[str, Interval]:
    """The mean of every column of a world's rows, by its name."""
    table = np.asarray(rows, dtype=float)
    return {name: mean_interval(table[:, n]) for n, name in enumerate(columns(claim))}


def _sides(claim: Claim, table: Floats) -> Floats:
    """(replicates, 2): the two sides, or the two factors that are compared."""
    if claim.quantity != "attribution":
        return table[:, :2]
    names = columns(claim)
    return table[:, [names.index(name) for name in claim.factors]]
