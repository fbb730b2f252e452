"""Heterogeneity from a correlation between the parties: what is stated is what comes back."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.arrays import Floats
from msim.core.errors import InputError
from msim.core.streams import Streams
from msim.scenario import Scenario
from msim.scenario.parties import lowest_party_correlation, visible_share
from msim.scenario.party_moments import PartyMoments, party_moments
from msim.world import World
from msim.world.parties import settled
from tests.laws.drawn import changed
from tests.world.dense import responses
from tests.world.helpers import made, plain

BETWEEN = 0.34
STATED = {"messages.between_sd_pp": BETWEEN, "messages.lean_alignment": 0.9}
WORLDS, MESSAGES, USUAL = 400, 40, 6


def stated(correlation: float, **keys: Any) -> Scenario:
    dotted = {key.replace("__", "."): value for key, value in keys.items()}
    return changed(Scenario(), {**STATED, "messages.party_correlation": correlation, **dotted})


def spread_of(scenario: Scenario) -> float:
    """Heterogeneity (points) at which the two parties' effects correlate as stated."""
    return settled(scenario).heterogeneity_sd_pp or 0.0


@cache
def drawn(count: int = WORLDS) -> tuple[Floats, Floats, Floats]:
    """Of the default's worlds: (worlds, 2) responses, (worlds, messages, 2) of each message's
    direction, and (worlds, messages) how good each message happened to be."""
    scenario = changed(Scenario(), {**STATED, "messages.count": MESSAGES})
    worlds = [World.build(scenario, Streams(1, number)) for number in range(count)]
    found = [responses(world) for world in worlds]
    seen = [each[1] @ world.messages.loadings for each, world in zip(found, worlds, strict=True)]
    return (
        np.array([level for level, _ in found]),
        np.array(seen).swapaxes(1, 2),
        np.array([world.messages.quality for world in worlds]),
    )


def by_quadrature(spread: float) -> float:
    """The correlation that a heterogeneity gives, in expectation over messages' quality."""
    level, seen, _ = drawn()
    each = BETWEEN**2 * level.T @ level / len(level)
    each = each + 0.5 * spread**2 * np.einsum("wkp,wkq->pq", seen, seen) / seen[..., 0].size
    return float(each[0, 1] / np.sqrt(each[0, 0] * each[1, 1]))


def by_moments(spread: float, count: int = WORLDS) -> tuple[float, float]:
    """The ratio of moments of worlds of six messages, and its standard error by the jackknife."""
    level, seen, quality = drawn(count)
    means = BETWEEN * quality[:, :USUAL, None] * level[:, None]
    means = means + np.sqrt(0.5) * spread * seen[:, :USUAL]
    apart = means - means.mean(axis=1, keepdims=True)
    each = np.einsum("wkp,wkq->wpq", apart, apart)
    left = each.sum(axis=0) - np.concatenate([np.zeros((1, 2, 2)), each])
    found = left[:, 0, 1] / np.sqrt(left[:, 0, 0] * left[:, 1, 1])
    error = np.sqrt((count - 1) / count * np.sum((found[1:] - found[1:].mean()) ** 2))
    return float(found[0]), float(error)


@pytest.mark.parametrize("wanted", [0.5, 0.86, 0.95])
def test_what_is_stated_comes_back(wanted: float) -> None:
    """Among the worlds that a run draws, which the solving has never seen."""
    spread = spread_of(stated(wanted))
    assert by_quadrature(spread) == pytest.approx(wanted, abs=0.01)
    found, error = by_moments(spread)
    assert found == pytest.approx(wanted, abs=4.0 * error)
    assert 4.0 * error < 0.5 * (1.0 - wanted)


@pytest.mark.parametrize("wanted", [0.5, 0.86, 0.95])
def test_another_factor_would_not_come_back(wanted: float) -> None:
    """That of logits, in which strong partisans are as easy to move as anybody."""
    kappa = 2.0 * 0.5 / np.pi
    along = BETWEEN**2 * (1.0 - wanted) / (1.0 + wanted) / kappa
    in_logits = np.sqrt(along / 0.5)
    assert by_quadrature(in_logits) > wanted + 0.01
    found, error = by_moments(in_logits)
    assert found > wanted + 4.0 * error


def test_published_values_in_points_and_in_logits() -> None:
    """What gives 0.86 in logits gives 0.92 in points; for 0.86 it takes a spread of about 0.34."""
    scenario = stated(0.86)
    moments = party_moments(scenario.population, scenario.politics, scenario.districts, 0.9)
    ratio = 0.5 * (0.31 / 0.4335) ** 2
    assert float(moments.correlation(ratio)) == pytest.approx(0.92, abs=0.005)
    assert spread_of(scenario) == pytest.approx(0.34, abs=0.01)


