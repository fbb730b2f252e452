"""Earned reach in one block without homophily: the final sizes that the theory gives."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from msim.core.arrays import Ints
from msim.core.streams import BLOCK_SIZE, Streams
from msim.outcome.earned import Circle, circle, final_size, first_weeks, pass_on

EXACT = {"rel": 0.0, "abs": 1e-9}
WEEKS = 60


def block(share_rate: float, contacts: float, homophily: float, replicate: int) -> Circle:
    """A block whose voters belong to four archetypes in turn."""
    rng = Streams(7, replicate).generator("test/branching")
    keys = SimpleNamespace(share_rate=share_rate, contacts=contacts, homophily=homophily)
    archetype = np.arange(BLOCK_SIZE) % 4
    return circle(archetype, rng.random((BLOCK_SIZE, 2)), int(rng.integers(2**63)), keys)


def seeds(count: int, apart: int = 1) -> Ints:
    """Voters 0, apart, 2 apart and so on are met in the first week."""
    first = np.full(BLOCK_SIZE, -1)
    first[: count * apart : apart] = 0
    return first


def reached(of: Circle, first_week: Ints) -> float:
    nothing = np.zeros(BLOCK_SIZE, dtype=int)
    return float(pass_on(of, first_week, nothing, np.ones(WEEKS), 1).reached.mean())


def size(r0: float, seeded: float) -> float:
    """Root of z = 1 - (1 - seeded) exp(-r0 z), by repeated substitution from above."""
    z = 1.0
    for _ in range(100_000):
        z = 1.0 - (1.0 - seeded) * math.exp(-r0 * z)
    return z


def test_final_size() -> None:
    """0.5828116 at 1.5 and 0.7968121 at 2 (Kermack and McKendrick's root); none up to 1."""
    assert round(final_size(1.5), 7) == 0.5828116
    assert round(final_size(2.0), 7) == 0.7968121
    assert [final_size(r) for r in (0.0, 0.8, 1.0)] == [0.0, 0.0, 0.0]
    for r0 in (1.0001, 1.1, 1.5, 3.0, 20.0, 1e4):
        z = final_size(r0)
        assert 0.0 < z <= 1.0
        assert z == pytest.approx(1.0 - math.exp(-r0 * z), **EXACT)
    assert final_size(1.5) == pytest.approx(size(1.5, 0.0), **EXACT)


def dies_out(share_rate: float, contacts: float) -> float:
    """Probability that one seed's line ends: q = 1 - p + p exp(c (q - 1)) (Harris 1963)."""
    q = 0.0
    for _ in range(10_000):
        q = 1.0 - share_rate + share_rate * math.exp(contacts * (q - 1.0))
    return q


@pytest.mark.parametrize(
    ("share_rate", "contacts", "count"), [(1.0, 1.5, 40), (0.5, 3.0, 80), (0.1, 15.0, 640)]
)
def test_above_one_most_hear_of_it(share_rate: float, contacts: float, count: int) -> None:
    """R = share_rate x contacts = 1.5; so many seeds die out less than once in a million blocks.

    A share s of seeds moves the root by 1.1 s: z = 1 - (1 - s) exp(-R z). Balls in boxes: with
    a = R z, e = exp(-a), and v the variance of how many one voter tells, the number never told has
    variance n (e - (1 + a) e^2 + z v e^2), and the feedback divides its root by 1 - R e.
    v = R (1 + contacts - R). Ten blocks, four standard errors of their mean.
    """
    assert dies_out(share_rate, contacts) ** count < 1e-6
    r0 = share_rate * contacts
    expected = size(r0, count / BLOCK_SIZE)
    assert 0.0 < expected - 0.5828116 < 1.2 * count / BLOCK_SIZE
    e, a = math.exp(-r0 * expected), r0 * expected
    variance = e - (1 + a) * e**2 + expected * r0 * (1 + contacts - r0) * e**2
    error = math.sqrt(variance / BLOCK_SIZE / 10) / (1 - r0 * e)
    found = [reached(block(share_rate, contacts, 0.0, k), seeds(count)) for k in range(10)]
    assert abs(np.mean(found) - expected) < 4 * error
    assert np.std(found, ddof=1) == pytest.approx(error * math.sqrt(10), rel=0.8)


@pytest.mark.parametrize("count", [64, 512, 4096])
def test_below_one_each_seed_reaches_a_few(count: int) -> None:
    """At R = 0.8 a seed makes 1 / (1 - R) = 5 with itself, fewer as they meet the same voters.

    With variance v = R (1 + contacts - R) of how many one tells, a seed's total has variance
    v / (1 - R)^3 (Harris 1963, The Theory of Branching Processes, section 1.13): 60 blocks.
    """
    blocks, v = 60 if count == 64 else 10, 0.8 * (1 + 2.0 - 0.8)
    found = [reached(block(0.4, 2.0, 0.0, k), seeds(count)) for k in range(blocks)]
    error = math.sqrt(count * blocks * v / 0.2**3) / (BLOCK_SIZE * blocks)
    expected = size(0.8, count / BLOCK_SIZE)
    assert abs(np.mean(found) - expected) < 4 * error
    assert expected < 5 * count / BLOCK_SIZE
    if count == 64:
        assert expected == pytest.approx(5 * count / BLOCK_SIZE, rel=0.02)


def test_at_one_it_stays_small() -> None:
    """z is about sqrt(2 s) for a share s of seeds: it vanishes with s, though slower than s."""
    for count in (40, 640):
        found = np.mean([reached(block(0.5, 2.0, 0.0, k), seeds(count)) for k in range(10)])
        assert count / BLOCK_SIZE < found < 1.5 * math.sqrt(2 * count / BLOCK_SIZE)


def test_with_homophily_one_nobody_else_hears_of_it() -> None:
    """Seeds in the first of four archetypes; within it the final size is that of its own quarter.

    0.5828 of 16,384, fifty seeds among them; four errors of the formula above at n / 4: 0.058.
    """
    of, first = block(0.5, 3.0, 1.0, 0), seeds(50, apart=4)
    nothing = np.zeros(BLOCK_SIZE, dtype=int)
    met = pass_on(of, first, nothing, np.ones(WEEKS), 1).reached.reshape(-1, 4).mean(axis=0)
    assert met[1:].tolist() == [0.0, 0.0, 0.0]
    assert met[0] == pytest.approx(size(1.5, 50 * 4 / BLOCK_SIZE), abs=0.058)


def test_the_first_week_of_one_exposure_falls_by_the_flight() -> None:
    """Weights 1, 1, 2: one exposure is first met in them with probability 1/4, 1/4, 1/2.

    Two exposures: 1 - (3/4)^2 = 7/16 in the first week, 3/4 by the second.
    """
    flight = [(1.0, 1.0, 2.0)]
    u = np.array([0.0, 0.2499, 0.2501, 0.4999, 0.5001, 0.9999])
    once, twice = np.ones((1, 6), dtype=int), np.full((1, 6), 2)
    assert first_weeks(once, flight, u).tolist() == [0, 0, 1, 1, 2, 2]
    steps = np.array([7 / 16 - 1e-9, 7 / 16 + 1e-9, 3 / 4 - 1e-9, 3 / 4 + 1e-9, 0.0, 0.999])
    assert first_weeks(twice, flight, steps).tolist() == [0, 1, 1, 2, 0, 2]


def test_flights_of_two_lengths_end_together() -> None:
    """Flights (1, 1, 1, 1) and (1, 3): an exposure to each leaves 3/4, 1/2, 1/4 x 3/4, 0 unmet."""
    flights, both = [(1.0, 1.0, 1.0, 1.0), (1.0, 3.0)], np.ones((2, 6), dtype=int)
    met = 1.0 - np.array([3 / 4, 1 / 2, 3 / 16])
    u = np.stack([met - 1e-9, met + 1e-9], axis=1).ravel()
    assert first_weeks(both, flights, u).tolist() == [0, 1, 1, 2, 2, 3]
