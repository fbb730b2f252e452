"""Latent traits keep mean 0 and variance 1; shown traits keep their shares; archetypes theirs."""

from __future__ import annotations

import numpy as np
import pytest

from msim.experiment.people import People
from msim.scenario import Scenario
from tests.laws.drawn import changed
from tests.world.helpers import made, plain, within

SHARES = (0.1, 0.2, 0.3, 0.4)
KINDS = [
    {"name": "plain"},
    {"name": "band", "kind": "ordinal", "levels": 4},
    {"name": "place", "kind": "categorical", "shares": [0.2, 0.5, 0.3]},
    {"name": "owner", "kind": "binary", "shares": [0.85, 0.15]},
]
EXPECTED = {"band": [0.25] * 4, "place": [0.2, 0.5, 0.3], "owner": [0.85, 0.15]}


def clumps(structure: float) -> Scenario:
    keys = {
        "population.archetypes": 4,
        "population.archetype_shares": SHARES,
        "population.structure": structure,
        "population.traits": KINDS,
    }
    return changed(plain(), keys)


@pytest.mark.parametrize("structure", [0.0, 0.4, 0.95, 1.0])
def test_latent_traits_have_mean_0_and_variance_1(structure: float) -> None:
    electorate = made(clumps(structure))
    assert np.allclose(np.diag(electorate.world.traits.covariance), 1.0, atol=1e-12)
    traits = electorate.block(0).voters.traits
    for column in traits.astype(float).T:
        within(column, 0.0)
        within(column**2, 1.0)


def test_structure_is_the_share_of_variance_between_archetypes() -> None:
    voters = made(clumps(0.6)).block(0).voters
    means = np.array([voters.traits[voters.archetype == a].mean(axis=0) for a in range(4)])
    between = np.average((means - np.average(means, axis=0, weights=SHARES)) ** 2, axis=0,
                         weights=SHARES)
    assert between == pytest.approx(np.full(4, 0.6), abs=0.02)


def test_archetypes_have_their_shares() -> None:
    archetype = made(clumps(0.5)).block(0).voters.archetype
    for number, share in enumerate(SHARES):
        within(archetype == number, share)


@pytest.mark.parametrize("structure", [0.0, 0.5])
def test_correlation_within_archetypes(structure: float) -> None:
    table = ((1.0, 0.7, 0.0), (0.7, 1.0, -0.3), (0.0, -0.3, 1.0))
    scenario = plain(3, population__correlation=table, population__structure=structure)
    electorate = made(scenario)
    voters = electorate.block(0).voters
    centred = voters.traits.astype(float)
    for a in range(5):
        centred[voters.archetype == a] -= centred[voters.archetype == a].mean(axis=0)
    assert np.corrcoef(centred.T) == pytest.approx(np.array(table), abs=0.02)
    covariance = electorate.world.traits.covariance
    assert np.cov(voters.traits.T) == pytest.approx(covariance, abs=0.03)


@pytest.mark.parametrize("structure", [0.0, 0.9])
def test_shown_traits_have_the_configured_shares(structure: float) -> None:
    """In the truth, and in readings that are worth little: cuts follow the readings' quantiles."""
    scenario = changed(clumps(structure), {"data.validity": 0.6})
    truth = People(scenario).to_frame()
    view = made(scenario).block(0).view
    for column, trait in enumerate(scenario.population.traits):
        for level, share in enumerate(EXPECTED.get(trait.name, [])):
            within(truth[f"trait:{trait.name}"] == level + 1, share)
            within(view.traits[:, column] == level, share)
    assert truth["trait:plain"].nunique() > 50_000


def test_levels_keep_the_order_of_the_latent_trait() -> None:
    voters = made(clumps(0.5)).block(0).voters
    shown = People(clumps(0.5)).to_frame()["trait:band"].to_numpy()
    tops = [voters.traits[shown == level, 1].max() for level in (1, 2, 3)]
    bottoms = [voters.traits[shown == level, 1].min() for level in (2, 3, 4)]
    assert all(top <= bottom for top, bottom in zip(tops, bottoms, strict=True))


@pytest.mark.parametrize("shares", [(0.0, 1.0), (1.0, 0.0, 0.0)])
def test_a_single_populated_archetype_has_no_structure(shares: tuple[float, ...]) -> None:
    """One archetype needs structure 0; so it is refused, or latent traits keep variance 1."""
    keys = {"population.archetypes": len(shares), "population.archetype_shares": shares}
    try:
        electorate = made(changed(plain(), keys))
    except ValueError:
        return
    within(electorate.block(0).voters.traits[:, 0].astype(float) ** 2, 1.0)


def test_an_archetype_without_voters_troubles_nobody() -> None:
    """A share of 0 is allowed: the others spread over districts as if it were not there."""
    keys = {"population__archetypes": 3, "population__archetype_shares": (0.0, 0.5, 0.5)}
    voters = made(plain(districts__count=4, **keys)).block(0).voters
    assert set(voters.archetype) == {1, 2}
    for district in range(4):
        within(voters.district == district, 0.25)
