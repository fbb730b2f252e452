"""Media habits: mean 1 among users, as dispersed as configured, matched independently."""

from __future__ import annotations

import numpy as np
import pytest

from tests.laws.drawn import changed
from tests.world.helpers import made, plain, within

CHANNEL = {"share": 1.0, "users": 0.7, "habit_sd": 0.8, "match_rate": 0.6, "targetable": True}


def test_habit_has_mean_1_among_users_and_they_have_their_share() -> None:
    """In one cloud, where the logarithm is normal; loadings add to its variance."""
    keys = {"channels": {"air": {**CHANNEL, "habit": {"t0": 0.5, "t1": -0.3}}}}
    scenario = type(plain()).model_validate(
        plain(2, population__structure=0.0).model_dump() | keys
    )
    block = made(scenario).block(0)
    habit, traits = block.media.habit[:, 0], block.voters.traits
    within(habit > 0.0, 0.7)
    within(habit[habit > 0.0], 1.0)
    log = np.log(habit[habit > 0.0])
    assert log.var() == pytest.approx(0.8**2 + 0.5**2 + 0.3**2, rel=0.03)
    design = np.column_stack([np.ones(log.size), traits[habit > 0.0]])
    slopes = np.linalg.lstsq(design, log, rcond=None)[0][1:]
    assert slopes == pytest.approx([0.5, -0.3], abs=0.02)


def test_matches_have_their_share_and_follow_nothing_else() -> None:
    scenario = type(plain()).model_validate(plain().model_dump() | {"channels": {"air": CHANNEL}})
    block = made(scenario).block(0)
    matched, habit = block.media.matched[:, 0], block.media.habit[:, 0]
    within(matched, 0.6)
    for other in (habit > 0, habit, block.voters.support, block.voters.turnout_prob):
        r = np.corrcoef(matched, other)[0, 1]
        assert abs(r) < 4 / np.sqrt(matched.size)


def test_another_channel_moves_no_habit() -> None:
    tree = plain().model_dump()
    one = {"air": CHANNEL}
    two = {"feed": CHANNEL | {"share": 0.5}, "air": CHANNEL | {"share": 0.5}}
    first, second = (made(type(plain()).model_validate(tree | {"channels": c})).block(0)
                     for c in (one, two))
    assert np.array_equal(first.media.habit[:, 0], second.media.habit[:, 1])
    assert np.array_equal(first.media.matched[:, 0], second.media.matched[:, 1])
    assert np.array_equal(first.uniforms("air"), second.uniforms("air"))
    assert not np.array_equal(second.uniforms("air"), second.uniforms("feed"))


def test_attempts_are_made_at_those_who_can_be_met_alike() -> None:
    """Contacts have no heavy users: habit 1 whatever its spread, 0 for who cannot be met."""
    post = {**CHANNEL, "kind": "contacts", "habit": {"t0": 0.8}}
    scenario = type(plain()).model_validate(plain().model_dump() | {"channels": {"post": post}})
    block = made(scenario).block(0)
    assert np.unique(block.media.habit).tolist() == [0.0, 1.0]
    within(block.media.habit[:, 0], 0.7)
    within(block.media.matched[:, 0], 0.6)
    met = changed(scenario, {"channels.post.kind": "impressions", "channels.post.habit_sd": 2.0})
    users = made(met).block(0).media.habit[:, 0] > 0.0
    assert np.array_equal(users, block.media.habit[:, 0] > 0.0)  # the same voters either way
