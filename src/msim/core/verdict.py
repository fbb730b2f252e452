"""Which way did a difference come out? The one rule, for everybody who says so.

It is read from the difference's interval and its worth: the smallest difference that matters, fixed
before anything is run. An outcome is said of the first of the two that are compared; exchanging
them mirrors it.
"""

from __future__ import annotations

import math
from typing import Any, Final, Literal, get_args

Outcome = Literal[
    "tie", "unknown", "win", "loss", "small", "ahead", "behind", "not a win", "not a loss", "open"
]
Truth = Literal["above", "below", "within"]
Reading = Literal["holds", "fails", "open"]
Effect = Literal["gains", "no difference that matters", "too close to call", "loses"]

OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
"""All outcomes, in the order in which the rule asks for them."""
EFFECTS: Final[tuple[Effect, ...]] = get_args(Effect)
"""The four answers that a class can give."""
_MIRROR: Final[dict[Outcome, Outcome]] = {
    "win": "loss", "loss": "win", "ahead": "behind", "behind": "ahead",
    "not a win": "not a loss", "not a loss": "not a win",
}  # fmt: skip
_SHORT: Final = ("loss", "behind", "small", "tie", "not a win")
"""Outcomes of what falls short of its worth."""


def outcome(low: float | None, high: float | None, worth: float, tied: bool = False) -> Outcome:
    """How a difference came out.

    Args:
        low: lower bound of its interval; None or NaN where there is none.
        high: upper bound, not below `low`.
        worth: the smallest difference that matters, in the same unit, at least 0.
        tied: whether both were equal in every survey of every world.

    Returns:
        The first that is so: `tie`; `unknown` (a bound is missing); `win` (above the worth); `loss`
        (below minus the worth); `small` (between the two); `ahead` or `behind` (above or below
        zero); `not a win` (below the worth); `not a loss` (above minus the worth); `open`.

    >>> outcome(10.0, 30.0, 5.0), outcome(-4.0, 4.0, 5.0), outcome(-9.0, -1.0, 5.0)
    ('win', 'small', 'behind')
    """
    if tied:
        return "tie"
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return "unknown"
    return next((name for so, name in asked(low, high, worth) if so), "open")


def asked(low: Any, high: Any, worth: Any) -> tuple[tuple[Any, Outcome], ...]:
    """What is asked of an interval, in turn; the first that is so is its outcome, else `open`.

    Of numbers, or of arrays of one shape.

    >>> [name for so, name in asked(10.0, 30.0, 5.0) if so]
    ['win', 'ahead', 'not a loss']
    """
    return (
        (low > worth, "win"),
        (high < -worth, "loss"),
        ((-worth < low) & (high < worth), "small"),
        (low > 0.0, "ahead"),
        (high < 0.0, "behind"),
        (high < worth, "not a win"),
        (low > -worth, "not a loss"),
    )


def ratio_outcome(low: float | None, high: float | None, tied: bool = False) -> Outcome:
    """How a ratio came out: as the ratio less one does, where any difference matters.

    >>> ratio_outcome(0.9, 0.95), ratio_outcome(0.9, 1.1), ratio_outcome(None, None)
    ('loss', 'open', 'unknown')
    """
    return outcome(None if low is None else low - 1.0, None if high is None else high - 1.0, 0.0,
                   tied)  # fmt: skip


def mirrored(outcome: Outcome) -> Outcome:
    """The outcome with the two that are compared exchanged.

    >>> mirrored("ahead"), mirrored("small")
    ('behind', 'small')
    """
    return _MIRROR.get(outcome, outcome)


def reading(outcome: Outcome, truth: Truth) -> Reading:
    """What an outcome says of the claim that a difference lies above, below or within its worth.

    >>> reading("behind", "above"), reading("behind", "below"), reading("behind", "within")
    ('fails', 'holds', 'open')
    """
    if truth == "within":
        held: Reading = "holds" if outcome in ("small", "tie") else "open"
        return "fails" if outcome in ("win", "loss") else held
    if outcome == "win":
        return "holds" if truth == "above" else "fails"
    if outcome in _SHORT:
        return "fails" if truth == "above" else "holds"
    return "open"


def effect(outcome: Outcome) -> Effect:
    """An outcome as one of the four answers that a class can give.

    >>> effect("win"), effect("tie"), effect("behind")
    ('gains', 'no difference that matters', 'too close to call')
    """
    said: dict[Outcome, Effect] = {
        "win": "gains", "loss": "loses",
        "small": "no difference that matters", "tie": "no difference that matters",
    }  # fmt: skip
    return said.get(outcome, "too close to call")
