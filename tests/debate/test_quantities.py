"""Answers from replicates: who wins over the swing, what changes, what is counted."""

from __future__ import annotations

import numpy as np
import pytest

from msim.debate.quantities import estimate
from msim.experiment.intervals import mean_interval, probability_interval


def test_winners_change_whichever_way() -> None:
    rows = np.array([[0.3, 0.2], [0.2, 0.3], [0.25, 0.25]])
    assert estimate("changed", rows)["mean"] == pytest.approx(0.2 / 3)
    assert estimate("chance", rows)["mean"] == pytest.approx(0.0)
    assert estimate("changed", rows)["low"] == 0.0  # a share is not negative


def test_what_would_be_lost_is_a_share_of_what_was_won() -> None:
    rows = np.array([[0.5, 0.25], [0.5, 0.75], [0.0, 0.0]])
    assert estimate("lost", rows)["mean"] == pytest.approx(0.5 / 3)


def test_yes_and_no_are_counted_as_shares() -> None:
    sure = estimate("share", np.array([[1.0, 0.0]] * 12))
    assert sure["mean"] == sure["high"] == 1.0 and 0.7 < (sure["low"] or 0.0) < 0.8
    gap = estimate("gap", np.array([[1.0, 0.0], [0.0, 0.0]] * 8), "split")
    assert gap["mean"] == 0.5 and (gap["low"] or 0.0) > 0.0


def test_probabilities_are_averaged_and_not_counted() -> None:
    rows = np.array([[0.9, 0.5], [0.8, 0.5], [0.85, 0.5]])
    share = estimate("share", rows, "win_prob")
    assert share == probability_interval(rows[:, 0])
    assert share["mean"] == pytest.approx(0.85) and (share["high"] or 1.0) < 1.0
    assert estimate("gap", rows, "win_prob") == mean_interval(rows[:, 0] - 0.5)


def test_what_only_rounding_makes_is_no_difference() -> None:
    rows = np.array([[0.1 + 0.2, 0.3]] * 4)
    assert estimate("gap", rows) == estimate("gap", np.zeros((4, 2)))


def test_what_targeting_takes_away_is_no_merit_of_meetings() -> None:
    lost = np.array([[-0.05, -0.08], [-0.06, -0.09]])
    assert estimate("attribution", lost)["mean"] == pytest.approx(-0.055)
    gained = np.array([[0.10, 0.02], [0.12, 0.04]])
    assert estimate("attribution", gained)["mean"] == pytest.approx(0.08)
