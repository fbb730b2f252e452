"""The whole engine beside itself without compiled loops and in double precision.

Bounds are relative to the exact value. What voters decide (kinds, levels, exposures) is the same
in both, since a draw would have to fall within 1e-7 of a step for it to differ; sums differ by
what single precision rounds away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.tally import Tally
from msim.experiment.engine import replicate, stock
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.play import play
from msim.experiment.engine.sides import electorate
from msim.experiment.engine.stock import Stock, plain_inventory, take_stock
from msim.scenario import Scenario, load
from msim.world.traits import show
from tests.experiment.twins import in_double
from tests.laws import engine
from tests.laws.drawn import changed
from tests.precision import SINGLE
from tests.strategies.test_everything_on import ARMS, DOORSTEPS

PROMISED = 1e-5
"""By how much a result may differ from exact arithmetic."""
ALL = {"population.simulated": 20_000, "test.surveys": 1,
       "run.seed": 4,  # nothing of its voters lies within rounding of a bound
       "channels.doorsteps": DOORSTEPS,
       "yours.messages": (1, 2, 3, 4, 5, 6),
       "channels.television.share": 0.3,
       "run.arms": ("silent", *(arm for arm in ARMS if arm != "silent"))}
SCENARIOS: dict[str, dict[str, Any]] = {
    "usual": {},
    "turnout": {
        "messages.mobilise_pp": 0.5, "messages.mobilise_heterogeneity_sd_pp": 1.0,
        "messages.reactance_pp": 0.1, "messages.mismatch_pp": 0.3, "data.missing": 0.1,
        "channels.social.frequency_cap": 4, "response.saturation": 0.1,
    },
    "districts": {
        "run.seed": 6,  # as above
        "districts.count": 3, "districts.lean_sd": 1.0, "districts.sorting": 0.5,
        "election.rule": "districts", "budget.allocation": "optimised",
        "population.structure": 0.5, "data.validity": 1.0,
    },
    "earned": {"earned.share_rate": 0.05, "response.saturation": 0.0},
    "coins": {"election.draw": True, "segments.individual_model": "forest"},
}


@dataclass(frozen=True)
class Both:
    """One replicate's plans, played by compiled loops and by their twins, on the same first block.

    stocks, blocks, tallies: of either, the compiled first.
    """

    stocks: tuple[Stock, Stock]
    blocks: tuple[Block, Block]
    tallies: tuple[Mapping[str, Tally], Mapping[str, Tally]]


@cache
def both(name: str) -> Both:
    scenario = changed(load("small"), ALL | SCENARIOS[name])
    with (mock.patch.object(replicate, "take_stock", wraps=take_stock) as stocked,
          mock.patch.object(replicate, "play", wraps=play) as played):
        tallies = engine.played(scenario).tallies
    assert stocked.call_count == played.call_count == 1, "a single block"
    block, *of_stock = stocked.call_args.args
    _, *of_play = played.call_args.args
    with in_double():
        twin = electorate(scenario, 0).block(0)
        counted, exact = take_stock(twin, *of_stock), play(twin, *of_play)
    return Both((take_stock(block, *of_stock), counted), (block, twin), (tallies, exact))


def off(found: Any, exact: Any) -> float:
    """Largest relative deviation; where nothing is expected, nothing may be found."""
    one, two = np.asarray(found, dtype=float), np.asarray(exact, dtype=float)
    assert one.shape == two.shape
    assert np.array_equal(one == 0.0, two == 0.0)
    return float(np.max(np.abs(one - two) / np.where(two, np.abs(two), 1.0), initial=0.0))


def summed(tally: Tally, field: str) -> Any:
    """A field; over rows, as a reading within rounding of a bound may be in the next row."""
    value = getattr(tally, field)
    return value.sum(axis=0) if field == "promise_dose" else value


each = pytest.mark.parametrize("name", SCENARIOS)


@each
def test_every_field_of_every_tally_is_as_exact_as_is_promised(name: str) -> None:
    found, exact = both(name).tallies
    assert set(found) == set(exact)
    assert len(found) >= len(ARMS)
    worst = {(arm, field.name): off(summed(found[arm], field.name), summed(tally, field.name))
             for arm, tally in exact.items() for field in fields(Tally)}
    assert max(worst.values()) < PROMISED, max(worst, key=lambda where: worst[where])
    assert max(worst.values()) > 0.0, "the twins are not what they are beside"
    whole = ("voters", "reached", "reached_3", "impressions", "exposures", "frequency", "earned")
    moved = [(arm, field) for arm in exact for field in whole if worst[arm, field]]
    assert len({arm for arm, _ in moved}) <= 1  # one reading at a bound of a cell


@each
def test_votes_won_are_as_exact_as_is_promised(name: str) -> None:
    """Differences between arms, small beside all votes: errors that arms share go out."""
    found, exact = ({arm: tally.own_votes - tally.other_votes for arm, tally in tallies.items()}
                    for tallies in both(name).tallies)
    for arm in exact:
        won, truly = found[arm] - found["silent"], exact[arm] - exact["silent"]
        assert won == pytest.approx(truly, rel=PROMISED, abs=1e-6), arm


@each
def test_stock_is_as_exact_as_is_promised(name: str) -> None:
    found, exact = both(name).stocks
    for part in ("habit_mass", "matched_mass", "districts"):
        assert off(getattr(found, part), getattr(exact, part)) < PROMISED
    assert len(found.rules) == len(exact.rules) > 1
    for one, two in zip(found.rules, exact.rules, strict=True):
        for field in fields(one):
            mine, theirs = getattr(one, field.name), getattr(two, field.name)
            assert (mine is None) == (theirs is None)
            if mine is not None:
                assert off(mine, theirs) < PROMISED


@each
def test_voters_are_the_same_but_for_rounding(name: str) -> None:
    """Four times what one sum of normals is off by: traits, and what is summed up from them."""
    block, twin = both(name).blocks
    for where in ("voters.traits", "voters.support", "voters.turnout_prob", "media.habit",
                  "effects", "turnout_effects", "view.traits"):
        room, part, *_ = (*where.split("."), "")
        one, two = getattr(block, room), getattr(twin, room)
        if part:
            one, two = getattr(one, part), getattr(two, part)
        assert (one.dtype, two.dtype) == (np.float32, np.float64) or not np.any(two), where
        assert np.array_equal(np.isnan(one), np.isnan(two))
        error = np.abs(one - two) / np.maximum(1.0, np.abs(two))
        assert np.nanmax(error) < 4 * SINGLE, where
    for where in ("voters.archetype", "voters.district", "media.matched", "view.party",
                  "view.known", "view.lottery"):
        room, part = where.split(".")
        mine, theirs = (getattr(getattr(which, room), part) for which in (block, twin))
        assert np.array_equal(mine, theirs), where


@pytest.mark.parametrize("keys", [{}, {"budget.audience": "selected"}])
def test_a_whole_replicate_is_as_exact_as_is_promised(keys: dict[str, Any]) -> None:
    """Survey, segments, audiences and plans made by twins as well; one that chose another message
    would be far off. (Bounds of audiences are voters' own scores, which single precision moves. Who
    hears which message of a mixture is drawn by rejection: rounding draws other voters.)
    """
    scenario: Scenario = changed(load("small"), ALL | keys)
    found = engine.played(scenario).measures
    with in_double():
        exact = engine.played(scenario).measures
    for arm, measures in exact.items():
        for name, value in measures.items():
            drawn = arm.startswith("adaptive") and name in ("messages_heard", "shared_message_rate")
            assert found[arm][name] == pytest.approx(
                value, rel=0.01 if drawn else PROMISED, abs=1e-9, nan_ok=True), (arm, name)


@settings(max_examples=40)
@given(rows=st.integers(1, 60), channels=st.integers(1, 5), squares=st.booleans(),
       n=st.integers(0, 50) | st.sampled_from([1023, 1025, 3000]), seed=st.integers(0, 999))
def test_inventories_are_their_twins(
    rows: int, channels: int, squares: bool, n: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    row = random.integers(0, rows, n).astype(np.int32)
    habit = random.exponential(size=(channels, n)).astype(np.float32)
    habits = habit, habit * (random.random(habit.shape) < 0.5)
    found, exact = stock._inventory(row, rows, habits, squares), plain_inventory(row, rows, habits)
    parts = ["size", "habit_mass", "matched_mass"]
    for part in parts:
        assert getattr(found, part) == pytest.approx(getattr(exact, part), rel=1e-12)
    if squares:
        parts += ["habit_square", "matched_square"]
        for part in parts[3:]:  # each voter's square is rounded to single precision
            assert getattr(found, part) == pytest.approx(getattr(exact, part), rel=SINGLE)
    else:
        assert found.habit_square is found.matched_square is None
    turned = np.asfortranarray(habits[0]), np.asfortranarray(habits[1])
    again = stock._inventory(row.astype(np.int64), rows, turned, squares)
    assert all(np.array_equal(getattr(again, part), getattr(found, part)) for part in parts)


@settings(max_examples=30)
@given(levels=st.lists(st.integers(0, 8), min_size=1, max_size=5), seed=st.integers(0, 999),
       n=st.integers(0, 50) | st.sampled_from([1023, 1025, 3000]))
def test_levels_are_where_the_cuts_are(levels: list[int], seed: int, n: int) -> None:
    """Values on a cut are above it; a trait without cuts stays as it is."""
    random = np.random.default_rng(seed)
    cuts = tuple(np.sort(random.normal(size=count)).astype(np.float32) for count in levels)
    latent = random.normal(size=(n, len(levels))).astype(np.float32)
    for column, bounds in zip(latent.T, cuts, strict=True):
        if bounds.size:
            column[: n // 2] = random.choice(bounds, n // 2)
    found = show(latent, cuts)
    for column, values, bounds in zip(found.T, latent.T, cuts, strict=True):
        expected = np.searchsorted(bounds, values, side="right") if bounds.size else values
        assert np.array_equal(column, expected)
    apart = np.repeat(latent, 2, axis=0)[::2]
    for other in (np.asfortranarray(latent), latent.astype(float), apart):
        assert np.array_equal(show(other, cuts), found)
