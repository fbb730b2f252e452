"""Effects of messages: their mean as a survey measures it, and four sources of variation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from msim.core.arrays import Floats
from msim.experiment.engine.electorate import Electorate
from msim.experiment.engine.recovery import effects_pp
from msim.scenario import Scenario
from msim.scenario.people import Politics
from tests.laws.drawn import changed
from tests.world.helpers import made, plain, within

NO_SPREAD = {"messages__between_sd_pp": 0.0, "messages__heterogeneity_sd_pp": 0.0}


def in_points(electorate: Electorate) -> Floats:
    """(n, messages) effects in points at the mean slope, without the messages' own means."""
    world = electorate.world
    effects = electorate.block(0).effects.astype(float) * world.messages.points_per_logit
    return effects - world.messages.mean_pp


@pytest.mark.parametrize("mean", [0.85, -1.2])
def test_mean_effect_is_what_a_survey_would_measure(mean: float) -> None:
    """Average change of vote choice in points, among those who vote, of one forced exposure."""
    block = made(plain(2, messages__mean_effect_pp=mean, messages__count=1, **NO_SPREAD)).block(0)
    support = block.voters.support
    change = 100 * (expit(support + block.effects[:, 0]) - expit(support))
    # Effects are small, not infinitely so: half of theta^2 times the curvature is below 0.01.
    within(block.voters.turnout_prob * (change - mean), 0.0, slack=0.01)


def obtained(support: float) -> float:
    """What messages obtain on average, as a multiple of what is stated.

    People differ as much as they do in `baseline`, wherever support may be.
    """
    stated = found = 0.0
    for number in range(8):
        scenario = changed(Scenario(), {
            "population.simulated": 20_000, "messages.heterogeneity_sd_pp": 0.33})
        politics = scenario.politics.model_copy(update={"support": support})
        scenario = scenario.model_copy(update={"politics": politics})  # past the key's bounds too
        electorate = made(scenario, number)
        block = electorate.block(0)
        found += float((block.voters.turnout_prob @ effects_pp(block)).sum())
        stated += float(block.voters.turnout_prob.sum() * electorate.world.messages.mean_pp.sum())
    return found / stated


def test_a_point_means_a_point_wherever_support_may_be() -> None:
    """Within a tenth of it up to the bounds of the key, and not twice as near to 0 or 1."""
    bounds = Politics.model_json_schema()["properties"]["support"]
    low, high = bounds["minimum"], bounds["maximum"]
    for support in (low, 0.49, high):
        assert obtained(support) == pytest.approx(1.0, abs=0.1)
    assert obtained(low / 2.0) > 1.1
    assert obtained(1.0 - (1.0 - high) / 2.0) < 0.9


def test_between_messages() -> None:
    scenario = plain(2, messages__count=500, messages__between_sd_pp=0.6)
    means = made(scenario).world.messages.mean_pp
    within(means, 0.85)
    within((means - 0.85) ** 2, 0.36)


@pytest.mark.parametrize("trait_share", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("common_share", [0.0, 0.3, 1.0])
def test_heterogeneity_is_split_as_configured(trait_share: float, common_share: float) -> None:
    """Spread 2 points; the common part is shared by messages; traits explain their share."""
    electorate = made(plain(
        3, population__simulated=30_000, messages__count=12, messages__heterogeneity_sd_pp=2.0,
        messages__trait_share=trait_share, messages__common_share=common_share,
    ))
    h = in_points(electorate)
    world, traits = electorate.world, electorate.block(0).voters.traits.astype(float)
    # The common direction and a message's own are drawn apart and overlap by chance.
    model = world.messages
    overlap = model.common_loadings @ world.traits.covariance @ model.loadings * trait_share
    expected = 4.0 * (1.0 + 2.0 * np.sqrt(common_share * (1.0 - common_share)) * overlap)
    assert h.var(axis=0) == pytest.approx(expected, rel=0.08)
    design = np.column_stack([np.ones(len(traits)), traits])
    residual = h - design @ np.linalg.lstsq(design, h, rcond=None)[0]
    assert residual.var(axis=0) == pytest.approx(np.full(12, 4.0 * (1 - trait_share)), abs=0.15)
    if trait_share < 1.0:  # what no trait reveals is common to messages by the common share alone
        pairs = np.corrcoef(residual.T)[np.triu_indices(12, 1)]
        assert pairs == pytest.approx(np.full(pairs.size, common_share), abs=0.05)


@pytest.mark.parametrize("alignment", [0.0, 1.0])
def test_messages_that_divide_by_politics(alignment: float) -> None:
    """Fully aligned, every message is liked by one side and resented by the other, either way."""
    electorate = made(plain(
        8, messages__count=60, messages__heterogeneity_sd_pp=2.0, messages__trait_share=1.0,
        messages__lean_alignment=alignment, population__simulated=5_000,
    ))
    lean = electorate.block(0).voters.traits @ electorate.world.politics.support_weights
    found = np.array([np.corrcoef(h, lean)[0, 1] for h in in_points(electorate).T])
    if alignment == 1.0:
        assert np.abs(found) == pytest.approx(np.ones(60), abs=1e-3)
        assert 15 < np.sum(found > 0) < 45
    else:
        assert np.abs(found).max() < 0.99
        within(found, 0.0)


def test_directions_that_cancel_are_no_division_by_zero() -> None:
    """With a single trait, half along politics and half at random can be nothing at all."""
    electorate = made(plain(
        1, population__simulated=2_000, messages__count=40, messages__lean_alignment=0.5,
        messages__heterogeneity_sd_pp=2.0, messages__trait_share=1.0,
    ))
    assert np.isfinite(electorate.world.messages.loadings).all()
    assert in_points(electorate).std(axis=0) == pytest.approx(np.full(40, 2.0), rel=0.1)


@pytest.mark.parametrize("wanted", [0.86, 0.3, -0.3])
def test_group_correlation_is_solved_for(wanted: float) -> None:
    """Across many messages the mean effects in two archetypes correlate as configured."""
    messages = 600
    electorate = made(plain(
        4, population__simulated=4_000, population__archetypes=3, messages__count=messages,
        messages__group_correlation=wanted, messages__trait_share=0.7, messages__common_share=0.2,
    ))
    block, world = electorate.block(0), electorate.world
    effects, archetype = block.effects.astype(float), block.voters.archetype
    means = np.array([effects[archetype == a].mean(axis=0) for a in range(3)])
    # What a mean over a thousand voters leaves to chance is taken out of the variances.
    noise = np.mean([
        effects[archetype == a].var(axis=0).mean() / np.sum(archetype == a) for a in range(3)
    ])
    table = np.cov(means)
    pairs = table[np.triu_indices(3, 1)].mean() / (np.trace(table) / 3 - noise)
    assert pairs == pytest.approx(wanted, abs=4 * (1 - wanted**2) / np.sqrt(messages))
    assert world.messages.heterogeneity_sd_pp > 0.0


def test_a_group_correlation_of_1_is_no_heterogeneity() -> None:
    electorate = made(plain(2, messages__group_correlation=1.0))
    assert electorate.world.messages.heterogeneity_sd_pp == 0.0
    assert np.ptp(electorate.block(0).effects, axis=0).max() == 0.0
