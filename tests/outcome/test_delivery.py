"""What counts of a delivery: caps, contacts that are met, and doses for turnout of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.dose import dose_per_exposure, retention, saturate
from msim.core.streams import Streams
from msim.experiment.engine.counted import Counted
from msim.experiment.engine.measures import average_frequency, grp
from msim.experiment.engine.stage import Stage
from msim.outcome.delivery import Audience, Delivered, ExposureTerms, deliver, expected_exposures
from msim.outcome.exposure import frequencies
from msim.outcome.response import ElectionDay, silence, tally
from msim.world import World
from tests.laws import engine
from tests.laws.drawn import changed
from tests.laws.test_broken import USUAL
from tests.outcome.handful import audience, plan, terms
from tests.precision import SINGLE

DOSES = (0.1, 0.3)
DAY = ElectionDay(audience().turnout_prob)


def many(n: int) -> Audience:
    """Voters with uniforms of their own on two channels."""
    drawn = [Streams(2, 0).generator(f"test/{c}").random(n) for c in range(2)]
    few = audience()
    return replace(few, known=np.ones(n, bool), persuadable=np.arange(n) % 2 == 0,
                   turnout_prob=np.full(n, 0.5), uniforms=drawn)


def heavy(n: int) -> list[np.ndarray]:
    return [np.linspace(0.0, 12.0, n), np.linspace(5.0, 0.0, n)]


def same(one: Delivered, two: Delivered) -> None:
    for name in ("parts", "effect_share", "counts", "frequency", "reached", "impressions"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name


@settings(max_examples=40)
@given(caps=st.tuples(st.none() | st.integers(1, 8), st.none() | st.integers(1, 8)),
       saturation=st.sampled_from([0.0, 0.3, 2.0]))
def test_what_is_beyond_a_cap_is_paid_for_and_does_nothing(
    caps: tuple[int | None, int | None], saturation: float
) -> None:
    n = 400
    free = deliver(heavy(n), terms(DOSES, saturation), many(n))
    capped = deliver(heavy(n), terms(DOSES, saturation, caps=caps), many(n))
    most = [10**9 if cap is None else cap for cap in caps]
    counts = np.minimum(free.counts, np.array(most)[:, None])
    assert np.array_equal(capped.counts, counts)
    assert capped.impressions == free.impressions == free.counts.sum()
    assert capped.exposures == counts.sum() <= free.exposures
    dose = np.asarray(DOSES) @ counts
    assert capped.effect_share == pytest.approx(saturate(dose, saturation), rel=SINGLE)
    assert dose * capped.parts == pytest.approx(
        np.asarray(DOSES)[:, None] * counts * saturate(dose, saturation), rel=SINGLE)
    # A cap of at least one takes reach from nobody.
    assert (capped.reached, capped.expected_reached) == (free.reached, free.expected_reached)
    assert capped.reached_3 <= free.reached_3
    assert capped.frequency @ np.arange(11) <= capped.exposures
    assert capped.persuadable_impressions == counts[:, ::2].sum()


def test_a_cap_that_nobody_meets_changes_nothing() -> None:
    n = 300
    free = deliver(heavy(n), terms(DOSES, 0.5), many(n))
    same(deliver(heavy(n), terms(DOSES, 0.5, caps=(10_000, 10_000)), many(n)), free)


def test_average_frequency_is_of_exposures_that_count() -> None:
    """Medians of Poisson at 1.5 and 3.5: one and three. Of the three, two count: 3 / 2 voters."""
    who = audience([np.full(4, 0.5)])
    single = plan([[1.0]], [False], [[0]])
    means = [np.array([1.5, 0.0, 0.0, 3.5])]
    row = np.zeros(4, int)
    support = np.zeros(4)
    silent = tally(single, row, silence(who), who, support, DAY)
    for cap, expected in ((None, 2.0), (2, 1.5), (1, 1.0)):
        delivered = deliver(means, terms((0.1,), caps=(cap,)), who)
        counted = tally(single, row, delivered, who, support, DAY)
        found = Counted(single, counted, silent, 1.0, {})
        assert average_frequency.of(found) == expected
        assert grp.of(found) == 100.0


@pytest.mark.parametrize("rate", [0.2, 0.7])
def test_attempts_that_meet_nobody_are_no_exposures(rate: float) -> None:
    """Thinning: a Poisson number of attempts, each met by chance, is Poisson with the product."""
    two = plan([[1.0, 2.0]], [False, False], [[0, 0]])
    row = np.zeros(4, int)
    attempts = expected_exposures(two, row, audience())
    met = expected_exposures(two, row, audience(), (1.0, rate))
    assert met[0].tolist() == attempts[0].tolist()
    assert met[1] == pytest.approx(rate * attempts[1])
    n, uniform = 40_000, Streams(4, 0).generator("test/attempts")
    made = frequencies(uniform.random(n), np.full(n, 3.0))
    by_coins = uniform.binomial(made, rate)
    found = deliver([np.full(n, 3.0 * rate)] * 2, terms(DOSES), many(n)).counts[1]
    for k in range(6):
        p, q = np.mean(by_coins == k), np.mean(found == k)
        assert abs(p - q) < 4 * np.sqrt((p * (1 - p) + q * (1 - q)) / n + 1e-12)


def test_attempts_are_bought_and_contacts_are_counted() -> None:
    """In the engine: a contact channel's share of attempts is met, an impression's are all."""
    scenario = changed(USUAL, {"channels.post.contact_rate": 0.3, "population.simulated": 20_000,
                               "budget.total": 4_000.0, "run.arms": ("broadcast",)})
    found = engine.played(scenario)
    bought = found.plans["broadcast"].impressions.sum(axis=0) / found.people
    expected = bought @ [1.0, 1.0, 0.3]
    seen = found.tallies["broadcast"].impressions
    assert abs(seen - expected) < 4 * np.sqrt(expected)
    assert bought[2] > 1_000


@pytest.mark.parametrize("saturation", [0.0, 0.3, 2.0])
def test_turnout_is_moved_by_doses_at_a_turnout_of_1(saturation: float) -> None:
    """Everybody can be brought to vote, and only voters' choices count: doses differ by that.

    And by the share that is stated for turnout; a contact without one has its field_share.
    """
    stated = {"air": 0.1, "feed": 0.02}
    keys: dict[str, object] = {"messages.mobilise_pp": 1.0, "response.saturation": saturation}
    keys |= {f"channels.{name}.mobilise_field_share": share for name, share in stated.items()}
    scenario = changed(USUAL, keys)
    stage = Stage.build(scenario, World.build(scenario, Streams(1, 0)))
    for c, (name, channel) in enumerate(scenario.channels.items()):
        kept, usual = retention(channel.flight, 7.0, 0.05), channel.field_share
        for doses, turnout, share in (
            (stage.terms.doses, 0.6, usual),
            (stage.terms.turnout_doses, 1.0, stated.get(name, usual)),
        ):
            one = dose_per_exposure(share, saturation, turnout) * kept
            assert doses[c] == pytest.approx(one, rel=1e-12)
    found = deliver(heavy(100)[:1] + heavy(100), stage.terms, replace(
        many(100), uniforms=[many(100).uniforms[min(c, 1)] for c in range(3)]))
    assert found.turnout_parts is not None
    each = np.asarray(stage.terms.turnout_doses)[:, None] * found.counts
    dose = each.sum(axis=0)
    assert found.turnout_parts.sum(axis=0) == pytest.approx(saturate(dose, saturation), rel=SINGLE)
    shown = dose > 0.0
    share = found.turnout_parts[:, shown] / found.turnout_parts[:, shown].sum(axis=0)
    assert share == pytest.approx(each[:, shown] / dose[shown], rel=SINGLE)
    assert np.all(dose[shown] < (np.asarray(stage.terms.doses) @ found.counts)[shown])
    assert np.all(found.turnout_parts.sum(axis=0)[shown] < found.effect_share[shown])
    assert not found.turnout_parts[:, ~shown].any()


def test_without_mobilisation_there_is_no_dose_for_turnout() -> None:
    assert Stage.build(USUAL, World.build(USUAL, Streams(1, 0))).terms.turnout_doses == ()
    found = deliver(heavy(10), ExposureTerms(DOSES, (), (1.0, 1.0), (None, None), 0.0), many(10))
    assert found.turnout_parts is None
