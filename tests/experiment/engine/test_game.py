"""The game of two by two: known equilibria, and what every equilibrium must fulfil."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.arrays import Floats
from msim.experiment.engine.opponent import Equilibrium, equilibrium

GAINS = st.lists(st.integers(-50, 50), min_size=4, max_size=4, unique=True).map(
    lambda gains: np.array(gains, dtype=float).reshape(2, 2)
)
"""Games without equal payoffs, which have one equilibrium."""
drawn = settings(max_examples=200)


def same(found: Equilibrium, rows: tuple, columns: tuple, value: float, pure: bool) -> None:
    assert found.rows == pytest.approx(rows, abs=1e-12)
    assert found.columns == pytest.approx(columns, abs=1e-12)
    assert found.value == pytest.approx(value, abs=1e-12)
    assert found.pure is pure


def test_matching_pennies() -> None:
    found = equilibrium(np.array([[1.0, -1.0], [-1.0, 1.0]]))
    same(found, (0.5, 0.5), (0.5, 0.5), 0.0, False)


def test_a_known_mixture() -> None:
    """(2p - (1-p)) = (-p + (1-p)) gives p = 2/5, and either is worth 1/5."""
    found = equilibrium(np.array([[2.0, -1.0], [-1.0, 1.0]]))
    same(found, (0.4, 0.6), (0.4, 0.6), 0.2, False)
    uneven = equilibrium(np.array([[3.0, 0.0], [1.0, 2.0]]))
    same(uneven, (0.25, 0.75), (0.5, 0.5), 1.5, False)


@pytest.mark.parametrize(
    ("payoff", "row", "column"),
    [
        ([[3.0, 1.0], [4.0, 2.0]], 1, 1),  # the second of each dominates
        ([[5.0, 6.0], [1.0, 9.0]], 0, 0),  # the column player's first dominates
        ([[1.0, 2.0], [0.0, 3.0]], 0, 0),
        ([[1.0, 0.0], [4.0, 2.0]], 1, 1),
    ],
)
def test_dominance(payoff: list[list[float]], row: int, column: int) -> None:
    rows, columns = (tuple(float(n == chosen) for n in (0, 1)) for chosen in (row, column))
    same(equilibrium(np.array(payoff)), rows, columns, payoff[row][column], True)


def test_of_several_pure_ones_the_first() -> None:
    same(equilibrium(np.full((2, 2), 7.0)), (1.0, 0.0), (1.0, 0.0), 7.0, True)


@drawn
@given(GAINS)
def test_nobody_gains_by_deviating(payoff: Floats) -> None:
    found = equilibrium(payoff)
    rows, columns = np.array(found.rows), np.array(found.columns)
    assert rows.sum() == pytest.approx(1.0)
    assert columns.sum() == pytest.approx(1.0)
    assert (rows >= 0.0).all() and (columns >= 0.0).all()
    assert rows @ payoff @ columns == pytest.approx(found.value, abs=1e-9)
    assert (payoff @ columns).max() <= found.value + 1e-9
    assert (rows @ payoff).min() >= found.value - 1e-9
    assert found.pure == (set(found.rows) == {0.0, 1.0})


@drawn
@given(GAINS)
def test_permuting_choices_permutes_the_equilibrium(payoff: Floats) -> None:
    found = equilibrium(payoff)
    rows, columns, value, pure = found.rows, found.columns, found.value, found.pure
    same(equilibrium(payoff[::-1]), rows[::-1], columns, value, pure)
    same(equilibrium(payoff[:, ::-1]), rows, columns[::-1], value, pure)
    same(equilibrium(-payoff.T), columns, rows, -value, pure)  # the players change places


@drawn
@given(GAINS, st.integers(-100, 100), st.integers(1, 9))
def test_the_unit_of_payoffs_moves_no_choice(payoff: Floats, shift: int, scale: int) -> None:
    found = equilibrium(payoff)
    value = scale * found.value + shift
    same(equilibrium(scale * payoff + shift), found.rows, found.columns, value, found.pure)
