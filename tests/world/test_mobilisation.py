"""Effects on turnout: their mean as a survey measures it, and apart from those on vote choice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import expit, logit

from msim.experiment.engine.electorate import Block
from msim.experiment.engine.sides import opposed
from tests.laws.drawn import changed
from tests.world.helpers import made, plain, within

ONE: dict[str, Any] = {"messages__count": 1, "messages__mobilise_pp": 0.4}


def moved(block: Block, message: int = 0) -> np.ndarray:
    """(n,) change of the probability of voting by one forced exposure, in points."""
    usual = logit(block.voters.turnout_prob)
    return 100 * (expit(usual + block.turnout_effects[:, message]) - block.voters.turnout_prob)


@pytest.mark.parametrize("turnout", [0.4, 0.65, 0.9])
def test_mean_effect_is_what_a_survey_of_everybody_would_measure(turnout: float) -> None:
    """Points of turnout over all voters; effects are small, not infinitely so."""
    block = made(plain(2, politics__turnout=turnout, politics__turnout_sd=1.5, **ONE)).block(0)
    within(moved(block), 0.4, slack=0.004)


def test_spread_over_voters_keeps_the_mean() -> None:
    """Points of each voter at the mean slope; what traits reveal of them is their share."""
    keys: dict[str, Any] = {**ONE, "messages__mobilise_heterogeneity_sd_pp": 2.0,
                            "messages__trait_share": 0.4}
    electorate = made(plain(3, **keys))
    block, model = electorate.block(0), electorate.world.mobilising
    assert model is not None
    points = block.turnout_effects[:, 0] * model.points_per_logit
    assert points.var() == pytest.approx(4.0, rel=0.05)
    within(points, 0.4)
    traits = block.voters.traits.astype(float)
    design = np.column_stack([np.ones(len(traits)), traits])
    rest = points - design @ np.linalg.lstsq(design, points, rcond=None)[0]
    assert rest.var() == pytest.approx(4.0 * 0.6, rel=0.05)


def test_spread_between_messages() -> None:
    keys = {"messages__count": 500, "messages__mobilise_pp": 0.4,
            "messages__mobilise_between_sd_pp": 0.3}
    model = made(plain(2, **keys)).world.mobilising
    assert model is not None
    within(model.mean_pp, 0.4)
    within((model.mean_pp - 0.4) ** 2, 0.09)
    # Messages that persuade most are not by that the ones that mobilise most.
    persuading = made(plain(2, **keys)).world.messages.mean_pp
    assert abs(np.corrcoef(model.mean_pp, persuading)[0, 1]) < 4 / np.sqrt(500)


def test_who_is_mobilised_says_nothing_of_who_is_persuaded() -> None:
    """Two effects of the same message have draws of their own, and neither moves the other's."""
    keys: dict[str, Any] = {"messages__heterogeneity_sd_pp": 2.0, "messages__trait_share": 0.0,
                            "messages__between_sd_pp": 0.5}
    both = made(plain(2, messages__mobilise_pp=0.4, messages__mobilise_heterogeneity_sd_pp=2.0,
                      **keys)).block(0)
    r = np.corrcoef(both.effects[:, 0], both.turnout_effects[:, 0])[0, 1]
    assert abs(r) < 4 / np.sqrt(both.voters.size)
    alone = made(plain(2, **keys)).block(0)
    assert np.array_equal(both.effects, alone.effects)
    assert np.array_equal(both.voters.turnout_prob, alone.voters.turnout_prob)
    assert not alone.turnout_effects.any()
    assert alone.turnout_effects.shape == alone.effects.shape


def test_the_other_side_has_the_same_voters_and_messages_of_its_own() -> None:
    """Seen from there support is turned round; traits, turnout and habits are the same."""
    keys = {"opponent.strategy": "broadcast", "messages.mobilise_pp": 0.4,
            "messages.heterogeneity_sd_pp": 2.0, "messages.mobilise_heterogeneity_sd_pp": 1.0,
            "population.simulated": 3_000}
    own = made(changed(plain(2), keys))
    other = opposed(own)
    mine, theirs = own.block(0), other.block(0)
    assert np.array_equal(theirs.voters.support, -mine.voters.support)
    for name in ("traits", "turnout_prob", "archetype", "district"):
        assert np.array_equal(getattr(mine.voters, name), getattr(theirs.voters, name)), name
    assert np.array_equal(mine.media.habit, theirs.media.habit)
    assert np.array_equal(mine.media.matched, theirs.media.matched)
    ours, turned = own.world, other.world
    assert turned.places is ours.places
    assert turned.politics is ours.politics
    # The model of their effects is ours, the draws are not.
    assert turned.messages.heterogeneity_sd_pp == ours.messages.heterogeneity_sd_pp
    assert not np.isin(turned.messages.mean_pp, ours.messages.mean_pp).any()
    for name in ("effects", "turnout_effects"):
        pairs = np.corrcoef(getattr(mine, name).T, getattr(theirs, name).T)
        messages = len(pairs) // 2
        assert np.abs(pairs[:messages, messages:]).max() < 0.99
    assert not np.array_equal(mine.uniforms("social"), theirs.uniforms("social"))
    assert not np.array_equal(mine.view.traits, theirs.view.traits)
