"""Who hears what: laws of any count, and closed forms that can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.seen import Plan
from msim.outcome.heard import (
    HEARD,
    MOST_SETS,
    count_heard,
    count_sets,
    count_unheard,
    hearers,
    hearing,
    plain_heard,
    ways,
)

USUAL = settings(max_examples=40)
UNREACHED, REACH, OFTEN, MESSAGES, SHARED = range(len(HEARD))


class Rows:
    """A rule of so many cells, which no test asks for rows."""

    def __init__(self, cells: int) -> None:
        self.cells = cells

    def assign(self, view: Any) -> Any:
        raise NotImplementedError


def plan(own: list[int], common: int = 0) -> Plan:
    """A plan whose first channel carries one message to all, the second each row its own."""
    message = np.column_stack([np.full(len(own), common), own]).astype(np.intp)
    full = np.ones(message.shape)
    return Plan("segmented", Rows(len(own)), message, full, full, full, full, full, full,
                np.array([False, True]), 0.0, 0.0, 0.0)  # fmt: skip


def drawn(seed: int, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Exposures on two channels, rows, and two kinds of groups of some hundred voters."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 1_500))
    counts = rng.poisson(rng.random((2, 1)) * 3.0, (2, n)).astype(np.int32)
    kinds = np.stack([rng.integers(1, 3, n), rng.integers(3, 6, n)]).astype(np.int16)
    return counts, rng.integers(0, rows, n).astype(np.int32), kinds


def told(sent: Plan, counts: np.ndarray, row: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """(6, 5) what is told of everybody and of five groups."""
    rows = len(sent.message) if sent.several else 1
    heard, often = count_heard(counts, row, rows, ways(sent), kinds, 6)
    return hearing(sent, heard, often, heard[:, :, 0].sum(axis=1), sets=False)


@USUAL
@given(seed=st.integers(0, 10_000), several=st.booleans(), own=st.tuples(*[st.booleans()] * 2))
def test_the_count_is_that_of_its_plain_twin(
    seed: int, several: bool, own: tuple[bool, bool]
) -> None:
    counts, row, kinds = drawn(seed, 4)
    args = (counts, row, 4 if several else 1, np.array(own), kinds, 6)
    for found, plain in zip(count_heard(*args), plain_heard(*args), strict=True):
        assert np.array_equal(found, plain)


@USUAL
@given(seed=st.integers(0, 10_000), own=st.lists(st.integers(0, 4), min_size=4, max_size=4))
def test_laws_of_any_plan(seed: int, own: list[int]) -> None:
    counts, row, kinds = drawn(seed, 4)
    sent = plan(own)
    heard, often = count_heard(counts, row, 4, ways(sent), kinds, 6)
    for kind in (slice(1, 3), slice(3, 6)):  # the groups of a kind add up to the whole
        assert np.array_equal(heard[kind].sum(axis=0), heard[0])
        assert often[kind].sum() == often[0]
    found = told(sent, counts, row, kinds)
    there = np.isfinite(found[:, REACH])
    some = found[there]
    assert np.allclose(some[:, UNREACHED] + some[:, REACH], 1.0)
    assert (some[:, OFTEN] <= some[:, REACH]).all()
    reached = some[some[:, REACH] > 0.0]
    assert (reached[:, MESSAGES] >= 1.0 - 1e-12).all()
    assert (reached[:, MESSAGES] <= len({0, *own}) + 1e-12).all()
    # Two who heard nothing in common are not both deaf: never more than the square of reach,
    # and never less than if the messages heard shared it out evenly.
    assert (some[:, SHARED] <= some[:, REACH] ** 2 + 1e-12).all()
    assert (reached[:, SHARED] >= reached[:, REACH] ** 2 / len({0, *own}) - 1e-12).all()


@USUAL
@given(seed=st.integers(0, 10_000), own=st.lists(st.integers(0, 4), min_size=4, max_size=4))
def test_names_of_rows_messages_and_groups_are_no_matter(seed: int, own: list[int]) -> None:
    counts, row, kinds = drawn(seed, 4)
    found = told(plan(own), counts, row, kinds)
    rng = np.random.default_rng(seed + 1)
    rows, messages = rng.permutation(4), rng.permutation(5)
    moved = plan([int(messages[own[r]]) for r in np.argsort(rows)], int(messages[0]))
    swapped = np.array([0, 2, 1, 4, 5, 3])
    again = told(moved, counts, rows[row].astype(np.int32), swapped[kinds].astype(np.int16))
    assert np.allclose(again[swapped], found, equal_nan=True)


@USUAL
@given(seed=st.integers(0, 10_000), own=st.lists(st.integers(0, 4), min_size=4, max_size=4))
def test_sets_and_rows_tell_the_same(seed: int, own: list[int]) -> None:
    counts, row, kinds = drawn(seed, 4)
    sent = plan(own)
    who = np.zeros((row.size, 5), dtype=np.bool_)
    each = np.arange(row.size)
    for c in range(2):
        who[each, sent.message[row, c]] |= counts[c] > 0
    heard, often = count_sets(who, counts.sum(axis=0), sent.carried, kinds, 6)
    unheard = count_unheard(counts, np.zeros(row.size, np.bool_), kinds, 6)
    found = hearing(sent, heard, often, unheard, sets=True)
    assert np.allclose(found, told(sent, counts, row, kinds), equal_nan=True)
    by_set = hearers(sent, heard, 5, sets=True)
    by_row = count_heard(counts, row, 4 if sent.several else 1, ways(sent), kinds, 6)[0]
    assert np.array_equal(by_set, hearers(sent, by_row, 5, sets=False))
    assert np.array_equal(by_set[0], who.sum(axis=0))


def test_with_one_message_it_is_the_square_of_reach() -> None:
    counts, row, kinds = drawn(3, 4)
    found = told(plan([0, 0, 0, 0]), counts, row, kinds)
    assert np.array_equal(found[:, SHARED], found[:, REACH] ** 2)
    assert (found[:, MESSAGES] == 1.0).all()


@pytest.mark.parametrize("messages", [2, 3, 6])
def test_equal_segments_hear_as_many_messages_as_there_are(messages: int) -> None:
    """k equal segments with a message each and reach r: k messages, in common r^2 / k."""
    n, reach = 100 * messages, 0.8
    row = np.repeat(np.arange(messages), 100).astype(np.int32)
    counts = np.zeros((2, n), dtype=np.int32)
    counts[1] = np.tile(np.arange(100) < 100 * reach, messages)
    found = told(plan(list(range(messages))), counts, row, np.zeros((0, n), np.int16))[0]
    assert found[MESSAGES] == pytest.approx(messages)
    assert found[SHARED] == pytest.approx(reach**2 / messages)


def test_who_heard_both_has_them_in_common_once() -> None:
    """One heard A and B, one A, one B, one nothing: of 16 pairs, 7 have a message in common."""
    counts = np.array([[1, 1, 0, 0], [1, 0, 1, 0]], dtype=np.int32)
    row = np.ones(4, dtype=np.int32)
    found = told(plan([0, 1]), counts, row, np.zeros((0, 4), np.int16))[0]
    assert found[SHARED] == pytest.approx(7 / 16)
    assert found[MESSAGES] == pytest.approx(2.0)


def test_nobody_is_met_by_neither_side() -> None:
    mine, theirs = np.array([[1, 0, 0, 2]]), np.array([False, True, False, True])
    groups = np.array([[1, 1, 2, 2]], dtype=np.int16)
    assert count_unheard(mine, theirs, groups, 3).tolist() == [1.0, 0.0, 1.0]


def test_more_messages_than_sets_are_not_told() -> None:
    who = np.eye(MOST_SETS + 1, dtype=np.bool_)
    sent = plan(list(range(MOST_SETS + 1)))
    heard, often = count_sets(who, who.sum(axis=1), sent.carried, np.zeros((0, 9), np.int16), 1)
    found = hearing(sent, heard, often, heard[:, 0, 0], sets=True)[0]
    assert found[REACH] == 1.0
    assert np.isnan(found[[MESSAGES, SHARED]]).all()
    assert hearers(sent, heard, MOST_SETS + 1, sets=True) is None


def test_silence_reaches_nobody() -> None:
    nothing = np.zeros((2, 2))
    silent = replace(plan([0, 1]), rate=nothing)
    counts, row = np.zeros((2, 3), np.int32), np.zeros(3, np.int32)
    found = told(silent, counts, row, np.full((1, 3), 1, np.int16))
    assert found[0, :3].tolist() == [1.0, 0.0, 0.0]
    assert np.isnan(found[0, MESSAGES])
    assert found[0, SHARED] == 0.0
