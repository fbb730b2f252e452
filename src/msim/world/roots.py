"""Where is a function of one number zero? Brent's method, which needs a sign at each end.

Written out because `scipy.optimize` takes longer to load than all the roots of a run to find: the
steps are those of its `brentq`, number for number.
"""

from __future__ import annotations

import math
from collections.abc import Callable

MOST_STEPS = 100
RELATIVE = 4 * 2.0**-52


def root(function: Callable[[float], float], low: float, high: float, exact: float) -> float:
    """A zero between `low` and `high`, to within `exact` (Brent 1973, chapter 4).

    Raises:
        ValueError: the function has the same sign at both ends.
        RuntimeError: it is not found in 100 steps.

    >>> round(root(lambda x: x**2 - 2.0, 0.0, 2.0, 1e-12), 9)
    1.414213562
    """
    before, now, across = low, high, 0.0  # the last two points, and one on the zero's other side
    f_before, f_now, f_across = function(low), function(high), 0.0
    last = step = 0.0
    if f_before == 0.0:
        return low
    if f_now == 0.0:
        return high
    if (f_before < 0.0) == (f_now < 0.0):
        raise ValueError("a root needs a function of different signs at both ends")
    for _ in range(MOST_STEPS):
        if f_before != 0.0 and f_now != 0.0 and (f_before < 0.0) != (f_now < 0.0):
            across, f_across = before, f_before
            last = step = now - before
        if abs(f_across) < abs(f_now):
            before, now, across = now, across, now
            f_before, f_now, f_across = f_now, f_across, f_now
        least = (exact + RELATIVE * abs(now)) / 2.0
        half = (across - now) / 2.0
        if f_now == 0.0 or abs(half) < least:
            return now
        tried = math.inf
        if abs(last) > least and abs(f_now) < abs(f_before):
            if before == across:
                tried = -f_now * (now - before) / (f_now - f_before)
            else:
                one = (f_before - f_now) / (before - now)
                other = (f_across - f_now) / (across - now)
                tried = -f_now * (f_across * other - f_before * one)
                tried /= other * one * (f_across - f_before)
        if 2.0 * abs(tried) < min(abs(last), 3.0 * abs(half) - least):
            last, step = step, tried
        else:
            last = step = half
        before, f_before = now, f_now
        now += step if abs(step) > least else (least if half > 0.0 else -least)
        f_now = function(now)
    raise RuntimeError(f"no root between {low} and {high} in {MOST_STEPS} steps")
