"""Whose word counts: Bayes' rule by hand, what trust depends on, and what is left alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from msim.core.streams import Streams
from msim.scenario import Scenario, assumptions
from msim.world import World
from msim.world.credibility import belief, voter_trust
from tests.laws.drawn import changed

BASE = changed(Scenario(), {
    "population.simulated": 20_000, "population.electorate": 20_000, "districts.lean_sd": 0.5,
    "districts.count": 5,
})
ON = {"response.kind": "credibility"}


def _trust(world, voters):
    return voter_trust(world.scenario, world.politics, world.streams, voters)


def world(**keys: Any) -> World:
    scenario = changed(BASE, {"response." + key: value for key, value in keys.items()})
    return World.build(scenario, Streams(3, 0))


@settings(max_examples=60)
@given(t=st.floats(0.01, 0.99), e=st.floats(0.05, 0.95), prior=st.floats(0.05, 0.95))
def test_beliefs_move_by_bayes_rule(t: float, e: float, prior: float) -> None:
    """The posterior by hand, over who knows and who tells, beside the shift of the logit."""

    def posterior(trust: float) -> float:
        good = e * trust + (1 - e) / 2  # told of a good candidate
        bad = e * (1 - trust) + (1 - e) / 2
        return prior * good / (prior * good + (1 - prior) * bad)

    moved, full = (logit(posterior(x)) - logit(prior) for x in (t, 1.0))
    assert belief(np.array([t]), e)[0] == pytest.approx(moved / full, abs=1e-9)


def test_belief_is_odd_around_one_half_and_bounded() -> None:
    trust = np.linspace(0.0, 1.0, 101)
    for e in (0.0, 1e-7, 1e-5, 0.3, 0.99):
        found = belief(trust, e)
        assert found == pytest.approx(-found[::-1], abs=1e-9)
        assert (np.diff(found) > 0).all() and found[-1] == pytest.approx(1.0)
    sure = belief(np.array([0.0, 0.75, 1.0], dtype=np.float32), 1.0 - 1e-12)
    assert sure == pytest.approx([-1.0, 0.0388, 1.0], abs=1e-3) and sure.dtype == np.float32
    assert belief(trust, 1e-5) == pytest.approx(belief(trust, 0.0), abs=1e-9)
    assert (np.abs(belief(trust, 0.9)) <= np.abs(2 * trust - 1) + 1e-12).all()


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_trust_has_the_median_spread_and_share_with_support_that_are_set(share: float) -> None:
    one = world(kind="credibility", trust=0.7, trust_sd=1.3, trust_lean_share=share)
    voters = one.voters(0)
    found = logit(_trust(one, voters).astype(float))
    assert np.median(expit(found)) == pytest.approx(0.7, abs=0.03)
    # The traits' own weights are drawn, so that support's deviation is right in expectation.
    assert found.std() == pytest.approx(1.3, rel=0.06)
    assert np.corrcoef(found, voters.support)[0, 1] == pytest.approx(np.sqrt(share), abs=0.03)


def test_without_spread_all_trust_alike_and_effects_are_scaled() -> None:
    plain, alike = world(), world(kind="credibility", trust=0.3, trust_sd=0.0, expertise=0.0)
    voters = plain.voters(0)
    assert _trust(alike, voters) == pytest.approx(np.full(voters.size, 0.3), abs=1e-6)
    assert alike.effects(voters) == pytest.approx(-0.4 * plain.effects(voters), abs=1e-7)


def test_who_is_not_trusted_is_moved_the_other_way() -> None:
    plain, one = world(), world(kind="credibility", trust=0.5)
    voters = plain.voters(0)
    sign = np.sign(one.effects(voters)) * np.sign(plain.effects(voters))
    trusted = _trust(one, voters) > 0.5
    assert (sign[trusted] >= 0).all() and (sign[~trusted] <= 0).all()
    assert 0.4 < trusted.mean() < 0.6


def test_the_other_side_is_trusted_by_those_who_lean_to_it() -> None:
    from dataclasses import replace

    one = world(kind="credibility", trust_lean_share=1.0)
    voters = one.voters(0)
    rival = one.rival(one.scenario.rival)
    turned = replace(voters, support=-voters.support)
    ours, theirs = _trust(one, voters), _trust(rival, turned)
    assert np.corrcoef(ours, theirs)[0, 1] < -0.95
    middle = [float(np.mean(logit(trust.astype(float)))) for trust in (ours, theirs)]
    # As far above the voter in the middle as the other is below: districts lean to one of them.
    assert np.mean(middle) == pytest.approx(logit(one.scenario.response.trust), abs=1e-3)


def test_an_electorate_without_leanings_trusts_by_itself() -> None:
    keys = {"politics.lean_sd": 0.0, "districts.lean_sd": 0.0,
            "messages.heterogeneity_sd_pp": 0.31, **ON}
    one = World.build(changed(BASE, keys), Streams(3, 0))
    found = logit(_trust(one, one.voters(0)).astype(float))
    assert found.std() == pytest.approx(1.0, rel=0.05)


def test_effects_of_the_usual_kind_never_ask_for_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr("msim.world.world.voter_trust", refuse)
    one = world(trust=0.2, expertise=0.9)
    one.effects(one.voters(0))
    with pytest.raises(AssertionError, match="asked"):
        believed = world(kind="credibility")
        believed.effects(believed.voters(0))


def test_its_keys_are_assumptions_only_where_it_is_on() -> None:
    own = {f"response.{key}" for key in ("expertise", "trust", "trust_sd", "trust_lean_share")}
    assert own <= {doc.key for doc in assumptions(changed(BASE, ON))}
    assert not own & {doc.key for doc in assumptions(BASE)}
    same = changed(BASE, {"response.kind": "logit"})
    assert same.hash == BASE.hash
