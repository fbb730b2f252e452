"""Where does a function of one number cross zero? Brent's method (1973, chapter 4).

Step for step scipy.optimize.brentq, which takes longer to load than a small world to run.
"""

from __future__ import annotations

from collections.abc import Callable
from math import copysign, inf, isnan


def root(
    function: Callable[[float], float], low: float, high: float, *, within: float = 2e-12
) -> float:
    """An argument at which the function is zero, between two where its signs differ.

    within: how far from the crossing it may lie. Raises ValueError where the signs are alike,
    ArithmeticError where the function is not a number, or after 100 steps.

    >>> round(root(lambda x: x * x - 2.0, 0.0, 2.0), 9)
    1.414213562
    """
    before, here = low, high
    at_before, at_here = function(before), function(here)
    if at_before == 0.0 or at_here == 0.0:
        return before if at_before == 0.0 else here
    if not _differ(at_before, at_here):
        raise ValueError("alike")
    across, at_across, step, last = before, at_before, 0.0, 0.0
    for _ in range(100):
        if at_before != 0.0 and at_here != 0.0 and _differ(at_before, at_here):
            across, at_across = before, at_before
            last = step = here - before
        if abs(at_across) < abs(at_here):
            before, here, across = here, across, here
            at_before, at_here, at_across = at_here, at_across, at_here
        delta = (within + 8.881784197001252e-16 * abs(here)) / 2.0
        half = (across - here) / 2.0
        if at_here == 0.0 or abs(half) < delta:
            return here
        if abs(last) > delta and abs(at_here) < abs(at_before):
            if before == across:  # a line through two points
                tried = -at_here * (here - before) / (at_here - at_before)
            else:  # an inverse parabola through three
                slope = (at_before - at_here) / (before - here)
                other = (at_across - at_here) / (across - here)
                top = at_across * other - at_before * slope
                bottom = other * slope * (at_across - at_before)
                tried = -at_here * top / bottom if bottom else inf
            short = 2.0 * abs(tried) < min(abs(last), 3.0 * abs(half) - delta)
            last, step = (step, tried) if short else (half, half)
        else:
            last = step = half
        before, at_before = here, at_here
        here += step if abs(step) > delta else copysign(delta, half)
        at_here = function(here)
        if isnan(at_here):
            break
    raise ArithmeticError("no root")


def _differ(one: float, other: float) -> bool:
    return copysign(1.0, one) != copysign(1.0, other)
