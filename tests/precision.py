"""How near to doubles is what is computed in single precision? Bounds that tests share."""

from __future__ import annotations

SINGLE = 1e-6
"""Relative to the largest of what is added up: a number is rounded to 2**-24, 6e-8 of itself, and
a result goes through no more than sixteen such roundings."""

NORMAL = 3e-6
"""A normal quantile is off by 2e-6 at most by its formula, and rounded besides."""

ARGUMENT = 3e-7
"""Relative error of exponentials and logistic functions of a number in single precision."""

TINY = 1e-37
"""Below this, single precision runs out of digits."""