@pytest.mark.parametrize("wanted", [0.9, 0.3, -0.5])
def test_where_everybody_is_easy_to_move_it_is_the_half_normal(wanted: float) -> None:
    """Near a probability of one half points are logits, and supporters a half-normal's mean off."""
    keys: dict[str, Any] = {
        "messages__lean_alignment": 1.0, "messages__trait_share": 0.8, "politics__support": 0.5,
        "politics__lean_sd": 0.02, "politics__lean_traits_share": 1.0, "politics__turnout_sd": 0.0,
        "population__structure": 0.0,
    }
    along = np.pi / 2.0 * BETWEEN**2 * (1.0 - wanted) / (1.0 + wanted)
    found = spread_of(stated(wanted, **keys))
    assert found == pytest.approx(np.sqrt(along / 0.8), rel=2e-3)


POLITICS = st.fixed_dictionaries({
    "politics.support": st.floats(0.35, 0.65),
    "politics.turnout": st.floats(0.3, 0.9),
    "politics.lean_sd": st.floats(0.5, 3.0),
    "politics.lean_traits_share": st.floats(0.2, 1.0),
    "politics.turnout_sd": st.floats(0.0, 2.0),
    "population.structure": st.floats(0.0, 1.0),
    "messages.lean_alignment": st.floats(0.3, 1.0),
    "messages.common_share": st.floats(0.0, 0.8),
})  # fmt: skip


@settings(max_examples=15)
@given(POLITICS, st.floats(0.6, 0.98))
def test_the_solution_is_the_smallest_that_gives_it(keys: dict[str, Any], wanted: float) -> None:
    scenario = changed(stated(wanted), keys)
    said = scenario.messages
    moments = party_moments(
        scenario.population, scenario.politics, scenario.districts, said.lean_alignment
    )
    spread = spread_of(scenario)
    ratio = visible_share(said) * (spread / BETWEEN) ** 2
    assert float(moments.correlation(ratio)) == pytest.approx(wanted, abs=1e-9)
    below = moments.correlation(np.linspace(0.0, ratio, 50)[1:-1])
    assert below.min() > wanted
    # Who is called the own side does not matter.
    turned = changed(scenario, {"politics.support": 1.0 - scenario.politics.support})
    assert spread_of(turned) == pytest.approx(spread, rel=1e-3)


def test_ratios_are_roots_of_the_correlation_asked_for_and_not_of_its_opposite() -> None:
    moments = PartyMoments(np.ones((2, 2)), np.array([[1.0, -0.9], [-0.9, 1.2]]))
    for wanted in (0.8, 0.1, 0.0, -0.1, -0.7):
        ratio = moments.ratio(wanted, 1e6)
        assert ratio is not None
        assert float(moments.correlation(ratio)) == pytest.approx(wanted, abs=1e-6)
        assert moments.ratio(wanted, 1e30) == ratio
    assert moments.ratio(1.0, 1e6) == 0.0
    assert moments.ratio(-0.95, 1e6) is None
    assert moments.ratio(0.1, 0.01) is None
    hardly = PartyMoments(np.array([[1.0, 0.9], [0.9, 1.0]]), np.full((2, 2), 1e-320))
    assert hardly.ratio(0.5, 1e6) is None


def test_messages_that_divide_are_solved_for_as_well() -> None:
    spread = spread_of(stated(-0.5))
    assert by_quadrature(spread) == pytest.approx(-0.5, abs=0.03)


def test_without_a_spread_over_messages_nobody_differs() -> None:
    for keys in ({"messages__between_sd_pp": 0.0}, {"messages__spread": 0.0},
                 {"messages__spread": 0.4, "messages__mean_effect_pp": 0.0}):
        scenario = stated(0.5, **keys)
        assert scenario.messages.moves_alike
        assert settled(scenario).heterogeneity_sd_pp == 0.0
    assert settled(stated(1.0)).heterogeneity_sd_pp == 0.0


def test_a_share_of_the_mean_is_that_many_points() -> None:
    said = {"messages__mean_effect_pp": -0.85, "population__simulated": 100}
    one = made(plain(2, **said, messages__spread=0.4)).block(0)
    other = made(plain(2, **said, messages__between_sd_pp=0.34)).block(0)
    assert np.array_equal(one.effects, other.effects)


def test_what_is_out_of_reach_is_said_when_a_world_is_drawn_too() -> None:
    scenario = stated(0.5, politics__lean_sd=0.5)
    low = lowest_party_correlation(scenario)
    with pytest.raises(InputError, match=r"out of reach; with lean_alignment 0\.9 and lean_traits"):
        spread_of(scenario.model_copy(update={
            "messages": scenario.messages.model_copy(update={"party_correlation": low - 0.2})}))


def test_both_sides_messages_divide_the_parties_alike() -> None:
    scenario = stated(0.7, politics__support=0.45, population__simulated=100)
    world = World.build(scenario, Streams(1, 0))
    turned = world.rival(scenario.rival)
    spread = world.messages.heterogeneity_sd_pp
    assert spread == turned.messages.heterogeneity_sd_pp > 0.0
