"""Shapley values of random set functions: the four axioms that make them unique."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.arrays import Floats
from msim.experiment.comparison.attribution import Subset, shapley

Game = dict[Subset, Floats]
REPLICATES = 3
drawn = settings(max_examples=60)


def subsets(names: str) -> list[Subset]:
    return [frozenset(c) for size in range(len(names) + 1) for c in combinations(names, size)]


@st.composite
def games(draw: st.DrawFn, least: int = 1, most: int = 4) -> Game:
    """(replicates,) values of every subset of up to four factors."""
    names = "abcd"[: draw(st.integers(least, most))]
    number = st.floats(-1e3, 1e3)
    values = st.lists(number, min_size=REPLICATES, max_size=REPLICATES).map(np.array)
    return {chosen: draw(values) for chosen in subsets(names)}


def close(one: Floats, other: Floats) -> None:
    assert one == pytest.approx(other, rel=1e-9, abs=1e-9)


@drawn
@given(games())
def test_efficiency_all_that_is_gained_is_shared_out(game: Game) -> None:
    found = shapley(game)
    close(sum(found.values()), game[max(game, key=len)] - game[frozenset()])


@drawn
@given(games())
def test_values_are_mean_gains_over_all_orders(game: Game) -> None:
    names = sorted(max(game, key=len))
    orders = list(permutations(names))
    for name, value in shapley(game).items():
        gains = [game[frozenset(o[: o.index(name) + 1])] - game[frozenset(o[: o.index(name)])]
                 for o in orders]
        close(value, np.mean(gains, axis=0))


@drawn
@given(games(2))
def test_symmetry_factors_that_do_the_same_have_the_same_value(game: Game) -> None:
    swap = {"a": "b", "b": "a"}
    twins = {s: game[s] + game[frozenset(swap.get(name, name) for name in s)] for s in game}
    found = shapley(twins)
    close(found["a"], found["b"])


@drawn
@given(games())
def test_a_dummy_has_value_zero_exactly_and_changes_no_other(game: Game) -> None:
    larger = game | {chosen | {"dummy"}: value for chosen, value in game.items()}
    found, alone = shapley(larger), shapley(game)
    assert not found.pop("dummy").any()
    assert found.keys() == alone.keys()
    for name, value in alone.items():
        close(found[name], value)


@drawn
@given(games(), st.floats(-5, 5), st.integers(0, 2**31))
def test_additivity(game: Game, weight: float, seed: int) -> None:
    rng = np.random.Generator(np.random.SFC64(seed))
    other = {chosen: 100.0 * rng.standard_normal(REPLICATES) for chosen in game}
    first, second = shapley(game), shapley(other)
    both = shapley({chosen: game[chosen] + weight * other[chosen] for chosen in game})
    for name, value in both.items():
        close(value, first[name] + weight * second[name])


def test_one_factor_has_all_of_its_gain() -> None:
    found = shapley({frozenset(): np.array([1.0]), frozenset("a"): np.array([4.5])})
    assert found["a"].tolist() == [3.5]


def test_a_game_by_hand() -> None:
    """Two gloves and one: the left one is worth 2/3, each right one 1/6."""
    worth = {s: np.array([float("l" in s and len(s) > 1)]) for s in subsets("lrs")}
    found = {name: float(value[0]) for name, value in shapley(worth).items()}
    assert found == pytest.approx({"l": 2 / 3, "r": 1 / 6, "s": 1 / 6})
