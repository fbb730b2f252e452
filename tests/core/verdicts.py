"""The table of verdicts, to which the rule in Python and its twin in the browser are both held."""

from __future__ import annotations

from math import nan

CASES = [  # low, high, worth, tied, outcome
    (0.0, 0.0, 5.0, True, "tie"),
    (None, None, 5.0, True, "tie"),
    (None, None, 5.0, False, "unknown"),
    (6.0, None, 5.0, False, "unknown"),
    (None, -6.0, 5.0, False, "unknown"),
    (nan, -6.0, 5.0, False, "unknown"),
    (6.0, nan, 0.0, False, "unknown"),
    (5.1, 9.0, 5.0, False, "win"),
    (-9.0, -5.1, 5.0, False, "loss"),
    (0.0, 0.0, 5.0, False, "small"),
    (-4.9, 4.9, 5.0, False, "small"),
    (0.1, 4.9, 5.0, False, "small"),
    (-4.9, -0.1, 5.0, False, "small"),
    (0.1, 9.0, 5.0, False, "ahead"),
    (0.1, 5.0, 5.0, False, "ahead"),
    (5.0, 9.0, 5.0, False, "ahead"),
    (-9.0, -0.1, 5.0, False, "behind"),
    (-5.0, -0.1, 5.0, False, "behind"),
    (-9.0, -5.0, 5.0, False, "behind"),
    (-9.0, 0.0, 5.0, False, "not a win"),
    (-5.0, 4.9, 5.0, False, "not a win"),
    (-4.9, 5.0, 5.0, False, "not a loss"),
    (0.0, 9.0, 5.0, False, "not a loss"),
    (-5.0, 5.0, 5.0, False, "open"),
    (-9.0, 9.0, 5.0, False, "open"),
    (0.0, 0.0, 0.0, True, "tie"),
    (0.1, 9.0, 0.0, False, "win"),
    (-9.0, -0.1, 0.0, False, "loss"),
    (0.0, 9.0, 0.0, False, "open"),
    (-9.0, 0.0, 0.0, False, "open"),
    (0.0, 0.0, 0.0, False, "open"),
    (-9.0, 9.0, 0.0, False, "open"),
]
