"""Delivery, response and count: compiled loops beside their plain twins, over drawn blocks."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from msim.core.arrays import Floats, Ints, group_sums
from msim.core.columns import PARTIALS
from msim.core.seen import Plan
from msim.core.truth import Media
from msim.outcome import response
from msim.outcome.delivery import (
    Audience,
    Delivered,
    count_met,
    deliver,
    expected_exposures,
    parts,
    plain_met,
    plain_parts,
)
from msim.outcome.response import (
    ElectionDay,
    logit_shift,
    plain_shift,
    silence,
    tally,
    turnout_shift,
)
from tests.outcome.handful import plan, terms
from tests.precision import ARGUMENT, SINGLE, TINY

SIZES = st.integers(1, 60) | st.sampled_from([1023, 1024, 1025, 3000])
SATURATION = st.sampled_from([0.0, 1e-6, 0.3, 5.0, 500.0]) | st.floats(1e-9, 20.0)

widely = settings(max_examples=40)


@dataclass(frozen=True)
class Drawn:
    """Voters, how often they are met, and a plan of some rows for them."""

    audience: Audience
    counts: Ints
    plan: Plan
    row: Ints
    effects: Floats
    random: np.random.Generator


@st.composite
def blocks(draw: Any) -> Drawn:
    n, channels, rows = draw(SIZES), draw(st.integers(1, 6)), draw(st.integers(1, 6))
    messages = draw(st.integers(1, 8))
    random = np.random.default_rng(draw(st.integers(0, 9999)))
    counts = random.poisson(draw(st.sampled_from([0.0, 0.5, 4.0, 40.0])), (channels, n))
    habit = random.exponential(size=(channels, n)).astype(np.float32)
    uniforms = [random.random(n) for _ in range(channels)]
    audience = Audience(
        Media(habit.T, (random.random((channels, n)) < 0.8).T), random.random(n) < 0.9,
        random.random(n) < 0.5, random.random(n).astype(np.float32), uniforms,
    )
    alike = draw(st.booleans())
    message = random.integers(0, messages, (1 if alike else rows, channels))
    rate = random.random((rows, channels)) * (random.random((rows, channels)) < 0.8)
    rate = np.broadcast_to(rate[:1], rate.shape) if draw(st.booleans()) else rate
    table = plan(rate.tolist(), (random.random(channels) < 0.5).tolist(),
                 np.broadcast_to(message, rate.shape).tolist())
    effects = random.normal(size=(messages, n)).astype(np.float32).T
    row = random.integers(0, rows, n).astype(np.int32)
    return Drawn(audience, counts.astype(np.int32), table, row, effects, random)


def elsewhere(table: Any) -> list[Any]:
    """The same numbers by column, far apart, and backwards."""
    apart = np.repeat(table, 2, axis=-1)[..., ::2]
    return [np.asfortranarray(table), apart, np.ascontiguousarray(table[..., ::-1])[..., ::-1]]


@widely
@given(drawn=blocks(), saturation=SATURATION, size=st.floats(-6, 1))
def test_parts_are_their_twins(drawn: Drawn, saturation: float, size: float) -> None:
    counts = drawn.counts
    doses = tuple(10.0**size * (0.1 + drawn.random.random(len(counts))))
    found = parts(counts, doses, saturation)
    assert found.dtype == np.float32
    assert found == pytest.approx(plain_parts(counts, doses, saturation), rel=SINGLE, abs=TINY)
    assert not found[counts == 0].any()
    for other in [*elsewhere(counts), counts.astype(np.int64)]:
        assert np.array_equal(parts(other, doses, saturation), found)


@pytest.mark.parametrize("saturation", [1e-12, 1e-20, 1e-40, 1e-300])
def test_next_to_no_saturation_is_none(saturation: float) -> None:
    """And whoever meets nothing is moved by nothing, never by what is no number."""
    counts = np.array([[0, 1, 30], [0, 2, 0]], dtype=np.int32)
    doses = (0.01, 0.2)
    assert parts(counts, doses, saturation) == pytest.approx(parts(counts, doses, 0.0), rel=SINGLE)


@widely
@given(drawn=blocks())
def test_who_is_met_is_counted_as_by_the_twin(drawn: Drawn) -> None:
    exact = replace(drawn.audience, turnout_prob=drawn.audience.turnout_prob.astype(float))
    found, expected = count_met(drawn.counts, drawn.audience), plain_met(drawn.counts, exact)
    for one, two in zip(astuple(found), astuple(expected), strict=True):
        assert one == pytest.approx(two, rel=1e-12)
    assert np.array_equal(found.frequency, expected.frequency)
    apart = replace(drawn.audience, **{
        name: np.repeat(getattr(drawn.audience, name), 2)[::2]
        for name in ("persuadable", "turnout_prob")})
    for counts in [*elsewhere(drawn.counts), drawn.counts.astype(np.int64)]:
        again = count_met(counts, apart if counts.flags.f_contiguous else drawn.audience)
        assert all(map(np.array_equal, astuple(again), astuple(found)))


def delivery(drawn: Drawn, saturation: float, doses: tuple[float, ...]) -> Delivered:
    means = expected_exposures(drawn.plan, drawn.row, drawn.audience)
    return deliver(means, terms(doses, saturation, turnout=doses), drawn.audience)


@widely
@given(drawn=blocks())
def test_expected_exposures_are_rate_times_habit(drawn: Drawn) -> None:
    """And so is the chance of meeting any: 1 - exp(-sum), summed exactly."""
    audience, channels = drawn.audience, len(drawn.counts)
    met = tuple(drawn.random.random(channels))
    found = expected_exposures(drawn.plan, drawn.row, audience, met)
    who = np.where(drawn.plan.targeted, audience.media.matched & audience.known[:, None], True)
    rate = drawn.plan.rate[drawn.row] * met * audience.media.habit.astype(float)
    assert found == pytest.approx((rate * who).T, rel=1e-12)
    reached = deliver(found, terms((0.1,) * channels), audience).expected_reached
    assert reached == pytest.approx(math.fsum(-np.expm1(-found.sum(axis=0))), rel=1e-12)
    media = Media(np.ascontiguousarray(audience.media.habit),
                  np.ascontiguousarray(audience.media.matched))
    other = Audience(media, audience.known, audience.persuadable, audience.turnout_prob,
                     audience.uniforms)
    assert np.array_equal(expected_exposures(drawn.plan, drawn.row, other, met), found)
    row = drawn.row.astype(np.int64)
    assert np.array_equal(expected_exposures(drawn.plan, row, other, met), found)


@widely
@given(drawn=blocks(), saturation=SATURATION)
def test_shifts_are_their_twins(drawn: Drawn, saturation: float) -> None:
    found = delivery(drawn, saturation, (0.1,) * len(drawn.counts))
    message, effects = drawn.plan.message, drawn.effects.astype(float)
    assert found.turnout_parts is not None
    for shift, share in ((logit_shift, found.parts), (turnout_shift, found.turnout_parts)):
        expected = plain_shift(message, drawn.row, share.astype(float), effects)
        most = plain_shift(message, drawn.row, np.abs(share), np.abs(effects))
        result = shift(drawn.plan, drawn.row, found, drawn.effects)
        assert np.all(np.abs(result - expected) <= SINGLE * most + TINY)
        for other in [*elsewhere(drawn.effects), drawn.effects.astype(float)]:
            assert np.array_equal(shift(drawn.plan, drawn.row, found, other), result)
        for row in (drawn.row.astype(np.int64), np.repeat(drawn.row, 2)[::2]):
            assert np.array_equal(shift(drawn.plan, row, found, drawn.effects), result)


@widely
@given(drawn=blocks(), districts=st.integers(0, 9), size=st.floats(0.1, 30.0))
def test_votes_are_expectations(drawn: Drawn, districts: int, size: float) -> None:
    """By the exact sum of turnout times a logistic function, in all and by district."""
    n, random = drawn.row.size, drawn.random
    support = (size * random.normal(size=n)).astype(np.float32)
    turnout = random.random(n).astype(np.float32)
    district = random.integers(0, districts, n) if districts else None
    own = turnout * expit(np.clip(support.astype(float), -80.0, 80.0))
    silent = silence(drawn.audience)
    day = ElectionDay(turnout, district, districts)
    found = tally(drawn.plan, drawn.row, silent, drawn.audience, support, day)
    bound = 2.0 * ARGUMENT
    assert found.own_votes == pytest.approx(math.fsum(own), rel=bound)
    every = math.fsum(turnout.tolist())
    assert found.own_votes + found.other_votes == pytest.approx(every, rel=1e-12)
    assert found.district_votes.shape == (districts, 2)
    if district is not None:
        expected = group_sums(np.stack([own, turnout - own], axis=1), district, districts)
        every = group_sums(turnout.astype(float), district, districts)
        error = np.abs(found.district_votes - expected)
        assert np.all(error <= bound * every[:, None])
    for other in (support.astype(float), np.repeat(support, 2)[::2]):
        for votes in (turnout.astype(float), np.repeat(turnout, 2)[::2]):
            again = tally(drawn.plan, drawn.row, silent, drawn.audience, other,
                          replace(day, turnout_prob=votes))
            assert (again.own_votes, again.other_votes) == (found.own_votes, found.other_votes)
            assert np.array_equal(again.district_votes, found.district_votes)


@widely
@given(drawn=blocks(), even=st.none() | st.floats(0.1, 1.0))
def test_promises_are_sums_by_row(drawn: Drawn, even: float | None) -> None:
    found = delivery(drawn, 0.3, (0.1,) * len(drawn.counts))
    weight = drawn.audience.turnout_prob.astype(float)
    foretold = replace(drawn.plan, promised_pp=np.zeros(drawn.plan.rate.shape))
    counted = tally(foretold, drawn.row, found, drawn.audience, np.zeros(drawn.row.size),
                    ElectionDay(weight, even=even)).promise_dose
    weight = weight if even is None else np.full_like(weight, np.float32(even))
    expected = group_sums((weight * found.parts).T, drawn.row, len(drawn.plan.rate))
    assert counted == pytest.approx(expected, rel=SINGLE, abs=TINY)
    assert not tally(drawn.plan, drawn.row, found, drawn.audience, np.zeros(drawn.row.size),
                     ElectionDay(weight)).promise_dose.any()


def test_expected_votes_without_districts_leave_nothing_behind() -> None:
    """The kernel itself: no district is written to where none is counted."""
    support, turnout = np.zeros(5, dtype=np.float32), np.ones(5, dtype=np.float32)
    none, room = np.zeros((0, 2)), (np.empty(1024, dtype=np.float32), np.zeros((2, PARTIALS)))
    found = response._expected_votes(support, turnout, np.zeros(0, dtype=np.int32), room, none)
    assert found == (2.5, 5.0)
