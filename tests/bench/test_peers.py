"""The peers play the same model: votes by arm as in a run, and a wrong peer would be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import msim
from benchmarks.peers import agents, arrays
from benchmarks.peers.outcome import Outcome, by_arm, furthest, gain_pp
from benchmarks.peers.setting import Setting, setting
from msim.bench import peers
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import Scenario

VOTERS = 60_000
SOME = 40_000
KEYS = {
    "population.simulated": VOTERS, "test.respondents": 20_000, "segments.fit_sample": 2_000,
    "messages.mean_effect_pp": 3.0, "messages.common_share": 0.3, "data.coverage": 0.9,
    "data.consent": 0.9, "budget.total": 100_000_000.0, "channels.social.frequency_cap": 10,
}  # fmt: skip
"""Effects that stand out among few voters, and some of whatever a peer has to do."""


@cache
def scenario() -> Scenario:
    return msim.load("full_scale", KEYS)


@cache
def told() -> Setting:
    return setting(scenario())


@cache
def measures() -> Mapping[str, Mapping[str, float]]:
    return run_replicate(scenario(), 0, 1).measures


@cache
def played(peer: str) -> Outcome:
    if peer == "mesa":
        return agents.simulate(told(), 2_000, seed=3)
    return arrays.simulate(told(), SOME, seed=3)


@pytest.mark.parametrize("peer", ["mesa", "numpy"])
def test_all_arms_come_to_the_same_votes_and_reach(peer: str) -> None:
    found = played(peer)
    assert set(by_arm(found)) == {*scenario().run.arms, "best_single"}  # one of the oracle's
    assert len(by_arm(found)["naive"]) == scenario().messages.count
    assert furthest(found, measures(), VOTERS) < 4.0


def test_arms_differ_enough_for_that_to_mean_something() -> None:
    """Between most arms lies more than the four errors that are let pass."""
    found = played("numpy")
    gains = [gain_pp(found, plans) for plans in by_arm(found).values()]
    apart = [
        abs(a.value - b.value) > 4.0 * np.hypot(a.error, b.error)
        for number, a in enumerate(gains)
        for b in gains[:number]
    ]
    assert np.mean(apart) > 0.7


@pytest.mark.parametrize(
    "wrong",
    [
        lambda s: replace(s, swing=s.swing + 0.2),
        lambda s: replace(s, saturation=2.0 * s.saturation),
        lambda s: replace(s, effects=replace(s.effects, mean=1.3 * s.effects.mean)),
        lambda s: replace(s, cells=replace(s.cells, centres=-s.cells.centres)),
        lambda s: replace(s, channels=(replace(s.channels[0], users=1.0), *s.channels[1:])),
        lambda s: replace(s, data=replace(s.data, known=1.0)),
    ],
    ids=["swing", "saturation", "effects", "segments", "users", "consent"],
)
def test_a_peer_that_is_told_something_else_is_seen(wrong) -> None:
    found = arrays.simulate(wrong(told()), SOME, seed=3)
    assert furthest(found, measures(), VOTERS) > 4.0


def test_a_scenario_beyond_the_peers_is_refused_by_key() -> None:
    for key, value in (("opponent.strategy", "broadcast"), ("messages.mobilise_pp", 1.0),
                       ("data.coverage_lean", {"turnout": 1.0})):  # fmt: skip
        with pytest.raises(ValueError, match=key):
            setting(msim.load("full_scale", {**KEYS, key: value}))
        assert key in peers.find(msim.load("full_scale", {**KEYS, key: value})).missing["mesa"]


def test_peers_are_found_in_the_checkout_and_run() -> None:
    found = peers.find(scenario())
    assert set(found.simulate) == set(peers.NAMES) and not found.missing
    outcome = found.simulate["numpy"](1_000, 1)
    assert outcome.turnout.size == 1_000
    assert found.furthest(played("numpy"), measures(), VOTERS) < 4.0


def test_without_a_checkout_the_reason_is_said(tmp_path: Path) -> None:
    found = peers.find(scenario(), tmp_path)
    assert not found.simulate
    assert all("benchmarks/peers" in why for why in found.missing.values())


def test_without_mesa_numpy_is_still_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = peers._imported

    def without(module: str, home: Path) -> object:
        if module == "agents":
            raise ModuleNotFoundError("No module named 'mesa'", name="mesa")
        return imported(module, home)

    monkeypatch.setattr(peers, "_imported", without)
    found = peers.find(scenario())
    assert set(found.simulate) == {"numpy"}
    assert found.missing == {"mesa": "mesa is not installed: pip install 'msim[bench]'"}
